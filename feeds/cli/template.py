"""``orderfeeds template``: a workbook to fill in, made from the schema, blank or filled from the order table."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import existing, terms_of
from feeds.cli.output import REQUESTED, echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.cli.result_files import register_made
from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Occasion
from feeds.prefill import Choice, Prefilled, prefilled
from reports.files.atomic_files import put_where_free
from reports.templates.book import MOST_ROWS, Layout, write_template
from schemas.store.entries import last_entry
from schemas.times import sheet_time
from schemas.wording import number_of


def run(
    kind: str,
    out: Path | None,
    prefill: bool,
    region: str | None,
    days: int | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Runs ``orderfeeds template``; returns its exit code."""
    path = out or Path(f"{kind}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise Refusal(f"{path}: a template is an .xlsx workbook. Name it so: --out {path.stem or kind}.xlsx")
    _refuse_taken(path)
    if prefill and kind == "orders":
        raise Refusal("orders has nothing to be filled with: its file is what brings orders in. Leave --prefill out.")
    if days and not prefill:
        raise Refusal("--days narrows what --prefill fills in. Give both, or leave --days out.")
    if prefill:
        written = _write_prefilled(path, kind, region, days, **given)
    else:
        written = _write(path, Layout(KINDS[kind].schema, region))
    _tell(path, written, as_json=as_json)
    say_done(f"{path} was written.")
    return 0


def _refuse_taken(path: Path) -> None:
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it, or name another: --out FOLDER/{path.name}")
    if path.exists():
        raise Refusal(f"{path} is there already and was left as it is. Name another file: --out {path.stem}-2.xlsx")


def _write(path: Path, layout: Layout, filled: Prefilled | None = None) -> Prefilled:
    with at_work(f"{path.name}: writing"):
        if not put_where_free(path, lambda file: write_template(layout, file, filled.parts if filled else ())):
            _refuse_taken(path)
    return filled or Prefilled(iter(()), 0)


def _write_prefilled(
    path: Path,
    kind: str,
    region: str | None,
    days: int | None,
    *,
    with_requested: bool,
    as_of: int,
    store: Store,
    terms: Mapping[str, int | None],
) -> Prefilled:
    # One transaction, so that an upload meanwhile does not change the rows half way.
    with existing(store) as engine, engine.connect() as connection, connection.begin():
        occasion = Occasion(as_of, terms_of(connection, store.merchant, terms))
        choice = Choice(MOST_ROWS, days, requested=with_requested)
        filled = prefilled(connection, store.merchant, kind, occasion, choice)
        made = sheet_time(as_of)
        written = _write(path, Layout(KINDS[kind].schema, region, prefilled=True, made=made), filled)
        register_made(engine, store.merchant, as_of, "template", [path], last_entry(connection))
        return written


def _tell(path: Path, written: Prefilled, *, as_json: bool) -> None:
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
