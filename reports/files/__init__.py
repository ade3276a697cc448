"""Writes reports to files: text, csv and workbooks, completely or not at all."""
