"""The table of fields: each row has its place in the order table, and a new field is a row and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String

from schemas import fields, order_adjustment, orders, shipping_confirmation
from schemas.cells import listed
from schemas.selection import Selection
from schemas.store.history import PACKAGE_DETAILS
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, METADATA, ORDER_DETAILS, sql_column
from tests.cli.desk_calls import Desk
from tests.house import new_fields_tried
from tests.house.new_fields_tried import FRESH, HEADINGS, NEW, OLD, line, text_of
from tests.house.sources import PRODUCT, ROOT

ORDERS_REPORT = (
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name "
    "quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number "
    "delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions sales-channel is-business-order "
    "purchase-order-number price-designation is-sold-by-ab"
)
UNSHIPPED_ORDERS_REPORT = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email "
    "buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
    "ship-postal-code ship-country is-business-order purchase-order-number price-designation is-iba "
    "verge-of-cancellation verge-of-lateShipment"
)
PERSONAL = (
    "buyer-email buyer-name buyer-phone-number recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city "
    "ship-state ship-postal-code ship-country ship-phone-number delivery-Instructions buyer-requested-cancel-reason "
    "gift-message-text gift-wrap-type"
)
STORED = Selection(field for field in fields.FIELDS if field.table)


def test_the_reports_have_the_marketplace_s_columns_in_its_order() -> None:
    assert " ".join(fields.ORDERS_REPORT.headings) == ORDERS_REPORT
    assert " ".join(fields.UNSHIPPED_ORDERS_REPORT.headings) == UNSHIPPED_ORDERS_REPORT


def test_the_buyers_texts_are_these() -> None:
    assert sorted(fields.PERSONAL.headings) == sorted(PERSONAL.split())


def test_every_row_names_a_column_of_its_table_that_holds_what_it_says() -> None:
    other = {field.column: field.table for field in STORED if field.column not in METADATA.tables[field.table].c}
    assert other == {}
    strings = {field.column for field in STORED if isinstance(sql_column(field).type, String)}
    assert strings == {*STORED.texts.columns}


@pytest.mark.parametrize("table", [ORDER_DETAILS, BUYERS, ITEM_DETAILS, BUYER_WISHES, PACKAGE_DETAILS], ids=str)
def test_a_table_of_texts_has_a_row_for_each_column(table: Any) -> None:
    others = {"order_no", "item_no", "package_no", "purged_at"}
    assert [column.name for column in table.c if column.name not in others] == list(STORED.of(table.name).columns)


def test_no_two_rows_share_a_heading_or_a_name_in_the_history() -> None:
    for names in (fields.LINE.headings, STORED.of("packages", "package_details").headings, fields.REFUND.headings):
        assert len(names) == len(set(names))
    in_history = [field.column for field in STORED if field.table != "refunds"]
    assert len(in_history) == len(set(in_history))


def test_the_cells_of_a_file_hold_what_the_table_says() -> None:
    types = {"id": "identifier", "money": "amount", "units": "number", "instant": "date", "instant as text": "date"}
    columns = orders.SCHEMA.columns
    read = [field for field in fields.LINE if field.heading in columns and field.heading != "order-status"]
    told = {field.heading: (columns[field.heading].metadata or {})["holds"] for field in read}
    assert told == {
        field.heading: types.get(field.holds, "choice" if field.holds in ("flag", "code") else "text") for field in read
    }


def test_each_feed_reads_the_fields_that_it_brings() -> None:
    headings = set(listed(orders.SCHEMA))
    assert {name for field in fields.LINE if field.table for name in field.read_from} - headings == {
        *("quantity", "quantity-cancelled")
    }
    assert set(fields.PACKAGE_EDITS.headings) <= set(listed(shipping_confirmation.SCHEMA))
    assert set(fields.REFUND.headings) <= set(listed(order_adjustment.SCHEMA))


ROWS = {
    '_address("buyer-phone-number", "contact")': (
        'Field("buyer-vat-number", "buyers", "text", _BOTH, "contact", "orders file", since=5)'
    ),
    'Field("product-name", "item_details", "text", _BOTH)': (
        'Field("customized-url", "item_details", "text", _ORDERS, since=5)'
    ),
    'Field("sales-channel", "order_details", "text", _ORDERS)': (
        'Field("order-channel", "order_details", "text", _BOTH, amended="filled later", since=5)'
    ),
    'Field("gift-wrap-type", "buyer_wishes", personal="own words", amended="filled later")': (
        'Field("customized-page", "buyer_wishes", personal="own words", amended="filled later", since=5)'
    ),
}


def with_new_rows(place: Path) -> Path:
    """A copy of the product whose table of fields has the new rows, each below an old one."""
    for name in PRODUCT:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    table = place / "schemas" / "fields.py"
    text = table.read_text(encoding="utf-8")
    for above, new in ROWS.items():
        assert text.count(f"{above},\n") == 1
        text = text.replace(f"{above},\n", f"{above},\n        {new},\n")
    table.write_text(text, encoding="utf-8")
    return place


def texts(order: str, *missing: str) -> dict[str, str | None]:
    return {name: None if name in missing else text_of(order, name) for name in NEW}


def test_a_new_field_is_a_row_of_the_table_and_nothing_else(tmp_path: Path) -> None:
    program, folder = with_new_rows(tmp_path / "program"), tmp_path / "desk"
    folder.mkdir()
    desk = Desk(folder)
    assert desk.upload(desk.file("old.txt", [HEADINGS, line(OLD)])).code == 0
    done = subprocess.run(
        [sys.executable, "-m", new_fields_tried.__name__, str(folder)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (program, ROOT)))},
        capture_output=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    # The item was taken in without its text, and no later file may change it.
    old, fresh = texts(OLD, "customized-url"), texts(FRESH)
    deleted = ("buyer-vat-number", "customized-page")
    assert (seen.pop("upload"), seen.pop("verify")) == (0, 0)
    assert seen == {
        "orders": [{name: row[name] or "" for name in NEW if name != "customized-page"} for row in (old, fresh)],
        "unshipped-orders": [
            {name: row[name] for name in ("buyer-vat-number", "order-channel")} for row in (old, fresh)
        ],
        "exported": {OLD: old, FRESH: fresh},
        "changes": [
            ["amend", "buyer-vat-number", None, None, "G2"],
            ["amend", "order-channel", None, text_of(OLD, "order-channel"), "I2"],
            ["amend", "customized-page", None, None, "J2"],
        ],
        "undone": {OLD: texts(OLD, *NEW)},
        "done again": {OLD: old, FRESH: fresh},
        "purged": {OLD: old | dict.fromkeys(deleted), FRESH: fresh | dict.fromkeys(deleted)},
        "left in the bytes": [
            text_of(OLD, "order-channel"),
            text_of(FRESH, "customized-url"),
            text_of(FRESH, "order-channel"),
        ],
    }
