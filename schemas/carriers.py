"""The carriers that a shipping confirmation may name, and which of them the marketplace can track.

Accepted codes: the lists of the US and Japanese templates, the help pages of the US, Singapore and Australia ("Carrier
codes", G641 and 641) and the Indian template of 2019, each spelling as listed, plus EMS and EUB.
"""

import difflib
import json
from importlib import resources

import pandas as pd

from schemas.distinct import texts_of, truths_of

OTHER = "Other"
_REPLACED = {"epacket": "China Post"}
# What carriers are called besides, in answers only.
_CALLED = {"federalexpress": "FedEx", "unitedparcelservice": "UPS", "unitedstatespostalservice": "USPS"}
_TRACKABLE_NAMES = (
    "UPS|UPSMI|UPS Mail Innovations|USPS|DHL|DHL Global Mail|DHL eCommerce|FedEx|FedEx SmartPost|OnTrac|Newgistics|"
    "Canada Post|Lasership|EMS|EUB|China Post"
)
_LISTS = json.loads(resources.files("schemas").joinpath("carriers.json").read_text(encoding="utf-8"))
# Whose marketplace each list is of.
REGIONS: dict[str, tuple[str, ...]] = {
    "US": ("us_template", "us_help_G641"),
    "JP": ("jp_template",),
    "SG": ("sg_help_641",),
    "AU": ("au_help_641",),
    "IN": ("in_template_2019",),
}
_ANYWHERE = ("EMS", "EUB")
# Every listed spelling, once, in the order of the lists.
ACCEPTED: tuple[str, ...] = tuple(
    dict.fromkeys([code for codes in _LISTS["accepted"].values() for code in codes] + [*_ANYWHERE])
)


def listed(region: str) -> tuple[str, ...]:
    """The codes in the lists of a region, each once, in the order of the lists."""
    return tuple(dict.fromkeys(code for name in REGIONS[region] for code in _LISTS["accepted"][name]))


def _fold(spelling: str) -> str:
    return "".join(spelling.split()).casefold()


_FOLDED = {_fold(code): code for code in reversed(ACCEPTED)} | _REPLACED
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
    """True where the marketplace can follow the carrier's numbers (help page "Valid tracking rate")."""
    return truths_of(codes, lambda code: _fold(code) in _TRACKABLE)


def is_of(region: str, codes: pd.Series) -> pd.Series:
    """True where an accepted code is one that a region accepts, in whatever spelling."""
    wanted = {_fold(code) for code in (*listed(region), *_ANYWHERE)}
    return truths_of(canonical(codes), lambda code: _fold(code) in wanted)


def advice_for(region: str, found: str) -> str:
    """What a region calls the carrier that ``found`` names; empty where nothing comes near."""
    named = {_fold(code): code for code in listed(region) if code != OTHER}
    sought = _fold(found)
    # One name inside the other: SagawaExpress is SAGAWA, Fedex is AFL/Fedex.
    alike = [name for name in named if len(name) > 2 and (name in sought or sought in name)]
    near = difflib.get_close_matches(sought, alike or list(named), n=1, cutoff=0.2 if alike else 0.85)
    return f"Did you mean {named[near[0]]}?" if near else f"Write Other, and {found} in carrier-name."


def advice(found: str) -> str:
    """What to write in place of a carrier-code that is not accepted; empty where nothing comes near."""
    latin = _SUGGESTED_NAMES.get(found) or (found if found in _SUGGESTED_NAMES.values() else None)
    if latin and _fold(latin) in _FOLDED:
        return f"Did you mean {_FOLDED[_fold(latin)]}?"
    if latin:
        return f"Write Other, and {found} in carrier-name."
    sought = _fold(found).replace(".", "")
    names = _FOLDED | _CALLED
    typo, near = (difflib.get_close_matches(sought, list(names), n=1, cutoff=cutoff) for cutoff in (0.9, 0.75))
    # A carrier with its service behind it: UPS Ground, DHL Express.
    begun = sorted((name for name in _FOLDED if len(name) > 2 and sought.startswith(name)), key=len)[-1:]
    meant = typo or begun or near
    return f"Did you mean {names[meant[0]]}?" if meant else ""
