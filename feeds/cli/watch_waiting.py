"""Why the files of a drop folder wait: there is no order table, or none with orders of the merchant.

As with ``upload``, an orders file alone makes a table, or brings the first orders of a merchant; with one in the inbox
nothing waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from feeds.cli.applying import Call, is_missing, opened, other_merchants
from feeds.cli.options import Refusal
from feeds.dropping.folder import Look
from feeds.reading.file_names import printable


@dataclass
class Waiting:
    """Remembers what each file was found to be, so that one that waits is read once, until it is another."""

    call: Call
    inbox: Path
    _are_orders: dict[tuple[str, Look], bool] = field(default_factory=dict)
    _has_orders: bool = False

    def why(self, batch: Iterable[tuple[str, Look]]) -> str | None:
        """A sentence for what the files of ``batch`` wait for; None where they can be applied."""
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
    from feeds.reading import limited  # noqa: PLC0415 - help must not wait for it

    limited.prepare()
    from feeds.reading.files import read_grids  # noqa: PLC0415
    from feeds.uploaded_file import read_file  # noqa: PLC0415

    try:
        file = read_file(path, call.directions(), read_grids)
    except Exception:
        # It is said what is wrong with it when it is applied.
        return False
    return file.fatal is None and file.kind is not None and file.kind.name == "orders"
