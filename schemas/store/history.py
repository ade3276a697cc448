"""Uploads and their effects: the list of uploads, their faults, the history, and which uploads are undone.

Packages, cancellations and refunds are what records of uploads did to items; schemas.store.entries has all changes,
with the values before and after. Cancellations and refunds are append-only, and the store refuses anything else.
Removed rows are kept because an undo of the undo brings them back.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    event,
    func,
    select,
)

from schemas import fields
from schemas.store.tables import METADATA

# The kinds of uploads that are no files.
CLOCK, UNDO, PURGED = "clock", "undo", "purge"
# Entries that more than feeds.changes asks for: of an order that is taken in, becomes verified or no longer is, is
# canceled, edited or flagged; and the field of a warning about an order that is not verified.
VERIFIED, UNVERIFIED, CANCELED = ("verify", "verify again"), "unverify", "cancel"
TAKEN_IN, EDITED = "take in", "edit package"
WARNED, LATE, VERIFICATION_DEADLINE = "warn", "late", "verification_deadline"

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
    # Of the records, not of the bytes: equal if a file was saved again or its records are in another order.
    Column("fingerprint", String),
    # Its part of the history: from_entry < entry_no <= to_entry. Nobody else writes during an upload.
    Column("from_entry", Integer),
    Column("to_entry", Integer),
    # When it really happened, whatever the as-of, and who did it; missing if an earlier version did not store it.
    Column("done_at", BigInteger),
    Column("done_by", Text),
    # How many applied records did something for the first time, changed something, or changed nothing; same_as is JSON
    # of the earlier uploads that had done the same. Missing: versions before 3 did not count.
    Column("new_records", Integer),
    Column("edited_records", Integer),
    Column("same_records", Integer),
    Column("same_as", Text),
    # The upload that this one took back.
    Column("undoes", ForeignKey("uploads.upload_no")),
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

# Where the records of an upload were in its file, so that a change can be traced to its cell. Nothing is stored for
# files that changed nothing because every record was refused.
UPLOAD_PLACES = Table(
    "upload_places",
    METADATA,
    Column("upload_no", ForeignKey("uploads.upload_no"), primary_key=True),
    # Missing for a text file, which has no sheets.
    Column("sheet", Text),
    # JSON: the letter of each column by its heading.
    Column("letters", Text, nullable=False),
    # Packed by schemas.source_rows.
    Column("record_rows", Text, nullable=False),
)
# The table_name of a buyer's texts as they were before an upload changed them: the address of an order, and what the
# buyer wrote about an item; any other row has the name of its own table.
ADDRESS_BEFORE, WISHES_BEFORE = "address before", "wishes before"
TEXTS_BEFORE = (ADDRESS_BEFORE, WISHES_BEFORE)

REMOVED_ROWS = Table(
    "removed_rows",
    METADATA,
    Column("row_no", Integer, primary_key=True),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Stored for good: the numbers of removed rows are never given again.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("table_name", String, nullable=False),
    # The row's own key in its table.
    Column("key_no", Integer),
    # The row's cells as JSON; empty after a purge.
    Column("cells", Text),
    Index("removed_rows_by_upload", "upload_no"),
    Index("removed_rows_by_key", "table_name", "key_no"),
)


def _entry(name: str, key: str, *columns: Column) -> Table:  # type: ignore[type-arg]
    """A table of the effects of one record of one upload on one item."""
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
    # As in the record: empty if it shipped every open unit of the item.
    Column("asked_quantity", Integer),
    Column("whole_order", Boolean(create_constraint=True, name="packages_whole_order"), nullable=False),
    *[Column(name, Text, nullable=name not in ("ship_date", "carrier_code")) for name in fields.PACKAGE.columns],
    # The undo that took it back; missing if it was not undone.
    Column("taken_back_by", ForeignKey("uploads.upload_no")),
    # The units of the item that had shipped before. The package is an entry of the history then, under its own number;
    # missing where a row of entry_rows is its entry.
    Column("before", Integer),
)

PACKAGE_DETAILS = Table(
    "package_details",
    METADATA,
    Column("package_no", ForeignKey("packages.package_no"), primary_key=True),
    *[Column(name, Text) for name in fields.DETAILS_OF_PACKAGE.columns],
)

CANCELLATIONS = _entry(
    "cancellations",
    "cancellation_no",
    Column("quantity", Integer, nullable=False),
    Column("reason", String, nullable=False),
    # The row that this one takes back, with a quantity below zero; together the two have no effect.
    Column("reverses", ForeignKey("cancellations.cancellation_no")),
)

REFUNDS = _entry(
    "refunds",
    "refund_no",
    Column("reason", String, nullable=False),
    Column("currency", String(3)),
    *[Column(name, BigInteger) for name in fields.AMOUNTS.columns],
    Column("item_promotion_id", Text),
    Column("ship_promotion_id", Text),
    Column("quantity_cancelled", Integer),
    # The row that this one takes back, each amount with the opposite sign; together the two have no effect.
    Column("reverses", ForeignKey("refunds.refund_no")),
)

SCHEDULED_RUNS = Table(
    "scheduled_runs",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    Column("date", String, primary_key=True),
    Column("from_entry", Integer, nullable=False),
    Column("to_entry", Integer, nullable=False),
)


def append_only(table: Table, verb: str, *, changes: str = "", where: str = "") -> str:
    """The SQL of the trigger that keeps a table append-only.

    ``changes``: the only columns that must not be updated. ``where``: the rows for which it holds.
    """
    of, when = f" OF {changes}" if changes else "", f" WHEN {where}" if where else ""
    return (
        f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb}{of} ON {table.name}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
    )


def no_delete(table: Table) -> str:
    """The SQL of the trigger that refuses to delete rows; those stored whole in removed_rows may be deleted."""
    [key] = table.primary_key.columns
    kept = f"SELECT 1 FROM removed_rows WHERE table_name = '{table.name}' AND key_no = OLD.{key.name}"
    return append_only(table, "DELETE", where=f"NOT EXISTS ({kept})")


for _table in (CANCELLATIONS, REFUNDS):
    for _sql in (append_only(_table, "UPDATE"), no_delete(_table)):
        _trigger = DDL(_sql)  # type: ignore[no-untyped-call]
        event.listen(METADATA, "after_create", _trigger.execute_if(dialect="sqlite"))


def highest_given(connection: Connection, table: Table, key: str) -> int:
    """The highest number that a table's key ever had, removed rows included; 0 if it never had any."""
    removed = select(func.max(REMOVED_ROWS.c.key_no)).where(REMOVED_ROWS.c.table_name == table.name)
    return max(connection.execute(query).scalar() or 0 for query in (select(func.max(table.c[key])), removed))


def in_force(table: Table) -> ColumnElement[bool]:
    """Condition: rows of cancellations or refunds that neither take another row back nor are taken back by one."""
    rows, others, [key] = table.c, table.alias().c, table.primary_key.columns
    reversed_ = select(others.reverses).where(others.item_no == rows.item_no, others.reverses > 0)
    return rows.reverses.is_(None) & key.not_in(reversed_)


def undone_uploads(connection: Connection, merchant: str) -> set[int]:
    """The numbers of the merchant's uploads that an undo has taken back and no later undo has restored."""
    gone: set[int] = set()
    # An undo is later than what it takes back, so from the last one on, each is known to be undone or not.
    for number, of in undos(connection, UPLOADS.c.merchant_id == merchant):
        if number not in gone:
            gone.add(of)
    return gone


def undos(connection: Connection, which: ColumnElement[bool]) -> list[tuple[int, int]]:
    """The undos among the uploads that meet a condition, as (undo, upload it took back), latest first."""
    uploads = UPLOADS.c
    query = select(uploads.upload_no, uploads.undoes).where(which, uploads.undoes.is_not(None))
    return [(int(number), int(of)) for number, of in connection.execute(query.order_by(uploads.upload_no.desc()))]
