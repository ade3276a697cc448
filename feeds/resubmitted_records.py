"""Finds the records of an upload that were refused in earlier uploads and come back, to close those refusals.

A row of a corrections workbook names its origin. Any other record is recognized by kind, order and item, wherever the
person corrected it, such as in a file of their own. A record that only repeats what the earlier upload itself applied
does not count as a refused one.
"""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from feeds.corrected_rows import origins
from feeds.kinds.matching import is_in, row_key, with_occurrence
from feeds.uploaded_file import UploadedFile
from schemas.faults import FAULTS
from schemas.store import stored_rows
from schemas.store.corrected_records import RETURNED_ROWS
from schemas.store.history import UPLOAD_FAULTS, UPLOADS, undone_uploads

_ORIGIN = ["of_upload", "of_record"]
_ITEM_HEADINGS = ("order-item-id", "amazon-order-item-code")
_IDS = ["order_id", "order_item_id"]


def save(
    connection: Connection, merchant: str, upload_no: int, file: UploadedFile, refused: pd.Index, already: pd.DataFrame
) -> None:
    """Stores which records of an upload come back, and whether they are applied now.

    ``refused``: records that are not applied. ``already``: record and upload_no of the records that an earlier upload
    had applied.
    """
    if file.sheet is None or file.kind is None:
        return
    came = origins(file.sheet).dropna(subset=["upload", "record"]).rename_axis("at").reset_index()
    records = _by_ids(file.sheet.cells)
    of_orders = UPLOAD_FAULTS.c.order_id.in_(stored_rows.listed(records["order_id"]))
    near = of_orders | UPLOAD_FAULTS.c.upload_no.in_(stored_rows.listed(came["upload"]))
    bad = _refused_before(connection, (merchant, file.kind.name), upload_no, near)
    if bad.empty:
        return
    named = came.rename(columns={"upload": "of_upload", "record": "of_record"}).merge(bad[_ORIGIN], on=_ORIGIN)
    named = _first_refused(connection, named)
    records = records.drop(came["at"])
    records["applied"] = ~records["at"].isin(refused)
    records["since"] = already.groupby("record")["upload_no"].min().reindex(records.index)
    still = _without(_open(connection, merchant, bad), named)
    rows = pd.concat([named[["at", *_ORIGIN]], _met(still[still["order_id"].notna()], records)])
    rows = rows.rename(columns={"at": "record"}).assign(upload_no=upload_no, applied=~rows["at"].isin(refused))
    stored_rows.insert(connection, RETURNED_ROWS, rows[list(RETURNED_ROWS.c.keys())])


def _refused_before(
    connection: Connection, whose: tuple[str, str], upload_no: int, near: ColumnElement[bool]
) -> pd.DataFrame:
    """Each refused record of earlier uploads that is ``near``: its upload, its number there, and the ids in its fault.

    ``whose``: the merchant and the kind.
    """
    errors = [code for code, fault in FAULTS.items() if fault.severity == "Error"]
    faults, uploads = UPLOAD_FAULTS.c, UPLOADS.c
    columns = [faults.upload_no.label("of_upload"), faults.record.label("of_record"), *(faults[name] for name in _IDS)]
    query = select(*columns).join(UPLOADS, uploads.upload_no == faults.upload_no)
    query = query.where(near, uploads.merchant_id == whose[0], uploads.kind == whose[1], uploads.state != "Fatal")
    query = query.where(uploads.refused > 0, uploads.upload_no < upload_no)
    query = query.where(faults.record > 0, faults.code.in_(errors)).order_by(faults.upload_no, faults.record)
    return stored_rows.read(connection, query, _IDS).drop_duplicates(_ORIGIN)


def _first_refused(connection: Connection, named: pd.DataFrame) -> pd.DataFrame:
    """The rows with the upload and record of their first refusal, also if their origin was itself a returned row."""
    rows = RETURNED_ROWS.c
    mine = rows.upload_no.in_(stored_rows.listed(named["of_upload"])) & rows.record.in_(
        stored_rows.listed(named["of_record"])
    )
    query = select(rows.upload_no, rows.record, rows.of_upload, rows.of_record)
    first = stored_rows.read(connection, query.where(mine)).set_index(["upload_no", "record"])
    if first.empty:
        return named
    met = first.reindex(pd.MultiIndex.from_frame(named[_ORIGIN])).set_axis(named.index)
    return named.assign(**{name: met[name].fillna(named[name]).astype("int64") for name in _ORIGIN})


def _open(connection: Connection, merchant: str, bad: pd.DataFrame) -> pd.DataFrame:
    """The refused records that nothing has put right and that are not returned rows of earlier uploads themselves."""
    rows, gone = RETURNED_ROWS.c, undone_uploads(connection, merchant)
    query = select(rows.upload_no, rows.record, rows.of_upload, rows.of_record, rows.applied)
    of_uploads, of_records = stored_rows.listed(bad["of_upload"]), stored_rows.listed(bad["of_record"])
    of_them = rows.of_upload.in_(of_uploads) & rows.of_record.in_(of_records)
    themselves = rows.upload_no.in_(of_uploads) & rows.record.in_(of_records)
    known = stored_rows.read(connection, query.where(of_them | themselves))
    right = known[known["applied"].astype(bool) & ~known["upload_no"].isin(gone)]
    came = known[["upload_no", "record"]].set_axis(_ORIGIN, axis=1)
    return _without(bad, pd.concat([right[_ORIGIN], came]))


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return rows[~is_in(row_key(rows[name] for name in _ORIGIN), row_key(others[name] for name in _ORIGIN))]


def _by_ids(cells: pd.DataFrame) -> pd.DataFrame:
    """The ids of each record as they were typed; ``at``: its record number."""
    blank = pd.Series(None, index=cells.index, dtype="str")
    item = next((cells[heading] for heading in _ITEM_HEADINGS if heading in cells), blank)
    order = cells.get("order-id", blank)
    return pd.DataFrame({"at": cells.index, "order_id": order, "order_item_id": item})


def _met(still: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Pairs records with the records that are ``still`` refused; columns at, of_upload, of_record."""
    met = pd.DataFrame(columns=["at", *_ORIGIN], dtype="int64")
    # A refused record without an item may have meant its whole order, and come back item by item.
    for ids, rows in ((_IDS, still), (_IDS[:1], still[still["order_item_id"].isna()])):
        near = records[is_in(row_key(records[name] for name in ids), row_key(rows[name] for name in ids))]
        for number, of_upload in rows.groupby("of_upload"):
            repeats = (near["since"] <= number).fillna(value=False).astype(bool)
            free = near[~repeats & ~near["at"].isin(met["at"])]
            met = pd.concat([met, _paired(_without(of_upload, met), free, ids)])
    return met


def _paired(refused: pd.DataFrame, records: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """Pairs records with equal ids one to one with refused ones; records that are applied come first."""
    first = records.sort_values(["applied", "at"], ascending=[False, True])
    left, right = (rows.assign(key=with_occurrence(row_key(rows[name] for name in ids))) for rows in (refused, first))
    return left[[*_ORIGIN, "key"]].merge(right[["at", "key"]], on="key")
