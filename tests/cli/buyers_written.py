"""Orders with buyers for the tests of purge and export: whose each text is, its words tell."""

from tests.cli.desk_calls import Desk, Said
from tests.cli.feeds_written import BOUGHT, PAID, SHIP_HEADINGS, parcel

SHIPPED, OPEN, CANCELED = (f"302-0000000-000000{number}" for number in range(1, 4))
BUYER = (
    "buyer-email buyer-name buyer-phone-number recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city "
    "ship-state ship-postal-code ship-country ship-phone-number"
).split()
ORDER_HEADINGS = "order-id order-item-id purchase-date payments-date quantity-purchased sku".split() + BUYER
HEADINGS = [*ORDER_HEADINGS, "delivery-Instructions"]
CLOSED_AT, DUE, SOON = "2026-03-10T12:00:00+00:00", "2026-04-09T12:00:00+00:00", "2026-04-09T11:59:59+00:00"


def text_of(order: str, heading: str) -> str:
    """What stands under a heading of an order: found nowhere but where it was written."""
    return f"{heading} Żółć {order[-3:]} of the buyer"


def order_line(order: str, sku: str = "A1") -> list[str]:
    """A line of an Orders report with every text of the buyer."""
    texts = [text_of(order, heading) for heading in (*BUYER, "delivery-Instructions")]
    return [order, f"2{order[-1] * 10}", BOUGHT, PAID, "1", sku, *texts]


def texts_of(order: str) -> set[str]:
    """Every text of an order's buyer."""
    return {text_of(order, heading) for heading in (*BUYER, "delivery-Instructions")}


def written_in(desk: Desk, order: str) -> set[str]:
    """Those of an order's texts that are in the bytes of the order table's files."""
    names = ("orders.db", "orders.db-wal", "orders.db-shm", "orders.db-journal")
    content = b"".join((desk.folder / name).read_bytes() for name in names if (desk.folder / name).exists())
    return {text for text in texts_of(order) if text.encode() in content}


def shipped(desk: Desk, *orders: str) -> Said:
    """Ships orders at CLOSED_AT, in a file without any buyer."""
    rows = [SHIP_HEADINGS, *(parcel(order, tracking=f"T{int(order[-7:]) ** 3:010}") for order in orders)]
    said = desk.call("upload", desk.file(f"ship{orders[0][-1]}.txt", rows), "--as-of", CLOSED_AT)
    assert said.code == 0, said
    return said


def purged(desk: Desk, *args: object) -> Said:
    """Purges at the first instant at which what was closed at CLOSED_AT is due."""
    return desk.call("purge", "--as-of", DUE, *args)
