"""Edits of confirmed packages: which package a record edits, and what the edit changes."""

import pandas as pd

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import combined, finding
from feeds.kinds.matching import is_in, row_key, units, with_occurrence
from schemas import faults, fields
from schemas.carriers import same_carrier


def package_key(frame: pd.DataFrame, numbers: list[str], texts: list[str], carrier: str) -> pd.Series:
    """A key for each row, equal if the named numbers, texts (NULL counts as empty) and the carrier are equal."""
    plain = [frame[name].replace(NULL_WORD, "") for name in texts]
    return row_key([*(frame[name] for name in numbers), *plain, same_carrier(frame[carrier]).astype("str")])


def meets_open_package(pairs: pd.DataFrame, packages: pd.DataFrame, taken: pd.Series) -> pd.Series:
    """True where a record equals a package in tracking-number, carrier and quantity.

    ``taken``: for each pair the package that its record is; such records and packages are left out.
    """
    if packages.empty:
        return pd.Series(data=False, index=pairs.index)
    free = packages[~packages["package_no"].isin(taken.dropna())]
    tracked = pairs["tracking-number"].notna() & (pairs["tracking-number"] != NULL_WORD)
    asking = pairs[tracked & pairs["quantity"].notna() & ~pairs["whole"] & taken.isna() & ~pairs["faulty"]]
    mine = with_occurrence(package_key(asking, ["item_no", "quantity"], ["tracking-number"], "carrier-code"))
    theirs = with_occurrence(package_key(free, ["item_no", "quantity"], ["tracking_number"], "carrier_code"))
    return is_in(mine, theirs).reindex(pairs.index, fill_value=False)


def edited_package(pairs: pd.DataFrame, packages: pd.DataFrame) -> pd.Series:
    """For each pair the package that its record edits, missing if several or none could be meant.

    It is the item's only package, else the only one with the record's tracking-number, else the only one with its
    quantity. A whole-order record edits only packages that are the only one of their item.
    """
    if packages.empty:
        return pd.Series(pd.NA, index=pairs.index, dtype="Int64")
    only = _unique(packages, ["item_no"]).reindex(pairs["item_no"]).set_axis(pairs.index)
    by_number = _unique(packages.dropna(subset="tracking_number"), ["item_no", "tracking_number"])
    by_units = _unique(packages, ["item_no", "quantity"])
    single = ~pairs["whole"]
    for table, heading in ((by_number, "tracking-number"), (by_units, "quantity")):
        wanted = pd.MultiIndex.from_frame(pairs[["item_no", heading]])
        more = pd.Series(table.reindex(wanted).to_numpy(), index=pairs.index, dtype="Int64")
        only = only.fillna(more.where(single & pairs[heading].notna()))
    return only.astype("Int64")


def _unique(packages: pd.DataFrame, names: list[str]) -> pd.Series:
    """The package_no for each combination of the named columns that only one package has."""
    alone = packages[~packages.duplicated(names, keep=False)]
    return alone.set_index(names)["package_no"].astype("Int64")


def target_findings(pairs: pd.DataFrame, packages: pd.DataFrame, taken: pd.Series) -> pd.DataFrame:
    """Errors on impossible edits: no package was confirmed here, several could be meant, or the quantity differs.

    ``taken``: packages that other records of the file are; these must not be edited by the same file.
    """
    count = pairs["item_no"].map(packages["item_no"].value_counts()).fillna(0)
    none, unclear = pairs[count == 0].drop_duplicates("record"), pairs[(count > 0) & pairs["package_no"].isna()]
    beside = pairs[pairs["package_no"].isin(taken.dropna())].drop_duplicates("record")
    gone = "Item " + none["order_item_id"] + " is shipped, and no package of it was confirmed here."
    left = "Item " + beside["order_item_id"] + " has nothing open, and another row of this file is its package."
    return combined(
        [
            finding(none["record"], faults.NO_PACKAGE, "order-item-id", gone),
            finding(beside["record"], faults.TOO_MANY_UNITS, "quantity", left),
            finding(unclear["record"], faults.PACKAGE_UNCLEAR, "tracking-number", _candidates(unclear, packages)),
            _other_units(pairs, packages),
        ]
    )


def _other_units(pairs: pd.DataFrame, packages: pd.DataFrame) -> pd.DataFrame:
    """Errors on edits with another quantity than their packages have."""
    held = pairs["package_no"].map(packages.set_index("package_no")["quantity"])
    total = held.groupby(pairs["record"]).transform("sum")
    other = pairs[pairs["package_no"].notna() & pairs["quantity"].notna() & (pairs["quantity"] != total)]
    other = other.drop_duplicates("record")
    words = "The package that this row edits holds " + units(total[other.index]) + "; its quantity cannot be changed."
    advice = "Set it to " + total[other.index].astype("Int64").astype("str") + ", or leave it empty."
    return finding(other["record"], faults.TOO_MANY_UNITS, "quantity", words, advice)


def _candidates(pairs: pd.DataFrame, packages: pd.DataFrame) -> pd.Series:
    shown = units(packages["quantity"]) + " with " + packages["tracking_number"].fillna("no tracking-number")
    lists = shown.groupby(packages["item_no"]).agg(lambda texts: "; ".join(texts.head(10)))
    said = pairs["item_no"].map(lists).astype("str")
    return "Item " + pairs["order_item_id"] + " has several packages, and any could be meant: " + said + "."


def edits(pairs: pd.DataFrame, packages: pd.DataFrame) -> pd.DataFrame:
    """The changes that records make to packages: record, order_no, item_no, package_no, field, before, after.

    A filled cell overwrites, an empty one keeps, ``NULL`` deletes; a new carrier-code clears carrier-name.
    """
    keys = ["package_no", "record"]
    named = pairs[[*keys, "order_no", "item_no"]]
    parts = [_field(pairs, named, packages, name) for name in fields.PACKAGE_EDITS.columns if name != "carrier_name"]
    carrier = next(part for part in parts if (part["field"] == "carrier_code").all() and len(part) == len(pairs))
    moved = same_carrier(carrier["before"]).astype("str") != same_carrier(carrier["after"]).astype("str")
    cleared = pairs.assign(
        **{"carrier-name": pairs["carrier-name"].mask(moved & pairs["carrier-name"].isna(), NULL_WORD)}
    )
    parts.append(_field(cleared, named, packages, "carrier_name"))
    long = pd.concat(parts, ignore_index=True)
    return long[long["before"].fillna("") != long["after"].fillna("")].sort_values([*keys, "field"], ignore_index=True)


def _field(pairs: pd.DataFrame, named: pd.DataFrame, packages: pd.DataFrame, name: str) -> pd.DataFrame:
    typed = pairs[fields.PACKAGE_EDITS.heading_of[name]]
    part = named[typed.notna()].assign(field=name, after=typed.mask(typed == NULL_WORD)[typed.notna()])
    part = part.sort_values(["package_no", "record"], kind="stable")
    first = ~part["package_no"].duplicated()
    stored = part["package_no"].map(packages.set_index("package_no")[name]).astype("str")
    part["before"] = part["after"].groupby(part["package_no"]).shift().astype("str").mask(first, stored)
    return part
