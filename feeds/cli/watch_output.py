"""What ``orderfeeds watch`` tells: plain lines, or a JSON object a line."""

import json
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli.options import now
from feeds.cli.output import echo, say_done
from feeds.cli.upload import in_short, line
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from reports.processing import Outcome


def clock() -> str:
    """The time now, as ISO 8601 in UTC."""
    return datetime.fromtimestamp(now(), UTC).isoformat()


class Lines:
    """Prints what happens; what stays as it is, is told once."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._odd: dict[str, str] = {}
        self._trouble: str | None = None

    @property
    def lasting(self) -> dict[str, Any]:
        """What lasts and was said, for the next process."""
        return {"odd": {printable(name): why for name, why in self._odd.items()}, "trouble": self._trouble}

    def remember(self, lasting: dict[str, Any]) -> None:
        """Takes what an earlier process said of what lasts, so that it is not said again."""
        odd, trouble = lasting.get("odd"), lasting.get("trouble")
        self._odd = odd if isinstance(odd, dict) else {}
        self._trouble = trouble if isinstance(trouble, str) else None

    def tell(self, event: str, words: str, *, err: bool = False, plain: bool = True, **facts: Any) -> None:
        """Says that something happened; ``plain``: in plain lines too, on standard error where ``err``."""
        if self._as_json:
            echo(json.dumps({"time": clock(), "event": event, **facts, "message": words}, ensure_ascii=False))
        elif plain:
            echo(words, err=err)

    def odd(self, folder: Path, odd: dict[str, str]) -> None:
        """Says what lies in the inbox and is not read, and why."""
        for name, why in odd.items():
            if why not in (self._odd.get(name), self._odd.get(printable(name))):
                self.tell("left", f"{printable(folder / name)} {why}", err=True, file=printable(name))
        self._odd = odd

    def trouble(self, words: str) -> None:
        """Says what keeps files from being uploaded or put in their place."""
        if words != self._trouble:
            self.tell("trouble", words, err=True)
        self._trouble = words

    def well(self) -> None:
        """Says that there is no more trouble, where there was."""
        if self._trouble is not None:
            self.tell("well", "All is well again.")
        self._trouble = None

    def outcome(self, outcome: "Outcome", name: str, places: tuple[Path, Path, Path | None], *, repeat: bool) -> None:
        """Says what became of a file: itself, its report and its corrections lie at ``places``."""
        from reports.processing import told  # noqa: PLC0415 - help must not wait for it

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
    """Whether the command was asked to stop, and a wait that the asking ends."""

    def __init__(self, woken: socket.socket) -> None:
        self.asked, self._woken = False, woken

    def ask(self, number: int, _frame: Any) -> None:
        """Is called where a signal comes; the second Ctrl-C stops at once."""
        self.asked = True
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def wait(self, seconds: float) -> None:
        """Waits, until a signal comes at the longest."""
        if not self.asked:
            select.select([self._woken], [], [], seconds)


@contextmanager
def stopping() -> Iterator[Stop]:
    """From here to the end of the block SIGTERM and SIGINT ask to stop."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    stop = Stop(woken)
    # A signal between the question and the wait ends the wait too: its byte is there already.
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
