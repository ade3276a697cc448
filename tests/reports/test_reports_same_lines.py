"""Whatever the order table holds, the files hold what plain Python makes of it."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Connection

from reports import order_lines
from reports.order_lines import holds
from reports.windows import NAMES, WINDOWS, write_windows
from schemas import fields
from tests.reports.plain_lines import COLUMNS, plain_lines
from tests.reports.report_orders import AS_OF, DAY, VIEW, add_order, store

PIECES = (
    *"\"\\,[]\t\n\r\x00\x01\x02\x1f\x7f\x80\x9f\xa0\u2028\u2029\ufffe\uffff\ufeff&<>|'=+ 0aBé£अ山😀",
    *('","', '"],["', '\\"', "\\\\", "\\n", "\\u0041", "_x0041_ ", "\r\n", "null", "</t>", "&amp;"),
)
TEXTS = st.none() | st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
CURRENCIES = ("USD", "GBP", "JPY", "ISK", "KWD", "CLF", "XXX")
MINOR = st.none() | st.sampled_from((0, 5, 99, 100, 990, 1234, 10**15 - 7, 10**15))
DATES = st.none() | st.sampled_from(("2026-03-20T08:30:00+05:30", "2026-03-20", "2026-03-20T08:30:00Z", "soon"))
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
# Several orders of one second among them.
AGES = st.sampled_from((0, 1, 1, 1, DAY, DAY - 1, 7 * DAY, 40 * DAY, 90 * DAY, -1)) | st.integers(-DAY, 91 * DAY)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    purchased = draw(st.integers(1, 4))
    shipped = draw(st.integers(0, purchased))
    units = {"purchased": purchased, "shipped": shipped, "canceled": draw(st.integers(0, purchased - shipped))}
    charges = {name: draw(MINOR) for name in ("item_price", "item_tax", "shipping_price", "shipping_tax")}
    texts = {"sku": draw(TEXTS), "product_name": draw(TEXTS)}
    return units | charges | texts | {"currency": draw(st.sampled_from(CURRENCIES))}


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    bought = AS_OF - draw(AGES)
    later = st.none() | st.integers(0, 10 * DAY).map(lambda seconds: bought + seconds)
    texts = {
        name: draw(TEXTS) for name in draw(st.sets(st.sampled_from((*fields.BUYER.columns, *fields.DETAILS.columns))))
    }
    dates = {"payments_at": draw(later), "latest_ship_at": draw(later), "delivery_start_date": draw(DATES)}
    return texts | dates | {"bought": bought, "items": draw(st.lists(items(), min_size=1, max_size=3))}


@contextmanager
def stored(found: list[dict[str, Any]], block: int) -> Iterator[tuple[Connection, Path]]:
    """A store with these orders, of which ``block`` are read at a time, and a folder for reports."""
    with (
        TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patched,
        store(Path(folder)) as engine,
    ):
        patched.setattr(order_lines, "_ORDERS_OF_A_BLOCK", block)
        for number, order in enumerate(found, 1):
            more = {name: value for name, value in order.items() if name not in ("bought", "items")}
            named = [item | {"order_item_id": f"{9 - place}{number}"} for place, item in enumerate(order["items"])]
            add_order(engine, number, order["bought"], *named, **more, order_id=f"{number * 7 % 10}-{number}")
        with engine.connect() as connection:
            yield connection, Path(folder) / "out"


def cells(path: Path) -> list[list[str]]:
    if path.suffix == ".txt":
        return [line.split("\t") for line in path.read_bytes().decode().removesuffix("\n").split("\n")]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


@pytest.mark.parametrize("format", ["txt", pytest.param("csv", marks=pytest.mark.slow)])
@settings(max_examples=50, deadline=None)
@given(found=st.lists(orders(), max_size=8), block=st.integers(1, 4))
def test_flat_files_hold_the_lines_of_their_window(found: list[dict[str, Any]], block: int, format: Any) -> None:
    with stored(found, block) as (connection, folder):
        for name in NAMES:
            written = write_windows(connection, (name, WINDOWS), VIEW, folder, format)
            expected = [plain_lines(connection, name, days, VIEW) for days in WINDOWS]
            assert [lines for _, lines in written] == [len(lines) for lines in expected]
            assert [cells(path) for path, _ in written] == [[list(COLUMNS[name]), *lines] for lines in expected]


def typed(cell: str, heading: str) -> tuple[Any, str]:
    """Value and number format of a workbook's cell."""
    kind = holds(heading)
    if not cell:
        return None, "General"
    if kind == "amount":
        places = len(cell.partition(".")[2])
        return float(cell), "#,##0" + ("." + "0" * places if places else "")
    if kind == "number":
        return int(cell), "0"
    if kind == "date" and ISO.fullmatch(cell):
        return datetime.fromisoformat(cell).astimezone(UTC).replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss"
    return cell, "@"


def as_shown(value: Any) -> Any:
    """What Excel shows, which takes ``_x0041_`` for a letter; openpyxl leaves it as it is."""
    unescape = partial(re.sub, "_x([0-9a-fA-F]{4})_", lambda escape: chr(int(escape[1], 16)))
    return unescape(value) if isinstance(value, str) else value


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(found=st.lists(orders(), max_size=8), block=st.integers(1, 4))
def test_workbooks_hold_the_lines_of_their_window(found: list[dict[str, Any]], block: int) -> None:
    with stored(found, block) as (connection, folder):
        for name in NAMES:
            written = write_windows(connection, (name, (7, 90)), VIEW, folder, "xlsx")
            for (path, lines), days in zip(written, (7, 90), strict=True):
                expected = plain_lines(connection, name, days, VIEW)
                sheet = load_workbook(path).worksheets[0]
                shown = [[(as_shown(cell.value), cell.number_format) for cell in row] for row in sheet.iter_rows(2)]
                headed = [[typed(*pair) for pair in zip(line, COLUMNS[name], strict=True)] for line in expected]
                assert (lines, shown) == (len(expected), headed)
