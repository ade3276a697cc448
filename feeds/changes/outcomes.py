"""Counts a file's applied records as new, edited or repeated, and finds the earlier uploads that a repeat matches."""

import json
from typing import Any

import pandas as pd

from feeds.kinds.kind import Changes
from feeds.kinds.matching import is_in, row_key


def counted(records: pd.DataFrame, refused: pd.Index, changes: Changes, already: pd.DataFrame) -> dict[str, Any]:
    """The counts of the applied records, as the list of uploads keeps them.

    ``new_records`` did something for the first time, ``edited_records`` changed what was there, ``same_records``
    changed nothing; ``same_as``: JSON, the uploads that had already done the same. ``refused``: records that were not
    applied.
    """
    applied = pd.Series(data=False, index=records.index)
    fresh, edited = applied.copy(), applied.copy()
    for marks, frames in ((fresh, (changes.ship, changes.cancel, changes.refund)), (edited, (changes.edit,))):
        for frame in frames:
            if len(frame):
                marks.loc[frame["record"].unique()] = True
    applied.loc[records.index.difference(refused)] = True
    fresh |= _taken_in(records, changes)
    edited |= _of_amended_orders(records, changes)
    fresh &= applied
    edited &= applied & ~fresh
    same = applied & ~fresh & ~edited
    uploads = already.loc[already["record"].isin(same.index[same]), "upload_no"]
    return {
        "new_records": int(fresh.sum()),
        "edited_records": int(edited.sum()),
        "same_records": int(same.sum()),
        "same_as": json.dumps(sorted({int(number) for number in uploads.unique()})),
    }


def _taken_in(records: pd.DataFrame, changes: Changes) -> pd.Series:
    """True for the rows of items that were taken in; a continuation line counts with its item."""
    if changes.take_in.empty:
        return pd.Series(data=False, index=records.index)
    items = row_key(changes.take_in[name] for name in ("order_id", "order_item_id"))
    return is_in(row_key(records[name] for name in ("order-id", "order-item-id")), items)


def _of_amended_orders(records: pd.DataFrame, changes: Changes) -> pd.Series:
    """True for all rows of amended orders: an order-level field is changed by the order's first row only."""
    if changes.amend.empty:
        return pd.Series(data=False, index=records.index)
    return is_in(records["order-id"], records.loc[changes.amend["record"].unique(), "order-id"])
