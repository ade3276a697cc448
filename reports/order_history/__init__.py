"""The biography of one order."""
