"""The child process with limited memory and time in which untrusted files are opened.

A file that makes its reader ask for endless memory or time takes down only this process. One child reads file after
file; it cannot write files, and it ends with its parent. This module imports no other library, so the child starts
and loads its libraries before the parent has loaded its own.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BufferedReader
from threading import Lock, Timer
from typing import IO, Any, cast

from feeds.reading.options import Limits

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from feeds.reading.child_worker import serve; serve()"
)
# Arrow's own allocator keeps freed memory, and a page that was never touched costs more than one used again.
ALLOCATOR = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
# The limit on a file is processor time. Wall-clock time may be this many times as long: on a busy machine a process
# gets a small share of the processor, and this limit is only there for one that waits for ever.
_ROOM = 10
_PIPE_BYTES = 1 << 20
# A child that grew beyond this size with one file is not used for the next.
_KEPT_MB = 500


class StoppedError(Exception):
    """The child was stopped, or died, because a file exceeded a limit; ``why`` is ``time`` or ``memory``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class FailedError(Exception):
    """The program failed in the child; the text is the last line of the traceback, the note all of it."""


@dataclass(frozen=True)
class Answer:
    """The result of a task: its values (``told``), and its payloads as bytes."""

    told: dict[str, Any]
    payloads: Sequence[bytes | bytearray]


def call(task: str, arguments: Mapping[str, Any], limits: Limits) -> Answer:
    """Runs a task of ``feeds.reading.child_worker`` within limits and returns its result.

    Raises StoppedError if the limits stopped it, FailedError if it failed.
    """
    with _lock:
        child = _ready_child()
        try:
            return child.ask({"task": task, "arguments": dict(arguments), "limits": asdict(limits)})
        except (StoppedError, FailedError):
            child.end()
            raise
        finally:
            if child.peak_mb > _KEPT_MB:
                child.end()


def prepare() -> None:
    """Starts the child before it is needed, so that it can load its libraries in the meantime."""
    with _lock:
        _ready_child()


class _Child:
    def __init__(self) -> None:
        command = [sys.executable, "-c", _START, json.dumps(sys.path)]
        # The child gets its own session: Ctrl-C reaches only the parent, which then ends the child.
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=1 << 20,
            env=os.environ | ALLOCATOR,
        )
        self.ended, self.peak_mb, self.timed_out = False, 0, False
        _widen(self.process.stdout)

    def ask(self, request: dict[str, Any]) -> Answer:
        if self.process.stdin is None:
            raise StoppedError("memory")
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            told = self._message(request["limits"]["seconds"])
            while "seconds" in told:
                told = self._message(told["seconds"])
            payloads = [self._payload(size) for size in told["sizes"]]
        except BrokenPipeError:
            raise self._death() from None
        self.peak_mb = told["peak_mb"]
        if told.get("failed"):
            failure = FailedError(told["failed"].strip().splitlines()[-1])
            failure.add_note(told["failed"])
            raise failure
        if told.get("stopped"):
            raise StoppedError(told["stopped"])
        return Answer(told["told"], payloads)

    def _message(self, seconds: float) -> dict[str, Any]:
        timer = Timer(_ROOM * seconds, self._time_is_up)
        timer.daemon = True
        timer.start()
        try:
            line = self.process.stdout.readline() if self.process.stdout else b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise self._death()
        message: dict[str, Any] = json.loads(line)
        return message

    def _payload(self, size: int) -> bytearray:
        content = bytearray(size)
        # Into one place: to read a large payload in pieces and to join these takes twice the memory.
        if cast("BufferedReader", self.process.stdout).readinto(content) < size:
            raise self._death()
        return content

    def _time_is_up(self) -> None:
        self.timed_out = True
        self._kill()

    def _death(self) -> Exception:
        code = self.process.wait()
        if code > 0:
            return FailedError(f"The reading process ended with exit code {code}.")
        # SIGXCPU: the processor time is used up.
        return StoppedError("time" if self.timed_out or code == -24 else "memory")

    def _kill(self) -> None:
        """Kills the child and the processes it started, which belong to its session."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, ProcessLookupError, PermissionError):
            self.process.kill()

    def end(self) -> None:
        if self.ended:
            return
        self.ended = True
        self._kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue
        self.process.wait()


def _widen(pipe: IO[bytes] | None) -> None:
    """Makes a pipe hold a megabyte, where the system lets it: with its usual 64 kB, the two processes take turns."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.fcntl(pipe.fileno() if pipe else -1, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError, ValueError):
        pass


_lock = Lock()
_children: list[_Child] = []


def _ready_child() -> _Child:
    if _children and (_children[0].ended or _children[0].process.poll() is not None):
        _children.pop().end()
    if not _children:
        _children.append(_Child())
    return _children[0]


@atexit.register
def _end_children() -> None:
    for child in _children:
        child.end()
