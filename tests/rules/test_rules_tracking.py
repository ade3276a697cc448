"""Rule 2.7: tracking-numbers against the forms and check digits of their carriers, and lost leading zeros."""

from typing import Any

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import Row, line, parcel

FORM, DIGIT, OTHER, ZEROS, DIGITS_LOST = 70204, 70205, 70206, 70123, 70115
UNTRACKED, READ_AS, SHARED, GOOD = 70202, 70124, 70145, 0
ELSEWHERE = {UNTRACKED, READ_AS, SHARED}
_1Z, _POST, _USPS = "1Z999AA10123456784", "RB123456785GB", "9400111201080805483016"
# A carrier-code, and the numbers beside it of which a code is told, or nothing.
NUMBERS: dict[str, dict[int, str]] = {
    "UPS": {
        GOOD: f"{_1Z}|1z999aa1 0123456784|1Z 999 AA1 01 2345 6784|T9999999999|123456789|123456789012|{_USPS}"
        "|MI000001ABC",
        DIGIT: "1Z999AA10123456785|1Z999AB10123456784",
        FORM: "1Z999AA1012345678|1Z999AA10123456784X|1234",
        OTHER: f"{_POST}|C11031500001879",
    },
    "USPS": {
        GOOD: f"{_USPS}|420221539101026837331000039521|9274 8931 5077 0851 3018 0500 63|71969010756003077385|{_POST}"
        "|03071790000523483741|EC123456785US|8200000000|4201028212169270490119521303389129"
        "|420967849405510200829415553590",
        DIGIT: "9400111201080805483017|420221539101026837331000039522|EC123456784US",
        FORM: "940011120108080548301",
        OTHER: _1Z,
    },
    "FedEx": {
        GOOD: "986578788855|041441760228964|9611020987654312345672|61299998820821171811|9261292700768711948021"
        "|1001921334250001000300779017972697|DT123456789012",
        DIGIT: "986578788856|5682-8361-0012-732|9261292700768711948020",
        FORM: "98657878885",
        OTHER: f"{_1Z}|{_POST}",
    },
    "DHL": {
        GOOD: "3318810025|73891051146|JJD0099999999|JVGL0999999990|GM295117494011169042|3SBCC000123456|ABC-DE-1234567"
        f"|{_POST}|{_USPS}",
        DIGIT: "3318810026",
        FORM: "12345",
        OTHER: _1Z,
    },
    "DHL eCommerce": {GOOD: f"3318810026|GM2951173225174494|{_USPS}", OTHER: _1Z},
    "UPSMI": {GOOD: f"{_USPS}|801234567890123456|{_POST}", DIGIT: "9400111201080805483017", FORM: "123"},
    "FedEx SmartPost": {GOOD: "9261292700768711948021|61299995669352455464", OTHER: _1Z},
    "Canada Post": {GOOD: "0073938000549297|RB123456785CA", DIGIT: "0073938000549292", FORM: "12"},
    "OnTrac": {GOOD: "C11031500001879|D10011354453707|1LS717793482164", DIGIT: "C11031500001889"},
    "Lasership": {GOOD: "LX17635036|1LS7119013618127-1|C11031500001879", FORM: "X1", OTHER: _1Z},
    # Posts have many forms of their own: of those nothing is said.
    "China Post": {GOOD: f"LK123456785CN|{_POST}|{_USPS}|anything1", DIGIT: "LK123456784CN", OTHER: _1Z},
    "EMS": {GOOD: "EE123456785JP|1234567890123", DIGIT: "EE123456784JP"},
    "Royal Mail": {GOOD: f"{_POST}|0B014648800003598B01", DIGIT: "RB123456784GB", OTHER: _1Z},
    "YAMATO": {GOOD: "1234-5678-9013|12345678901", DIGIT: "123456789012", FORM: "1234567", OTHER: _POST},
    "SAGAWA": {GOOD: "123456789013|1234567890", DIGIT: "123456789014", OTHER: _1Z},
    "Japan Post": {GOOD: "123456789013|12345678901|RR123456785JP", DIGIT: "123456789014", FORM: "1"},
    "TNT": {GOOD: f"1|{_1Z}|1Z999AA10123456785"},
    "Other": {GOOD: f"1|{_1Z}|1Z999AA10123456785"},
}


def told(desk: Desk, rows: list[Row], ending: str = "txt") -> list[list[int]]:
    """The codes of each row, but that of an untracked carrier and that of spaces read away."""
    desk.orders(*(line(order) for order in range(1, len(rows) + 1)))
    faults = [(record, code) for record, code in desk.ship(*rows, ending=ending).faults if code not in ELSEWHERE]
    return [[code for at, code in faults if at == record] for record in range(1, len(rows) + 1)]


@pytest.mark.parametrize("carrier", NUMBERS)
def test_a_number_has_a_form_of_its_carrier_and_its_check_digit(desk: Desk, carrier: str) -> None:
    numbers = {number: code for code, texts in NUMBERS[carrier].items() for number in texts.split("|")}
    cells = {"carrier_code": carrier, "carrier_name": "Bike"}
    rows = [parcel(order, tracking_number=number, **cells) for order, number in enumerate(numbers, 1)]
    found = dict(zip(numbers, told(desk, rows), strict=True))
    assert found == {number: [code] if code else [] for number, code in numbers.items()}
    assert len(desk.packages()) == len(numbers)


def test_a_carrier_in_another_spelling_or_named_beside_other_is_that_carrier(desk: Desk) -> None:
    named = [("ups", ""), ("U P S", ""), ("Other", "UPS"), ("Other", "ups"), ("Other", "Ups Store"), ("Other", "FedEx")]
    wrong = [f"1Z999AA1{at**3:09}9" for at in (2, 3, 4, 6, 7, 8)]
    rows = [
        parcel(at, carrier_code=code, carrier_name=name, tracking_number=number)
        for at, ((code, name), number) in enumerate(zip(named, wrong, strict=True), 1)
    ]
    assert [codes[-1:] for codes in told(desk, rows)] == [[DIGIT], [DIGIT], [DIGIT], [DIGIT], [], [FORM]]


def test_the_warnings_say_what_is_expected_and_whose_number_it_is(stocked: Desk) -> None:
    numbers = ["12", "986578788856", _USPS.replace("94001", "94002"), _1Z, "RB123456785CA", "RB123456785FI"]
    rows = [parcel(order, carrier_code="FedEx", tracking_number=number) for order, number in enumerate(numbers, 1)]
    assert [message.partition(". ")[0] for message in stocked.ship(*rows).messages] == [
        "tracking-number has no form that numbers of FedEx have: 12, 14, 15, 20, 22 or 34 digits",
        "tracking-number has the form of a number of FedEx, but its check digit does not fit the rest",
        "tracking-number has the form of a number of FedEx, but its check digit does not fit the rest",
        "tracking-number is plainly a number of UPS, and the row names FedEx",
        "tracking-number is plainly a number of Canada Post, and the row names FedEx",
        "tracking-number is plainly a number of the post of FI, and the row names FedEx",
    ]


def test_only_records_that_are_applied_and_give_a_number_are_warned(stocked: Desk) -> None:
    assert stocked.ship(parcel(99, tracking_number="12"), parcel(1, 2, tracking_number="12")).faults == [
        (1, 18028),
        (2, FORM),
    ]
    assert stocked.ship(parcel(1, 2, tracking_number="", ship_date="2026-03-06")).faults == []
    assert stocked.ship(parcel(1, 2, tracking_number="NULL", ship_date="2026-03-06")).faults == [(1, 70203)]


def test_a_number_cell_that_lost_its_leading_zeros_is_refused_with_them(desk: Desk) -> None:
    cells: list[tuple[str, Any, list[int]]] = [
        ("Canada Post", 73938000549297, [ZEROS]),
        ("canadapost", 73938000549297, [ZEROS]),
        ("FedEx", 23456789010, [ZEROS]),
        # Numbers of ten digits have no check digit, and with two zeros it has one that fits.
        ("FedEx", 5697022201, [ZEROS]),
        ("FedEx", 5697022202, []),
        ("FedEx", "5697022201", []),
        # No zeros make it a number of the carrier.
        ("FedEx", 23456789011, [FORM]),
        # It is a number of the carrier as it stands, or nobody knows.
        ("FedEx", 986578788855, []),
        ("DHL", 318810025, []),
        ("TNT", 73938000549297, []),
        # A text cell may be what was meant.
        ("Canada Post", "73938000549297", [FORM]),
        ("Canada Post", 7393800054929712, [DIGITS_LOST]),
    ]
    rows = [parcel(at, carrier_code=code, tracking_number=cell) for at, (code, cell, _) in enumerate(cells, 1)]
    assert [codes[-1:] for codes in told(desk, rows, "xlsx")] == [codes for _, _, codes in cells]
    assert len(desk.packages()) == 7


def test_the_number_with_its_leading_zeros_is_shown(desk: Desk) -> None:
    desk.orders(line(1), line(2))
    rows = [
        parcel(at, carrier_code="Canada Post", tracking_number=cell)
        for at, cell in ((1, 73938000549297), (2, "73938000549297"))
    ]
    refused, warned = desk.ship(*rows, ending="xlsx").messages
    assert refused == (
        "tracking-number is shorter than any number of Canada Post; with its leading zeros it is 0073938000549297. "
        "Format the column as Text and paste the number again from its source. "
        'Column tracking-number, value "73938000549297", cell ShippingConfirmation!G2'
    )
    assert "With its leading zeros it would be 0073938000549297." in warned
