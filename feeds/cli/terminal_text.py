"""Formats the progress of a command as a line that fits a terminal, and measures and wraps text by columns."""

import math
import unicodedata
from collections.abc import Callable, Iterator

from feeds.cli.progress_shares import View
from feeds.reading.file_names import printable

_LONGEST_STAGE = len("looking up")
_LONGEST_BAR = 24
_GAP = "  "


def line(view: View, width: int, encoding: str = "utf-8") -> str:
    """The line, at most ``width`` columns long; if not all fits, the least important parts are left out."""
    forms = _unmeasured if view.share is None else _measured
    name = printable(view.path.name) if view.path else ""
    for text in forms(view, lambda most: shortened(name.encode(encoding, "replace").decode(encoding), most), width):
        if columns(text) <= width:
            return text.rstrip()
    return view.stage[:width]


def _unmeasured(view: View, name: Callable[[int], str], width: int) -> list[str]:
    """The forms of the line while the rows are not known: the file's size, the rows and the time so far."""
    told = [_megabytes(view), _rows(view.rows) if view.rows else "", f"{view.spent:.0f} s"]
    whole = [_place(view), name(30), view.stage, *told]
    return [_joined(whole), _joined([name(12), view.stage, told[-1]]), _joined([view.stage, told[-1]])]


def _measured(view: View, name: Callable[[int], str], width: int) -> list[str]:
    """The forms of the line from longest to shortest; changing parts keep their width, so that nothing jumps."""
    stage, share = view.stage.ljust(_LONGEST_STAGE), f"{int((view.share or 0) * 100):2} %"
    rows, left = _rows(view.rows).ljust(len(_rows(view.most_rows))), _left(view.left or 0)
    rate = f"{_rounded(view.rate or 0):,}".rjust(6)
    place, full, short = _place(view), f"about {left}".ljust(15), left.ljust(9)
    wide = [place, name(30), stage, rows, "[]", share, f"{rate} rows/s", full]
    narrow = [stage, rows, "[]", share, f"{rate}/s", short]
    return [
        _with_bar(wide, view.share or 0, 10, width),
        *(_with_bar([place, name(most), *narrow], view.share or 0, 6, width) for most in (24, 12)),
        _joined([place, name(12), stage, rows, share, short]),
        _joined([place, name(12), stage, share, short]),
        _joined([stage, share, short]),
        _joined([stage, share]),
    ]


def _with_bar(parts: list[str], share: float, least: int, width: int) -> str:
    """The parts with a bar that fills the free room; if there is too little room, the line comes out too long."""
    free = min(width - columns(_joined(parts)), _LONGEST_BAR)
    full = int(max(free, least) * share)
    bar = f"[{'#' * full}{'-' * (max(free, least) - full)}]"
    return _joined([bar if part == "[]" else part for part in parts])


def _joined(parts: list[str]) -> str:
    return _GAP.join(part for part in parts if part)


def _place(view: View) -> str:
    return f"{view.place} of {view.files}" if view.files > 1 and view.path else ""


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _megabytes(view: View) -> str:
    try:
        return f"{view.path.stat().st_size / 1e6:.1f} MB" if view.path else ""
    except OSError:
        return ""


def _left(seconds: float) -> str:
    """A time in its shortest form, at least one second."""
    if seconds < 99:
        return f"{max(math.ceil(seconds), 1)} s left"
    return f"{round(seconds / 60)} min left" if seconds < 99 * 60 else f"{round(seconds / 3600)} h left"


def _rounded(rate: float) -> int:
    """The rate rounded to two significant digits; more would flicker."""
    return int(round(rate, 1 - math.floor(math.log10(rate)))) if rate >= 1 else 0


def shortened(name: str, most: int) -> str:
    """A file's name in at most ``most`` columns, keeping its ending."""
    if columns(name) <= most:
        return name
    head, tail = name, name[-6:]
    while head and columns(head) + columns(tail) + 2 > most:
        head = head[:-1]
    return f"{head}..{tail}"


def columns(text: str) -> int:
    """The terminal columns of a text: two for ideographs, none for combining marks (Unicode UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def fitted(text: str, width: int | None, indent: int) -> Iterator[str]:
    """The text in lines of at most ``width`` columns (None: in one), all but the first indented.

    A word longer than a line gets a line of its own, so that a number or address can be copied whole.
    """
    if width is None or columns(text) <= width:
        yield text.rstrip()
        return
    line = text[: len(text) - len(text.lstrip())]
    begun = line
    for word in _words(text.lstrip()):
        if line != begun and columns(line) + columns(word.rstrip()) > width:
            yield line.rstrip()
            line = begun = " " * indent
        line += word
    yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """The words of a text, each with the spaces after it."""
    word = ""
    for sign in text:
        if word.endswith(" ") and sign != " ":
            yield word
            word = ""
        word += sign
    yield word
