"""What a file did or would do to orders, told from the history: state before and after, units, edits and money."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from feeds.kinds.matching import units
from schemas import frames
from schemas.currencies import as_decimal
from schemas.history import ENTRIES
from schemas.order_table import ITEMS, ORDERS, REFUNDED_COLUMNS
from schemas.states import state

_QUANTITIES = ("purchased", "shipped", "canceled")
_TEXTS = ("order_id", "currency", "what", "field", "before", "after")


def last_entry(connection: Connection) -> int:
    """The number of the history's last entry, 0 where it is empty."""
    return int(connection.execute(select(func.coalesce(func.max(ENTRIES.c.entry_no), 0))).scalar_one())


def plan(connection: Connection, merchant: str, since: int) -> pd.DataFrame:
    """One row an order that the history's entries after ``since`` changed, by order-id; those only flagged come last.

    Columns order_id, before and after (states; ``new`` where it was not known), change (both in words), what (in
    words), money (a list of currency and refunded minor units).
    """
    history = frames.select(connection, _entries(merchant, since), _TEXTS)
    if history.empty:
        return pd.DataFrame(
            {name: [] for name in ("order_id", "before", "after", "change", "what", "money")}, dtype="str"
        )
    after = frames.select(connection, _items(merchant, since), _TEXTS)
    orders = _states(after, history)
    orders["what"] = _words(history).reindex(orders.index).fillna("")
    refunds = _refunds(history)
    orders["money"] = pd.Series({number: refunds.get(number, []) for number in orders.index}, dtype="object")
    same = orders["before"] == orders["after"]
    orders["change"] = orders["after"].where(same, orders["before"] + " -> " + orders["after"])
    changed = history.loc[~history["what"].isin(["warn", "late"]), "order_no"]
    flagged = pd.Series(~orders.index.isin(changed), index=orders.index)
    by = orders.assign(flagged=flagged).sort_values(["flagged", "order_id"])
    return by.drop(columns="flagged").reset_index(drop=True)


def _entries(merchant: str, since: int) -> Select[Any]:
    columns = [ENTRIES.c[name] for name in ("order_no", "item_no", "what", "field", "before", "after")]
    joined = ENTRIES.outerjoin(ITEMS, ITEMS.c.item_no == ENTRIES.c.item_no)
    wanted = (ENTRIES.c.merchant_id == merchant) & (ENTRIES.c.entry_no > since)
    return select(*columns, ITEMS.c.currency).select_from(joined).where(wanted).order_by(ENTRIES.c.entry_no)


def _items(merchant: str, since: int) -> Select[Any]:
    changed = select(ENTRIES.c.order_no).where((ENTRIES.c.merchant_id == merchant) & (ENTRIES.c.entry_no > since))
    columns = [ORDERS.c.order_id, ORDERS.c.order_no, ORDERS.c.verified, ITEMS.c.item_no]
    columns += [ITEMS.c[name] for name in _QUANTITIES]
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    return select(*columns).select_from(joined).where(ORDERS.c.order_no.in_(changed))


def _states(after: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """States before and after, by order_no: before is what is left when the entries are taken back."""
    before = after.copy()
    for name in _QUANTITIES:
        moved = history[history["field"] == name]
        change = (moved["after"].astype("int64") - moved["before"].astype("int64")).groupby(moved["item_no"]).sum()
        before[name] = before[name] - before["item_no"].map(change).fillna(0).astype("int64")
    newly = history.loc[history["what"].isin(["verify", "verify again"]), "order_no"]
    no_more = history.loc[history["what"] == "unverify", "order_no"]
    verified = before["verified"].astype(bool) & ~before["order_no"].isin(newly)
    before["verified"] = verified | before["order_no"].isin(no_more)
    known = before.groupby("order_no")["purchased"].sum() > 0
    frame = pd.DataFrame({"order_no": after["order_no"], "order_id": after["order_id"]})
    orders = frame.assign(before=state(before), after=state(after)).drop_duplicates("order_no").set_index("order_no")
    return orders.assign(before=orders["before"].where(known, "new"))


def _words(history: pd.DataFrame) -> pd.Series:
    """What happens to each order, in words, by order_no."""
    parts = [
        _counted(history, "ship", "shipped", "ships ", "takes back the shipping of "),
        _counted(history, "cancel", "canceled", "cancels ", "takes back the cancellation of "),
    ]
    edited = history[history["what"] == "edit package"]
    parts.append("edits " + edited.groupby("order_no")["field"].agg(_named).astype("str"))
    amended = history[history["what"] == "amend"]
    parts.append("amends " + amended.groupby("order_no")["field"].agg(_named).astype("str"))
    parts += [_flagged(history, "warn", "warning of its deadline"), _flagged(history, "late", "late flag")]
    refunds = pd.Series({number: _refunded(sums) for number, sums in _refunds(history).items()}, dtype="str")
    taken = history[history["what"].isin(["take in", "bring back"])]
    count = taken[taken["field"] == "purchased"].groupby("order_no")["item_no"].nunique()
    parts += [refunds, "takes in " + count.astype("str") + pd.Series(" items", count.index).mask(count == 1, " item")]
    told = pd.concat([part for part in parts if len(part)]) if any(map(len, parts)) else pd.Series(dtype="str")
    return told.groupby(level=0).agg(", ".join).astype("str")


def _counted(history: pd.DataFrame, what: str, field: str, verb: str, back: str) -> pd.Series:
    moved = history[(history["what"] == what) & (history["field"] == field)]
    count = (moved["after"].astype("int64") - moved["before"].astype("int64")).groupby(moved["order_no"]).sum()
    return pd.Series(verb, count.index).mask(count < 0, back) + units(count.abs())


def _flagged(history: pd.DataFrame, what: str, flag: str) -> pd.Series:
    flags = history[history["what"] == what].groupby("order_no")["after"].last()
    return pd.Series(f"gets its {flag}", flags.index, dtype="str").mask(flags.isna(), f"loses its {flag}")


def _named(fields: pd.Series) -> str:
    return ", ".join(dict.fromkeys(field.replace("_", "-") for field in fields))


def _refunds(history: pd.DataFrame) -> dict[int, list[tuple[str, int]]]:
    """Net refunds by order: components less discount taken back, in minor units."""
    rows = history[history["what"] == "refund"]
    change = rows["after"].astype("int64") - rows["before"].astype("int64")
    signed = change.where(~rows["field"].isin(REFUNDED_COLUMNS[6:]), -change)
    sums = signed.groupby([rows["order_no"], rows["currency"]]).sum()
    answer: dict[int, list[tuple[str, int]]] = {}
    for (number, currency), amount in zip(sums.index.to_list(), sums.to_list(), strict=True):
        answer.setdefault(int(number), []).append((str(currency), int(amount)))
    return answer


def _refunded(sums: list[tuple[str, int]]) -> str:
    if all(minor <= 0 for _, minor in sums):
        return f"takes back a refund of {_money([(currency, -minor) for currency, minor in sums])}"
    return f"refunds {_money(sums)}"


def _money(sums: list[tuple[str, int]]) -> str:
    return ", ".join(f"{as_decimal(minor, currency)} {currency}" for currency, minor in sums)
