"""``orderfeeds uploads``: the list of uploads, one upload, and its processing report written again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli import options
from feeds.cli.applying import opened
from feeds.cli.options import Refusal
from feeds.cli.saying import say
from feeds.cli.upload import counted

_KEYS = {"upload_no": "upload", "merchant_id": "merchant", "as_of": "as-of"}

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.processing import Outcome


@click.command("uploads")
@click.argument("number", type=int, required=False, metavar="[N]")
@click.option("--report", is_flag=True, help="Write the processing report of upload N again.")
@click.option(
    "--reports", type=click.Path(path_type=Path, file_okay=False), help="Write it there, not beside the file."
)
@options.as_json
@options.store
def command(number: int | None, report: bool, reports: Path | None, as_json: bool, db: str, merchant: str) -> int:
    """List the uploads, or show upload N; with --report, write its processing report again."""
    if number is None and report:
        raise click.UsageError("Say which upload: orderfeeds uploads N --report.")
    with opened(db, create=False) as engine, engine.connect() as connection:
        if number is None:
            _list(connection, merchant, as_json=as_json)
            return 0
        outcome = _one(connection, merchant, number)
    if report:
        say(f"Report: {_again(outcome, reports)}")
    elif as_json:
        from reports.processing import as_json as told  # noqa: PLC0415 - help must not wait for it

        say(json.dumps(told(outcome), ensure_ascii=False, indent=2))
    else:
        _show(outcome)
    return 0


def _one(connection: "Connection", merchant: str, number: int) -> "Outcome":
    from reports.processing import read_outcome  # noqa: PLC0415

    outcome = read_outcome(connection, merchant, number)
    if outcome is None:
        raise Refusal(f"There is no upload {number}. orderfeeds uploads lists them.")
    return outcome


def _again(outcome: "Outcome", reports: Path | None) -> Path:
    from reports.processing_files import write  # noqa: PLC0415

    file = Path(outcome.file)
    folder = reports or (file.parent if file.parent.is_dir() else Path())
    try:
        return write(outcome, folder, file.stem)
    except OSError as fault:
        raise Refusal(f"No report in {folder}: {fault.strerror}. Name another folder with --reports.") from None


def _rows(connection: "Connection", merchant: str) -> list[dict[str, Any]]:
    from datetime import UTC, datetime  # noqa: PLC0415

    from sqlalchemy import select  # noqa: PLC0415

    from schemas.history import UPLOADS  # noqa: PLC0415

    query = select(UPLOADS).where(UPLOADS.c.merchant_id == merchant).order_by(UPLOADS.c.upload_no)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    for row in rows:
        row["as_of"] = datetime.fromtimestamp(row["as_of"], UTC).isoformat()
    return rows


def _list(connection: "Connection", merchant: str, *, as_json: bool) -> None:
    rows = _rows(connection, merchant)
    if as_json:
        named = [{_KEYS.get(name, name): value for name, value in row.items()} for row in rows]
        say(json.dumps(named, ensure_ascii=False, indent=2))
        return
    heading = ("upload", "as of", "kind", "state", "records", "applied", "refused", "warnings", "fingerprint", "file")
    table = [heading] + [_cells(row) for row in rows]
    widths = [max(len(cells[at]) for cells in table) for at in range(len(heading))]
    for cells in table:
        padded = [
            cell.rjust(width) if 4 <= at <= 7 or at == 0 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        say("  ".join(padded).rstrip())


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    fatal = row["state"] == "Fatal"
    counts = [f"{0 if fatal else row[name]:,}" for name in ("records", "applied", "refused", "warnings")]
    mark = (row["fingerprint"] or "")[:12]
    name = Path(row["path"]).name
    return (str(row["upload_no"]), row["as_of"][:16], row["kind"] or "", row["state"], *counts, mark, name)


def _show(outcome: "Outcome") -> None:
    from reports.processing import text  # noqa: PLC0415

    say(f"Upload {outcome.upload}: {Path(outcome.file).name}, {outcome.state}: {counted(outcome)}.")
    say(f"Fingerprint: {outcome.fingerprint or 'none'}")
    say(text(outcome), nl=False)
