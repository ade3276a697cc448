"""The entries of the history: every change of the order table, with the values before and after, upload and record.

Shipped units have no row of their own here: the package is the entry, under the same number, as most entries of a table
would say once more what its packages say. The view ``entries`` has both kinds; queries ask for ``entries_where``, as
SQLite reads the view to its end for many conditions. Entries are append-only, and the store refuses anything else.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    DDL,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    Text,
    cast,
    event,
    func,
    literal_column,
    null,
    select,
    text,
    union_all,
)

from schemas.store.history import PACKAGES, append_only
from schemas.store.tables import ITEMS, METADATA

ENTRY_ROWS = Table(
    "entry_rows",
    METADATA,
    Column("entry_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    Column("record", Integer, nullable=False),
    # No foreign keys: an entry outlives the order it is about, and no other table has as many rows.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("what", String, nullable=False),
    Column("field", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    # For an edit: the package that it changed.
    Column("package_no", Integer),
    Index("entries_by_order", "order_no"),
    # Only edits have a package, and they are few.
    Index("entries_by_package", "package_no", sqlite_where=text("package_no IS NOT NULL")),
)
SHIPPED = "ship"
# The columns of an entry as those of a package and its item.
_OF_PACKAGE: dict[str, Any] = {
    "entry_no": PACKAGES.c.package_no,
    **{name: PACKAGES.c[name] for name in ("merchant_id", "upload_no", "record")},
    "order_no": ITEMS.c.order_no,
    "item_no": PACKAGES.c.item_no,
    "what": literal_column(f"'{SHIPPED}'", String),
    "field": literal_column("'shipped'", String),
    "before": cast(PACKAGES.c.before, Text),
    "after": cast(PACKAGES.c.before + PACKAGES.c.quantity, Text),
    "package_no": null(),
}
# What an entry holds for good of its package.
_KEPT = "package_no, merchant_id, upload_no, record, item_no, quantity, before"
_IS_ENTRY = "OLD.before IS NOT NULL"
_IN_ROWS = "NOT EXISTS (SELECT 1 FROM entry_rows WHERE entry_no = OLD.package_no)"


def _of_packages() -> Select[Any]:
    """The packages that are entries, with the columns of entries."""
    joined = PACKAGES.join(ITEMS, ITEMS.c.item_no == PACKAGES.c.item_no)
    columns = [column.label(name) for name, column in _OF_PACKAGE.items()]
    return select(*columns).select_from(joined).where(PACKAGES.c.before.is_not(None))


VIEW = f"CREATE VIEW entries AS {union_all(select(ENTRY_ROWS), _of_packages())}"
TRIGGERS = (
    append_only(ENTRY_ROWS, "UPDATE"),
    append_only(ENTRY_ROWS, "DELETE"),
    append_only(PACKAGES, "UPDATE", changes=_KEPT, where=_IS_ENTRY),
    append_only(PACKAGES, "DELETE", where=f"{_IS_ENTRY} AND {_IN_ROWS}"),
)
for _statement in (VIEW, *TRIGGERS):
    _made = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(METADATA, "after_create", _made.execute_if(dialect="sqlite"))


def entries_where(condition: Callable[[Any], ColumnElement[bool]]) -> Subquery:
    """All entries that meet a condition; ``condition`` gets their columns, once for each kind of entry."""
    stored = select(ENTRY_ROWS).where(condition(ENTRY_ROWS.c))
    shipped = _of_packages().where(condition(SimpleNamespace(**_OF_PACKAGE)))
    return union_all(stored, shipped).subquery("found_entries")


def last_entry(connection: Connection) -> int:
    """The number of the last history entry, 0 if there is none.

    Files made of the order table: read it before they are made, or in the same transaction.
    """
    highest = (select(func.max(column)) for column in (ENTRY_ROWS.c.entry_no, PACKAGES.c.package_no))
    return max(int(connection.execute(query).scalar() or 0) for query in highest)


def keep_entries(connection: Connection, items: Select[Any]) -> None:
    """Stores the entries of items' packages as rows, so that the packages can be removed and the history stays."""
    mine = _of_packages().where(PACKAGES.c.item_no.in_(items))
    connection.execute(ENTRY_ROWS.insert().from_select(ENTRY_ROWS.c.keys(), mine))
