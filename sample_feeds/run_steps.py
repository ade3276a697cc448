"""Runs commands in a folder and prints each with its output, as a person at a terminal sees it."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_WIDTH = 150
# The heading, the command, and how many lines of its output are shown (None: all).
Step = tuple[str, str, int | None]


def show(steps: Iterable[Step], folder: Path) -> None:
    """Runs the steps in ``folder`` with the order table ``orders.db`` there; exits if a command could not run."""
    place = Path(sys.executable).parent
    path = f"{place}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = os.environ | {"ORDERFEEDS_DB": "orders.db", "PATH": path, "COLUMNS": "100"}
    for said, command, lines in steps:
        _show(said, command, lines, folder, environment)


def _show(said: str, command: str, lines: int | None, folder: Path, environment: dict[str, str]) -> None:
    heading = f"\n# {said}" if said else ""
    sys.stdout.write(f"{heading}\n$ {command}\n")
    sys.stdout.flush()
    parts = shlex.split(command)
    answer = subprocess.run(
        parts, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if answer.returncode not in (0, 1):
        sys.exit(f"{answer.stdout}\n{command} ended with exit code {answer.returncode}")
    told = answer.stdout.splitlines()
    for line in told[:lines]:
        shown = line.expandtabs(4)
        sys.stdout.write((shown if len(shown) <= _WIDTH else shown[: _WIDTH - 3] + "...") + "\n")
    if lines is not None and len(told) > lines:
        sys.stdout.write(f"... {len(told) - lines} lines more\n")
