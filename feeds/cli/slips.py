"""``orderfeeds slips``: packing slips as a PDF."""

from itertools import chain
from itertools import count as counting
from pathlib import Path
from typing import Any

import pandas as pd

from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import existing, terms_of
from feeds.cli.output import REQUESTED, echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.cli.result_files import register
from feeds.purge.registered_files import Made
from reports.order_lines import Viewpoint
from reports.slips.contents import slips
from reports.slips.pages import Look, WrittenSlips, places, write
from reports.slips.reading import Lines, lines_of_days, lines_of_orders
from schemas.store.entries import last_entry
from schemas.store.file_tables import SLIPS
from schemas.wording import number_of

_WHY = {
    "unknown": "there is no such order",
    "Pending": "it is Pending, its payment is not verified",
    "Canceled": "it is Canceled",
    "purged": "its buyer's address was deleted",
    "cancel-requested": "its buyer has asked to cancel it",
}
_MOST_SHOWN = 10
_NAME = Path("packing-slips.pdf")


def run(
    days: int | None,
    named: tuple[str, ...],
    with_requested: bool,
    out: Path | None,
    as_of: int,
    as_json: bool,
    store: Store,
    **look: Any,
) -> int:
    """Writes the slips of the ``named`` orders or of the last ``days``; returns the exit code.

    ``look``: prices, language, paper, sender and return_to.
    """
    with existing(store) as engine:
        with engine.connect() as connection, connection.begin():
            viewpoint = Viewpoint(store.merchant, as_of, terms_of(connection, store.merchant, {}))
            history = last_entry(connection)
            if days is None:
                lines = lines_of_orders(connection, viewpoint, named, requested=with_requested)
            else:
                lines = lines_of_days(connection, viewpoint, days, requested=with_requested)
        with at_work("slips: writing"):
            written = _write(lines, as_of, out, **look)
        # They have addresses in them.
        files = [Made(path, SLIPS, orders=pd.Series(order_ids, dtype="str")) for path, order_ids in written.files]
        register(engine, store.merchant, as_of, files, history)
    (_show_json if as_json else _show)(lines, written)
    for path, _ in written.files:
        say_done(f"{path} was written.")
    if days is not None and not written.files and not as_json:
        echo(
            f"No slips: no order bought in the last {number_of(days, 'day')} has anything to ship. No file was written."
        )
    return int(bool(lines.left_out))


def _write(
    lines: Lines,
    as_of: int,
    out: Path | None,
    *,
    prices: bool,
    language: str | None,
    paper: str,
    sender: str,
    return_to: str,
) -> WrittenSlips:
    """Writes the slips; no file if no order gets a slip, and never over an existing one."""
    made = list(slips(lines.items, prices=prices, language=language))
    look = Look(as_of, paper, _lines_of(sender), _lines_of(return_to))
    try:
        return write(made, look, out or _free(len(made)))
    except FileExistsError as taken:
        name = Path(taken.filename)
        raise Refusal(
            f"{name} is there already and was left as it is. Name another file: --out {name.stem}-2.pdf"
        ) from None


def _free(count: int) -> Path:
    """The first name for which none of the files of ``count`` slips exists."""
    names = chain([_NAME], (_NAME.with_stem(f"{_NAME.stem}-{number}") for number in counting(2)))
    return next(name for name in names if not any(place.exists() for place in places(name, count)))


def _lines_of(text: str) -> tuple[str, ...]:
    """The lines of an address, separated by | or line breaks."""
    return tuple(line.strip() for line in text.replace("|", "\n").splitlines() if line.strip())


def _show(lines: Lines, written: WrittenSlips) -> None:
    for path, order_ids in written.files:
        echo(f"{path}: {number_of(len(order_ids), 'slip')}")
    for order in lines.left_out:
        echo(f"{order.order_id}: no slip, {_WHY[order.why]}.", err=True)
    if lines.requested:
        echo(f"{number_of(lines.requested, 'open item')} left out: {REQUESTED}", err=True)
    if written.missing:
        points = [_point(character) for character in written.missing]
        further = f" and {len(points) - _MOST_SHOWN} more" if len(points) > _MOST_SHOWN else ""
        told = f"{', '.join(points[:_MOST_SHOWN])}{further}"
        count = number_of(sum(written.missing.values()), "character")
        echo(f"{count} shown as \N{REPLACEMENT CHARACTER}: {told}.", err=True)


def _show_json(lines: Lines, written: WrittenSlips) -> None:
    told = {
        "files": [{"path": str(path), "slips": len(order_ids)} for path, order_ids in written.files],
        "left-out": [{"order-id": order.order_id, "why": order.why} for order in lines.left_out],
        "cancel-requested": lines.requested,
        "replaced-characters": {_point(character): count for character, count in written.missing.items()},
    }
    echo_json(told)


def _point(character: str) -> str:
    """A character as its Unicode number: a terminal may have no font for it either."""
    return f"U+{ord(character):04X}"
