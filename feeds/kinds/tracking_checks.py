"""Checks tracking-numbers against the forms and check digits of their carriers (schemas.tracking_numbers).

Spaces and hyphens, which labels print between the digits, do not count; nor does case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from feeds.checking.check import NULL_WORD, Checked
from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Facts
from schemas import carriers, faults
from schemas.check_digits import fitting
from schemas.tracking_numbers import Carrier, known, plain_carriers, with_zeros

_NUMBER = "tracking-number"
_DOUBTS = (
    faults.DIGITS_DOUBTFUL,
    faults.TRACKING_FORM,
    faults.TRACKING_CHECK_DIGIT,
    faults.TRACKING_OTHER_CARRIER,
    faults.TRACKING_NEARLY,
    faults.ZEROS_DOUBTFUL,
)
_LONG_FORM = 12


def tracking_findings(records: pd.DataFrame) -> pd.DataFrame:
    """Warnings on numbers in no form of their carrier, with a wrong check digit, or plainly of another carrier."""
    return combined([_of_carrier(carrier, numbers) for carrier, numbers in _by_carrier(records)])


def without_doubtful(checked: Checked) -> Checked:
    """Refuses every number that would get a Warning as doubtful (``--strict-tracking``)."""
    if _NUMBER not in checked.records:
        return checked
    records, told = checked.records, combined([checked.findings, tracking_findings(checked.records)])
    doubtful = told["code"].isin(_DOUBTS) & (told["heading"] == _NUMBER)
    refused = records.index.isin(told.loc[doubtful, "record"])
    told = told.assign(code=told["code"].mask(doubtful, faults.TRACKING_REFUSED))
    emptied = {_NUMBER: records[_NUMBER].mask(refused), "faulty": records["faulty"] | refused}
    return replace(checked, records=records.assign(**emptied), findings=combined([told]))


def zeros_lost(checked: Checked, kinds: Mapping[str, pd.Series]) -> Checked:
    """Refuses number cells that become a number of their carrier only with leading zeros, which a spreadsheet removed.

    A Warning if the number has a form of its carrier either way, but a correct check digit only with one more zero.
    ``kinds``: what each cell was (Sheet.kinds).
    """
    if _NUMBER not in kinds or _NUMBER not in checked.records:
        return checked
    of_numbers = checked.records[kinds[_NUMBER].reindex(checked.records.index) == "number"]
    tables, doubts = [checked.findings], []
    for carrier, numbers in _by_carrier(of_numbers):
        padded = _padded(carrier, numbers)
        words = f"{_NUMBER} is shorter than any number of {carrier.name}; with its leading zeros it is " + padded + "."
        tables.append(finding(padded.index, faults.ZEROS_LOST, _NUMBER, words))
        doubtful = _one_zero_short(carrier, numbers)
        words = (
            f"{_NUMBER} has a form of {carrier.name}; with a leading zero it is "
            + doubtful
            + ", whose check digit fits."
        )
        doubts.append(finding(doubtful.index, faults.ZEROS_DOUBTFUL, _NUMBER, words))
    refused = checked.records.index.isin(combined(tables[1:])["record"])
    records = checked.records.assign(
        **{_NUMBER: checked.records[_NUMBER].mask(refused), "faulty": checked.records["faulty"] | refused}
    )
    return Checked(records, combined([*tables, *doubts]))


def _by_carrier(records: pd.DataFrame) -> Iterator[tuple[Carrier, pd.Series]]:
    """Yields each carrier whose forms are known, with its numbers without spaces and hyphens.

    For the carrier-code Other, carrier-name names the carrier.
    """
    numbers = records[_NUMBER]
    numbers = numbers[numbers.notna() & (numbers != NULL_WORD)]
    named = codes = carriers.canonical(records["carrier-code"].reindex(numbers.index))
    if (codes == carriers.OTHER).any():
        named = codes.mask(codes == carriers.OTHER, records["carrier-name"].reindex(numbers.index))
    folded = carriers.same_carrier(named)
    for name in folded.dropna().unique():
        if carrier := known(str(name)):
            mine = folded == name
            yield carrier, (numbers if mine.all() else numbers[mine]).str.replace("[ -]", "", regex=True)


def _padded(carrier: Carrier, numbers: pd.Series) -> pd.Series:
    """The numbers that only leading zeros make a certain number of their carrier, with these zeros."""
    if not carrier.complete:
        return numbers[:0]
    shaped, _ = fitting(numbers, carrier.forms)
    _, checked = fitting(numbers, [form for form in carrier.forms if form.check])
    padded = with_zeros(numbers[~checked], carrier).dropna()
    zeros = padded.str.len() - numbers[padded.index].str.len()
    # A number in a form without a check digit is refused if two or three zeros give it one (FedEx: 10 and 12 digits).
    of_a_form = pd.Series(shaped, index=numbers.index)[padded.index]
    return padded[~of_a_form | (zeros.between(2, 3) & (padded.str.len() >= _LONG_FORM))]


def _one_zero_short(carrier: Carrier, numbers: pd.Series) -> pd.Series:
    """The numbers in a form without a check digit that one leading zero puts into a form with one, with that zero."""
    shaped, _ = fitting(numbers, carrier.forms)
    _, checked = fitting(numbers, [form for form in carrier.forms if form.check])
    padded = with_zeros(numbers[shaped & ~checked], carrier).dropna()
    return padded[padded.str.len() == numbers[padded.index].str.len() + 1]


def _of_carrier(carrier: Carrier, numbers: pd.Series) -> pd.DataFrame:
    shaped, right = fitting(numbers, carrier.forms)
    if right.all():
        return none_found()
    wrong, shaped = numbers[~right], shaped[~right]
    plain = pd.Series(None, index=wrong.index, dtype="str") if carrier.hands_over else plain_carriers(wrong)
    digit = wrong.index[shaped & plain.isna()]
    formless = wrong[~shaped & plain.isna() & carrier.must_fit(wrong)]
    others = plain.dropna()
    return combined(
        [
            finding(
                others.index,
                faults.TRACKING_OTHER_CARRIER,
                _NUMBER,
                f"{_NUMBER} is plainly a number of " + others + f", and the row names {carrier.name}.",
            ),
            finding(
                digit,
                faults.TRACKING_CHECK_DIGIT,
                _NUMBER,
                f"{_NUMBER} has the form of a number of {carrier.name}, but its check digit does not fit the rest.",
            ),
            finding(
                formless.index,
                faults.TRACKING_FORM,
                _NUMBER,
                f"{_NUMBER} has no form that numbers of {carrier.name} have: {carrier.said}.",
                _zeros_advice(with_zeros(formless, carrier)),
            ),
        ]
    )


def _zeros_advice(padded: pd.Series) -> pd.Series:
    return ("With its leading zeros it would be " + padded + ".").fillna("")


# The cells of a record that show how its parcel was sent.
SENT_BY = ("carrier-code", "carrier-name", "tracking-number")


def carrier_warnings(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Warnings on carriers that cannot be tracked, on tracked ones without a number, and on doubtful numbers."""
    codes = records["carrier-code"]
    untracked = codes.notna() & ~carriers.is_trackable(codes)
    silent = codes.notna() & ~untracked & ~records.index.isin(_with_number(records, pairs, facts))
    return combined(
        [
            finding(
                records.index[untracked],
                faults.CARRIER_UNTRACKED,
                "carrier-code",
                codes[untracked] + " is a carrier that the marketplace cannot track.",
            ),
            finding(
                records.index[silent],
                faults.TRACKING_MISSING,
                "tracking-number",
                "tracking-number is empty, though " + codes[silent] + " can be tracked.",
            ),
            tracking_findings(records),
        ]
    )


def _with_number(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.Index:
    """Records whose package has a tracking-number: their own, or the stored one that an edit keeps."""
    typed = records["tracking-number"]
    numbered = facts.packages.loc[facts.packages["tracking_number"].notna(), "package_no"]
    kept = pairs.loc[pairs["package_no"].isin(numbered) & pairs["tracking-number"].isna(), "record"]
    return records.index[typed.notna() & (typed != NULL_WORD)].union(pd.Index(kept))
