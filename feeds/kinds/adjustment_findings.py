"""Finds faults of adjustments: in their amounts, their order, their sums, or because they were applied before."""

import numpy as np
import pandas as pd

from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Facts
from feeds.kinds.matching import row_key, units, with_occurrence
from schemas import faults, fields
from schemas.currencies import as_decimal
from schemas.order_adjustment import AMOUNTS, CANCELING_REASONS, COMPONENTS, PROMOTIONS
from schemas.states import UNSHIPPED, open_units

UNITS = "quantity-cancelled"
SUMS = (*AMOUNTS, UNITS)
_COMPONENTS, _PROMOTIONS = 6, 8


def settle(pairs: pd.DataFrame) -> pd.DataFrame:
    """Decides which records keep the running sums of their items within bounds.

    ``pairs``: one row for each record, in file order, with ``item_no``, ``counts`` (not refused for another reason), a
    delta for each of SUMS and the item's facts. Returns ``stands`` (true for records within bounds) and, in a column
    for each of SUMS, the sum before the record.
    """
    deltas = pairs[list(SUMS)].fillna(0).to_numpy(dtype="int64")
    start, limit = _start(pairs), _limit(pairs)
    running = pd.DataFrame(deltas * pairs["counts"].to_numpy()[:, None], index=pairs.index)
    before = start + running.groupby(pairs["item_no"]).cumsum().to_numpy() - running.to_numpy()
    stands = pairs["counts"].to_numpy() & ~broken(before + deltas, limit).any(axis=1)
    smooth = pd.Series(stands, index=pairs.index).groupby(pairs["item_no"]).transform("all").to_numpy()
    if not smooth.all():
        rough = np.flatnonzero(~smooth)
        before[rough], stands[rough] = _in_turn(pairs.iloc[rough], deltas[rough], limit[rough])
    return pd.DataFrame(before, index=pairs.index, columns=list(SUMS)).assign(stands=stands)


def _start(pairs: pd.DataFrame) -> np.ndarray:
    refunded = pairs[list(fields.REFUNDED.columns)].fillna(0).to_numpy(dtype="int64")
    return np.column_stack([refunded, np.zeros(len(pairs), dtype="int64")])


def _limit(pairs: pd.DataFrame) -> np.ndarray:
    charged = pairs[list(fields.AMOUNTS.columns)].fillna(0).to_numpy(dtype="int64")
    return np.column_stack([charged, open_units(pairs).to_numpy(dtype="int64")])


def net_amounts(sums: np.ndarray) -> np.ndarray:
    """What the buyer gets: the components less the discounts taken back."""
    whole: np.ndarray = np.subtract(sums[:, :_COMPONENTS].sum(axis=1), sums[:, _COMPONENTS:_PROMOTIONS].sum(axis=1))
    return whole


def broken(sums: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """True where a running sum is out of bounds, with a column for each of SUMS and a last one for the net."""
    whole = net_amounts(sums)
    return np.column_stack([(sums < 0) | (sums > limit), (whole < 0) | (whole > net_amounts(limit))])


def _in_turn(pairs: pd.DataFrame, deltas: np.ndarray, limit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Settles items that have a refused record, one record at a time: a refused one does not count for later ones."""
    start = _start(pairs)
    before, stands = start.copy(), np.zeros(len(pairs), dtype=bool)
    sums: dict[int, np.ndarray] = {}
    for row, (item, counts) in enumerate(zip(pairs["item_no"], pairs["counts"], strict=True)):
        before[row] = sums.get(item, start[row])
        after = before[row] + deltas[row]
        stands[row] = counts and not broken(after[None, :], limit[row][None, :]).any()
        sums[item] = after if stands[row] else before[row]
    return before, stands


_ITEM = "order-item-id"


def amount_findings(records: pd.DataFrame) -> pd.DataFrame:
    """Errors on records that adjust nothing: no amount, and no units canceled with a reason that cancels."""
    cancels = records["adjustment-reason-code"].isin(CANCELING_REASONS) & records[UNITS].notna()
    empty = records[list(AMOUNTS)].isna().all(axis=1) & ~cancels & ~records["faulty"]
    return finding(records.index[empty], faults.NO_AMOUNT, AMOUNTS[0], "The row has no amount in any -adj column.")


def currency_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Errors on records in another currency than their order's."""
    both = pairs["currency"].notna() & pairs["currency_of_item"].notna()
    other = pairs[both & (pairs["currency"] != pairs["currency_of_item"])]
    own = other["currency_of_item"]
    words = "The currency of order " + other["order_id"] + " is " + own + ", not " + other["currency"] + "."
    return finding(other["record"], faults.OTHER_CURRENCY, "currency", words)


def order_findings(pairs: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Errors on refunds of items that never shipped, and on units canceled in an order where nothing has shipped."""
    shipped_orders = items.loc[items["shipped"] > 0, "order_no"]
    has_amount = pairs[list(AMOUNTS)].notna().any(axis=1)
    cancels = pairs[UNITS].notna()
    live = pairs["state"] != "Canceled"
    unshipped = cancels & ~pairs["order_no"].isin(shipped_orders) & (pairs["state"] == UNSHIPPED)
    uncharged = has_amount & (pairs["shipped"] == 0) & live & (pairs["state"] != "Pending")
    early, whole = pairs[uncharged], pairs[unshipped]
    return combined(
        [
            finding(
                early["record"],
                faults.NOTHING_SHIPPED,
                _ITEM,
                "Nothing of item " + early["order_item_id"] + " has shipped, so the buyer has not been charged for it.",
            ),
            finding(
                whole["record"],
                faults.USE_CANCELLATION,
                UNITS,
                "Nothing of order " + whole["order_id"] + " has shipped.",
            ),
        ]
    )


def repeat_findings(pairs: pd.DataFrame, facts: Facts, *, again: bool) -> pd.DataFrame:
    """Errors on records equal to an adjustment of an earlier upload; of equal records, as many as were applied."""
    if again or facts.refunds.empty:
        return none_found()
    mine = pairs[~pairs["faulty"]]
    same = {heading: name for heading, name in fields.REFUND.column_of.items() if heading != "currency"}
    left = with_occurrence(row_key(mine["asked" if name == UNITS else name] for name in ("item_no", *same)))
    right = with_occurrence(row_key(facts.refunds[name] for name in ("item_no", *same.values())))
    said = "upload " + facts.refunds["upload_no"].astype("str") + ", record " + facts.refunds["record"].astype("str")
    by_key = pd.Series(said.to_numpy(), index=right.to_numpy())
    earlier = pd.Series(by_key.reindex(left.to_numpy()).to_numpy(), index=mine.index, dtype="str").dropna()
    words = "The row was already refunded by " + earlier + "."
    return finding(mine.loc[earlier.index, "record"], faults.ALREADY_REFUNDED, "order-id", words)


def net_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Errors on records that leave nothing for the buyer: the net of their amounts is not above zero."""
    amounts = pairs[list(AMOUNTS)]
    net = net_amounts(amounts.fillna(0).to_numpy(dtype="int64"))
    low = pairs[amounts.notna().any(axis=1) & (net <= 0) & ~pairs["faulty"]]
    nets = pd.Series(net, index=pairs.index)[low.index]
    shown = [_money(amount, currency) for amount, currency in zip(nets, low["currency_of_item"], strict=True)]
    words = [f"The net of the row is {amount}; it must be above zero." for amount in shown]
    return finding(low["record"], faults.NET_NOT_POSITIVE, COMPONENTS[0], pd.Series(words, dtype="str"))


def bound_findings(pairs: pd.DataFrame, settled: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Errors on records whose amounts would take a running sum out of its bounds, with what is left of that sum.

    ``before``: the findings so far; a record that was refunded before or whose order is canceled gets no further one.
    """
    closed = before.loc[before["code"].isin([faults.ALREADY_REFUNDED, faults.ORDER_CANCELED]), "record"]
    broken = ~settled["stands"] & ~pairs["record"].isin(closed)
    rows = pairs[broken & (pairs["shipped"] > 0)]
    sums = settled.loc[rows.index, list(SUMS)]
    amounts = fields.REFUND.holding("money").column_of
    tables = [_outside(rows, sums[name], name, stored) for name, stored in amounts.items()]
    outside = combined(tables)
    whole = rows[~rows["record"].isin(outside["record"]) & ~rows["faulty"]]
    cancels = pairs[broken & (pairs["state"] != UNSHIPPED)]
    return combined([_too_many(cancels, settled), outside, _net_above(whole, sums.loc[whole.index])])


def _too_many(rows: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    left = open_units(rows) - settled.loc[rows.index, UNITS]
    many = rows[rows[UNITS].fillna(0) > left]
    shown = units(left[many.index])
    words = "Item " + many["order_item_id"] + " has " + shown + " open."
    return finding(many["record"], faults.CANCELS_TOO_MANY, UNITS, words)


def _outside(rows: pd.DataFrame, before: pd.Series, name: str, stored: str) -> pd.DataFrame:
    after = before + rows[name].fillna(0)
    charged = rows[stored].fillna(0)
    typed = rows[name].notna()
    low, high = rows[typed & (after < 0)], rows[typed & (after > charged)]
    code = faults.PROMOTION_ABOVE_DISCOUNT if name in PROMOTIONS else faults.ABOVE_CHARGED
    given = "given, {} taken back" if name in PROMOTIONS else "charged, {} refunded"
    return combined(
        [
            finding(
                low["record"],
                faults.BELOW_ZERO,
                name,
                _left(low, before, stored, f"{name} would fall below zero", given),
            ),
            finding(high["record"], code, name, _left(high, before, stored, f"{name} is more than is left", given)),
        ]
    )


def _left(rows: pd.DataFrame, before: pd.Series, stored: str, said: str, given: str) -> pd.Series:
    def words(charged: int | None, refunded: int, currency: str) -> str:
        if charged is None or pd.isna(charged):
            return f"{said}: the order table holds no {stored.replace('_', ' ')} for this item, which counts as 0."
        return f"{said}: {_money(charged, currency)} was {given.format(_money(refunded, currency))} before."

    told = [words(*row) for row in zip(rows[stored], before[rows.index], rows["currency_of_item"], strict=True)]
    return pd.Series(told, index=rows.index, dtype="str")


def _net_above(rows: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    after = sums.to_numpy() + rows[list(SUMS)].fillna(0).to_numpy(dtype="int64")
    charged = np.column_stack([rows[list(fields.AMOUNTS.columns)].fillna(0).to_numpy(dtype="int64"), after[:, -1]])
    above = rows[net_amounts(after) > net_amounts(charged)]
    most = pd.Series(net_amounts(charged), index=rows.index)[above.index]
    words = [
        f"The refunds of the item would exceed its charges less discounts, {_money(amount, currency)}."
        for amount, currency in zip(most, above["currency_of_item"], strict=True)
    ]
    return finding(above["record"], faults.NET_ABOVE_CHARGED, COMPONENTS[0], pd.Series(words, dtype="str"))


def _money(minor: object, currency: str) -> str:
    code = "" if pd.isna(currency) else str(currency)
    return f"{as_decimal(int(str(minor)), code)} {code}".strip()
