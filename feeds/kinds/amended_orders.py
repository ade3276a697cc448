"""Decides what a later orders file changes in known orders, and what it leaves as it is.

Changed: Pending to verified or canceled; address, phone and latest ship date while nothing has shipped; amounts that no
earlier file had, and an IOSS number; the buyer's wishes for an item. Left unchanged, with a Warning: another quantity,
price, currency or sku, and a request to cancel that a later file does not have. What a feed did stays done.
"""

from collections.abc import Iterable

import pandas as pd

from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Changes, Facts
from feeds.kinds.matching import is_in
from schemas import faults, fields
from schemas.selection import Field
from schemas.states import CANCELED, PENDING, UNSHIPPED

PENDING_REASON = "CanceledWhilePending"
# A later file with other values of these gets a Warning.
_STAY = (*fields.AMOUNTS, *map(fields.under, ("quantity-purchased", "currency", "sku")))


def amended(heads: pd.DataFrame, facts: Facts) -> tuple[Changes, pd.DataFrame]:
    """The changes by good lines (new orders and items taken in, known ones amended), and the Warnings."""
    if facts.items.empty:
        missing = pd.Series(pd.NA, heads.index, dtype="Int64")
        return Changes(take_in=_lines(heads.assign(order_no=missing))), none_found()
    orders = facts.items.groupby("order_id")[["order_no", "state"]].first()
    orders["touched"] = facts.items.groupby("order_id")[["shipped", "canceled"]].sum().sum(axis=1) > 0
    # Canceled while it was Pending, by the clock or by a file: no later file brings it back.
    orders["dead"] = (orders["state"] == CANCELED) & ~facts.items.groupby("order_id")["verified"].first().astype(bool)
    heads = heads.join(orders.astype({"order_no": "Int64"}), on="order_id")
    units = facts.items["purchased"] - facts.items["shipped"] - facts.items["canceled"]
    kept = facts.items.assign(open=units).set_index("order_item_id")
    known = is_in(heads["order_item_id"], facts.items["order_item_id"])
    added = ~known & heads["order_no"].notna()
    at_work = heads["touched"].fillna(value=False).astype(bool) | ~heads["state"].isin([PENDING, UNSHIPPED])
    # If the file has no status or shipped quantity for the item, all of it would count as open.
    dead = heads["dead"].fillna(value=False).astype(bool)
    blocked = added & at_work & heads["order_status"].isna() & heads["file_shipped"].isna()
    blocked |= added & dead & (heads["order_status"] != CANCELED)
    both = heads[known].join(kept.add_prefix("kept_"), on="order_item_id")
    missed = heads[blocked & ~dead]
    words = "Order " + missed["order_id"] + " is in work here; the item was not added to it."
    warnings = [
        finding(missed["record"], faults.ITEM_NOT_ADDED, "order-item-id", words),
        _unchanged(both),
        _stays_canceled(heads[dead & (heads["verified"] | blocked)]),
        _still_requested(both),
    ]
    new = _as_items_of_known(_lines(heads[~known & ~blocked]), facts)
    amend, cancel = _amendments(both, heads[~blocked]), _canceled(both, facts.items)
    return Changes(take_in=new, amend=amend, cancel=cancel), combined(warnings)


def _lines(heads: pd.DataFrame) -> pd.DataFrame:
    """The lines without what is only needed to judge them."""
    return heads.drop(columns=["file_shipped", "order_status", "state", "touched", "dead"], errors="ignore")


def _as_items_of_known(new: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The lines, with further items of known orders verified if their order is or becomes verified.

    Buyers' texts of purged orders are removed.
    """
    further = new["order_no"].notna()
    if not further.any():
        return new
    kept = new["order_id"].map(facts.items.groupby("order_id")["verified"].first()).astype("boolean")
    purged = is_in(new["order_id"], facts.items.loc[facts.items["purged_at"].notna(), "order_id"])
    texts = {name: new[name].mask(purged) for name in fields.WISH_TEXTS.columns}
    return new.assign(verified=kept.fillna(value=False).astype(bool) | new["verified"], **texts)


def _unchanged(both: pd.DataFrame) -> pd.DataFrame:
    """Warnings on values that differ in a later file and that it may not change."""
    tables = []
    for field in _STAY:
        heading, mine, kept = field.heading, both[field.column], both[f"kept_{field.column}"]
        other = both[mine.notna() & kept.notna() & (mine != kept)]
        words = f"{heading} is another in the order table for item " + other["order_item_id"] + ", and stays so."
        tables.append(finding(other["record"], faults.UNCHANGED, heading, words))
    ahead = (both["file_shipped"].fillna(0) > both["kept_shipped"]) | (
        both["order_status"].isin(["Shipped", "Canceled"]) & both["state"].isin([UNSHIPPED])
    )
    rows = both[ahead.astype(bool)]
    more = "The file tells of more units shipped or canceled than the order table; they have feeds of their own."
    return combined([*tables, finding(rows["record"], faults.UNCHANGED, "order-status", more)])


def _stays_canceled(lines: pd.DataFrame) -> pd.DataFrame:
    """Warnings on lines that would bring back an order that was canceled while it was Pending."""
    rows = lines.drop_duplicates("order_id")
    words = "Order " + rows["order_id"] + " was canceled here while it was Pending, and stays so. See what did it: "
    words += "orderfeeds order " + rows["order_id"] + "; orderfeeds undo takes a run of the clock back."
    return finding(rows["record"], faults.UNCHANGED, "order-id", words)


def _still_requested(both: pd.DataFrame) -> pd.DataFrame:
    """Warnings on lines that withdraw a request to cancel. The file may be an older one, so the request stays."""
    rows = both[(both[fields.CANCEL_REQUESTED.column] == 0) & _requested(both) & (both["kept_open"] > 0)]
    words = "An earlier file says that the buyer asked to cancel item " + rows["order_item_id"] + ", which is kept."
    return finding(rows["record"], faults.CANCEL_REQUEST_KEPT, fields.CANCEL_REQUESTED.heading, words)


def _requested(both: pd.DataFrame) -> pd.Series:
    """True where the order table has a request of the buyer to cancel the item."""
    return (both[f"kept_{fields.CANCEL_REQUESTED.column}"] == 1).fillna(value=False).astype(bool)


def _wishes(both: pd.DataFrame) -> list[pd.DataFrame]:
    """Amendments for wishes of the buyer that the order table does not have for known items."""
    asked = (both[fields.CANCEL_REQUESTED.column] == 1).fillna(value=False).astype(bool)
    new = both[asked & ~_requested(both)]
    requests = new.assign(field=fields.CANCEL_REQUESTED.column, before="0", after="1")
    with_texts = both[both["kept_purged_at"].isna()]
    of_requests, of_gifts = (fields.WISH_TEXTS.amended(how) for how in ("orders file", "filled later"))
    reasons = _amended(with_texts[asked[with_texts.index]], of_requests)
    return [requests, *reasons, *_amended(with_texts[with_texts["kept_shipped"] == 0], of_gifts)]


def _amendments(both: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """The amendments, one row for each field: record, order_no, item_no (missing for orders), field, before, after.

    ``both``: lines of known items with the stored values in ``kept_`` columns. ``heads``: all lines; any of them may
    verify its order.
    """
    verifying = heads[(heads["state"] == PENDING) & heads["verified"]].drop_duplicates("order_id")
    orders = both.drop_duplicates("order_id")
    pending = orders[(orders["state"] == PENDING) & orders["verified"]]
    unshipped = orders[orders["state"].isin([PENDING, UNSHIPPED])]
    # Purged texts are deleted for good: no later file brings them back.
    with_buyer = unshipped[unshipped["kept_purged_at"].isna()]
    parts = [
        verifying.assign(field="verified", before="0", after="1"),
        *_amended(pending, fields.INSTANTS.amended("filled later")),
        *_amended(unshipped, fields.INSTANTS.amended("orders file")),
        *_amended(with_buyer, fields.BUYER),
        *_amended(orders, fields.DETAILS),
    ]
    of_order = pd.concat([part[["record", "order_no", "field", "before", "after"]] for part in parts])
    same = both[both["currency"].isna() | both["kept_currency"].isna() | (both["currency"] == both["kept_currency"])]
    # A discount that arrives after the first unit has shipped would lower what was charged, and perhaps refunded.
    early = same[same["kept_shipped"] == 0]
    charges = (fields.under("currency"), *fields.CHARGES)
    first_seen = [*_amended(same, charges), *_amended(early, fields.DISCOUNTS), *_wishes(both)]
    of_item = [
        part.assign(item_no=part["kept_item_no"])[["record", "order_no", "item_no", "field", "before", "after"]]
        for part in first_seen
    ]
    table = pd.concat([of_order, *of_item], ignore_index=True)
    numbers = {"order_no": "int64", "before": "str", "after": "str"}
    return table.assign(item_no=table.get("item_no", pd.Series(dtype="Int64")).astype("Int64")).astype(numbers)


def _amended(rows: pd.DataFrame, named: Iterable[Field]) -> list[pd.DataFrame]:
    """The lines with another value of a field that a later file may change, or fill in if it is missing."""
    parts = []
    for name, how in ((field.column, field.amended) for field in named if field.amended):
        mine, kept = rows[name], rows[f"kept_{name}"]
        other = mine.notna() & (kept.isna() | ((mine != kept).fillna(value=False) & (how == "orders file")))
        part = rows[other]
        parts.append(part.assign(field=name, before=kept[other].astype("str"), after=mine[other].astype("str")))
    return parts


def _canceled(both: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The cancellations of all items of Pending orders that any line of the file calls Canceled."""
    named = both[(both["state"] == PENDING) & (both["order_status"] == "Canceled")].drop_duplicates("order_id")
    gone = named[["record", "order_id"]].merge(items, on="order_id")
    units = gone["purchased"] - gone["shipped"] - gone["canceled"]
    numbers = gone[["record", "order_no", "item_no"]].assign(quantity=units, reason=PENDING_REASON)
    return numbers.assign(before=gone["canceled"])[units > 0]
