"""The main loop of the limited child process: it runs one task after another, each within its own limits."""

import importlib
import json
import math
import os
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from feeds.reading.grid import OutOfTimeError
from feeds.reading.options import Limits

Allow = Callable[[float, int], None]
# A task takes its arguments, its limits and ``allow``, and returns its values and its payloads.
_TASKS = {"grids": "feeds.reading.opening:grids", "corrections": "feeds.corrections.marking:marked"}
_MEGABYTE = 1_000_000
_MADE_ROW = b'<row r="1"><c r="A1" t="s"><v>17</v></c><c r="B1"><v>4.5</v></c></row>'
# The seconds that the sample sheet takes, three times over, on the machine where the readers' seconds per megabyte
# were measured.
_MADE_ROWS, _TIMES, _MEASURED_SECONDS, _SLOWEST = 200, 3, 0.0015, 20


def serve() -> None:
    """Answers requests from standard input, one line of JSON each, until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    # Standard output goes to standard error, so that nothing a library prints comes between the answers.
    os.dup2(2, 1)
    _limit_for_ever()
    pace = _pace()
    for task in _TASKS.values():
        if task.startswith("feeds.reading."):
            _function(task)
    for line in sys.stdin.buffer:
        _answer(json.loads(line), answers, pace)


def _answer(request: dict[str, Any], answers: BinaryIO, pace: float) -> None:
    limits = Limits(**request["limits"])
    allow = _allowing(limits, answers, pace)
    allow(0, 0)
    told: dict[str, Any] = {}
    payloads: list[Any] = []
    try:
        told["told"], payloads = _function(_TASKS[request["task"]])(request["arguments"], limits, allow)
    except MemoryError:
        told["stopped"] = "memory"
    except OutOfTimeError:
        told["stopped"] = "time"
    except Exception:
        told["failed"] = traceback.format_exc()
    _lift_limits()
    told["sizes"] = [len(payload) for payload in payloads]
    told["peak_mb"] = _peak_mb()
    answers.write(_line(told))
    for payload in payloads:
        answers.write(payload)
    answers.flush()


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _pace() -> float:
    """How many times slower this machine is than the one where the readers were measured; between 1 and _SLOWEST.

    Measured in processor time on a small sample sheet: a shared or slow machine takes more of it for the same work.
    """
    packed = zlib.compress(b"<sheet>" + _MADE_ROW * _MADE_ROWS + b"</sheet>", 1)
    begun = time.process_time()
    for _ in range(_TIMES):
        seen: list[str] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, _attributes, seen=seen: seen.append(name)
        parser.Parse(zlib.decompress(packed), True)
    return min(max((time.process_time() - begun) / _MEASURED_SECONDS, 1), _SLOWEST)


def _allowing(limits: Limits, answers: BinaryIO, pace: float) -> Allow:
    """Returns ``allow(seconds, megabytes)``, which sets what the current file may take on top of its limits.

    ``seconds`` is processor time on the machine where the readers were measured, scaled by ``pace``. The time of forked
    copies counts once they have ended.
    """
    held, begun = _data_mb(), os.times()

    def allow(seconds: float, megabytes: int) -> None:
        most, now = pace * (limits.seconds + seconds), os.times()
        copies = now.children_user + now.children_system - begun.children_user - begun.children_system
        _limit("DATA", (held + limits.memory_mb + megabytes) * _MEGABYTE)
        _limit("CPU", math.ceil(begun.user + begun.system + most - copies))
        answers.write(_line({"seconds": most}))
        answers.flush()

    return allow


def _limit_for_ever() -> None:
    """Forbids core dumps and writing to files."""
    _limit("CORE", 0)
    _limit("FSIZE", 0)


def _lift_limits() -> None:
    _limit("DATA", None)
    _limit("CPU", None)


def _limit(name: str, value: int | None) -> None:
    """Sets a soft limit if the system has it (POSIX); elsewhere the parent's clock is the only limit."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    which = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(which)[1]
    unlimited = resource.RLIM_INFINITY
    wanted = hard if value is None else value if hard == unlimited else min(value, hard)
    resource.setrlimit(which, (wanted, hard))


def _data_mb() -> int:
    """The megabytes of data of this process; 500 if the system does not report it."""
    held = _in_status("VmData")
    return 500 if held is None else held


def _in_status(name: str) -> int | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [line for line in lines if line.startswith(f"{name}:")]
    return int(found[0].split()[1]) * 1024 // _MEGABYTE if found else None


def _peak_mb() -> int:
    held = _in_status("VmHWM")
    if held is not None:
        return held
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return 0
    # Some kernels include the parent's peak here.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (_MEGABYTE if sys.platform == "darwin" else 1000))
