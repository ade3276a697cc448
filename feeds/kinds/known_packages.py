"""Recognises records that are packages of earlier uploads, as they are now or were before a later edit.

Rules: 2.3, such a record is successful and changes nothing; an older file never reverts a newer one.
"""

from collections.abc import Iterator

import pandas as pd

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Facts
from feeds.kinds.matching import units, with_cells, with_occurrence
from feeds.kinds.packages import edits, package_key
from schemas import faults, fields
from schemas.carriers import same_carrier


def recognised(pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """For each pair the package that its record is or was: ``package_no``, and ``since``, the upload that edited it.

    Both are missing if the record is no package, ``since`` also if it is the package as it is now. A package matches
    one record at most.
    """
    known = _same_package(pairs, facts.packages)
    since = pd.Series(pd.NA, index=pairs.index, dtype="Int64")
    for was in _versions_before(facts.packages, facts.edits):
        met = _same_package(pairs[known.isna()], was[~was["package_no"].isin(known.dropna())]).dropna()
        since.loc[met.index] = was.set_index("package_no")["since"].reindex(met).to_numpy()
        known.loc[met.index] = met
    return pd.DataFrame({"package_no": known, "since": since})


def _same_package(pairs: pd.DataFrame, packages: pd.DataFrame) -> pd.Series:
    """For each pair the package_no of the package that its record is, missing if it is none.

    A record is a package if item, quantity, ship-date, carrier and tracking-number are equal; an empty quantity matches
    any. A whole-order record is compared only with packages of whole-order records.
    """
    answer = pd.Series(pd.NA, index=pairs.index, dtype="Int64")
    if packages.empty or pairs.empty:
        return answer
    sound = pairs[~pairs["faulty"]]
    single = sound[~sound["whole"]]
    typed = single["quantity"].notna()
    whole, asked = packages["whole_order"], packages["asked_quantity"].notna()
    for mine, theirs, numbers in (
        (sound[sound["whole"]], packages[whole], ["item_no"]),
        (single[typed], _nearest_first(packages, ~asked), ["item_no", "quantity"]),
        (single[~typed], _nearest_first(packages, asked), ["item_no"]),
    ):
        if len(mine):
            free = theirs[~theirs["package_no"].isin(answer.dropna())]
            left = with_occurrence(package_key(mine, numbers, ["ship-date", "tracking-number"], "carrier-code"))
            right = with_occurrence(package_key(free, numbers, ["ship_date", "tracking_number"], "carrier_code"))
            by_key = pd.Series(free["package_no"].to_numpy(), index=right.to_numpy(), dtype="Int64")
            answer.loc[mine.index] = by_key.reindex(left.to_numpy()).to_numpy()
    return answer.mask(_other_total(pairs, packages, answer))


def _nearest_first(packages: pd.DataFrame, otherwise: pd.Series) -> pd.DataFrame:
    """The packages, first those whose record was written like the compared ones, last those of whole-order records.

    ``otherwise``: true for packages whose record has a quantity and the compared ones do not, or the other way round.
    """
    far = packages["whole_order"].astype("int64") * 2 + otherwise
    return packages.assign(far=far).sort_values(["far", "package_no"])


def _other_total(pairs: pd.DataFrame, packages: pd.DataFrame, known: pd.Series) -> pd.Series:
    """True where a whole-order record has another quantity than its packages together."""
    held = known.map(packages.set_index("package_no")["quantity"])
    total = held.groupby(pairs["record"]).transform("sum")
    return pairs["whole"] & pairs["quantity"].notna() & (pairs["quantity"] != total)


def edited_since(pairs: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> pd.Series:
    """For each pair that would set a package back to what an earlier edit made of it: the upload that edited it since.

    Missing if the record changes something new. A record repeats an edit only if it fills every cell that the edit set.
    """
    answer = pd.Series(pd.NA, index=pairs.index, dtype="Int64")
    edited = pairs[pairs["package_no"].isin(facts.edits["package_no"])] if len(facts.edits) else pairs[:0]
    if edited.empty:
        return answer
    edited = with_cells(edited, records, fields.PACKAGE_EDITS.headings)
    changes = ~_agrees(edited, facts.packages)
    for was in _versions_before(facts.packages, facts.edits):
        met = changes & _agrees(edited, was[was["made_by"].notna()], "set_{}")
        since = edited["package_no"].map(was.set_index("package_no")["since"]).astype("Int64")
        answer.loc[edited.index[met]] = answer[edited.index[met]].fillna(since[met])
    return answer


def _agrees(pairs: pd.DataFrame, packages: pd.DataFrame, filled: str | None = None) -> pd.Series:
    """True where every filled cell equals the package's value.

    ``filled``: names the columns of ``packages`` that mark cells which must be filled, as ``set_{}``.
    """
    stored = packages.set_index("package_no").reindex(pairs["package_no"]).set_axis(pairs.index)
    agrees = pairs["package_no"].isin(packages["package_no"])
    for name, heading in fields.PACKAGE_EDITS.heading_of.items():
        typed, held = pairs[heading].mask(pairs[heading] == NULL_WORD).fillna(""), stored[name].fillna("").astype("str")
        if name == "carrier_code":
            typed, held = same_carrier(typed).astype("str"), same_carrier(held).astype("str")
        needed = stored[filled.format(name)].eq(other=True) if filled and filled.format(name) in stored else False
        agrees &= (typed == held).where(pairs[heading].notna(), ~pd.Series(needed, index=pairs.index))
    return agrees


def known_findings(pairs: pd.DataFrame, claims: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Warnings on records that are known packages and differ from them in other cells, or leave units open.

    ``pairs``: of good records; ``claims``: the pairs of the file that ship units, with ``taken``.
    """
    known = pairs[pairs["role"] == "same"].dropna(subset="package_no")
    if known.empty:
        return none_found()
    known = with_cells(known, records, fields.PACKAGE_EDITS.headings)
    differing = edits(known, facts.packages)
    differing = differing.assign(heading=differing["field"].map(fields.PACKAGE_EDITS.heading_of).astype("str"))
    since = known.dropna(subset="since").drop_duplicates("record").set_index("record")["since"]
    old = differing["record"].isin(since.index)
    return combined([_kept(differing[~old]), _edited(differing[old], since), _left_open(known, claims)])


def _kept(differing: pd.DataFrame) -> pd.DataFrame:
    words = "{} differs from the package confirmed before, which is kept."
    return combined(
        finding(rows["record"], faults.SAME_PACKAGE, name, words.format(name)) for name, rows in _by_heading(differing)
    )


def _edited(differing: pd.DataFrame, since: pd.Series) -> pd.DataFrame:
    """One finding for each record, in the first column that differs, with all values that the package has now."""
    differing = differing.drop_duplicates(["record", "heading", "before"])
    now = differing["heading"] + " is " + differing["before"].fillna("empty")
    holds = now.groupby(differing["record"]).agg(", ".join)
    first = differing.drop_duplicates("record")
    numbers = since.reindex(first["record"]).astype("str").set_axis(first.index)
    words = "The row was confirmed before, and upload " + numbers + " has edited its package since: "
    words += first["record"].map(holds).astype("str") + ", and stays."
    return combined(
        finding(rows["record"], faults.EDITED_SINCE, name, words[rows.index]) for name, rows in _by_heading(first)
    )


def _by_heading(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), part) for name, part in rows.groupby("heading")]


def _left_open(known: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Warnings on known packages with an empty quantity, if units of the item stay open after the file."""
    taken = claims.groupby("item_no")["taken"].sum()
    left = known["open"] - known["item_no"].map(taken).fillna(0).astype("int64")
    silent = known[known["quantity"].isna() & ~known["whole"] & (left > 0)].drop_duplicates("record")
    words = "quantity is empty, and the row is a package confirmed before. " + units(left[silent.index])
    words += " of item " + silent["order_item_id"] + " stay open."
    return finding(silent["record"], faults.UNITS_LEFT_OPEN, "quantity", words)


def _versions_before(packages: pd.DataFrame, edits: pd.DataFrame) -> Iterator[pd.DataFrame]:
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
