"""A strict reader of one sheet, for comparison: its XML parsed, each cell by ECMA-376 part 1, 18.3.1.4 and 18.4.8.

It knows no more than the sheet, its shared texts and two cell formats, and gives up where a cell has no one meaning.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

DAY_STYLE = "1"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(
    r"-?((0|[1-9]\d*)(\.\d*)?|\.\d+|\d(\.\d+)?[eE][+-]\d{1,3}|\d\.\d+[eE]\d{1,3})",
    re.ASCII,
)
_TRUTHS = {"0": "FALSE", "false": "FALSE", "1": "TRUE", "true": "TRUE"}
Cells = Mapping[tuple[int, int], str]


class UnclearError(Exception):
    """A cell, or the sheet, has no one meaning."""


def cells(sheet: bytes, strings: bytes) -> Cells:
    """The text of each filled cell by row and column, from one."""
    root, texts = ElementTree.fromstring(sheet), _texts(strings)
    found: dict[tuple[int, int], str] = {}
    for at, cell in _placed(root):
        if at in found:
            raise UnclearError
        found[at] = _tidy(_shown(cell, texts))
    return {at: text for at, text in found.items() if text}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(strings: bytes) -> list[str]:
    return [_rich(element) for element in ElementTree.fromstring(strings) if _local(element) == "si"]


def _rich(element: Element) -> str:
    """The text of an si or an is, without its reading. An escape is one within a t, not over two of them."""
    runs = [child for child in element if _local(child) == "r"]
    parts = [child for run in (element, *runs) for child in run if _local(child) == "t"]
    in_order = [child for child in element.iter() if child in parts]
    return "".join(_resolved(part.text or "") for part in in_order)


def _placed(root: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    [rows] = [child for child in root if _local(child) == "sheetData"]
    row, seen = 0, set[int]()
    for line in rows:
        row, column = int(line.get("r", row + 1)), 0
        if row in seen or _local(line) != "row":
            raise UnclearError
        seen.add(row)
        for cell in line:
            place = cell.get("r")
            named = None if place is None else re.fullmatch("([A-Z]{1,3})([1-9][0-9]*)", place)
            if _local(cell) != "c" or (place is not None and (named is None or int(named[2]) != row)):
                raise UnclearError
            column = _number_of(named[1]) if named else column + 1
            yield (row, column), cell


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _shown(cell: Element, texts: list[str]) -> str:
    held: dict[str, Element] = {}
    for child in cell:
        if _local(child) in held or _local(child) not in ("f", "v", "is") or (_local(child) == "f" and "v" in held):
            raise UnclearError
        held[_local(child)] = child
    kind, value = cell.get("t", "n"), _plain_text(held["v"]) if "v" in held else None
    if "is" in held:
        text = _rich(held["is"])
        if kind not in ("inlineStr", "n") or (value or text) != text:
            raise UnclearError
        return text
    if "f" in held and (value is None or (not value.strip() and kind not in ("str", "e"))):
        return "=" + _plain_text(held["f"])
    if not value and kind == "e":
        return "#?"
    return "" if value is None else _of_type(kind, value, cell.get("s", "0"), texts)


def _plain_text(element: Element) -> str:
    if len(element):
        raise UnclearError
    return _resolved(element.text or "")


def _of_type(kind: str, value: str, style: str, texts: list[str]) -> str:
    bare = value.strip()
    if kind == "n":
        return _of_number(bare, style) if _NUMBER.fullmatch(bare) else value
    if kind in ("str", "d", "e"):
        return value
    if kind == "b":
        return _TRUTHS[bare] if bare else ""
    if kind == "s":
        if not bare.isdecimal():
            raise UnclearError
        return texts[int(bare)]
    if kind == "inlineStr" and not bare:
        return ""
    raise UnclearError


def _of_number(value: str, style: str) -> str:
    number = float(value)
    if style == DAY_STYLE and 1 <= number < 2_958_466:
        # The 29 February 1900 that never was is day 60.
        return (date(1899, 12, 30 if number >= 60 else 31) + timedelta(days=int(number))).isoformat()
    if style == DAY_STYLE and 0 <= number < 1:
        return (datetime.min + timedelta(days=number)).time().isoformat()
    shown = f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"
    return "0" if shown == "-0" else shown


def _tidy(text: str) -> str:
    """A text as we keep it: one space for control characters, none around it."""
    return re.sub("[\x00-\x1f\x7f]+", " ", text).strip()


def _resolved(text: str) -> str:
    """A text with Excel's escapes (22.9.2.19) as the characters that they are."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
