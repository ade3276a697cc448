"""The number cells of a sheet, counted by column in its XML while it is unpacked (ECMA-376, 18.3.1.4 c).

A reader that hands over whole columns as text does not say which cells were numbers; how many there are settles it.
"""

import re
from collections import Counter

from feeds.reading.places import coordinates

# Its number, or its day as a number; a cell with a formula has the formula in between, and is no number cell here.
_NUMBER = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="[0-9]{1,9}")?(?: t="n")?><v>[-.0-9]')
_VALUE, _SHARED_TEXT = b"<v>", b't="s"><v>'
# A number format that shows a length of time (18.8.31): its cells are neither number nor day.
ELAPSED = re.compile(rb'formatCode="[^"]{0,400}\[[hmsHMS]')
LASTING = b"elapsed"


def count(numbers: Counter[bytes], before: bytes, joined: bytes) -> None:
    """Adds the number cells of ``joined`` by their column's letters; those that end in ``before`` are counted already.

    ``joined``: a piece of XML with the end of the piece before, ``before``, in front of it.
    """
    if joined.count(_VALUE) != joined.count(_SHARED_TEXT):
        numbers.update(_NUMBER.findall(joined))
        numbers.subtract(_NUMBER.findall(before))


def by_position(numbers: Counter[bytes]) -> dict[int, int]:
    """The counts by the column's position, from zero."""
    return {coordinates(f"{letters.decode()}1")[1]: cells for letters, cells in numbers.items() if cells}
