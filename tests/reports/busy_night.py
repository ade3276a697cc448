"""A night with something of everything that the overview tells of."""

from tests.night.night_desk import NightDesk
from tests.rules.writings import cancellation, line, parcel, refund

SCRIPT = "<script>alert('x')</script> & lamp"
BUYER = {
    "buyer_email": "secret@example.com",
    "buyer_name": "Secret Buyer",
    "buyer_phone_number": "555-0199",
    "recipient_name": "Secret Recipient",
    "ship_address_1": "9 Hidden Lane",
    "ship_city": "Hiddenburg",
    "ship_postal_code": "99123",
}
# Ten days after the purchase of most orders, and 26 after that of the oldest.
AS_OF, YESTERDAY = "2026-03-12T02:15:00+00:00", "2026-03-11T14:00:00+00:00"
OLD = "2026-02-14T02:15:00+00:00"


def busy(desk: NightDesk) -> None:
    """An evening before, and a night with faults."""
    desk.orders(
        line(1, 1, product_name=SCRIPT, purchase_date=OLD, payments_date=OLD, quantity_purchased="2", **BUYER),
        line(1, 2, product_name="Mug", purchase_date=OLD, payments_date=OLD, quantity_purchased="1", **BUYER),
        *(line(number, 1, quantity_purchased="3", **BUYER) for number in (2, 3, 4, 5)),
        as_of="2026-03-02T20:00:00+00:00",
    )
    desk.ship(parcel(2, 1, ship_date="2026-03-03"), as_of="2026-03-03T20:00:00+00:00")
    desk.ship(parcel(3, 1, tracking_number="1Z999AA10123456784"), parcel(98, 1), parcel(99, 1), as_of=YESTERDAY)
    desk.cancel(cancellation(4, None), as_of=YESTERDAY)
    desk.adjust(refund(2, 1, item_price_adj="5.00"), refund(5, 1, item_price_adj="1.00"), as_of=YESTERDAY)
