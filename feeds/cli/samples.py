"""``orderfeeds samples``: writes sample feeds and blank templates from the installed package, dated today."""

from pathlib import Path

import sample_feeds
from feeds.cli.output import echo, say_done
from sample_feeds.dating import dated, days_to, is_dated

_WANTED = (".xlsx", ".txt")


def run(folder: Path, as_of: int) -> int:
    """Runs ``orderfeeds samples``; returns its exit code."""
    days = days_to(as_of)
    copied = 0
    source = Path(sample_feeds.__file__).parent
    for part, target in ((source, folder), (source / "templates", folder / "templates")):
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(part.iterdir()):
            place = target / entry.name
            if not entry.name.endswith(_WANTED) or entry.name.endswith(".report.txt"):
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
