"""The reports by window: the orders bought in the last 1, 2, 7, 15, 30, 60 or 90 days."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from reports import orders
from reports.files import writing
from reports.files.text_files import TEXT
from reports.files.writing import Format, Texts, Window, Written
from reports.files.xlsx import Sheet
from reports.order_lines import Viewpoint
from schemas import fields
from schemas.store.dialect import read_once
from schemas.text_bytes import content
from schemas.times import DAY

WINDOWS = (1, 2, 7, 15, 30, 60, 90)
Name = Literal["orders", "unshipped-orders"]
NAMES: tuple[Name, ...] = ("orders", "unshipped-orders")
_BLOCKS = {orders.NAME: orders.blocks, orders.UNSHIPPED_NAME: orders.unshipped_blocks}
COLUMNS = {name: fields.LINE.in_report(name).headings for name in NAMES}
_TITLES = {orders.NAME: orders.TITLE, orders.UNSHIPPED_NAME: orders.UNSHIPPED_TITLE}


def write_windows(
    connection: Connection, reports: tuple[Name, Sequence[int]], viewpoint: Viewpoint, folder: Path, format: Format
) -> list[Written]:
    """Writes one file per window, as ``orders-7-days.txt``, and returns the path and line count of each.

    ``reports`` is the name of the report and its windows in days: as-of - N x 24 h < purchase-date <= as-of. Raises
    OSError if the folder cannot be written.
    """
    name, days = reports
    if not days:
        return []
    windows = [Window(folder / f"{name}-{number}-days.{format}", viewpoint.as_of - number * DAY) for number in days]
    cuts = sorted({viewpoint.as_of, *(window.after for window in windows)})
    sheet = Sheet(_TITLES[name], COLUMNS[name], viewpoint.as_of)
    blocks = _BLOCKS[name](connection, viewpoint, cuts)
    with read_once(connection):
        return writing.write(blocks, _texts(name, viewpoint), sheet, windows, format)


def window_lines(connection: Connection, name: Name, viewpoint: Viewpoint, days: int) -> Iterator[bytes]:
    """The lines of one window as in the text file, some thousand at a time and without the headings."""
    texts, cuts = _texts(name, viewpoint), [viewpoint.as_of - days * DAY, viewpoint.as_of]
    with read_once(connection):
        for block in _BLOCKS[name](connection, viewpoint, cuts):
            yield bytes(content(TEXT.lines(texts(block))))


def _texts(name: Name, viewpoint: Viewpoint) -> Texts:
    return orders.texts if name == orders.NAME else partial(orders.unshipped_texts, viewpoint=viewpoint)
