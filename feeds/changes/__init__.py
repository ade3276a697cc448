"""Writes, plans, undoes and verifies what a file changes in the order table."""
