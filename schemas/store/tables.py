"""The order table: its tables, and constraints that repeat the rules, so that a forbidden state cannot be stored.

Rows have integer keys in order of arrival; the marketplace's text ids have unique indexes that begin with
``merchant_id``. Money is whole minor units of the item's currency; instants are seconds since 1970 UTC, with the offset
(minutes) in which they came. ``items`` and ``orders`` are narrow and change; the tables of texts do not.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from schemas import fields
from schemas.selection import Field

METADATA = MetaData()


def _sum(columns: tuple[str, ...]) -> str:
    return " + ".join(f"coalesce({name}, 0)" for name in columns)


def _item_checks() -> list[CheckConstraint]:
    amounts, refunded = fields.AMOUNTS.columns, fields.REFUNDED.columns
    charges, discounts = fields.CHARGES.columns, fields.DISCOUNTS.columns
    within = [f"refunded_{name} BETWEEN 0 AND coalesce({name}, 0) AND coalesce({name}, 0) >= 0" for name in amounts]
    back = f"{_sum(refunded[: len(charges)])} - ({_sum(refunded[len(charges) :])})"
    charged = f"{_sum(charges)} - ({_sum(discounts)})"
    rules = [
        "purchased BETWEEN 1 AND 999",
        "shipped >= 0 AND canceled >= 0 AND shipped + canceled <= purchased",
        "shipped = 0 OR verified",
        f"shipped > 0 OR ({_sum(refunded)}) = 0",
        f"({_sum(refunded)}) = 0 OR ({back} BETWEEN 0 AND {charged})",
        f"currency IS NOT NULL OR ({_sum(amounts)}) = 0",
        *within,
    ]
    return [CheckConstraint(rule, name=f"items_rule_{number}") for number, rule in enumerate(rules, 1)]


ORDERS = Table(
    "orders",
    METADATA,
    Column("order_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("verified", Boolean(create_constraint=True, name="orders_verified"), nullable=False),
    Column("purchase_at", BigInteger, nullable=False),
    Column("purchase_offset", Integer, nullable=False),
    Column("payments_at", BigInteger),
    Column("payments_offset", Integer),
    Column("latest_ship_at", BigInteger),
    Column("latest_ship_offset", Integer),
    # When a Pending order was verified (as-of of the upload); empty if it was verified when it arrived.
    Column("verified_at", BigInteger),
    # When an undo of a run of the clock last gave back what the clock had canceled.
    Column("given_back_at", BigInteger),
    Index("orders_by_id", "merchant_id", "order_id", unique=True),
    UniqueConstraint("order_no", "verified"),
    Index("orders_by_purchase", "merchant_id", "purchase_at"),
)

ITEMS = Table(
    "items",
    METADATA,
    Column("item_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("order_no", Integer, nullable=False),
    # The order's own flag, kept equal by the foreign key, so that a check can forbid shipping unverified items.
    Column("verified", Boolean(create_constraint=True, name="items_verified"), nullable=False),
    Column("order_item_id", String, nullable=False),
    Column("purchased", Integer, nullable=False),
    Column("shipped", Integer, nullable=False),
    Column("canceled", Integer, nullable=False),
    Column("currency", String(3)),
    *[Column(name, BigInteger) for name in fields.AMOUNTS.columns],
    *[Column(name, BigInteger, nullable=False, server_default="0") for name in fields.REFUNDED.columns],
    *_item_checks(),
    Index("items_by_id", "merchant_id", "order_item_id", unique=True),
    Index("items_by_order", "order_no"),
    ForeignKeyConstraint(["order_no", "verified"], ["orders.order_no", "orders.verified"], onupdate="CASCADE"),
)

ORDER_DETAILS = Table(
    "order_details",
    METADATA,
    Column("order_no", ForeignKey("orders.order_no"), primary_key=True),
    *[Column(name, Text) for name in fields.DETAILS.columns],
)

# Apart from the other tables, so that it can be purged.
BUYERS = Table(
    "buyers",
    METADATA,
    Column("order_no", ForeignKey("orders.order_no"), primary_key=True),
    *[Column(name, Text) for name in fields.BUYER.columns],
    # When the texts were deleted for good: a later orders file must not bring them back.
    Column("purged_at", BigInteger),
)

ITEM_DETAILS = Table(
    "item_details",
    METADATA,
    Column("item_no", ForeignKey("items.item_no"), primary_key=True),
    *[Column(name, Text) for name in fields.ITEM_TEXTS.columns],
)

# What a buyer asks for an item; most items have no row here.
BUYER_WISHES = Table(
    "buyer_wishes",
    METADATA,
    Column("item_no", ForeignKey("items.item_no"), primary_key=True),
    Column(
        fields.CANCEL_REQUESTED.column,
        Boolean(create_constraint=True, name="buyer_wishes_cancel_requested"),
        nullable=False,
        server_default="0",
    ),
    *[Column(name, Text) for name in fields.WISH_TEXTS.columns],
)


def sql_column(field: Field) -> "Column[Any]":
    """The column that stores a field."""
    return METADATA.tables[field.table].c[field.column]


def stored_in(column: str) -> tuple[Table, str]:
    """The table with a field of the history, and that table's key."""
    field = fields.named(column)
    if field is None:
        raise KeyError(column)
    table = METADATA.tables[field.table]
    [key] = table.primary_key
    return table, key.name
