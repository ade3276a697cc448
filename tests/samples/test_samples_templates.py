"""The templates: what the schemas say, as a workbook that our own reader reads."""

from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from feeds.kinds.all_kinds import KINDS
from feeds.uploaded_file import read_file
from reports.templates.book import Layout, write_template
from schemas import faults
from schemas.template_columns import headings, headings_with_helpers, is_wanted
from tests.samples.sample_files import FOLDER

BLANK = sorted((FOLDER / "templates").glob("*.xlsx"))
PREFILLED = [name for name, kind in KINDS.items() if (kind.schema.metadata or {}).get("prefill")]


def written(path: Path, layout: Layout, *parts: pd.DataFrame) -> Path:
    with path.open("wb") as file:
        write_template(layout, file, parts)
    return path


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
    # Neighbours of one width are one entry.
    entries = list(sheet.column_dimensions.values())
    assert {entry.number_format for entry in entries} == {"@"}
    assert max(entry.max or 0 for entry in entries) == sheet.max_column
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_its_lists_offer_the_accepted_values(path: Path) -> None:
    schema = KINDS[path.stem].schema
    book = load_workbook(path)
    sheet = book.worksheets[-1]
    offered = {}
    for choice in sheet.data_validations.dataValidation:
        if choice.type != "list":
            continue
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


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_every_check_covers_its_whole_column_warns_and_says_why(path: Path) -> None:
    sheet = load_workbook(path).worksheets[-1]
    names = [str(cell.value) for cell in sheet[1]]
    for check in sheet.data_validations.dataValidation:
        letter, _, end = str(check.sqref).partition("2:")
        assert end == f"{letter}1048576"
        assert check.errorStyle == "warning"
        assert str(check.error).startswith(names[column_index_from_string(letter) - 1])
        assert len(check.formula1) <= 255


def test_the_confirmation_checks_lengths_dates_numbers_and_ids() -> None:
    sheet = load_workbook(FOLDER / "templates" / "shipping-confirmation.xlsx").worksheets[-1]
    checks = {str(check.sqref).partition("2:")[0]: check for check in sheet.data_validations.dataValidation}
    kinds = {str(sheet[f"{letter}1"].value): check.type for letter, check in checks.items()}
    custom = {"order-id", "order-item-id", "quantity", "ship-date", "ship_from_address_countrycode"}
    assert {name for name, kind in kinds.items() if kind == "custom"} == custom
    assert {name for name, kind in kinds.items() if kind == "list"} == {"carrier-code", "cod-collection-method"}
    assert {checks["G"].type, checks["G"].operator, checks["G"].formula1} == {"textLength", "lessThanOrEqual", "50"}


@pytest.mark.parametrize("path", BLANK, ids=lambda path: path.stem)
def test_required_headings_are_marked_and_the_legend_shows_how(path: Path) -> None:
    book, schema = load_workbook(path), KINDS[path.stem].schema
    legend = {
        row[0].value: row[0].fill.start_color.rgb for row in book["Instructions"].iter_rows() if row[0].border.top.style
    }
    required = {name for name in headings(schema) if is_wanted(schema.columns[name])}
    wanted = {name: legend["Required" if name in required else "May be left empty"] for name in headings(schema)}
    assert {cell.value: cell.fill.start_color.rgb for cell in book.worksheets[-1][1]} == wanted


@pytest.mark.parametrize("name", PREFILLED)
def test_a_prefilled_template_has_grey_columns_that_are_read_over_in_silence(name: str, tmp_path: Path) -> None:
    schema = KINDS[name].schema
    typed = {heading: "typed" for heading in headings_with_helpers(schema)}
    path = written(tmp_path / "filled.xlsx", Layout(schema, prefilled=True), pd.DataFrame([typed], dtype="str"))
    sheet = load_workbook(path).worksheets[-1]
    grey = [cell.value for cell in sheet[1] if cell.font.italic]
    italic = {cell.column for cell in sheet[1] if cell.font.italic}
    assert grey == [heading for heading in typed if heading not in headings(schema)]
    assert {cell.fill.start_color.rgb for cell in sheet[2] if cell.column in italic} == {"FFF3F3F3"}
    read = read_file(path)
    assert read.sheet is not None
    assert read.sheet.unknown == {}
    # A sku names an item where its id is missing.
    assert set(read.sheet.cells) == {*headings(schema), *({"sku"} & set(schema.columns))}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_filled_in_beforehand_is_read_as_the_same_text(name: str, tmp_path: Path) -> None:
    typed = {"order-id": "=1+1", headings(KINDS[name].schema)[1]: "0012\x03 #N/A"}
    rows = pd.DataFrame([typed, {}, typed], columns=list(typed), dtype="str")
    read = read_file(written(tmp_path / "filled.xlsx", Layout(KINDS[name].schema), rows))
    assert read.sheet is not None
    assert read.kind is KINDS[name]
    found = read.sheet.cells.dropna(axis=1)
    assert found.to_dict("records") == [typed | {list(typed)[1]: "0012  #N/A"}] * 2
    assert read.sheet.kinds == {}


def test_a_row_with_a_heading_of_no_column_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        write_template(Layout(KINDS["order-cancellation"].schema), BytesIO(), [pd.DataFrame({"colour": ["red"]})])


@pytest.mark.parametrize("name", KINDS)
def test_the_same_schema_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    one, two = (written(tmp_path / f"{at}.xlsx", Layout(KINDS[name].schema)) for at in "ab")
    assert one.read_bytes() == two.read_bytes()
