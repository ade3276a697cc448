"""The order table: its tables and the constraints that repeat the rules, so that a forbidden state cannot be stored.

Every key begins with ``merchant_id``. Rows have integer keys in order of arrival, and unique indexes on the
marketplace's text ids. Money is whole minor units of the item's currency, instants are seconds since 1970 UTC beside
the offset (minutes) they came with. ``items`` and ``orders`` are narrow and change; the texts beside them do not.
"""

from sqlalchemy import (
    DDL,
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
    event,
)

from schemas import orders_report
from schemas.orders_report import BUYER, DETAILS, DISCOUNTS
from schemas.shipping_confirmation import SHIP_FROM_COLUMNS

METADATA = MetaData()
CHARGE_COLUMNS = tuple(orders_report.CHARGES.values())
DISCOUNT_COLUMNS = tuple(DISCOUNTS.values())
AMOUNT_COLUMNS = (*CHARGE_COLUMNS, *DISCOUNT_COLUMNS)
REFUNDED_COLUMNS = tuple(f"refunded_{name}" for name in AMOUNT_COLUMNS)


def stored(heading: str) -> str:
    """The order table's name for a heading."""
    return heading.lower().replace("-", "_")


BUYER_COLUMNS = tuple(stored(name) for name in BUYER)
DETAIL_COLUMNS = tuple(stored(name) for name in DETAILS)
PACKAGE_DETAIL_COLUMNS = (
    "cod_collection_method",
    "transparency_code",
    *SHIP_FROM_COLUMNS,
    "ship_from_supply_source_id",
)
PACKAGE_COLUMNS = ("ship_date", "carrier_code", "carrier_name", "tracking_number", "ship_method")


def _sum(columns: tuple[str, ...]) -> str:
    return " + ".join(f"coalesce({name}, 0)" for name in columns)


def _item_checks() -> list[CheckConstraint]:
    within = [
        f"refunded_{name} BETWEEN 0 AND coalesce({name}, 0) AND coalesce({name}, 0) >= 0" for name in AMOUNT_COLUMNS
    ]
    refunded = f"{_sum(REFUNDED_COLUMNS[:6])} - ({_sum(REFUNDED_COLUMNS[6:])})"
    charged = f"{_sum(CHARGE_COLUMNS)} - ({_sum(DISCOUNT_COLUMNS)})"
    rules = [
        "purchased BETWEEN 1 AND 999",
        "shipped >= 0 AND canceled >= 0 AND shipped + canceled <= purchased",
        "shipped = 0 OR verified",
        f"shipped > 0 OR ({_sum(REFUNDED_COLUMNS)}) = 0",
        f"({_sum(REFUNDED_COLUMNS)}) = 0 OR ({refunded} BETWEEN 0 AND {charged})",
        f"currency IS NOT NULL OR ({_sum(AMOUNT_COLUMNS)}) = 0",
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
    # The order's own flag, held equal by the foreign key, so that a check can forbid shipping what is not verified.
    Column("verified", Boolean(create_constraint=True, name="items_verified"), nullable=False),
    Column("order_item_id", String, nullable=False),
    Column("purchased", Integer, nullable=False),
    Column("shipped", Integer, nullable=False),
    Column("canceled", Integer, nullable=False),
    Column("currency", String(3)),
    *[Column(name, BigInteger) for name in AMOUNT_COLUMNS],
    *[Column(name, BigInteger, nullable=False, server_default="0") for name in REFUNDED_COLUMNS],
    *_item_checks(),
    Index("items_by_id", "merchant_id", "order_item_id", unique=True),
    Index("items_by_order", "order_no"),
    ForeignKeyConstraint(["order_no", "verified"], ["orders.order_no", "orders.verified"], onupdate="CASCADE"),
)

ORDER_DETAILS = Table(
    "order_details",
    METADATA,
    Column("order_no", ForeignKey("orders.order_no"), primary_key=True),
    *[Column(name, Text) for name in DETAIL_COLUMNS],
)

# Apart from everything else, so that it can be purged.
BUYERS = Table(
    "buyers",
    METADATA,
    Column("order_no", ForeignKey("orders.order_no"), primary_key=True),
    *[Column(name, Text) for name in BUYER_COLUMNS],
)

ITEM_DETAILS = Table(
    "item_details",
    METADATA,
    Column("item_no", ForeignKey("items.item_no"), primary_key=True),
    *[Column(name, Text) for name in ("sku", "product_name", "item_promotion_id", "ship_promotion_id")],
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("upload_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("kind", String),
    Column("path", Text, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("applied", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    # Of the records, not of the bytes: equal for a file that was saved again or put in another order.
    Column("fingerprint", String),
    CheckConstraint("state IN ('applied', 'applied in part', 'refused', 'Fatal')", name="uploads_state"),
    CheckConstraint("state = 'Fatal' OR records = applied + refused", name="uploads_count_every_record"),
    Index("uploads_by_fingerprint", "merchant_id", "fingerprint"),
)

UPLOAD_FAULTS = Table(
    "upload_faults",
    METADATA,
    Column("upload_no", ForeignKey("uploads.upload_no"), primary_key=True),
    Column("fault_no", Integer, primary_key=True),
    Column("record", Integer, nullable=False),
    *[Column(name, Text) for name in ("order_id", "order_item_id")],
    Column("code", Integer, nullable=False),
    *[Column(name, Text) for name in ("message", "sheet", "cell", "heading", "found", "remedy")],
)


def _entry(name: str, key: str, *columns: Column) -> Table:  # type: ignore[type-arg]
    """A table of what one record of one upload did to one item."""
    return Table(
        name,
        METADATA,
        Column(key, Integer, primary_key=True),
        Column("merchant_id", String, nullable=False),
        Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
        Column("record", Integer, nullable=False),
        Column("item_no", ForeignKey("items.item_no"), nullable=False, index=True),
        *columns,
    )


PACKAGES = _entry(
    "packages",
    "package_no",
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="packages_quantity"), nullable=False),
    # As the record had it: empty where it shipped every open unit of the item.
    Column("asked_quantity", Integer),
    Column("whole_order", Boolean(create_constraint=True, name="packages_whole_order"), nullable=False),
    *[Column(name, Text, nullable=name not in ("ship_date", "carrier_code")) for name in PACKAGE_COLUMNS],
)

PACKAGE_DETAILS = Table(
    "package_details",
    METADATA,
    Column("package_no", ForeignKey("packages.package_no"), primary_key=True),
    *[Column(name, Text) for name in PACKAGE_DETAIL_COLUMNS],
)

CANCELLATIONS = _entry(
    "cancellations",
    "cancellation_no",
    Column("quantity", Integer, nullable=False),
    Column("reason", String, nullable=False),
)

REFUNDS = _entry(
    "refunds",
    "refund_no",
    Column("reason", String, nullable=False),
    Column("currency", String(3)),
    *[Column(name, BigInteger) for name in AMOUNT_COLUMNS],
    Column("item_promotion_id", Text),
    Column("ship_promotion_id", Text),
    Column("quantity_cancelled", Integer),
)

# When the first confirmation of an order charged the buyer for the whole order.
CHARGES = Table(
    "charges",
    METADATA,
    Column("order_no", ForeignKey("orders.order_no"), primary_key=True),
    Column("charged_at", BigInteger, nullable=False),
)

# The history: every change of the order table, what, before and after, by which upload and record.
ENTRIES = Table(
    "entries",
    METADATA,
    Column("entry_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    Column("record", Integer, nullable=False),
    # No foreign keys: an entry outlives what it tells of, and there are more of them than of anything else.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("what", String, nullable=False),
    Column("field", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
)

SCHEDULED_RUNS = Table(
    "scheduled_runs",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    Column("date", String, primary_key=True),
    Column("from_entry", Integer, nullable=False),
    Column("to_entry", Integer, nullable=False),
)

for _table in (ENTRIES, CANCELLATIONS, REFUNDS):
    for _verb in ("UPDATE", "DELETE"):
        event.listen(
            METADATA,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]
                f"CREATE TRIGGER {_table.name}_no_{_verb.lower()} BEFORE {_verb} ON {_table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{_table.name} is append-only'); END"
            ).execute_if(dialect="sqlite"),
        )
