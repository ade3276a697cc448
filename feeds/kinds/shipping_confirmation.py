"""Judges shipping confirmations: which records ship units, edit a package that has shipped, or are refused.

Rules: Seller Central, "Confirm shipment", "Edit a shipping confirmation" and "Valid Tracking Rate".
"""

import pandas as pd

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import combined, finding, none_found, refused_records
from feeds.kinds import known_packages, matching, packages, rows_of_same_units, ship_dates, unread_parts
from feeds.kinds.doubtful_items import twin_findings, unsaid_findings
from feeds.kinds.kind import BUYER_CANCEL, Changes, Facts, Judgement, Kind, Occasion, none_before
from feeds.kinds.matching import (
    among_earlier,
    among_equal,
    first_of_each,
    open_items,
    paired,
    state_findings,
    unknown_findings,
    with_cells,
)
from feeds.kinds.named_items import with_named_items
from feeds.kinds.ship_dates import SHIP_DATE, settled, ship_date_findings
from feeds.kinds.tracking_checks import SENT_BY, carrier_warnings
from feeds.kinds.unread_parts import apart, part_findings
from schemas import carriers, faults, fields
from schemas.deadlines import deadline
from schemas.shipping_confirmation import SCHEMA
from schemas.states import open_units
from schemas.text_columns import whole_numbers

_ITEM = "order-item-id"
# The cells that a record is judged by; the others are only added where they are written or compared with stored ones.
_JUDGED_BY = ("quantity", SHIP_DATE, "carrier-code", "tracking-number")
# All cells that are read of a package: records equal in all of them are one package.
_READ = ("quantity", *fields.PACKAGE_EDITS.headings)
_MOST_NAMED = 10


def judge(records: pd.DataFrame, facts: Facts, occasion: Occasion) -> Judgement:
    """Decides what each record does: it ships open units, is a package that shipped before, or edits one."""
    records, unread = apart(records)
    named = with_named_items(_converted(records), facts, _ITEM)
    records, settling = settled(named.records, facts.items, occasion.as_of)
    several = rows_of_same_units.of_whole_orders(records)
    repeats = rows_of_same_units.repeated(several, _READ)
    records = records.drop(repeats.index) if len(repeats) else records
    pairs = _with_roles(paired(records, facts, _ITEM, _JUDGED_BY), records, facts, occasion)
    unclear = rows_of_same_units.parcel_findings(several.drop(repeats.index), pairs)
    # Unclear records edit nothing, so they must not contradict other edits.
    pairs["role"] = pairs["role"].mask(pairs["record"].isin(unclear["record"]) & (pairs["role"] == "edit"), "")
    parts = part_findings(_reached(pairs), unread, facts.items, _ITEM, "ship")
    first = combined(
        [
            named.findings,
            settling,
            unknown_findings(records, pairs, facts, _ITEM),
            state_findings(pairs, canceled=True),
            ship_date_findings(pairs, records, occasion),
            _role_findings(pairs),
            _requested(pairs, faults.BUYER_CANCELS_REFUSED) if BUYER_CANCEL in occasion.refused else none_found(),
            parts.findings,
            unclear,
            _target_findings(pairs, records, facts),
            _code_findings(pairs, records, facts),
            unsaid_findings(pairs[pairs["role"] != "same"], records, _ITEM),
            none_found() if occasion.trusts(_ITEM) else twin_findings(_single(pairs), facts.items, _ITEM),
        ]
    )
    pairs["counts"] = ~pairs["faulty"] & ~pairs["record"].isin(refused_records(first))
    claims = matching.settle_records(_claims(pairs))
    late = _claim_findings(claims)
    good = pairs[pairs["counts"] & ~pairs["record"].isin(refused_records(late))]
    sound = ~records["faulty"] & ~records.index.isin(refused_records(combined([first, late])))
    sent = records.loc[sound, list(SENT_BY)]
    known = known_packages.known_findings(good, claims, records, facts)
    warned = [carrier_warnings(sent, good, facts), known, _requested(good, faults.BUYER_CANCELS)]
    told = rows_of_same_units.with_repeated(combined([first, late, *warned]), repeats)
    return Judgement(_changes(good, claims, records, facts), told, parts.tally, _already(good, facts))


def _second_look(
    records: pd.DataFrame, judgement: Judgement, occasion: Occasion
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """The records marked for what ship-dates and unread columns of the whole file show, or None; and the findings."""
    dated, findings = ship_dates.second_look(records, judgement.findings, occasion)
    named = unread_parts.second_look(records if dated is None else dated, judgement.tally)
    return (dated if named is None else named), findings


def _single(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of records that name their item and may change it."""
    return pairs[~pairs["whole"] & (pairs["role"] != "same")]


def _converted(records: pd.DataFrame) -> pd.DataFrame:
    """The records with NULL as an empty item or quantity, and carriers in the marketplace's spelling."""
    plain = {name: _without_null(records[name]) for name in (_ITEM, "quantity")}
    quantity = whole_numbers(plain["quantity"])
    canonical = carriers.canonical(records["carrier-code"])
    return records.assign(**{_ITEM: plain[_ITEM], "quantity": quantity, "carrier-code": canonical})


def _without_null(cells: pd.Series) -> pd.Series:
    """The cells, with the word NULL as missing."""
    is_null = cells == NULL_WORD
    return cells.mask(is_null) if is_null.any() else cells


def _with_roles(pairs: pd.DataFrame, records: pd.DataFrame, facts: Facts, occasion: Occasion) -> pd.DataFrame:
    """Adds ``open`` (units), ``package_no``, ``since`` (the upload that edited it) and ``role``.

    A role is same (a known package), edit, late (past the deadline), gone (nothing open) or ship.
    """
    pairs = pairs.assign(open=open_units(pairs))
    nothing = pd.DataFrame({"package_no": pd.NA, "since": pd.NA}, index=pairs.index, dtype="Int64")
    known = nothing if occasion.again else known_packages.recognised(pairs, facts)
    is_known = known["package_no"].notna()
    is_same = among_equal(is_known, pairs["record"], "any")
    still, shipped = (among_equal(pairs[name], pairs["record"], "sum") for name in ("open", "shipped"))
    edit = (still == 0) & (shipped > 0) & (pairs["shipped"] > 0)
    if not occasion.again:
        edit |= (pairs["open"] > 0) & packages.meets_open_package(pairs, facts.packages, known["package_no"])
    overdue = occasion.as_of >= deadline(pairs, occasion.terms)
    role = pd.Series("ship", index=pairs.index, dtype="str")
    role = role.mask((still > 0) & overdue, "late").mask(still == 0, "gone")
    role = role.mask(edit, "edit").mask(is_same, "same")
    pairs["role"] = role.mask(is_known, "edit") if occasion.edit else role
    target = packages.edited_package(pairs, facts.packages)
    pairs["package_no"] = known["package_no"].fillna(target.where(pairs["role"] == "edit"))
    pairs["since"] = known["since"]
    return pairs if occasion.again or occasion.edit else _without_reverts(pairs, records, facts)


def _without_reverts(pairs: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The pairs, with role ``same`` for records that would set packages back to what an earlier edit made of them."""
    edits = pairs[(pairs["role"] == "edit") & pairs["package_no"].notna()]
    since = known_packages.edited_since(edits, records, facts).dropna()
    if since.empty:
        return pairs
    old = pairs["record"].isin(edits.loc[since.index, "record"]) & (pairs["role"] == "edit")
    return pairs.assign(role=pairs["role"].mask(old, "same"), since=pairs["since"].fillna(since))


def _reached(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that would ship or edit units, with these ``units`` and the quantity ``asked`` for."""
    edits = pairs["role"] == "edit"
    rows = pairs[edits | ((pairs["role"] == "ship") & (pairs["open"] > 0))]
    return rows.assign(units=rows["open"].mask(edits[rows.index], rows["shipped"]), asked=rows["quantity"])


def _role_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    late = first_of_each(pairs[pairs["role"] == "late"])
    gone = pairs[(pairs["role"] == "gone") & ~pairs["whole"] & (pairs["state"] != "Canceled")]
    passed = "The deadline for confirming order " + late["order_id"] + " has passed."
    return combined(
        [
            finding(late["record"], faults.DEADLINE_PASSED, "order-id", passed),
            finding(gone["record"], faults.ORDER_CANCELED, _ITEM, "Item " + gone["order_item_id"] + " is canceled."),
        ]
    )


def _requested(pairs: pd.DataFrame, code: int) -> pd.DataFrame:
    """Findings on records that would ship what the buyer has asked to cancel."""
    asked = pairs[(pairs["role"] == "ship") & (pairs["open"] > 0) & pairs["cancel_requested"]]
    words = "The buyer asked to cancel item " + asked["order_item_id"] + " of order " + asked["order_id"] + "."
    return finding(asked["record"], code, "order-id", words)


def _target_findings(pairs: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    edits = pairs[pairs["role"] == "edit"]
    if edits.empty:
        return none_found()
    taken = pairs.loc[pairs["role"] == "same", "package_no"]
    targets = packages.target_findings(edits, facts.packages, taken)
    return combined([targets, rows_of_same_units.edit_findings(edits, records, _READ)])


def _code_findings(pairs: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Errors on records with more Transparency codes than units: a code belongs to one unit."""
    typed = records["transparency_code"]
    holding = records.index[typed.notna() & (typed != NULL_WORD)]
    if holding.empty:
        return none_found()
    coded = with_cells(pairs[pairs["record"].isin(holding)], records, ["transparency_code"])
    stored = coded["package_no"].map(facts.packages.set_index("package_no")["quantity"]).astype("Int64")
    units = stored.fillna(coded["open"]).groupby(coded["record"]).transform("sum")
    codes = coded["transparency_code"].str.count(",") + 1
    many = coded[codes > coded["quantity"].fillna(units)].drop_duplicates("record")
    words = "The row has more Transparency codes than units."
    return finding(many["record"], faults.CODES_ABOVE_UNITS, "transparency_code", words)


def _claims(pairs: pd.DataFrame) -> pd.DataFrame:
    claims = pairs[(pairs["role"] == "ship") & (pairs["open"] > 0)]
    return claims.assign(want=claims["quantity"].mask(claims["whole"]), asked=claims["quantity"], mismatch=False)


def _claim_findings(claims: pd.DataFrame) -> pd.DataFrame:
    """Errors on records that ask for more units than are open at their turn."""
    got = among_equal(claims["taken"], claims["record"], "sum") > 0
    short = (claims["left"] <= 0) | claims["mismatch"] | (claims["want"].fillna(0) > claims["left"])
    # A whole-order record is short only if no item has anything open.
    short &= ~claims["whole"] | claims["mismatch"] | (among_equal(claims["left"], claims["record"], "max") <= 0)
    refused = claims[~got & short]
    missed = refused.drop_duplicates("record")
    unlike = refused[refused["mismatch"]]
    held = open_items(unlike.assign(open=unlike["left"]))
    named = missed["order_id"].where(missed["mismatch"]).map(held).astype("str")
    advice = ("Name the item: order " + missed["order_id"] + " has " + named + ".").fillna("")
    return finding(missed["record"], faults.TOO_MANY_UNITS, "quantity", _too_many(missed, claims), advice)


def _too_many(missed: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    words = "Item " + missed["order_item_id"] + " has " + missed["left"].astype("str") + " of "
    words += missed["purchased"].astype("str") + " units open"
    words = words.mask(missed["whole"], "Order " + missed["order_id"] + " has nothing open any more")
    differs = "A row without order-item-id ships all units open of order " + missed["order_id"]
    words = (words + _taken_by(missed, claims) + ".").mask(missed["mismatch"], differs + "; its quantity differs.")
    return words.astype("str")


def _taken_by(missed: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """In words, the earlier records of the file that took the units asked for; empty if none did."""
    took = claims.loc[(claims["taken"] > 0) & claims["order_no"].isin(missed["order_no"])]
    said = pd.Series("", index=missed.index, dtype="str")
    for key, asking in (("item_no", missed[~missed["whole"]]), ("order_no", missed[missed["whole"]])):
        takers = took[took[key].isin(asking[key])].drop_duplicates([key, "record"]).sort_values("record")
        named = takers[[key, "record"]].groupby(key).head(_MOST_NAMED)
        pairs = asking[["record", key]].reset_index().merge(named, on=key, suffixes=("", "_taker"))
        pairs = pairs[pairs["record_taker"] < pairs["record"]]
        numbers = pairs["record_taker"].astype("str").groupby(pairs["index"]).agg(", ".join)
        said.loc[numbers.index] = ", taken by record " + numbers + " of this file"
    return said


def _already(good: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The records that are packages or would edit them, with the uploads that confirmed or edited these."""
    known = good[good["role"].isin(["same", "edit"])].dropna(subset="package_no")
    if known.empty:
        return none_before()
    confirmed = facts.packages.set_index("package_no")["upload_no"]
    upload = known["package_no"].map(confirmed).astype("int64")
    if len(facts.edits):
        # If the package is now as the row has it, the upload of its last edit counts.
        last = facts.edits.drop_duplicates("package_no", keep="last").set_index("package_no")["upload_no"]
        edited = known["package_no"].map(last).astype("Int64")
        upload = edited.where(known["since"].isna()).fillna(upload).astype("int64")
    return pd.DataFrame({"record": known["record"], "upload_no": upload}, index=known.index)


def _changes(good: pd.DataFrame, claims: pd.DataFrame, records: pd.DataFrame, facts: Facts) -> Changes:
    ship = claims[claims["record"].isin(good["record"]) & (claims["taken"] > 0)]
    before = ship["shipped"] + among_earlier(ship["taken"], ship["item_no"])
    filled = {of.column: of.heading for of in fields.PACKAGE_EDITS if records[of.heading].notna().any()}
    cells = records[list(filled.values())].reindex(ship["record"].to_numpy()).set_axis(ship.index)
    columns = {name: _without_null(cells[heading]) for name, heading in filled.items()}
    numbers = ship[["record", "order_no", "item_no", "whole"]].assign(
        quantity=ship["taken"].astype("int64"), asked_quantity=ship["want"], before=before.astype("int64")
    )
    edit = with_cells(good[good["role"] == "edit"].dropna(subset="package_no"), records, fields.PACKAGE_EDITS.headings)
    edited = packages.edits(edit, facts.packages) if len(edit) else pd.DataFrame()
    return Changes(ship=numbers.assign(**columns), edit=edited)


KIND = Kind(
    SCHEMA,
    judge,
    needs=frozenset({"packages", "wishes"}),
    repeats=False,
    by_order=True,
    means_parts=True,
    settles=frozenset({SHIP_DATE}),
    second_look=_second_look,
)
