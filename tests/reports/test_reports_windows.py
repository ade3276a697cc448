from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from reports.report import Viewpoint
from reports.windows import NAMES, WINDOWS, Name, read_windows, write_windows
from reports.writing import write_each
from schemas import frames
from tests.reports.report_orders import AS_OF, DAY, VIEW, add_order, order_id, store


def ids(engine: Engine, name: Name, days: int, view: Viewpoint = VIEW) -> list[str]:
    with engine.connect() as connection:
        [report] = read_windows(connection, name, (days,), view)
    return report.lines["order-item-id"].tolist()


@pytest.mark.parametrize("days", WINDOWS)
@pytest.mark.parametrize("name", NAMES)
def test_a_window_is_open_at_its_start_and_closed_at_its_end(name: Name, days: int, tmp_path: Path) -> None:
    engine = store(tmp_path)
    for number, bought in enumerate((AS_OF - days * DAY, AS_OF - days * DAY + 1, AS_OF, AS_OF + 1), 1):
        add_order(engine, number, bought)
    assert ids(engine, name, days) == ["201", "301"]


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
    more: dict[str, object], units: dict[str, int], in_orders: bool, in_unshipped: bool, tmp_path: Path
) -> None:
    engine = store(tmp_path)
    add_order(engine, 1, AS_OF, units, **more)
    assert (bool(ids(engine, "orders", 1)), bool(ids(engine, "unshipped-orders", 1))) == (in_orders, in_unshipped)


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_sorted_by_purchase_then_order_then_item(name: Name, tmp_path: Path) -> None:
    engine = store(tmp_path)
    add_order(engine, 1, AS_OF - 5, {"order_item_id": "9"}, {"order_item_id": "10"}, order_id=order_id(8))
    add_order(engine, 2, AS_OF - 5, order_id=order_id(7))
    add_order(engine, 3, AS_OF - 6, order_id=order_id(9))
    assert ids(engine, name, 1) == ["301", "201", "10", "9"]


def test_the_files_of_windows_are_named_by_report_and_days(tmp_path: Path) -> None:
    engine = store(tmp_path)
    add_order(engine, 1, AS_OF - 3 * DAY, {}, {"shipped": 1})
    with engine.connect() as connection:
        written = write_windows(connection, ("unshipped-orders", (1, 7)), VIEW, tmp_path / "a" / "b", "csv")
        none = write_windows(connection, ("orders", ()), VIEW, tmp_path / "a", "txt")
    folder = tmp_path / "a" / "b"
    assert written == [(folder / "unshipped-orders-1-days.csv", 0), (folder / "unshipped-orders-7-days.csv", 1)]
    assert none == []
    assert sorted(path.name for path in folder.iterdir()) == [path.name for path, _ in written]


@settings(max_examples=25, deadline=None)
@given(
    ages=st.lists(st.integers(-DAY, 91 * DAY), max_size=12),
    days=st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=7, unique=True),
    block=st.integers(1, 5),
    format=st.sampled_from(["txt", "csv"]),
)
def test_windows_cut_out_of_the_longest_are_those_read_alone(
    ages: list[int], days: list[int], block: int, format: Literal["txt", "csv"]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(frames, "_BLOCK", block)
        engine = store(Path(folder))
        for number, age in enumerate(ages, 1):
            add_order(engine, number, AS_OF - age, {"sku": 'a,"b"'}, {"order_item_id": f"{number}77"})
        with engine.connect() as connection:
            for name in NAMES:
                together = write_windows(connection, (name, days), VIEW, Path(folder) / "one", format)
                alone = write_each(read_windows(connection, name, days, VIEW), Path(folder) / "each", format)
                assert [(path.name, lines) for path, lines in together] == [(path.name, lines) for path, lines in alone]
                assert [path.read_bytes() for path, _ in together] == [path.read_bytes() for path, _ in alone]
        engine.dispose()


def test_an_order_without_its_texts_is_still_listed(tmp_path: Path) -> None:
    engine = store(tmp_path)
    add_order(engine, 1, AS_OF, buyer_name="Ann")
    with engine.connect() as connection:
        for table in ("buyers", "order_details", "item_details"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.commit()
    assert ids(engine, "orders", 1) == ["101"]


@settings(max_examples=25, deadline=None)
@given(
    ages=st.lists(st.integers(-DAY, 91 * DAY), max_size=8), units=st.lists(st.integers(0, 2), min_size=8, max_size=8)
)
def test_every_window_holds_the_lines_of_the_shorter_ones(ages: list[int], units: list[int]) -> None:
    with TemporaryDirectory() as folder:
        engine = store(Path(folder))
        for number, age in enumerate(ages, 1):
            add_order(engine, number, AS_OF - age, {"purchased": 2, "shipped": units[number - 1]})
        with engine.connect() as connection:
            for name in NAMES:
                texts = [report.lines.to_csv() for report in read_windows(connection, name, WINDOWS, VIEW)]
                windows = [{row.partition(",")[2] for row in text.splitlines()} for text in texts]
                assert all(short <= long for short, long in pairwise(windows))
                expected = {f"{number}01" for number, age in enumerate(ages, 1) if 0 <= age < 90 * DAY}
                if name == "orders":
                    assert set(ids(engine, name, 90)) == expected
        engine.dispose()
