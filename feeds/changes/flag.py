"""The words of the clock that change nothing: an order is warned of its deadline, or flagged as late."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import Connection

from feeds.changes.history import Author, Word, add_entries
from schemas.selection import hyphened
from schemas.store.history import LATE, VERIFICATION_DEADLINE, WARNED

_FLAGS = {WARNED: "warning of its deadline", LATE: "late flag"}


class Flag(Word):
    """Flags orders; its frame: record, order_no, what (``warn`` or ``late``), field, and after, an instant as text."""

    name = "flag"
    entries: ClassVar = {WARNED: WARNED, LATE: LATE}
    changes_order = False

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Adds the flags to the history, which is where they are kept."""
        add_entries(connection, author, rows[["record", "order_no", "what", "field", "after"]])

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``gets its late flag``, or ``loses its late flag`` if it is taken back."""
        parts = []
        for what, flag in _FLAGS.items():
            last = history[history["what"] == what].groupby("order_no")["after"].last()
            parts.append(pd.Series(f"gets its {flag}", last.index, dtype="str").mask(last.isna(), f"loses its {flag}"))
        return pd.concat(parts)

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``Confirm as shipped by 2026-04-01T12:00:00+00:00 to avoid cancellation``, in the marketplace's words."""
        at = change["after"]
        if change["what"] == LATE:
            return "its late flag was taken back" if at is None else f"not shipped by its latest ship date, {at}"
        if at is None:
            return "its warning of the deadline was taken back"
        if change["field"] == hyphened(VERIFICATION_DEADLINE):
            return f"Pending: canceled at {at} unless it is verified before"
        return f"Confirm as shipped by {at} to avoid cancellation"
