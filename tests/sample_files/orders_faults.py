"""The second sample orders file: new orders, changes of known ones, and every fault that text can have."""

from collections.abc import Iterator
from dataclasses import replace

from schemas import faults
from schemas.states import PENDING, SHIPPED, UNSHIPPED
from tests.sample_files.feed_rows import Row, Unused
from tests.sample_files.orders_sample import CANCEL_REQUESTS, Order, further_orders, lines

NOTE = "packing-note"


def rows(orders: Unused) -> list[Row]:
    """The lines of the file, good ones first; ``orders`` are those of the first orders file."""
    new = iter(further_orders(60))
    return [*_good(new, orders), *_known(new, orders), *_in_order(new), *_wrong_cells(new)]


def _line(order: Order, code: int | None = None, **more: str) -> Row:
    """The first line of an order; ``more`` by heading, with ``_`` for ``-``."""
    return Row(next(lines(order)) | {name.replace("_", "-"): value for name, value in more.items()}, code)


def _good(new: Iterator[Order], orders: Unused) -> list[Row]:
    """Three new orders, a verified one that was Pending, and another address and ship date of a known one."""
    brought = [Row(line) for order in (next(new), next(new), next(new)) for line in lines(order)]
    paid, moved = orders.take(PENDING), orders.take(UNSHIPPED)
    instant = paid.placed.replace(minute=0).isoformat("T", "seconds")
    verified = [Row({**line, "order-status": UNSHIPPED, "payments-date": instant}) for line in lines(paid)]
    brought[0] = replace(brought[0], cells={**brought[0].cells, NOTE: "With best wishes"})
    return [*brought, *verified, _line(moved, ship_address_1="99 New Example Road", ship_address_2="")]


def _known(new: Iterator[Order], orders: Unused) -> list[Row]:
    """Lines about orders that the order table knows already."""
    other, shipped, stranger = orders.take(UNSHIPPED), orders.take(SHIPPED, days=(0, 100)), next(new)
    more = str(other.items[0].quantity + 1)
    further = {"order_item_id": stranger.items[0].id, "quantity_purchased": "1"}
    further |= {"order_status": "", "quantity_shipped": ""}
    return [
        _line(other, faults.UNCHANGED, quantity_purchased=more, sku="LAMP-Brass-60"),
        _line(shipped, faults.ITEM_NOT_ADDED, **further),
        _line(orders.numbered(CANCEL_REQUESTS[1]), faults.CANCEL_REQUEST_KEPT, is_buyer_requested_cancellation="false"),
        _line(next(new), faults.ITEM_OF_OTHER_ORDER, order_item_id=other.items[0].id),
    ]


def _in_order(new: Iterator[Order]) -> list[Row]:
    """Lines that do not fit together."""
    whole, parted, twice, alone = next(new), next(new), next(new), next(new)
    second = whole.items[0].id[::-1].replace("0", "1")
    late = parted.placed.replace(second=(parted.placed.second + 30) % 60).isoformat("T", "seconds")
    return [
        _line(whole, faults.ORDER_REFUSED_WHOLE),
        _line(whole, faults.WHOLE_NUMBER, order_item_id=second, quantity_purchased="0"),
        _line(parted, faults.ORDER_REFUSED_WHOLE),
        _line(
            parted, faults.LINES_DISAGREE, order_item_id=parted.items[0].id[::-1].replace("0", "2"), purchase_date=late
        ),
        _line(twice, faults.ORDER_REFUSED_WHOLE),
        _line(twice, faults.ITEM_TWICE, sku="MUG-EQ-500"),
        Row(
            {"order-id": alone.id, "order-item-id": alone.items[0].id, "item-promotion-id": "LOYALTY-5"},
            faults.CONTINUATION_ALONE,
        ),
        _line(next(new), faults.STATUS_DISAGREES, quantity_shipped="1"),
        _line(next(new), faults.ORDER_TOO_LARGE, quantity_purchased="1000"),
    ]


def _wrong_cells(new: Iterator[Order]) -> list[Row]:
    """Lines with a cell that is miswritten, or that a spreadsheet has damaged."""
    wrong: list[tuple[int, dict[str, str]]] = [
        (faults.REQUIRED_EMPTY, {"purchase_date": ""}),
        (faults.REQUIRED_EMPTY, {"order_item_id": ""}),
        (faults.ORDER_ID_FORM, {"order_id": "S02-1234567-7654321"}),
        (faults.ITEM_ID_FORM, {"order_item_id": "1234567890A"}),
        (faults.WHOLE_NUMBER, {"quantity_purchased": "two"}),
        (faults.DATE_FORM, {"purchase_date": "01/30/2026 14:05"}),
        (faults.DATE_FORM, {"latest_ship_date": "2026-02-30"}),
        (faults.NOT_ACCEPTED, {"order_status": "Waiting"}),
        (faults.NOT_ACCEPTED, {"currency": "US$"}),
        (faults.AMOUNT_FORM, {"item_price": "USD 9.90"}),
        (faults.AMOUNT_UNCLEAR, {"item_price": "1,234"}),
        (faults.READ_AS, {"item_price": "9,90"}),
        (faults.DAY_ORDER_UNCLEAR, {"latest_ship_date": "05/02/2026"}),
        (faults.AMOUNT_NEGATIVE, {"shipping_price": "-4.99"}),
        (faults.AMOUNT_DECIMALS, {"item_price": "9.9055"}),
        (faults.AMOUNT_TOO_LARGE, {"item_price": "9999999999999999"}),
        (faults.PARTNER_MISSING, {"currency": ""}),
        (faults.DIGITS_LOST, {"sku": "4.00638E+12"}),
        (faults.DIGITS_DOUBTFUL, {"sku": "400638133393123000"}),
    ]
    return [_line(next(new), code, **cells) for code, cells in wrong]
