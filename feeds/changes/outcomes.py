"""Counts a file's applied records as new, edited or repeated, and finds the earlier uploads that a repeat matches."""

import json
from typing import Any

import pandas as pd

from feeds.changes import words
from feeds.kinds.kind import Changes


def counted(records: pd.DataFrame, refused: pd.Index, changes: Changes, already: pd.DataFrame) -> dict[str, Any]:
    """The counts of the applied records, as the list of uploads keeps them.

    ``new_records`` did something for the first time, ``edited_records`` changed what was there, ``same_records``
    changed nothing; ``same_as``: JSON, the uploads that had already done the same. ``refused``: records that were not
    applied.
    """
    applied = pd.Series(~records.index.isin(refused), index=records.index)
    fresh = applied & _did(records, changes, edits=False)
    edited = applied & ~fresh & _did(records, changes, edits=True)
    same = applied & ~fresh & ~edited
    uploads = already.loc[already["record"].isin(same.index[same]), "upload_no"]
    return {
        "new_records": int(fresh.sum()),
        "edited_records": int(edited.sum()),
        "same_records": int(same.sum()),
        "same_as": json.dumps(sorted({int(number) for number in uploads.unique()})),
    }


def _did(records: pd.DataFrame, changes: Changes, *, edits: bool) -> pd.Series:
    """True for the records that changed something that was there, or did something for the first time."""
    done = pd.Series(data=False, index=records.index)
    for word in words.WORDS:
        rows = changes[word.name]
        if word.edits is edits and len(rows):
            done |= word.did(records, rows)
    return done
