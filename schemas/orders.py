"""The schema of files that bring orders in: the Orders report and the Unshipped Orders report (Seller Central).

Which columns these have is in schemas.fields. Japanese and US files have more than the UK report, which are read if the
order table has a column for them.
"""

import pandas as pd
import pandera.pandas as pa

from schemas import cells, faults, fields
from schemas.accepted_values import fold
from schemas.marketplace_files import REPORT_COLUMNS

STATUSES = ("Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled")
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


_CELLS = {
    "order-id": cells.order_id(),
    "order-item-id": cells.order_item_id(heading=True, cell=True, new=True),
    "purchase-date": cells.date_time("When the buyer placed the order", heading=True, exact=True),
    "payments-date": cells.date_time("When the payment was verified"),
    "sku": cells.column("identifier", "The seller's own identifier of the product; case counts"),
    "product-name": cells.column("text", "The product", placeholders=""),
    "quantity-purchased": cells.quantity("Units bought", heading=True),
    "currency": cells.currency("ISO 4217 code"),
    **{
        field.heading: cells.amount(
            field.heading.replace("-", " ") + " for the whole quantity",
            cells.not_negative(),
            discount=field.amount == "discount",
        )
        for field in fields.AMOUNTS
    },
    "item-promotion-id": cells.column("text", "Promotions on the item"),
    "ship-promotion-id": cells.column("text", "Promotions on the shipping"),
    # A word such as Waiting is a state: read as empty, a dated payment would make the order verified.
    "order-status": cells.choice("The state of the order", STATUSES, also=_longer_status, placeholders="texts"),
    "item-status": cells.column("text", "The state of the item"),
    "quantity-shipped": cells.quantity("Units shipped", least=0),
    "quantity-to-ship": cells.quantity("Units still open (Unshipped Orders report)", least=0),
    fields.CANCEL_REQUESTED.heading: cells.choice(
        "Whether the buyer has asked to cancel the item",
        (*YES, *NO),
        listed=(YES[0], NO[0]),
        also=_yes_or_no,
    ),
    CHANNEL: cells.column("text", "Who ships the item; lines of Amazon's own stock are left out"),
    "latest-ship-date": cells.date_time("By when the order must ship"),
    "promise-date": cells.date_time("By when the order must ship (Unshipped Orders report)"),
}
_RULES = {
    "purchase-date of an item": _needed("purchase-date"),
    "quantity-purchased of an item": _needed("quantity-purchased"),
    "currency with an amount": cells.partner(
        "currency",
        lambda frame: (
            frame["currency"].notna() | frame[list(fields.AMOUNTS.headings)].isna().all(axis=1) | is_continuation(frame)
        ),
        faults.PARTNER_MISSING,
        "is required where an amount is filled",
    ),
}


def _texts() -> dict[str, pa.Column]:
    """The cells that are stored as they are."""
    named = [field for field in fields.STORED_AS_READ if field.heading not in _CELLS]
    said = {field: field.heading.replace("-", " ") for field in named}
    dates = {field.heading: cells.date_time(said[field]) for field in named if field.holds == "instant as text"}
    # A buyer or a place may really be called None, so that is no placeholder here.
    return {
        field.heading: cells.column("text", words, placeholders="")
        for field, words in said.items()
        if field.heading not in dates
    } | dates


SCHEMA = pa.DataFrameSchema(
    _CELLS | _texts() | _RULES,
    name="orders",
    title="Orders",
    metadata={
        "sheet": "Orders",
        "ignored": tuple(dict.fromkeys((*REPORT_COLUMNS, *fields.UNSHIPPED_ORDERS_REPORT.headings))),
    },
)
