"""Reports as flat files: the text of every cell, put together a column at a time.

Tab-delimited text is UTF-8 without byte order mark, LF, never quoted, as the marketplace writes it; csv has the mark by
which Excel knows UTF-8, CRLF, and quotes as RFC 4180 has them.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reports.report import Report, holds
from schemas.currencies import as_decimal

_AT_A_TIME = 65_536
_TEXT = pa.large_string()
# Control characters, Unicode's own line breaks, and the two code points that XML cannot hold.
_UNPRINTABLE = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fffe}\x{ffff}]+"


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

    def lines(self, lines: pd.DataFrame) -> bytes:
        """One line for each of ``lines``."""
        columns = [_texts(lines, heading) for heading in lines.columns]
        quoted = [_quoted(column) for column in columns] if self.quotes else columns
        return joined(quoted, self.between, self.end)

    def write(self, report: Report, file: BinaryIO) -> None:
        """The whole report."""
        file.write(self.heading(report.lines.columns))
        for start in range(0, len(report.lines), _AT_A_TIME):
            file.write(self.lines(report.lines.iloc[start : start + _AT_A_TIME]))


TEXT = FlatFile(b"", "\t", "\n", quotes=False)
CSV = FlatFile(codecs.BOM_UTF8, ",", "\r\n", quotes=True)


def printable(cells: "pd.Series[Any]") -> Any:
    """Texts (an Arrow array) in which each run of control characters, tabs and line breaks is one space."""
    return pc.replace_substring_regex(_arrow(cells), _UNPRINTABLE, " ")


def joined(columns: list[Any], between: str, end: str) -> bytes:
    """One line for each row of the columns (Arrow arrays of text); a missing value is an empty cell."""
    separator, nothing = pa.scalar(between, _TEXT), pa.scalar("", _TEXT)
    rows = pc.binary_join_element_wise(*columns, separator, null_handling="replace", null_replacement="")
    ended = pc.binary_join_element_wise(rows, pa.scalar(end, _TEXT), nothing)
    # Arrow holds the texts of an array one behind the other: that is the file.
    return b"".join(map(_content, ended.chunks if isinstance(ended, pa.ChunkedArray) else [ended]))


def _content(texts: Any) -> bytes:
    if not len(texts):
        return b""
    _, places, content = texts.buffers()
    bounds = np.frombuffer(places, np.int64, len(texts) + 1, 8 * texts.offset)
    return bytes(memoryview(content)[bounds[0] : bounds[-1]])


def amounts(minor: "pd.Series[Any]", currency: "pd.Series[Any]") -> "pd.Series[Any]":
    """Minor units as text with the decimals of each one's currency (ISO 4217); missing where the amount is."""
    pairs = pd.DataFrame({"minor": minor, "currency": currency.fillna("")})
    distinct = pairs.dropna(subset="minor").drop_duplicates()
    texts = [f"{as_decimal(int(units), code):f}" for units, code in distinct.itertuples(index=False)]
    told = distinct.assign(amount=pd.Series(texts, index=distinct.index, dtype="str"))
    return pairs.merge(told, how="left", on=["minor", "currency"])["amount"].set_axis(minor.index)


def _texts(lines: pd.DataFrame, heading: str) -> Any:
    cells = lines[heading]
    if pd.api.types.is_string_dtype(cells.dtype):
        return printable(cells)
    if holds(heading) == "date":
        instants = pa.array(cells, pa.int64()).cast(pa.timestamp("s"))
        return pc.strftime(instants, format="%Y-%m-%dT%H:%M:%S+00:00").cast(_TEXT)
    return _arrow(amounts(cells, lines["currency"]) if holds(heading) == "amount" else cells)


def _arrow(cells: "pd.Series[Any]") -> Any:
    return pa.array(cells).cast(_TEXT)


def _quoted(column: Any) -> Any:
    quote = pa.scalar('"', _TEXT)
    doubled = pc.replace_substring(column, '"', '""')
    quoted = pc.binary_join_element_wise(quote, doubled, quote, pa.scalar("", _TEXT))
    return pc.if_else(pc.match_substring_regex(column, '[",]'), quoted, column)
