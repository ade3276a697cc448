"""Runs ``orderfeeds`` until a point is reached for the N-th time, and then sends its own process a signal.

``python -m tests.crash.killed_run SIGNAL POINT N -- ARGUMENTS``; N is from 1, and 0 means never: then the times that
each point was reached are written to the file that ORDERFEEDS_POINTS names.
"""

import importlib.abc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

CALLS = ("replace", "rename", "link", "fsync", "unlink")


class Watch(importlib.abc.MetaPathFinder):
    """Counts the points that are reached, and sends the signal at the one that is wanted."""

    def __init__(self, number: signal.Signals, point: str, wanted: int) -> None:
        self.number, self.point, self.wanted = number, point, wanted
        self.reached: Counter[str] = Counter()

    def reach(self, point: str) -> None:
        self.reached[point] += 1
        if point == self.point and self.reached[point] == self.wanted:
            os.kill(os.getpid(), self.number)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        """Finds nothing; an import is a point too."""
        self.reach(f"import {fullname}")
        if fullname == "schemas.store.opening":
            self.watch_statements()

    def watch_statements(self) -> None:
        from sqlalchemy import event  # noqa: PLC0415 - the import is one of the points
        from sqlalchemy.engine import Engine  # noqa: PLC0415
        from sqlalchemy.engine.default import DefaultDialect  # noqa: PLC0415

        event.listen(Engine, "before_cursor_execute", lambda *_: self.reach("statement"))
        event.listen(Engine, "commit", lambda *_: self.reach("commit"))
        DefaultDialect.do_commit = self.after(DefaultDialect.do_commit, "committed")  # type: ignore[method-assign]

    def watch_files(self) -> None:
        for name in CALLS:
            setattr(os, name, self.before(getattr(os, name), name))

    def before(self, function: Callable[..., Any], point: str) -> Callable[..., Any]:
        @wraps(function)
        def reaching(*args: Any, **given: Any) -> Any:
            self.reach(point)
            return function(*args, **given)

        return reaching

    def after(self, function: Callable[..., Any], point: str) -> Callable[..., Any]:
        @wraps(function)
        def reached(*args: Any, **given: Any) -> Any:
            answer = function(*args, **given)
            self.reach(point)
            return answer

        return reached


def run(number: str, point: str, wanted: str, _dashes: str, *args: str) -> None:
    watch = Watch(signal.Signals[number], point, int(wanted))
    leave = os._exit

    def tell_and_leave(code: int) -> None:
        if told := os.environ.get("ORDERFEEDS_POINTS"):
            Path(told).write_text(json.dumps(watch.reached), encoding="utf-8")
        leave(code)

    setattr(os, "_exit", tell_and_leave)  # noqa: B010 - mypy refuses the plain assignment
    sys.meta_path.insert(0, watch)
    watch.watch_files()
    sys.argv = ["orderfeeds", *args]
    from feeds.cli.main import main  # noqa: PLC0415

    main()


if __name__ == "__main__":
    run(*sys.argv[1:])
