"""The rounds of ``orderfeeds watch``: look, take what is at rest, have it applied and put in its place."""

from dataclasses import dataclass
from time import monotonic

from feeds.cli.applying import Call
from feeds.cli.options import Refusal
from feeds.cli.watch_batch import Batch
from feeds.cli.watch_lines import Lines, clock
from feeds.cli.watch_stop import Stop
from feeds.cli.watch_waiting import Waiting
from feeds.dropping.folder import DropFolder
from feeds.dropping.inbox import PATIENCE, Inbox, Seen
from feeds.dropping.lock import Lock
from feeds.reading.file_names import printable


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
        """Goes on until nothing is left that is at rest or may soon be; the highest exit code of the files."""
        end = monotonic() + (PATIENCE + 1) * self.inbox.settle
        while self._round() and monotonic() < end and not self.stop.asked:
            self._wait(interval)
        return self.code

    def until_stopped(self, interval: float) -> int:
        """Goes on until it is asked to stop."""
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
        """One round; whether another look may soon bring more. What is in the way now is told, and tried again."""
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
        from reports.placing import put_in_place  # noqa: PLC0415 - help must not wait for it

        put_in_place(self.folder.heartbeat, f"{clock()}\n".encode())

    def _go(self, seen: Seen) -> list[str]:
        """Takes files out of the inbox and has them applied; what could not be done in sentences."""
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
