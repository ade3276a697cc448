"""Prints lines, and goes on with the work where nobody reads them any more."""

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

# Why slips and prefilled templates leave items out.
REQUESTED = "the buyer has asked to cancel. List them: orderfeeds report cancel-requests"


_quiet = False
# Why standard output cannot be written, where it cannot; whether work was done all the same.
_lost: str | None = None
_worked = _is_closed = False
_CLOSED = "it is closed"


def be_quiet(*, quiet: bool) -> None:
    """Whether from now on what goes as it should is left out; what is asked for as JSON, and what is wrong, is said."""
    global _quiet  # noqa: PLW0603 - as standard output, it is one for the whole process
    _quiet = quiet


def is_quiet() -> bool:
    """Whether what goes as it should is left out."""
    return _quiet


def echo_json(told: Mapping[str, Any]) -> None:
    """Prints what a program reads: always one object."""
    echo(json.dumps(told, ensure_ascii=False, indent=2), asked_for=True)


def echo_json_parts(parts: Iterable[str]) -> None:
    """Prints an object that is too long to be held in one piece."""
    for part in parts:
        echo(part, asked_for=True, nl=False)


def echo(words: object = "", *, err: bool = False, nl: bool = True, asked_for: bool = False) -> None:
    """Prints to standard output, or to standard error where ``err``; a closed pipe is no fault.

    Where standard output cannot be written, that is said once on standard error, and the work goes on.
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
    """Says what was done where standard output cannot say it: the exit code is that of the work then."""
    global _worked  # noqa: PLW0603
    _worked = True
    if _lost is not None:
        echo(words, err=True)


def is_unsaid() -> bool:
    """Whether standard output could not be written, and what was to be printed was all that was to be done."""
    return _lost is not None and not _worked


def begin() -> None:
    """Makes the standard streams such as can be used: one that the caller has closed is replaced by nothing at all."""
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
    """Prints words, broken to the width of the terminal where there is one."""
    for line in wrapped(words, terminal_width(err=err)):
        echo(line, err=err)


def say_fitted(words: str, indent: int, *, err: bool = False) -> None:
    """Prints words, broken at spaces to the width of a terminal, all but the first line indented."""
    from feeds.cli.terminal_text import fitted  # noqa: PLC0415 - help must not wait for it

    for line in fitted(words, terminal_width(err=err), indent):
        echo(line, err=err)


def terminal_width(*, err: bool = False) -> int | None:
    """How many columns the terminal of a standard stream has; nothing where it is no terminal."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return None
    try:
        own = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        own = 0
    return own or shutil.get_terminal_size().columns


def wrapped(text: str, width: int | None) -> list[str]:
    """The text broken at words so that it fits the width with its indent; whole where there is no width."""
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
    """Whether the command at hand applies files, each as a whole or not at all; others say themselves what they did."""
    return sys.argv[1:2] in (["upload"], ["check"], ["watch"])


def number_of(number: int, noun: str) -> str:
    """How many of something, in words: ``1 order``, ``2,000 orders``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shown(words: object) -> object:
    """What a file says about itself must not turn the terminal's text around (Unicode UAX 9, explicit formatting)."""
    return words.translate(_TURNING) if isinstance(words, str) else words


def close_quietly(*, err: bool = False) -> None:
    """Lets whatever is printed from now on go nowhere."""
    stream = sys.stderr if err else sys.stdout
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
