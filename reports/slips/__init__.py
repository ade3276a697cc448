"""Packing slips: what lies in the parcel and where it goes, one slip an order, as a PDF."""
