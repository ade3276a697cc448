"""The sample files as they lie in the repository, and the faults that each kind of file can have."""

from pathlib import Path

from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Kind
from schemas import faults
from tests.samples.kind_codes import KIND_CODES

FOLDER = Path(__file__).parents[2] / "sample_feeds"
AS_OF = "2026-01-31T12:00:00+00:00"
FIRST = ("orders.txt", "shipping-confirmation-earlier.xlsx", "order-adjustment-earlier.xlsx")
FAULTY = {
    "orders-faults.txt": KINDS["orders"],
    "shipping-confirmation.xlsx": KINDS["shipping-confirmation"],
    "order-cancellation.xlsx": KINDS["order-cancellation"],
    "order-adjustment.xlsx": KINDS["order-adjustment"],
}
SAMPLES = (*FIRST, *FAULTY)


def report_of(name: str, folder: Path = FOLDER) -> Path:
    return folder / f"{Path(name).stem}.report.txt"


def codes_in(report: str) -> set[int]:
    _, _, lines = report.partition("error-message\n")
    return {int(line.split("\t")[3]) for line in lines.splitlines()}


def possible_codes(kind: Kind, *, in_workbook: bool) -> set[int]:
    """Every code that a record of a kind can get, as its schema, its guard and its judgement can give them."""
    codes = {faults.HEADING_UNKNOWN, faults.READ_AS, *KIND_CODES[kind.name]} - {faults.NOT_APPLIED_STRICT}
    if (kind.schema.metadata or {}).get("null_word"):
        codes.add(faults.NULL_REQUIRED)
    for name, column in kind.schema.columns.items():
        metadata = column.metadata or {}
        codes.update(int(str(check.name)) for check in column.checks)
        if not column.nullable and "derive" not in metadata:
            codes.add(faults.REQUIRED_EMPTY)
        if metadata.get("holds") == "date":
            codes.add(faults.DAY_ORDER_UNCLEAR)
        if metadata.get("holds") == "amount":
            codes.add(faults.AMOUNT_UNCLEAR)
        if metadata.get("holds") == "identifier":
            codes.add(faults.DIGITS_LOST)
            # What is looked up, or has hyphens, is not in doubt.
            codes.update(() if metadata.get("looked_up") or name == "order-id" else {faults.DIGITS_DOUBTFUL})
    if "tracking-number" in kind.schema.columns:
        codes.add(faults.NUMBER_OF_OTHER_ORDER)
    codes.update(_of_typed_cells(kind) if in_workbook else ())
    return {code for code in codes if faults.FAULTS[code].severity != "Fatal"}


def _of_typed_cells(kind: Kind) -> set[int]:
    """The codes of a workbook alone, as only a typed cell can be a date, an error, a formula or a number."""
    codes = {faults.DATE_IN_IDENTIFIER, faults.ERROR_CELL, faults.FORMULA_WITHOUT_VALUE}
    return codes | ({faults.ZEROS_LOST} if "tracking-number" in kind.schema.columns else set())
