"""The look of the cells in corrections, and how text is put into them: red refuses the record, yellow is a warning."""

import re
from math import ceil
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from schemas.sheet_cells import LONGEST, UNPRINTABLE_IN_LINES, WIDE, without_escapes

_COMMENT_WIDTH, _COMMENT_LINE = 300, 44
_FONT: dict[str, Any] = {"name": "Calibri", "size": 11}
_EDGE, _PALE_EDGE = Side("thin", color="8EA9C8"), Side("thin", color="D9D9D9")
# A coloured cell hides the grid lines, so bad cells below each other would look like one.
_FRAME = Border(left=_PALE_EDGE, right=_PALE_EDGE, top=_PALE_EDGE, bottom=_PALE_EDGE)
TOP = Alignment(vertical="top")
LOOKS: dict[str, dict[str, Any]] = {
    "note": {
        "font": Font(**_FONT, bold=True, color="1F4E79"),
        "alignment": Alignment(vertical="top", wrap_text=True),
    },
    "heading": {
        "font": Font(**_FONT, bold=True, color="1F4E79"),
        "fill": PatternFill("solid", fgColor="DCE6F1"),
        "border": Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE),
    },
    "text": {"font": Font(**_FONT), "alignment": TOP},
    "error": {
        "font": Font(**_FONT, color="9C0006"),
        "fill": PatternFill("solid", fgColor="FFC7CE"),
        "border": _FRAME,
        "alignment": TOP,
    },
    "warning": {
        "font": Font(**_FONT, color="7F6000"),
        "fill": PatternFill("solid", fgColor="FFEB9C"),
        "border": _FRAME,
        "alignment": TOP,
    },
    "message": {
        "font": Font(**_FONT, color="595959"),
        "fill": PatternFill("solid", fgColor="F3F3F3"),
        "border": _FRAME,
        "alignment": Alignment(vertical="top", wrap_text=True),
    },
}


def colour(cell: Any, *, severe: bool) -> None:
    """Colours a cell with a fault: red if it refuses the record, yellow for a warning."""
    look = LOOKS["error" if severe else "warning"]
    cell.font, cell.fill = look["font"], look["fill"]


def comment(words: str) -> Comment:
    """A comment whose box is as large as its text."""
    lines = sum(ceil((width(line) or 1) / _COMMENT_LINE) for line in words.splitlines())
    return Comment(words, "orderfeeds", height=24 + 18 * lines, width=_COMMENT_WIDTH)


def comment_record(place: str, words: Comment) -> CommentRecord:
    """A comment as openpyxl writes it, of a cell that is written without openpyxl."""
    record = CommentRecord(ref=place, author=words.author, height=words.height, width=words.width)
    record.text.t = words.content
    return record


def set_text(cell: Any, text: str) -> None:
    """Writes ``text`` into a cell as text, whatever it begins with."""
    cell._value, cell.data_type = shown(text), "s"


def shown(text: str) -> str:
    """The text as a cell can hold it: cut to the longest length, without unprintable characters and escapes."""
    return without_escapes(re.sub(UNPRINTABLE_IN_LINES, " ", text)[:LONGEST])


def pen(sheet: Any, name: str) -> Any:
    """A model cell with the named look, for ``written``."""
    cell: Any = WriteOnlyCell(sheet)
    for part, look in LOOKS[name].items():
        setattr(cell, part, look)
    cell.number_format = "@"
    return cell


def written(pen: Any, text: str | None) -> Any:
    """A cell that looks like ``pen`` and holds ``text``."""
    cell: Any = WriteOnlyCell(pen.parent)
    # The style is copied: setting its parts would look it up each time, which takes minutes for a million cells.
    cell._style = pen._style
    if text is not None:
        set_text(cell, text)
    return cell


def width(text: str) -> int:
    """The width of a text in letters; Chinese, Japanese and Korean letters count twice."""
    return len(text) + (0 if text.isascii() else len(re.findall(WIDE, text)))
