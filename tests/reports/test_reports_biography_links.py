"""Links to the carriers' own pages: for those that have one that opens at a number, with the number in it quoted."""

import re

import pytest

from schemas.carriers import _PAGES, ACCEPTED, tracking_link


@pytest.mark.parametrize(
    ("code", "name", "number", "link"),
    [
        ("UPS", None, "1Z999AA10123456784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"),
        ("ups mail innovations", None, "9261", "https://www.ups.com/track?tracknum=9261"),
        ("USPS", "UPS", "94001", "https://tools.usps.com/go/TrackConfirmAction?tLabels=94001"),
        ("FedEx SmartPost", None, "6129", "https://www.fedex.com/fedextrack/?trknbr=6129"),
        ("DHL", None, "00340", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340"),
        ("DHL eCommerce", None, "420", "https://webtrack.dhlecs.com/orders?trackingNumber=420"),
        ("Lasership", None, "LX1", "https://www.ontrac.com/tracking/?number=LX1"),
        ("Royal Mail", None, "AB1", "https://www.royalmail.com/track-your-item#/tracking-results/AB1"),
        ("Other", "Evri", "H00", "https://www.evri.com/track/parcel/H00"),
        ("Other", "佐川急便", "40", "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=40"),
        ("YAMATO", None, "12 34", "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id=1234"),
        ("UPS", None, "a/b&c=d#e\n", "https://www.ups.com/track?tracknum=a%2Fb%26c%3Dd%23e"),
        ("UPS", None, "é{}", "https://www.ups.com/track?tracknum=%C3%A9%7B%7D"),
        ("UPS", None, None, None),
        ("UPS", None, " ", None),
        ("Other", None, "1", None),
        ("Other", "Kurier Nord", "1", None),
        ("China Post", "UPS", "LZ1", None),
    ],
)
def test_a_link_is_that_of_the_carrier_with_the_number_quoted(
    code: str, name: str | None, number: str | None, link: str | None
) -> None:
    assert tracking_link(code, name, number) == link


def test_every_page_is_secure_and_takes_one_number() -> None:
    assert [page for page in _PAGES if not re.fullmatch(r"https://[a-z0-9.-]+/[^{}]*\{\}", page)] == []


def test_no_name_has_two_pages() -> None:
    names = ["".join(name.split()).casefold() for of in _PAGES.values() for name in of.split("|")]
    assert sorted(names) == sorted(set(names))


def test_the_carriers_of_the_templates_that_have_a_link() -> None:
    linked = {code for code in ACCEPTED if tracking_link(code, None, "1")}
    assert linked >= {"UPS", "USPS", "FedEx", "DHL", "OnTrac", "Canada Post", "SAGAWA", "Japan Post", "La Poste"}
    assert linked.isdisjoint({"Other", "China Post", "Newgistics", "EUB"})
