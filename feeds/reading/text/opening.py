"""Reads text files with tab, comma, semicolon or vertical bar between the cells, in the encodings that feeds come in.

A row is a line of the file, so it has the line number that a text editor shows. If a quoted cell holds several lines,
they are one row, and the rows below it have the numbers that Excel shows.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.grid import FIRST_ROWS, Doubt, Grid, RefusedError
from feeds.reading.text.cells import parted
from feeds.reading.text.delimiter import delimiter_of
from feeds.reading.text.encoding_choice import by_likelihood, headings_decide
from feeds.reading.text.encodings import Reading, readings
from feeds.reading.text.unusual_encodings import by_words


def read(content: bytes, encoding: str | None, region: str | None) -> list[Grid]:
    """The one grid of a text; raises RefusedError if the text cannot be read."""
    other = what_else(content)
    if other:
        raise RefusedError(other)
    found = by_likelihood(readings(content, encoding), region)
    found, evident = (found, False) if encoding else by_words(found, content, region)
    chosen, *others = found
    own, widths = parted(chosen.content, delimiter_of(chosen.content))
    doubt = doubt_between(chosen.encoding, own, others)
    if doubt:
        doubt = replace(doubt, settled=headings_decide(chosen, others), evident=evident)
    return [Grid(None, own, doubt=doubt, widths=widths, ended=chosen.content.endswith((b"\n", b"\r")))]


_BEGINNING = 4096
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PAGE = re.compile(rb"<(html|!doctype html|table|body|head|meta|style|script|div)\b")
_SPREADSHEET = (b"urn:schemas-microsoft-com:office:spreadsheet", b'progid="excel.sheet"')
_MARKUP = re.compile(rb"<(\?xml|!doctype|!--|[a-z][a-z0-9:._-]*(\s[^<>]*)?>\s*<)")
_JSON = re.compile(rb'\{\s*("|\})|\[\s*[\[{"\]]')
_MAIL = re.compile(rb"^(mime-version:|content-type: *multipart/)", re.MULTILINE)
_MAIL_HEADER = re.compile(rb"[a-z][a-z-]*: ")
_AS_WORKBOOK = "Open it in Excel, save it as .xlsx and upload that."


def what_else(content: bytes) -> str | None:
    """The rest of a sentence on a text that is no feed: what it is and what to do; None if it may be a feed."""
    start = content[:_BEGINNING]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip().lower()
    if start.startswith(b"<"):
        return _markup(start)
    if start.startswith(b"{\\rtf"):
        return (
            "it is a rich text document (RTF), not a table. Put the table into Excel, save it as .xlsx and upload that."
        )
    if _JSON.match(start):
        return "it is JSON, which is no feed. Upload a workbook, or text with one record a line."
    if _MAIL_HEADER.match(start) and _MAIL.search(start):
        return f"it is a web archive (.mht) or a saved e-mail. {_AS_WORKBOOK}"
    return None


def _markup(start: bytes) -> str | None:
    if b"urn:oasis:names:tc:opendocument" in start:
        return f"it is a flat OpenDocument file (.fods). {_AS_WORKBOOK}"
    if any(sign in start for sign in _SPREADSHEET):
        return f"it is an XML spreadsheet of Excel 2003. {_AS_WORKBOOK}"
    if _PAGE.search(start):
        return f"it is a web page saved under the name of a workbook or text. {_AS_WORKBOOK}"
    if _MARKUP.match(start):
        return "it is XML, which is no feed. Upload a workbook, or text with one record a line."
    return None


def doubt_between(chosen: str, own: Sequence[pa.LargeStringArray], others: Sequence[Reading]) -> Doubt | None:
    """The cells where the chosen reading differs from the others; None without other readings.

    A reading that is refused, for instance because its quotation marks do not pair up, does not count. One that splits
    into other cells is compared position by position.
    """
    names: list[str] = []
    texts: dict[int, dict[int, dict[int, str]]] = {}
    for other in others:
        try:
            read = parted(other.content, delimiter_of(other.content)).columns
        except RefusedError:
            continue
        for position, column in enumerate(own):
            against = _as_long(read[position] if position < len(read) else pa.nulls(0, pa.large_string()), len(column))
            for row in _differing(column, against):
                texts.setdefault(position, {}).setdefault(row, {})[len(names)] = against[row].as_py() or ""
        names.append(other.encoding)
    if not names:
        return None
    differing = {
        position: tuple((row, _in_each(own[position][row].as_py() or "", of_row, len(names))) for row, of_row in rows)
        for position, rows in ((position, sorted(of_column.items())) for position, of_column in sorted(texts.items()))
    }
    return Doubt(chosen, tuple(names), differing)


def _in_each(own: str, of_row: dict[int, str], others: int) -> tuple[str, ...]:
    return own, *(of_row.get(number, own) for number in range(others))


def _as_long(column: pa.LargeStringArray, height: int) -> pa.LargeStringArray:
    padding = pa.nulls(max(height - len(column), 0), pa.large_string())
    return pa.concat_arrays([column, padding]) if len(padding) else column.slice(0, height)


def _differing(one: pa.LargeStringArray, other: pa.LargeStringArray) -> list[int]:
    """The rows where two columns differ: all among the first rows, which may hold headings, and the first one below."""
    unlike = pc.or_(pc.fill_null(pc.not_equal(one, other), False), pc.xor(one.is_null(), other.is_null()))
    rows = np.flatnonzero(unlike.to_numpy(zero_copy_only=False))
    among_first = int(np.searchsorted(rows, FIRST_ROWS))
    found: list[int] = rows[: among_first + 1].tolist()
    return found
