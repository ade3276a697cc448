"""Reads any workbook or text file as a ``Sheet``: the text, the kind and the place of each cell."""
