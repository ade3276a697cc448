"""``orderfeeds watch``: uploads each file put into a folder, and moves it away together with its report."""

import os
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from feeds.cli.call import Call
from feeds.cli.options import Refusal
from feeds.cli.order_table import is_missing, opened, other_merchants
from feeds.cli.watch_output import HELD, MISSING, Lines, Outside, Stop, stopping, time_now
from feeds.drop_folder.folder import DropFolder, Look
from feeds.drop_folder.inbox import PATIENCE, Inbox, Seen
from feeds.drop_folder.lock import HeldError, Lock, held
from feeds.reading.file_names import printable
from reports.files.atomic_files import put_in_place


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
        self._waiting = _Waiting(self.call, self.inbox.folder)

    def once(self, interval: float) -> int:
        """Repeats until no file is left that is or may soon be settled; returns the highest exit code of the files."""
        end = monotonic() + (PATIENCE + 1) * self.inbox.settle
        while self._round() and monotonic() < end and not self.stop.asked:
            self._wait(interval)
        return self.code

    def until_stopped(self, interval: float) -> int:
        """Repeats until it is asked to stop."""
        self.lines.tell("watching", f"Watching {printable(self.inbox.folder)}. Order table: {self.call.store.db}")
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
        put_in_place(self.folder.heartbeat, f"{time_now()}\n".encode())

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
        # 90 ms, in which cron looks every minute and mostly finds nothing.
        from feeds.cli.watch_batch import Batch  # noqa: PLC0415

        batch = Batch(self.folder, self.call, self.lines, self.stop, self._beat)
        troubles += batch.apply(self.folder.unfinished())
        self.code = max(self.code, batch.code)
        return troubles


def run(folder: Path, once: bool, interval: float, settle: float, log_json: bool, **given: Any) -> int:
    """Runs ``orderfeeds watch``; returns its exit code."""
    with stopping() as stop:
        return _watch(folder, Call(**given), Lines(as_json=log_json), stop, settle=settle, interval=interval, once=once)


def _watch(root: Path, call: Call, lines: Lines, stop: Stop, *, settle: float, interval: float, once: bool) -> int:

    outside = Outside(call.store.db, root)
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


def _once(rounds: Rounds, folder: DropFolder, interval: float) -> int:
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


def _settle_table(folder: DropFolder, call: Call, lines: Lines, lock: Lock) -> dict[str, Any]:
    """Checks that the order table can be used, if it exists; writes process, table and merchant into the lock.

    Returns what it wrote, without the lasting conditions.
    """
    _refuse_another_store(folder, call, lock.before)
    with nullcontext() if is_missing(call.store.db) else opened(call.store.db, create=False):
        holder = {"pid": os.getpid(), "db": _place(call), "merchant": call.store.merchant}
        lock.write(holder | lines.lasting)
    return holder


def _refuse_another_store(folder: DropFolder, call: Call, before: dict[str, Any]) -> None:
    """Raises Refusal if work has files of another order table: only that table knows whether they are applied."""
    mine = (_place(call), call.store.merchant)
    theirs = (before.get("db"), before.get("merchant"))
    if before and theirs != mine and folder.unfinished():
        raise Refusal(
            f"{printable(folder.work)} holds files that were being applied to {theirs[0]}, merchant {theirs[1]}. "
            "Finish them first: the same command with that order table, and --once."
        )


def _place(call: Call) -> str:
    return os.path.realpath(call.store.db)


@dataclass
class _Waiting:
    """Why files wait: there is no order table, or none with orders of the merchant.

    As with ``upload``, only an orders file creates a table or brings the first orders of a merchant; with one in the
    inbox nothing waits. Whether each file is an orders file is kept, so that a waiting file is read only once until it
    changes.
    """

    call: Call
    inbox: Path
    _are_orders: dict[tuple[str, Look], bool] = field(default_factory=dict)
    _has_orders: bool = False

    def why(self, batch: Iterable[tuple[str, Look]]) -> str | None:
        """A message about what the files of ``batch`` wait for; None if they can be applied."""
        try:
            words = self._unmet()
        except Refusal as refusal:
            return str(refusal)
        if words is None:
            return None
        seen = {one: self._is_orders(*one) for one in batch}
        self._are_orders = seen
        return None if any(seen.values()) else words

    def _unmet(self) -> str | None:
        db = self.call.store.db
        if is_missing(db):
            return (
                f"There is no order table at {printable(db)}; files wait in the inbox. "
                "Put an orders file there, or name the order table: --db."
            )
        if not self._has_orders:
            with opened(db, create=False) as engine:
                if words := other_merchants(engine, self.call.store):
                    return (
                        f"{words} Files wait in the inbox. Put an orders file there, or name the merchant: --merchant."
                    )
            self._has_orders = True
        return None

    def _is_orders(self, name: str, look: Look) -> bool:
        if (name, look) not in self._are_orders:
            return _is_orders(self.inbox / name, self.call)
        return self._are_orders[name, look]


def _is_orders(path: Path, call: Call) -> bool:
    from feeds.uploaded_file import read_file  # noqa: PLC0415 - as with Batch

    try:
        file = read_file(path, call.directions())
    except Exception:
        # Its fault is reported when it is applied.
        return False
    return file.fatal is None and file.kind is not None and file.kind.name == "orders"
