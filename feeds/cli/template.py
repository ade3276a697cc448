"""``orderfeeds template``: a workbook to fill in, made from the schema, blank or filled from the order table."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.applying import existing, terms_of
from feeds.cli.file_registration import history_so_far, register_made
from feeds.cli.options import Refusal
from feeds.cli.output import REQUESTED, echo, echo_json, number_of, say_done
from feeds.cli.progress import at_work

if TYPE_CHECKING:
    import pandas as pd

    from feeds.prefill import Prefilled


def run(kind: str, out: Path | None, prefill: bool, **given: Any) -> int:
    """Runs ``orderfeeds template``; returns its exit code."""
    path = out or Path(f"{kind}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise Refusal(f"{path}: a template is an .xlsx workbook. Name it so: --out {path.stem or kind}.xlsx")
    _refuse_taken(path)
    if prefill and kind == "orders":
        raise Refusal("orders has nothing to be filled with: its file is what brings orders in. Leave --prefill out.")
    if given["days"] and not prefill:
        raise Refusal("--days narrows what --prefill fills in. Give both, or leave --days out.")
    written = _write_prefilled(path, kind, given) if prefill else _write(path, kind, given)
    _tell(path, written, as_json=given["as_json"])
    say_done(f"{path} was written.")
    return 0


def _refuse_taken(path: Path) -> None:
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it, or name another: --out FOLDER/{path.name}")
    if path.exists():
        raise Refusal(f"{path} is there already and was left as it is. Name another file: --out {path.stem}-2.xlsx")


def _write(path: Path, kind: str, given: dict[str, Any], filled: "Prefilled | None" = None) -> "Prefilled":
    from datetime import UTC, datetime  # noqa: PLC0415 - help must not wait for them

    from feeds.kinds import KINDS  # noqa: PLC0415
    from feeds.prefill import Prefilled  # noqa: PLC0415
    from reports.files.atomic_files import put_where_free  # noqa: PLC0415
    from reports.templates.book import Layout, write_template  # noqa: PLC0415

    layout = Layout(KINDS[kind].schema, given["region"])
    parts: Iterable[pd.DataFrame] = ()
    if filled:
        made = datetime.fromtimestamp(_as_of(given), UTC).replace(tzinfo=None)
        layout, parts = Layout(layout.schema, layout.region, prefilled=True, made=made), filled.parts
    with at_work(f"{path.name}: writing"):
        if not put_where_free(path, lambda file: write_template(layout, file, parts)):
            _refuse_taken(path)
    return filled or Prefilled(iter(()), 0)


def _write_prefilled(path: Path, kind: str, given: dict[str, Any]) -> "Prefilled":
    from feeds.kinds.kind import Occasion  # noqa: PLC0415
    from feeds.prefill import Choice, prefilled  # noqa: PLC0415
    from reports.templates.book import MOST_ROWS  # noqa: PLC0415

    # One transaction, so that an upload meanwhile does not change the rows half way.
    with existing(given) as engine, engine.connect() as connection, connection.begin():
        occasion = Occasion(_as_of(given), terms_of(connection, given))
        choice = Choice(MOST_ROWS, given["days"], requested=given["with_requested"])
        filled = prefilled(connection, given["merchant"], kind, occasion, choice)
        written = _write(path, kind, given, filled)
        register_made(engine, given["merchant"], occasion.as_of, "template", [path], history_so_far(connection))
        return written


def _as_of(given: dict[str, Any]) -> int:
    return options.now() if given["as_of"] is None else int(given["as_of"])


def _tell(path: Path, written: "Prefilled", *, as_json: bool) -> None:
    if as_json:
        counts = {"rows": written.count, "past-deadline": written.past_deadline, "too-many": written.too_many}
        counts["cancel-requested"] = written.requested
        echo_json({"path": str(path)} | counts)
        return
    echo(f"{path}: {number_of(written.count, 'row')}")
    if written.past_deadline:
        late = number_of(written.past_deadline, "open item")
        echo(f"{late} left out: past the deadline, too late to be confirmed.", err=True)
    if written.requested:
        echo(f"{number_of(written.requested, 'open item')} left out: {REQUESTED}", err=True)
    if written.too_many:
        more = number_of(written.too_many, "item")
        echo(f"{more} left out: a sheet has no room for more. Take fewer with --days N.", err=True)
