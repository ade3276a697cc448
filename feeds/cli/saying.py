"""Prints lines, and goes on with the work where nobody reads them any more."""

import errno
import os
import sys

import click

_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F), " ")

# Why slips and prefilled templates leave items out.
REQUESTED = "the buyer has asked to cancel. List them: orderfeeds report cancel-requests"


def say(words: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints to standard output, or to standard error where ``err``; a closed pipe is no fault."""
    try:
        click.echo(_shown(words), err=err, nl=nl)
    except OSError as fault:
        if fault.errno != errno.EPIPE:
            raise
        close_quietly(err=err)


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
