"""What we read of changed XML is what a strict reader reads, or the file is refused: never another value."""

import random
from xml.etree import ElementTree

import pytest

from feeds.reading.grid import Grid, RefusedError
from feeds.reading.workbook import calamine
from tests.fuzz import odd_xml, strict_reader
from tests.zoo import open_document as od
from tests.zoo.animals import RECORDS
from tests.zoo.outcomes import cells_of
from tests.zoo.workbook_parts import SHEET, STRINGS, STYLES, book, sheet, strings, styles

# Python 3.12 and later warn of a copy of a process with threads. Workers of the tests have some, the child has none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

TEXTS = ("order-id", "111-0000001-0000001", "UPS", "Next Day", "10", "Royal Mail & Co", "a_x000D_\nb", "0", "東京")
CELLS = (
    '<c r="A{r}" t="s"><v>{n}</v></c><c r="B{r}"><v>{r}{n}</v></c><c r="C{r}" s="1"><v>4608{n}</v></c>'
    '<c r="D{r}" t="inlineStr"><is><t>1Z{n}</t></is></c><c r="E{r}" t="str"><f>A{r}</f><v>text {n}</v></c>'
    '<c r="F{r}" t="b"><v>1</v></c><c r="G{r}" t="e"><v>#N/A</v></c><c r="H{r}"><f>1+1</f><v>2.5</v></c>'
    '<c r="I{r}" t="d"><v>word {n}</v></c><c r="J{r}"/><c r="K{r}" t="s" s="0"><v>{n}</v></c>'
)
ROWS = "".join(f'<row r="{row}">{CELLS.format(r=row, n=row % 9)}</row>' for row in range(1, 7))
PLAIN = {
    SHEET: sheet(ROWS).decode(),
    STRINGS: strings("".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in TEXTS)).decode(),
}
FORMATS = styles("", '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>', 2)


def grids(content: bytes) -> list[Grid] | None:
    try:
        return calamine.read_zipped(content, lambda _seconds, _megabytes: None)
    except RefusedError:
        return None


def ours(content: bytes) -> strict_reader.Cells | None:
    """The filled cells that we read by row and column, from one; None where we refuse the file."""
    read = grids(content)
    if read is None:
        return None
    listed = enumerate(cells_of(read[0]), 1)
    return {(row, at): text for row, line in listed for at, text in enumerate(line, 1) if text}


def theirs(parts: dict[str, str]) -> strict_reader.Cells | None:
    """The same by the strict reader; None where it gives up."""
    try:
        return strict_reader.cells(parts[SHEET].encode(), parts[STRINGS].encode())
    except (strict_reader.UnclearError, ElementTree.ParseError, LookupError, ValueError, OverflowError):
        return None


def book_of(parts: dict[str, str]) -> bytes:
    return book({STYLES: FORMATS, **{name: text.encode() for name, text in parts.items()}})


def changed_parts(seed: int, number: int) -> dict[str, str]:
    chance = random.Random(f"{seed} {number}")
    name = chance.choice((SHEET, SHEET, SHEET, STRINGS))
    return PLAIN | {name: odd_xml.changed(PLAIN[name], chance)}


def test_the_two_readers_agree_on_plain_xml() -> None:
    assert ours(book_of(PLAIN)) == theirs(PLAIN) != {}


@pytest.mark.parametrize("large", [4_000_000, 0], ids=["cell by cell", "by whole columns"])
@pytest.mark.parametrize(("inputs", "seed"), [(150, 1), pytest.param(5000, 2, marks=pytest.mark.slow)])
def test_a_workbook_in_changed_xml_is_read_as_a_strict_reader_reads_it_or_refused(
    inputs: int, seed: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calamine, "_LARGE", large)
    different, read = [], 0
    for number in range(inputs):
        parts = changed_parts(seed, number)
        mine = ours(book_of(parts))
        read += mine is not None
        if mine is not None and mine != theirs(parts):
            different.append(number)
    assert different == []
    assert read > inputs / 2


@pytest.mark.parametrize(("inputs", "seed"), [(100, 3), pytest.param(2000, 4, marks=pytest.mark.slow)])
def test_an_open_document_in_other_words_of_xml_is_read_the_same(inputs: int, seed: int) -> None:
    plain = od.content(od.rows(RECORDS)).decode()
    for number in range(inputs):
        changed = odd_xml.changed(plain, random.Random(f"{seed} {number}"), odd_xml.LEXICAL)
        read = grids(od.ods(made=changed.encode()))
        assert read is not None, number
        assert cells_of(read[0]) == RECORDS, number
