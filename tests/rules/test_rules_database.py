"""Rules 1 and 6.1: a state that the rules forbid is also impossible in the database."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from schemas.store.opening import writing
from tests.rules.desk import Desk
from tests.rules.writings import line, parcel, refund

FORBIDDEN = {
    "more shipped and canceled than bought": "UPDATE items SET canceled = 3 WHERE item_no = 1",
    "more shipped than bought": "UPDATE items SET shipped = 4 WHERE item_no = 1",
    "fewer than none shipped": "UPDATE items SET shipped = -1 WHERE item_no = 2",
    "fewer than none canceled": "UPDATE items SET canceled = -1 WHERE item_no = 2",
    "nothing bought": "UPDATE items SET purchased = 0 WHERE item_no = 2",
    "more of an item than 999": "UPDATE items SET purchased = 1000 WHERE item_no = 2",
    "an item shipped that is not verified": "UPDATE items SET shipped = 1 WHERE item_no = 3",
    "an item verified apart from its order": "UPDATE items SET verified = 1 WHERE item_no = 3",
    "verification taken back after shipping": "UPDATE orders SET verified = 0 WHERE order_no = 1",
    "a refund above the charge": "UPDATE items SET refunded_item_price = 10001 WHERE item_no = 1",
    "a refund below zero": "UPDATE items SET refunded_item_price = -1 WHERE item_no = 1",
    "a refund of a component never charged": "UPDATE items SET refunded_gift_wrap_tax = 1 WHERE item_no = 1",
    "a refund of an item not shipped": "UPDATE items SET refunded_item_price = 1 WHERE item_no = 2",
    "discount taken back above the discount": "UPDATE items SET refunded_item_promotion = 2001 WHERE item_no = 1",
    "refunds above charges less discounts":
        "UPDATE items SET refunded_item_price = 10000, refunded_shipping_price = 1000, refunded_item_promotion = 1999"
        " WHERE item_no = 1",
    "a negative charge": "UPDATE items SET item_price = -1 WHERE item_no = 2",
    "an amount without currency": "UPDATE items SET currency = NULL WHERE item_no = 2",
    "an item of no order": "UPDATE items SET order_no = 99 WHERE item_no = 2",
    "one item twice": "UPDATE items SET order_item_id = (SELECT order_item_id FROM items WHERE item_no = 1)"
        " WHERE item_no = 2",
    "one order twice": "UPDATE orders SET order_id = (SELECT order_id FROM orders WHERE order_no = 1)"
        " WHERE order_no = 2",
    "a package without units": "UPDATE packages SET quantity = 0",
    "a package without carrier": "UPDATE packages SET carrier_code = NULL",
    "history changed": "UPDATE entry_rows SET after = '9'",
    "history deleted": "DELETE FROM entry_rows",
    "a package's units changed": "UPDATE packages SET quantity = 2",
    "units before a package changed": "UPDATE packages SET before = 1",
    "a package deleted": "DELETE FROM packages",
    "a refund changed": "UPDATE refunds SET item_price = 2",
    "a refund deleted": "DELETE FROM refunds",
    "a cancellation changed": "UPDATE cancellations SET quantity = 2",
    "a cancellation deleted": "DELETE FROM cancellations",
    "an upload that counts too few": "UPDATE uploads SET refused = refused + 1",
    "an upload that counts too many": "UPDATE uploads SET records = records + 1",
    "an upload in no state": "UPDATE uploads SET state = 'half done'",
    "an entry of no upload": "INSERT INTO entry_rows (merchant_id, upload_no, record, order_no, what, field)"
        " VALUES ('main', 99, 1, 1, 'ship', 'shipped')",
}  # fmt: skip


def test_what_the_rules_forbid_cannot_be_stored(desk: Desk) -> None:
    desk.orders(
        line(1, quantity_purchased="3", item_promotion_discount="20.00"),
        line(2, quantity_purchased="3"),
        line(3, payments_date=""),
    )
    desk.ship(parcel(1, quantity="1"))
    desk.adjust(refund(1, item_price_adj="1.00", adjustment_reason_code="NoInventory", quantity_cancelled="1"))
    kept = desk.kept()
    stored = [name for name, statement in FORBIDDEN.items() if not _refused(desk, statement)]
    assert stored == []
    assert desk.kept() == kept


def _refused(desk: Desk, statement: str) -> bool:
    """Whether the database refuses a statement; what it lets through is taken back."""
    with desk.engine.connect() as connection, writing(connection) as transaction:
        try:
            connection.execute(text(statement))
        except IntegrityError:
            return True
        finally:
            transaction.rollback()
    return False


def test_a_package_is_only_deleted_when_its_entry_is_stored(desk: Desk) -> None:
    desk.orders(line(1))
    desk.ship(parcel(1))
    desk.do(
        "INSERT INTO removed_rows (upload_no, order_no, item_no, table_name, key_no, cells) "
        "SELECT 2, 1, item_no, 'packages', package_no, '{}' FROM packages"
    )
    delete = "DELETE FROM packages"
    assert _refused(desk, delete)
    desk.do("INSERT INTO entry_rows SELECT * FROM entries WHERE what = 'ship'")
    assert not _refused(desk, delete)


def test_what_the_rules_allow_can_be_stored(desk: Desk) -> None:
    desk.orders(line(1, quantity_purchased="3", item_promotion_discount="20.00"))
    desk.do("UPDATE items SET shipped = 2, canceled = 1")
    desk.do("UPDATE items SET refunded_item_price = 10000, refunded_item_promotion = 2000")
    with pytest.raises(IntegrityError):
        desk.do("UPDATE items SET refunded_item_promotion = 1999, refunded_shipping_price = 1000")
