"""Reports as flat files: what stands before, between and behind the cells.

Tab-delimited text is UTF-8 without byte order mark, LF, never quoted, as the marketplace writes it; csv has the mark by
which Excel knows UTF-8, CRLF, and quotes as RFC 4180 has them.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from reports.texts import joined

_NEEDS_QUOTES = r'[^\t]*[",][^\t]*'


@dataclass(frozen=True)
class FlatFile:
    """A kind of flat file: what stands before everything, between the cells and behind each line; whether it quotes."""

    start: bytes
    between: str
    end: str
    quotes: bool

    def heading(self, columns: Iterable[str]) -> bytes:
        """The start of the file and its line of headings."""
        return self.start + (self.between.join(columns) + self.end).encode()

    def lines(self, texts: pa.LargeStringArray) -> pa.LargeStringArray:
        """The lines of the file, out of texts with tabs between their cells and no other control character."""
        if self.quotes:
            doubled = pc.replace_substring(texts, '"', '""')
            texts = pc.replace_substring_regex(doubled, _NEEDS_QUOTES, r'"\0"')
        if self.between != "\t":
            texts = pc.replace_substring(texts, "\t", self.between)
        return joined([texts, ""], self.end)


TEXT = FlatFile(b"", "\t", "\n", quotes=False)
CSV = FlatFile(codecs.BOM_UTF8, ",", "\r\n", quotes=True)
