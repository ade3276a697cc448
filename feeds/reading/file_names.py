"""File names as text that can be printed and stored."""

import os
from pathlib import Path


def printable(path: Path | str) -> str:
    """A path as one line of text: undecodable bytes become U+FFFD, unprintable characters become spaces."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)
