"""Any workbook or text file as a ``Sheet``: the text of each cell, what kind of cell it was, and where it stood."""
