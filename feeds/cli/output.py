"""Prints lines, and lets the work continue when nobody reads them any more."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

INDENT = "  "
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
    from feeds.cli.terminal_text import fitted  # noqa: PLC0415 - help must not wait for it

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
    from feeds.cli.terminal_text import columns  # noqa: PLC0415 - help must not wait for it

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


def number_of(number: int, noun: str) -> str:
    """A count with its noun: ``1 order``, ``2,000 orders``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shown(words: object) -> object:
    """The words without the characters that could reverse the terminal's text (Unicode UAX 9, explicit formatting)."""
    return words.translate(_TURNING) if isinstance(words, str) else words


def close_quietly(*, err: bool = False) -> None:
    """Sends whatever is printed from now on to the null device."""
    stream = sys.stderr if err else sys.stdout
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
