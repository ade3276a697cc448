"""The one table of fields: what an order line, a package and a refund consist of, with a row for each field.

The columns of the order table and of the reports, the cells that a file is read from, the texts that a purge deletes
and what a later file may change are selections from it, so that a new field is one more row. Imports nothing large.
"""

from schemas.selection import Amended, Field, Holds, Personal, Report, Selection, hyphened, stored

_ORDERS: tuple[Report, ...] = ("orders",)
_UNSHIPPED: tuple[Report, ...] = ("unshipped-orders",)
_BOTH = _ORDERS + _UNSHIPPED
_VERIFYING = ("order-status", "payments-date")


def _instant(
    heading: str, name: str, reports: tuple[Report, ...] = (), amended: Amended = "", other: tuple[str, ...] = ()
) -> tuple[Field, Field]:
    """An instant of an order, and the offset from UTC in which it came; ``other``: headings that it has elsewhere."""
    read, offset = (heading, *other), f"{heading}-offset"
    return (
        Field(heading, "orders", "instant", reports, "", amended, "", f"{name}_at", heading, read),
        Field(offset, "orders", "offset", (), "", amended, "", f"{name}_offset", offset, read),
    )


def _quantity(column: str, read_from: tuple[str, ...], reports: tuple[Report, ...] = ()) -> Field:
    return Field(f"quantity-{column}", "items", "units", reports, column=column, read_from=read_from)


def _charge(heading: str, reports: tuple[Report, ...] = ()) -> Field:
    return Field(heading, "items", "money", reports, amended="filled later", amount="charge")


def _discount(heading: str) -> Field:
    column = stored(heading.removesuffix("-discount"))
    return Field(heading, "items", "money", amended="filled later", amount="discount", column=column)


def _refunded(charged: Field) -> Field:
    heading, column = f"refunded-{charged.heading}", f"refunded_{charged.column}"
    read_from = (f"{hyphened(charged.column)}-adj",)
    return Field(heading, "items", "money", amount="refunded", column=column, read_from=read_from)


def _address(heading: str, personal: Personal, reports: tuple[Report, ...] = _BOTH) -> Field:
    return Field(heading, "buyers", "text", reports, personal, "orders file")


def _package(heading: str, holds: Holds = "text") -> Field:
    return Field(heading, "packages", holds, amended="edit")


def _package_detail(heading: str, holds: Holds = "text", words: str = "") -> Field:
    return Field(heading, "package_details", holds, amended="edit", words=words)


# In the order of the reports' columns, which is that of the order table's columns too.
LINE = Selection(
    (
        Field("order-id", "orders", "id", _BOTH),
        Field("order-status", "orders", "flag", (), "", "orders file", "", "verified", read_from=_VERIFYING),
        Field("order-item-id", "items", "id", _BOTH),
        *_instant("purchase-date", "purchase", _BOTH),
        *_instant("payments-date", "payments", _BOTH, "filled later"),
        Field("reporting-date", "", "instant", _UNSHIPPED),
        *_instant("latest-ship-date", "latest_ship", (), "orders file", ("promise-date",)),
        Field("promise-date", "", "instant", _UNSHIPPED),
        Field("days-past-promise", "", "days", _UNSHIPPED),
        Field("buyer-email", "buyers", "text", _BOTH, "name"),
        Field("buyer-name", "buyers", "text", _BOTH, "name"),
        _address("buyer-phone-number", "contact"),
        Field("sku", "item_details", "id", _BOTH),
        Field("product-name", "item_details", "text", _BOTH),
        _quantity("purchased", ("quantity-purchased",), _BOTH),
        _quantity("shipped", ("quantity", "quantity-shipped", "quantity-to-ship"), _UNSHIPPED),
        _quantity("canceled", ("quantity-cancelled", "order-status")),
        Field("quantity-to-ship", "", "units", _UNSHIPPED),
        Field("currency", "items", "code", _ORDERS, amended="filled later"),
        _charge("item-price", _ORDERS),
        _charge("item-tax", _ORDERS),
        _charge("shipping-price", _ORDERS),
        _charge("shipping-tax", _ORDERS),
        _charge("gift-wrap-price"),
        _charge("gift-wrap-tax"),
        _discount("item-promotion-discount"),
        _discount("ship-promotion-discount"),
        Field("item-promotion-id", "item_details"),
        Field("ship-promotion-id", "item_details"),
        Field("ship-service-level", "order_details", "text", _BOTH),
        _address("recipient-name", "name"),
        _address("ship-address-1", "contact"),
        _address("ship-address-2", "contact"),
        _address("ship-address-3", "contact"),
        _address("ship-city", "place"),
        _address("ship-state", "place"),
        _address("ship-postal-code", "place"),
        _address("ship-country", "place"),
        _address("ship-phone-number", "contact", _ORDERS),
        Field("delivery-start-date", "order_details", "instant as text", _ORDERS),
        Field("delivery-end-date", "order_details", "instant as text", _ORDERS),
        Field("delivery-time-zone", "order_details", "text", _ORDERS),
        Field("delivery-Instructions", "order_details", "text", _ORDERS, "own words"),
        Field("sales-channel", "order_details", "text", _ORDERS),
        Field("is-business-order", "order_details", "text", _BOTH),
        Field("purchase-order-number", "order_details", "text", _BOTH),
        Field("price-designation", "order_details", "text", _BOTH),
        Field("is-sold-by-ab", "order_details", "text", _ORDERS),
        Field("is-iba", "order_details", "text", _UNSHIPPED),
        Field("payment-method", "order_details"),
        Field("cod-collectible-amount", "order_details"),
        Field("already-paid", "order_details"),
        Field("payment-method-fee", "order_details"),
        Field("ioss-number", "order_details", amended="filled later", since=3),
        Field("is-buyer-requested-cancellation", "buyer_wishes", "flag", amended="orders file"),
        Field("buyer-requested-cancel-reason", "buyer_wishes", personal="own words", amended="orders file"),
        Field("gift-message-text", "buyer_wishes", personal="own words", amended="filled later"),
        Field("gift-wrap-type", "buyer_wishes", personal="own words", amended="filled later"),
        Field("verge-of-cancellation", reports=_UNSHIPPED),
        Field("verge-of-lateShipment", reports=_UNSHIPPED),
    )
)
_PACKAGE = Selection(
    (
        _package("ship-date", "day"),
        _package("carrier-code", "code"),
        _package("carrier-name"),
        _package("tracking-number", "id"),
        _package("ship-method"),
        _package_detail("cod-collection-method", "code"),
        _package_detail("transparency_code", words="transparency-code"),
        _package_detail("ship_from_address_name"),
        _package_detail("ship_from_address_line1"),
        _package_detail("ship_from_address_line2"),
        _package_detail("ship_from_address_line3"),
        _package_detail("ship_from_address_city"),
        _package_detail("ship_from_address_county"),
        _package_detail("ship_from_address_state_or_region"),
        _package_detail("ship_from_address_postalcode"),
        _package_detail("ship_from_address_countrycode", "code"),
        _package_detail("ship_from_supply_source_id", "id"),
    )
)
AMOUNTS = Selection(field for field in LINE if field.amount)
# An order adjustment refunds component by component; the item keeps the sum of each.
REFUND = Selection(
    (
        Field("adjustment-reason-code", "refunds", "code", column="reason"),
        Field("currency", "refunds", "code"),
        *(
            Field(f"{hyphened(of.column)}-adj", "refunds", "money", amount=of.amount, column=of.column)
            for of in AMOUNTS
        ),
        Field("item-promotion-id", "refunds", "id"),
        Field("ship-promotion-id", "refunds", "id"),
        Field("quantity-cancelled", "refunds", "units"),
    )
)
REFUNDED = Selection(_refunded(field) for field in AMOUNTS)

FIELDS = Selection((*LINE, *REFUNDED, *_PACKAGE, *REFUND))
ORDERS_REPORT, UNSHIPPED_ORDERS_REPORT = LINE.in_report("orders"), LINE.in_report("unshipped-orders")
INSTANTS = LINE.of("orders").holding("instant", "offset")
QUANTITIES = LINE.of("items").holding("units")
CHARGES, DISCOUNTS = AMOUNTS.amounts("charge"), AMOUNTS.amounts("discount")
ITEM_TEXTS, DETAILS, BUYER = LINE.of("item_details"), LINE.of("order_details"), LINE.of("buyers")
# What the buyer asks for an item.
WISHES = LINE.of("buyer_wishes")
WISH_TEXTS, [CANCEL_REQUESTED] = WISHES.holding("text"), WISHES.holding("flag")
PACKAGE, DETAILS_OF_PACKAGE = _PACKAGE.of("packages"), _PACKAGE.of("package_details")
PACKAGE_EDITS = _PACKAGE.amended("edit")

# Texts of orders files that are stored as they were read.
STORED_AS_READ = Selection((*BUYER, *DETAILS, *WISH_TEXTS, *ITEM_TEXTS))
PERSONAL = LINE.personal("name", "contact", "place", "own words")

_BY_HEADING = {field.heading: field for field in LINE}
# A refund's own columns are left out: the history has the sums refunded.
_BY_COLUMN = {field.column: field for field in (*LINE, *REFUNDED, *_PACKAGE) if field.table}


def under(heading: str) -> Field:
    """The field of an order line that has this heading in a report."""
    return _BY_HEADING[heading]


def headed(heading: str) -> Field | None:
    """The same; None for a heading that is no field of an order line, as in a list."""
    return _BY_HEADING.get(heading)


def named(column: str) -> Field | None:
    """The field with this name in the history; None for what is no column, such as the deadline of a warning."""
    return _BY_COLUMN.get(column)


def words(column: str) -> str:
    """The name of a field of the history where people read it."""
    field = named(column)
    return field.words if field else hyphened(column)
