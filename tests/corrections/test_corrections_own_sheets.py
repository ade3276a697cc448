"""The sheets that were uploaded come back behind the refused rows: marked, and otherwise as they were."""

import io
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from feeds.corrections import marking
from tests.corrections.returned import GOOD, HEADINGS, content, notes, parcels, records, returned, row, saved, under
from tests.zoo.workbook_parts import book

TABLE = [HEADINGS, GOOD, row(quantity="two"), row(tracking_number="")]


def furnished() -> Workbook:
    """A workbook with all that a back office puts into one."""
    book, sheet = parcels([["Parcels of the week"], *TABLE])
    sheet.merge_cells("A1:D1")
    sheet.freeze_panes = "B3"
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[3].hidden = True
    sheet["A3"].font, sheet["C4"].fill = Font(italic=True), PatternFill("solid", fgColor="00FF00")
    sheet["C4"].comment = Comment("Ask Ann", "Bob")
    sheet["B3"] = CellRichText("1000000", TextBlock(InlineFont(b=True), "0001"))
    choice = DataValidation("list", formula1='"UPS,USPS"')
    choice.add("E3:E99")
    sheet.add_data_validation(choice)
    sheet.auto_filter.ref = "A2:F5"
    other = book.create_sheet("Sums")
    other["A1"], other["A2"], other["A2"].number_format = "=COUNTA(Parcels!A:A)", 0.5, "0%"
    chart = BarChart()
    chart.add_data(Reference(other, min_col=1, min_row=1, max_row=2))
    other.add_chart(chart, "C3")
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    book.defined_names["carriers"] = DefinedName("carriers", attr_text="Lists!$A$1:$A$9")
    return book


def test_sheets_formats_and_drop_downs_are_kept(tmp_path: Path) -> None:
    book = returned(saved(furnished(), tmp_path / "a.xlsx"))
    sheet = book["Parcels"]
    assert [(one.title, one.sheet_state) for one in book] == [
        ("Corrections", "visible"),
        ("Parcels", "visible"),
        ("Sums", "visible"),
        ("Lists", "hidden"),
        ("Accepted values", "hidden"),
    ]
    assert ([str(found) for found in sheet.merged_cells.ranges], sheet.freeze_panes) == (["A1:D1"], "B3")
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[3].hidden, sheet["A3"].font.i) == (33, True, True)
    assert [(one.formula1, str(one.sqref)) for one in sheet.data_validations.dataValidation] == [
        ('"UPS,USPS"', "E3:E99")
    ]
    assert (sheet.auto_filter.ref, type(sheet["B3"].value)) == ("A2:F5", CellRichText)
    assert (book["Sums"]["A1"].value, book["Sums"]["A2"].number_format) == ("=COUNTA(Parcels!A:A)", "0%")
    assert (len(book["Sums"]._charts), list(book.defined_names)) == (1, ["carriers"])  # type: ignore[attr-defined]


def test_bad_cells_are_coloured_and_their_comments_are_added_to_what_stood_there(tmp_path: Path) -> None:
    sheet = returned(saved(furnished(), tmp_path / "a.xlsx"))["Parcels"]
    marked = {cell.coordinate: cell for cells in sheet.iter_rows() for cell in cells if cell.comment}
    assert {place: cell.fill.fgColor.rgb for place, cell in marked.items()} == {"C4": "00FFC7CE"}
    assert marked["C4"].comment is not None
    assert marked["C4"].comment.text == (
        "Ask Ann\n\nquantity must be a positive whole number. Write digits alone, as 2.\n"
        "Correct it in the sheet Corrections."
    )


def test_a_column_says_what_became_of_each_record(tmp_path: Path) -> None:
    table = [*TABLE, row(order_item_id=" 10000000002"), row(tracking_number="９４００")]
    book, _ = parcels(table)
    answer = returned(saved(book, tmp_path / "a.xlsx"))
    said = [str(cell.value) for cell in answer["Parcels"]["G"]]
    assert said[:4] == [
        "orderfeeds-result",
        "applied",
        "refused: quantity must be a positive whole number. Write digits alone, as 2. "
        "Correct it in the sheet Corrections.",
        "applied",
    ]
    assert (said[4], said[5].partition(":")[0]) == ("applied", "applied, with warnings")
    answer.save(tmp_path / "b.xlsx")
    # The sheet of refused rows is what is read when the workbook comes back.
    assert under(returned(tmp_path / "b.xlsx").worksheets[0], *HEADINGS) == [row(quantity="two")]


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        ("A1:C2", "'Parcels'!$A$1:$G$4"),
        ("B1:K99", "'Parcels'!$B$1:$K$99"),
        ("A1:C2,E1:F2", ""),
        (None, ""),
    ],
)
def test_the_results_and_all_records_are_printed_where_the_sheet_has_a_print_area(
    tmp_path: Path, area: str | None, wanted: str
) -> None:
    book, sheet = parcels(TABLE)
    sheet.print_area = area
    assert returned(saved(book, tmp_path / "a.xlsx"))["Parcels"].print_area == wanted


def test_the_result_stands_where_no_record_has_a_cell_and_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    book, sheet = parcels(TABLE)
    sheet["G3"] = "a note without a heading"
    answer = returned(saved(book, tmp_path / "a.xlsx"))
    assert answer["Parcels"]["H1"].value == "orderfeeds-result"
    del answer["Corrections"]
    again = returned(saved(answer, tmp_path / "b.xlsx"))["Parcels"]
    assert [cell.value for cell in again[1]].count("orderfeeds-result") == 1


def test_it_opens_with_the_refused_rows_and_no_other_sheet_is_chosen_with_them(tmp_path: Path) -> None:
    book = returned(saved(furnished(), tmp_path / "a.xlsx"))
    assert (book.active.title if book.active else None) == "Corrections"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Corrections"]
    [record] = records(book["Corrections"])
    assert book["Corrections"].sheet_view.selection[-1].activeCell == record["quantity"].coordinate


def parts(path: Path) -> dict[str, str]:
    """The worksheets of a workbook's corrections, as XML."""
    with ZipFile(io.BytesIO(content(path))) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return {name: book.read(name).decode() for name in names}


def test_every_sheet_keeps_the_order_and_the_marks_that_excel_insists_on(tmp_path: Path) -> None:
    for name, xml in parts(saved(furnished(), tmp_path / "a.xlsx")).items():
        [ignored] = re.findall("<ignoredError ([^>]*)/>", xml)
        assert 'sqref="A1:XFD1048576"' in ignored, name
        columns = [(int(first), int(last)) for first, last in RANGES.findall(xml)]
        assert all(one[1] < other[0] for one, other in pairwise(sorted(columns))), name


RANGES = re.compile(r'<col (?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")')


@pytest.mark.parametrize(("first", "last"), [("A", "XFD"), ("G", "XFD"), ("A", "G"), ("F", "H")])
def test_the_result_is_seen_whatever_range_of_columns_it_lies_in(tmp_path: Path, first: str, last: str) -> None:
    book, sheet = parcels(TABLE)
    around = sheet.column_dimensions[first]
    around.min, around.max = column_index_from_string(first), column_index_from_string(last)
    around.width, around.hidden = 17, True
    path = saved(book, tmp_path / "a.xlsx")
    columns = sorted(
        (int(low), int(high), tag)
        for tag in re.findall("<col [^>]*/>", parts(path)["xl/worksheets/sheet2.xml"])
        for low, high in RANGES.findall(tag)
    )
    assert all(one[1] < other[0] for one, other in pairwise(columns))
    [(low, high, result)] = [column for column in columns if column[0] <= 7 <= column[1]]
    assert (low, high, "hidden" in result, 'width="60"' in result) == (7, 7, False, True)
    wide = sum(high - low + 1 for low, high, tag in columns if 'hidden="1"' in tag)
    assert wide == around.max - around.min


def test_what_cannot_be_kept_is_named(tmp_path: Path) -> None:
    path = saved(furnished(), tmp_path / "a.xlsm")
    with ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"macros")
        book.writestr("xl/media/image1.png", b"a picture")
    said = notes(returned(path).worksheets[0])
    assert "Not kept in your sheets behind this one: macros, pictures." in said


def test_a_chart_sheet_is_not_chosen_with_the_refused_rows(tmp_path: Path) -> None:
    book, _ = parcels(TABLE)
    chart = book.create_chartsheet("Chart")
    chart.add_chart(BarChart())
    chart.sheetViews.sheetView[0].tabSelected = True
    with ZipFile(io.BytesIO(content(saved(book, tmp_path / "a.xlsx")))) as answer:
        assert b'tabSelected="1"' not in answer.read("xl/chartsheets/sheet1.xml")


def test_a_sheet_of_theirs_with_our_name_stays(tmp_path: Path) -> None:
    book, sheet = parcels(TABLE)
    sheet.title = "Corrections"
    assert [sheet.title for sheet in returned(saved(book, tmp_path / "a.xlsx"))] == [
        "Corrections1",
        "Corrections",
        "Accepted values",
    ]


def edited(path: Path, part: str, before: bytes, after: bytes) -> Path:
    """The workbook with one part changed as no Excel would."""
    kept = path.with_name(f"edited-{path.name}")
    with ZipFile(path) as parts, ZipFile(kept, "w", ZIP_DEFLATED) as written:
        for name in parts.namelist():
            content = parts.read(name)
            written.writestr(name, content.replace(before, after, 1) if name == part else content)
    shutil.move(kept, path)
    return path


def test_a_workbook_that_cannot_be_marked_gives_the_refused_rows_alone(tmp_path: Path) -> None:
    book, _ = parcels(TABLE)
    path = saved(book, tmp_path / "a.xlsx")
    edited(path, "xl/styles.xml", b"<fonts", b'<numFmts count="x"><numFmt/></numFmts><fonts')
    answer = returned(path)
    assert [sheet.title for sheet in answer] == ["Corrections", "Accepted values"]
    assert notes(answer.worksheets[0])[1] == "Your own sheets are left out: the workbook cannot be marked."
    assert len(records(answer.worksheets[0])) == 1


@pytest.mark.slow
def test_libreoffice_opens_and_converts_what_we_return(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    returned(saved(furnished(), tmp_path / "a.xlsx")).save(tmp_path / "b.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "b.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "b.ods").stat().st_size > 0


_TYPED = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>"


@pytest.mark.parametrize(
    ("name", "part", "is_opened"),
    [
        ("docProps/core.xml", _TYPED, False),
        ("xl/comments1.xml", "<x/>".encode("utf-16"), False),
        ("customXml/item1.xml", "<x/>".encode("utf-16"), True),
        ("docProps/app.xml", b"<x/>", True),
    ],
)
def test_parts_that_only_the_marking_reads_are_looked_at_before_it_does(
    name: str, part: bytes, is_opened: bool
) -> None:
    assert (marking._unpacked(book({name: part})) is not None) == is_opened
