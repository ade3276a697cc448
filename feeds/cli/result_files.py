"""Writes the files about an upload, and puts all files with buyers' texts on the list of files that a purge deletes.

A file that cannot be written or listed is only a warning: the outcome of the upload remains.
"""

import errno
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from feeds.cli.output import echo
from feeds.file_stamp import Signature
from feeds.purge import registered_files
from feeds.purge.registered_files import Made, fingerprinted, holds_buyers, register_rows, uploaded_with_buyers
from feeds.reading.file_names import printable
from feeds.upload import Ready
from reports import processing
from reports.files.atomic_files import put_where_free
from reports.processing import Outcome
from schemas import progress
from schemas.store.file_tables import CORRECTIONS, PROCESSING_REPORT, UPLOAD, save_places
from schemas.store.opening import writing

# The paths of an upload's processing report and of its corrections, None for a file that was not written.
Written = tuple[Path | None, Path | None]
# Corrections of a corrections workbook are named after the original file.
_ENDING = re.compile(r"(\.[0-9]+(-[0-9]+)?)?\.corrections$")


def corrections_of(ready: Ready, outcome: Outcome) -> bytes:
    """The corrections workbook of an upload with refused records."""
    from feeds.corrections.workbook import corrections  # noqa: PLC0415 - 70 ms, for which a good file must not wait

    return corrections(ready, outcome.faults, upload=outcome.upload)


def write_results(
    ready: Ready, outcome: Outcome, reports: Path | None, folder: Path, begun: Future[bytes] | None
) -> Written:
    """Writes the processing report of an upload and its JSON twin and, if they were ``begun``, its corrections.

    They go to the folder ``reports`` if one was asked for, which is made, otherwise to ``folder``.
    """
    path = ready.file.path
    progress.stage("reporting", outcome.records, path)
    report = _write_report(outcome, reports or folder, path.stem, asked=bool(reports))
    # If no report can be written, no workbook can either.
    return report, _write_corrections(ready, outcome, reports or folder, begun) if report and begun else None


def _write_report(outcome: Outcome, folder: Path, stem: str, *, asked: bool) -> Path | None:
    try:
        if not (folder.is_dir() or asked):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return processing.write(outcome, folder, stem)
    except OSError as fault:
        again = f"orderfeeds uploads {outcome.upload} --report"
        echo(f"Warning: no report in {folder} ({fault.strerror}). Write it again: {again}", err=True)
        return None


def _write_corrections(ready: Ready, outcome: Outcome, folder: Path, begun: Future[bytes]) -> Path | None:
    """Writes ``NAME.corrections.xlsx`` into ``folder``, and returns its path; None if it could not be written.

    Another upload's file is never overwritten: then the name is ``NAME.<upload>.corrections.xlsx``, and so on.
    """
    path = ready.file.path
    try:
        progress.stage("correcting", outcome.refused, path)
        return _placed(begun.result(), folder, _ENDING.sub("", path.stem), outcome.upload)
    except OSError as fault:
        why = fault.strerror
    except Exception:
        if os.environ.get("ORDERFEEDS_DEBUG"):
            raise
        why = "the program failed; ORDERFEEDS_DEBUG=1 shows where"
    again = "The processing report tells of every refused row."
    echo(f"Warning: no corrections of {printable(path.name)} in {printable(folder)} ({why}). {again}", err=True)
    return None


def _placed(content: bytes, folder: Path, stem: str, upload: int | None) -> Path:
    for name in processing.names(stem, upload):
        path = folder / f"{name}.corrections.xlsx"
        if not path.exists() and put_where_free(path, content):
            return path
    raise AssertionError("names never end")


def register(engine: Engine, merchant: str, as_of: int, files: Sequence[Made], history: int | None = None) -> None:
    """Puts ``files`` on the list, so that a purge finds them; ``history``: the last entry that they reflect."""
    if not files or engine.url.database == ":memory:":
        return

    try:
        missed = registered_files.register(engine, merchant, as_of, files, history)
    except OperationalError:
        missed = [made.path for made in files]
    if missed:
        names = ", ".join(printable(path.name) for path in missed)
        echo(f"Warning: {names} could not be put on the list of files, and a purge will not delete it.", err=True)


def register_made(
    engine: Engine, merchant: str, as_of: int, what: str, paths: Iterable[Path], history: int | None = None
) -> None:
    """Puts files that were written from the order table on the list; ``what``: a word of schemas.store.file_tables."""
    register(engine, merchant, as_of, [Made(path, what) for path in paths], history)


def upload_row(ready: Ready, seen: Signature | None) -> dict[str, Any] | None:
    """An upload with buyers' texts, as register_in_transaction takes it; ``seen``: its signature before it was read.

    Reads the file's bytes, so it runs before the transaction.
    """
    made = uploaded_with_buyers(ready, seen)
    if made is None:
        return None
    row = fingerprinted(made)
    if row is None:
        name = printable(ready.file.path.name)
        echo(f"Warning: {name} was changed while it was read, and a purge will not delete it.", err=True)
    return row


def register_in_transaction(connection: Connection, outcome: Outcome, row: dict[str, Any] | None) -> None:
    """Puts an upload on the list in the transaction that applies it, so that both happen or neither."""
    if row and outcome.state != "Fatal":
        register_rows(connection, outcome.merchant, outcome.as_of, [row | {"upload_no": outcome.upload}])


def register_upload(
    engine: Engine,
    ready: Ready,
    outcome: Outcome,
    written: Written,
    seen: Signature | None,
) -> None:
    """Puts an upload with buyers' texts on the list, and its report and corrections, which are ``written``.

    ``seen``: its signature before it was read; None if it is on the list already or was never read.
    """
    report, corrections = written
    _note_told(engine, outcome, {PROCESSING_REPORT: report, CORRECTIONS: corrections})
    holds, files = holds_buyers(ready.file), _reports(outcome, report)
    if holds and ready.checked is not None and seen:
        files.append(Made(ready.file.path, UPLOAD, outcome.upload, ready.checked.records["order-id"], seen))
    if corrections and holds:
        files.append(Made(corrections, CORRECTIONS, outcome.upload))
    register(engine, outcome.merchant, outcome.as_of, files)


def register_report(engine: Engine, outcome: Outcome, report: Path) -> None:
    """Puts a rewritten processing report and its JSON twin on the list."""
    _note_told(engine, outcome, {PROCESSING_REPORT: report})
    register(engine, outcome.merchant, outcome.as_of, _reports(outcome, report))


def _note_told(engine: Engine, outcome: Outcome, written: dict[str, Path | None]) -> None:
    """Stores where an upload's report and corrections are, for the pages of a night; skipped if it cannot write."""
    places = {what: path for what, path in written.items() if path}
    if outcome.upload is None or not places:
        return
    with suppress(OperationalError), engine.connect() as connection, writing(connection):
        save_places(connection, outcome.upload, places)


def _reports(outcome: Outcome, report: Path | None) -> list[Made]:
    """A processing report and its JSON twin if they may contain buyers' texts: of orders, or of an unreadable file."""
    if not report or not len(outcome.faults) or outcome.kind not in (None, "orders"):
        return []
    return [Made(path, PROCESSING_REPORT, outcome.upload) for path in (report, report.with_suffix(".json"))]
