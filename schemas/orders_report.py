"""The Orders report (Seller Central, "Order Reports"): its columns, and the schema of files that bring orders in.

The 34 columns are those of the UK report. Japanese and US files have more, which are read if the order table has a
column for them. An Unshipped Orders report brings orders in as well.
"""

import pandas as pd
import pandera.pandas as pa

from schemas import cells, faults
from schemas.accepted_values import fold
from schemas.marketplace_files import REPORT_COLUMNS
from schemas.unshipped_orders_report import COLUMNS as UNSHIPPED_COLUMNS

COLUMNS = (
    "order-id",
    "order-item-id",
    "purchase-date",
    "payments-date",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "sku",
    "product-name",
    "quantity-purchased",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "ship-service-level",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-address-3",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "ship-phone-number",
    "delivery-start-date",
    "delivery-end-date",
    "delivery-time-zone",
    "delivery-Instructions",
    "sales-channel",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "is-sold-by-ab",
)
STATUSES = ("Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled")
# Where each amount of a line is stored: the order table's names for the components of a charge and for discounts.
CHARGES = {
    "item-price": "item_price",
    "item-tax": "item_tax",
    "shipping-price": "shipping_price",
    "shipping-tax": "shipping_tax",
    "gift-wrap-price": "gift_wrap_price",
    "gift-wrap-tax": "gift_wrap_tax",
}
DISCOUNTS = {"item-promotion-discount": "item_promotion", "ship-promotion-discount": "ship_promotion"}
BUYER = (
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-address-3",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "ship-phone-number",
)
DETAILS = (
    "ship-service-level",
    "delivery-start-date",
    "delivery-end-date",
    "delivery-time-zone",
    "delivery-Instructions",
    "sales-channel",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "is-sold-by-ab",
    "is-iba",
    "payment-method",
    "cod-collectible-amount",
    "already-paid",
    "payment-method-fee",
    "ioss-number",
)
# What the buyer asks for an item. The texts are the buyer's own, so a purge deletes them.
CANCEL_REQUESTED = "is-buyer-requested-cancellation"
WISH_TEXTS = ("buyer-requested-cancel-reason", "gift-message-text", "gift-wrap-type")
WISHES = (CANCEL_REQUESTED, *WISH_TEXTS)
YES, NO = ("true", "TRUE", "True"), ("false", "FALSE", "False")
# Who stores the goods and ships them; the values AMAZON_NA and AMAZON_EU occur too.
CHANNEL, BY_AMAZON = "fulfillment-channel", r"(?i)\s*(amazon|afn)([ _-].*)?\s*"


def _longer_status(text: str) -> str | None:
    """The status in a longer form, as ``Shipped - Delivered to Buyer`` (All Orders report)."""
    status, dash, _ = text.partition(" - ")
    return next((known for known in ("Pending", "Shipped") if dash and fold(status) == fold(known)), None)


def _yes_or_no(text: str) -> str | None:
    """A yes or no as programs write it."""
    meant = dict.fromkeys(("yes", "y", "1"), YES[0]) | dict.fromkeys(("no", "n", "0"), NO[0])
    return meant.get(fold(text))


def is_continuation(frame: pd.DataFrame) -> pd.Series:
    """True for lines that only add promotions to the line above: purchase-date and quantity-purchased are empty."""
    return frame["purchase-date"].isna() & frame["quantity-purchased"].isna()


def _needed(name: str) -> pa.Column:
    return cells.partner(
        name,
        lambda frame: frame[name].notna() | is_continuation(frame),
        faults.REQUIRED_EMPTY,
        "is required in every line but a continuation line",
    )


def _texts() -> dict[str, pa.Column]:
    dates = ("delivery-start-date", "delivery-end-date")
    names = [name for name in (*BUYER, *DETAILS, *WISH_TEXTS) if name not in dates]
    # A buyer or a place may really be called None, so that is no placeholder here.
    return {name: cells.column("text", name.replace("-", " "), placeholders="") for name in names} | {
        name: cells.date_time(name.replace("-", " ")) for name in dates
    }


SCHEMA = pa.DataFrameSchema(
    {
        "order-id": cells.order_id(),
        "order-item-id": cells.order_item_id(heading=True, cell=True, new=True),
        "purchase-date": cells.date_time("When the buyer placed the order", heading=True, exact=True),
        "payments-date": cells.date_time("When the payment was verified"),
        "sku": cells.column("identifier", "The seller's own identifier of the product; case counts"),
        "product-name": cells.column("text", "The product", placeholders=""),
        "quantity-purchased": cells.quantity("Units bought", heading=True),
        "currency": cells.currency("ISO 4217 code"),
        **{
            name: cells.amount(
                name.replace("-", " ") + " for the whole quantity", cells.not_negative(), discount=name in DISCOUNTS
            )
            for name in (*CHARGES, *DISCOUNTS)
        },
        "item-promotion-id": cells.column("text", "Promotions on the item"),
        "ship-promotion-id": cells.column("text", "Promotions on the shipping"),
        # A word such as Waiting is a state: read as empty, a dated payment would make the order verified.
        "order-status": cells.choice("The state of the order", STATUSES, also=_longer_status, placeholders="texts"),
        "item-status": cells.column("text", "The state of the item"),
        "quantity-shipped": cells.quantity("Units shipped", least=0),
        "quantity-to-ship": cells.quantity("Units still open (Unshipped Orders report)", least=0),
        CANCEL_REQUESTED: cells.choice(
            "Whether the buyer has asked to cancel the item",
            (*YES, *NO),
            listed=(YES[0], NO[0]),
            also=_yes_or_no,
        ),
        CHANNEL: cells.column("text", "Who ships the item; lines of Amazon's own stock are left out"),
        "latest-ship-date": cells.date_time("By when the order must ship"),
        "promise-date": cells.date_time("By when the order must ship (Unshipped Orders report)"),
        **_texts(),
        "purchase-date of an item": _needed("purchase-date"),
        "quantity-purchased of an item": _needed("quantity-purchased"),
        "currency with an amount": cells.partner(
            "currency",
            lambda frame: (
                frame["currency"].notna() | frame[[*CHARGES, *DISCOUNTS]].isna().all(axis=1) | is_continuation(frame)
            ),
            faults.PARTNER_MISSING,
            "is required where an amount is filled",
        ),
    },
    name="orders",
    title="Orders",
    metadata={"sheet": "Orders", "ignored": tuple(dict.fromkeys((*REPORT_COLUMNS, *UNSHIPPED_COLUMNS)))},
)
