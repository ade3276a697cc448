"""``orderfeeds nightly``: runs the clock, and writes everything a night needs into one folder."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.applying import opened, other_merchants, terms_of
from feeds.cli.clock_output import as_json as clock_as_json
from feeds.cli.clock_output import kept_though_it_fails, let_time_act, refuse_times, show, told
from feeds.cli.file_registration import history_so_far, register_made
from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.cli.report import show_written

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from feeds.cli.clock_output import Acted
    from reports.nightly import Night


def run(out: Path, format_: Any, no_clock: bool, confirm_cancellations: bool, **given: Any) -> int:
    """Runs ``orderfeeds nightly``; returns its exit code."""
    from reports.nightly import write_night  # noqa: PLC0415 - help must not wait for it
    from reports.order_lines import Viewpoint  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with _opened(given["db"], given["merchant"]) as engine:
        viewpoint = Viewpoint(given["merchant"], as_of, terms_of(engine, given))
        acted = None
        if not no_clock:
            with engine.connect() as connection:
                refuse_times(connection, viewpoint)
            _try(out, as_of)
            acted = let_time_act(engine, viewpoint, out, given["by"], confirmed=confirm_cancellations)
        with kept_though_it_fails(acted):
            with engine.connect() as connection:
                history = history_so_far(connection)
            with at_work("nightly: writing"):
                night = write_night(engine, viewpoint, out, format_)
            register_made(engine, viewpoint.merchant, as_of, "report", _with_buyers(night.files), history)
    _show(acted, night, as_json=given["as_json"])
    return 0


@contextmanager
def _opened(db: str, merchant: str) -> "Iterator[Engine]":
    """Opens the order table; raises Refusal if it has only other merchants' orders, as the name may be mistyped."""
    said: list[str] = []
    with opened(db, create=False, merchant=merchant, tell=said.append) as engine:
        if other_merchants(engine, db, merchant):
            raise Refusal(f"{said[0]} Nothing was canceled or written.")
        for words in said:
            echo(words, err=True)
        yield engine


def _show(acted: "Acted | None", night: "Night", *, as_json: bool) -> None:
    from reports.overview import clock  # noqa: PLC0415 - help must not wait for it

    if as_json:
        files = [{"path": str(path), "lines": lines} for path, lines in night.files]
        orders = [dict(zip(clock.COLUMNS, clock.cells(row), strict=True)) for row in night.acted]
        run = clock_as_json(acted)
        echo_json({"clock": run, "orders": orders, "files": files, "overview": str(night.overview)})
    else:
        if acted:
            show(acted, str(night.files[0].path))
        show_written(night.files, as_json=False)
        echo(f"{night.overview}: open it in a browser")
    say_done((f"{told(acted)} " if acted else "") + f"{night.overview.parent} was written.")


def _with_buyers(files: Iterable[tuple[Path, int]]) -> list[Path]:
    """The files of a night that a purge has to check; the others have no buyers' texts."""
    return [path for path, _ in files if path.name.startswith(("orders-", "unshipped-orders-"))]


def _try(out: Path, as_of: int) -> None:
    """Raises Refusal if the night could not be written afterwards: then nothing may be canceled."""
    from reports.nightly import try_folder  # noqa: PLC0415 - help must not wait for it

    try:
        try_folder(out, as_of)
    except OSError as fault:
        place = fault.filename or out
        raise Refusal(
            f"The night cannot be written to {out}: {place}: {fault.strerror}. Nothing was canceled or written."
        ) from None
