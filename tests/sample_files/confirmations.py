"""The sample shipping confirmations: an earlier file that is all good, and one with every fault."""

from datetime import date, timedelta

import pandas as pd

from sample_feeds.dating import AS_OF
from schemas import faults
from schemas.check_digits import fitting
from schemas.states import CANCELED, PARTIALLY_SHIPPED, PENDING, SHIPPED, UNSHIPPED
from schemas.tracking_numbers import known
from tests.sample_files.feed_rows import Broken, Formula, Row, Unused, Value
from tests.sample_files.orders_sample import CANCEL_REQUESTS, Item, Order

TODAY = AS_OF.date().isoformat()
NOTE = "warehouse-note"
_CODE = "AZ:0123456789ABCDEFGHIJKLMNOP"
_FROM = {
    "ship_from_address_name": "Example Warehouse 2",
    "ship_from_address_line1": "4 Depot Road",
    "ship_from_address_city": "Reno",
    "ship_from_address_state_or_region": "NV",
    "ship_from_address_postalcode": "89501",
    "ship_from_address_countrycode": "US",
}
# What the numbers of a carrier begin with, how many characters follow, the check digit among them.
_NUMBERS = {"UPS": ("1Z999AA1", 10), "USPS": ("94001102008823", 8), "FedEx": ("6129", 8)}


def _row(
    order: Order, item: Item | None = None, carrier: str = "UPS", code: int | None = None, /, **more: Value
) -> Row:
    """A confirmation of an item, or of a whole order; ``more`` by heading, with ``_`` for ``-``."""
    shipped = min(order.placed.date() + timedelta(days=1), AS_OF.date())
    cells: dict[str, Value] = {"order-id": order.id, "ship-date": shipped.isoformat(), "carrier-code": carrier}
    if item:
        cells["order-item-id"] = item.id
    if carrier in _NUMBERS:
        cells["tracking-number"] = _tracking_number(carrier, order)
    elif carrier == "DHL":
        cells["tracking-number"] = f"JD01460{order.number:02}{int(order.id[-6:]) + 7:09}"
    named = {
        name if name.startswith(("ship_from", "transparency")) else name.replace("_", "-"): more[name] for name in more
    }
    filled = {name: value for name, value in (cells | named).items() if value != ""}
    return Row(filled, code)


def _tracking_number(carrier: str, order: Order) -> str:
    """A number of the order alone, with the check digit that its carrier reckons."""
    start, places = _NUMBERS[carrier]
    serial = f"{order.number:02}{int(order.id[-6:]) + 7:07}"[-(places - 1) :].zfill(places - 1)
    numbers = pd.Series([f"{start}{serial}{digit}" for digit in range(10)], dtype="str")
    found = known(carrier.casefold())
    if found is None:
        raise ValueError(f"{carrier} has no form")
    return str(numbers[fitting(numbers, found.forms)[1]].iloc[0])


class Confirmations:
    """Both files, made from the same unused orders: the second edits and repeats packages of the first."""

    def __init__(self, orders: Unused) -> None:
        self.orders = orders
        self.edited = orders.take(UNSHIPPED)
        self.split = orders.take(UNSHIPPED, units=4)
        self.begun = orders.take(UNSHIPPED, units=3)
        self.repeated = orders.take(UNSHIPPED)
        self.resent = orders.take(UNSHIPPED)
        self.spare = orders.take(UNSHIPPED, units=2)
        self.sent = orders.take(UNSHIPPED, items=2)

    def earlier(self) -> list[Row]:
        """What was confirmed the day before: all good."""
        split, begun = self.split.items[-1], self.begun.items[-1]
        return [
            _row(self.edited, self.edited.items[0]),
            _row(self.split, split, quantity="2"),
            _row(self.split, split, quantity="2", tracking_number="1Z999AA10123456784"),
            _row(self.begun, begun, "USPS", quantity="1"),
            self._repeated("Ground"),
            _row(self.resent, self.resent.items[0], "DHL", ship_method="Express"),
            _row(self.sent, None, "FedEx", ship_method="Home Delivery"),
        ]

    def _repeated(self, method: str, code: int | None = None) -> Row:
        return _row(self.repeated, self.repeated.items[0], "UPS", code, ship_method=method)

    def rows(self) -> list[Row]:
        """The file with every fault, good records first."""
        judged = [*self._good(), *self._warned(), *self._edits(), *self._unfit()]
        asked = self.orders.numbered(CANCEL_REQUESTS[0])
        last = [_row(asked, None, "UPS", faults.BUYER_CANCELS)]
        return [*judged, *self._spoiled(), *self._miswritten(), *self._together(), *self._named(), *last]

    def _good(self) -> list[Row]:
        take = self.orders.take
        packed, several, begun = take(UNSHIPPED, units=4), take(UNSHIPPED, items=2), take(PARTIALLY_SHIPPED)
        typed, timed, coded = take(UNSHIPPED), take(UNSHIPPED), take(UNSHIPPED)
        [first, *_], units = several.items, packed.items[-1].quantity
        instant = (AS_OF - timedelta(hours=5)).isoformat()
        return [
            _row(typed, typed.items[0], quantity=typed.items[0].quantity, ship_date=date(2026, 1, 31)),
            _row(take(UNSHIPPED, items=2), None, "USPS", ship_method="Priority"),
            _row(packed, packed.items[-1], quantity="1", warehouse_note="first of two parcels"),
            _row(packed, packed.items[-1], "FedEx", quantity=str(units - 1)),
            _row(several, first, "DHL"),
            _row(timed, timed.items[0], ship_date=instant),
            _row(
                coded,
                coded.items[0],
                "UPS",
                None,
                transparency_code=", ".join([_CODE] * coded.items[0].quantity),
                **_FROM,
            ),
            _row(begun, begun.items[1], "USPS", quantity="1"),
            _row(self.begun, self.begun.items[-1], "USPS", tracking_number="9400110200882398712344"),
            _row(take(UNSHIPPED), None, "FedEx", ship_method="2Day"),
            _row(take(UNSHIPPED, days=(23, 30)), None, "UPS", ship_method="Next Day Air"),
        ]

    def _warned(self) -> list[Row]:
        """Good records with a warning."""
        take = self.orders.take
        named = take(UNSHIPPED)
        return [
            _row(take(UNSHIPPED), None, "Usps", faults.CARRIER_SPELLING, tracking_number="9400110200882398712351"),
            _row(take(UNSHIPPED), None, "ePacket", faults.CARRIER_SPELLING, tracking_number="LK202600127CN"),
            _row(
                take(UNSHIPPED, currency="JPY"),
                None,
                "YAMATO",
                faults.CARRIER_UNTRACKED,
                cod_collection_method="DirectPayment",
            ),
            _row(take(UNSHIPPED), None, "Other", faults.CARRIER_UNTRACKED, carrier_name="Kurier Nord"),
            _row(take(UNSHIPPED), None, "FedEx", faults.DIGITS_DOUBTFUL, tracking_number="612900000012345000"),
            _row(take(UNSHIPPED), None, "UPS", faults.TRACKING_FORM, tracking_number="1Z999AA1"),
            _row(named, None, "UPS", faults.ITEM_BY_NAME, tracking_number="", sku=named.items[0].product.sku),
            _row(take(UNSHIPPED), None, "UPS", faults.TRACKING_CHECK_DIGIT, tracking_number="1Z999AA10123456785"),
            _row(take(UNSHIPPED), None, "FedEx", faults.TRACKING_OTHER_CARRIER, tracking_number="1Z999AA10123456784"),
            _row(take(UNSHIPPED), None, "UPS", faults.READ_AS, tracking_number="1Z 999 AA1 00 0077 7124"),
        ]

    def _edits(self) -> list[Row]:
        """Rows about packages of the earlier file."""
        edited, split = self.edited.items[0], self.split.items[-1]
        return [
            _row(self.edited, edited, tracking_number="1Z999AA10999999998", ship_method="Saver"),
            _row(self.resent, self.resent.items[0], "DHL", ship_method="Express"),
            self._repeated("2nd Day Air", faults.SAME_PACKAGE),
            _row(self.split, split, "UPS", faults.PACKAGE_UNCLEAR, tracking_number="", ship_date=TODAY),
            _row(self.orders.take(SHIPPED, days=(0, 100)), None, "UPS", faults.NO_PACKAGE),
        ]

    def _unfit(self) -> list[Row]:
        """Rows whose cells are right, and which the order table forbids."""
        take, spare, item = self.orders.take, self.spare, self.spare.items[-1]
        twice = take(UNSHIPPED, units=2)
        units, too_many = twice.items[-1].quantity, faults.TOO_MANY_UNITS
        before = (spare.placed - timedelta(days=3)).date().isoformat()
        stranger = {"order-id": "111-0000000-0000001", "ship-date": TODAY, "carrier-code": "UPS"}
        return [
            _row(twice, twice.items[-1], quantity=str(units - 1 or 1)),
            _row(twice, twice.items[-1], "UPS", too_many, quantity="2", tracking_number="1Z999AA10123456775"),
            _row(spare, item, "UPS", too_many, quantity=str(item.quantity + 1)),
            Row(stranger | {"tracking-number": "1Z999AA10123456702"}, faults.ORDER_NOT_FOUND),
            _row(spare, None, "UPS", faults.ORDER_NOT_FOUND, order_item_id="10000000000001"),
            _row(take(PENDING), None, "UPS", faults.ORDER_PENDING),
            _row(take(CANCELED), None, "UPS", faults.ORDER_CANCELED),
            _row(take(UNSHIPPED, days=(30, 100)), None, "UPS", faults.DEADLINE_PASSED),
            _row(spare, item, "UPS", faults.SHIPPED_BEFORE_PURCHASE, ship_date=before),
            _row(spare, item, "UPS", faults.SHIPPED_IN_FUTURE, ship_date="2026-02-04"),
            _row(self.repeated, None, "UPS", faults.DAY_AND_MONTH_CHANGED, ship_date=date(2026, 12, 1)),
            _row(
                spare,
                item,
                "UPS",
                faults.CODES_ABOVE_UNITS,
                quantity=str(item.quantity),
                transparency_code=", ".join([_CODE] * (item.quantity + 1)),
            ),
        ]

    def _together(self) -> list[Row]:
        """Rows about the same units as others of the file."""
        whole, parted = self.orders.take(UNSHIPPED, items=2), self.orders.take(UNSHIPPED, items=2)
        parcels, edits = faults.PARCELS_UNCLEAR, faults.EDITS_TOGETHER
        return [
            _row(whole, None, "UPS", warehouse_note="first line"),
            _row(whole, None, "UPS", faults.SAME_IN_FILE, warehouse_note="second line"),
            _row(parted, None, "UPS", parcels),
            _row(parted, None, "UPS", parcels, tracking_number="1Z999AA10123456793"),
            _row(self.sent, None, "UPS", edits),
            _row(self.sent, None, "UPS", edits, ship_method="2Day"),
        ]

    def _named(self) -> list[Row]:
        """Rows that name an item by its sku, and one whose note does."""
        several = self.spare
        two = self.sent
        return [
            _row(several, None, "UPS", faults.ITEM_UNCLEAR, sku="NO-SUCH-SKU"),
            _row(two, two.items[0], "UPS", faults.ITEM_CONTRADICTED, sku=two.items[1].product.sku),
            _row(several, None, "UPS", faults.PART_UNREAD, warehouse_note=several.items[-1].product.sku),
        ]

    def _spoiled(self) -> list[Row]:
        """Rows with cells that a spreadsheet has damaged."""
        spare, item = self.spare, self.spare.items[-1]
        return [
            _row(spare, item, "USPS", faults.DIGITS_LOST, tracking_number=9400110200882398712345.0),
            _row(spare, item, "USPS", faults.DIGITS_LOST, tracking_number="9.40011E+21"),
            _row(spare, item, "FedEx", faults.ZEROS_LOST, tracking_number=61299901232),
            _row(spare, item, "UPS", faults.DATE_IN_IDENTIFIER, tracking_number=date(2026, 3, 1)),
            _row(spare, item, "UPS", faults.ERROR_CELL, quantity=Broken("#N/A")),
            _row(spare, item, "UPS", faults.FORMULA_WITHOUT_VALUE, tracking_number=Formula('="1Z"&A2')),
        ]

    def _miswritten(self) -> list[Row]:
        """Rows with cells that no one can read, or that the column does not accept."""
        spare, item = self.spare, self.spare.items[-1]
        wrong: list[tuple[int, dict[str, Value]]] = [
            (faults.REQUIRED_EMPTY, {"ship_date": ""}),
            (faults.ORDER_ID_FORM, {"order_id": spare.id[:-1]}),
            (faults.ITEM_ID_FORM, {"order_item_id": "second item"}),
            (faults.WHOLE_NUMBER, {"quantity": "1.5"}),
            (faults.DATE_FORM, {"ship_date": "last Friday"}),
            (faults.READ_AS, {"ship_date": "31/01/2026", "order_item_id": "third item"}),
            (faults.READ_AS, {"ship_date": "01/31/2026", "order_item_id": "fourth item"}),
            (faults.DAY_ORDER_UNCLEAR, {"ship_date": "05/01/2026"}),
            (faults.DATE_FORM, {"ship_date": "2026-01-32"}),
            (faults.NOT_ACCEPTED, {"cod_collection_method": "Cash"}),
            (faults.TOO_LONG, {"ship_method": "Ground, signature required, no delivery on Saturdays"}),
            (faults.CARRIER_UNKNOWN, {"carrier_code": "FedX"}),
            (faults.TRANSPARENCY_FORM, {"transparency_code": "AZ:123"}),
            (faults.COUNTRY_FORM, {"ship_from_address_countrycode": "USA"}),
            (faults.NULL_REQUIRED, {"ship_date": "NULL"}),
            (faults.PARTNER_MISSING, {"carrier_code": "Other", "tracking_number": ""}),
            (faults.WHOLE_NUMBER, {"quantity": "two", "ship_date": "yesterday", "carrier_code": "", "order_id": "?"}),
        ]
        return [_row(spare, item, "UPS", code, **cells) for code, cells in wrong]
