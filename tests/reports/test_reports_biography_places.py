"""The place of each change: the cell it names holds what it tells, whatever stands above, between and beside."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_from_string

from reports.order_history.biography import biography
from reports.order_lines import Viewpoint
from schemas.source_rows import packed, row_of, unpacked
from tests.rules.desk import AS_OF, Desk, at, save_workbook
from tests.rules.writings import item_id, line, order_id, parcel, refund

SHIP = ["tracking-number", "order-id", "order-item-id", "quantity", "ship-date", "carrier-code"]
BLANK: list[str] = [""] * len(SHIP)


def last_changes(desk: Desk, order: str) -> list[Any]:
    with desk.engine.connect() as connection:
        told = biography(connection, Viewpoint("main", at(AS_OF)), order)
    assert told is not None
    return list(told["history"][-1]["changes"])


def cell(path: Path, place: str) -> str:
    """What a cell of a file holds."""
    if path.suffix == ".xlsx":
        return str(load_workbook(path).worksheets[0][place].value)
    column, row = coordinate_from_string(place)
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file, delimiter="," if path.suffix == ".csv" else "\t"))
    return table[row - 1][ord(column) - ord("A")]


def save(path: Path, table: Sequence[Sequence[str]]) -> None:
    if path.suffix == ".xlsx":
        save_workbook(path, "Parcels", table)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="," if path.suffix == ".csv" else "\t").writerows(table)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "txt"])
@pytest.mark.parametrize("above", [0, 2])
def test_the_cell_of_an_edit_holds_its_new_value(desk: Desk, tmp_path: Path, ending: str, above: int) -> None:
    desk.orders(*[line(number) for number in range(1, 6)])
    desk.ship(*[parcel(number, tracking_number=f"T{number}") for number in range(1, 6)])
    rows = [[f"NEW{number}", order_id(number), item_id(number, 1), "1", "2026-03-06", "UPS"] for number in range(1, 6)]
    table = [SHIP, rows[0], BLANK, BLANK, rows[1], rows[2], BLANK, rows[3], rows[4]]
    path = tmp_path / f"edits.{ending}"
    save(path, [["Parcels of the week"], *[BLANK] * (above - 1), *table] if above else table)
    assert desk.apply(path).counts == (5, 5, 0)
    seen = [change for number in range(1, 6) for change in last_changes(desk, order_id(number))]
    assert [cell(path, change["cell"]) for change in seen] == [change["after"] for change in seen]
    assert {change["sheet"] for change in seen} == {"Parcels" if ending == "xlsx" else None}
    numbers = [change["record"] for change in seen if change["field"] == "tracking-number"]
    assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("ending", ["xlsx", "txt"])
def test_the_cell_of_a_refund_or_an_amendment_holds_its_amount_or_value(desk: Desk, ending: str) -> None:
    desk.orders(line(1, item_tax=None), line(2))
    desk.ship(parcel(1))
    told: dict[str, str] = {}
    for path in (
        desk.file("adjust", [refund(1, item_price_adj="10.00", shipping_price_adj="2.00")], ending),
        desk.file("orders", [line(1, item_tax="7.00")], ending),
    ):
        assert desk.apply(path).counts == (1, 1, 0)
        told |= {change["field"]: cell(path, change["cell"]) for change in last_changes(desk, order_id(1))}
    assert told == {"refunded-item-price": "10.00", "refunded-shipping-price": "2.00", "item-tax": "7.00"}


def test_without_a_column_of_its_own_a_change_has_the_cell_of_the_order_id(desk: Desk) -> None:
    desk.orders(line(1, quantity_purchased="2"))
    desk.ship(parcel(1, None, quantity=None))
    assert [change["cell"] for change in last_changes(desk, order_id(1))] == ["A2"]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ({1: 2, 2: 3, 3: 4}, "[1]"),
        ({1: 4, 2: 5, 3: 6, 4: 9, 5: 10, 6: 12}, "[3,4,2,2,1]"),
        ({1: 2}, "[1]"),
        ({1: 3, 2: 5, 3: 7}, "[2,2,1,1,1]"),
    ],
)
def test_rows_are_kept_by_what_was_left_out(rows: dict[int, int], kept: str) -> None:
    assert packed(pd.Series(rows)) == kept
    assert {record: row_of(unpacked(kept), record) for record in rows} == rows
