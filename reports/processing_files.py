"""Writes the processing report of an upload and its JSON twin."""

import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from reports.files.atomic_files import put_where_free
from reports.processing import Outcome, text_parts, twin_parts

Writer = Callable[[BinaryIO], None]


def write(outcome: Outcome, folder: Path, stem: str) -> Path:
    """Writes the pair ``STEM.report.txt`` and ``STEM.report.json``, and returns the path of the text.

    A pair that belongs to another upload is not changed; the new pair is then ``STEM.<upload>.report.txt``, and so on.
    Writing the same report again uses the same pair. Raises OSError if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain, twin = _writer(lambda: text_parts(outcome)), _writer(lambda: twin_parts(outcome))
    for name in names(stem, outcome.upload):
        path, beside = folder / f"{name}.report.txt", folder / f"{name}.report.json"
        if _free(path, plain) and _free(beside, twin) and put_where_free(path, plain) and put_where_free(beside, twin):
            return path
    raise AssertionError("names never end")


def names(stem: str, upload: int | None) -> Iterator[str]:
    """Possible names of an upload's file, without endings; the first one that no other upload's file has is used."""
    numbered = f"{stem}.{'check' if upload is None else upload}"
    yield from (stem, numbered)
    yield from (f"{numbered}-{number}" for number in count(2))


def _writer(parts: Callable[[], Iterator[str]]) -> Writer:
    def write_parts(file: BinaryIO) -> None:
        for part in parts():
            file.write(part.encode())

    return write_parts


def _free(path: Path, content: Writer) -> bool:
    """True if ``path`` is free or already holds exactly this content."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    held = io.BytesIO()
    content(held)
    return path.read_bytes() == held.getvalue()
