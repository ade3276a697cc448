"""One upload: a file's records checked, judged against the order table and written, in one transaction.

The caller opens the transaction and commits it or rolls it back, so that a check does all that an upload does.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from feeds import resubmitted_records
from feeds.changes import words
from feeds.changes.history import Author, list_upload, part_of_history
from feeds.checking.cell_meanings import read_cells
from feeds.checking.check import Checked, check, narrowed
from feeds.checking.column_damage import in_several_orders, whole_columns
from feeds.checking.excluded_rows import refused_by_words
from feeds.checking.findings import (
    combined,
    error_codes,
    finding,
    messages_in_parts,
    none_found,
    of_the_file,
    refused_records,
)
from feeds.checking.tracking.column import NUMBER
from feeds.checking.tracking.wrong_rows import IS_NUMBER, of_other_orders
from feeds.checking.unread_columns import unread, with_quiet_names, with_way_out
from feeds.corrected_rows import as_refused, corrected_elsewhere, told_once
from feeds.judging import judge
from feeds.kinds.kind import Changes, Facts, Kind, Occasion
from feeds.kinds.matching import is_in
from feeds.kinds.tracking_checks import without_doubtful, zeros_lost
from feeds.order_facts import fetch, given_before, parties
from feeds.order_numbers import order_numbers
from feeds.reading.file_names import printable
from feeds.reading.sheet import Sheet
from feeds.uploaded_file import Fatal, UploadedFile, fingerprint
from schemas import faults, progress
from schemas.faults import FAULTS
from schemas.source_rows import packed
from schemas.store import stored_rows
from schemas.store.history import UPLOAD_FAULTS, UPLOAD_PLACES, UPLOADS, undone_uploads


@dataclass(frozen=True)
class Applied:
    """The result of a file: the upload that has its result, an earlier one if the file is a repeat."""

    upload_no: int
    repeat: bool = False


@dataclass(frozen=True)
class Ready:
    """A file that was read and whose cells were checked, before the order table is queried."""

    file: UploadedFile
    checked: Checked | None = None
    fingerprint: str | None = None


def ready(file: UploadedFile) -> Ready:
    """Checks the cells of a file; needs no order table, so it runs before the transaction."""
    if file.sheet is None or file.kind is None:
        return Ready(file)
    progress.stage("checking", len(file.sheet.cells), file.path)
    sheet = with_quiet_names(file.sheet, file.kind)
    reading = read_cells(sheet, file.kind.schema, file.kind.settles)
    checked = check(replace(sheet, cells=reading.cells), file.kind.schema, reading.findings)
    checked = zeros_lost(narrowed(checked, file.directions.region, file.sheet.cells), file.sheet.kinds)
    checked = whole_columns(checked, file.sheet, file.kind.schema, file.directions)
    if file.directions.strict_tracking:
        checked = without_doubtful(checked)
    item = reading.cells.get(file.kind.item_heading)
    # An illegible item is not a missing one: a missing item would mean the whole order.
    at_fault = checked.records[file.kind.item_heading].isna() & (False if item is None else item.notna())
    records = checked.records.assign(item_at_fault=at_fault).join(reading.unsettled).join(unread(sheet, file.kind))
    refused = refused_by_words(sheet, file.kind, file.directions.conditions)
    records["faulty"] |= records.index.isin(refused["record"])
    whole = replace(checked, records=records, findings=combined([of_the_file(file.sheet), checked.findings, refused]))
    clean = not len(refused_records(whole.findings))
    return Ready(file, whole, fingerprint(reading.marked, file.kind) if clean else None)


def apply(connection: Connection, merchant: str, ready: Ready, occasion: Occasion, *, strict: bool = False) -> Applied:
    """Judges a file and writes its changes, its faults and its row in the list of uploads.

    ``connection`` is inside a write transaction. ``strict``: all records or none.
    """
    file, checked = ready.file, ready.checked
    if file.fatal or checked is None or file.kind is None or file.sheet is None:
        return Applied(_record_fatal(connection, merchant, file, occasion))
    if not occasion.again and (earlier := _earlier(connection, merchant, file.kind, ready.fingerprint)):
        return Applied(earlier, repeat=True)
    if len(checked.shared):
        orders = checked.records.loc[checked.shared.index, "order-id"].drop_duplicates()
        checked = in_several_orders(checked, parties(connection, merchant, orders), file.sheet, file.directions)
    checked = as_refused(checked, file.sheet, file.directions, again=occasion.again)
    checked = replace(checked, findings=combined([corrected_elsewhere(file.sheet), checked.findings]))
    kind = file.kind
    occasion = replace(occasion, trusted=file.directions.trusted)

    progress.stage("looking up", len(checked.records), file.path)
    order_nos = order_numbers(connection, merchant, checked.records["order-id"])

    def facts_of(part: pd.DataFrame) -> Facts:
        return fetch(connection, merchant, part, order_nos[part.index], kind, occasion.terms)

    judgement = judge(kind, checked.records, facts_of, occasion, order_nos, file.path)
    findings = with_way_out(told_once(combined([checked.findings, judgement.findings])), file.sheet)
    changes, already = judgement.changes, judgement.already
    findings = combined([findings, _given_before(connection, merchant, checked.records, findings, changes["edit"])])
    if strict and len(refused_records(findings)):
        changes, findings = Changes(), _all_refused(checked.records, findings)
    findings = _of_applied(findings)
    progress.stage("writing", len(checked.records), file.path)
    counts = counted(checked.records, refused_records(findings), changes, already)
    upload_no = _record(connection, merchant, ready, findings, occasion, counts)
    resubmitted_records.save(connection, merchant, upload_no, file, refused_records(findings), already)
    with part_of_history(connection, upload_no):
        words.write(connection, Author(merchant, upload_no, occasion.as_of), changes)
    return Applied(upload_no)


def _of_applied(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings without those on shared tracking numbers of refused records: nothing ships under these numbers."""
    shared = findings["code"] == faults.NUMBER_OF_OTHER_ORDER
    return findings[~(shared & findings["record"].isin(refused_records(findings)))]


def _given_before(
    connection: Connection, merchant: str, records: pd.DataFrame, findings: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """Warnings on applied records whose tracking numbers earlier uploads gave for other buyers or addresses.

    ``edits``: the file's own edits of packages; a package that gets another number no longer counts for its former one.
    """
    if NUMBER not in records:
        return none_found()
    # Records for which the file itself already shows this.
    told = pd.Index(findings.loc[findings["code"] == faults.NUMBER_OF_OTHER_ORDER, "record"])
    numbered = records[records[NUMBER].notna() & ~records.index.isin(refused_records(findings).union(told))]
    numbered = numbered[numbered[NUMBER].str.contains(IS_NUMBER)]
    given = given_before(connection, merchant, numbered[NUMBER])
    if len(edits):
        changed = edits.loc[edits["field"] == "tracking_number", ["package_no", "before"]]
        held = pd.MultiIndex.from_frame(given[["package_no", "tracking_number"]])
        given = given[~held.isin(pd.MultiIndex.from_frame(changed))]
    numbered = numbered[is_in(numbered[NUMBER], given["tracking_number"])]
    orders = pd.concat([numbered["order-id"], given["order_id"]]).drop_duplicates()
    return of_other_orders(numbered, given, parties(connection, merchant, orders))


def _earlier(connection: Connection, merchant: str, kind: Kind, mark: str | None) -> int | None:
    if mark is None or not kind.repeats:
        return None
    same = (UPLOADS.c.merchant_id == merchant) & (UPLOADS.c.fingerprint == mark) & (UPLOADS.c.state == "applied")
    query = select(UPLOADS.c.upload_no).where(same).order_by(UPLOADS.c.upload_no.desc())
    standing = set(connection.execute(query).scalars()) - undone_uploads(connection, merchant)
    return max(standing, default=None)


def _all_refused(records: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    good = records.index.difference(refused_records(findings))
    words = "not applied: strict. The row is good, but other rows of the file are refused."
    return combined([findings, finding(good, faults.NOT_APPLIED_STRICT, "order-id", words)])


def _record(
    connection: Connection,
    merchant: str,
    ready: Ready,
    findings: pd.DataFrame,
    occasion: Occasion,
    counts: dict[str, Any],
) -> int:
    """Writes the upload's row in the list of uploads, and its faults; returns its number."""
    file, sheet = ready.file, ready.file.sheet
    if sheet is None or file.kind is None:
        raise ValueError("a file without records has no findings to record")
    records, refused = len(sheet.cells), len(refused_records(findings))
    warnings = int((~findings["code"].isin(error_codes(findings))).sum())
    state = "applied" if not refused else "refused" if refused == records else "applied in part"
    upload_no = list_upload(
        connection,
        {
            "merchant_id": merchant,
            "kind": file.kind.name,
            "path": printable(file.path.absolute()),
            "as_of": occasion.as_of,
            "state": state,
            "records": records,
            "applied": records - refused,
            "refused": refused,
            "warnings": warnings,
            "fingerprint": ready.fingerprint,
            **counts,
        },
    )
    if records > refused:
        _keep_places(connection, upload_no, sheet)
    first = 1
    for table in messages_in_parts(findings, sheet):
        _keep_faults(connection, upload_no, table, first)
        first += len(table)
    return upload_no


def _record_fatal(connection: Connection, merchant: str, file: UploadedFile, occasion: Occasion) -> int:
    fatal = file.fatal or Fatal(faults.INTERNAL, f"{printable(file.path.name)}: {FAULTS[faults.INTERNAL].meaning}")
    listed = {"applied": 0, "refused": 0, "warnings": 0, "records": fatal.rows, "as_of": occasion.as_of}
    named = {"merchant_id": merchant, "path": printable(file.path.absolute()), "state": "Fatal"}
    upload_no = list_upload(connection, listed | named | {"kind": file.kind.name if file.kind else None})
    row = {"record": 0, "code": fatal.code, "message": fatal.sentence, "sheet": fatal.sheet, "heading": fatal.heading}
    _keep_faults(connection, upload_no, pd.DataFrame([row | {"remedy": FAULTS[fatal.code].remedy}]))
    return upload_no


def _keep_places(connection: Connection, upload_no: int, sheet: Sheet) -> None:
    """Stores where the records were in the file, so that a change can be traced to its cell."""
    place = {"sheet": sheet.name, "letters": json.dumps(sheet.columns), "record_rows": packed(sheet.rows)}
    connection.execute(UPLOAD_PLACES.insert(), place | {"upload_no": upload_no})


def _keep_faults(connection: Connection, upload_no: int, table: pd.DataFrame, first: int = 1) -> None:
    numbered = table.assign(upload_no=upload_no, fault_no=range(first, first + len(table)))
    stored_rows.insert(connection, UPLOAD_FAULTS, numbered)


def counted(records: pd.DataFrame, refused: pd.Index, changes: Changes, already: pd.DataFrame) -> dict[str, Any]:
    """The counts of the applied records, as the list of uploads keeps them.

    ``new_records`` did something for the first time, ``edited_records`` changed what was there, ``same_records``
    changed nothing; ``same_as``: JSON, the uploads that had already done the same. ``refused``: records that were not
    applied.
    """
    applied = pd.Series(~records.index.isin(refused), index=records.index)
    fresh = applied & _did(records, changes, edits=False)
    edited = applied & ~fresh & _did(records, changes, edits=True)
    same = applied & ~fresh & ~edited
    uploads = already.loc[already["record"].isin(same.index[same]), "upload_no"]
    return {
        "new_records": int(fresh.sum()),
        "edited_records": int(edited.sum()),
        "same_records": int(same.sum()),
        "same_as": json.dumps(sorted({int(number) for number in uploads.unique()})),
    }


def _did(records: pd.DataFrame, changes: Changes, *, edits: bool) -> pd.Series:
    """True for the records that changed something that was there, or did something for the first time."""
    done = pd.Series(data=False, index=records.index)
    for word in words.WORDS:
        rows = changes[word.name]
        if word.edits is edits and len(rows):
            done |= word.did(records, rows)
    return done
