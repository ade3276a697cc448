"""Why the files of a drop folder wait: there is no order table, or none with orders of the merchant.

As with ``upload``, only an orders file creates a table or brings the first orders of a merchant; with one in the inbox
nothing waits.
"""

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from feeds.cli.applying import Call, is_missing, opened, other_merchants
from feeds.cli.options import Refusal
from feeds.drop_folder.folder import Look
from feeds.reading.file_names import printable


@dataclass
class Waiting:
    """Remembers whether each file is an orders file, so that a waiting file is read only once until it changes."""

    call: Call
    inbox: Path
    _are_orders: dict[tuple[str, Look], bool] = field(default_factory=dict)
    _has_orders: bool = False

    def why(self, batch: Iterable[tuple[str, Look]]) -> str | None:
        """A message about what the files of ``batch`` wait for; None if they can be applied."""
        try:
            words = self._unmet()
        except Refusal as refusal:
            return str(refusal)
        if words is None:
            return None
        seen = {one: self._is_orders(*one) for one in batch}
        self._are_orders = seen
        return None if any(seen.values()) else words

    def _unmet(self) -> str | None:
        db, merchant = self.call.db, self.call.merchant
        if is_missing(db):
            return (
                f"There is no order table at {printable(db)}; files wait in the inbox. "
                "Put an orders file there, or name the order table: --db."
            )
        if not self._has_orders:
            with opened(db, create=False) as engine:
                if words := other_merchants(engine, db, merchant):
                    return (
                        f"{words} Files wait in the inbox. Put an orders file there, or name the merchant: --merchant."
                    )
            self._has_orders = True
        return None

    def _is_orders(self, name: str, look: Look) -> bool:
        if (name, look) not in self._are_orders:
            return _is_orders(self.inbox / name, self.call)
        return self._are_orders[name, look]


def _is_orders(path: Path, call: Call) -> bool:
    from feeds.reading import child_process  # noqa: PLC0415 - help must not wait for it

    child_process.prepare()
    from feeds.reading.files import read_grids  # noqa: PLC0415
    from feeds.uploaded_file import read_file  # noqa: PLC0415

    try:
        file = read_file(path, call.directions(), read_grids)
    except Exception:
        # Its fault is reported when it is applied.
        return False
    return file.fatal is None and file.kind is not None and file.kind.name == "orders"


MISSING, HELD = "missing", "held"
_ENDING = ".watch.json"


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
        from reports.files.atomic_files import put_in_place  # noqa: PLC0415 - help must not wait for it

        # If it cannot be written, everything is reported each time.
        with suppress(OSError):
            if kept:
                put_in_place(self._place, json.dumps(kept).encode())
            else:
                self._place.unlink(missing_ok=True)
