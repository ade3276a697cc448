"""The sample orders look like a real report, and nobody in them is real."""

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from schemas import fields
from schemas.orders import STATUSES
from tests.samples.sample_files import AS_OF, FOLDER, SAMPLES

WINDOWS = (1, 2, 7, 15, 30, 60, 90)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with (FOLDER / "orders.txt").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def ages(lines: list[dict[str, str]]) -> dict[str, timedelta]:
    as_of = datetime.fromisoformat(AS_OF)
    placed = {line["order-id"]: line["purchase-date"] for line in lines if line["purchase-date"]}
    return {order: as_of - datetime.fromisoformat(date) for order, date in placed.items()}


def test_it_has_the_columns_of_the_real_report_first(lines: list[dict[str, str]]) -> None:
    assert tuple(lines[0])[: len(fields.ORDERS_REPORT.headings)] == fields.ORDERS_REPORT.headings


def test_it_has_many_orders_every_state_and_several_currencies(lines: list[dict[str, str]]) -> None:
    assert len({line["order-id"] for line in lines} - {""}) >= 60
    assert {line["order-status"] for line in lines} - {""} == set(STATUSES)
    assert {"USD", "GBP", "EUR", "JPY"} <= {line["currency"] for line in lines}
    assert all("." not in line["item-price"] for line in lines if line["currency"] == "JPY")


def test_it_has_continuation_lines_and_a_name_like_a_formula(lines: list[dict[str, str]]) -> None:
    below = [line for line in lines if not line["purchase-date"]]
    assert {bool(line["order-id"]) for line in below} == {True, False}
    assert all(line["item-promotion-id"] for line in below)
    assert any(line["product-name"].startswith("=") for line in lines)


def test_its_dates_spread_over_100_days_and_all_windows(ages: dict[str, timedelta]) -> None:
    assert timedelta(0) < min(ages.values())
    assert timedelta(days=90) < max(ages.values()) <= timedelta(days=100)
    counts = [sum(age < timedelta(days=days) for age in ages.values()) for days in WINDOWS]
    assert sorted(set(counts)) == counts
    assert counts[-1] < len(ages)


def test_open_orders_stand_before_at_and_past_the_verge(
    lines: list[dict[str, str]], ages: dict[str, timedelta]
) -> None:
    still_open = [ages[line["order-id"]].days for line in lines if line["order-status"] == "Unshipped"]
    assert any(age < 2 for age in still_open)
    assert any(23 <= age < 30 for age in still_open)
    assert any(age >= 30 for age in still_open)


def test_the_purchase_dates_have_several_offsets(lines: list[dict[str, str]]) -> None:
    assert len({line["purchase-date"][-6:] for line in lines if line["purchase-date"]}) >= 5


@pytest.mark.parametrize("name", SAMPLES)
def test_every_address_and_number_is_invented(name: str) -> None:
    content = text_of(FOLDER / name)
    domains = set(re.findall(r"@([\w.-]+)", content))
    assert all(re.fullmatch(r"example\.(com|org|net)", domain) for domain in domains)
    assert all("-555-" in number for number in re.findall(r"\+[\d -]{9,}", content))


def text_of(path: Path) -> str:
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8")
    book = load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
