"""``orderfeeds paths``, ``codes`` and ``samples``: what helps a person and needs no order table."""

import textwrap
from pathlib import Path

import click

import sample_feeds
from feeds import profiles
from feeds.cli import settings
from feeds.cli.options import Store
from feeds.cli.output import echo, echo_json, say_done, terminal_width
from feeds.reading.file_names import printable
from sample_feeds.dating import dated, days_to, is_dated
from schemas.faults import FAULTS

_INDENT = " " * 16
_WIDEST = 100
_SAMPLES = (".xlsx", ".txt")


def paths(as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds paths``; returns its exit code."""
    schema = Path(__file__).parents[2] / "schemas" / "outputs.json"
    there = {
        "order-table": Path(store.db).absolute(),
        "profiles": profiles.place().absolute(),
        "settings": settings.place().absolute(),
        "json-schema": schema,
    }
    if as_json:
        echo_json({name: {"path": printable(path), "exists": path.exists()} for name, path in there.items()})
        return 0
    titles = {
        "order-table": "Order table",
        "profiles": "Profiles",
        "settings": "Settings",
        "json-schema": "JSON schema",
    }
    for name, path in there.items():
        echo(f"{titles[name] + ':':<13}{printable(path)}{'' if path.exists() else '  (not there yet)'}")
    return 0


def codes(code: int | None, as_json: bool) -> int:
    """Runs ``orderfeeds codes``; returns its exit code."""
    if code is not None and code not in FAULTS:
        raise click.UsageError(f"There is no code {code}. orderfeeds codes lists them.")
    wanted = [FAULTS[code]] if code is not None else sorted(FAULTS.values(), key=lambda fault: fault.code)
    if as_json:
        echo_json({"codes": [vars(fault) for fault in wanted]})
        return 0
    for fault in wanted:
        echo(_filled(f"{fault.code}  {fault.severity:<7}  {fault.meaning}", ""))
        echo(_filled(fault.remedy, _INDENT))
    return 0


def _filled(words: str, first: str) -> str:
    return textwrap.fill(
        words,
        min(terminal_width() or _WIDEST, _WIDEST),
        initial_indent=first,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )


def samples(folder: Path, as_of: int) -> int:
    """Runs ``orderfeeds samples``; returns its exit code."""
    days = days_to(as_of)
    copied = 0
    source = Path(sample_feeds.__file__).parent
    for part, target in ((source, folder), (source / "templates", folder / "templates")):
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(part.iterdir()):
            place = target / entry.name
            if not entry.name.endswith(_SAMPLES) or entry.name.endswith(".report.txt"):
                continue
            sample = entry.read_bytes()
            if place.exists() and not is_dated(place.read_bytes(), sample):
                echo(f"{place}: left as it is, you have changed it.", err=True)
                continue
            # A template has dates only in its explanations of how to write them.
            place.write_bytes(sample if part != source else dated(sample, days))
            copied += 1
    echo(f"{copied} files in {folder}")
    say_done(f"{copied} files were written to {folder}.")
    return 0
