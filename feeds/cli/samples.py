"""``orderfeeds samples``: the sample feeds and blank templates, copied out of the installed package."""

from importlib import resources
from pathlib import Path

import click

_WANTED = (".xlsx", ".txt", ".json")


@click.command("samples")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("orderfeeds-samples"))
def command(folder: Path) -> int:
    """Copy the sample feeds, the reports they must produce, and blank templates to FOLDER."""
    source = resources.files("sample_feeds")
    for part, target in ((source, folder), (source / "templates", folder / "templates")):
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(part.iterdir(), key=lambda entry: entry.name):
            place = target / entry.name
            if not entry.name.endswith(_WANTED):
                continue
            if place.exists() and place.read_bytes() != entry.read_bytes():
                click.echo(f"{place}: left as it is, you have changed it.", err=True)
                continue
            place.write_bytes(entry.read_bytes())
            click.echo(place)
    return 0
