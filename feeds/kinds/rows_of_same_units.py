"""Judges several records of one file about the same units: parcels of one order, repeated rows, contradicting edits.

Rules: 2.4 and 2.5, records without an item that name different tracking-numbers are parcels, and nothing shows what is
in each; records that are equal in every column that is read are one package.
"""

from collections.abc import Sequence

import pandas as pd

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import COLUMNS, combined, finding, none_found, refused_records
from feeds.kinds.matching import first_of_each, listed, open_items, row_key, with_cells
from schemas import faults

_ITEM, _NUMBER = "order-item-id", "tracking-number"


def of_whole_orders(records: pd.DataFrame) -> pd.DataFrame:
    """The records without an item whose order has several such records; most files have few."""
    whole = records[_ITEM].isna() & ~records["item_at_fault"] & records["order-id"].notna()
    if whole.sum() < 2:
        return records[:0]
    named = records if whole.all() else records[whole]
    return named[named["order-id"].duplicated(keep=False)]


def repeated(several: pd.DataFrame, read: Sequence[str]) -> pd.Series:
    """The records that equal an earlier one in every column of ``read``, with the number of the first equal one."""
    sound = several[~several["faulty"]]
    keys = row_key(sound[name] for name in ("order-id", *read)) if len(sound) else pd.Series(dtype="str")
    first = pd.Series(sound.index, index=sound.index).groupby(keys).transform("first")
    repeats: pd.Series = first[first != first.index].astype("int64")
    return repeats


def with_repeated(findings: pd.DataFrame, repeats: pd.Series) -> pd.DataFrame:
    """The findings, copied to the records that repeat a record, and Warnings on repeats of records that are applied.

    ``repeats``: for each repeating record, the record that it equals.
    """
    if repeats.empty:
        return findings
    copies = findings.merge(repeats.rename("record").rename_axis("copy").reset_index(), on="record")
    copies = copies.assign(record=copies["copy"])[list(COLUMNS)]
    applied = repeats[~repeats.isin(refused_records(findings))]
    return combined([findings, copies, finding(applied.index, faults.SAME_IN_FILE, "order-id", _equal_to(applied))])


def _equal_to(records: pd.Series) -> pd.Series:
    return "The row is equal to record " + records.astype("str") + " in every column that is read: it is that package."


def parcel_findings(several: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Errors on records without an item that name different tracking-numbers for one order.

    ``pairs``: all records with their items; one that is a package of an earlier upload changes nothing and stays good.
    """
    if several.empty:
        return none_found()
    # Hyphens do not count, as labels print a number with or without them; an empty cell contradicts a number too.
    numbers = several[_NUMBER].replace(NULL_WORD, "").fillna("").str.upper().str.replace("-", "", regex=False)
    several = several[numbers.groupby(several["order-id"]).transform("nunique") > 1]
    named = pairs[pairs["record"].isin(several.index)]
    same = named.loc[named["role"] == "same", "record"]
    parcels = first_of_each(named[~named["record"].isin(same)])
    if parcels.empty:
        return none_found()
    everyone = several.index.astype("str").to_series(index=several.index).groupby(several["order-id"])
    numbered = parcels["order_id"].map(everyone.agg(lambda texts: listed(texts, " and "))).astype("str")
    words = "Records " + numbered + " of this file name order " + parcels["order_id"]
    words += " with different tracking-numbers and without items: nothing tells what is in each parcel."
    advice = "The order has " + parcels["order_id"].map(open_items(named)).astype("str") + "."
    return finding(parcels["record"], faults.PARCELS_UNCLEAR, _NUMBER, words, advice)


def edit_findings(edits: pd.DataFrame, records: pd.DataFrame, read: Sequence[str]) -> pd.DataFrame:
    """Findings on records that would edit the same package: equal ones are one edit, otherwise all are refused.

    ``edits``: the pairs of records that edit, with their ``package_no``; a faulty one contradicts the others too.
    """
    aimed = edits[edits["package_no"].notna()]
    shared = aimed[aimed["package_no"].duplicated(keep=False)]
    if shared.empty:
        return none_found()
    shared = with_cells(shared, records, read)
    keys = row_key(shared[name] for name in read)
    other = keys.groupby(shared["package_no"]).transform("nunique") > 1
    again = shared[~other & ~shared["record"].isin(shared.loc[other, "record"]) & shared["package_no"].duplicated()]
    refused = shared[other & ~shared["faulty"]].drop_duplicates("record")
    everyone = shared["record"].astype("str").groupby(shared["package_no"]).agg(lambda texts: listed(texts, " and "))
    said = "Records " + refused["package_no"].map(everyone).astype("str") + " of this file"
    first = again["package_no"].map(shared.drop_duplicates("package_no").set_index("package_no")["record"])
    return combined(
        [
            finding(
                refused["record"],
                faults.EDITS_TOGETHER,
                _NUMBER,
                said + " would each edit the same package of item " + refused["order_item_id"] + ".",
            ),
            finding(again["record"], faults.SAME_IN_FILE, "order-id", _equal_to(first)),
        ]
    )
