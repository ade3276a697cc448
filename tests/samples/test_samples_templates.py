"""The templates: what the schemas say, as a workbook that our own reader reads."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from feeds.kinds import KINDS
from feeds.templates import headings, write_template
from feeds.uploaded_file import read_file
from schemas import faults
from tests.samples.sample_files import FOLDER

BLANK = sorted((FOLDER / "templates").glob("*.xlsx"))


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_a_blank_template_has_three_sheets_and_the_schema_s_headings(path: Path) -> None:
    schema = KINDS[path.stem].schema
    book = load_workbook(path)
    assert book.sheetnames == ["Instructions", "Data Definitions", (schema.metadata or {})["sheet"]]
    [row] = book.worksheets[-1].iter_rows(values_only=True)
    assert list(row) == headings(schema)
    defined = [cells[0] for cells in book["Data Definitions"].iter_rows(min_row=2, values_only=True) if cells[0]]
    assert defined == headings(schema)


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_its_columns_are_text_and_its_heading_stays(path: Path) -> None:
    sheet = load_workbook(path).worksheets[-1]
    letters = [get_column_letter(at) for at in range(1, sheet.max_column + 1)]
    assert {sheet.column_dimensions[letter].number_format for letter in letters} == {"@"}
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_its_lists_offer_the_accepted_values(path: Path) -> None:
    schema = KINDS[path.stem].schema
    book = load_workbook(path)
    sheet = book.worksheets[-1]
    offered = {}
    for choice in sheet.data_validations.dataValidation:
        heading = sheet[str(choice.sqref).partition(":")[0].replace("2", "1")].value
        cells = book["Data Definitions"][choice.formula1.partition("!")[2].replace("$", "")]
        offered[heading] = tuple(row[0].value for row in cells)
    accepted = {name: (column.metadata or {}).get("accepted") for name, column in schema.columns.items()}
    assert offered == {name: values for name, values in accepted.items() if values}


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_a_blank_template_is_known_and_has_no_record(path: Path) -> None:
    read = read_file(path)
    assert read.fatal is not None
    assert read.fatal.code == faults.NO_RECORDS


@pytest.mark.parametrize("name", KINDS)
def test_what_is_filled_in_beforehand_is_read_as_the_same_text(name: str, tmp_path: Path) -> None:
    typed = {"order-id": "=1+1", headings(KINDS[name].schema)[1]: "0012\x03 #N/A"}
    write_template(name, tmp_path / "filled.xlsx", [typed, {}, typed])
    read = read_file(tmp_path / "filled.xlsx")
    assert read.sheet is not None
    assert read.kind is KINDS[name]
    found = read.sheet.cells.dropna(axis=1)
    assert found.to_dict("records") == [typed | {list(typed)[1]: "0012  #N/A"}] * 2
    assert read.sheet.kinds == {}


def test_a_row_with_a_heading_of_no_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="colour"):
        write_template("order-cancellation", tmp_path / "filled.xlsx", [{"colour": "red"}])


@pytest.mark.parametrize("name", KINDS)
def test_the_same_schema_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    write_template(name, tmp_path / "one.xlsx")
    write_template(KINDS[name].schema, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
