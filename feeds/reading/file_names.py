"""The names of files as text that can be printed and stored."""

import os
from pathlib import Path


def printable(path: Path | str) -> str:
    """A path as text on one line: what no text can hold, and control characters, are shown as others."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)
