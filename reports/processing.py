"""The processing report of an upload: what was applied, and every fault with its place and its remedy.

The text has the form of Seller Central, "Feed Processing Report", with errors first and equal warnings as one line. Its
JSON twin has every fault, with sheet, cell, column, found value and remedy. The two are written as a pair of files.
"""

import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import pandas as pd
from sqlalchemy import Connection, select

from reports.fault_lines import fault_lines
from reports.files.atomic_files import put_where_free
from reports.files.text_files import TEXT, printable
from schemas.faults import FAULTS
from schemas.store import stored_rows
from schemas.store.authors import Deed, is_off, is_rehearsal
from schemas.store.corrected_records import corrects
from schemas.store.history import UPLOAD_FAULTS, UPLOADS
from schemas.text_bytes import content, joined
from schemas.times import iso

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
_TEXT_COLUMNS = ("record", "order_id", "order_item_id", "code", "type", "message")
_HEADING = "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"
_AT_A_TIME = 20_000
_KEYS = {"order_id": "order-id", "order_item_id": "order-item-id", "heading": "column"}
Writer = Callable[[BinaryIO], None]


@dataclass(frozen=True)
class Outcome:
    """The outcome of one uploaded file.

    ``upload`` is its number in the list of uploads (None: it is not listed) and ``as_of`` is seconds since 1970 UTC.
    ``records`` = ``applied`` + ``refused``, unless ``state`` is Fatal: then ``records`` is the number of rows that were
    read. ``faults`` has one row per fault, with the columns of FAULT_COLUMNS. ``deed``: who uploaded it and when that
    really was; None if unknown, and in a store for rehearsals, where only the as-of counts. ``new``, ``edited`` and
    ``same`` add up to ``applied``, and ``same_as`` are the earlier uploads that already did what the ``same`` records
    ask for; all are missing if an earlier version did not count them. ``corrects``: how many of its applied rows
    earlier uploads had refused, by the numbers of those uploads.
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
    deed: Deed | None = None
    new: int | None = None
    edited: int | None = None
    same: int | None = None
    same_as: Sequence[int] = ()
    corrects: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_off(self) -> bool:
        """Whether its as-of is more than a day away from the real time."""
        return self.deed is not None and is_off(self.as_of, self.deed.at)


def text(outcome: Outcome) -> str:
    """The processing report as tab-delimited text with LF line ends."""
    return "".join(_text_parts(outcome))


def _text_parts(outcome: Outcome) -> Iterator[str]:
    """The same text, piece by piece, because a million faults are long."""
    processed, successful = (0, 0) if outcome.state == FATAL else (outcome.records, outcome.applied)
    yield (
        "Feed Processing Summary:\n"
        f"\tNumber of records processed\t\t{processed}\n"
        f"\tNumber of records successful\t\t{successful}\n"
        f"{''.join(_what_became(outcome))}{''.join(_corrected(outcome))}{_judged_as_of(outcome)}\n"
    )
    if not len(outcome.faults):
        return
    yield _HEADING
    for lines in fault_lines(outcome.faults):
        for start in range(0, len(lines), _AT_A_TIME):
            block = lines.iloc[start : start + _AT_A_TIME]
            block = block.assign(message=block["message"] + block["more"])
            texts = joined([printable(block[name].astype("str")) for name in _TEXT_COLUMNS], "\t")
            yield bytes(content(TEXT.lines(texts))).decode()


def _judged_as_of(outcome: Outcome) -> str:
    """A line of the summary if the as-of is more than a day from the upload; otherwise empty."""
    if not (outcome.is_off and outcome.deed):
        return ""
    done = f"uploaded {iso(outcome.deed.at)} by {outcome.deed.by}"
    return f"\tJudged as of\t\t{iso(outcome.as_of)}, {done}\n"


def _what_became(outcome: Outcome) -> Iterator[str]:
    """Counts of new, edited, unchanged and refused records, unless all applied records are new; and earlier uploads."""
    if not (outcome.edited or outcome.same):
        return
    counts = (("new", outcome.new), ("edited", outcome.edited), ("already so", outcome.same))
    for name, count in (*counts, ("refused", outcome.refused)):
        yield f"\tNumber of records {name}\t\t{count}\n"
    if outcome.same_as:
        yield f"\tAlready so by upload\t\t{', '.join(map(str, outcome.same_as))}\n"


def _corrected(outcome: Outcome) -> Iterator[str]:
    for upload, rows in outcome.corrects.items():
        yield f"\tNumber of records corrected that upload {upload} refused\t\t{rows}\n"


def _blocks(faults: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The faults, some at a time, each with its ``type``."""
    severities = {code: fault.severity for code, fault in FAULTS.items()}
    for start in range(0, len(faults), _AT_A_TIME):
        block = faults[list(FAULT_COLUMNS)].iloc[start : start + _AT_A_TIME]
        block.insert(list(FAULT_COLUMNS).index("code") + 1, "type", block["code"].map(severities).astype("str"))
        yield block


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The JSON twin: the upload and its counts, and its faults as a list."""
    rows: list[dict[str, Any]] = []
    for block in _blocks(outcome.faults):
        rows += stored_rows.as_dicts(block.rename(columns=_KEYS))
    return told(outcome) | {"faults": rows}


def told(outcome: Outcome) -> dict[str, Any]:
    """The upload and its counts; ``as-of`` as ISO 8601.

    A Fatal upload applied nothing: its counts are 0, and ``rows-seen`` is the number of rows that were read.
    """
    fatal = outcome.state == FATAL
    counts = {name: 0 if fatal else getattr(outcome, name) for name in ("records", "applied", "refused")}
    return {
        "upload": outcome.upload,
        "merchant": outcome.merchant,
        "kind": outcome.kind,
        "file": PurePath(outcome.file).name,
        "as-of": iso(outcome.as_of),
        "done-at": iso(outcome.deed.at) if outcome.deed else None,
        "done-by": outcome.deed.by if outcome.deed else None,
        "state": outcome.state,
        **counts,
        "new": 0 if fatal else outcome.new,
        "edited": 0 if fatal else outcome.edited,
        "already-so": 0 if fatal else outcome.same,
        "already-so-by": list(outcome.same_as),
        **({"rows-seen": outcome.records} if fatal else {}),
        "warnings": outcome.warnings,
        "fingerprint": outcome.fingerprint,
    }


def twin_parts(outcome: Outcome, more: Mapping[str, Any] | None = None) -> Iterator[str]:
    """The JSON twin as text, piece by piece, one line per fault: as one object in memory it would take gigabytes.

    ``more``: further entries.
    """
    head = json.dumps(told(outcome) | dict(more or {}), ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f'{head},\n  "faults": ['
    between = "\n    "
    # Not in the thread that gets an interrupt: pandas crashes if one comes while it writes JSON.
    with ThreadPoolExecutor(1) as apart:
        for block in _blocks(outcome.faults):
            named = block.rename(columns=_KEYS)
            lines = apart.submit(named.to_json, orient="records", lines=True, force_ascii=False).result() or ""
            # A line break in a text is escaped; a slash is too, which is not necessary.
            yield between + lines.rstrip("\n").replace("\n", ",\n    ").replace("\\/", "/")
            between = ",\n    "
    yield "\n  ]\n}\n" if len(outcome.faults) else "]\n}\n"


def read_outcome(connection: Connection, merchant: str, upload_no: int) -> Outcome | None:
    """The outcome of an upload, read from the order table, so that its report can be written again at any time.

    None if the merchant has no such upload.
    """
    of_upload = (UPLOADS.c.merchant_id == merchant, UPLOADS.c.upload_no == upload_no)
    row = connection.execute(select(UPLOADS).where(*of_upload)).one_or_none()
    if row is None:
        return None
    counts = {name: getattr(row, name) for name in ("records", "applied", "refused", "warnings")}
    became = {"new": row.new_records, "edited": row.edited_records, "same": row.same_records}
    became |= {"same_as": tuple(json.loads(row.same_as or "[]"))}
    kept = {"as_of": row.as_of, "state": row.state, "kind": row.kind, "fingerprint": row.fingerprint}
    known = row.done_at is not None and not is_rehearsal(connection)
    kept["deed"] = Deed(row.done_at, row.done_by) if known else None
    faults, right = _read_faults(connection, upload_no), corrects(connection, upload_no)
    named = {"upload": upload_no, "merchant": merchant, "file": row.path}
    return Outcome(**named, faults=faults, corrects=right, **counts, **became, **kept)


def unlisted(merchant: str, file: str, as_of: int, fault: tuple[int, str]) -> Outcome:
    """The outcome of a file that does not become an upload, as with a mistyped name; ``fault``: code and sentence."""
    code, sentence = fault
    row = dict.fromkeys(FAULT_COLUMNS) | {"record": 0, "code": code, "message": sentence}
    faults = pd.DataFrame([row | {"remedy": FAULTS[code].remedy}]).astype(FAULT_COLUMNS)
    return Outcome(None, merchant, None, file, as_of, FATAL, 0, 0, 0, 0, None, faults)


def _read_faults(connection: Connection, upload_no: int) -> pd.DataFrame:
    columns = [UPLOAD_FAULTS.c[name] for name in FAULT_COLUMNS]
    statement = select(*columns).where(UPLOAD_FAULTS.c.upload_no == upload_no).order_by(UPLOAD_FAULTS.c.fault_no)
    texts = {name for name, kind in FAULT_COLUMNS.items() if kind == "str"}
    return stored_rows.read(connection, statement, texts).astype(FAULT_COLUMNS)


def write(outcome: Outcome, folder: Path, stem: str) -> Path:
    """Writes the pair ``STEM.report.txt`` and ``STEM.report.json``, and returns the path of the text.

    A pair that belongs to another upload is not changed; the new pair is then ``STEM.<upload>.report.txt``, and so on.
    Writing the same report again uses the same pair. Raises OSError if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain, twin = _writer(lambda: _text_parts(outcome)), _writer(lambda: twin_parts(outcome))
    for name in names(stem, outcome.upload):
        path, beside = folder / f"{name}.report.txt", folder / f"{name}.report.json"
        if _free(path, plain) and _free(beside, twin) and put_where_free(path, plain) and put_where_free(beside, twin):
            return path
    raise AssertionError("names never end")


def names(stem: str, upload: int | None) -> Iterator[str]:
    """Possible names of an upload's file, without endings; the first one that no other upload's file has is used."""
    numbered = f"{stem}.{'check' if upload is None else upload}"
    yield from (stem, numbered)
    yield from (f"{numbered}-{number}" for number in itertools.count(2))


def _writer(parts: Callable[[], Iterator[str]]) -> Writer:
    def write_parts(file: BinaryIO) -> None:
        for part in parts():
            file.write(part.encode())

    return write_parts


def _free(path: Path, content: Writer) -> bool:
    """True if ``path`` is free or already holds exactly this content."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    held = io.BytesIO()
    content(held)
    return path.read_bytes() == held.getvalue()
