"""Judges order cancellations: of an item of which no unit has shipped, or of a whole order that has not shipped.

Rules: Seller Central, "Cancel orders" and "Order Cancellation template".
"""

import pandas as pd

from feeds.checking.findings import combined, finding, none_found, refused_records
from feeds.kinds.doubtful_items import twin_findings, unsaid_findings
from feeds.kinds.kind import Changes, Facts, Judgement, Kind, Occasion, none_before
from feeds.kinds.matching import paired, state_findings, unknown_findings
from feeds.kinds.named_items import with_named_items
from feeds.kinds.unread_parts import apart, part_findings, second_look
from schemas import faults
from schemas.order_cancellation import DEFAULT_REASON, SCHEMA
from schemas.states import open_units

_ITEM, _REASON = "amazon-order-item-code", "cancellation-reason-code"


def judge(records: pd.DataFrame, facts: Facts, occasion: Occasion) -> Judgement:
    """Decides what each record cancels; a record for units that are already canceled is good and changes nothing."""
    records, unread = apart(records)
    named = with_named_items(records, facts, _ITEM)
    records = named.records
    pairs = paired(records, facts, _ITEM, (_REASON,))
    parts = part_findings(_reached(pairs), unread, facts.items, _ITEM, "cancel")
    findings = combined(
        [
            named.findings,
            unknown_findings(records, pairs, facts, _ITEM),
            state_findings(pairs, canceled=False),
            _shipped_findings(pairs),
            parts.findings,
            unsaid_findings(pairs, records, _ITEM),
            none_found() if occasion.trusts(_ITEM) else twin_findings(pairs[~pairs["whole"]], facts.items, _ITEM),
        ]
    )
    good = pairs[~pairs["faulty"] & ~pairs["record"].isin(refused_records(findings))]
    units = open_units(good)
    # The first record that names an item cancels it; for later ones it is already canceled.
    cancels = good.assign(quantity=units)[(units > 0) & ~good["item_no"].duplicated()]
    reason = cancels[_REASON].fillna(DEFAULT_REASON)
    cancel = cancels[["record", "order_no", "item_no", "quantity"]].assign(reason=reason, before=cancels["canceled"])
    return Judgement(Changes(cancel=cancel), findings, parts.tally, _already(good, facts))


def _second_look(records: pd.DataFrame, judgement: Judgement, _: Occasion) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    return second_look(records, judgement.tally), none_found()


def _already(good: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The records with the earlier uploads that canceled units of their items."""
    if facts.cancellations.empty:
        return none_before()
    return good[["record", "item_no"]].merge(facts.cancellations, on="item_no")[["record", "upload_no"]]


def _reached(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that would cancel units, with these ``units``."""
    reached = pairs.assign(units=open_units(pairs), asked=pd.Series(pd.NA, pairs.index, dtype="Int64"))
    return reached[reached["units"] > 0]


def _shipped_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    shipped = pairs[pairs["shipped"] > 0].drop_duplicates("record")
    whole, single = shipped[shipped["whole"]], shipped[~shipped["whole"]]
    return combined(
        [
            finding(
                whole["record"],
                faults.PARTLY_SHIPPED,
                "order-id",
                "Units of order " + whole["order_id"] + " have shipped, so the order cannot be canceled.",
            ),
            finding(
                single["record"],
                faults.PARTLY_SHIPPED,
                _ITEM,
                "Units of item " + single["order_item_id"] + " have shipped, so it cannot be canceled.",
            ),
        ]
    )


KIND = Kind(
    SCHEMA,
    judge,
    needs=frozenset({"cancellations"}),
    repeats=False,
    item_heading=_ITEM,
    by_order=True,
    means_parts=True,
    second_look=_second_look,
)
