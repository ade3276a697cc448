"""Shows a day and a night at the order desk: ``python -m sample_feeds.night FOLDER``, on the sample feeds.

What an earlier run left in FOLDER is deleted first, so the same is shown every time.
"""

import shutil
import sys
from pathlib import Path

from sample_feeds.run_steps import Step, show

_DAY, _NIGHT = "--as-of 2026-01-31T12:00:00+00:00", "--as-of 2026-02-01T10:15:00+00:00"
_FOLDERS = ("samples", "desk", "nights")
STEPS: tuple[Step, ...] = (
    (
        "The orders of the samples, and a folder into which the warehouse puts its files.",
        f"orderfeeds samples samples {_DAY}",
        None,
    ),
    ("A rehearsal: what --as-of says counts as the time.", "orderfeeds terms --rehearsal", 2),
    ("", f"orderfeeds upload samples/orders.txt samples/shipping-confirmation-earlier.xlsx {_DAY}", None),
    ("", "mkdir -p desk/inbox", None),
    ("What will be canceled soon? And what would today's confirmations save?", f"orderfeeds deadlines {_DAY}", None),
    ("", f"orderfeeds deadlines --with samples/shipping-confirmation.xlsx {_DAY}", None),
    (
        "The warehouse's file is in the folder; cron, or a service, looks after it.",
        "cp samples/shipping-confirmation.xlsx desk/inbox",
        None,
    ),
    ("", f"orderfeeds watch desk --once --settle 0 {_DAY}", None),
    ("", "ls desk/partly", None),
    (
        "Tomorrow's parcels: a packing slip for each open order of the last week.",
        f"orderfeeds slips --days 7 --out slips.pdf {_DAY}",
        None,
    ),
    (
        "The night: what is past its deadline is canceled, others are warned, then the reports and the overview page.",
        f"orderfeeds nightly --out nights {_NIGHT}",
        6,
    ),
    ("", "orderfeeds uploads 4", 6),
    ("What became of one order, and by whom.", f"orderfeeds order 303-8445926-7465947 {_NIGHT}", None),
    (
        "It had shipped after all: the run of the clock is taken back, after a look at what that does.",
        f"orderfeeds undo 4 {_NIGHT}",
        4,
    ),
    ("", f"orderfeeds undo 4 --yes {_NIGHT}", 2),
    ("How does the desk do?", f"orderfeeds report health --days 7 --days 30 {_NIGHT}", 14),
    (
        "Buyers' names and addresses of orders that were closed long ago.",
        "orderfeeds purge --older-than 30d --as-of 2026-03-15",
        1,
    ),
    ("And the books are right.", "orderfeeds verify", None),
)


def run(folder: Path) -> None:
    """Runs the steps in ``folder`` and prints each command with its output."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for leftover in (*folder.glob("orders.db*"), *folder.glob("slips.pdf")):
        leftover.unlink()
    show(STEPS, folder)


if __name__ == "__main__":
    run(Path(sys.argv[1] if len(sys.argv) > 1 else "out/night"))
