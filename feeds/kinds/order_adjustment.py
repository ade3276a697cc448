"""Judges order adjustments: refunds of what was charged, by component, and open units canceled with a refund.

Rules: Seller Central, "Order Adjustment template" and "Issue a refund".
"""

import pandas as pd

from feeds.checking.amounts import OTHERWISE
from feeds.checking.findings import combined, finding, none_found, refused_records
from feeds.kinds import adjustment_findings
from feeds.kinds.adjustment_findings import (
    amount_findings,
    bound_findings,
    currency_findings,
    net_findings,
    order_findings,
    repeat_findings,
)
from feeds.kinds.doubtful_items import silent_amount_findings, twin_findings
from feeds.kinds.kind import Changes, Facts, Judgement, Kind, Occasion
from feeds.kinds.matching import paired, state_findings, unknown_findings
from schemas import faults, fields
from schemas.currencies import decimals, minor_units
from schemas.order_adjustment import AMOUNTS, CANCELING_REASONS, SCHEMA

_ITEM = "order-item-id"
_STORED = fields.REFUND.holding("money").column_of


def judge(records: pd.DataFrame, facts: Facts, occasion: Occasion) -> Judgement:
    """Decides what each record refunds and cancels; a record equal to an earlier adjustment is refused."""
    pairs = paired(records[records[_ITEM].notna()], facts, _ITEM)
    pairs, unclear = _settled(pairs)
    pairs, wrong = _converted(pairs)
    first = combined(
        [
            unclear,
            wrong,
            amount_findings(records),
            net_findings(pairs),
            unknown_findings(records, pairs, facts, _ITEM),
            state_findings(pairs, canceled=True),
            currency_findings(pairs),
            order_findings(pairs, facts.items),
            repeat_findings(pairs, facts, again=occasion.again),
            silent_amount_findings(pairs),
            none_found() if occasion.trusts(_ITEM) else twin_findings(pairs, facts.items, _ITEM),
        ]
    )
    pairs["counts"] = ~pairs["faulty"] & ~pairs["record"].isin(refused_records(first))
    settled = adjustment_findings.settle(pairs)
    findings = combined([first, bound_findings(pairs, settled, first)])
    good = ~pairs["record"].isin(refused_records(findings)) & settled["stands"]
    return Judgement(_changes(pairs[good], settled[good]), findings)


def _settled(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Settles amounts whose mark may separate thousands or decimals, or adds an Error.

    In an order's currency without decimals the mark separates thousands. Otherwise a point is a decimal point if the
    larger amount was never charged, and any other such amount is refused.
    """
    tables = []
    for name in AMOUNTS:
        if (other := OTHERWISE.format(name)) not in pairs:
            continue
        doubtful = pairs[pairs[other].notna() & pairs[name].notna()]
        first, second, currency = doubtful[name], doubtful[other], doubtful["currency_of_item"]
        comma, whole = ~first.str.contains(".", regex=False), (decimals(currency) == 0).fillna(value=False).astype(bool)
        thousands, pointed = first.where(comma, second), second.where(comma, first)
        charged = doubtful[_STORED[name]].fillna(0)
        possible = (minor_units(thousands, currency)["minor"].abs() <= charged).fillna(value=False).astype(bool)
        refused = ~whole & (comma | possible)
        taken = pointed.mask(whole, thousands)
        words = f"{name} can be " + pointed + " or " + thousands + "."
        read = f"{name} was read as " + taken + "."
        told = whole & ~comma | (~refused & comma)
        tables += [
            finding(doubtful.loc[refused, "record"], faults.AMOUNT_UNCLEAR, name, words[refused]),
            finding(doubtful.loc[told, "record"], faults.READ_AS, name, read[told]),
        ]
        settled = pairs[name].mask(pairs.index.isin(doubtful.index), taken.mask(refused).reindex(pairs.index))
        pairs = pairs.assign(**{name: settled, "faulty": pairs["faulty"] | pairs.index.isin(doubtful.index[refused])})
    return pairs, combined(tables)


def _converted(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Converts amounts to minor units of the order's currency and quantities to numbers; Errors on those that fail.

    ``asked`` is the quantity-cancelled as typed; it cancels units only with a canceling reason.
    """
    tables = []
    for name in AMOUNTS:
        converted = minor_units(pairs[name], pairs["currency_of_item"])
        fine, large = pairs[converted["decimals"]], pairs[converted["large"]]
        many = name + " has more decimals than " + fine["currency_of_item"].fillna("its currency") + "."
        tables += [
            finding(fine["record"], faults.AMOUNT_DECIMALS, name, many),
            finding(large["record"], faults.AMOUNT_TOO_LARGE, name, f"{name} is larger than the order table holds."),
        ]
        pairs = pairs.assign(**{name: converted["minor"]})
    wrong = combined(tables)
    asked = pd.to_numeric(pairs[adjustment_findings.UNITS]).astype("Int64")
    cancels = pairs["adjustment-reason-code"].isin(CANCELING_REASONS)
    faulty = pairs["faulty"] | pairs["record"].isin(wrong["record"])
    return pairs.assign(asked=asked, faulty=faulty, **{adjustment_findings.UNITS: asked.where(cancels)}), wrong


def _changes(good: pd.DataFrame, settled: pd.DataFrame) -> Changes:
    units = good[adjustment_findings.UNITS]
    cancels = good[units.notna()]
    cancel = cancels[["record", "order_no", "item_no"]].assign(
        quantity=units.dropna().astype("int64"),
        reason=cancels["adjustment-reason-code"],
        before=cancels["canceled"] + settled.loc[cancels.index, adjustment_findings.UNITS],
    )
    amounts = {stored: good[name] for name, stored in _STORED.items()}
    before = {f"before_refunded_{stored}": settled[name] for name, stored in _STORED.items()}
    refund = good[["record", "order_no", "item_no"]].assign(
        reason=good["adjustment-reason-code"],
        currency=good["currency_of_item"],
        **amounts,
        item_promotion_id=good["item-promotion-id"],
        ship_promotion_id=good["ship-promotion-id"],
        quantity_cancelled=good["asked"],
        **before,
    )
    return Changes(cancel=cancel, refund=refund)


KIND = Kind(
    SCHEMA,
    judge,
    needs=frozenset({"refunds"}),
    by_order=True,
    settles=frozenset(AMOUNTS),
)
