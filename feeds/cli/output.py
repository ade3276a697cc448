"""What commands print: lines, JSON, tables, counts and times; the work continues when nobody reads them any more."""

import errno
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from schemas import times
from schemas.wording import number_of

INDENT = "  "
# The least width of the last column of a table; with less room its further lines begin at a fixed indent.
_NARROWEST = 10
# Each column's heading and the text of its cells; the last column may wrap over several lines.
Table = Mapping[str, Callable[[Mapping[str, Any]], str]]
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F), " ")

# The reason that slips and prefilled templates give for leaving items out.
REQUESTED = "the buyer has asked to cancel. List them: orderfeeds report cancel-requests"


_quiet = False
# Why standard output cannot be written (None: it can); whether work was done; whether the caller had closed it.
_lost: str | None = None
_worked = _is_closed = False
_CLOSED = "it is closed"


def be_quiet(*, quiet: bool) -> None:
    """Turns messages about success off or on; faults, and JSON that was asked for, are always printed."""
    global _quiet  # noqa: PLW0603 - as standard output, it is one for the whole process
    _quiet = quiet


def is_quiet() -> bool:
    """True if messages about success are left out."""
    return _quiet


def echo_json(told: Mapping[str, Any]) -> None:
    """Prints JSON for a program: always one object."""
    echo(json.dumps(told, ensure_ascii=False, indent=2), asked_for=True)


def echo_json_parts(parts: Iterable[str]) -> None:
    """Prints, part by part, an object that is too long to keep in memory in one piece."""
    for part in parts:
        echo(part, asked_for=True, nl=False)


def echo(words: object = "", *, err: bool = False, nl: bool = True, asked_for: bool = False) -> None:
    """Prints to standard output, or to standard error with ``err``; a closed pipe is no fault.

    If standard output cannot be written, that is reported once on standard error, and the work continues.
    """
    if _quiet and not (err or asked_for):
        return
    if _is_closed and not err:
        _lose(_CLOSED)
        return
    try:
        click.echo(_shown(words), err=err, nl=nl)
    except OSError as fault:
        close_quietly(err=err)
        if fault.errno != errno.EPIPE and not err:
            _lose(fault.strerror or str(fault))


def _lose(why: str) -> None:
    global _lost, _is_closed  # noqa: PLW0603 - as standard output, it is one for the whole process
    _is_closed = False
    if _lost is None:
        _lost = why
        echo(f"Standard output cannot be written: {why}.", err=True)


def say_done(words: str) -> None:
    """Notes that work was done, and prints it on standard error if standard output cannot be written.

    The exit code is then that of the work.
    """
    global _worked  # noqa: PLW0603
    _worked = True
    if _lost is not None:
        echo(words, err=True)


def is_unsaid() -> bool:
    """True if standard output could not be written and the command had nothing to do but print."""
    return _lost is not None and not _worked


def begin() -> None:
    """Makes the standard streams usable: one that the caller has closed is replaced by the null device."""
    global _lost, _worked, _is_closed
    _lost, _worked, _is_closed = None, False, sys.stdout is None
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            place = os.open(os.devnull, os.O_RDWR)
            os.dup2(place, number)
            if place != number:
                os.close(place)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - the process ends with it


def echo_wrapped(words: str, *, err: bool = False) -> None:
    """Prints words, wrapped to the width of the terminal if there is one."""
    for line in wrapped(words, terminal_width(err=err)):
        echo(line, err=err)


def say_fitted(words: str, indent: int, *, err: bool = False) -> None:
    """Prints words, broken at spaces to the width of a terminal, all lines but the first indented."""
    for line in fitted(words, terminal_width(err=err), indent):
        echo(line, err=err)


def terminal_width(*, err: bool = False) -> int | None:
    """The columns of the terminal of a standard stream; None if it is no terminal."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return None
    try:
        own = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        own = 0
    return own or shutil.get_terminal_size().columns


def wrapped(text: str, width: int | None) -> list[str]:
    """The text broken at words so that it fits the width, with its indent; in one line if ``width`` is None."""
    if width is None:
        return [text]
    lines: list[str] = []
    for word in text.split(" "):
        if lines and columns(lines[-1]) + 1 + columns(word) + len(INDENT) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(INDENT + word if lines else word)
    return lines


def applies_files() -> bool:
    """True if this command applies files, each whole or not at all; other commands report themselves what they did."""
    return sys.argv[1:2] in (["upload"], ["check"], ["watch"])


def echo_more(
    count: int,
    rest: str = "; all of them with --json.",
    *,
    noun: str | None = None,
    indent: str = INDENT,
    err: bool = False,
    asked_for: bool = False,
) -> None:
    """Prints how many lines of a list were left out, if any were; ``noun``: of what, ``rest``: how to see them."""
    if count > 0:
        left_out = number_of(count, noun) if noun else f"{count:,}"
        echo(f"{indent}... and {left_out} more{rest}", err=err, asked_for=asked_for)


def echo_files(written: Iterable[tuple[Path, int]], *, as_json: bool) -> None:
    """Prints which files were written, with their line counts."""
    if as_json:
        echo_json({"files": [{"path": str(path), "lines": lines} for path, lines in written]})
        return
    for path, lines in written:
        echo(f"{path}: {number_of(lines, 'line')}")


def day(instant: int | None) -> str:
    """The day (UTC) of an instant in seconds since 1970 as an ISO 8601 date; empty for None."""
    return "" if instant is None else times.day(instant).isoformat()


def minute(instant: int) -> str:
    """An instant in seconds since 1970 UTC, to the minute, for a line that mentions UTC elsewhere."""
    return f"{times.moment(instant):%Y-%m-%d %H:%M}"


def table_lines(rows: Sequence[Mapping[str, Any]], table: Table, width: int | None) -> Iterator[str]:
    """The heading and lines of a table; ``width``: the columns of the terminal, None for no limit."""
    cells = [list(table), *([cell(row) for cell in table.values()] for row in rows)]
    widths = [max(columns(row[at]) for row in cells) for at in range(len(table) - 1)]
    for *first, last in cells:
        begun = "".join(text + " " * (size - columns(text) + 2) for text, size in zip(first, widths, strict=True))
        indent = columns(begun) if width is None or columns(begun) <= width - _NARROWEST else 4
        yield from fitted(begun + last, width, indent)


def _shown(words: object) -> object:
    """The words without the characters that could reverse the terminal's text (Unicode UAX 9, explicit formatting)."""
    return words.translate(_TURNING) if isinstance(words, str) else words


def close_quietly(*, err: bool = False) -> None:
    """Sends whatever is printed from now on to the null device."""
    stream = sys.stderr if err else sys.stdout
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
