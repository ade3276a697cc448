"""Puts files that a command read or wrote on the list of files; a file that cannot be listed is only a warning."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli.output import echo
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from feeds.file_stamp import Signature
    from feeds.purge.personal_files import Made
    from feeds.upload import Ready
    from reports.processing import Outcome


def history_so_far(connection: "Connection") -> int:
    """The number of the last history entry, read when a file is made from the order table."""
    from schemas.store.history import last_entry  # noqa: PLC0415 - help must not wait for it

    return last_entry(connection)


def signatures(files: Iterable[Path]) -> "dict[Path, Signature | None]":
    """The files' signatures, which show later whether they are still the files that were read."""
    from feeds.file_stamp import signature  # noqa: PLC0415

    return {path: signature(path) for path in files}


def register(engine: "Engine", merchant: str, as_of: int, files: "Sequence[Made]", history: int | None = None) -> None:
    """Puts ``files`` on the list, so that a purge finds them; ``history``: the result of ``history_so_far``."""
    if not files or engine.url.database == ":memory:":
        return
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from feeds.purge import personal_files as purge_list  # noqa: PLC0415

    try:
        missed = purge_list.register(engine, merchant, as_of, files, history)
    except OperationalError:
        missed = [made.path for made in files]
    if missed:
        names = ", ".join(printable(path.name) for path in missed)
        echo(f"Warning: {names} could not be put on the list of files, and a purge will not delete it.", err=True)


def register_made(
    engine: "Engine", merchant: str, as_of: int, what: str, paths: Iterable[Path], history: int | None = None
) -> None:
    """Puts files that were written from the order table on the list; ``what``: a word of schemas.store.file_tables."""
    from feeds.purge.personal_files import Made  # noqa: PLC0415

    register(engine, merchant, as_of, [Made(path, what) for path in paths], history)


def upload_row(ready: "Ready", seen: "Signature | None") -> "dict[str, Any] | None":
    """An upload with buyers' texts, as register_in_transaction takes it; ``seen``: its signature before it was read.

    Reads the file's bytes, so it runs before the transaction.
    """
    from feeds.purge.personal_files import fingerprinted, uploaded_with_buyers  # noqa: PLC0415

    made = uploaded_with_buyers(ready, seen)
    if made is None:
        return None
    row = fingerprinted(made)
    if row is None:
        name = printable(ready.file.path.name)
        echo(f"Warning: {name} was changed while it was read, and a purge will not delete it.", err=True)
    return row


def register_in_transaction(connection: "Connection", outcome: "Outcome", row: "dict[str, Any] | None") -> None:
    """Puts an upload on the list in the transaction that applies it, so that both happen or neither."""
    from feeds.purge.personal_files import register_rows  # noqa: PLC0415

    if row and outcome.state != "Fatal":
        register_rows(connection, outcome.merchant, outcome.as_of, [row | {"upload_no": outcome.upload}])


def register_upload(
    engine: "Engine",
    ready: "Ready",
    outcome: "Outcome",
    written: "tuple[Path | None, Path | None]",
    seen: "Signature | None",
) -> None:
    """Puts an upload with buyers' texts on the list, and its report and corrections, which are ``written``.

    ``seen``: its signature before it was read; None if it is on the list already or was never read.
    """
    from feeds.purge.personal_files import Made, holds_buyers  # noqa: PLC0415
    from schemas.store.file_tables import CORRECTIONS, PROCESSING_REPORT, UPLOAD  # noqa: PLC0415

    report, corrections = written
    _note_told(engine, outcome, {PROCESSING_REPORT: report, CORRECTIONS: corrections})
    holds, files = holds_buyers(ready.file), _reports(outcome, report)
    if holds and ready.checked is not None and seen:
        files.append(Made(ready.file.path, UPLOAD, outcome.upload, ready.checked.records["order-id"], seen))
    if corrections and holds:
        files.append(Made(corrections, CORRECTIONS, outcome.upload))
    register(engine, outcome.merchant, outcome.as_of, files)


def register_report(engine: "Engine", outcome: "Outcome", report: Path) -> None:
    """Puts a rewritten processing report and its JSON twin on the list."""
    from schemas.store.file_tables import PROCESSING_REPORT  # noqa: PLC0415

    _note_told(engine, outcome, {PROCESSING_REPORT: report})
    register(engine, outcome.merchant, outcome.as_of, _reports(outcome, report))


def _note_told(engine: "Engine", outcome: "Outcome", written: "dict[str, Path | None]") -> None:
    """Stores where an upload's report and corrections are, for the pages of a night; skipped if it cannot write."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from schemas.store.file_tables import save_places  # noqa: PLC0415
    from schemas.store.opening import writing  # noqa: PLC0415

    places = {what: path for what, path in written.items() if path}
    if outcome.upload is None or not places:
        return
    with suppress(OperationalError), engine.connect() as connection, writing(connection):
        save_places(connection, outcome.upload, places)


def _reports(outcome: "Outcome", report: Path | None) -> "list[Made]":
    """A processing report and its JSON twin if they may contain buyers' texts: of orders, or of an unreadable file."""
    from feeds.purge.personal_files import Made  # noqa: PLC0415
    from schemas.store.file_tables import PROCESSING_REPORT  # noqa: PLC0415

    if not report or not len(outcome.faults) or outcome.kind not in (None, "orders"):
        return []
    return [Made(path, PROCESSING_REPORT, outcome.upload) for path in (report, report.with_suffix(".json"))]
