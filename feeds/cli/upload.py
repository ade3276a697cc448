"""``orderfeeds upload``: applies files, writes a processing report for each, and prints each result in one line."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from feeds.cli import options
from feeds.cli.applying import (
    Call,
    apply_ready,
    exit_code,
    failed,
    is_missing,
    no_garbage_collection,
    opened,
    ready_files,
)
from feeds.cli.corrections_file import correct, made
from feeds.cli.file_registration import register_in_transaction, register_upload, signatures, upload_row
from feeds.cli.options import Refusal
from feeds.cli.outcome_text import in_short, line
from feeds.cli.output import echo, echo_json_parts, echo_wrapped, is_quiet, say_done
from feeds.cli.planned_upload import as_planned
from feeds.cli.progress import Shown, showing
from feeds.cli.standard_input import folder_of
from feeds.reading.file_names import printable
from schemas import progress

if TYPE_CHECKING:
    from concurrent.futures import Future

    from sqlalchemy import Connection, Engine

    from feeds.upload import Ready
    from reports.processing import Outcome

_Result = TypeVar("_Result")


def run(reports: Path | None, no_corrections: bool, **given: Any) -> int:
    """Runs ``orderfeeds upload``; returns its exit code."""
    call = Call(**given)
    with no_garbage_collection(), showing(call.files, keeps=True) as shown:
        told = _apply(call, shown, reports, corrected=not no_corrections)
    if call.as_json:
        echo_json_parts(_files_as_json(told))
        for outcome, _ in told:
            say_done(in_short(outcome))
    return exit_code([outcome for outcome, _ in told])


def _apply(
    call: Call, shown: Shown, reports: Path | None, *, corrected: bool
) -> list[tuple["Outcome", dict[str, Any]]]:
    seen = signatures(call.files)
    files = ready_files(call, shown)
    unlisted, read, brings_orders = _apart(files, call.db)
    told = []
    if unlisted and call.plan:
        fatal = unlisted[0].file.fatal
        raise Refusal(f"Nothing was applied. {fatal.sentence if fatal else ''}")
    for ready in unlisted:
        told.append((_not_listed(ready, call), _places(ready.file.path, None, None, repeat=False)))
    if not read:
        return told
    table = opened(call.db, create=brings_orders, merchant=call.merchant, brings_orders=brings_orders)
    # The store commits a file without holding Python's lock: its corrections are made meanwhile.
    with table as engine, ThreadPoolExecutor(1) as beside:
        occasion = call.occasion(engine)

        def apply(connection: "Connection", ready: "Ready") -> tuple["Outcome", bool, "Future[bytes] | None"]:
            outcome, repeat = apply_ready(connection, ready, call, occasion)
            register_in_transaction(connection, outcome, upload_row(ready, seen[ready.file.path]))
            wanted = corrected and outcome.refused and not repeat
            return outcome, repeat, beside.submit(made, ready, outcome) if wanted else None

        # The cells of all files are checked before the first of them is applied.
        every = [*read, *files]
        done = as_planned(engine, call, every, apply) if call.plan else _in_turn(engine, every, apply)
        for ready, (outcome, repeat, begun) in done:
            path = ready.file.path
            progress.stage("reporting", outcome.records, path)
            report = _write(outcome, reports or folder_of(path), path.stem, asked=bool(reports))
            # If no report can be written, no workbook can either.
            workbook = correct(ready, outcome, reports or folder_of(path), begun) if report and begun else None
            register_upload(engine, ready, outcome, (report, workbook), None)
            told.append((outcome, _places(path, report, workbook, repeat=repeat)))
            if not call.as_json:
                _tell(outcome, line(outcome, path, report, workbook, repeat=repeat))
    return told


def _tell(outcome: "Outcome", words: str) -> None:
    wrong = outcome.state == "Fatal" or (is_quiet() and outcome.refused > 0)
    echo_wrapped(words, err=wrong)
    say_done(in_short(outcome))


def _apart(files: Iterable["Ready"], db: str) -> tuple[list["Ready"], list["Ready"], bool]:
    """Reads up to the first file that can be applied, which decides whether the upload brings orders.

    Returns the files not to be listed as uploads, because they do not exist or there is no order table and none will be
    created; the other files that were read; and whether the first file that can be applied brings orders.
    """
    unread, first = [], []
    for ready in files:
        if ready.file.fatal is None:
            first = [ready]
            break
        unread.append(ready)
    brings_orders = any(ready.file.kind is not None and ready.file.kind.name == "orders" for ready in first)
    no_table = is_missing(db) and not brings_orders
    gone = [no_table or not _is_readable(ready.file.path) for ready in unread]
    listed = [ready for ready, is_gone in zip(unread, gone, strict=True) if not is_gone]
    return [ready for ready, is_gone in zip(unread, gone, strict=True) if is_gone], listed + first, brings_orders


def _is_readable(path: Path) -> bool:
    """True if the path is a file that may be read; false for a folder or a mistyped name."""
    return os.path.isfile(path) and os.access(path, os.R_OK)  # noqa: PTH113 - never raises


def _not_listed(ready: "Ready", call: Call) -> "Outcome":
    """The outcome of a file that is not listed as an upload, such as a mistyped name; prints its message."""
    from reports.processing import unlisted  # noqa: PLC0415

    fatal, as_of = ready.file.fatal, options.now() if call.as_of is None else call.as_of
    if fatal is None:
        raise ValueError("a file that can be applied is listed")
    if not call.as_json:
        echo_wrapped(f"Not processed. {fatal.sentence}", err=True)
    return unlisted(call.merchant, printable(ready.file.path), as_of, (fatal.code, fatal.sentence))


def _in_turn(
    engine: "Engine", files: Iterable["Ready"], apply: Callable[["Connection", "Ready"], _Result]
) -> Iterator[tuple["Ready", _Result]]:
    """Each file with its result, each in a transaction of its own."""
    for ready in files:
        yield ready, in_own_transaction(engine, ready, apply)


def in_own_transaction(engine: "Engine", ready: "Ready", apply: Callable[["Connection", "Ready"], _Result]) -> _Result:
    """The result of ``apply`` for a file in a transaction of its own; if it fails, the file is applied as a fatal one.

    Raises OperationalError if the order table cannot be used now.
    """
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - help must not wait for it

    from schemas.store.opening import writing  # noqa: PLC0415

    try:
        with engine.connect() as connection, writing(connection):
            applied = apply(connection, ready)
            rows = 0 if ready.file.sheet is None else len(ready.file.sheet.cells)
            progress.stage("keeping", rows, ready.file.path)
            return applied
    except OperationalError:
        raise
    except Exception as fault:
        if ready.file.fatal:
            raise
        return in_own_transaction(engine, failed(ready.file.path, fault), apply)


def _write(outcome: "Outcome", folder: Path, stem: str, *, asked: bool) -> Path | None:
    """Writes the processing report; if the folder cannot be written, prints a warning, and the outcome remains.

    Only a folder that was ``asked`` for is created.
    """
    from reports.processing import write  # noqa: PLC0415

    try:
        if not (folder.is_dir() or asked):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return write(outcome, folder, stem)
    except OSError as fault:
        again = f"orderfeeds uploads {outcome.upload} --report"
        echo(f"Warning: no report in {folder} ({fault.strerror}). Write it again: {again}", err=True)
        return None


def _files_as_json(told: Sequence[tuple["Outcome", dict[str, Any]]]) -> Iterator[str]:
    """The result of each file with all faults, part by part; ``told``: each outcome and its places."""
    from reports.processing import twin_parts  # noqa: PLC0415

    yield '{"files": ['
    for place, (outcome, more) in enumerate(told):
        yield ", " if place else ""
        yield from twin_parts(outcome, more)
    yield "]}\n"


def _places(path: Path, report: Path | None, corrections: Path | None, *, repeat: bool) -> dict[str, Any]:
    return {
        "path": printable(path),
        "repeat": repeat,
        "report": printable(report) if report else None,
        "corrections": printable(corrections) if corrections else None,
    }
