"""Arrays of text (Arrow) for flat files: cells without control characters, and the lines made of them."""

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.sheet_cells import BEYOND_ASCII, UNPRINTABLE
from schemas.text_bytes import joined

INSTANT = "%Y-%m-%dT%H:%M:%S+00:00"
_TEXT = pa.large_string()
# Unprintable characters in JSON, where control characters below 32 are escaped.
_UNPRINTABLE_ESCAPED = rf"(?:\\[bfnrt]|\\u[0-9a-fA-F]{{4}}|[{BEYOND_ASCII}])+"
# No JSON text contains these characters unescaped.
_BACKSLASH, _QUOTE = "\x01", "\x02"


def printable(cells: "pd.Series[Any]") -> pa.LargeStringArray:
    """Texts in which each run of control characters, tabs and line breaks is replaced by one space."""
    return pc.replace_substring_regex(words(cells), f"{UNPRINTABLE}+", " ")


def tabbed(rows: Sequence[Sequence[str]]) -> pa.LargeStringArray:
    """Rows of texts, at least one, as texts of printable cells separated by tabs."""
    return joined([printable(pd.Series(cells, dtype="str")) for cells in zip(*rows, strict=True)], "\t")


def apart(lines: bytes) -> pa.LargeStringArray:
    """Converts JSON arrays of strings, separated by line feeds, to texts of printable cells separated by tabs."""
    inner = pc.binary_slice(_split(lines), 2, -2).view(_TEXT)
    plain = pc.replace_substring(inner, '","', "\t")
    odd = pc.match_substring_regex(inner, rf"[\\{BEYOND_ASCII}]")
    return pc.replace_with_mask(plain, odd, _cleared(inner.filter(odd))) if pc.any(odd).as_py() else plain


def _cleared(inner: pa.LargeStringArray) -> pa.LargeStringArray:
    # Escaped quotes first, so that the remaining quotes are those between cells.
    for escaped, stand_in in (("\\\\", _BACKSLASH), ('\\"', _QUOTE), ('","', "\t")):
        inner = pc.replace_substring(inner, escaped, stand_in)
    inner = pc.replace_substring_regex(inner, _UNPRINTABLE_ESCAPED, " ")
    return pc.replace_substring(pc.replace_substring(inner, _QUOTE, '"'), _BACKSLASH, "\\")


def instants(seconds: "pd.Series[Any]") -> pa.LargeStringArray:
    """Seconds since 1970 UTC as text, in the form of the reports."""
    return pc.strftime(pa.array(seconds, pa.int64()).cast(pa.timestamp("s")), format=INSTANT).cast(_TEXT)


def words(cells: "pd.Series[Any]") -> pa.LargeStringArray:
    """Whole numbers and plain words as text."""
    return pa.array(cells).cast(_TEXT)


def from_lines(lines: bytes) -> pa.LargeStringArray:
    """The texts of lines that are separated by line feeds."""
    return _split(lines).view(_TEXT)


def _split(lines: bytes) -> pa.LargeBinaryArray:
    return pa.array(lines.split(b"\n"), pa.large_binary())


def apart_at_tabs(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """All cells of tab-separated texts, line by line."""
    return pc.split_pattern(texts, "\t").flatten()


_NEEDS_QUOTES = r'[^\t]*[",][^\t]*'


@dataclass(frozen=True)
class FlatFile:
    """A type of flat file: its first bytes, the text between cells, the text after each line, and whether it quotes."""

    start: bytes
    between: str
    end: str
    quotes: bool

    def heading(self, columns: Iterable[str]) -> bytes:
        """The start of the file and its line of headings."""
        return self.start + (self.between.join(columns) + self.end).encode()

    def lines(self, texts: pa.LargeStringArray) -> pa.LargeStringArray:
        """The lines of the file, from texts with tabs between their cells and no other control character."""
        if self.quotes:
            doubled = pc.replace_substring(texts, '"', '""')
            texts = pc.replace_substring_regex(doubled, _NEEDS_QUOTES, r'"\0"')
        if self.between != "\t":
            texts = pc.replace_substring(texts, "\t", self.between)
        return joined([texts, ""], self.end)


TEXT = FlatFile(b"", "\t", "\n", quotes=False)
CSV = FlatFile(codecs.BOM_UTF8, ",", "\r\n", quotes=True)
