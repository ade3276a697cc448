"""Shipping confirmations: what ships, what edits a package that shipped, and what is refused.

Rules: Seller Central, "Confirm shipment", "Edit a shipping confirmation" and "Valid Tracking Rate".
"""

import pandas as pd

from feeds.checking import NULL_WORD
from feeds.findings import found, none_found, refused_records, together
from feeds.kinds import open_units, packages
from feeds.kinds.carrier_warnings import carrier_warnings
from feeds.kinds.kind import Changes, Facts, Judgement, Kind, Occasion
from feeds.kinds.matching import paired, state_findings, unknown_findings
from feeds.kinds.ship_dates import SHIP_DATE, settled, ship_date_findings
from schemas import carriers, faults
from schemas.deadlines import deadline
from schemas.shipping_confirmation import SCHEMA

_ITEM = "order-item-id"


def judge(records: pd.DataFrame, facts: Facts, occasion: Occasion) -> Judgement:
    """What each record does: ships open units, is a package that shipped before, or edits one."""
    spelled = records["carrier-code"]
    records, settling = settled(_converted(records), facts.items, occasion.as_of)
    pairs = _with_roles(paired(records, facts, _ITEM), facts, occasion)
    first = together(
        [
            settling,
            unknown_findings(records, pairs, facts, _ITEM),
            state_findings(pairs, canceled=True),
            ship_date_findings(pairs, occasion.as_of),
            _role_findings(pairs),
            _target_findings(pairs, facts),
            _code_findings(pairs, facts),
        ]
    )
    pairs["counts"] = ~pairs["faulty"] & ~pairs["record"].isin(refused_records(first))
    claims = open_units.settle_records(_claims(pairs))
    late = _claim_findings(claims)
    good = pairs[pairs["counts"] & ~pairs["record"].isin(refused_records(late))]
    refused = refused_records(together([first, late]))
    applied = records[~records["faulty"] & ~records.index.isin(refused)]
    told = [first, late, carrier_warnings(applied, spelled, good, facts), _kept_as_stored(good, facts)]
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
    if not occasion.again:
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


def _code_findings(pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Records with more Transparency codes than units: a code belongs to one unit."""
    coded = pairs[pairs["transparency_code"].notna() & (pairs["transparency_code"] != NULL_WORD)]
    if coded.empty:
        return none_found()
    stored = coded["package_no"].map(facts.packages.set_index("package_no")["quantity"]).astype("Int64")
    units = stored.fillna(coded["open"]).groupby(coded["record"]).transform("sum")
    codes = coded["transparency_code"].str.count(",") + 1
    many = coded[codes > coded["quantity"].fillna(units)].drop_duplicates("record")
    words = "The row has more Transparency codes than units."
    return found(many["record"], faults.CODES_ABOVE_UNITS, "transparency_code", words)


def _claims(pairs: pd.DataFrame) -> pd.DataFrame:
    claims = pairs[(pairs["role"] == "ship") & (pairs["open"] > 0)]
    return claims.assign(want=claims["quantity"].mask(claims["whole"]), asked=claims["quantity"], mismatch=False)


def _claim_findings(claims: pd.DataFrame) -> pd.DataFrame:
    """Records that ask for more than is open when their turn comes."""
    got = claims.groupby("record")["taken"].transform("sum") > 0
    short = (claims["left"] <= 0) | claims["mismatch"] | (claims["want"].fillna(0) > claims["left"])
    # A whole-order record is short only where it finds nothing open in any item.
    short &= ~claims["whole"] | claims["mismatch"] | (claims.groupby("record")["left"].transform("max") <= 0)
    missed = claims[~got & short].drop_duplicates("record")
    return found(missed["record"], faults.TOO_MANY_UNITS, "quantity", _too_many(missed, claims))


def _too_many(missed: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    took = claims[(claims["taken"] > 0) & claims["order_no"].isin(missed["order_no"])]
    earlier = took.groupby(["order_no", "item_no"])["record"].agg(list)
    took_before: dict[tuple[int, int], list[int]] = dict(zip(earlier.index.to_list(), earlier.to_list(), strict=True))

    def words(row: pd.Series) -> str:
        if row["mismatch"]:
            return f"A row without order-item-id ships all units open of order {row['order_id']}; its quantity differs."
        mine = [
            numbers
            for place, numbers in took_before.items()
            if place == (row["order_no"], place[1] if row["whole"] else row["item_no"])
        ]
        by = sorted({number for numbers in mine for number in numbers if number < row["record"]})
        by_whom = f", taken by record {', '.join(map(str, by[:10]))} of this file" if by else ""
        if row["whole"]:
            return f"Order {row['order_id']} has nothing open any more{by_whom}."
        return f"Item {row['order_item_id']} has {row['left']} of {row['purchased']} units open{by_whom}."

    return pd.Series([words(row) for _, row in missed.iterrows()], index=missed.index, dtype="str")


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
            faults.CODES_ABOVE_UNITS,
            faults.SAME_PACKAGE,
            faults.CARRIER_SPELLING,
            faults.CARRIER_UNTRACKED,
            faults.TRACKING_MISSING,
            faults.TRACKING_FORM,
            faults.TRACKING_CHECK_DIGIT,
            faults.TRACKING_OTHER_CARRIER,
            faults.READ_AS,
            faults.DAY_ORDER_UNCLEAR,
        }
    ),
    needs=frozenset({"packages"}),
    settles=frozenset({SHIP_DATE}),
)
