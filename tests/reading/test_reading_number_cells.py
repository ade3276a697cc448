"""Number cells are counted in a sheet's XML, wherever its pieces end."""

from collections import Counter

import pytest

from feeds.reading import number_cells

SHEET = (
    b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>2</t></is></c></row>'
    b'<row r="2"><c r="A2" s="3"><v>-1.5</v></c><c r="B2" t="n"><v>.5</v></c><c r="AB2"><v>46000</v></c></row>'
    b'<row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3"><f>1+1</f><v>2</v></c><c r="AB3" t="n"><v>1E5</v></c></row>'
    b'<row r="4"><c r="A4" t="str"><v>5</v></c><c r="B4"><v></v></c><c r="AB4" t="s"><v>7</v></c></row>'
)
NUMBERS = {0: 1, 1: 1, 27: 2}


@pytest.mark.parametrize("size", [1, 7, 40, 64, 200, 10_000])
@pytest.mark.parametrize("overlap", [80, 512])
def test_each_number_cell_counts_once_wherever_the_pieces_end(size: int, overlap: int) -> None:
    numbers: Counter[bytes] = Counter()
    before = b""
    for start in range(0, len(SHEET), size):
        piece = SHEET[start : start + size]
        number_cells.count(numbers, before, before + piece)
        # As long as the overlap, pieces shorter than it notwithstanding.
        before = (before + piece)[-overlap:]
    assert number_cells.by_position(numbers) == NUMBERS


FORMATS = [
    (b'formatCode="[h]:mm"', True),
    (b'formatCode="&quot;t&quot; [MM]:ss"', True),
    (b'formatCode="yyyy-mm-dd"', False),
    (b'formatCode="[Red]0.00"', False),
    (b'formatCode="[$-407]d. mmmm"', False),
]


@pytest.mark.parametrize(("styles", "lasting"), FORMATS)
def test_formats_of_lengths_of_time_are_known(styles: bytes, *, lasting: bool) -> None:
    assert bool(number_cells.ELAPSED.search(styles)) == lasting
