"""Rule 1 and tests/ODDITIES.md: a text that is cut within its last line, and lines with a cell more than others."""

from pathlib import Path

import pytest

from tests.rules.desk import Answer, Desk
from tests.rules.writings import item_id, line, order_id

CUT, MOVED = 70135, 70127
HEADINGS = ["order-id", "order-item-id", "ship-date", "carrier-code", "carrier-name", "tracking-number", "ship-method"]


def row(order: int, number: str, carrier: str = "Other", name: str = "GLS", method: str = "Ground") -> list[str]:
    return [order_id(order), item_id(order, 1), "2026-03-05", carrier, name, number, method]


def upload(desk: Desk, folder: Path, rows: list[list[str]], *, mark: str = ";", end: str = "\r\n") -> Answer:
    path = folder / "text.csv"
    path.write_text("\r\n".join(mark.join(cells) for cells in rows) + end)
    return desk.apply(path)


def told(answer: Answer) -> list[tuple[int, int]]:
    return [fault for fault in answer.faults if fault[1] in (CUT, MOVED)]


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.orders(*(line(order) for order in range(1, 6)))
    return desk


GOOD = [HEADINGS, row(1, "65330787617"), row(2, "65330787625"), row(3, "1Z999AA10123456784", "UPS", "")]
SHORT = {
    "a cell less than all others": [*GOOD, row(4, "653307876")[:6]],
    "the heading line alone beside": [HEADINGS, row(4, "653307876")[:6]],
    "a number shorter than the carrier's others": [
        cells[:5] + cells[6:] + cells[5:6] for cells in [*GOOD, row(4, "6533078")]
    ],
    "a number of no form of its carrier": [
        cells[:5] + cells[6:] + cells[5:6] for cells in [*GOOD, row(4, "1Z999AA1012345", "UPS", "")]
    ],
    "a number that lost its check digit": [
        cells[:5] + cells[6:] + cells[5:6] for cells in [*GOOD, row(4, "00739380005492", "Canada Post", "")]
    ],
    "a day": [cells[:2] + cells[3:] + cells[2:3] for cells in GOOD]
    + [[*row(4, "1")[:2], "TNT", "", "1", "", "2026-03-0"]],
}


@pytest.mark.parametrize("what", SHORT)
def test_a_text_that_ends_within_its_last_line_is_refused_there(shop: Desk, tmp_path: Path, what: str) -> None:
    rows = SHORT[what]
    assert told(upload(shop, tmp_path, rows, end="")) == [(len(rows) - 1, CUT)]


WHOLE = {
    "all lines whole": [*GOOD, row(4, "65330787633")],
    "a last line without its empty cells, as others": [*GOOD, row(4, "65330787633")[:6], row(5, "65330787641")[:6]],
    "numbers of several lengths": [
        cells[:5] + cells[6:] + cells[5:6] for cells in [*GOOD, row(4, "6533", name="Nord")]
    ],
    "a number alone": [HEADINGS[:6], row(4, "653307")[:6]],
    "another service": [*GOOD, row(4, "65330787633", method="Air")],
    "an empty last cell": [*GOOD, row(4, "65330787633", method="")],
}


@pytest.mark.parametrize("what", WHOLE)
def test_a_whole_text_without_a_line_break_at_its_end_is_taken(shop: Desk, tmp_path: Path, what: str) -> None:
    answer = upload(shop, tmp_path, WHOLE[what], end="")
    assert (told(answer), answer.counts[2]) == ([], 0)


def test_a_short_last_line_that_a_line_break_ends_is_taken(shop: Desk, tmp_path: Path) -> None:
    assert told(upload(shop, tmp_path, [*GOOD, row(4, "65330787633")[:6]])) == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_line_with_an_empty_cell_more_than_others_is_refused(shop: Desk, tmp_path: Path, mark: str) -> None:
    rows = [HEADINGS, row(1, "1"), [*row(2, "2"), ""], row(3, "3")]
    answer = upload(shop, tmp_path, rows, mark=mark)
    assert told(answer) == [(2, MOVED)]
    assert answer.messages[[code for _, code in answer.faults].index(MOVED)].startswith(
        "The line has 8 cells, the heading line 7, and not every line has more."
    )
    assert told(upload(shop, tmp_path, [HEADINGS, [*row(4, "4"), ""]], mark=mark)) == [(1, MOVED)]


def test_a_delimiter_that_ends_every_line_is_none(shop: Desk, tmp_path: Path) -> None:
    assert told(upload(shop, tmp_path, [HEADINGS, *([*row(at, str(at)), ""] for at in (1, 2, 3))])) == []
    assert told(upload(shop, tmp_path, [[*HEADINGS, ""], *([*row(at, str(at)), ""] for at in (4, 5))])) == []
