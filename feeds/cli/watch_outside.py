"""What keeps ``watch --once`` out of its folder: said by the first of its runs alone, as cron starts it every minute.

The folder cannot keep what was said: it is not there, or another process has it. A file next to the order table does.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MISSING, HELD = "missing", "held"
_ENDING = ".watch.json"


@dataclass(frozen=True)
class Outside:
    """What earlier runs said of the folder ``root``; ``db``: the order table that they were to use."""

    db: str
    root: Path

    def said(self, what: str) -> bool:
        """Whether an earlier run said it, so that only a person at a terminal needs it again; it is kept as said."""
        before = self._kept().get(self._key)
        if before != what:
            self._keep(self._kept() | {self._key: what})
        return before == what and not sys.stderr.isatty()

    def is_over(self) -> bool:
        """Whether an earlier run was kept out, and this one is not; that is no longer kept then."""
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
        from reports.placing import put_in_place  # noqa: PLC0415 - help must not wait for it

        # Where it cannot be written, all is said each time.
        with suppress(OSError):
            if kept:
                put_in_place(self._place, json.dumps(kept).encode())
            else:
                self._place.unlink(missing_ok=True)
