from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from reports.files.writing import FORMATS, Format
from reports.windows import NAMES, WINDOWS, Name, write_windows
from tests.reports.report_orders import AS_OF, DAY, VIEW, add_order, lines, order_id, store, written


def ids(engine: Engine, name: Name, days: int, folder: Path) -> list[str]:
    return [line["order-item-id"] for line in lines(written(engine, name, folder, days))]


@pytest.mark.parametrize("days", WINDOWS)
@pytest.mark.parametrize("name", NAMES)
def test_a_window_is_open_at_its_start_and_closed_at_its_end(
    name: Name, days: int, empty_store: Engine, tmp_path: Path
) -> None:
    for number, bought in enumerate((AS_OF - days * DAY, AS_OF - days * DAY + 1, AS_OF, AS_OF + 1), 1):
        add_order(empty_store, number, bought)
    assert ids(empty_store, name, days, tmp_path) == ["201", "301"]


@pytest.mark.parametrize(
    ("more", "units", "in_orders", "in_unshipped"),
    [
        ({"verified": False}, {}, False, False),
        ({}, {}, True, True),
        ({}, {"purchased": 3, "shipped": 1, "canceled": 1}, True, True),
        ({}, {"purchased": 2, "shipped": 1, "canceled": 1}, True, False),
        ({}, {"purchased": 2, "shipped": 2}, True, False),
        ({}, {"canceled": 1}, True, False),
        ({"verified": False}, {"canceled": 1}, False, False),
        ({"merchant_id": "other"}, {}, False, False),
    ],
)
def test_which_state_stands_in_which_report(
    more: dict[str, object],
    units: dict[str, int],
    in_orders: bool,
    in_unshipped: bool,
    empty_store: Engine,
    tmp_path: Path,
) -> None:
    add_order(empty_store, 1, AS_OF, units, **more)
    shown = [bool(ids(empty_store, name, 1, tmp_path)) for name in NAMES]
    assert shown == [in_orders, in_unshipped]


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_sorted_by_purchase_then_order_then_item(name: Name, empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF - 5, {"order_item_id": "9"}, {"order_item_id": "10"}, order_id=order_id(8))
    add_order(empty_store, 2, AS_OF - 5, order_id=order_id(7))
    add_order(empty_store, 3, AS_OF - 6, order_id=order_id(9))
    assert ids(empty_store, name, 1, tmp_path) == ["301", "201", "10", "9"]


def test_the_files_of_windows_are_named_by_report_and_days(empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF - 3 * DAY, {}, {"shipped": 1})
    with empty_store.connect() as connection:
        written = write_windows(connection, ("unshipped-orders", (1, 7)), VIEW, tmp_path / "a" / "b", "csv")
        none = write_windows(connection, ("orders", ()), VIEW, tmp_path / "a", "txt")
    folder = tmp_path / "a" / "b"
    assert written == [(folder / "unshipped-orders-1-days.csv", 0), (folder / "unshipped-orders-7-days.csv", 1)]
    assert none == []
    assert sorted(path.name for path in folder.iterdir()) == [path.name for path, _ in written]


def test_an_order_without_its_texts_is_still_listed(empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF, buyer_name="Ann")
    with empty_store.connect() as connection:
        for table in ("buyers", "order_details", "item_details"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.commit()
    assert ids(empty_store, "orders", 1, tmp_path) == ["101"]


@settings(max_examples=25, deadline=None)
@given(
    ages=st.lists(st.integers(-DAY, 91 * DAY), max_size=8), units=st.lists(st.integers(0, 2), min_size=8, max_size=8)
)
def test_every_window_holds_the_lines_of_the_shorter_ones(ages: list[int], units: list[int]) -> None:
    with TemporaryDirectory() as folder, store(Path(folder)) as engine:
        for number, age in enumerate(ages, 1):
            add_order(engine, number, AS_OF - age, {"purchased": 2, "shipped": units[number - 1]})
        for name in NAMES:
            windows = [written(engine, name, Path(folder), days).read_bytes().splitlines()[1:] for days in WINDOWS]
            assert all(long[len(long) - len(short) :] == short for short, long in pairwise(windows))
        expected = {f"{number}01" for number, age in enumerate(ages, 1) if 0 <= age < 90 * DAY}
        assert set(ids(engine, "orders", 90, Path(folder))) == expected


@pytest.mark.parametrize("setting", ["mmap_size", "cache_size"])
def test_the_connection_is_left_as_it_was(setting: str, empty_store: Engine, tmp_path: Path) -> None:
    with empty_store.connect() as connection:
        before = connection.exec_driver_sql(f"PRAGMA {setting}").scalar()
        write_windows(connection, ("orders", WINDOWS), VIEW, tmp_path, "txt")
        assert connection.exec_driver_sql(f"PRAGMA {setting}").scalar() == before


@pytest.mark.parametrize("format", FORMATS)
def test_all_files_tell_of_the_same_moment(format: Format, empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF)
    with empty_store.connect() as connection:
        for name in NAMES:
            [(_, count)] = write_windows(connection, (name, (1,)), VIEW, tmp_path, format)
            add_order(empty_store, 2 + NAMES.index(name), AS_OF)
            assert count == 1


@pytest.mark.parametrize("format", ["txt", "csv"])
def test_a_file_that_cannot_be_written_leaves_all_as_they_were(
    format: Format, empty_store: Engine, tmp_path: Path
) -> None:
    add_order(empty_store, 1, AS_OF)
    out = tmp_path / "out"
    (out / f"orders-7-days.{format}" / "taken").mkdir(parents=True)
    with empty_store.connect() as connection, pytest.raises(OSError, match="orders-7-days"):
        write_windows(connection, ("orders", (7,)), VIEW, out, format)
    assert [path.name for path in out.iterdir()] == [f"orders-7-days.{format}"]
