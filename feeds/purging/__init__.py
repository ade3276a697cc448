"""Buyers' texts deleted for good: from the order table, the bytes of its file, and the files that hold them."""
