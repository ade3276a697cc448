"""The guard lets honest workbooks through, also where a mark lies across the border of two of its pieces."""

import io
import random
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from feeds.reading import child_process
from feeds.reading.files import read_grids
from feeds.reading.grid import FileRefusedError, unpack
from feeds.reading.options import Limits
from feeds.reading.workbook import zip_guard
from feeds.reading.workbook.zip_parts import Part


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
    sheet = zip_guard.guard(io.BytesIO(content), len(content)).parts["xl/worksheets/sheet1.xml"]
    assert (sheet.size > 3 << 20, sheet.last_row, sheet.marks) == (True, 20_000, set())
    (tmp_path / "long.xlsx").write_bytes(content)
    [grid] = read_grids(tmp_path / "long.xlsx")
    assert [column.to_pylist() for column in grid.columns] == [texts] * 4


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_longest_sheet_is_looked_through_beside_also_where_its_texts_are_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, draw = io.BytesIO(), random.Random(1)
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("Data").write_column(0, 0, [f"{draw.randrange(10**300)}x" for _ in range(300)])
    book.close()
    with ZipFile(held) as parts:
        sizes = {part.filename: part.compress_size for part in parts.infolist()}
    assert max(sizes, key=lambda name: sizes[name]) == "xl/sharedStrings.xml"
    monkeypatch.setattr(zip_guard, "LONG", 0)
    seen = zip_guard.guard(held, len(held.getvalue()), may_wait=True)
    assert seen.long
    assert seen.long.name == "xl/worksheets/sheet1.xml"
    assert seen.long.part().last_row == 300


STRAY = [
    '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    '<row r="50001"><c r="XFD50001"><v>1</v></c></row>',
]


@pytest.mark.parametrize("stray", STRAY)
def test_a_stray_cell_far_from_a_long_sheet_is_told_of_as_in_a_short_one(stray: str, tmp_path: Path) -> None:
    draw, rows = random.Random(1), 50_000
    cells = (f'<c r="A{row}"><v>{draw.randrange(10**200)}</v></c>' for row in range(1, rows))
    filled = "".join(f'<row r="{row}">{cell}</row>' for row, cell in enumerate(cells, 1))
    content, _ = written(1)
    with ZipFile(io.BytesIO(content)) as parts, ZipFile(tmp_path / "long.xlsx", "w", ZIP_DEFLATED) as long:
        for name in parts.namelist():
            part = parts.read(name).decode()
            if "sheets/" in name:
                part = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{filled}{stray}</sheetData>", part)
            long.writestr(name, part)
    assert (tmp_path / "long.xlsx").stat().st_size > zip_guard.LONG
    with pytest.raises(FileRefusedError, match="far from the others"):
        read_grids(tmp_path / "long.xlsx")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_what_an_honest_file_may_take_is_allowed_before_a_copy_looks_through_its_long_sheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content, _ = written(2_000)
    megabytes = sum(part.file_size for part in ZipFile(io.BytesIO(content)).infolist()) / 1_000_000
    steps: list[object] = []

    def begun(look: Callable[[], Part]) -> Callable[[], Part]:
        steps.append("copy")
        return look

    monkeypatch.setattr(zip_guard, "LONG", 0)
    monkeypatch.setattr("feeds.reading.run_in_fork.start", begun)
    zip_guard.guard(io.BytesIO(content), len(content), steps.append, may_wait=True)
    assert steps == [megabytes, "copy"]


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "aside"), [(400_000, b""), (60_000, b"<!-- a comment -->")])
def test_a_long_honest_workbook_is_read_in_the_time_that_its_size_allows_alone(
    rows: int, aside: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "_ROOM", 1000)
    draw, made = random.Random(1), io.BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    for row in range(rows):
        sheet.write_row(row, 0, [f"{draw.randrange(10**14)}" for _ in range(6)])
    book.close()
    with ZipFile(made) as parts, ZipFile(tmp_path / "long.xlsx", "w", ZIP_DEFLATED) as long:
        for name in parts.namelist():
            long.writestr(name, parts.read(name).replace(b"</sheetData>", aside + b"</sheetData>"))
    answer = child_process.call(
        "grids",
        {"path": str(tmp_path / "long.xlsx"), "encoding": None, "region": None, "ahead": True},
        Limits(seconds=0.01),  # type: ignore[arg-type]
    )
    [grid] = unpack(answer.told, answer.payloads)
    assert grid.height == rows
