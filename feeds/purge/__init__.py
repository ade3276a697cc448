"""Deletes buyers' texts when they are due: in the order table and in files."""
