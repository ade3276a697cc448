"""The second look at a binary workbook (.xls): error cells, which its reader shows as blanks, and what is hidden.

A formula whose stored result is no text at all ([MS-XLS] 2.5.133 FormulaValue) is the one text cell without a text.
"""

import io

import xlrd

from feeds.reading.looks import Look


def look_at(content: bytes, sheet: str) -> Look:
    """What is odd in a sheet ([MS-XLS] 2.4.90 Label … 2.4.24 BoolErr; rows 2.4.221, columns 2.4.53)."""
    look = Look()
    with xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True) as book:
        found = book.sheet_by_name(sheet)
        look.hidden_rows = {row for row, info in found.rowinfo_map.items() if info.hidden}
        look.hidden_columns = {column for column, info in found.colinfo_map.items() if info.hidden}
        for top, below, left, beside in found.merged_cells:
            look.merge(top, below - 1, left, beside - 1)
        for row in range(found.nrows):
            kinds = found.row_types(row)
            for column, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_TEXT and not found.cell_value(row, column):
                    look.silent.append((row, column))
                if kind == xlrd.XL_CELL_ERROR:
                    shown = xlrd.error_text_from_code.get(int(str(found.cell_value(row, column))), "#?")
                    look.oddities[row, column] = ("error", shown)
    return look
