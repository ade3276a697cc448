"""The output of ``orderfeeds watch``: plain lines or a JSON object per line, each lasting condition once."""

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feeds.cli.options import now
from feeds.cli.outcome_output import in_short, line
from feeds.cli.output import echo, say_done
from feeds.reading.file_names import printable
from reports.files.atomic_files import put_in_place
from reports.processing import Outcome, told
from schemas.times import iso

MISSING, HELD = "missing", "held"
_ENDING = ".watch.json"


def time_now() -> str:
    """The time now, as ISO 8601 in UTC."""
    return iso(now())


class Lines:
    """Prints events; a lasting condition is printed only once."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._odd: dict[str, str] = {}
        self._trouble: str | None = None

    @property
    def lasting(self) -> dict[str, Any]:
        """The lasting conditions that were printed, for the next process."""
        return {"odd": {printable(name): why for name, why in self._odd.items()}, "trouble": self._trouble}

    def remember(self, lasting: dict[str, Any]) -> None:
        """Takes over the lasting conditions that an earlier process printed, so that they are not printed again."""
        odd, trouble = lasting.get("odd"), lasting.get("trouble")
        self._odd = odd if isinstance(odd, dict) else {}
        self._trouble = trouble if isinstance(trouble, str) else None

    def tell(self, event: str, words: str, *, err: bool = False, plain: bool = True, **facts: Any) -> None:
        """Prints an event; ``plain``: also in plain lines, on standard error with ``err``."""
        if self._as_json:
            echo(json.dumps({"time": time_now(), "event": event, **facts, "message": words}, ensure_ascii=False))
        elif plain:
            echo(words, err=err)

    def odd(self, folder: Path, odd: dict[str, str]) -> None:
        """Prints which entries of the inbox are not read, and why."""
        for name, why in odd.items():
            if why not in (self._odd.get(name), self._odd.get(printable(name))):
                self.tell("left", f"{printable(folder / name)} {why}", err=True, file=printable(name))
        self._odd = odd

    def trouble(self, words: str) -> None:
        """Prints what keeps files from being uploaded or put in their place."""
        if words != self._trouble:
            self.tell("trouble", words, err=True)
        self._trouble = words

    def well(self) -> None:
        """Prints that the trouble is over, if there was any."""
        if self._trouble is not None:
            self.tell("well", "All is well again.")
        self._trouble = None

    def outcome(self, outcome: Outcome, name: str, places: tuple[Path, Path, Path | None], *, repeat: bool) -> None:
        """Prints the result of a file; ``places``: the paths of the file, its report and its corrections."""

        path, report, corrections = places
        facts = {key: value for key, value in told(outcome).items() if key not in ("file", "merchant")}
        self.tell(
            path.parent.name,
            line(outcome, Path(name), report, corrections, repeat=repeat),
            err=outcome.state == "Fatal",
            file=printable(name),
            **facts,
            repeat=repeat,
            path=printable(path),
            report=printable(report),
            corrections=printable(corrections) if corrections else None,
        )
        say_done(in_short(outcome))


class Stop:
    """Whether the command was asked to stop, and a wait that such a request ends."""

    def __init__(self, woken: socket.socket) -> None:
        self.asked, self._woken = False, woken

    def ask(self, number: int, _frame: Any) -> None:
        """Handles a signal; a second Ctrl-C stops at once."""
        self.asked = True
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def wait(self, seconds: float) -> None:
        """Waits ``seconds``, or until a signal comes."""
        if not self.asked:
            select.select([self._woken], [], [], seconds)


@contextmanager
def stopping() -> Iterator[Stop]:
    """Inside the block, SIGTERM and SIGINT only ask to stop."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    stop = Stop(woken)
    # A signal between the check and the wait ends the wait too, as its byte is already in the socket.
    before = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        woken.close()
        waker.close()


@dataclass(frozen=True)
class Outside:
    """What earlier runs reported about the folder ``root``; ``db``: the order table that they were to use."""

    db: str
    root: Path

    def said(self, what: str) -> bool:
        """Stores ``what`` as reported; True if an earlier run had reported it and nobody is at a terminal."""
        before = self._kept().get(self._key)
        if before != what:
            self._keep(self._kept() | {self._key: what})
        return before == what and not sys.stderr.isatty()

    def is_over(self) -> bool:
        """True if an earlier run was kept out; removes that record, as this run is not."""
        kept = self._kept()
        if kept.pop(self._key, None) is None:
            return False
        self._keep(kept)
        return True

    @property
    def _key(self) -> str:
        return os.path.realpath(self.root)

    @property
    def _place(self) -> Path:
        return Path(f"{self.db}{_ENDING}")

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._place.read_bytes())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, kept: dict[str, str]) -> None:
        # If it cannot be written, everything is reported each time.
        with suppress(OSError):
            if kept:
                put_in_place(self._place, json.dumps(kept).encode())
            else:
                self._place.unlink(missing_ok=True)
