"""``orderfeeds watch``: uploads each file put into a folder, and moves it away together with its report."""

import os
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from feeds.cli.applying import Call, is_missing, opened
from feeds.cli.options import Refusal
from feeds.cli.watch_batch import Batch
from feeds.cli.watch_output import Lines, Stop, clock, stopping
from feeds.cli.watch_waiting import HELD, MISSING, Outside, Waiting
from feeds.drop_folder.folder import DropFolder
from feeds.drop_folder.inbox import PATIENCE, Inbox, Seen
from feeds.drop_folder.lock import Lock
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from feeds.drop_folder.folder import DropFolder
    from feeds.drop_folder.lock import Lock


@dataclass
class Rounds:
    """One watch of one folder; ``code``: the highest exit code so far."""

    folder: DropFolder
    inbox: Inbox
    call: Call
    lines: Lines
    stop: Stop
    lock: Lock
    code: int = 0

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.call, self.inbox.folder)

    def once(self, interval: float) -> int:
        """Repeats until no file is left that is or may soon be settled; returns the highest exit code of the files."""
        end = monotonic() + (PATIENCE + 1) * self.inbox.settle
        while self._round() and monotonic() < end and not self.stop.asked:
            self._wait(interval)
        return self.code

    def until_stopped(self, interval: float) -> int:
        """Repeats until it is asked to stop."""
        self.lines.tell("watching", f"Watching {printable(self.inbox.folder)}. Order table: {self.call.db}")
        while not self.stop.asked:
            if self._round():
                self._wait(interval)
            else:
                self.stop.wait(interval)
        self.lines.tell("stopped", "Stopped.")
        return 0

    def _wait(self, interval: float) -> None:
        self.stop.wait(min(interval, self.inbox.settle or interval))

    def _round(self) -> bool:
        """Runs one round; returns whether another look may soon find more. Troubles are reported and retried later."""
        try:
            if not self.lock.is_held():
                raise Refusal(f"{printable(self.lock.path)} is gone, and with it the folder's lock. Start again.")
            self._beat()
            seen = self.inbox.look(monotonic(), taken=bool(self.folder.unfinished()))
            self.lines.odd(self.inbox.folder, seen.odd)
            troubles, waits = self._go(seen) if seen.go or not seen.waits else [], seen.waits
        except OSError as fault:
            troubles, waits = [f"{printable(fault.filename or self.folder.root)}: {fault.strerror or fault}."], False
        if troubles:
            self.code = 2
            self.lines.trouble(" ".join(troubles))
        else:
            self.lines.well()
        return waits

    def _beat(self) -> None:
        from reports.files.atomic_files import put_in_place  # noqa: PLC0415 - help must not wait for it

        put_in_place(self.folder.heartbeat, f"{clock()}\n".encode())

    def _go(self, seen: Seen) -> list[str]:
        """Takes files out of the inbox and applies them; returns a message for each trouble."""
        if words := self._waiting.why(seen.batch):
            return [words]
        troubles = []
        for name, look in seen.batch:
            try:
                self.folder.take(name, look)
            except OSError as fault:
                place = printable(self.inbox.folder / name)
                troubles.append(f"{place} cannot be taken out of the inbox: {fault.strerror}.")
        if not seen.go:
            return []
        batch = Batch(self.folder, self.call, self.lines, self.stop, self._beat)
        troubles += batch.apply(self.folder.unfinished())
        self.code = max(self.code, batch.code)
        return troubles


def run(folder: Path, once: bool, interval: float, settle: float, log_json: bool, **given: Any) -> int:
    """Runs ``orderfeeds watch``; returns its exit code."""
    call = Call(files=(), as_json=False, **given)
    lines = Lines(as_json=log_json)
    with stopping() as stop:
        return _watch(folder, call, lines, stop, settle=settle, interval=interval, once=once)


def _watch(root: Path, call: Call, lines: Lines, stop: Stop, *, settle: float, interval: float, once: bool) -> int:
    from feeds.drop_folder.folder import DropFolder  # noqa: PLC0415
    from feeds.drop_folder.inbox import Inbox  # noqa: PLC0415
    from feeds.drop_folder.lock import HeldError, held  # noqa: PLC0415

    outside = Outside(call.db, root)
    if not root.is_dir():
        if once and outside.said(MISSING):
            return Refusal.exit_code
        raise Refusal(f"There is no folder {printable(root)}. Make it first; its inbox is made then.")
    # Reports a missing profile now, not when a file comes.
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
    """One run, as cron starts it every minute: a lasting trouble is reported by the first run only."""
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
    """Checks that the order table can be used, if it exists; writes process, table and merchant into the lock.

    Returns what it wrote, without the lasting conditions.
    """
    _refuse_another_store(folder, call, lock.before)
    with nullcontext() if is_missing(call.db) else opened(call.db, create=False):
        holder = {"pid": os.getpid(), "db": _place(call), "merchant": call.merchant}
        lock.write(holder | lines.lasting)
    return holder


def _refuse_another_store(folder: "DropFolder", call: Call, before: dict[str, Any]) -> None:
    """Raises Refusal if work has files of another order table: only that table knows whether they are applied."""
    mine = (_place(call), call.merchant)
    theirs = (before.get("db"), before.get("merchant"))
    if before and theirs != mine and folder.unfinished():
        raise Refusal(
            f"{printable(folder.work)} holds files that were being applied to {theirs[0]}, merchant {theirs[1]}. "
            "Finish them first: the same command with that order table, and --once."
        )


def _place(call: Call) -> str:
    return os.path.realpath(call.db)
