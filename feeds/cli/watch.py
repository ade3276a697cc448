"""``orderfeeds watch``: uploads whatever is put into a folder, and puts it away with what became of it."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from feeds.cli import options
from feeds.cli.applying import Call, is_missing, opened
from feeds.cli.options import Refusal
from feeds.cli.watch_lines import Lines
from feeds.cli.watch_outside import HELD, MISSING, Outside
from feeds.cli.watch_stop import Stop, stopping
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from feeds.cli.watch_rounds import Rounds
    from feeds.dropping.folder import DropFolder
    from feeds.dropping.lock import Lock


@click.command("watch")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--once", is_flag=True, help="Upload what is there, then end: for cron.")
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="Look into the inbox so often.",
)
@click.option(
    "--settle",
    type=click.FloatRange(0, 3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="Read a file when its size and time of change have rested so long.",
)
@click.option("--log-json", is_flag=True, help="Print each line as a JSON object.")
@options.judging("Apply")
@options.anew
@options.as_of
@options.author
@options.quiet
@options.store
@options.terms
def command(folder: Path, once: bool, interval: float, settle: float, log_json: bool, **given: Any) -> int:
    """Upload whatever is put into DIR/inbox, then move it to DIR/done, DIR/partly or DIR/failed.

    Beside each file lie its processing report and, where records were refused, the workbook to correct and put into
    the inbox again. Files of which some records were refused go to partly, those of which nothing was applied to
    failed. Files that arrive together are applied in the order of their kinds: orders, confirmations,
    cancellations, adjustments. Names that end in .part or .tmp or begin with ~$ or a dot are left alone, and so are
    links, folders and pipes. Where there is no order table, or none with orders of the merchant, files wait in the
    inbox until an orders file comes. Each file is applied once, also where the process was killed. SIGTERM and Ctrl-C
    end it when the file at hand is finished. DIR/heartbeat tells the time of the last look. Without --by, who did an
    upload is the owner of its file.
    """
    source = click.get_current_context().get_parameter_source("by")
    # Nobody is named: each file is done by who put it there.
    given["by"] = "" if source is ParameterSource.DEFAULT else given["by"]
    call = Call(files=(), as_json=False, **given)
    lines = Lines(as_json=log_json)
    with stopping() as stop:
        return _watch(folder, call, lines, stop, settle=settle, interval=interval, once=once)


def _watch(root: Path, call: Call, lines: Lines, stop: Stop, *, settle: float, interval: float, once: bool) -> int:
    from feeds.cli.watch_rounds import Rounds  # noqa: PLC0415 - help must not wait for it
    from feeds.dropping.folder import DropFolder  # noqa: PLC0415
    from feeds.dropping.inbox import Inbox  # noqa: PLC0415
    from feeds.dropping.lock import HeldError, held  # noqa: PLC0415

    outside = Outside(call.db, root)
    if not root.is_dir():
        if once and outside.said(MISSING):
            return Refusal.exit_code
        raise Refusal(f"There is no folder {printable(root)}. Make it first; its inbox is made then.")
    # A profile that is not there is told now, and not when a file comes.
    call.directions()
    folder = DropFolder(root)
    try:
        with held(root) as lock:
            if outside.is_over():
                lines.tell("well", "All is well again.")
            rounds = Rounds(folder, Inbox(folder.inbox, settle), call, lines, stop, lock)
            if not once:
                folder.prepare()
                _settle_table(folder, call, lines, lock)
                return rounds.until_stopped(interval)
            return _once(rounds, folder, interval)
    except HeldError as holder:
        if once and outside.said(HELD):
            return Refusal.exit_code
        raise Refusal(f"{printable(root)} is being watched already, by {holder}. One at a time.") from None


def _once(rounds: "Rounds", folder: "DropFolder", interval: float) -> int:
    """One run, as cron starts it every minute: what lasts is said by the first of them alone."""
    lines, lock, holder = rounds.lines, rounds.lock, rounds.lock.before
    lines.remember(holder)
    try:
        folder.prepare()
        holder = _settle_table(folder, rounds.call, lines, lock)
        return rounds.once(interval)
    except Refusal as refusal:
        lines.trouble(str(refusal))
        return Refusal.exit_code
    except OSError as fault:
        lines.trouble(f"{printable(fault.filename or folder.root)}: {fault.strerror or fault}.")
        return Refusal.exit_code
    finally:
        lock.write(holder | lines.lasting)


def _settle_table(folder: "DropFolder", call: Call, lines: Lines, lock: "Lock") -> dict[str, Any]:
    """Sees that the order table can be used, if it is there, and writes into the lock who uses which; returns that."""
    _refuse_another_store(folder, call, lock.before)
    with nullcontext() if is_missing(call.db) else opened(call.db, create=False):
        holder = {"pid": os.getpid(), "db": _place(call), "merchant": call.merchant}
        lock.write(holder | lines.lasting)
    return holder


def _refuse_another_store(folder: "DropFolder", call: Call, before: dict[str, Any]) -> None:
    """What lies in work may be applied already, and only its own order table knows."""
    mine = (_place(call), call.merchant)
    theirs = (before.get("db"), before.get("merchant"))
    if before and theirs != mine and folder.unfinished():
        raise Refusal(
            f"{printable(folder.work)} holds files that were being applied to {theirs[0]}, merchant {theirs[1]}. "
            "Finish them first: the same command with that order table, and --once."
        )


def _place(call: Call) -> str:
    return os.path.realpath(call.db)
