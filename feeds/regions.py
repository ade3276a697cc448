"""Carriers of one region: codes that the marketplace accepts elsewhere are refused where a region is named."""

import pandas as pd

from feeds.checking import Checked
from feeds.findings import found, together
from schemas import carriers, faults

_CARRIER = "carrier-code"


def narrowed(checked: Checked, region: str | None, typed: pd.DataFrame) -> Checked:
    """``checked`` with a finding for every carrier-code that is in no list of ``region``; all are good without one.

    ``typed``: the cells as they were typed.
    """
    if region is None or _CARRIER not in checked.records:
        return checked
    codes = checked.records[_CARRIER]
    other = codes.notna() & ~carriers.is_of(region, codes)
    if not other.any():
        return checked
    wrong = typed[_CARRIER].reindex(codes.index)[other]
    told = checked.findings
    told = told[~((told["heading"] == _CARRIER) & told["record"].isin(wrong.index))]
    advice = wrong.map({code: carriers.advice_for(region, code) for code in wrong.unique()})
    words = f"{_CARRIER} " + wrong + f" is in no list of carriers of the region {region}."
    findings = found(wrong.index, faults.CARRIER_OTHER_REGION, _CARRIER, words, advice)
    records = checked.records.assign(faulty=checked.records["faulty"] | other, **{_CARRIER: codes.mask(other)})
    return Checked(pd.DataFrame(records), together([told, findings]))
