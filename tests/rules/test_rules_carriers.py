"""Rule 2.7: which carriers are accepted, which are tracked, and how a carrier may be spelled."""

import json
import re
from pathlib import Path

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import line, parcel

LISTS = json.loads((Path(__file__).parents[2] / "schemas" / "carriers.json").read_text(encoding="utf-8"))
REGIONS = ("us_template", "us_help_G641", "jp_template", "sg_help_641", "au_help_641", "in_template_2019")
TRACKABLE = (
    "UPS|UPSMI|UPS Mail Innovations|USPS|DHL|DHL Global Mail|DHL eCommerce|FedEx|FedEx SmartPost|OnTrac|Newgistics|"
    "Canada Post|Lasership|EMS|EUB|China Post"
).split("|")
UNKNOWN, SPELLED, UNTRACKED, NO_NUMBER = 70108, 70201, 70202, 70203


# The form of the numbers of each carrier that is judged by it; others take any.
FORMS = {"USPS": "{:020}", "Canada Post": "{:012}", "canadapost": "{:012}", "BlueDart": "{:011}"} | {
    **dict.fromkeys(("FedEx", "FedEx SmartPost", "AFL/Fedex", "FEDEX", "fedexsmartpost"), "{:014}"),
    **dict.fromkeys(("YAMATO", "YamatoTransport", "SAGAWA", "SagawaExpress", "Japan Post"), "{:011}"),
    **dict.fromkeys(("UPSMI", "UPS Mail Innovations"), "{:020}"),
    **dict.fromkeys(("OnTrac", "Lasership"), "LX{:08}"),
}


def confirmed(desk: Desk, codes: list[str], number: str | None = None) -> dict[str, list[int]]:
    """The faults of each carrier-code, confirmed with ``number`` or one of its own as its tracking-number."""
    desk.orders(*(line(order) for order in range(1, len(codes) + 1)))
    # No two orders have one number, and the numbers do not count up.
    own = [FORMS.get(code, "T{:010}").format(at**3) if number is None else number for at, code in enumerate(codes, 1)]
    rows = [parcel(at, carrier_code=code, tracking_number=own[at - 1]) for at, code in enumerate(codes, 1)]
    answer = desk.ship(*(row | {"carrier-name": "Bike"} for row in rows))
    return {code: [found for of, found in answer.faults if of == record] for record, code in enumerate(codes, 1)}


def test_every_listed_spelling_of_the_six_regions_and_ems_and_eub_is_accepted_as_it_is(desk: Desk) -> None:
    assert tuple(LISTS["accepted"]) == REGIONS
    codes = list(dict.fromkeys([code for region in REGIONS for code in LISTS["accepted"][region]] + ["EMS", "EUB"]))
    assert confirmed(desk, codes) == {code: [] if code in TRACKABLE else [UNTRACKED] for code in codes}
    assert [code for (code,) in desk.packages("carrier_code")] == codes


def test_a_trackable_carrier_without_a_number_is_a_warning_and_so_is_one_that_is_not_tracked(desk: Desk) -> None:
    assert confirmed(desk, [*TRACKABLE, "Other", "TNT"], number="") == {
        **{code: [NO_NUMBER] for code in TRACKABLE},
        "Other": [UNTRACKED],
        "TNT": [UNTRACKED],
    }
    assert len(desk.packages()) == len(TRACKABLE) + 2


def test_both_warnings_say_that_the_valid_tracking_rate_counts_it(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, carrier_code="TNT"), parcel(2, tracking_number=""))
    assert answer.counts == (2, 2, 0)
    assert ["valid-tracking rate" in message for message in answer.messages] == [True, True]


def test_a_spelling_that_differs_only_in_case_or_spaces_is_a_warning(desk: Desk) -> None:
    stored = {
        "ups": "UPS",
        "FEDEX": "FedEx",
        "fedexsmartpost": "FedEx SmartPost",
        "D H L": "DHL",
        "canadapost": "Canada Post",
        "ems": "EMS",
        "ePacket": "China Post",
    }
    assert confirmed(desk, list(stored)) == {code: [SPELLED] for code in stored}
    assert [code for (code,) in desk.packages("carrier_code")] == list(stored.values())


def test_any_other_code_is_refused(desk: Desk) -> None:
    codes = ["Pigeon", "UPS!", "U-P-S", "ヤマト運輸", "ＵＰＳ！"]
    assert confirmed(desk, codes) == {code: [UNKNOWN] for code in codes}


MEANT = {
    "UPS Ground": "UPS",
    "U.P.S.": "UPS",
    "DHL Express": "DHL",
    "Federal Express": "FedEx",
    "Fedx": "FedEx",
    "Fedex Freigth": "Fedex Freight",
    "USPS Priority Mail": "USPS",
    "Pigeon": None,
}


@pytest.mark.parametrize("code", MEANT)
def test_a_code_that_is_refused_is_told_with_the_carrier_that_is_meant(stocked: Desk, code: str) -> None:
    [message] = stocked.ship(parcel(1, carrier_code=code)).messages
    assert re.findall(r"Did you mean (.*?)\?", message) == ([MEANT[code]] if MEANT[code] else [])


def test_a_japanese_name_is_refused_with_what_to_write_instead(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, carrier_code="カトーレック"), parcel(2, carrier_code="ヤマト運輸"))
    assert answer.faults == [(1, UNKNOWN), (2, UNKNOWN)]
    assert "Write Other, and カトーレック in carrier-name" in answer.messages[0]
    assert "YAMATO" in answer.messages[1]


def test_an_edit_that_keeps_the_stored_number_is_not_warned_of_it(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2))
    assert stocked.ship(parcel(1, 2, tracking_number="", ship_date="2026-03-06")).faults == []
    assert stocked.ship(parcel(1, 2, tracking_number="NULL", ship_date="2026-03-06")).faults == [(1, NO_NUMBER)]
