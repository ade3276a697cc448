"""``orderfeeds slips``: packing slips as a PDF."""

from importlib.util import find_spec
from itertools import chain
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli import options
from feeds.cli.applying import existing, terms_of
from feeds.cli.file_registration import history_so_far, register
from feeds.cli.options import Refusal
from feeds.cli.output import REQUESTED, echo, echo_json, number_of, say_done
from feeds.cli.progress import at_work

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reports.slips.pages import WrittenSlips
    from reports.slips.reading import Lines

_WHY = {
    "unknown": "there is no such order",
    "Pending": "it is Pending, its payment is not verified",
    "Canceled": "it is Canceled",
    "purged": "its buyer's address was deleted",
    "cancel-requested": "its buyer has asked to cancel it",
}
_EXTRA = ("typst", "barcode", "uharfbuzz", "manimgx_fonts", "manimgx_fonts_cjk")
_MOST_SHOWN = 10
_NAME = Path("packing-slips.pdf")


def run(days: int | None, orders: tuple[str, ...], more_orders: tuple[str, ...], **given: Any) -> int:
    """Runs ``orderfeeds slips``; returns its exit code."""
    named = (*orders, *more_orders)
    if (days is None) == (not named):
        raise click.UsageError("Say which orders: --days N, or --orders ORDER-ID...")
    if not all(map(find_spec, _EXTRA)):
        raise Refusal("Packing slips need packages that are not installed: pip install 'orderfeeds[slips]'")
    given["as_of"] = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine:
        history, lines = _lines(engine, days, named, given)
        with at_work("slips: writing"):
            written = _write(lines, given)
        _keep_in_mind(engine, written, given, history)
    (_show_json if given["as_json"] else _show)(lines, written)
    for path, _ in written.files:
        say_done(f"{path} was written.")
    if days is not None and not written.files and not given["as_json"]:
        echo(
            f"No slips: no order bought in the last {number_of(days, 'day')} has anything to ship. No file was written."
        )
    return int(bool(lines.left_out))


def _lines(engine: "Engine", days: int | None, named: tuple[str, ...], given: dict[str, Any]) -> tuple[int, "Lines"]:
    """The lines of the slips, and the last history entry that they reflect."""
    from reports.order_lines import Viewpoint  # noqa: PLC0415 - help must not wait for it
    from reports.slips.reading import lines_of_days, lines_of_orders  # noqa: PLC0415

    with engine.connect() as connection, connection.begin():
        terms = terms_of(connection, given | dict.fromkeys(options.TERMS))
        viewpoint, history = Viewpoint(given["merchant"], given["as_of"], terms), history_so_far(connection)
        if days is None:
            return history, lines_of_orders(connection, viewpoint, named, requested=given["with_requested"])
        return history, lines_of_days(connection, viewpoint, days, requested=given["with_requested"])


def _keep_in_mind(engine: "Engine", written: "WrittenSlips", given: dict[str, Any], history: int) -> None:
    """Puts the files on the list of files that a purge deletes: they have addresses in them."""
    import pandas as pd  # noqa: PLC0415

    from feeds.purge.personal_files import Made  # noqa: PLC0415
    from schemas.store.file_tables import SLIPS  # noqa: PLC0415

    files = [Made(path, SLIPS, orders=pd.Series(order_ids, dtype="str")) for path, order_ids in written.files]
    register(engine, given["merchant"], given["as_of"], files, history)


def _write(lines: "Lines", given: dict[str, Any]) -> "WrittenSlips":
    """Writes the slips; no file if no order gets a slip, and never over an existing one."""
    from reports.slips.contents import slips  # noqa: PLC0415
    from reports.slips.pages import Look, write  # noqa: PLC0415

    made = list(slips(lines.items, prices=given["prices"], language=given["language"]))
    look = Look(given["as_of"], given["paper"], _lines_of(given["sender"]), _lines_of(given["return_to"]))
    try:
        return write(made, look, given["out"] or _free(len(made)))
    except FileExistsError as taken:
        name = Path(taken.filename)
        raise Refusal(
            f"{name} is there already and was left as it is. Name another file: --out {name.stem}-2.pdf"
        ) from None


def _free(count: int) -> Path:
    """The first name for which none of the files of ``count`` slips exists."""
    from reports.slips.pages import places  # noqa: PLC0415

    names = chain([_NAME], (_NAME.with_stem(f"{_NAME.stem}-{number}") for number in counting(2)))
    return next(name for name in names if not any(place.exists() for place in places(name, count)))


def _lines_of(text: str) -> tuple[str, ...]:
    """The lines of an address, separated by | or line breaks."""
    return tuple(line.strip() for line in text.replace("|", "\n").splitlines() if line.strip())


def _show(lines: "Lines", written: "WrittenSlips") -> None:
    for path, order_ids in written.files:
        count = len(order_ids)
        echo(f"{path}: {count:,} slip{'' if count == 1 else 's'}")
    for order in lines.left_out:
        echo(f"{order.order_id}: no slip, {_WHY[order.why]}.", err=True)
    if lines.requested:
        echo(f"{number_of(lines.requested, 'open item')} left out: {REQUESTED}", err=True)
    if written.missing:
        points = [_point(character) for character in written.missing]
        further = f" and {len(points) - _MOST_SHOWN} more" if len(points) > _MOST_SHOWN else ""
        told = f"{', '.join(points[:_MOST_SHOWN])}{further}"
        count = sum(written.missing.values())
        echo(f"{count:,} character{'' if count == 1 else 's'} shown as \N{REPLACEMENT CHARACTER}: {told}.", err=True)


def _show_json(lines: "Lines", written: "WrittenSlips") -> None:
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
