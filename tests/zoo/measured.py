"""``python -m tests.zoo.measured COMMAND...``: runs a command and tells, as JSON, how it ended and what it took.

The largest memory is that of its largest process: those that outlive it are waited for and counted too (Linux).
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Run:
    """How a command ended (minus the signal, where one ended it), what it said, seconds and megabytes."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: int


def run(command: list[str], *, cwd: Path, env: dict[str, str], timeout: float) -> Run:
    """Runs a command in a process that watches it."""
    watched = [sys.executable, "-m", "tests.zoo.measured", *command]
    paths = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        watched, cwd=cwd, env={**env, **paths}, capture_output=True, text=True, check=True, timeout=timeout
    )
    return Run(**json.loads(done.stdout))


def watch(command: list[str]) -> Run:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        seconds, code, peak = 0.0, 0, 0
        while True:
            try:
                ended, status, used = os.wait4(-1, 0)
            except ChildProcessError:
                break
            peak = max(peak, used.ru_maxrss)
            if ended == process.pid:
                seconds, code = time.monotonic() - start, os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Run(code, texts[0], texts[1], round(seconds, 2), peak // 1000)


if __name__ == "__main__":
    print(json.dumps(watch(sys.argv[1:]).__dict__))  # noqa: T201 - it is what the program is for
