"""Text files as exports write them: quoted or not, with quotation marks, short lines and lines of prose."""

from pathlib import Path

import pytest

from tests.reading.written_files import HEADINGS, OTHER, PARCEL, expected, read, records, text_file


def with_method(text: str, row: list[str] = PARCEL) -> list[str]:
    """A row with another ship-method, which is its last cell."""
    return [*row[:-1], text]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_a_quoted_cell_may_hold_lines_delimiters_and_doubled_marks(tmp_path: Path, delimiter: str) -> None:
    quoted = f'"Leave at{delimiter} the\r\n""blue"" door"'
    table = [HEADINGS, with_method(quoted), OTHER]
    path = text_file(tmp_path / "parcels.txt", table, delimiter=delimiter)
    shown = f'Leave at{delimiter} the\r\n"blue" door'
    told = records(read(path))
    # A line break in a cell is kept as one space; the row below it is the next one, as Excel shows it.
    assert " ".join(shown.split()) == " ".join(told[2].pop("ship-method").split())
    assert told == {2: expected(PARCEL[:-1])[0], 3: expected(OTHER)[0]}


@pytest.mark.parametrize(
    "text",
    ['5" pipe', 'pipe 5"', '5"', '"5 inch" pipe', '"fragile', '"', '""', '"a" or "b"', "don't", "'quoted'"],
)
def test_a_quotation_mark_in_unquoted_text_is_a_character_like_any_other(tmp_path: Path, text: str) -> None:
    path = text_file(tmp_path / "parcels.txt", [HEADINGS, with_method(text), OTHER])
    told = records(read(path))
    shown = "" if text == '""' else text
    assert told == dict(enumerate(expected(with_method(shown), OTHER), 2))


@pytest.mark.parametrize(
    ("first", "last"),
    [('"Priority', '12"'), ('"Priority', 'Box 12"'), ('"', '"'), ('"Priority', '"Economy')],
)
def test_single_quotation_marks_in_two_rows_never_swallow_the_rows_between(
    tmp_path: Path, first: str, last: str
) -> None:
    rows = [with_method(first), OTHER, PARCEL, with_method(last, OTHER)]
    told = records(read(text_file(tmp_path / "parcels.txt", [HEADINGS, *rows])))
    assert told == dict(enumerate(expected(*rows), 2))


def test_a_quotation_mark_inside_a_comma_separated_cell_is_kept(tmp_path: Path) -> None:
    path = text_file(tmp_path / "parcels.csv", [HEADINGS, with_method('5" pipe'), OTHER], delimiter=",")
    assert records(read(path)) == dict(enumerate(expected(with_method('5" pipe'), OTHER), 2))


def test_short_and_long_lines_are_rows_like_any_other(tmp_path: Path) -> None:
    table = [HEADINGS, PARCEL[:5], [*OTHER, "", "", ""], PARCEL[:1], [*PARCEL, "a note"]]
    told = records(read(text_file(tmp_path / "parcels.txt", table)))
    assert told == dict(enumerate(expected(PARCEL[:5], OTHER, PARCEL[:1], PARCEL), 2))


def test_trailing_empty_headings_and_tabs_are_no_columns(tmp_path: Path) -> None:
    table = [[*row, "", "", ""] for row in (HEADINGS, PARCEL, OTHER)]
    sheet = read(text_file(tmp_path / "parcels.txt", table))
    assert (records(sheet), sheet.unknown) == (dict(enumerate(expected(PARCEL, OTHER), 2)), {})


def test_a_line_of_prose_above_that_names_order_id_does_not_tell_the_delimiter(tmp_path: Path) -> None:
    prose = [
        "TemplateType=OrderFulfillment",
        "Version=2011.1102",
        "Fill in order-id, ship-date, carrier-code, and quantity",
    ]
    sheet = read(text_file(tmp_path / "parcels.txt", [prose, HEADINGS, PARCEL]))
    assert records(sheet) == {3: expected(PARCEL)[0]}


def test_blank_lines_are_not_numbered_and_cells_are_still_those_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "parcels.txt"
    lines = ["", "\t".join(HEADINGS), "", "\t".join(PARCEL), "\t\t\t", " \t \t", "\t".join(OTHER), "", ""]
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    sheet = read(path)
    assert records(sheet) == {4: expected(PARCEL)[0], 7: expected(OTHER)[0]}
    assert sheet.rows.to_dict() == {1: 4, 2: 7}


def test_every_separator_that_unicode_knows_stays_inside_its_cell(tmp_path: Path) -> None:
    for separator in ("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"):
        text = f"next{separator}day"
        told = records(read(text_file(tmp_path / "parcels.txt", [HEADINGS, with_method(text), OTHER])))
        assert sorted(told) == [2, 3], repr(separator)
        assert told[3] == expected(OTHER)[0], repr(separator)
