"""The cells of texts: delimiters told from the rows, line ends, odd sizes, and both roads to the same cells."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.grid import RefusedError
from feeds.reading.text import cells as text_cells
from feeds.reading.text import opening
from feeds.reading.text.delimiter import delimiter_of
from feeds.reading.typed_cells import columns_of_rows

ID = "202-0000000-0000001"


def rows(content: str) -> list[list[str | None]]:
    [grid] = opening.read(content.encode(), None, None)
    return [list(row) for row in zip(*(column.to_pylist() for column in grid.columns), strict=True)]


DELIMITERS = [
    ("\t", ["order-id\tquantity", f"{ID}\t1"]),
    (",", ["order-id,quantity", f"{ID},1"]),
    (";", ["order-id;quantity", f"{ID};1"]),
    ("|", ["order-id|quantity", f"{ID}|1"]),
    (";", ["Order ID;Tracking #;Carrier", f"{ID};1Z9, 1Z8;UPS, Ground"]),
    (",", ["订单号,物流单号,承运商", f"{ID},1Z9,顺丰"]),
    ("\t", ["注文番号\t追跡番号", f"{ID}\t1Z9"]),
    ("\t", ["Ref\tOur parcel", f"{ID}\t1, 2, 3", f"{ID}\t4; 5"]),
    (";", ["Ref;Net;Gross", f"{ID};1,50;2,50", f"{ID};3,50;4,50"]),
    (",", ["Ref,Parcel", f'{ID},"a;b;c"', f'{ID},"d;e;f"']),
    (",", ['"Ref, ours","Parcel; no"', f'"{ID}","1; 2"', f'"{ID}","3; 4"']),
    ("\t", ["TemplateType=OrderFulfillment\tVersion=2011, 1102", "order-id\tquantity", f"{ID}\t1"]),
    (";", ["Export, made today, by hand, for you", "", "order-id;quantity", f"{ID};1"]),
    (",", ["Report; all of it", "Ref,Parcel,Way", f"{ID},1,2", f"{ID},3,4"]),
    (",", ['"order\nid","quantity"', f'"{ID}","1"', f'"{ID}","1"']),
    (";", ["sep=;", "Ref;Parcel, way", f"{ID};a, b"]),
    ("|", ['"sep=|"', "Ref|Parcel, way", f"{ID}|a, b"]),
    ("\t", ["order-id", ID, ID]),
    ("\t", ["Fill in order-id, ship-date, carrier-code", "order-id\tquantity", f"{ID}\t1"]),
    ("\t", ["Ref\tWay", *[f'{ID}\t5" pipe, red', f'{ID}\t7" pipe, blue'] * 5]),
    ("\t", []),
]


@pytest.mark.parametrize(("delimiter", "lines"), DELIMITERS)
def test_the_delimiter_is_told_from_the_rows(delimiter: str, lines: list[str]) -> None:
    assert delimiter_of("\r\n".join(lines).encode()) == delimiter


@pytest.mark.parametrize("name", ["order-id", "Ref"])
def test_a_file_may_have_one_column(name: str) -> None:
    assert rows(f"{name}\n{ID}\n\n{ID}\n") == [[name], [ID], [None], [ID]]


ENDS = ["\r\n", "\n", "\r"]


@pytest.mark.parametrize("third", ENDS)
@pytest.mark.parametrize("second", ENDS)
@pytest.mark.parametrize("first", ENDS)
def test_line_ends_may_differ_from_line_to_line(first: str, second: str, third: str) -> None:
    content = f"order-id\tquantity{first}{ID}\t1{first}{first}{ID}\t2{second}{ID}\t3{third}"
    blank = [None, None]
    # A lone CR before a lone LF is one line end, as everywhere.
    assert rows(content) == [["order-id", "quantity"], [ID, "1"], blank, [ID, "2"], [ID, "3"]]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_are_lines_also_with_blank_short_and_long_ones(quoted: bool) -> None:
    mark = '"' if quoted else ""
    content = f"title\n\norder-id,quantity,\n{mark}{ID}{mark}\n,,,\n{ID},1,,x\n\n\n"
    blank = [None] * 4
    assert rows(content) == [
        ["title", None, None, None],
        blank,
        ["order-id", "quantity", None, None],
        [ID, None, None, None],
        blank,
        [ID, "1", None, "x"],
    ]


def test_a_row_below_a_cell_of_several_lines_is_the_next_one() -> None:
    assert rows(f'order-id,note\n{ID},"a\n\nb\r\nc"\n{ID},d\n') == [["order-id", "note"], [ID, "a b c"], [ID, "d"]]


NOTES = [
    "Packed with care,\nred, blue, green, yellow, white, black",
    "red, blue\r\n\r\ngreen, yellow, white, black, 5 pieces\r\n2026-11-20, or later",
    "1, 2, 3, 4\n5, 6, 7, 8",
    'He said ""careful,\ncareful, careful"", twice, and left',
    "call +1 206 555 0100, ext. 2,\nleave at door, back, or garage, not at night",
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_note_over_lines_may_have_as_many_delimiters_as_a_row(note: str, delimiter: str) -> None:
    note = note.replace(",", delimiter)
    head = ["order-id", "quantity", "note", "tracking-number"]
    lines = [delimiter.join(head), delimiter.join([ID, "1", f'"{note}"', "1Z1"]), delimiter.join([ID, "2", "", "1Z2"])]
    shown = " ".join(note.replace('""', '"').split())
    told = [[opening and " ".join(opening.split()) for opening in row] for row in rows("\n".join(lines))]
    assert told == [head, [ID, "1", shown, "1Z1"], [ID, "2", None, "1Z2"]]


SWALLOWED = [
    f'{ID},1,"x\n{ID},1,x"\n',
    f'{ID},1,"x\n202-1234567-7654399,1,x"\n',
    f'{ID},1,"x,\n,,{ID},\na"\n',
    f'"x,\n{ID},1",{ID},1\n',
    '20212345677654321,1,"x\n20212345677654322,1,x"\n',
    'A-17,1,"x\nA-18,1,x"\n',
]


@pytest.mark.parametrize("lines", SWALLOWED)
def test_lines_in_a_cell_that_begin_as_rows_do_are_rows_that_a_mark_swallowed(lines: str) -> None:
    with pytest.raises(RefusedError, match="closes in another row"):
        rows(HEAD + lines)


WIDE = (
    "row {} has {} columns, and a feed may have 16,384. Check that each record stands on a line of its own, and upload "
    "it again."
)
LONG = (
    "line {} is longer than 10,000,000 characters. No line of a feed is: check how the file was written, and upload it "
    "again."
)
PAIR = "its quotation marks do not pair up (row {}: {}). Save it again from Excel."
HEAD = "order-id,quantity,note\n"
REFUSED = {
    "many columns": (HEAD + "," * 20_000, WIDE.format(2, "20,001")),
    "many columns, quoted": (HEAD + '"x"' + "," * 20_000, WIDE.format(2, "20,001")),
    "a million columns": (HEAD + "," * 1_000_000, WIDE.format(2, "1,000,001")),
    "columns without end": (HEAD + "," * 30_000_000, WIDE.format(2, "more than 12,097,130")),
    "a cell without end": (HEAD + "x" * 200_000_000, LONG.format(2)),
    "a cell without end and lines": ("x" * 30_000_000, LONG.format(1)),
    "an unclosed quotation mark": (
        HEAD + f'{ID},1,"x\n{ID},1,x\n',
        PAIR.format(2, "one opens a cell and none closes it"),
    ),
    "an unclosed one in a long file": (
        HEAD + f'{ID},1,"x\n' + "x\n" * 20_000_000,
        PAIR.format(2, "the cell that one opens goes on for more than 10,000,000 characters"),
    ),
    "one that closes too early": (HEAD + f'{ID},1,"5 inch" pipe\n', PAIR.format(2, "one closes a cell before its end")),
    "one that swallows rows": (
        HEAD + f'{ID},1,"x\n{ID},1,x\n{ID},1,x"\n',
        PAIR.format(2, "one opens in a cell and closes in another row").replace("row 2: ", ""),
    ),
    "one long line over many short ones": (
        HEAD + "," * 16_000 + "\n" + "x\n" * 1_000_000,
        "one of its rows has 16,001 columns, and most have only a few. Delete what is too much in that row, and upload "
        "it again.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_feed_holds_is_refused_at_once(name: str) -> None:
    content, sentence = REFUSED[name]
    encoded = content.encode()
    start = time.process_time()
    with pytest.raises(RefusedError) as refusal:
        opening.read(encoded, None, None)
    assert (str(refusal.value), time.process_time() - start < 3) == (sentence, True)


def test_an_unclosed_quotation_mark_in_an_unquoted_tab_file_is_text_however_long_it_is() -> None:
    content = f'order-id\tnote\n{ID}\t"x\n' + f"{ID}\ty\n" * 600_000
    told = rows(content)
    assert (len(told), told[1], told[-1]) == (600_002, [ID, '"x'], [ID, "y"])


def plainly(content: str, delimiter: str) -> list[pa.LargeStringArray]:
    """The cells as the csv module alone parts them, without the blank rows at the end."""
    content = content.rstrip("\r\n")

    def parted(quoting: int, *, strict: bool) -> list[list[str]]:
        lines = io.StringIO(content, newline="")
        return list(csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=strict))  # type: ignore[arg-type]

    def swallows(found: list[list[str]]) -> bool:
        width = max(map(len, found[:100]), default=1) - 1
        most = max(width // 2 if delimiter == "\t" else width, 2)
        cells = ((cell, row[0]) for row in found for cell in row if "\n" in cell or "\r" in cell)
        return any(
            cell.count(delimiter) >= most and (delimiter == "\t" or text_cells._holds_rows(cell, first, delimiter))
            for cell, first in cells
        )

    try:
        found = parted(csv.QUOTE_MINIMAL, strict=True)
    except csv.Error:
        found = []
        if delimiter != "\t":
            raise
    if (content and not found) or swallows(found):
        if delimiter != "\t":
            raise csv.Error("one opens in a cell and closes in another row")
        found = parted(csv.QUOTE_NONE, strict=False)
    return columns_of_rows(found, {})[0]


@contextmanager
def small_blocks(size: int) -> Iterator[None]:
    usual = text_cells._BLOCK
    text_cells._BLOCK = size
    try:
        yield
    finally:
        text_cells._BLOCK = usual


PIECES = ["\n", "\r\n", "\r", "\t", ",", '"', '""', "a", "5", " ", "ü", "急", "\u2028", "\x85", "\x0c", "\x1f", "\xa0"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from("\t,"), st.integers(1, 30))
def test_both_roads_give_the_cells_of_the_csv_module(content: str, delimiter: str, size: int) -> None:
    try:
        expected = plainly(content, delimiter)
    except csv.Error:
        with pytest.raises(RefusedError), small_blocks(size):
            text_cells.parted(content.encode(), delimiter)
        return
    with small_blocks(size):
        found = text_cells.parted(content.encode(), delimiter).columns
    assert [column.to_pylist() for column in found] == [column.to_pylist() for column in expected]
    assert {column.type for column in found} <= {pa.large_string()}


@given(st.binary(max_size=60), st.sampled_from(["", "order-id\tnote\r\n", '"order-id","note"\n']), st.booleans())
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes, above: str, wide: bool) -> None:
    with suppress(RefusedError):
        [grid] = opening.read(above.encode("utf-16" if wide else "ascii") + content, None, None)
        assert len({len(column) for column in grid.columns}) < 2
