"""Texts broken into lines at spaces, by the columns that they take on a terminal."""

from collections.abc import Iterator

from feeds.cli.line_text import columns


def fitted(text: str, width: int | None, indent: int) -> Iterator[str]:
    """The text in lines of at most ``width`` columns (None: in one), all but the first indented.

    A word that is longer than a line stands in one of its own: a number or an address is copied whole.
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
