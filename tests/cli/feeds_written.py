"""The feeds that the tests of the command line upload: headings and rows, as a person writes them."""

BOUGHT, PAID = "2026-03-02T12:00:00+00:00", "2026-03-02T12:30:00+00:00"
FIRST, YEN, TWO_ITEMS, PENDING = (f"202-0000000-000000{number}" for number in range(1, 5))
UNKNOWN = "202-0000000-0000009"

ORDER_HEADINGS = "order-id order-item-id purchase-date payments-date quantity-purchased currency item-price".split()
ORDER_LINES = [
    [FIRST, "10000000001", BOUGHT, PAID, "2", "USD", "100.00"],
    [YEN, "10000000002", BOUGHT, PAID, "1", "JPY", "500"],
    [TWO_ITEMS, "10000000003", BOUGHT, PAID, "1", "USD", "20.00"],
    [TWO_ITEMS, "10000000004", BOUGHT, PAID, "3", "USD", "60.00"],
    [PENDING, "10000000005", BOUGHT, "", "1", "USD", "5.00"],
]
ORDERS = [ORDER_HEADINGS, *ORDER_LINES]

SHIP_HEADINGS = "order-id order-item-id quantity ship-date carrier-code tracking-number".split()
CANCEL_HEADINGS = "order-id cancellation-reason-code amazon-order-item-code".split()
ADJUST_HEADINGS = "order-id order-item-id adjustment-reason-code currency item-price-adj".split()


# No two orders have one number.
NUMBERS = {
    YEN: "1Z999AA10000777124",
    TWO_ITEMS: "1Z999AA10000123991",
    PENDING: "1Z999AA10000555122",
    UNKNOWN: "1Z999AA10000900178",
}


def parcel(order: str = FIRST, item: str = "", quantity: str = "", tracking: str | None = None) -> list[str]:
    """A row of a shipping confirmation; without an item, for the whole order."""
    number = NUMBERS.get(order, "1Z999AA10123456784") if tracking is None else tracking
    return [order, item, quantity, "2026-03-05", "UPS", number]


PARCELS = [SHIP_HEADINGS, parcel(), parcel(YEN)]
PARCELS_WITH_FAULTS = [SHIP_HEADINGS, parcel(), parcel(UNKNOWN), parcel(YEN, tracking=""), parcel(PENDING)]
CANCELLATIONS = [CANCEL_HEADINGS, [TWO_ITEMS, "NoInventory", "10000000003"]]
REFUNDS = [
    ADJUST_HEADINGS,
    [FIRST, "10000000001", "CustomerReturn", "USD", "12.50"],
    [YEN, "10000000002", "CustomerReturn", "JPY", "500"],
]
