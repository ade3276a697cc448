"""The tracking numbers of carriers: the forms of each, and the check digits that are certain.

A carrier is here only if a public document gives its forms. If the check digit of a form is not known for certain, the
form is listed without one, so that no good number is doubted. Compared with the examples of the project
jkeen/tracking_number_data.

- UPS: ups.com, Help Center, "What is a Tracking Number?" (1Z, T, 9 and 12 digits; Mail Innovations).
- USPS: Publication 199, "Intelligent Mail Package Barcode"; usps.com, tracking number formats by service.
- FedEx: the label guides of Express (12 digits), Ground (15 and 22) and SmartPost (20 and 22), door tags DT.
- DHL: dhl.com, "Shipment tracking labels" of Express, eCommerce, Parcel, Freight and Global Forwarding.
- Posts: Universal Postal Union, standard S10-12. Canada Post: 16 digits, GS1's check digit.
- OnTrac and LaserShip: ontrac.com, "FAQ" (C, D, 1LS, LS, LX, BN).
- DPD: the formats of its national companies (9 to 12 digits, 14, and 13 or 14 followed by a letter or digit).
- Evri: 16 characters, or H and 19 digits. Blue Dart: 8 to 11 digits.
- Yun Express: YT and 16 digits; SF Express: SF and 13 digits; 4PX: 4PX, 13 digits and CN; each has other forms too.
- Yamato, Sagawa and Japan Post: 12 digits, the last being the remainder of the others by seven ("7DR").
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.check_digits import Form, fitting, mod7, mod10, mod11, places, ups, upu

_MOST_ZEROS = 4


@dataclass(frozen=True)
class Carrier:
    """A carrier's name in messages, all forms of the numbers that it uses, and those forms in words (``said``).

    ``complete``: the carrier has no other forms, so a number that fits none of them is reported. ``heads``: a number
    that begins with one of these must have one of the forms, even if other numbers need not. ``hands_over``: other
    carriers deliver for it, and people enter those carriers' numbers under its name.
    """

    name: str
    forms: tuple[Form, ...]
    said: str
    complete: bool = True
    heads: tuple[str, ...] = ()
    hands_over: bool = False

    def must_fit(self, numbers: pd.Series) -> np.ndarray:
        """True for the numbers that cannot be the carrier's unless they have one of its forms."""
        if self.complete or not self.heads:
            return np.full(len(numbers), self.complete)
        begun: np.ndarray = numbers.str.upper().str.startswith(self.heads).to_numpy(dtype=bool)
        return begun


def _digits(*lengths: int) -> tuple[Form, ...]:
    return tuple(Form("#" * length) for length in lengths)


def _package(length: int, head: str) -> Iterable[Form]:
    """A package barcode alone, or after 420 and a ZIP code of 5 or 9 digits, which its check digit does not cover."""
    for zip_digits in (0, 5, 9):
        front = "420" + "#" * zip_digits if zip_digits else ""
        yield Form(front + head + "#" * (length - 2), mod10(len(front) + length, counted=length))


_1Z = Form("1Z" + "*" * 15 + "#", ups(18, counted=16))
_S10 = Form("@@" + "#" * 9 + "@@", upu())
_IMPB = (*_package(22, "9[12345]"), *_package(26, "9[12345]"))
# 20 digits are a package barcode whose 91 or 92 was left out, or an older number with its own check digit.
_USPS_20 = (Form("#" * 20, mod10(20)), Form("#" * 20, mod10(20, start=28)), Form("#" * 20, mod10(20, start=29)))
_ONTRAC = (Form("[CD]" + "#" * 14, ups(15, counted=15)),)
_LASERSHIP = tuple(Form(head + "*" * more) for head in ("1LS", "L", "BN") for more in range(5, 18))
_UPS_OWN = (_1Z, *_digits(9, 12, 18), Form("@" + "#" * 10))
_MAIL_INNOVATIONS = tuple(Form("MI" + "#" * 6 + "*" * more) for more in range(1, 23))
_FEDEX = (
    Form("#" * 12, mod11(12)),
    Form("#" * 15, mod10(15)),
    Form("96" + "#" * 20, mod10(22, counted=15)),
    Form("DT" + "#" * 12),
    *_digits(9, 10, 14, 18, 20, 34),
    *_IMPB,
)
_DHL = (
    *_digits(7, 9, *range(11, 40)),
    *(Form("@" * letters + "#" * more) for letters in range(1, 6) for more in range(4, 36)),
    *(Form("@" * 4 + "*" * more) for more in range(4, 36)),
    *(Form("3S" + "*" * more) for more in range(6, 30)),
    *(Form("#@@" + "#" * more) for more in (4, 5, 6)),
    _S10,
)
_12_DIGITS = Form("#" * 12, mod7(12))

_UPS_SAID = "1Z and 16 letters or digits, 9, 12 or 18 digits, a letter and 10 digits, or 22 to 34 digits of USPS"
_USPS_SAID = "20, 22 or 26 digits, those behind 420 and the ZIP code, or two letters, 9 digits and US"
_FEDEX_SAID = "12, 14, 15, 20, 22 or 34 digits"
_DHL_SAID = "7 or more digits, JJD, JVGL, 3S or up to five letters and more digits"
_DPD_SAID = "9 to 12 or 14 digits, or 13 or 14 digits and one more letter or digit"
_S10_SAID = "two letters, 9 digits and the two letters of a country"

_UPS = Carrier("UPS", (*_UPS_OWN, *_IMPB, *_MAIL_INNOVATIONS), _UPS_SAID)
_MI = Carrier("UPS Mail Innovations", (*_UPS.forms, *_USPS_20, *_digits(20), _S10), _UPS_SAID)
_USPS = Carrier("USPS", (*_IMPB, *_USPS_20, *_digits(20), _S10, Form("82" + "#" * 8)), _USPS_SAID)
_FEDEX_CARRIER = Carrier("FedEx", _FEDEX, _FEDEX_SAID)
_DHL_EXPRESS = Carrier("DHL", (Form("#" * 10, mod7(10)), *_DHL), _DHL_SAID)
_DHL_OTHERS = Carrier("DHL", (*_digits(10), *_DHL), _DHL_SAID)
_CANADA = Carrier(
    "Canada Post", (Form("#" * 16, mod10(16)), _S10, *_digits(12, 15)), "16 digits, or two letters, 9 digits and CA"
)
_JAPAN = Carrier("Japan Post", (_12_DIGITS, *_digits(11), _S10), "11 or 12 digits, or two letters, 9 digits and JP")
_YAMATO = Carrier("Yamato", (_12_DIGITS, *_digits(11)), "11 or 12 digits")
_SAGAWA = Carrier("Sagawa", (_12_DIGITS, *_digits(10, 11)), "10 to 12 digits")
_ONTRAC_CARRIER = Carrier("OnTrac", (*_ONTRAC, *_LASERSHIP), "C or D and 14 digits, or a number from 1LS, LS, LX or BN")
_DPD = Carrier(
    "DPD",
    (
        *_digits(9, 10, 11, 12, 14),
        Form("#" * 13 + "@"),
        Form("#" * 14 + "*"),
        *(Form("*" * 7 + "#" * 20 + end) for end in ("", "*")),
    ),
    _DPD_SAID,
)
_EVRI = Carrier("Evri", (Form("*" * 16), Form("H" + "#" * 19)), "16 letters and digits, or H and 19 digits")
_BLUE_DART = Carrier("BlueDart", _digits(8, 9, 10, 11), "8 to 11 digits")
_YUN, _SF, _4PX = Form("YT" + "#" * 16), Form("SF" + "#" * 13), Form("4PX" + "#" * 13 + "CN")


def _forwarder(name: str, form: Form, head: str, said: str) -> Carrier:
    """A carrier that hands parcels over in the buyer's country, where sellers may enter the next carrier's number."""
    return Carrier(name, (form,), said, complete=False, heads=(head,), hands_over=True)


def _post(name: str, *forms: Form) -> Carrier:
    """A post: it has many forms of its own, but only the form of the Universal Postal Union is certain."""
    return Carrier(name, (_S10, *forms), _S10_SAID, complete=False)


# Keys are the carrier's code or name in lower case without spaces.
_CARRIERS: dict[str, Carrier] = {
    **{name: _UPS for name in ("ups", "unitedparcelservice")},
    **{name: _MI for name in ("upsmi", "upsmailinnovations")},
    "usps": _USPS,
    **{name: _FEDEX_CARRIER for name in ("fedex", "fedexsmartpost", "afl/fedex", "フェデックス")},
    "dhl": _DHL_EXPRESS,
    **{name: _DHL_OTHERS for name in ("dhlecommerce", "dhlglobalmail")},
    "canadapost": _CANADA,
    **{name: _JAPAN for name in ("japanpost", "日本郵便")},
    **{name: _YAMATO for name in ("yamato", "yamatotransport", "ヤマト運輸")},
    **{name: _SAGAWA for name in ("sagawa", "sagawaexpress", "佐川急便")},
    **{name: _ONTRAC_CARRIER for name in ("ontrac", "lasership")},
    **{"".join(name.split()).lower(): _post(name, *_IMPB) for name in ("China Post", "EMS", "EUB")},
    **{name: _DPD for name in ("dpd", "dpduk", "dpdlocal", "dpdgermany", "dpdde", "dpdfrance", "dpdgroup")},
    **{name: _EVRI for name in ("evri", "hermesuk", "myhermes")},
    **{name: _BLUE_DART for name in ("bluedart", "bluedartexpress")},
    **{name: _forwarder("Yun Express", _YUN, "YT", "YT and 16 digits") for name in ("yunexpress", "yuntrack")},
    **{name: _forwarder("SF Express", _SF, "SF", "SF and 13 digits") for name in ("sfexpress", "sf")},
    "4px": _forwarder("4PX", _4PX, "4PX", "4PX, 13 digits and CN"),
    **{
        "".join(name.split()).lower(): _post(name)
        for name in ("Royal Mail", "Hongkong Post", "India Post", "Singapore Post", "Deutsche Post", "La Poste")
    },
}
_POSTS = {
    **{"US": "USPS", "GB": "Royal Mail", "CN": "China Post", "JP": "Japan Post", "AU": "Australia Post"},
    **{"CA": "Canada Post", "DE": "Deutsche Post", "FR": "La Poste", "HK": "Hongkong Post", "IN": "India Post"},
    "SG": "Singapore Post",
}
# Forms that only one carrier uses.
_PLAIN = (
    ("UPS", (_1Z,)),
    ("USPS", _IMPB),
    ("OnTrac", (*_ONTRAC, Form("1LS" + "#" * 12), Form("1LS" + "#" * 13))),
    ("Yun Express", (_YUN,)),
    ("SF Express", (_SF,)),
    ("4PX", (_4PX,)),
)


def known(folded: str) -> Carrier | None:
    """The carrier of a code or name in lower case without spaces; None if its forms are not known."""
    return _CARRIERS.get(folded)


def plain_carriers(numbers: pd.Series) -> pd.Series:
    """The carrier to which each number certainly belongs, by a form of its own and the check digit; else missing."""
    named = pd.Series(None, index=numbers.index, dtype="str")
    for name, forms in _PLAIN:
        named = named.mask(fitting(numbers, forms)[1], name)
    postal = fitting(numbers, (_S10,))[1]
    countries = numbers[postal].str[-2:].str.upper()
    posts = countries.map(_POSTS).astype("str").fillna("the post of " + countries)
    return named.mask(postal, posts.reindex(numbers.index))


def with_zeros(numbers: pd.Series, carrier: Carrier) -> pd.Series:
    """Each number with the leading zeros that make it one of the carrier's, check digit included; missing elsewhere.

    Call it only for numbers that are not the carrier's as they are.
    """
    padded = pd.Series(None, index=numbers.index, dtype="str")
    digits = numbers.str.fullmatch("[0-9]+").astype(bool)
    checked = [form for form in carrier.forms if form.check]
    for length in sorted({len(places(form.shape)) for form in checked}, reverse=True):
        forms = [form for form in checked if len(places(form.shape)) == length]
        near = numbers[digits & numbers.str.len().between(length - _MOST_ZEROS, length - 1)].str.zfill(length)
        right = near[fitting(near, forms)[1]]
        padded = padded.mask(padded.index.isin(right.index), right.reindex(padded.index))
    return padded
