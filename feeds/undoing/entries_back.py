"""The history of an undo, and the fields of packages and orders that go back to what they were.

Entries come back in the opposite sequence with before and after exchanged, so that the history tells both ways.
"""

import pandas as pd
from sqlalchemy import Connection, text

from feeds import bulk
from feeds.kinds.packages import FIELDS
from feeds.undoing.upload_named import OF_UPLOAD, Named
from schemas.history import PACKAGE_COLUMNS, PACKAGE_DETAILS, PACKAGES
from schemas.order_table import (
    AMOUNT_COLUMNS,
    BUYER_COLUMNS,
    BUYER_WISHES,
    CANCEL_REQUESTED_COLUMN,
    ITEMS,
    ORDERS,
    WISH_TEXT_COLUMNS,
)

# What an undo of each is called, where it is not the same word.
OPPOSITES = {
    "take in": "remove",
    "remove": "bring back",
    "bring back": "remove",
    "verify": "unverify",
    "unverify": "verify again",
    "verify again": "unverify",
}
_OF_ITEM = ("currency", *AMOUNT_COLUMNS)


def spared(connection: Connection, upload: Named) -> pd.Series:
    """Orders of which the history does not hold what was before: reasons by order_no."""
    query = (
        "SELECT order_no, 'a package of it was edited before orderfeeds noted which' FROM entries "
        f"WHERE {OF_UPLOAD} AND what = 'edit package' AND package_no IS NULL"
    )
    reasons: dict[int, str] = dict(connection.execute(text(query), upload.part).all())
    return pd.Series(list(reasons.values()), index=pd.Index(list(reasons), dtype="int64"), dtype="str")


def tell(connection: Connection, upload: Named, undo_no: int) -> None:
    """Adds the entries of the undo ``undo_no`` to the history."""
    words = " ".join(f"WHEN '{what}' THEN '{opposite}'" for what, opposite in OPPOSITES.items())
    connection.execute(
        text(
            "INSERT INTO entries "
            "(merchant_id, upload_no, record, order_no, item_no, what, field, before, after, package_no) "
            f"SELECT merchant_id, :undo, record, order_no, item_no, CASE what {words} ELSE what END, field, after, "
            f"before, package_no FROM entries WHERE {OF_UPLOAD} ORDER BY entry_no DESC"
        ),
        upload.part | {"undo": undo_no},
    )


def fields(connection: Connection, upload: Named) -> None:
    """Sets the fields that the upload changed to what they were before it."""
    query = (
        "SELECT what, field, before, order_no, item_no, package_no FROM entries "
        f"WHERE {OF_UPLOAD} AND (what IN ('edit package', 'amend') OR what IN ('verify', 'unverify', 'verify again') "
        # An order that came verified goes, or comes back, with all of its fields.
        "AND before IS NOT NULL AND after IS NOT NULL) ORDER BY entry_no"
    )
    rows = connection.execute(text(query), upload.part).all()
    changes = pd.DataFrame(rows, columns=["what", "field", "before", "order_no", "item_no", "package_no"])
    edits = changes[changes["what"] == "edit package"].drop_duplicates(["package_no", "field"])
    for name in FIELDS:
        table = PACKAGES if name in PACKAGE_COLUMNS else PACKAGE_DETAILS
        before = edits[edits["field"] == name].astype({"before": "str", "package_no": "int64"})
        bulk.update(connection, table, "package_no", before[["before", "package_no"]], [f"{name} = ?"])
    _verified_at(connection, changes, upload)
    # Addresses and what a buyer wrote are not in the history, so that they can be purged.
    texts = (*BUYER_COLUMNS, *WISH_TEXT_COLUMNS)
    others = changes[(changes["what"] != "edit package") & ~changes["field"].isin(texts)]
    others = others.drop_duplicates(["order_no", "item_no", "field"])
    for field, part in others.groupby("field", sort=False):
        name = str(field)
        table, key = (ITEMS, "item_no") if name in _OF_ITEM else (ORDERS, "order_no")
        if name == CANCEL_REQUESTED_COLUMN:
            table, key = BUYER_WISHES, "item_no"
        values = part["before"].astype("str") if name == "currency" else pd.to_numeric(part["before"]).astype("Int64")
        values = values.fillna(0) if name == "verified" else values
        bulk.update(
            connection, table, key, pd.DataFrame({"value": values, key: part[key].astype("int64")}), [f"{name} = ?"]
        )


def _verified_at(connection: Connection, changes: pd.DataFrame, upload: Named) -> None:
    """Of orders that become verified again the moment at which they were it first; of others none."""
    orders = changes[changes["field"] == "verified"].drop_duplicates("order_no")
    moments = pd.Series(upload.root_as_of, orders.index, dtype="Int64").where(orders["before"] == "1")
    rows = pd.DataFrame({"verified_at": moments, "order_no": orders["order_no"].astype("int64")})
    bulk.update(connection, ORDERS, "order_no", rows, ["verified_at = ?"])
