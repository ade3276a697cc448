"""Makes every file of sample_feeds anew: ``python -m tests.sample_files.make [FOLDER]``.

The files are the same every time. The processing reports come from the real thing: the files are uploaded, in the order
of UPLOADS, to an order table that is gone afterwards.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Occasion
from feeds.upload import apply, ready
from feeds.uploaded_file import read_file
from reports.processing import Outcome, read_outcome, text
from reports.templates.book import Layout, write_template
from sample_feeds.dating import AS_OF
from schemas.store.opening import opened_store, writing
from tests.house.sources import ROOT
from tests.sample_files import cancellations, confirmations, orders_faults
from tests.sample_files.adjustments import Adjustments
from tests.sample_files.confirmations import Confirmations
from tests.sample_files.feed_rows import Row, Unused, write_workbook
from tests.sample_files.orders_sample import HEADINGS, as_text, lines, orders
from tests.sample_files.stable_workbooks import keep

TEMPLATES = ("shipping-confirmation", "order-cancellation", "order-adjustment")
MERCHANT = "main"


@dataclass(frozen=True)
class Sample:
    """One sample file: its rows in file order, its kind, and a heading that the template does not have."""

    name: str
    kind: str
    rows: list[Row]
    further: str | None = None


def samples() -> list[Sample]:
    """The sample files, in the order in which they are uploaded."""
    unused = Unused(made := orders())
    first = [Row(line) for order in made for line in lines(order)]
    shipped, adjusted = Confirmations(unused), Adjustments(unused)
    early = Sample("shipping-confirmation-earlier.xlsx", "shipping-confirmation", shipped.earlier())
    refunded = Sample("order-adjustment-earlier.xlsx", "order-adjustment", adjusted.earlier())
    return [
        Sample("orders.txt", "orders", first),
        early,
        refunded,
        Sample("orders-faults.txt", "orders", orders_faults.rows(unused), orders_faults.NOTE),
        Sample("shipping-confirmation.xlsx", "shipping-confirmation", shipped.rows(), confirmations.NOTE),
        Sample("order-cancellation.xlsx", "order-cancellation", cancellations.rows(unused), cancellations.NOTE),
        Sample("order-adjustment.xlsx", "order-adjustment", adjusted.rows(), "approved-by"),
    ]


def make(folder: Path) -> None:
    """Writes the sample files, their processing reports and the blank templates into ``folder``."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    for kind in TEMPLATES:
        write_template(Layout(KINDS[kind].schema), blank := BytesIO())
        keep(blank, folder / "templates" / f"{kind}.xlsx")
    made = samples()
    for sample in made:
        _write(sample, folder / sample.name)
    for sample, outcome in zip(made, uploaded([folder / sample.name for sample in made]), strict=True):
        _refuse_surprises(sample, outcome)
        report = folder / f"{Path(sample.name).stem}.report.txt"
        report.write_text(text(outcome), encoding="utf-8", newline="")


def _refuse_surprises(sample: Sample, outcome: Outcome) -> None:
    """Raises where a row does not show the fault that it was made for, or a good row has any."""
    found = outcome.faults.groupby("record")["code"].agg(set).to_dict()
    for record, row in enumerate(sample.rows, 1):
        codes = found.get(record, set())
        if row.code not in (codes or {None}):
            raise ValueError(
                f"{sample.name}, record {record}: expected {row.code or 'no fault'}, found {codes or 'none'}"
            )


def _write(sample: Sample, path: Path) -> None:
    if path.suffix == ".xlsx":
        write_workbook(sample.kind, path, sample.rows, sample.further)
        return
    headings = (*HEADINGS, *([sample.further] if sample.further else []))
    cells = [{name: str(value) for name, value in row.cells.items()} for row in sample.rows]
    path.write_text(as_text(cells, headings), encoding="utf-8", newline="")


def uploaded(paths: list[Path]) -> Iterator[Outcome]:
    """What became of each file, uploaded one after the other to an empty order table at AS_OF."""
    occasion = Occasion(int(AS_OF.timestamp()))
    with opened_store(":memory:") as engine:
        for path in paths:
            with engine.connect() as connection, writing(connection):
                applied = apply(connection, MERCHANT, ready(read_file(path)), occasion)
                outcome = read_outcome(connection, MERCHANT, applied.upload_no)
            if outcome is None:
                raise LookupError(f"{path.name} was uploaded and is not in the list of uploads")
            yield outcome


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "sample_feeds")
