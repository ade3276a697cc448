"""``orderfeeds uploads``: lists the uploads."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from feeds.cli.options import Store
from feeds.cli.order_table import opened
from feeds.cli.output import columns, echo, echo_json, fitted, shortened, terminal_width
from schemas.store.authors import is_off, is_rehearsal
from schemas.store.corrected_records import corrected
from schemas.store.history import UPLOADS, undone_uploads
from schemas.times import iso

_KEYS = {
    "upload_no": "upload",
    "merchant_id": "merchant",
    "as_of": "as-of",
    "undone_by": "undone-by",
    "done_at": "done-at",
    "done_by": "done-by",
    "new_records": "new",
    "edited_records": "edited",
    "same_records": "already-so",
}
_INSIDE = ("from_entry", "to_entry", "is_off", "same_as")
_NUMBERS = ("upload", "records", "applied", "refused", "warnings")
_HEADING = ("upload", "as of", "really done", "by", "kind", "state", *_NUMBERS[1:], "fingerprint", "file")
# On a narrow terminal: these columns, with the others below them.
_NARROW = ("upload", "as of", "records", "applied", "refused", "warnings", "file")
_BELOW = 8
_OURS = {"clock": "(the clock)", "purge": "(purge)"}


def run(as_json: bool, store: Store) -> int:
    """Lists the uploads; returns the exit code."""
    with opened(store.db, create=False, merchant=store.merchant) as engine, engine.connect() as connection:
        rows = _rows(connection, store.merchant)
    if as_json:
        for row in rows:
            row["corrected"] = vars(row["corrected"]) if row["corrected"] else None
        named = [{_KEYS.get(key, key): row[key] for key in row if key not in _INSIDE} for row in rows]
        echo_json({"uploads": named})
        return 0
    for line in _table([_cells(row) for row in rows], terminal_width()):
        echo(line)
    return 0


def _rows(connection: Connection, merchant: str) -> list[dict[str, Any]]:

    query = select(UPLOADS).where(UPLOADS.c.merchant_id == merchant).order_by(UPLOADS.c.upload_no)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    gone = undone_uploads(connection, merchant)
    right = corrected(connection, merchant)
    # If several undos of one upload each spared some orders, the last one counts.
    by = {row["undoes"]: row["upload_no"] for row in rows if row["undoes"] and row["upload_no"] not in gone}
    rehearsed = is_rehearsal(connection)
    for row in rows:
        if rehearsed:
            row["done_at"] = row["done_by"] = None
        row["is_off"] = is_off(row["as_of"], row["done_at"])
        for name in ("as_of", "done_at"):
            row[name] = None if row[name] is None else iso(row[name])
        row["undone_by"] = by.get(row["upload_no"])
        row["corrected"] = right.get(row["upload_no"])
    return rows


def _table(rows: Sequence[dict[str, str]], width: int | None) -> Iterator[str]:
    """The list as a table; on a narrow terminal with kind, state and author on a line below each upload."""
    # The author only if known, the real time only if the as-of is far from it.
    shown = [name for name in _HEADING if name not in ("by", "really done") or any(cells[name] for cells in rows)]
    lines = _lines(rows, shown)
    if width is None or all(columns(line) <= width for line in lines):
        yield from lines
        return
    *first, last = _NARROW
    room = width - 2 - max(map(len, _lines(rows, first)))
    short = [cells | {last: shortened(cells[last], max(room, 8))} for cells in rows]
    heading, *lines = _lines(short, _NARROW)
    yield heading
    for cells, line in zip(rows, lines, strict=True):
        yield line
        more = [cells["kind"].replace("-", " "), cells["state"], cells["by"] and f"by {cells['by']}"]
        more += [cells["really done"] and f"really done {cells['really done']}"]
        yield from fitted(" " * _BELOW + ", ".join(filter(None, more)), width, _BELOW)


def _lines(rows: Sequence[dict[str, str]], shown: Sequence[str]) -> list[str]:
    table = [dict(zip(shown, shown, strict=True)), *rows]
    widths = {name: max(columns(cells[name]) for cells in table) for name in shown}
    return ["  ".join(_padded(cells[name], widths[name], name) for name in shown).rstrip() for cells in table]


def _padded(text: str, width: int, name: str) -> str:
    space = " " * (width - columns(text))
    return space + text if name in _NUMBERS else text + space


def _cells(row: dict[str, Any]) -> dict[str, str]:
    fatal = row["state"] == "Fatal"
    counts = [f"{0 if fatal else row[name]:,}" for name in ("records", "applied", "refused", "warnings")]
    mark = (row["fingerprint"] or "")[:12]
    name = Path(row["path"]).name or _OURS.get(row["kind"], f"(undo of {row['undoes']})")
    state = row["state"] + (f", undone by {row['undone_by']}" if row["undone_by"] else "")
    state += f", {row['corrected'].words(row['refused'])}" if row["corrected"] else ""
    done = row["done_at"][:16] if row["is_off"] else ""
    times = (str(row["upload_no"]), row["as_of"][:16], done, row["done_by"] or "")
    return dict(zip(_HEADING, (*times, row["kind"] or "", state, *counts, mark, name), strict=True))
