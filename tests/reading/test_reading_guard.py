"""The guard lets honest workbooks through, also where a mark lies across the border of two of its pieces."""

import io
import random
from pathlib import Path

import xlsxwriter

from feeds.reading.files import read_grids
from feeds.reading.guard import guard


def written(rows: int) -> tuple[bytes, list[str]]:
    """A workbook of several pieces: rows of shared texts of many lengths."""
    held, draw = io.BytesIO(), random.Random(1)
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    texts = [f"{row}{'x' * draw.randrange(40)}" for row in range(rows)]
    for row, text in enumerate(texts):
        for column in range(4):
            sheet.write_string(row, column, text)
    book.close()
    return held.getvalue(), texts


def test_a_workbook_of_several_pieces_is_read_to_its_last_row(tmp_path: Path) -> None:
    content, texts = written(20_000)
    sheet = guard(io.BytesIO(content), len(content)).parts["xl/worksheets/sheet1.xml"]
    assert (sheet.size > 3 << 20, sheet.last_row, sheet.marks) == (True, 20_000, set())
    (tmp_path / "long.xlsx").write_bytes(content)
    [grid] = read_grids(tmp_path / "long.xlsx")
    assert [column.to_pylist() for column in grid.columns] == [texts] * 4
