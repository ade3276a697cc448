"""Packing slips: the contents of a parcel and its address, one slip per order, as a PDF."""
