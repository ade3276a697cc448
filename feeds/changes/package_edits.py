"""Reads package edits from the history: the edits in force, and each package as it was before them."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import Connection, select

from schemas.store import stored_rows
from schemas.store.history import ENTRIES, UPLOADS

_COLUMNS = ("package_no", "upload_no", "field", "before", "after")


def standing_edits(connection: Connection, package_nos: pd.Series) -> pd.DataFrame:
    """The edits of packages that no undo has taken back, in the order they were made.

    Columns package_no, upload_no, field, before and after.
    """
    entries = ENTRIES.c
    query = select(*(entries[name] for name in _COLUMNS)).order_by(entries.entry_no)
    mine = entries.package_no.in_(stored_rows.listed(package_nos)) & (entries.what == "edit package")
    edits = stored_rows.read(connection, query.where(mine), {"field", "before", "after"})
    return edits if edits.empty else _in_force(edits, _undoing(connection, edits["upload_no"]))


def _undoing(connection: Connection, upload_nos: pd.Series) -> list[tuple[int, int]]:
    """The undos among these uploads, as (undo, upload it took back), latest first."""
    uploads = UPLOADS.c
    mine = uploads.upload_no.in_(stored_rows.listed(upload_nos)) & uploads.undoes.is_not(None)
    query = select(uploads.upload_no, uploads.undoes).where(mine).order_by(uploads.upload_no.desc())
    return [(int(number), int(of)) for number, of in connection.execute(query)]


def _in_force(edits: pd.DataFrame, undoing: list[tuple[int, int]]) -> pd.DataFrame:
    """The edits without pairs of an edit and its undo.

    Paired package by package, as an undo may spare some orders.
    """
    for number, of in undoing:
        packages = edits["package_no"]
        both = packages.isin(packages[edits["upload_no"] == number]) & packages.isin(packages[edits["upload_no"] == of])
        edits = edits[~(both & edits["upload_no"].isin([number, of]))]
    return edits


def versions_before(packages: pd.DataFrame, edits: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yields the packages as they were before their last edit, then before the last but one, and so on.

    ``packages`` as the order table has them. Each frame has their columns and ``since``, the upload of the last edit;
    ``made_by``, the upload of the edit that gave them these values (missing: they were confirmed so); and ``set_FIELD``
    for each field that this edit filled.
    """
    if edits.empty:
        return
    steps = edits.drop_duplicates(["package_no", "upload_no"], keep="last")
    steps = steps.assign(depth=steps[::-1].groupby("package_no").cumcount())[["package_no", "upload_no", "depth"]]
    edits = edits.merge(steps, on=["package_no", "upload_no"])
    last = steps[steps["depth"] == 0].set_index("package_no")["upload_no"]
    was = packages.set_index("package_no", drop=False)
    was = was.assign(since=last.reindex(was.index))
    for depth in range(int(steps["depth"].max()) + 1):
        step = edits[edits["depth"] == depth]
        was = was[was.index.isin(step["package_no"])].copy()
        for field, rows in step.drop_duplicates(["package_no", "field"]).groupby("field"):
            was.loc[rows["package_no"], field] = rows["before"].to_numpy()
        made = edits[edits["depth"] == depth + 1]
        by = made.drop_duplicates("package_no").set_index("package_no")["upload_no"]
        filled = made[made["after"].notna()]
        marks = {
            f"set_{field}": was.index.isin(filled.loc[filled["field"] == field, "package_no"])
            for field in edits["field"].unique()
        }
        yield was.assign(made_by=by.reindex(was.index), **marks).reset_index(drop=True)
