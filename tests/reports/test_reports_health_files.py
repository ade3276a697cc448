"""The health report as people and programs get it: text, JSON, csv and workbook of the same numbers."""

import csv
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from reports.health import texts
from reports.health.definitions import DEFINITIONS, RATES
from reports.health.files import write_health
from reports.health.measures import Health, Rate, measure
from reports.order_lines import Viewpoint
from tests.night.night_desk import NightDesk
from tests.rules.desk import AS_OF, at
from tests.rules.writings import cancellation, line, parcel, refund

TEXT = """\
Health of main as of 2026-03-10T12:00:00+00:00

                                                      1 day     15 days
Orders                                                    0           4
Units                                                     0           6
Open units                                                0           3
Packages                                                  0           2
Late shipment rate (below 4 %)                    no orders     50.00 % !
  confirmed late                                          0           2
Valid tracking rate (above 95 %)                no packages     50.00 % !
  valid                                                   0           1
Pre-fulfilment cancel rate (below 2.5 %)          no orders     25.00 % !
  canceled by the seller                                  0           1
Refund rate                               no orders shipped    100.00 %
  refunded                                                0           2
  orders shipped                                          0           2
Refunded JPY                                              0       1,234
Refunded USD                                           0.00       10.00

Refunds by reason
  CustomerReturn, orders                                  0           1
  CustomerReturn, USD                                  0.00       10.00
  PriceError, orders                                      0           1
  PriceError, JPY                                         0       1,234

Open units by days since purchase
  under 1                                                 0           0
  1 to 2                                                              0
  2 to 7                                                              0
  7 to 15                                                             3

Open units by days to the deadline
  past it                                                 0           0
  under 1                                                 0           0
  1 to 2                                                  0           0
  2 to 3                                                  0           0
  3 to 7                                                  0           0
  7 to 15                                                 0           0
  15 to 30                                                0           3
  30 and more                                             0           0

! misses its target
"""


@pytest.fixture
def health(tmp_path: Path) -> Iterator[Health]:
    """Four orders: two confirmed late and refunded, one of them with a bad number; one canceled; one open."""
    with NightDesk(tmp_path) as desk:
        yen = {"currency": "JPY", "item_price": "5000", "shipping_price": ""}
        desk.orders(line(1, 1), line(2, 1, **yen), line(3, 1), line(4, 1, quantity_purchased="3"))
        desk.ship(parcel(1, 1), parcel(2, 1, tracking_number=""))
        desk.cancel(cancellation(3, None))
        desk.adjust(
            refund(1, 1, item_price_adj="10.00"),
            refund(2, 1, item_price_adj="1234", currency="JPY", adjustment_reason_code="PriceError"),
        )
        viewpoint = Viewpoint("main", at(AS_OF))
        with desk.engine.connect() as connection, connection.begin():
            yield measure(connection, viewpoint, (1, 15))


def test_the_text_has_a_column_a_window_and_marks_what_misses_its_target(health: Health, tmp_path: Path) -> None:
    assert texts.text(health) == TEXT
    path, lines = write_health(health, tmp_path / "out", "txt")
    assert (path.name, path.read_text(encoding="utf-8"), lines) == ("health.txt", TEXT, 31)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_json_has_counts_rates_targets_and_minor_units(health: Health) -> None:
    told = texts.as_json(health)
    assert (told["merchant"], told["as-of"]) == ("main", "2026-03-10T12:00:00+00:00")
    empty, window = told["windows"]
    assert empty["late-shipment-rate"] == {"count": 0, "of": 0, "rate": None, "target": {"below": 0.04}, "met": None}
    assert window == {
        "days": 15,
        "orders": 4,
        "units": 6,
        "packages": 2,
        "late-shipment-rate": {"count": 2, "of": 4, "rate": 0.5, "target": {"below": 0.04}, "met": False},
        "valid-tracking-rate": {"count": 1, "of": 2, "rate": 0.5, "target": {"above": 0.95}, "met": False},
        "pre-fulfilment-cancel-rate": {"count": 1, "of": 4, "rate": 0.25, "target": {"below": 0.025}, "met": False},
        "refund-rate": {"count": 2, "of": 2, "rate": 1.0},
        "refunded": [
            {"currency": "JPY", "amount": "1234", "minor-units": 1234},
            {"currency": "USD", "amount": "10.00", "minor-units": 1000},
        ],
        "refunds-by-reason": [
            {
                "reason": "CustomerReturn",
                "orders": 1,
                "refunded": [{"currency": "USD", "amount": "10.00", "minor-units": 1000}],
            },
            {
                "reason": "PriceError",
                "orders": 1,
                "refunded": [{"currency": "JPY", "amount": "1234", "minor-units": 1234}],
            },
        ],
        "open-units": 3,
        "open-units-by-days-since-purchase": {"under 1": 0, "1 to 2": 0, "2 to 7": 0, "7 to 15": 3},
        "open-units-by-days-to-deadline": {
            **{"past it": 0, "under 1": 0, "1 to 2": 0, "2 to 3": 0, "3 to 7": 0, "7 to 15": 0},
            **{"15 to 30": 3, "30 and more": 0},
        },
    }


def test_the_csv_has_the_numbers_as_programs_read_them(health: Health, tmp_path: Path) -> None:
    path, lines = write_health(health, tmp_path, "csv")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert (rows[0], len(rows) - 1) == (["measure", "target", "1 day", "15 days"], lines)
    assert rows[5:8] == [
        ["Late shipment rate", "below 4 %", "", "0.500000"],
        ["Late shipment rate: confirmed late", "", "0", "2"],
        ["Valid tracking rate", "above 95 %", "", "0.500000"],
    ]
    assert ["Refunds by reason: CustomerReturn, USD", "", "0.00", "10.00"] in rows
    assert ["Open units by days since purchase: 7 to 15", "", "", "3"] in rows


def test_the_workbook_has_typed_cells_and_says_what_each_number_counts(health: Health, tmp_path: Path) -> None:
    path, _ = write_health(health, tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Health", "Definitions"]
    cells = {str(row[0].value): row[1:] for row in book["Health"].rows}
    found = {
        name: [(cell.value, cell.number_format) for cell in cells[name][1:]]
        for name in ("Orders", "Late shipment rate", "Refunded JPY", "Refunded USD")
    }
    assert found == {
        "Orders": [(0, "#,##0"), (4, "#,##0")],
        "Late shipment rate": [("no orders", "General"), (0.5, "0.00%")],
        "Refunded JPY": [(0, "#,##0"), (1234, "#,##0")],
        "Refunded USD": [(0, "#,##0.00"), (10, "#,##0.00")],
    }
    assert cells["Late shipment rate"][0].value == "below 4 %"
    told = [[cell.value for cell in row] for row in book["Definitions"].rows]
    assert told[1 : len(DEFINITIONS) + 1] == [
        [definition.title, str(definition.target) if definition.target else None, definition.said]
        for definition in DEFINITIONS
    ]


@pytest.mark.parametrize(
    ("name", "counted", "met"),
    [
        ("late-shipment-rate", 39, True),
        ("late-shipment-rate", 40, False),
        ("pre-fulfilment-cancel-rate", 24, True),
        ("pre-fulfilment-cancel-rate", 25, False),
        ("valid-tracking-rate", 950, False),
        ("valid-tracking-rate", 951, True),
    ],
)
def test_a_rate_just_at_its_target_misses_it(name: str, counted: int, met: bool) -> None:
    target = RATES[name].target
    assert target is not None
    assert target.met(*Rate(counted, 1000)) is met
