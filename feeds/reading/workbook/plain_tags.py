"""Checks all tags of a sheet at once: are its cells written as programs write them? (ECMA-376 part 1, 18.3.1)

A fast reader and a strict one agree on such a sheet. If a tag, an attribute or a number is written otherwise, or a cell
is there twice, they may differ: then the sheet is ``odd``, and it is only read after its XML has been parsed strictly.
"""

import re
from collections import Counter
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.typed_cells import NUMBER

_LONGEST_START, _LONGEST_ROW = 4_000_000, 64_000_000
# The kinds of tags by the three bytes after their "<"; a star is any byte.
_SPELLED = {
    "row": "row",
    "row/": "/ro",
    "cell": "c r",
    "cell/": "/c>",
    "value": "v>*",
    "value/": "/v>",
    "no value": "v/>|v /",
    "inline": "is>",
    "inline/": "/is",
    "formula": "f>*|f *|f/>",
    "formula/": "/f>",
    "text": "t>*|t x",
    "text/": "/t>",
    "no text": "t/>|t /",
    "cdata": "![C",
    "rich": "r>*|/r>|rPr|/rP|rPh|rFo|pho|b/>|b v|i/>|i v|u/>|u v|sz |col|fam|cha|sch|ver|str|sha|out|con",
}
_AFTER = {
    "row": "cell|row|row/",
    "row/": "row",
    "cell": "value|no value|inline|formula|cell/|cell|row/",
    "cell/": "cell|row/",
    "value": "value/",
    "value/": "cell/",
    "no value": "cell/",
    "inline": "text|no text|rich|inline/",
    "inline/": "cell/",
    "formula": "formula/|value|no value|cell/",
    "formula/": "value|no value|cell/",
    "text": "text/|cdata",
    "text/": "rich|inline/",
    "no text": "rich|inline/",
    "cdata": "text/|cdata",
    "rich": "rich|text|no text|inline/",
}
_CODES = {name: code for code, name in enumerate(_SPELLED, 1)}

# The rest of a cell's tag after its place, up to the next tag.
_REST = re.compile(
    rb'(?: s="[0-9]{1,6}")?(?: t="(s|str|inlineStr|n|b|e|d)")?(?: s="[0-9]{1,6}")?(?: cm="[0-9]{1,3}")?(?: ?(/))?>'
    rb"[ \t\r\n]*"
)
_LONGEST_REST = 24
_TYPES = (b"n", b"s", b"str", b"inlineStr", b"b", b"e", b"d")
_NUMBER, _SHARED, _STRING, _INLINE, _TRUTH, _ERROR, _DAY = range(7)
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml [^>]*\?>)?")
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>]")
_U8 = npt.NDArray[np.uint8]
_U64 = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.int64]


class OddError(Exception):
    """Something in a sheet is not written as programs write it."""


class Tags:
    """The tags of a sheet, whose XML is added in pieces.

    ``odd``: the sheet is not written as programs write it. ``numbers``: for each column, by position, the number of
    cells with a number that is no formula's result. ``formulas``, ``errors``: True if it has such cells.
    """

    def __init__(self) -> None:
        self.odd = self.formulas = self.errors = False
        self.numbers: Counter[int] = Counter()
        self._left, self._state, self._prefix = b"", "start", b""

    def add(self, piece: bytes) -> None:
        """Adds the next piece of XML."""
        if self.odd:
            return
        new = len(self._left)
        self._left += piece
        try:
            if self._state == "start":
                new = 0
                self._start()
            if self._state == "rows":
                self._rows(new)
            if self._state == "tail":
                self._tail()
        except OddError:
            self.odd, self._left = True, b""

    def end(self) -> None:
        """Finishes after all of the XML has been added; a sheet whose rows do not end is odd."""
        self.odd |= self._state == "rows"
        self._left = b""

    def _tail(self) -> None:
        if b"sheetData" in self._left:
            raise OddError
        self._left = self._left[-9:]

    def _start(self) -> None:
        place = self._left.find(b"sheetData")
        if place < 0 or b">" not in self._left[place:]:
            if len(self._left) > _LONGEST_START:
                raise OddError
            return
        begun = self._left.index(b">", place) + 1
        head, self._left = self._left[:begun], self._left[begun:]
        declared = _DECLARED.match(head)
        root = _PREFIX.search(head)
        if root is None or b"<!" in head or b"<?" in head[declared.end() if declared else 0 :]:
            raise OddError
        self._prefix = root[1] or b""
        if not head.endswith((b"<" + self._prefix + b"sheetData>", b"<" + self._prefix + b"sheetData/>")):
            raise OddError
        self._state = "tail" if head.endswith(b"/>") else "rows"

    def _rows(self, new: int) -> None:
        """Checks the complete rows; the end of the rows has been searched for up to ``new`` in earlier calls."""
        ended = self._left.find(b"</" + self._prefix + b"sheetData>", max(0, new - 50))
        upto = ended if ended >= 0 else self._left.rfind(b"</" + self._prefix + b"row>")
        if ended < 0 and upto >= 0:
            upto += len(self._prefix) + 6
        if upto < 0:
            if len(self._left) > _LONGEST_ROW:
                raise OddError
            return
        block, self._left = self._left[:upto], self._left[upto:]
        if ended >= 0:
            self._left, self._state = self._left[len(self._prefix) + 12 :], "tail"
        if self._prefix:
            block = block.replace(b"<" + self._prefix, b"<").replace(b"</" + self._prefix, b"</")
        if block.strip():
            self._block(_Block(block))

    def _block(self, block: "_Block") -> None:
        block.refuse_odd_tags()
        if len(block.cells):
            self.formulas |= bool((block.codes == _CODES["formula"]).any())
            self.errors |= bool((block.types == _ERROR).any())
            self.numbers.update(block.numbers())


class _Block:
    """Complete rows of a sheet; ``at``: where each tag begins; ``words``: the eight bytes from each byte on."""

    def __init__(self, block: bytes) -> None:
        padded = block + bytes(32)
        content = np.frombuffer(padded, np.uint8)
        self.content, self.padded = content[: len(block)], padded
        self.words: _U64 = np.ndarray((len(block) + 16,), "<u8", padded, 0, (1,))
        self.at: _Places = np.flatnonzero(self.content == ord("<"))
        behind = (self.words[self.at] >> np.uint64(8)) & np.uint64(0xFFFFFF)
        self.codes: _U8 = _table()[behind.view(np.int64)]
        self.cells: _Places = np.flatnonzero(self.codes == _CODES["cell"])
        self.types = np.zeros(len(self.cells), np.uint8)

    def refuse_odd_tags(self) -> None:
        """Raises OddError if a tag is odd, or follows a tag that it never follows."""
        codes = self.codes
        pairs = codes[:-1].astype(np.uint16) * 17 + codes[1:]
        if not len(codes) or codes[0] != _CODES["row"] or not _PAIRS[pairs].all():
            raise OddError
        if len(self.cells):
            self._read_places()
            self._read_types()
            self._read_values()
        formulas = np.flatnonzero(codes[:-1] == _CODES["formula"])
        closed = formulas[codes[formulas + 1] != _CODES["formula/"]]
        if ((self.words[self.at[closed + 1] - 2] & _MASKS[2]) != _word(b"/>")).any():
            raise OddError

    def _read_places(self) -> None:
        """Reads the place of each cell; raises OddError unless the cells of a row are in order and have its number."""
        starts, rows = self.at[self.cells], np.flatnonzero(self.codes == _CODES["row"])
        row_words = self.words[self.at[rows] + 8]
        digits = sum((_is_digit(row_words, upto) for upto in range(1, 8)), np.zeros(len(rows), np.uint8))
        first = self.words[self.at[rows]] == _word(b'<row r="')
        quoted = ((row_words >> (digits.astype(np.uint64) * np.uint64(8))) & np.uint64(0xFF)) == ord('"')
        places = self.words[starts + 6]
        second, third = ((places >> np.uint64(8 * at)) & np.uint64(0xFF) for at in (1, 2))
        two = second >= ord("A")
        three = two & (third >= ord("A"))
        letters = 1 + two.astype(np.int64) + three
        of_row = np.repeat(np.arange(len(rows)), np.diff(np.append(np.searchsorted(self.cells, rows), len(self.cells))))
        numbers = self.words[starts + 6 + letters] ^ row_words[of_row]
        column = np.zeros(len(starts), np.int64)
        for at in range(int(letters.max())):
            letter = ((places >> np.uint64(8 * at)) & np.uint64(0xFF)).astype(np.int64) - ord("A")
            used = letters > at
            if ((letter < 0) | (letter > 25))[used].any():
                raise OddError
            column = np.where(used, column * 26 + letter + 1, column)
        backwards = (column[1:] <= column[:-1]) & (of_row[1:] == of_row[:-1])
        named = (self.words[starts] & _MASKS[6]) == _word(b'<c r="')
        if not (first.all() and quoted.all() and named.all()) or backwards.any():
            raise OddError
        if (numbers & _MASKS[digits + 1][of_row]).any() or (digits == 0).any():
            raise OddError
        self.columns = column - 1
        self.behind = starts + 7 + letters + digits[of_row]

    def _read_types(self) -> None:
        """Reads the type of each cell from the rest of its tag; the few different rests are matched once each."""
        ends = self.at[self.cells + 1]
        length = ends - self.behind
        if (length > _LONGEST_REST).any() or (length < 1).any():
            raise OddError
        pieces = [self.words[self.behind + 8 * at] & _MASKS[np.clip(length - 8 * at, 0, 8)] for at in range(3)]
        mixed = pieces[0] * _FACTORS[0] + pieces[1] * _FACTORS[1] + pieces[2] * _FACTORS[2]
        bucket = (mixed >> np.uint64(52)).astype(np.int64)
        example = np.zeros(1 << 12, np.int64)
        example[bucket] = np.arange(len(bucket))
        if any((piece != piece[example][bucket]).any() for piece in pieces):
            raise OddError
        types, closed = np.zeros(1 << 12, np.uint8), np.zeros(1 << 12, np.bool_)
        for used in np.unique(example[np.bincount(bucket, minlength=1 << 12) > 0]):
            rest = _REST.fullmatch(self.padded, self.behind[used], ends[used])
            if rest is None:
                raise OddError
            types[bucket[used]], closed[bucket[used]] = _TYPES.index(rest[1] or b"n"), bool(rest[2])
        after = self.codes[self.cells + 1]
        if (closed[bucket] != ((after == _CODES["cell"]) | (after == _CODES["row/"]))).any():
            raise OddError
        self.types = types[bucket]

    def _read_values(self) -> None:
        """Raises OddError for a value that does not fit the type of its cell."""
        self.values = np.flatnonzero(self.codes == _CODES["value"])
        self.of_cell = np.searchsorted(self.cells, self.values) - 1
        types, starts = self.types[self.of_cell], self.at[self.values] + 3
        length = self.at[self.values + 1] - starts
        short = self.words[starts] & _MASKS[np.clip(length, 0, 8)] | ~_MASKS[np.clip(length, 0, 8)] & _word(b"0" * 8)
        digits = (length > 0) & (length <= 8) & _all_digits(short)
        inline, blank = (
            self.types[np.searchsorted(self.cells, np.flatnonzero(self.codes == _CODES[name])) - 1]
            for name in ("inline", "no value")
        )
        truths = digits & (length == 1) & ((short & np.uint64(0xFF)) <= ord("1"))
        if (inline != _INLINE).any() or (types == _INLINE).any() or (blank == _SHARED).any():
            raise OddError
        if not digits[types == _SHARED].all() or not truths[types == _TRUTH].all():
            raise OddError
        whole = digits & ((length == 1) | ((short & np.uint64(0xFF)) != ord("0")))
        self._refuse_odd_numbers(np.flatnonzero((types == _NUMBER) & ~whole & (length > 0)), starts, length)
        for at in np.flatnonzero(types == _DAY):
            if b"&" in self.padded[starts[at] : starts[at] + length[at]]:
                raise OddError

    def _refuse_odd_numbers(self, which: _Places, starts: _Places, length: _Places) -> None:
        """Raises OddError for numbers that are not written as programs write them."""
        if len(which):
            bounds = np.stack([starts[which], starts[which] + length[which]], axis=1).ravel()
            texts = pa.LargeBinaryArray.from_buffers(
                pa.large_binary(),
                len(bounds) - 1,
                [None, pa.py_buffer(bounds.astype(np.int64)), pa.py_buffer(self.padded)],
            )
            texts = texts.take(pa.array(np.arange(0, len(bounds) - 1, 2)))
            if not pc.all(pc.match_substring_regex(texts, f"^(?:{NUMBER})$")).as_py():
                raise OddError

    def numbers(self) -> dict[int, int]:
        """For each column, by position, the number of cells with a number that is no formula's result."""
        length = self.at[self.values + 1] - self.at[self.values]
        plain = (self.types[self.of_cell] == _NUMBER) & (self.codes[self.values - 1] == _CODES["cell"]) & (length > 3)
        counts = np.bincount(self.columns[self.of_cell[plain]])
        return {int(column): int(counts[column]) for column in np.flatnonzero(counts)}


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


def _is_digit(words: _U64, upto: int) -> npt.NDArray[np.uint8]:
    """1 where the first ``upto`` bytes of a word are all digits, else 0."""
    zeros = ~_MASKS[upto] & _word(b"0" * 8)
    return _all_digits((words & _MASKS[upto]) | zeros).astype(np.uint8)


def _all_digits(words: _U64) -> npt.NDArray[np.bool_]:
    high, six = _word(b"\xf0" * 8), _word(b"\x06" * 8)
    digits: npt.NDArray[np.bool_] = ((words & high) == _word(b"0" * 8)) & (((words + six) & high) == _word(b"0" * 8))
    return digits


@cache
def _table() -> _U8:
    """The code of a tag for every three bytes after a "<"."""
    table = np.zeros(1 << 24, np.uint8)
    for name, spelled in _SPELLED.items():
        for spelling in spelled.split("|"):
            first, second, third = spelling.encode()
            lasts = np.arange(256) if spelling[2] == "*" else np.array([third])
            table[first | second << 8 | lasts << 16] = _CODES[name]
    return table


# Masks for the first bytes of a word; words are little-endian, so their first bytes are the lowest ones.
_MASKS: _U64 = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
_FACTORS = [np.uint64(factor) for factor in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)]
_PAIRS = np.zeros(17 * 17, np.bool_)
for _name, _followers in _AFTER.items():
    for _follower in _followers.split("|"):
        _PAIRS[_CODES[_name] * 17 + _CODES[_follower]] = True
