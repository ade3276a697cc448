"""What is wrong with an adjustment: its amounts, its order, its sums, or that it was applied before."""

import numpy as np
import pandas as pd

from feeds.findings import found, none_found, together
from feeds.kinds import refund_sums
from feeds.kinds.kind import Facts
from feeds.kinds.matching import units
from feeds.kinds.twins import numbered, row_key
from schemas import faults
from schemas.currencies import as_decimal
from schemas.order_adjustment import AMOUNTS, CANCELING_REASONS, COMPONENTS, PROMOTIONS
from schemas.order_table import AMOUNT_COLUMNS
from schemas.states import UNSHIPPED

_ITEM = "order-item-id"


def amount_findings(records: pd.DataFrame) -> pd.DataFrame:
    """Records that adjust nothing: no amount, and no units canceled with a reason that cancels."""
    cancels = records["adjustment-reason-code"].isin(CANCELING_REASONS) & records[refund_sums.UNITS].notna()
    empty = records[list(AMOUNTS)].isna().all(axis=1) & ~cancels & ~records["faulty"]
    return found(records.index[empty], faults.NO_AMOUNT, AMOUNTS[0], "The row has no amount in any -adj column.")


def currency_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Records in another currency than their order's."""
    both = pairs["currency"].notna() & pairs["currency_of_item"].notna()
    other = pairs[both & (pairs["currency"] != pairs["currency_of_item"])]
    own = other["currency_of_item"]
    words = "The currency of order " + other["order_id"] + " is " + own + ", not " + other["currency"] + "."
    return found(other["record"], faults.OTHER_CURRENCY, "currency", words)


def order_findings(pairs: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Refunds of what never shipped, and units canceled in an order nothing of which shipped."""
    shipped_orders = items.loc[items["shipped"] > 0, "order_no"]
    has_amount = pairs[list(AMOUNTS)].notna().any(axis=1)
    cancels = pairs[refund_sums.UNITS].notna()
    live = pairs["state"] != "Canceled"
    unshipped = cancels & ~pairs["order_no"].isin(shipped_orders) & (pairs["state"] == UNSHIPPED)
    uncharged = has_amount & (pairs["shipped"] == 0) & live & (pairs["state"] != "Pending")
    early, whole = pairs[uncharged], pairs[unshipped]
    return together(
        [
            found(
                early["record"],
                faults.NOTHING_SHIPPED,
                _ITEM,
                "Nothing of item " + early["order_item_id"] + " has shipped, so the buyer has not been charged for it.",
            ),
            found(
                whole["record"],
                faults.USE_CANCELLATION,
                refund_sums.UNITS,
                "Nothing of order " + whole["order_id"] + " has shipped.",
            ),
        ]
    )


def repeat_findings(pairs: pd.DataFrame, facts: Facts, *, again: bool) -> pd.DataFrame:
    """Records equal to an adjustment that an earlier upload applied; of twins as many as were applied."""
    if again or facts.refunds.empty:
        return none_found()
    mine = pairs[~pairs["faulty"]]
    names = ["item_no", "adjustment-reason-code", *AMOUNTS, "item-promotion-id", "ship-promotion-id", "asked"]
    stored = ["item_no", "reason", *AMOUNT_COLUMNS, "item_promotion_id", "ship_promotion_id", "quantity_cancelled"]
    left = numbered(row_key(mine[name] for name in names))
    right = numbered(row_key(facts.refunds[name] for name in stored))
    said = "upload " + facts.refunds["upload_no"].astype("str") + ", record " + facts.refunds["record"].astype("str")
    by_key = pd.Series(said.to_numpy(), index=right.to_numpy())
    earlier = pd.Series(by_key.reindex(left.to_numpy()).to_numpy(), index=mine.index, dtype="str").dropna()
    words = "The row was already refunded by " + earlier + "."
    return found(mine.loc[earlier.index, "record"], faults.ALREADY_REFUNDED, "order-id", words)


def net_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Records that leave nothing for the buyer: the net of their amounts is not above zero."""
    amounts = pairs[list(AMOUNTS)]
    net = refund_sums.net(amounts.fillna(0).to_numpy(dtype="int64"))
    low = pairs[amounts.notna().any(axis=1) & (net <= 0) & ~pairs["faulty"]]
    nets = pd.Series(net, index=pairs.index)[low.index]
    shown = [_money(amount, currency) for amount, currency in zip(nets, low["currency_of_item"], strict=True)]
    words = [f"The net of the row is {amount}; it must be above zero." for amount in shown]
    return found(low["record"], faults.NET_NOT_POSITIVE, COMPONENTS[0], pd.Series(words, dtype="str"))


def bound_findings(pairs: pd.DataFrame, settled: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Records whose amounts would take a running sum out of its bounds, each sum told with what is left of it.

    ``before``: the findings so far; where a record was refunded before or its order is closed, sums say nothing new.
    """
    closed = before.loc[before["code"].isin([faults.ALREADY_REFUNDED, faults.ORDER_CANCELED]), "record"]
    broken = ~settled["stands"] & ~pairs["record"].isin(closed)
    rows = pairs[broken & (pairs["shipped"] > 0)]
    sums = settled.loc[rows.index, list(refund_sums.SUMS)]
    tables = [_outside(rows, sums[name], name, stored) for name, stored in zip(AMOUNTS, AMOUNT_COLUMNS, strict=True)]
    outside = together(tables)
    whole = rows[~rows["record"].isin(outside["record"]) & ~rows["faulty"]]
    cancels = pairs[broken & (pairs["state"] != UNSHIPPED)]
    return together([_too_many(cancels, settled), outside, _net_above(whole, sums.loc[whole.index])])


def _too_many(rows: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    left = rows["purchased"] - rows["shipped"] - rows["canceled"] - settled.loc[rows.index, refund_sums.UNITS]
    many = rows[rows[refund_sums.UNITS].fillna(0) > left]
    shown = units(left[many.index])
    words = "Item " + many["order_item_id"] + " has " + shown + " open."
    return found(many["record"], faults.CANCELS_TOO_MANY, refund_sums.UNITS, words)


def _outside(rows: pd.DataFrame, before: pd.Series, name: str, stored: str) -> pd.DataFrame:
    after = before + rows[name].fillna(0)
    charged = rows[stored].fillna(0)
    typed = rows[name].notna()
    low, high = rows[typed & (after < 0)], rows[typed & (after > charged)]
    code = faults.PROMOTION_ABOVE_DISCOUNT if name in PROMOTIONS else faults.ABOVE_CHARGED
    given = "given, {} taken back" if name in PROMOTIONS else "charged, {} refunded"
    return together(
        [
            found(
                low["record"],
                faults.BELOW_ZERO,
                name,
                _left(low, before, stored, f"{name} would fall below zero", given),
            ),
            found(high["record"], code, name, _left(high, before, stored, f"{name} is more than is left", given)),
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
    after = sums.to_numpy() + rows[list(refund_sums.SUMS)].fillna(0).to_numpy(dtype="int64")
    charged = np.column_stack([rows[list(AMOUNT_COLUMNS)].fillna(0).to_numpy(dtype="int64"), after[:, -1]])
    above = rows[refund_sums.net(after) > refund_sums.net(charged)]
    most = pd.Series(refund_sums.net(charged), index=rows.index)[above.index]
    words = [
        f"The refunds of the item would exceed its charges less discounts, {_money(amount, currency)}."
        for amount, currency in zip(most, above["currency_of_item"], strict=True)
    ]
    return found(above["record"], faults.NET_ABOVE_CHARGED, COMPONENTS[0], pd.Series(words, dtype="str"))


def _money(minor: object, currency: str) -> str:
    code = "" if pd.isna(currency) else str(currency)
    return f"{as_decimal(int(str(minor)), code)} {code}".strip()
