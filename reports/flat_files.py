"""Reports as flat files: the text of every cell, put together a column at a time.

Tab-delimited text is UTF-8 without byte order mark, LF, never quoted, as the marketplace writes it; csv has the mark by
which Excel knows UTF-8, CRLF, and quotes as RFC 4180 has them.
"""

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reports.report import Report, holds
from schemas.currencies import as_decimal

_AT_A_TIME = 65_536
_TEXT = pa.large_string()
# Control characters, Unicode's own line breaks, and the two code points that XML cannot hold.
_UNPRINTABLE = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fffe}\x{ffff}]+"


def write_text(report: Report, file: BinaryIO) -> None:
    """The report as tab-delimited text."""
    file.write(("\t".join(report.lines.columns) + "\n").encode())
    for columns in _parts(report):
        file.write(joined(columns, "\t", "\n").encode())


def write_csv(report: Report, file: BinaryIO) -> None:
    """The report as comma-separated values."""
    file.write(codecs.BOM_UTF8 + (",".join(report.lines.columns) + "\r\n").encode())
    for columns in _parts(report):
        file.write(joined([_quoted(column) for column in columns], ",", "\r\n").encode())


def printable(cells: "pd.Series[Any]") -> Any:
    """Texts (an Arrow array) in which each run of control characters, tabs and line breaks is one space."""
    return pc.replace_substring_regex(_arrow(cells), _UNPRINTABLE, " ")


def joined(columns: list[Any], between: str, end: str) -> str:
    """One line for each row of the columns (Arrow arrays of text); a missing value is an empty cell."""
    separator = pa.scalar(between, _TEXT)
    rows = pc.binary_join_element_wise(*columns, separator, null_handling="replace", null_replacement="")
    return "".join(f"{row}{end}" for row in rows.to_pylist())


def amounts(minor: "pd.Series[Any]", currency: "pd.Series[Any]") -> "pd.Series[Any]":
    """Minor units as text with the decimals of each one's currency (ISO 4217); missing where the amount is."""
    pairs = pd.DataFrame({"minor": minor, "currency": currency.fillna("")})
    distinct = pairs.dropna(subset="minor").drop_duplicates()
    texts = [f"{as_decimal(int(units), code):f}" for units, code in distinct.itertuples(index=False)]
    told = distinct.assign(amount=pd.Series(texts, index=distinct.index, dtype="str"))
    return pairs.merge(told, how="left", on=["minor", "currency"])["amount"].set_axis(minor.index)


def _parts(report: Report) -> Iterator[list[Any]]:
    for start in range(0, len(report.lines), _AT_A_TIME):
        lines = report.lines.iloc[start : start + _AT_A_TIME]
        yield [_texts(lines, heading) for heading in lines.columns]


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
