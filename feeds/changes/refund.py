"""The word ``refund``: amounts of a shipped item are refunded, component by component."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import Connection

from feeds.changes.history import Author, Undo, Word, add_moves, authored, moved, numbered
from feeds.changes.reversals import Reversible
from schemas import fields
from schemas.currencies import as_decimal
from schemas.store import stored_rows
from schemas.store.history import REFUNDS
from schemas.store.tables import ITEMS
from schemas.store.verify import Total

_AMOUNTS = fields.AMOUNTS.columns
_TEXTS = fields.REFUND.holding("code", "id", "units").columns
_TOTALS = dict(zip(fields.REFUNDED.columns, _AMOUNTS, strict=True))
_REVERSIBLE = Reversible(REFUNDS, "refund_no", _AMOUNTS, _TEXTS, _TOTALS)
_DISCOUNTS = tuple(total for total, name in _TOTALS.items() if name in fields.DISCOUNTS.columns)


class Refund(Word):
    """Refunds an item; its frame: record, order_no, item_no, reason, currency, the amounts, and each total before."""

    name = "refund"
    entries: ClassVar = {"refund": "refund"}
    totals = tuple(
        Total(
            f"refunded {fields.words(name)} is the sum of the refunds, and within what was charged",
            total,
            "refunds",
            name,
            taken_in=False,
        )
        for total, name in _TOTALS.items()
    )

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores a refund for each row and adds its amounts to the item's totals; an entry for each amount."""
        rows = numbered(connection, rows, REFUNDS, "refund_no")
        stored = rows[["refund_no", "record", "item_no", *_TEXTS, *_AMOUNTS]]
        stored_rows.insert(connection, REFUNDS, authored(stored, author))
        sums = rows.groupby("item_no", as_index=False)[list(_AMOUNTS)].sum()
        sets = [f"{name} = {name} + ?" for name in _TOTALS]
        stored_rows.update(connection, ITEMS, "item_no", sums[[*_AMOUNTS, "item_no"]].fillna(0), sets)
        for total, name in _TOTALS.items():
            some = rows[rows[name].notna()]
            some = some.assign(what="refund", field=total, before=some[f"before_{total}"], by=some[name])
            add_moves(connection, author, some)

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Reverses the refunds."""
        _REVERSIBLE.take_back(connection, undo)

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Refunds the same amounts again."""
        _REVERSIBLE.restore(connection, undo)

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``refunds 12.50 EUR``."""
        return pd.Series({number: _summary(sums) for number, sums in refunded(history).items()}, dtype="str")

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``item-price refunded 0.00 -> 12.50 EUR``."""
        said = moved(f"{str(change['field']).removeprefix('refunded-')} refunded", change)
        return said + (f" {change['currency']}" if change["currency"] else "")


def refunded(history: pd.DataFrame) -> dict[int, list[tuple[str, int]]]:
    """Net refunds of each order by currency, in minor units: refunded components less the discounts taken back."""
    rows = history[history["what"] == "refund"]
    change = rows["after"].astype("int64") - rows["before"].astype("int64")
    signed = change.where(~rows["field"].isin(_DISCOUNTS), -change)
    sums = signed.groupby([rows["order_no"], rows["currency"]]).sum()
    answer: dict[int, list[tuple[str, int]]] = {}
    for (number, currency), amount in zip(sums.index.to_list(), sums.to_list(), strict=True):
        answer.setdefault(int(number), []).append((str(currency), int(amount)))
    return answer


def _summary(sums: list[tuple[str, int]]) -> str:
    if all(minor <= 0 for _, minor in sums):
        return f"takes back a refund of {_money([(currency, -minor) for currency, minor in sums])}"
    return f"refunds {_money(sums)}"


def _money(sums: list[tuple[str, int]]) -> str:
    return ", ".join(f"{as_decimal(minor, currency)} {currency}" for currency, minor in sums)
