"""Shows the product on the sample feeds: ``python -m sample_feeds.demo FOLDER`` runs real commands and prints them.

What an earlier run left in FOLDER is deleted first, so the same is shown every time.
"""

import shutil
import sys
from pathlib import Path

from sample_feeds.run_steps import Step, show

_AS_OF = "--as-of 2026-01-31T12:00:00+00:00"
STEPS: tuple[Step, ...] = (
    ("The sample files, as they would lie in a clerk's folder.", f"orderfeeds samples samples {_AS_OF}", None),
    ("A rehearsal: what --as-of says counts as the time.", "orderfeeds terms --rehearsal", 2),
    (
        "Orders come in, with the confirmations and refunds of the days before.",
        "orderfeeds upload samples/orders.txt samples/shipping-confirmation-earlier.xlsx "
        f"samples/order-adjustment-earlier.xlsx {_AS_OF}",
        None,
    ),
    (
        "What would today's cancellations do? Nothing is kept: the faults with their cells, then the plan.",
        f"orderfeeds check samples/order-cancellation.xlsx {_AS_OF}",
        None,
    ),
    (
        "Today's three workbooks: good records are applied, bad ones refused and explained.",
        "orderfeeds upload samples/shipping-confirmation.xlsx samples/order-cancellation.xlsx "
        f"samples/order-adjustment.xlsx {_AS_OF}",
        None,
    ),
    (
        "The processing report says of every fault which record, which cell and what to do.",
        "cat samples/shipping-confirmation.report.txt",
        14,
    ),
    (
        "The refused rows come back as workbooks to correct and upload, before the clerk's own sheets, marked.",
        "ls samples/shipping-confirmation.corrections.xlsx samples/order-cancellation.corrections.xlsx "
        "samples/order-adjustment.corrections.xlsx",
        None,
    ),
    (
        "The same file again, by mistake: nothing happens twice.",
        f"orderfeeds upload samples/shipping-confirmation-earlier.xlsx {_AS_OF}",
        None,
    ),
    ("The reports for all seven windows.", f"orderfeeds report orders --all --out reports {_AS_OF}", None),
    ("", f"orderfeeds report unshipped --all --out reports {_AS_OF}", None),
    (
        "Tomorrow's work: a template with every open item, to which the warehouse adds carrier and tracking number.",
        f"orderfeeds template shipping-confirmation --prefill --out reports/tomorrow.xlsx {_AS_OF}",
        None,
    ),
    ("The list of uploads.", "orderfeeds uploads", None),
)


def run(folder: Path) -> None:
    """Runs the steps in ``folder`` and prints each command with its output."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("samples", "reports"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for leftover in folder.glob("orders.db*"):
        leftover.unlink()
    show(STEPS, folder)
    sys.stdout.write(f"\nLook into {folder}: samples (reports and corrections beside the files), reports, orders.db\n")


if __name__ == "__main__":
    run(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
