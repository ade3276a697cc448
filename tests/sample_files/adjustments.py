"""The sample order adjustments: an earlier file that is all good, and one with every fault."""

from datetime import date

from schemas import faults
from schemas.states import CANCELED, PARTIALLY_SHIPPED, PENDING, SHIPPED, UNSHIPPED
from tests.sample_files.feed_rows import Broken, Formula, Row, Unused, Value
from tests.sample_files.orders_sample import Item, Order, amount

_WHOLE = (0, 100)
_PARTS = ("item-price", "item-tax", "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax")


def _row(order: Order, item: Item, reason: str, code: int | None = None, /, **adjusted: Value) -> Row:
    """An adjustment of one item; numbers in ``adjusted`` are minor units, other values go in as they are."""
    named = {name.replace("_", "-"): value for name, value in adjusted.items()}
    cells: dict[str, Value] = {"order-id": order.id, "order-item-id": item.id, "adjustment-reason-code": reason}
    cells["currency"] = order.currency
    for name, value in named.items():
        minor = isinstance(value, int) and name.endswith("-adj")
        cells[name] = amount(int(str(value)), order.currency) if minor else value
    return Row(cells, code)


def _full(order: Order, item: Item, reason: str, *, price: bool = True) -> Row:
    """All that the item still has charged, discounts taken back; without ``price`` shipping alone."""
    parts = [name for name in _PARTS if name in item.amounts and (price or name.startswith("shipping"))]
    taken: dict[str, Value] = {f"{name}_adj".replace("-", "_"): item.amounts[name] for name in parts}
    for name in ("item", "ship"):
        discount = item.amounts.get(f"{name}-promotion-discount", 0)
        if price and discount:
            taken |= {
                f"{name}_promotion_adj": discount,
                f"{name}_promotion_id": item.promotions[f"{name}-promotion-id"],
            }
    return _row(order, item, reason, None, **taken)


class Adjustments:
    """Both files, made from the same unused orders: the second repeats a refund of the first."""

    def __init__(self, orders: Unused) -> None:
        self.orders = orders
        self.summed = orders.take(SHIPPED, days=_WHOLE, amount="item-promotion-discount", lacks="gift-wrap-price")
        self.refunded = orders.take(SHIPPED, days=_WHOLE)
        self.partly = orders.take(SHIPPED, days=_WHOLE, units=2)
        self.yen = orders.take(SHIPPED, days=_WHOLE, currency="JPY")
        self.spare = orders.take(SHIPPED, days=_WHOLE, currency="USD")

    def _repeated(self, code: int | None = None) -> Row:
        price = self.partly.items[0].amounts["item-price"]
        return _row(self.partly, self.partly.items[0], "CustomerReturn", code, item_price_adj=price // 4)

    def earlier(self) -> list[Row]:
        """What was refunded the day before: all good."""
        return [
            _full(self.refunded, self.refunded.items[0], "CustomerReturn"),
            self._repeated(),
            _row(self.yen, self.yen.items[0], "PriceError", item_price_adj=300),
        ]

    def rows(self) -> list[Row]:
        """The file with every fault, good records first."""
        return [*self._good(), *self._with_units(), *self._sums(), *self._forbidden(), *self._wrong_cells()]

    def _good(self) -> list[Row]:
        take = self.orders.take
        twins, fee = take(SHIPPED, days=_WHOLE), take(SHIPPED, days=_WHOLE)
        promoted = take(SHIPPED, days=_WHOLE, amount="item-promotion-discount")
        wrapped = take(SHIPPED, days=_WHOLE, amount="gift-wrap-price")
        whole = [take(SHIPPED, days=_WHOLE) for _ in range(3)]
        reasons = ("CustomerReturn", "GeneralAdjustment", "DifferentItem")
        returned = [_full(order, order.items[0], reason) for order, reason in zip(whole, reasons, strict=True)]
        price = fee.items[0].amounts["item-price"]
        late = take(SHIPPED, days=_WHOLE, items=2)
        return [
            *returned,
            *[_row(twins, twins.items[0], "GeneralAdjustment", item_price_adj=200) for _ in range(2)],
            _row(fee, fee.items[0], "CustomerReturn", item_price_adj=price, quantity_cancelled=1),
            _row(fee, fee.items[0], "CustomerReturn", item_price_adj=-150, shipping_price_adj=300),
            _full(promoted, promoted.items[0], "CustomerReturn"),
            _full(wrapped, wrapped.items[0], "CouldNotShip"),
            *[_full(late, item, "Other", price=False) for item in late.items[:2]],
            _row(self.yen, self.yen.items[0], "PriceError", item_price_adj=250, item_tax_adj=20),
            _row(self.partly, self.partly.items[0], "PriceError", item_price_adj=12.5),
        ]

    def _with_units(self) -> list[Row]:
        """Rows that cancel open units of partly shipped orders."""
        take = self.orders.take
        begun, other = take(PARTIALLY_SHIPPED, days=_WHOLE), take(PARTIALLY_SHIPPED, days=_WHOLE)
        price = other.items[0].amounts["item-price"]
        too_many = str(other.items[1].quantity + 1)
        return [
            _row(begun, begun.items[1], "NoInventory", quantity_cancelled="1"),
            _row(begun, begun.items[0], "GeneralAdjustment", item_price_adj=100),
            _row(other, other.items[0], "CustomerReturn", item_price_adj=price // 2),
            _row(other, other.items[1], "CustomerCancel", faults.CANCELS_TOO_MANY, quantity_cancelled=too_many),
            _row(other, other.items[1], "GeneralAdjustment", faults.NOTHING_SHIPPED, item_price_adj=100),
        ]

    def _sums(self) -> list[Row]:
        """Rows that would take a sum out of its bounds, in file order with the good rows."""
        order, item = self.summed, self.summed.items[0]
        price, discount, shipping = (
            item.amounts[name] for name in ("item-price", "item-promotion-discount", "shipping-price")
        )
        promotion: dict[str, Value] = {"item_promotion_id": item.promotions["item-promotion-id"]}
        above, below = faults.ABOVE_CHARGED, faults.BELOW_ZERO
        return [
            _row(order, item, "GeneralAdjustment", item_price_adj=price // 2),
            _row(order, item, "CustomerReturn", above, item_price_adj=price),
            _row(order, item, "CustomerReturn", above, gift_wrap_price_adj=100),
            _row(order, item, "CustomerReturn", below, item_price_adj=shipping // 4, shipping_price_adj=-shipping // 8),
            _row(
                order, item, "CustomerReturn", faults.PROMOTION_ABOVE_DISCOUNT,
                item_price_adj=price // 4, item_promotion_adj=discount * 2, **promotion,
            ),
            _net_above(order, item, half=price // 2),
            _row(
                order, item, "CustomerReturn", faults.NET_NOT_POSITIVE,
                item_price_adj=discount, item_promotion_adj=discount, **promotion,
            ),
        ]  # fmt: skip

    def _forbidden(self) -> list[Row]:
        """Rows whose cells are right, and which the order table forbids."""
        take, spare, item = self.orders.take, self.spare, self.spare.items[0]
        unshipped, pending, canceled = take(UNSHIPPED), take(PENDING), take(CANCELED, days=_WHOLE)
        large = faults.AMOUNT_TOO_LARGE
        unknown = _row(spare, item, "PriceError", faults.ORDER_NOT_FOUND, item_price_adj=100)
        return [
            self._repeated(faults.ALREADY_REFUNDED),
            Row({**unknown.cells, "order-id": "302-0000000-0000003"}, unknown.code),
            _row(pending, pending.items[0], "CustomerCancel", faults.ORDER_PENDING, item_price_adj=100),
            _row(canceled, canceled.items[0], "CustomerReturn", faults.ORDER_CANCELED, item_price_adj=100),
            _row(unshipped, unshipped.items[0], "NoInventory", faults.USE_CANCELLATION, quantity_cancelled="1"),
            _row(spare, item, "CustomerReturn", faults.OTHER_CURRENCY, currency="GBP", item_price_adj="1.00"),
            _row(spare, item, "GeneralAdjustment", faults.NO_AMOUNT),
            _row(self.yen, self.yen.items[0], "PriceError", faults.AMOUNT_DECIMALS, item_price_adj="99.5"),
            _row(spare, item, "PriceError", large, item_price_adj="99999999999999.00"),
        ]

    def _wrong_cells(self) -> list[Row]:
        """Rows with cells that are miswritten, or that a spreadsheet has damaged."""
        wrong: list[tuple[int, dict[str, Value]]] = [
            (faults.REQUIRED_EMPTY, {"adjustment_reason_code": "", "currency": ""}),
            (faults.ORDER_ID_FORM, {"order_id": "111-1234567"}),
            (faults.ITEM_ID_FORM, {"order_item_id": "12345-67890"}),
            (faults.WHOLE_NUMBER, {"quantity_cancelled": "-1"}),
            (faults.NOT_ACCEPTED, {"adjustment_reason_code": "Broken in transit"}),
            (faults.NOT_ACCEPTED, {"currency": "US$"}),
            (faults.TOO_LONG, {"item_promotion_adj": 10, "item_promotion_id": "WINTER-" * 12}),
            (faults.AMOUNT_FORM, {"item_price_adj": "EUR 1.20"}),
            (faults.AMOUNT_UNCLEAR, {"item_price_adj": "1,200"}),
            (faults.READ_AS, {"item_price_adj": "1,50", "order_item_id": "third item"}),
            (faults.AMOUNT_ZERO, {"item_tax_adj": "0.00"}),
            (faults.AMOUNT_NEGATIVE, {"item_promotion_adj": -10, "item_promotion_id": "WINTER-10"}),
            (faults.PARTNER_MISSING, {"item_promotion_adj": 10}),
            (faults.PARTNER_MISSING, {"ship_promotion_id": "FREE-SHIPPING"}),
            (faults.DIGITS_LOST, {"order_item_id": 68828574383266789.0}),
            (faults.DATE_IN_IDENTIFIER, {"item_promotion_adj": 10, "item_promotion_id": date(2026, 1, 10)}),
            (faults.DIGITS_DOUBTFUL, {"item_promotion_adj": 1, "item_promotion_id": "123456789012345000"}),
            (faults.ERROR_CELL, {"item_price_adj": Broken("#VALUE!")}),
            (faults.FORMULA_WITHOUT_VALUE, {"item_tax_adj": Formula("=E2*0.08")}),
        ]
        spare, item = self.spare, self.spare.items[0]
        made = [
            (code, _row(spare, item, "CustomerReturn", code, **({"item_price_adj": 100} | cells)))
            for code, cells in wrong
        ]
        return [Row({name: value for name, value in row.cells.items() if value != ""}, code) for code, row in made]


def _net_above(order: Order, item: Item, half: int) -> Row:
    """A refund of every component to the last cent, though the buyer paid less by the discount."""
    rest: dict[str, Value] = {
        f"{name}_adj".replace("-", "_"): item.amounts[name] - (half if name == "item-price" else 0)
        for name in _PARTS
        if name in item.amounts
    }
    return _row(order, item, "CustomerReturn", faults.NET_ABOVE_CHARGED, **rest)
