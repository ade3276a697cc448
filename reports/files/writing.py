"""Writes reports to files: tab-delimited text as the marketplace writes it, csv and xlsx as Excel opens them.

Windows of different lengths are written from one reading: lines are in order of purchase-date, so a shorter window is
the end of a longer one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, NamedTuple

import pyarrow as pa

from reports.files import text_files, xlsx
from reports.files.atomic_files import in_place
from reports.files.spool import spooled
from reports.files.text_files import tabbed
from reports.files.xlsx import Sheet
from reports.order_lines import Block
from schemas.second_thread import in_second_thread
from schemas.text_bytes import content

Format = Literal["txt", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("txt", "csv", "xlsx")
Texts = Callable[[Block], pa.LargeStringArray]
_FLAT: dict[str, text_files.FlatFile] = {"txt": text_files.TEXT, "csv": text_files.CSV}


class Written(NamedTuple):
    """The path of a file that was written, and its number of lines without the heading."""

    path: Path
    lines: int


class Window(NamedTuple):
    """The path of a file to write, and the instant after which its lines were bought (seconds since 1970 UTC)."""

    path: Path
    after: int


def write(
    blocks: Iterable[Block], texts: Texts, sheet: Sheet, windows: Iterable[Window], format: Format
) -> list[Written]:
    """Writes a file for each window and creates missing folders; by default only the owner can read the files.

    ``blocks``: the blocks of the longest window, cut where the other windows begin. ``texts`` makes their lines.
    ``sheet``: the report's title and headings. Raises OSError if a file cannot be written: of flat files none is
    written then, of workbooks only those before it.
    """
    after = {window.path: window.after for window in windows}
    for path in after:
        path.parent.mkdir(parents=True, exist_ok=True)
    kind = _FLAT.get(format)
    counts = _flat(blocks, texts, sheet, after, kind) if kind else _books(blocks, texts, sheet, after)
    return [Written(path, counts[path]) for path in after]


def write_rows(rows: Sequence[Sequence[str]], sheet: Sheet, path: Path, format: Format) -> Written:
    """Writes a report of few rows, given as their cells, to ``path``; raises OSError if that is not possible."""
    blocks = [Block(sheet.as_of, (tabbed(rows),))] if rows else []
    [written] = write(blocks, lambda block: block.columns[0], sheet, [Window(path, sheet.as_of - 1)], format)
    return written


def _flat(
    blocks: Iterable[Block], texts: Texts, sheet: Sheet, after: Mapping[Path, int], kind: text_files.FlatFile
) -> dict[Path, int]:
    counts = dict.fromkeys(after, 0)
    with ExitStack() as opened:
        files = {path: opened.enter_context(in_place(path)) for path in after}
        for file in files.values():
            file.write(kind.heading(sheet.headings))

        def add(block: Block) -> None:
            lines = kind.lines(texts(block))
            for path in [path for path in after if block.bought > after[path]]:
                files[path].write(content(lines))
                counts[path] += len(lines)

        in_second_thread(add, blocks)
    return counts


def _books(blocks: Iterable[Block], texts: Texts, sheet: Sheet, after: Mapping[Path, int]) -> dict[Path, int]:
    with spooled(blocks, texts, len(sheet.headings), after) as parts:
        for path, part in parts.items():
            with in_place(path) as file:
                xlsx.write(sheet, part, file)
    return {path: part.lines for path, part in parts.items()}
