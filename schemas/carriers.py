"""The carriers that a shipping confirmation may name, which of them the marketplace can track, and links to parcels.

Accepted codes: the lists of the US and Japanese templates, the help pages of the US, Singapore and Australia ("Carrier
codes", G641 and 641) and the Indian template of 2019, each spelling as listed, plus EMS and EUB.
"""

import difflib
import json
import re
from importlib import resources
from urllib.parse import quote

import pandas as pd

from schemas.accepted_values import did_you_mean, fold
from schemas.text_columns import texts_of, truths_of

OTHER = "Other"
_REPLACED = {"epacket": "China Post"}
# Other names of the carriers, used only to suggest a code.
_CALLED = {
    name: code
    for code, names in {
        "4PX": "递四方",
        "Cainiao": "菜鸟 菜鸟物流",
        "China Post": "中国邮政 中國郵政",
        "FedEx": "federalexpress 联邦快递",
        "Japan Post": "ゆうパック ゆうパケット japanpostservice",
        "JT": "极兔 极兔速递 jtexpress",
        "NipponExpress": "日本通運 日通",
        "SEINO TRANSPORTATION": "西濃 セイノー",
        "SF Express": "顺丰 顺丰速运 順豐 順豐速運 sf sfinternational",
        "SAGAWA": "佐川",
        "Sunyou": "顺友 顺友物流",
        "UPS": "unitedparcelservice",
        "USPS": "unitedstatespostalservice uspostalservice",
        "YAMATO": "クロネコヤマト ヤマト 宅急便 kuroneko kuronekoyamato",
        "Yanwen": "燕文 燕文物流",
        "YTO EXPRESS": "圆通 圆通速递",
        "Yun Express": "云途 云途物流 雲途",
    }.items()
    for name in names.split()
} | {"auspost": "Australia Post", "hermes": "Hermes Logistik Gruppe"}
# Words that many carriers' names contain, so sharing one does not make two names similar.
_GENERIC = re.compile(
    "logis?i?tics?|logistik|express|post(?:al)?|freight|mail|shipping|shipment|global|parcels?|couriers?|cargo|"
    "transport(?:ation)?|delivery|kargo|gruppe|group|service"
)
# A carrier's services, as people write them directly after its name without a space.
_SERVICE = re.compile("ground|express|expedited|paket|parcel|freight|mail|standard|saver|first|priority|next|2nd|home")
_TRACKABLE_NAMES = (
    "UPS|UPSMI|UPS Mail Innovations|USPS|DHL|DHL Global Mail|DHL eCommerce|FedEx|FedEx SmartPost|OnTrac|Newgistics|"
    "Canada Post|Lasership|EMS|EUB|China Post"
)
_LISTS = json.loads(resources.files("schemas").joinpath("carriers.json").read_text(encoding="utf-8"))
# Each region's lists of accepted codes, as carriers.json names them.
REGIONS: dict[str, tuple[str, ...]] = {
    "US": ("us_template", "us_help_G641"),
    "JP": ("jp_template",),
    "SG": ("sg_help_641",),
    "AU": ("au_help_641",),
    "IN": ("in_template_2019",),
}
_ANYWHERE = ("EMS", "EUB")
# Every listed spelling once, in the order of the lists.
ACCEPTED: tuple[str, ...] = tuple(
    dict.fromkeys([code for codes in _LISTS["accepted"].values() for code in codes] + [*_ANYWHERE])
)
# Carriers as in carrier-code or, with Other, in carrier-name; case and spaces do not count.
_PAGES = {
    "https://www.ups.com/track?tracknum={}": "UPS|UPSMI|UPS Mail Innovations",
    "https://tools.usps.com/go/TrackConfirmAction?tLabels={}": "USPS",
    "https://www.fedex.com/fedextrack/?trknbr={}": "FedEx|FedEx SmartPost|FedEx Freight",
    "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}": "DHL|DHL Express",
    "https://webtrack.dhlecs.com/orders?trackingNumber={}": "DHL eCommerce|DHL Global Mail",
    "https://www.ontrac.com/tracking/?number={}": "OnTrac|Lasership",
    "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}": "Canada Post",
    "https://items.ems.post/api/publicTracking/track?language=EN&itemId={}": "EMS",
    "https://global.cainiao.com/newDetail.htm?mailNoList={}": "Cainiao",
    "https://www.royalmail.com/track-your-item#/tracking-results/{}": "Royal Mail",
    "https://www.parcelforce.com/track-trace?trackNumber={}": "Parcelforce",
    "https://www.evri.com/track/parcel/{}": "Evri|Hermes UK",
    "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}": "Hermes|Hermes Logistik Gruppe",
    "https://tracking.dpd.de/status/en_US/parcel/{}": "DPD",
    "https://track.dpd.co.uk/parcels/{}": "DPD UK",
    "https://www.laposte.fr/outils/suivre-vos-envois?code={}": "La Poste|Colissimo",
    "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}": "Chronopost",
    "https://auspost.com.au/mypost/track/#/details/{}": (
        "Australia Post|Australia Post-ArticleId|Australia Post-Consignment"
    ),
    "https://track.sendle.com/tracking?ref={}": "Sendle",
    "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={}": "Yamato|YamatoTransport|ヤマト運輸",
    "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}": "Sagawa|SagawaExpress|佐川急便",
    "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}": "Japan Post|日本郵便",
    "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={}": "Seino|Seino Transportation|西濃運輸",
}


def listed(region: str) -> tuple[str, ...]:
    """The codes in the lists of a region, each once, in the order of the lists."""
    return tuple(dict.fromkeys(code for name in REGIONS[region] for code in _LISTS["accepted"][name]))


def _fold(spelling: str) -> str:
    return "".join(spelling.split()).casefold()


_FOLDED = {_fold(code): code for code in reversed(ACCEPTED)} | _REPLACED
_BY_FOLD = {fold(name): code for name, code in _FOLDED.items()}
_TRACKABLE = {_fold(name) for name in _TRACKABLE_NAMES.split("|")}
_SUGGESTED_NAMES = {japanese: latin for japanese, latin in _LISTS["carrier_name_suggestions"]}


def is_accepted(codes: pd.Series) -> pd.Series:
    """True where a code is accepted in some spelling."""
    return truths_of(codes, lambda code: _fold(code) in _FOLDED)


def canonical(codes: pd.Series) -> pd.Series:
    """Each accepted code as the marketplace spells it; a listed spelling stays as it is."""
    listed = set(ACCEPTED)
    return texts_of(codes, lambda code: code if code in listed else _FOLDED.get(_fold(code)))


def same_carrier(codes: pd.Series) -> pd.Series:
    """Each code without case and spaces, so that two spellings of one carrier are equal."""
    return texts_of(codes, _fold)


def is_trackable(codes: pd.Series) -> pd.Series:
    """True where the marketplace can track the carrier's numbers (help page "Valid tracking rate")."""
    return truths_of(codes, lambda code: _fold(code) in _TRACKABLE)


def is_of(region: str, codes: pd.Series) -> pd.Series:
    """True where the region accepts the code, in any spelling."""
    wanted = {_fold(code) for code in (*listed(region), *_ANYWHERE)}
    return truths_of(canonical(codes), lambda code: _fold(code) in wanted)


def advice_for(region: str, found: str) -> str:
    """The code that a region uses for the carrier in ``found``; without a close match, the advice to write Other."""
    named = {_fold(code): code for code in listed(region) if code != OTHER}
    sought = _fold(found)
    # One name contains the other: SagawaExpress is SAGAWA, Fedex is AFL/Fedex.
    alike = [name for name in named if len(name) > 2 and (name in sought or sought in name)]
    near = difflib.get_close_matches(sought, alike or list(named), n=1, cutoff=0.2 if alike else 0.85)
    return f"Did you mean {named[near[0]]}?" if near else f"Write Other, and {found} in carrier-name."


def advice(found: str) -> str:
    """What to write in place of a carrier-code that is not accepted; empty if no code is close enough."""
    latin = _SUGGESTED_NAMES.get(found) or (found if found in _SUGGESTED_NAMES.values() else None)
    if latin and _fold(latin) in _FOLDED:
        return did_you_mean([_FOLDED[_fold(latin)]])
    if latin:
        return f"Write Other, and {found} in carrier-name."
    sought = fold(found.replace("\u00ae", "").replace("\u2122", ""))
    names = _BY_FOLD | _CALLED
    typo = difflib.get_close_matches(sought, list(names), n=1, cutoff=0.9)
    meant = names[typo[0]] if typo else ""
    if meant in ACCEPTED:
        return did_you_mean([meant])
    return did_you_mean(_longer_than(fold(meant) or sought) or _begun(found) or _typed_wrong(sought))


def _longer_than(sought: str) -> list[str]:
    """The codes that begin with the typed text: Australia Post gives Australia Post-ArticleId and -Consignment."""
    longer = {fold(code): code for code in ACCEPTED if len(sought) > 4 and fold(code).startswith(sought)}
    return sorted(longer.values()) if len(longer) < 4 else []


def _begun(found: str) -> list[str]:
    """The carrier whose name starts the text and is followed by a service: UPS Ground, fedex_home_delivery."""
    words = re.split(r"[\s_/-]+", found.replace(".", "").casefold())
    starts = {"".join(words[:count]) for count in range(1, len(words) + 1)}
    sought = "".join(words)
    names = [
        name
        for name in (fold(folded) for folded in _FOLDED)
        if len(name) > 2 and (name in starts or (sought.startswith(name) and _SERVICE.match(sought, len(name))))
    ]
    return [_BY_FOLD[max(names, key=len)]] if names else []


def _typed_wrong(sought: str) -> list[str]:
    """The code or name that differs in a few letters; generic words that both contain do not make them similar."""
    names = _BY_FOLD | _CALLED
    own = _GENERIC.sub("", sought)
    alike = [
        name
        for name in difflib.get_close_matches(sought, list(names), n=5, cutoff=0.75)
        if name[0] == sought[0] and difflib.SequenceMatcher(None, own, _GENERIC.sub("", name)).ratio() >= 0.8
    ]
    return [names[name] for name in alike[:1] if names[name] in ACCEPTED]


_PAGE_OF = {_fold(name): page for page, names in _PAGES.items() for name in names.split("|")}


def tracking_link(carrier_code: str, carrier_name: str | None, tracking_number: str | None) -> str | None:
    """The address of the carrier's page for the parcel; None without a number, or if no such page is known."""
    number = "".join((tracking_number or "").split())
    carrier = (carrier_name or "") if carrier_code == OTHER else carrier_code
    page = _PAGE_OF.get(_fold(carrier))
    return page.format(quote(number, safe="")) if page and number else None
