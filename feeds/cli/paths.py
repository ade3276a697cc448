"""``orderfeeds paths``: where the order table, the profiles and the settings are."""

from pathlib import Path

from feeds import profiles
from feeds.cli import settings
from feeds.cli.options import Store
from feeds.cli.output import echo, echo_json
from feeds.reading.file_names import printable


def run(as_json: bool, store: Store) -> int:
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
