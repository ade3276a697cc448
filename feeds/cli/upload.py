"""``orderfeeds upload``: applies files, writes a processing report for each, and prints each result in one line.

With ``--plan`` it applies them together exactly as ``check`` has shown, or none of them.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from feeds.api import Plan, Uploaded, planned_since
from feeds.cli.applying import apply_ready, bring_orders, exit_code, failed, occasion_of, ready_files
from feeds.cli.call import Begun, Call
from feeds.cli.check import plan_as_json, show_judged
from feeds.cli.options import Refusal, now
from feeds.cli.order_table import is_missing, opened
from feeds.cli.outcome_output import in_short, line
from feeds.cli.output import echo_json, echo_json_parts, echo_wrapped, is_quiet, say_done
from feeds.cli.result_files import (
    Written,
    corrections_of,
    register_in_transaction,
    register_upload,
    upload_row,
    write_results,
)
from feeds.cli.standard_input import folder_of
from feeds.reading.file_names import printable
from feeds.upload import Ready
from reports.processing import Outcome, twin_parts, unlisted
from schemas import progress
from schemas.store.entries import last_entry
from schemas.store.opening import writing

_Result = TypeVar("_Result")
# The result of a file, and its corrections if they are being made.
_Applied = tuple[Uploaded, Future[bytes] | None]
# Each outcome with its places, for JSON.
_Told = list[tuple[Outcome, dict[str, Any]]]


def run(begun: Begun, reports: Path | None, corrected: bool, plan: str | None, as_json: bool) -> int:
    """Runs ``orderfeeds upload``; returns its exit code."""
    told = _apply(begun, reports, plan, corrected=corrected, as_json=as_json)
    begun.shown.end()
    if as_json:
        echo_json_parts(_files_as_json(told))
        for outcome, _ in told:
            say_done(in_short(outcome))
    return exit_code([outcome for outcome, _ in told])


def _apply(begun: Begun, reports: Path | None, plan: str | None, *, corrected: bool, as_json: bool) -> _Told:
    call, files = begun.call, ready_files(begun)
    unread, read, brings_orders = _apart(files, call.store.db)
    if unread and plan:
        fatal = unread[0].file.fatal
        raise Refusal(f"Nothing was applied. {fatal.sentence if fatal else ''}")
    told = [(_not_listed(ready, call, as_json=as_json), _places(ready, (None, None), repeat=False)) for ready in unread]
    if not read:
        return told
    table = opened(call.store.db, create=brings_orders, merchant=call.store.merchant, brings_orders=brings_orders)
    # The store commits a file without holding Python's lock: its corrections are made meanwhile.
    with table as engine, ThreadPoolExecutor(1) as beside:
        occasion = occasion_of(call, engine)

        def apply(connection: Connection, ready: Ready) -> _Applied:
            done = apply_ready(connection, ready, call, occasion)
            register_in_transaction(connection, done.outcome, upload_row(ready, begun.seen[ready.file.path]))
            wanted = corrected and done.outcome.refused and not done.repeat
            return done, beside.submit(corrections_of, ready, done.outcome) if wanted else None

        # The cells of all files are checked before the first of them is applied.
        every = [*read, *files]
        turns = (
            _as_planned(engine, call, plan, every, apply, as_json=as_json) if plan else _in_turn(engine, every, apply)
        )
        for ready, (done, made) in turns:
            written = write_results(ready, done.outcome, reports, folder_of(ready.file.path), made)
            register_upload(engine, ready, done.outcome, written, None)
            told.append((done.outcome, _places(ready, written, repeat=done.repeat)))
            if not as_json:
                _tell(done.outcome, line(done.outcome, ready.file.path, *written, repeat=done.repeat))
    return told


def _tell(outcome: Outcome, words: str) -> None:
    wrong = outcome.state == "Fatal" or (is_quiet() and outcome.refused > 0)
    echo_wrapped(words, err=wrong)
    say_done(in_short(outcome))


def _apart(files: Iterable[Ready], db: str) -> tuple[list[Ready], list[Ready], bool]:
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
    brings_orders = bring_orders(first)
    no_table = is_missing(db) and not brings_orders
    gone = [no_table or not _is_readable(ready.file.path) for ready in unread]
    listed = [ready for ready, is_gone in zip(unread, gone, strict=True) if not is_gone]
    return [ready for ready, is_gone in zip(unread, gone, strict=True) if is_gone], listed + first, brings_orders


def _is_readable(path: Path) -> bool:
    """True if the path is a file that may be read; false for a folder or a mistyped name."""
    return os.path.isfile(path) and os.access(path, os.R_OK)  # noqa: PTH113 - never raises


def _not_listed(ready: Ready, call: Call, *, as_json: bool) -> Outcome:
    """The outcome of a file that is not listed as an upload, such as a mistyped name; prints its message."""
    fatal, as_of = ready.file.fatal, now() if call.as_of is None else call.as_of
    if fatal is None:
        raise ValueError("a file that can be applied is listed")
    if not as_json:
        echo_wrapped(f"Not processed. {fatal.sentence}", err=True)
    return unlisted(call.store.merchant, printable(ready.file.path), as_of, (fatal.code, fatal.sentence))


def _in_turn(
    engine: Engine, files: Iterable[Ready], apply: Callable[[Connection, Ready], _Result]
) -> Iterator[tuple[Ready, _Result]]:
    """Each file with its result, each in a transaction of its own."""
    for ready in files:
        yield ready, in_own_transaction(engine, ready, apply)


def in_own_transaction(engine: Engine, ready: Ready, apply: Callable[[Connection, Ready], _Result]) -> _Result:
    """The result of ``apply`` for a file in a transaction of its own; if it fails, the file is applied as a fatal one.

    Raises OperationalError if the order table cannot be used now.
    """
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


def _as_planned(
    engine: Engine,
    call: Call,
    plan: str,
    files: list[Ready],
    apply: Callable[[Connection, Ready], _Applied],
    *,
    as_json: bool,
) -> list[tuple[Ready, _Applied]]:
    """Each file with its result, if all of them together do what ``plan`` says.

    Raises Refusal, and applies nothing, if they would do anything else.
    """
    with engine.connect() as connection, writing(connection) as transaction:
        before = last_entry(connection)
        done = [(ready, _applied(connection, ready, apply)) for ready in files]
        records = sum(uploaded.outcome.records for _, (uploaded, _) in done)
        progress.stage("planning", records)
        planned = planned_since(connection, call.store.merchant, before, files, [uploaded for _, (uploaded, _) in done])
        if planned.fingerprint != plan.strip().casefold():
            transaction.rollback()
            _refuse(files, planned, plan, as_json=as_json)
        progress.stage("keeping", records)
    return done


def _applied(connection: Connection, ready: Ready, apply: Callable[[Connection, Ready], _Applied]) -> _Applied:
    """The result of a file; raises Refusal if the program itself fails on it, as the plan then fails too."""
    try:
        return apply(connection, ready)
    except OperationalError:
        raise
    except Exception as fault:
        fatal = failed(ready.file.path, fault).file.fatal
        raise Refusal(f"Nothing was applied. {fatal.sentence if fatal else ''}") from None


def _refuse(files: list[Ready], planned: Plan, plan: str, *, as_json: bool) -> NoReturn:
    """Shows the present plan and ends the command."""
    sentence = f"Nothing was applied: the files would not do what plan {plan} says."
    if planned.fingerprint:
        sentence += f" The plan is {planned.fingerprint} now."
    if as_json:
        echo_json(plan_as_json(planned) | {"refused": sentence})
        # The JSON object already contains the refusal.
        raise click.exceptions.Exit(Refusal.exit_code)
    show_judged(files, planned)
    raise Refusal(sentence)


def _files_as_json(told: _Told) -> Iterator[str]:
    """The result of each file with all faults, part by part."""
    yield '{"files": ['
    for place, (outcome, more) in enumerate(told):
        yield ", " if place else ""
        yield from twin_parts(outcome, more)
    yield "]}\n"


def _places(ready: Ready, written: Written, *, repeat: bool) -> dict[str, Any]:
    report, corrections = written
    return {
        "path": printable(ready.file.path),
        "repeat": repeat,
        "report": printable(report) if report else None,
        "corrections": printable(corrections) if corrections else None,
    }
