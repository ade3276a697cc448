"""What whole columns show that no cell shows alone: copied or filled down, moved, rounded, short of zeros; --trust."""

from collections.abc import Sequence
from typing import Any

import pytest

from feeds.reading.options import Directions
from tests.rules.desk import Answer, Desk
from tests.rules.writings import Row, cancellation, item_id, line, parcel, refund

SUSPECT, ROUNDED, MOVED, COPIED, FILLED = 70140, 70141, 70142, 70143, 70144
GIVEN, ZEROS, REFUSED, VALUES, TRUSTED = 70145, 70146, 70147, 70148, 70149
FORM, DIGIT, OTHER, UNTRACKED, DOUBTFUL = 70204, 70205, 70206, 70202, 70122
_1Z = "1Z999AA10123456784"
# Ten numbers of Canada Post, FedEx, UPS, SF Express and USPS, each good.
CANADA = ["0073938000549297", "6467970387628469", "5931989549554846", "4490822376028504", "7733109341714093"]
FEDEX = ["986578788855", "089203977347", "539298317427406", "61241305665351258121"]
MIXED = [
    ("FedEx", "61241305665351258121"),
    ("USPS", "420280369400116863599705551484"),
    ("Lasership", "1LS346430964793"),
    ("SF Express", "SF7672782990359"),
    ("Canada Post", "5931989549554846"),
    ("UPS", _1Z),
    ("SF Express", "SF5165032493049"),
    ("USPS", "9400111201080805483016"),
]


def ship(
    desk: Desk, carriers: Sequence[str], numbers: Sequence[Any], *, name: str = "", ending: str = "txt", **how: Any
) -> Answer:
    """One row an order, each with the carrier and the number at its place."""
    desk.orders(*(line(order) for order in range(1, len(numbers) + 1)))
    rows = [
        parcel(at, carrier_code=code, carrier_name=name if code == "Other" else "", tracking_number=number)
        for at, (code, number) in enumerate(zip(carriers, numbers, strict=True), 1)
    ]
    return desk.ship(*rows, ending=ending, **how)


def refused(answer: Answer) -> dict[int, list[int]]:
    """The records with a finding on the whole column, by code."""
    told: dict[int, list[int]] = {}
    for record, code in answer.faults:
        if code // 10 == 7014 and code != GIVEN and record:
            told.setdefault(code, []).append(record)
    return told


def story(answer: Answer) -> list[str]:
    """What is told once of the file, without its remedy."""
    return [
        message
        for (record, code), message in zip(answer.faults, answer.messages, strict=True)
        if record == 0 and code in (SUSPECT, TRUSTED)
    ]


def test_one_number_in_three_orders_is_copied_down_and_all_its_rows_are_refused(desk: Desk) -> None:
    answer = ship(
        desk, ["Canada Post"] * 5, [CANADA[0], CANADA[1], CANADA[1], f"{CANADA[1][:4]} {CANADA[1][4:]}", CANADA[2]]
    )
    assert refused(answer) == {COPIED: [2, 3, 4]}
    assert answer.counts == (5, 2, 3)
    [said] = story(answer)
    assert said == (
        "tracking-number 6467970387628469 is in rows of 3 orders of different buyers, as when a cell is copied down. "
        "Cells G3:G5. If the column is right as it is, upload with --trust tracking-number. Compare the column with "
        'its source. Column tracking-number, value "tracking-number", cell G1'
    )


def test_one_number_in_many_orders_of_one_buyer_is_one_parcel(desk: Desk) -> None:
    buyer = {"buyer_email": "a@example.com", "recipient_name": "Buyer", "ship_address_1": "1 Way", "ship_country": "US"}
    desk.orders(*(line(order, **buyer) for order in range(1, 5)))
    answer = desk.ship(*(parcel(order, tracking_number=_1Z) for order in range(1, 5)))
    assert (answer.faults, answer.counts) == ([], (4, 4, 0))


@pytest.mark.parametrize("heading", ["buyer_email", "recipient_name", "ship_address_1", "ship_country"])
def test_one_number_for_three_buyers_or_addresses_is_copied_also_where_much_is_equal(desk: Desk, heading: str) -> None:
    buyer = {"buyer_email": "a@example.com", "recipient_name": "Buyer", "ship_address_1": "1 Way", "ship_country": "US"}
    others = ["US", "CA", "MX", "US"]
    desk.orders(*(line(order, **buyer | {heading: other}) for order, other in enumerate(others, 1)))
    answer = desk.ship(*(parcel(order, tracking_number=_1Z) for order in range(1, 5)))
    assert refused(answer) == {COPIED: [1, 2, 3, 4]}


def test_one_number_for_two_buyers_is_no_copy_however_many_orders_they_have(desk: Desk) -> None:
    desk.orders(*(line(order, buyer_email=f"{order % 2}@example.com") for order in range(1, 7)))
    assert desk.ship(*(parcel(order, tracking_number=_1Z) for order in range(1, 7))).counts == (6, 6, 0)


SOUND_REPEATS = {
    "two orders": ([CANADA[0], CANADA[0], CANADA[1]], None),
    "words": (["Letter", "Letter", "Letter", "Letter"], None),
}


@pytest.mark.parametrize("case", SOUND_REPEATS)
def test_a_number_of_two_orders_and_a_word_of_many_are_no_copies(desk: Desk, case: str) -> None:
    numbers, _ = SOUND_REPEATS[case]
    assert refused(ship(desk, ["Royal Mail"] * len(numbers), numbers)) == {}


def test_several_items_of_one_order_in_one_parcel_are_no_copies(desk: Desk) -> None:
    desk.orders(*(line(1, item) for item in range(1, 5)))
    answer = desk.ship(*(parcel(1, item, tracking_number=_1Z) for item in range(1, 5)))
    assert (answer.faults, answer.counts) == ([], (4, 4, 0))


# A carrier, the numbers below one another, and which records are refused; True: told once alone.
RUNS: dict[str, tuple[str, list[str], Any]] = {
    "check digits": ("Canada Post", [str(9667773680022761 + at) for at in range(6)], [1, 2, 3, 4, 5, 6]),
    "from the middle on": ("FedEx", [FEDEX[0], FEDEX[1], *(str(986578788855 + at) for at in range(1, 4))], [3, 4, 5]),
    "down": ("Canada Post", [str(9667773680022761 - at) for at in range(3)], [1, 2, 3]),
    "by ten": ("Canada Post", [str(9667773680022761 + 10 * at) for at in range(4)], [1, 2, 3, 4]),
    "letters before": ("UPS", [f"1Z999AA101234567{at}" for at in range(84, 88)], [1, 2, 3, 4]),
    "letters behind": ("EMS", [f"EE12345678{at}JP" for at in range(5, 9)], [1, 2, 3, 4]),
    "a roll without check digits": ("Aramex", [str(11994482167 + at) for at in range(4)], True),
    "a roll down": ("Aramex", [str(11994482167 - at) for at in range(4)], True),
    "two of a roll": ("Aramex", ["11994482167", "11994482168", "31994482100"], []),
    "a roll with its check digits": ("YAMATO", [f"{n}{n % 7}" for n in range(53327147671, 53327147676)], []),
    "by ten without check digits": ("Aramex", [str(11994482167 + 10 * at) for at in range(4)], []),
    "five by ten without check digits": ("Aramex", [str(11994482167 + 10 * at) for at in range(5)], True),
    "a roll with a check digit that nobody knows": ("Aramex", [str(11994482167 + 11 * at) for at in range(6)], []),
    "nothing": ("TNT", ["1", "2", "3"], []),
}


@pytest.mark.parametrize("case", RUNS)
def test_numbers_that_go_on_by_one_step_are_refused_where_check_digits_exist_and_told_once_elsewhere(
    desk: Desk, case: str
) -> None:
    carrier, numbers, expected = RUNS[case]
    answer = ship(desk, [carrier] * len(numbers), numbers)
    assert refused(answer) == ({FILLED: expected} if isinstance(expected, list) and expected else {})
    assert len(story(answer)) == int(bool(expected))


def test_a_run_over_several_carriers_is_refused_also_where_none_has_a_check_digit(desk: Desk) -> None:
    numbers = [str(11994482167 + at) for at in range(4)]
    assert refused(ship(desk, ["Aramex", "Fastway", "Aramex", "TNT"], numbers)) == {FILLED: [1, 2, 3, 4]}


def test_several_parcels_of_one_order_may_have_labels_in_a_row(desk: Desk) -> None:
    desk.orders(*(line(1, item) for item in range(1, 5)))
    rows = [parcel(1, item, carrier_code="Aramex", tracking_number=str(11994482167 + item)) for item in range(1, 5)]
    assert [code for _, code in desk.ship(*rows).faults if code != UNTRACKED] == []


@pytest.mark.parametrize("rows", [1, -1, 2])
def test_numbers_that_fit_their_carriers_a_row_away_are_refused(desk: Desk, rows: int) -> None:
    carriers, numbers = [code for code, _ in MIXED], [number for _, number in MIXED]
    moved = numbers[-rows:] + numbers[:-rows]
    answer = ship(desk, carriers, moved)
    assert refused(answer) == {MOVED: list(range(1, 9))}
    far = {1: "the row above and", -1: "the row below and", 2: "the row 2 rows above and"}[rows]
    assert far in story(answer)[0]


def test_of_a_column_that_moved_in_part_the_sound_part_is_applied(desk: Desk) -> None:
    sound = [("UPS", _1Z), ("DHL", "3318810025"), ("OnTrac", "C11031500001879")]
    carriers = [code for code, _ in [*sound, *MIXED]]
    numbers = [number for _, number in sound] + [""] + [number for _, number in MIXED[:-1]]
    assert refused(ship(desk, carriers, numbers)) == {MOVED: list(range(5, 12))}


def test_a_column_that_was_sorted_alone_is_refused(desk: Desk) -> None:
    answer = ship(desk, [code for code, _ in MIXED], sorted(number for _, number in MIXED))
    assert refused(answer) == {MOVED: list(range(1, 9))}


def test_rows_in_any_order_are_sound_and_two_swapped_numbers_move_nothing(desk: Desk) -> None:
    rows = sorted(MIXED, key=lambda row: row[1])
    assert refused(ship(desk, [code for code, _ in rows], [number for _, number in rows])) == {}
    swapped = [MIXED[0], (MIXED[1][0], MIXED[2][1]), (MIXED[2][0], MIXED[1][1]), *MIXED[3:]]
    assert refused(ship(desk, [code for code, _ in swapped], [number for _, number in swapped])) == {}


def test_numbers_that_end_in_zeros_past_the_15th_digit_are_refused_where_so_many_are_no_chance(desk: Desk) -> None:
    rounded = [f"{number:015}0" for number in (646797038762846, 199076414978140, 625045931944747, 312345678901234)]
    answer = ship(desk, ["Other"] * 5, [*rounded, "SF7672782990359"], name="Evri")
    assert refused(answer) == {ROUNDED: [1, 2, 3, 4]}
    assert story(answer)[0].startswith(
        "Of 4 numbers of 16 to 19 digits in tracking-number 4 end in zeros past the 15th"
    )


def test_one_number_in_ten_ends_in_zero_by_chance(desk: Desk) -> None:
    numbers = [f"{number:015}{number % 10}" for number in range(646797038762846, 646797038762846 + 40 * 977, 977)]
    assert refused(ship(desk, ["Other"] * 40, numbers, name="Evri")) == {}


@pytest.mark.parametrize(
    ("carrier", "number", "codes"),
    [
        ("Canada Post", "6467970387628460", [ROUNDED]),
        # Its check digit is right, or nobody knows one.
        ("Canada Post", "5931989549554800", [ROUNDED]),
        ("Canada Post", "6467970387628490", []),
        ("Yodel", "6250459319447470", []),
        ("Yodel", "62504593194474700", [DOUBTFUL]),
        ("Yodel", "625045931944747000", [DOUBTFUL]),
        ("Yodel", "625045931944747001", []),
    ],
)
def test_a_single_rounded_number_is_refused_by_its_check_digit(
    desk: Desk, carrier: str, number: str, codes: list[int]
) -> None:
    code = carrier if carrier != "Yodel" else "Other"
    answer = ship(desk, [code], [number], name=carrier)
    assert [code for record, code in answer.faults if record and code != UNTRACKED] == codes


def scattered(length: int, count: int, zero_first: bool = True) -> list[str]:
    """Numbers of one length with all first digits; those with 0 in front are left out where told."""
    numbers = [f"{(at * 7919 + 13) ** 3 % 10**length:0{length}}" for at in range(1, 4 * count)]
    return [number for number in numbers if zero_first or number[0] != "0"][:count]


def test_digits_that_are_short_where_none_begins_with_0_have_lost_their_zeros(desk: Desk) -> None:
    numbers = [*scattered(13, 40, zero_first=False), "123456789012", "98765432109"]
    answer = ship(desk, ["Delhivery"] * 42, numbers)
    assert refused(answer) == {ZEROS: [41, 42]}
    assert answer.messages[-1].startswith(
        "tracking-number has 11 digits; the other 40 numbers of delhivery have 13, and none of them begins with 0:"
    )


def test_beside_numbers_that_begin_with_0_a_single_shorter_one_is_told(desk: Desk) -> None:
    numbers = [*scattered(13, 40), "123456789012"]
    answer = ship(desk, ["Delhivery"] * 41, numbers)
    assert refused(answer) == {}
    assert [(record, code) for record, code in answer.faults if code != UNTRACKED] == [(41, FORM)]


@pytest.mark.parametrize(
    "lengths",
    [{11: 20, 10: 20}, {11: 30, 8: 10}, {8: 12, 9: 1}, {10: 15, 11: 15, 12: 15}],
)
def test_a_carrier_may_give_numbers_of_several_lengths(desk: Desk, lengths: dict[int, int]) -> None:
    numbers = [number for length, count in lengths.items() for number in scattered(length, count, zero_first=False)]
    answer = ship(desk, ["Aramex"] * len(numbers), numbers)
    assert [code for _, code in answer.faults if code != UNTRACKED] == []


def refunds(desk: Desk, cells: Sequence[dict[str, str]], **how: Any) -> Answer:
    desk.orders(*(line(order) for order in range(1, len(cells) + 1)))
    desk.ship(*(parcel(order) for order in range(1, len(cells) + 1)))
    rows: list[Row] = [refund(order, 1, **row) for order, row in enumerate(cells, 1)]
    return desk.adjust(*rows, **how)


AMOUNTS: dict[str, tuple[list[str], list[int]]] = {
    "all rows": (["5.10", "6.10", "7.10", "8.10"], [1, 2, 3, 4]),
    "from the third": (["9.99", "3.50", "5.10", "6.10", "7.10", "8.1"], [3, 4, 5, 6]),
    "three rows": (["5.10", "6.10", "7.10"], []),
    "other steps": (["5", "10", "15", "20", "25"], []),
    "sorted": (["1.00", "1.00", "2.00", "3.00", "4.00", "5.00", *["20.00"] * 9], []),
    "up and down": (["5.10", "6.10", "5.10", "6.10", "5.10"], []),
}


@pytest.mark.parametrize("case", AMOUNTS)
def test_amounts_that_go_on_by_1_in_four_rows_are_refused(desk: Desk, case: str) -> None:
    amounts, expected = AMOUNTS[case]
    answer = refunds(desk, [{"item-price-adj": amount} for amount in amounts])
    assert refused(answer) == ({VALUES: expected} if expected else {})
    assert all("--trust item-price-adj" in said for said in story(answer))


QUANTITIES: dict[str, tuple[list[int], list[int]]] = {
    "all rows": ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]),
    "four rows": ([1, 2, 3, 4], []),
    "in part": ([1, 3, 1, 1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9]),
    "sorted": ([1] * 8 + [2, 3, 4, 5, 6], []),
    "by two": ([2, 4, 6, 8, 10], []),
}


@pytest.mark.parametrize("case", QUANTITIES)
def test_quantities_that_count_up_are_refused(desk: Desk, case: str) -> None:
    quantities, expected = QUANTITIES[case]
    desk.orders(*(line(order, quantity_purchased="99") for order in range(1, len(quantities) + 1)))
    answer = desk.ship(*(parcel(order, quantity=str(units)) for order, units in enumerate(quantities, 1)))
    assert refused(answer) == ({VALUES: expected} if expected else {})


def test_a_trusted_column_is_applied_and_the_finding_told(desk: Desk) -> None:
    trust = Directions(trusted=("Tracking Number",))
    answer = ship(desk, ["Canada Post"] * 4, [CANADA[0]] * 4, directions=trust)
    assert (answer.counts, refused(answer)) == ((4, 4, 0), {})
    assert [code for record, code in answer.faults if not record] == [TRUSTED]
    assert story(answer)[0].startswith(
        "--trust tracking-number overruled this: tracking-number 0073938000549297 is in rows of 4 orders of different "
        "buyers, as when a cell is copied down. Cells G2:G5."
    )


def test_trust_in_one_column_overrules_nothing_of_another(desk: Desk) -> None:
    trust = Directions(trusted=("quantity",))
    assert ship(desk, ["Canada Post"] * 4, [CANADA[0]] * 4, directions=trust).counts == (4, 0, 4)


def test_the_refused_rows_alone_are_refused_again(desk: Desk) -> None:
    numbers = [CANADA[0], *(str(9667773680022761 + at) for at in range(3)), *[CANADA[3]] * 3]
    first = ship(desk, ["Canada Post"] * 7, numbers)
    again = [parcel(at, carrier_code="Canada Post", tracking_number=numbers[at - 1]) for at in range(2, 8)]
    assert (first.counts, desk.ship(*again).counts) == ((7, 1, 6), (6, 0, 6))


def test_strict_tracking_refuses_what_is_else_told(desk: Desk) -> None:
    rows = [("UPS", "1Z999AA10123456785"), ("UPS", "1234"), ("FedEx", _1Z), ("UPS", _1Z), ("TNT", "12"), ("UPS", "")]
    strict = Directions(strict_tracking=True)
    answer = ship(desk, [code for code, _ in rows], [number for _, number in rows], directions=strict)
    assert refused(answer) == {REFUSED: [1, 2, 3]}
    assert answer.counts == (6, 3, 3)
    assert answer.messages[0].startswith(
        "tracking-number has the form of a number of UPS, but its check digit does not fit the rest. Compare it with "
        "the label and correct it, or upload the file without --strict-tracking."
    )


def test_strict_tracking_changes_nothing_for_a_file_without_tracking_numbers(stocked: Desk) -> None:
    answer = stocked.cancel(cancellation(1, 1), cancellation(99), directions=Directions(strict_tracking=True))
    assert (answer.counts, stocked.canceled()) == ((2, 1, 1), [(item_id(1, 1), 3, "NoInventory")])


def test_a_number_that_strict_tracking_refuses_takes_no_units_from_the_next(desk: Desk) -> None:
    desk.orders(line(1))
    rows = (parcel(1, tracking_number="1Z999AA10123456785"), parcel(1, tracking_number=_1Z))
    answer = desk.ship(*rows, directions=Directions(strict_tracking=True))
    assert (answer.counts, desk.packages()) == ((2, 1, 1), [(1, _1Z)])
