"""Measures what the reading child reaches: a plugin of pytest, which ``make coverage`` loads.

The child may write no file and is killed at its end, so it saves after every task, for which it gets the right to write
back for a moment. Children of commands that are processes of their own are not measured; those commands are.
"""

import pytest

from feeds.reading import child_process

_SAVES_AFTER_EVERY_TASK = """
import coverage, resource
from feeds.reading import child_worker

def lifted_and_saved(lift=child_worker._lift_limits, measured=coverage.Coverage.current()):
    lift()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    if measured:
        measured.save()
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

child_worker._lift_limits = lifted_and_saved
"""


def pytest_configure(config: pytest.Config) -> None:
    """Has every child of this process save what it reached."""
    del config
    start, found, serving = child_process._START.partition("from feeds.reading.child_worker import serve")
    assert found
    child_process._START = f"{start.replace('; ', chr(10))}{_SAVES_AFTER_EVERY_TASK}\n{found}{serving}"
