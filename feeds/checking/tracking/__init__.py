"""Checks tracking-numbers, cell by cell and as a column."""
