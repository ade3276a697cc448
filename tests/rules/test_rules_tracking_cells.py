"""Rule 1 and tests/ODDITIES.md: a tracking-number cell holds one number, in whatever groups, and nothing else."""

import pytest

from feeds.checking.tracking.one_number import what_is_near, what_is_wrong
from tests.rules.desk import Desk
from tests.rules.writings import line
from tests.rules.writings import parcel as any_parcel

SEVERAL, AS_VALUE, READ_AS = 70128, 70132, 70124
# A carrier whose numbers have no form that is known.
CARRIER = "Newgistics"
FIRST, SECOND = "YT2512345678901234", "YT2512345678901235"
BETWEEN = [
    *(
        ", ",
        ",",
        ";",
        " ; ",
        "|",
        "/",
        " / ",
        "\\",
        "\n",
        "\t",
        "\r\n",
        " ",
        "  ",
        "\u3000",
        "\u00a0",
        "_",
        ".",
        "·",
        "・",
    ),
    *("、", "，", "；", "｜", "／", " - ", "-", "+", " + ", "&", " & ", "~", "～", ":", "=", "*", "…", "\u2028"),
    *(
        " and ",
        " und ",
        " y ",
        " et ",
        " e ",
        " i ",
        " en ",
        " og ",
        " plus ",
        " bis ",
        "和",
        "及",
        "と",
        " 및 ",
        " и ",
        "و",
        "",
    ),
]
OF_TWO = {
    "1Z999AA10123456784{}1Z999AA10123456793": "ups",
    FIRST + "{}" + SECOND: "yunexpress",
    FIRST + "{}LP00123456789012": "",
    "RR123456785CN{}RR123456785CN": "chinapost",
    "123456789012{}123456789013": "",
    "123456789012{}123456789013 ": "fedex",
    "00340434161094042557{}00340434161094042564": "",
}


@pytest.mark.parametrize("between", BETWEEN)
def test_two_numbers_are_told_whatever_is_between_them(between: str) -> None:
    shown = between.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    told = {text.format(shown): what_is_wrong(text.format(shown).strip(), carrier) for text, carrier in OF_TWO.items()}
    # Two with a point between look like an amount.
    assert [text for text, wrong in told.items() if wrong not in ("several", "note", "amount")] == []


NOTES = """
    云途 YT2512345678901234|YT2512345678901234（补发）|YT2512345678901234已签收
    ["YT2512345678901234","YT2512345678901235"]|["YT2512345678901234"]|YT2512345678901234(1/2)
    YT2512345678901234 1/2|123456789012 x2|2 x 123456789012
    123456789012 #2
    Tracking: 123456789012|Tracking no. 123456789012|123456789012delivered|Sendung123456789012|UPS 1Z999AA10123456784
    1Z999AA10123456784 UPS|DHL 1234567890|123456789012 RETURN|UD123456 see note|123456789012 (2 boxes)|№ 123456789012
    https://example.com/?n=123456789012|123456789012!|123456789012 2nd box|送り状番号 1234-5678-9012|номер 12345678901
    not shipped yet 3|123456789012 5kg|123456789012?|{"number": "123456789012"}|<b>123456789012</b>|ann@example.com 1
""".replace("\n", "|")


@pytest.mark.parametrize("text", [text.strip() for text in NOTES.split("|") if text.strip()])
def test_a_number_with_words_or_marks_is_told(text: str) -> None:
    assert what_is_wrong(text) in ("several", "note")


GROUPED = """
    1Z 999 AA1 01 2345 6784|1z999aa1 0123456784|1Z-999-AA1-01-2345-6784|9400 1000 0000 0000 0000 00|1234-5678-9012
    9400 1112 0255 5842 3326 69|1234 - 5678 - 9012|1234-567-8901|(00) 3 4012345 123456789 8|(00)340123451234567898
    420 94607 9400110200882398712344|420946071234 9400110200882398712344|(420)94607(94)00110200882398712344
    RR 473 124 829 FI|rr 473 124 829 fi|RX 4334 3408 0GB|99.12.345678.12345678|331 881 0025|33 1881 0025|3428 6249 427
    0073 9380 0054 9297|GM 295117494011169042|3SABCD 012345678|3S ABCD 1234567890|JJD01 4600 0012 3456 7890|TZAXZMFB
    JVGL 0999 9999 90|1LS7119013618127-1|15501234567890*12345|0550 5012 3456 78 A|6A 12345 67890 1|176-12345675|3V657MX3
    MAEU 123456789|ABCZ50123456 FPP 00001|550e8400-e29b-41d4-a716-446655440000|TBA 123456789000|SF 1234 5678 9012
    00340 434 1610 9404 2557|QB 123 456 785 BR|JJFI 6432 1000 1234 5678 90|0B 0146 4880 0003 598B 01|C11 0315 0000 1879
    33EDS 33523 0210 220900754|A0 06DE 1234 5678|12345678-01|1990 7641 4978 1404|123 456 789|GD 123 456 785 NL
    DT 1234 5678 9012|1UW 123 456 789|9261 2903 3960 8217 2902 4112 04|50 123 456 78 9|68 12345 67890 12|LX17635036
    4PX3000090720400CN|UG725732558YP|T00ABC1234567890|H1001234567890123456|CNBJ12345678901|XQ123456789JE
    PQAMB FL651 08166 45344 28R|KINXK-H2N|4UN4 XRSU|SBGVHYS
""".replace("\n", "|")


@pytest.mark.parametrize("text", [text.strip() for text in GROUPED.split("|") if text.strip()])
def test_a_number_in_the_groups_of_its_label_is_one_number(text: str) -> None:
    assert what_is_wrong(text) == ""


def test_the_carrier_tells_where_groups_are_long_or_something_follows_its_number() -> None:
    told = {
        ("94001110 20255584233269", "usps"): "",
        ("94001110 20255584233269", ""): "several",
        ("9400111202555842332669 12", "usps"): "note",
        ("9400111202555842332669 12", ""): "",
        ("1Z999AA10123456784 7", "ups"): "note",
        ("12345678901 23456789", "yamato"): "several",
    }
    assert {key: what_is_wrong(*key) for key in told} == told


VALUES = {
    "zero": "0|00|0.0|0000000000|0,00",
    "amount": "28.705.602.453|28,705,602,453|28'705'602'453|2,87,05,60,245|99.708.395.758.724.200.000.000|31377528231,0"
    "|31377528231,00|31377528231.5|$28705602453|28705602453 €|¥28,705,602,453|28,705,602,453.00|12%",
    "signed": "-499630628884|499630628884-|+499630628884|- 499630628884",
    "brackets": "(499630628884)|[499630628884]|(1Z999AA10123456784)",
    "day": "09.03.2026|2026-03-09|2026/3/9|9-Mar|Mar-26|09/03/2026|3/9/26|9-Mär|12-Dez-2026|3月9日|2026年3月9日"
    "|09.03.2026 00:00:00",
}


@pytest.mark.parametrize("wrong", VALUES)
def test_what_a_spreadsheet_makes_of_a_number_is_told(wrong: str) -> None:
    assert {text: what_is_wrong(text) for text in VALUES[wrong].split("|")} == dict.fromkeys(
        VALUES[wrong].split("|"), wrong
    )


def test_such_cells_are_refused_and_the_others_applied(desk: Desk) -> None:
    cells = [
        ("123456789012、123456789013", SEVERAL),
        ("YT2512345678901234YT2512345678901235", SEVERAL),
        ("no number here", SEVERAL),
        ("09.03.2026", AS_VALUE),
        ("(499630628884)", AS_VALUE),
        ("0", AS_VALUE),
        ("1234 5678 9012", READ_AS),
        ("(00) 3 4012345 123456789 8", READ_AS),
        ('"123456789014"', READ_AS),
        ("123456789013;", READ_AS),
        ("99.12.345678.12345678", None),
    ]
    desk.orders(*(line(order) for order in range(1, len(cells) + 1)))
    rows = [any_parcel(at, 1, carrier_code=CARRIER, tracking_number=cell) for at, (cell, _) in enumerate(cells, 1)]
    answer = desk.ship(*rows, ending="xlsx")
    assert answer.faults == [(at, code) for at, (_, code) in enumerate(cells, 1) if code]
    assert desk.packages("tracking_number") == [
        ("123456789012",),
        ("00340123451234567898",),
        ("123456789014",),
        ("123456789013",),
        ("99.12.345678.12345678",),
    ]
    assert answer.messages[3].startswith(
        "tracking-number is written as a day. Format the column as Text and paste the number again from its source."
    )


NEAR, BINARY, UNTRACKED = 70136, 70133, 70202
NEARLY = {
    "RC36529619IN": "digits",
    "RC3565296199IN": "digits",
    "RC35652O619IN": "letters",
    "RC3S6529619IN": "letters",
    "01183083Z44709": "letters",
    "0118308O244709": "letters",
}
# Two letters behind that are no country, letters that are meant, and right check digits.
SOUND = (
    "RC365296199XX|UG725732558YP|RB123456785GB|0B014648800003598B01|3V657MX3|1Z52FMEG1290414948|6A12345678901"
    "|4PX300O5CN"
)


def test_a_number_a_character_away_from_a_usual_form_is_told(desk: Desk) -> None:
    numbers = [*NEARLY, *SOUND.split("|")]
    desk.orders(*(line(order) for order in range(1, len(numbers) + 1)))
    answer = desk.ship(*(any_parcel(at, 1, carrier_code=CARRIER, tracking_number=n) for at, n in enumerate(numbers, 1)))
    assert answer.faults == [(at, NEAR) for at in range(1, len(NEARLY) + 1)]
    assert {number: what_is_near(number) for number in numbers} == dict.fromkeys(numbers, "") | NEARLY
    assert len(desk.packages()) == len(numbers)


def test_of_a_carrier_with_certain_forms_the_form_is_told_alone() -> None:
    told = [what_is_near("RC36529619IN", "indiapost"), what_is_near("RC36529619IN", "usps")]
    assert told == ["digits", ""]
    # Others than posts give numbers of that form whose check digit is their own.
    assert [what_is_near("XY415809549FR", carrier) for carrier in ("indiapost", "chronopost")] == ["", ""]


AS_FLOAT = {
    "70225703487595151360": BINARY,
    "1234567890123456768": BINARY,
    "70225703487595150000": BINARY,
    "6129999882082117632": BINARY,
    "70225703487595148137": 0,
    "1234567890123456789": 0,
    "00340434165113122816": 0,
    "700000000000000001": 0,
}


def test_a_number_that_is_exactly_a_binary_float_is_refused_unless_its_check_digit_fits(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 20)))
    rows = [any_parcel(at, 1, carrier_code=CARRIER, tracking_number=text) for at, text in enumerate(AS_FLOAT, 1)]
    answer = desk.ship(*rows)
    assert answer.faults == [(at, code) for at, code in enumerate(AS_FLOAT.values(), 1) if code]
    assert answer.messages[0].startswith(
        "tracking-number is exactly a number that a computer keeps in binary; of a longer one its last digits are gone."
    )
    # The check digit of a package barcode fits.
    good = any_parcel(19, 1, carrier_code="USPS", tracking_number=confirmed())
    assert desk.ship(good).faults == []


def confirmed() -> str:
    """A number of USPS that is a binary float, and ends in its check digit."""
    texts = [str(94 * 10**20 + 2**40 * at) for at in range(1, 200)]
    return next(text for text in texts if len(text) == 22 and (3 * odd(text) + even(text)) % 10 == 0)


def odd(text: str) -> int:
    return sum(map(int, text[-2::-2]))


def even(text: str) -> int:
    return sum(map(int, text[-1::-2]))
