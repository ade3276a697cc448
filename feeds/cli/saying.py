"""Prints lines, and goes on with the work where nobody reads them any more."""

import errno
import os
import sys

import click


def say(words: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints to standard output, or to standard error where ``err``; a closed pipe is no fault."""
    try:
        click.echo(words, err=err, nl=nl)
    except OSError as fault:
        if fault.errno != errno.EPIPE:
            raise
        close_quietly(err=err)


def close_quietly(*, err: bool = False) -> None:
    """Lets whatever is printed from now on go nowhere."""
    stream = sys.stderr if err else sys.stdout
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
