"""The faults of an upload as lines: errors before warnings, and equal ones together."""

from typing import Any

import pandas as pd
import pytest

from reports.fault_lines import fault_lines, without_ending
from reports.processing import FAULT_COLUMNS, Outcome, text

ORDER = "111-0000000-0000001"
NO_TRACKING = "YAMATO is a carrier that the marketplace cannot track. Nothing to do."


def fault(record: int, code: int, said: str, heading: str = "carrier-code", found: str = "x") -> dict[str, Any]:
    """A fault of column E of a sheet called Parcels; record 1 is in row 2."""
    cell = f"E{record + 1}"
    message = f'{said} Column {heading}, value "{found}", cell Parcels!{cell}'
    names = ("record", "order_id", "code", "message", "sheet", "cell", "heading", "found")
    return dict(zip(names, (record, ORDER, code, message, "Parcels", cell, heading, found), strict=True))


def table(*faults: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(faults), columns=list(FAULT_COLUMNS), dtype=object).astype(FAULT_COLUMNS)


def lines(faults: pd.DataFrame, *, errors_too: bool = False) -> list[tuple[str, int, int, str]]:
    both = pd.concat(fault_lines(faults, errors_too=errors_too))
    return list(zip(both["cell"], both["code"], both["count"], both["more"], strict=True))


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ([], []),
        ([fault(1, 70202, "a"), fault(2, 18021, "b")], [("E3", 18021, 1, ""), ("E2", 70202, 1, "")]),
        ([fault(1, 70202, "a"), fault(2, 70202, "a")], [("E2", 70202, 2, " and 1 more (E3)")]),
        (
            [fault(number, 70202, "a", found=str(number)) for number in range(1, 7)],
            [("E2", 70202, 6, " and 5 more (E3, E4, E5 …)")],
        ),
        ([fault(1, 70202, "a"), fault(2, 70202, "b")], [("E2", 70202, 1, ""), ("E3", 70202, 1, "")]),
        ([fault(1, 70202, "a", "one"), fault(2, 70202, "a", "two")], [("E2", 70202, 1, ""), ("E3", 70202, 1, "")]),
        (
            [fault(number, 70124, f"read as {number}") for number in range(1, 7)],
            [("E2", 70124, 6, " and 5 more (E3, E4, E5 …)")],
        ),
        (
            [fault(1, 18021, "a"), fault(2, 18021, "a")],
            [("E2", 18021, 1, ""), ("E3", 18021, 1, "")],
        ),
    ],
)
def test_equal_warnings_are_one_line_and_errors_are_a_line_each(
    faults: list[dict[str, Any]], expected: list[tuple[str, int, int, str]]
) -> None:
    assert lines(table(*faults)) == expected


def test_equal_errors_are_one_line_where_that_is_asked_for() -> None:
    faults = table(*(fault(number, 18021, "a") for number in (1, 2)), fault(3, 18021, "b"))
    assert lines(faults, errors_too=True) == [("E2", 18021, 2, " and 1 more (E3)"), ("E4", 18021, 1, "")]


def test_a_message_is_shown_without_the_place_at_its_end() -> None:
    quoting = fault(1, 70202, 'An odd one: Column carrier-code, value "y".', found='a" Column z, value "b')
    whole = fault(2, 76001, "Whole.") | {"message": "The file is empty.", "heading": None}
    assert without_ending(table(quoting, whole)).tolist() == [
        'An odd one: Column carrier-code, value "y".',
        "The file is empty.",
    ]


def test_the_text_report_of_a_nearly_clean_file_of_50_000_rows_is_a_page() -> None:
    warnings = [fault(number, 70202, NO_TRACKING) for number in range(1, 40_001)]
    read_as = [fault(number, 70124, f"carrier-code was read as {number}.") for number in range(40_001, 50_001)]
    errors = [fault(number, 18021, f"Order {number} has 1 unit open.", "quantity") for number in (7, 5_000, 49_999)]
    told = Outcome(1, "main", "x", "x.xlsx", 0, "applied in part", 50_000, 49_997, 3, 50_000, None, table())
    faults = table(*sorted(warnings + read_as + errors, key=lambda each: int(each["record"])))
    printed = text(Outcome(**{**vars(told), "faults": faults})).splitlines()
    assert [line.split("\t")[0] for line in printed[5:]] == ["7", "5000", "49999", "1", "40001"]
    assert printed[8].endswith("cell Parcels!E2 and 39,999 more (E3, E4, E5 …)")
