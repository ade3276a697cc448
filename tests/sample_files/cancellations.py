"""The sample order cancellations: good records, and every fault."""

from datetime import date

from schemas import faults
from schemas.states import CANCELED, PARTIALLY_SHIPPED, PENDING, UNSHIPPED
from tests.sample_files.feed_rows import Broken, Formula, Row, Unused, Value
from tests.sample_files.orders_sample import Item, Order

NOTE = "note"
_REASON, _ITEM = "cancellation-reason-code", "amazon-order-item-code"


def _row(order: Order, item: Item | None, reason: Value | None, code: int | None = None) -> Row:
    cells: dict[str, Value] = {"order-id": order.id}
    if reason is not None:
        cells[_REASON] = reason
    if item:
        cells[_ITEM] = item.id
    return Row(cells, code)


def rows(orders: Unused) -> list[Row]:
    """The records of the file, good ones first."""
    return [*_whole(orders), *_items(orders), *_forbidden(orders), *_wrong_cells(orders)]


def _whole(orders: Unused) -> list[Row]:
    """Whole orders, with a reason and without."""
    reasons = (None, None, "BuyerCanceled", "NoInventory", "ShippingAddressUndeliverable")
    canceled = [_row(orders.take(UNSHIPPED), None, reason) for reason in reasons]
    named = orders.take(UNSHIPPED)
    by_sku: dict[str, Value] = {"order-id": named.id, _REASON: "PricingError", "sku": named.items[0].product.sku}
    overdue = _row(orders.take(UNSHIPPED, days=(30, 60)), None, "NoInventory")
    before = _row(orders.take(CANCELED, days=(0, 100)), None, "BuyerCanceled")
    return [*canceled, Row(by_sku, faults.ITEM_BY_NAME), overdue, before]


def _items(orders: Unused) -> list[Row]:
    """Single items, the rest of their order after them, and items that wait in a partly shipped order."""
    several = [orders.take(UNSHIPPED, items=2) for _ in range(2)]
    begun = [orders.take(PARTIALLY_SHIPPED, items=2) for _ in range(2)]
    return [
        _row(several[0], several[0].items[0], "NoInventory"),
        _row(several[0], None, "BuyerCanceled"),
        _row(several[1], several[1].items[1], "CustomerExchange"),
        _row(several[1], several[1].items[1], "CustomerExchange"),
        _row(begun[0], begun[0].items[1], "NoInventory"),
        _row(begun[1], begun[1].items[1], "GeneralAdjustment"),
        _row(begun[1], begun[1].items[-1], "MerchandiseNotReceived"),
    ]


def _forbidden(orders: Unused) -> list[Row]:
    """Rows whose cells are right, and which the order table forbids."""
    begun, pending = orders.take(PARTIALLY_SHIPPED, items=2), orders.take(PENDING)
    stranger = Row({"order-id": "203-0000000-0000002", _REASON: "NoInventory"}, faults.ORDER_NOT_FOUND)
    foreign = Row({"order-id": begun.id, _REASON: "NoInventory", _ITEM: "10000000000002"}, faults.ORDER_NOT_FOUND)
    return [
        _row(begun, begun.items[0], "NoInventory", faults.PARTLY_SHIPPED),
        _row(begun, None, "BuyerCanceled", faults.PARTLY_SHIPPED),
        _row(pending, None, "BuyerCanceled", faults.ORDER_PENDING),
        stranger,
        foreign,
        *_named(orders, begun),
    ]


def _named(orders: Unused, begun: Order) -> list[Row]:
    """Rows that name an item by its sku, or a part of it, and one whose note does."""
    waiting = orders.take(PENDING, units=2)
    part: dict[str, Value] = {"order-id": waiting.id, _REASON: "NoInventory"}
    last = waiting.items[-1]
    other = {"order-id": begun.id, _ITEM: begun.items[0].id, "sku": begun.items[1].product.sku}
    return [
        Row(part | {"sku": "NO-SUCH-SKU"}, faults.ITEM_UNCLEAR),
        Row(part | other, faults.ITEM_CONTRADICTED),
        Row(part | {_ITEM: last.id, "quantity": "1"}, faults.CANCELS_WHOLE),
        Row(part | {NOTE: last.product.sku}, faults.PART_UNREAD),
    ]


def _wrong_cells(orders: Unused) -> list[Row]:
    """Rows with cells that are miswritten, or that a spreadsheet has damaged."""
    spare = orders.take(UNSHIPPED)
    item = spare.items[0]
    whole: dict[str, Value] = {"order-id": spare.id, _REASON: "NoInventory"}
    wrong: list[tuple[int, dict[str, Value]]] = [
        (faults.REQUIRED_EMPTY, {_REASON: "NoInventory"}),
        (faults.ORDER_ID_FORM, whole | {"order-id": f"{spare.id}-1"}),
        (faults.ITEM_ID_FORM, whole | {_ITEM: f"{item.id} (1)"}),
        (faults.READ_AS, whole | {_ITEM: f"{item.id[:5]} {item.id[5:]}", _REASON: "Out of stock"}),
        (faults.NOT_ACCEPTED, whole | {_REASON: "Out of stock"}),
        (faults.PARTNER_MISSING, {"order-id": spare.id, _ITEM: item.id}),
        (faults.DIGITS_LOST, whole | {_ITEM: 68828574383266789.0}),
        (faults.DIGITS_LOST, whole | {_ITEM: "6.88286E+13"}),
        (faults.DATE_IN_IDENTIFIER, whole | {_ITEM: date(2026, 1, 31)}),
        (faults.ERROR_CELL, whole | {_REASON: Broken("#REF!")}),
        (faults.FORMULA_WITHOUT_VALUE, whole | {"order-id": Formula("=Orders!A7")}),
    ]
    return [Row(cells, code) for code, cells in wrong]
