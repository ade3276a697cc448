"""Reports into files: tab-delimited text as the marketplace writes it, csv and xlsx as Excel opens them.

Windows of different lengths are written from one reading: by purchase-date, a shorter one is a longer one's tail.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, NamedTuple

import pyarrow as pa

from reports.files import text_files, xlsx
from reports.files.atomic_files import in_place
from reports.files.spool import spooled
from reports.files.xlsx import Sheet
from reports.order_lines import Block
from schemas.pipeline import in_second_thread
from schemas.text_bytes import content

Format = Literal["txt", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("txt", "csv", "xlsx")
Texts = Callable[[Block], pa.LargeStringArray]
_FLAT: dict[str, text_files.FlatFile] = {"txt": text_files.TEXT, "csv": text_files.CSV}


class Written(NamedTuple):
    """A file that was written, and its lines without the heading."""

    path: Path
    lines: int


class Window(NamedTuple):
    """A file to be written, and the instant that its lines were bought after (seconds since 1970 UTC)."""

    path: Path
    after: int


def write(
    blocks: Iterable[Block], texts: Texts, sheet: Sheet, windows: Iterable[Window], format: Format
) -> list[Written]:
    """Writes a file for each window, readable for its owner alone; the folder is made where it is missing.

    ``blocks``: those of the longest window, cut where the others begin; ``texts`` makes lines of them; ``sheet``: what
    the report is called and what its headings are. Raises OSError where a file cannot be written: a flat one then none
    is, of workbooks those before it are.
    """
    after = {window.path: window.after for window in windows}
    for path in after:
        path.parent.mkdir(parents=True, exist_ok=True)
    kind = _FLAT.get(format)
    counts = _flat(blocks, texts, sheet, after, kind) if kind else _books(blocks, texts, sheet, after)
    return [Written(path, counts[path]) for path in after]


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
