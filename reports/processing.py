"""The processing report of an upload: what was applied, and every fault with its place and its remedy.

The text is that of Seller Central, "Feed Processing Report"; its JSON twin adds sheet, cell, column, found value and
remedy of each fault.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path, PurePath
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from reports.flat_files import joined, printable
from reports.placing import put_where_free
from schemas.faults import FAULTS
from schemas.history import UPLOAD_FAULTS, UPLOADS

FATAL = "Fatal"
FAULT_COLUMNS = {
    "record": "int64",
    "order_id": "str",
    "order_item_id": "str",
    "code": "int64",
    "message": "str",
    "sheet": "str",
    "cell": "str",
    "heading": "str",
    "found": "str",
    "remedy": "str",
}
_HEADING = "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"
_KEYS = {"order_id": "order-id", "order_item_id": "order-item-id", "heading": "column"}


@dataclass(frozen=True)
class Outcome:
    """What became of one uploaded file.

    ``upload`` is its number in the list of uploads (missing: it is not listed), ``as_of`` seconds since 1970 UTC,
    ``records`` = ``applied`` + ``refused`` unless ``state`` is Fatal: then ``records`` are the rows that were seen.
    ``faults`` has one row a fault, with the columns of FAULT_COLUMNS.
    """

    upload: int | None
    merchant: str
    kind: str | None
    file: str
    as_of: int
    state: str
    records: int
    applied: int
    refused: int
    warnings: int
    fingerprint: str | None
    faults: pd.DataFrame


def text(outcome: Outcome) -> str:
    """The processing report as tab-delimited text, LF."""
    processed, successful = (0, 0) if outcome.state == FATAL else (outcome.records, outcome.applied)
    summary = (
        "Feed Processing Summary:\n"
        f"\tNumber of records processed\t\t{processed}\n"
        f"\tNumber of records successful\t\t{successful}\n"
        "\n"
    )
    return summary + (_HEADING + _fault_lines(outcome.faults) if len(outcome.faults) else "")


def _fault_lines(faults: pd.DataFrame) -> str:
    typed = faults.assign(type=_severities(faults))
    columns = ("record", "order_id", "order_item_id", "code", "type", "message")
    return joined([printable(typed[name].astype("str")) for name in columns], "\t", "\n")


def _severities(faults: pd.DataFrame) -> "pd.Series[Any]":
    return faults["code"].map({code: fault.severity for code, fault in FAULTS.items()}).astype("str")


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The JSON twin: the upload, its counts, and its faults as a list; ``as-of`` as ISO 8601.

    Of a Fatal upload nothing was applied: its counts are 0 and ``rows-seen`` tells how many rows were read.
    """
    fatal = outcome.state == FATAL
    counts = {name: 0 if fatal else getattr(outcome, name) for name in ("records", "applied", "refused")}
    return {
        "upload": outcome.upload,
        "merchant": outcome.merchant,
        "kind": outcome.kind,
        "file": PurePath(outcome.file).name,
        "as-of": datetime.fromtimestamp(outcome.as_of, UTC).isoformat(),
        "state": outcome.state,
        **counts,
        **({"rows-seen": outcome.records} if fatal else {}),
        "warnings": outcome.warnings,
        "fingerprint": outcome.fingerprint,
        "faults": _fault_rows(outcome.faults),
    }


def _fault_rows(faults: pd.DataFrame) -> list[dict[str, Any]]:
    typed = faults[list(FAULT_COLUMNS)].astype(object)
    typed.insert(list(typed.columns).index("code") + 1, "type", _severities(faults).astype(object))
    rows = typed.where(typed.notna(), None).rename(columns=_KEYS).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def write(outcome: Outcome, folder: Path, stem: str) -> Path:
    """Writes the pair ``STEM.report.txt`` and ``STEM.report.json``, and returns the path of the text.

    A pair that belongs to another upload is left alone: then it is ``STEM.<upload>.report.txt``, and so on. The same
    report again is the same pair. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain = text(outcome).encode()
    twin = _twin(as_json(outcome)).encode()
    for name in names(stem, outcome.upload):
        path, beside = folder / f"{name}.report.txt", folder / f"{name}.report.json"
        if _free(path, plain) and _free(beside, twin) and put_where_free(path, plain) and put_where_free(beside, twin):
            return path
    raise AssertionError("names never end")


def _twin(told: dict[str, Any]) -> str:
    """The JSON as text, a line a fault: indented throughout, 100,000 faults would take four times as long."""
    faults = ",\n    ".join(json.dumps(fault, ensure_ascii=False) for fault in told["faults"])
    head = json.dumps({name: value for name, value in told.items() if name != "faults"}, ensure_ascii=False, indent=2)
    listed = f"[\n    {faults}\n  ]" if faults else "[]"
    return f'{head.removesuffix(chr(10) + "}")},\n  "faults": {listed}\n}}\n'


def names(stem: str, upload: int | None) -> Iterator[str]:
    """What a file of an upload may be called, before its endings: the first that no other upload's has."""
    numbered = f"{stem}.{'check' if upload is None else upload}"
    yield from (stem, numbered)
    yield from (f"{numbered}-{number}" for number in count(2))


def _free(path: Path, content: bytes) -> bool:
    return not path.exists() or (path.is_file() and path.read_bytes() == content)


def read_outcome(connection: Connection, merchant: str, upload_no: int) -> Outcome | None:
    """What became of an upload, out of the order table, so that its report can be written again any time."""
    of_upload = (UPLOADS.c.merchant_id == merchant, UPLOADS.c.upload_no == upload_no)
    row = connection.execute(select(UPLOADS).where(*of_upload)).one_or_none()
    if row is None:
        return None
    counts = {name: getattr(row, name) for name in ("records", "applied", "refused", "warnings")}
    kept = {"as_of": row.as_of, "state": row.state, "kind": row.kind, "fingerprint": row.fingerprint}
    faults = _read_faults(connection, upload_no)
    return Outcome(upload=upload_no, merchant=merchant, file=row.path, faults=faults, **counts, **kept)


def _read_faults(connection: Connection, upload_no: int) -> pd.DataFrame:
    columns = [UPLOAD_FAULTS.c[name] for name in FAULT_COLUMNS]
    statement = select(*columns).where(UPLOAD_FAULTS.c.upload_no == upload_no).order_by(UPLOAD_FAULTS.c.fault_no)
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=list(FAULT_COLUMNS), dtype=object).astype(FAULT_COLUMNS)
