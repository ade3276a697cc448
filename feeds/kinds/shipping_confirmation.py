"""Shipping confirmations: what ships, what edits a package that shipped, and what is refused.

Rules: Seller Central, "Confirm shipment", "Edit a shipping confirmation" and "Valid Tracking Rate".
"""

import pandas as pd

from feeds.checking import NULL_WORD
from feeds.findings import found, none_found, refused_records, together
from feeds.kinds import open_units, packages
from feeds.kinds.kind import Changes, Facts, Judgement, Kind, Occasion
from feeds.kinds.matching import paired, state_findings, unknown_findings
from feeds.kinds.ship_dates import ship_date_findings
from schemas import carriers, faults
from schemas.deadlines import deadline
from schemas.shipping_confirmation import SCHEMA

_ITEM = "order-item-id"


def judge(records: pd.DataFrame, facts: Facts, occasion: Occasion) -> Judgement:
    """What each record does: ships open units, is a package that shipped before, or edits one."""
    spelled = records["carrier-code"]
    records = _converted(records)
    pairs = _with_roles(paired(records, facts, _ITEM), facts, occasion)
    first = together(
        [
            unknown_findings(records, pairs, facts, _ITEM),
            state_findings(pairs, canceled=True),
            ship_date_findings(pairs, occasion.as_of),
            _role_findings(pairs),
            _target_findings(pairs, facts),
        ]
    )
    pairs["counts"] = ~pairs["faulty"] & ~pairs["record"].isin(refused_records(first))
    claims = open_units.settle_records(_claims(pairs))
    late = _claim_findings(claims)
    good = pairs[pairs["counts"] & ~pairs["record"].isin(refused_records(late))]
    told = [first, late, _carrier_findings(records, spelled, pairs, facts), _kept_as_stored(good, facts)]
    return Judgement(_changes(good, claims, facts), together(told))


def _converted(records: pd.DataFrame) -> pd.DataFrame:
    """Checked text as judged: NULL names no item and no quantity, carriers are spelled as the marketplace does."""
    plain = {name: records[name].mask(records[name] == NULL_WORD) for name in (_ITEM, "quantity")}
    quantity = pd.to_numeric(plain["quantity"]).astype("Int64")
    canonical = carriers.canonical(records["carrier-code"]).astype("str")
    return records.assign(**{_ITEM: plain[_ITEM], "quantity": quantity, "carrier-code": canonical})


def _with_roles(pairs: pd.DataFrame, facts: Facts, occasion: Occasion) -> pd.DataFrame:
    """Adds ``open`` (units), ``package_no`` and ``role``: same, edit, late, gone or ship."""
    pairs = pairs.assign(open=pairs["purchased"] - pairs["shipped"] - pairs["canceled"])
    same = packages.same_package(pairs, facts.packages)
    if occasion.again:
        same = same.mask(same.notna())
    is_same = same.notna().groupby(pairs["record"]).transform("any")
    of_record = pairs.groupby("record")[["open", "shipped"]].transform("sum")
    edit = (of_record["open"] == 0) & (of_record["shipped"] > 0) & (pairs["shipped"] > 0)
    edit |= (pairs["open"] > 0) & packages.meets_open_package(pairs, facts.packages, same)
    overdue = occasion.as_of >= deadline(pairs["purchase_at"], occasion.terms)
    role = pd.Series("ship", index=pairs.index, dtype="str")
    role = role.mask((of_record["open"] > 0) & overdue, "late").mask(of_record["open"] == 0, "gone")
    pairs["role"] = role.mask(edit, "edit").mask(is_same, "same")
    target = packages.edited_package(pairs, facts.packages)
    pairs["package_no"] = same.fillna(target.where(pairs["role"] == "edit"))
    return pairs


def _role_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    late = pairs[pairs["role"] == "late"].drop_duplicates("record")
    gone = pairs[(pairs["role"] == "gone") & ~pairs["whole"] & (pairs["state"] != "Canceled")]
    passed = "The deadline for confirming order " + late["order_id"] + " has passed."
    return together(
        [
            found(late["record"], faults.DEADLINE_PASSED, "order-id", passed),
            found(gone["record"], faults.ORDER_CANCELED, _ITEM, "Item " + gone["order_item_id"] + " is canceled."),
        ]
    )


def _target_findings(pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    edits = pairs[pairs["role"] == "edit"]
    taken = pairs.loc[pairs["role"] == "same", "package_no"]
    return packages.target_findings(edits, facts.packages, taken) if len(edits) else none_found()


def _claims(pairs: pd.DataFrame) -> pd.DataFrame:
    claims = pairs[(pairs["role"] == "ship") & (pairs["open"] > 0)]
    return claims.assign(want=claims["quantity"].mask(claims["whole"]), asked=claims["quantity"], mismatch=False)


def _claim_findings(claims: pd.DataFrame) -> pd.DataFrame:
    """Records that ask for more than is open when their turn comes."""
    got = claims.groupby("record")["taken"].transform("sum") > 0
    missed = claims[~got & (claims["counts"] | claims["mismatch"] | claims["faulty"])]
    missed = missed[~missed["whole"] | ~missed["record"].duplicated()]
    wanting = (missed["left"] <= 0) | missed["mismatch"] | (missed["want"].fillna(0) > missed["left"])
    missed = missed[wanting]
    heading = "quantity"
    return found(missed["record"], faults.TOO_MANY_UNITS, heading, _too_many(missed, claims))


def _too_many(missed: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    took = claims[(claims["taken"] > 0) & claims["item_no"].isin(missed["item_no"])]
    earlier = took.groupby("item_no")["record"].agg(sorted).to_dict()

    def words(row: pd.Series) -> str:
        if row["mismatch"]:
            return f"The quantity of a row without order-item-id must be what is open of order {row['order_id']}."
        by = [record for record in earlier.get(row["item_no"], []) if record < row["record"]]
        by_whom = f", because record {', '.join(map(str, by[:10]))} of this file ships it first" if by else ""
        return f"Item {row['order_item_id']} has {row['left']} of {row['purchased']} units open{by_whom}."

    return pd.Series([words(row) for _, row in missed.iterrows()], index=missed.index, dtype="str")


def _carrier_findings(records: pd.DataFrame, spelled: pd.Series, pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Warnings: a carrier spelled otherwise, a carrier that is not tracked, a tracked one without a number."""
    codes = records["carrier-code"]
    other = codes.notna() & (codes != spelled)
    untracked = codes.notna() & ~carriers.is_trackable(codes)
    silent = codes.notna() & ~untracked & ~records.index.isin(_with_number(records, pairs, facts))
    return together(
        [
            found(
                records.index[other],
                faults.CARRIER_SPELLING,
                "carrier-code",
                "carrier-code " + spelled[other] + " was read as " + codes[other] + ".",
            ),
            found(
                records.index[untracked],
                faults.CARRIER_UNTRACKED,
                "carrier-code",
                codes[untracked] + " is a carrier that the marketplace cannot track.",
            ),
            found(
                records.index[silent],
                faults.TRACKING_MISSING,
                "tracking-number",
                "tracking-number is empty, though " + codes[silent] + " can be tracked.",
            ),
        ]
    )


def _with_number(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.Index:
    """Records whose package has a tracking-number: their own, or the stored one that an edit keeps."""
    typed = records["tracking-number"]
    numbered = facts.packages.loc[facts.packages["tracking_number"].notna(), "package_no"]
    kept = pairs.loc[pairs["package_no"].isin(numbered) & pairs["tracking-number"].isna(), "record"]
    return records.index[typed.notna() & (typed != NULL_WORD)].union(pd.Index(kept))


def _kept_as_stored(pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Warnings: a record is a package confirmed before, but its other cells differ from what is stored."""
    same = pairs[pairs["role"] == "same"].dropna(subset="package_no")
    differing = packages.edits(same, facts.packages) if len(same) else pd.DataFrame({"record": [], "field": []})
    heading = differing["field"].map(packages.FIELDS).astype("str")
    told = [
        found(
            group["record"],
            faults.SAME_PACKAGE,
            name,
            f"{name} differs from the package confirmed before, which is kept.",
        )
        for name, group in differing.groupby(heading)
    ]
    return together(told)


def _changes(good: pd.DataFrame, claims: pd.DataFrame, facts: Facts) -> Changes:
    ship = claims[claims["record"].isin(good["record"]) & (claims["taken"] > 0)]
    before = ship["shipped"] + ship.groupby("item_no")["taken"].cumsum() - ship["taken"]
    columns = {name: ship[heading].mask(ship[heading] == NULL_WORD) for name, heading in packages.FIELDS.items()}
    numbers = ship[["record", "order_no", "item_no", "whole"]].assign(
        quantity=ship["taken"].astype("int64"), asked_quantity=ship["want"], before=before.astype("int64")
    )
    edit = good[good["role"] == "edit"].dropna(subset="package_no")
    edited = packages.edits(edit, facts.packages) if len(edit) else pd.DataFrame()
    return Changes(ship=numbers.assign(**columns), edit=edited)


KIND = Kind(
    SCHEMA,
    judge,
    codes=frozenset(
        {
            faults.ORDER_NOT_FOUND,
            faults.TOO_MANY_UNITS,
            faults.ORDER_PENDING,
            faults.ORDER_CANCELED,
            faults.DEADLINE_PASSED,
            faults.SHIPPED_BEFORE_PURCHASE,
            faults.SHIPPED_IN_FUTURE,
            faults.PACKAGE_UNCLEAR,
            faults.NO_PACKAGE,
            faults.SAME_PACKAGE,
            faults.CARRIER_SPELLING,
            faults.CARRIER_UNTRACKED,
            faults.TRACKING_MISSING,
        }
    ),
    needs=frozenset({"packages"}),
)
