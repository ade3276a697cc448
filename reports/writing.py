"""Reports into files: tab-delimited text as the marketplace writes it, csv and xlsx as Excel opens them."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from reports import flat_files, workbooks
from reports.placing import put_in_place
from reports.report import Report

Format = Literal["txt", "csv", "xlsx"]
FLAT: dict[str, flat_files.FlatFile] = {"txt": flat_files.TEXT, "csv": flat_files.CSV}
_WRITERS = {"xlsx": workbooks.write} | {name: flat.write for name, flat in FLAT.items()}
FORMATS: tuple[Format, ...] = ("txt", "csv", "xlsx")


class Written(NamedTuple):
    """A file that was written, and its lines without the heading."""

    path: Path
    lines: int


def write(report: Report, path: Path, format: Format) -> None:
    """Writes a report to ``path``, whole or not at all, readable for its owner alone; raises OSError if it cannot."""
    put_in_place(path, partial(_WRITERS[format], report))


def write_each(reports: Iterable[Report], folder: Path, format: Format) -> list[Written]:
    """Writes each report into ``folder``, named after itself; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for report in reports:
        path = folder / f"{report.name}.{format}"
        write(report, path, format)
        written.append(Written(path, len(report.lines)))
    return written
