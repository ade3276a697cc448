"""``orderfeeds samples``: the sample feeds and blank templates, copied out of the installed package."""

from pathlib import Path

import click

import sample_feeds
from feeds.cli.saying import say

_WANTED = (".xlsx", ".txt")


@click.command("samples")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("orderfeeds-samples"))
def command(folder: Path) -> int:
    """Copy the sample feeds and blank templates to FOLDER."""
    copied = 0
    source = Path(sample_feeds.__file__).parent
    for part, target in ((source, folder), (source / "templates", folder / "templates")):
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(part.iterdir()):
            place = target / entry.name
            if not entry.name.endswith(_WANTED) or entry.name.endswith(".report.txt"):
                continue
            if place.exists() and place.read_bytes() != entry.read_bytes():
                say(f"{place}: left as it is, you have changed it.", err=True)
                continue
            place.write_bytes(entry.read_bytes())
            copied += 1
    say(f"{copied} files in {folder}")
    return 0
