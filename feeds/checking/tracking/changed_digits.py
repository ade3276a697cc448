"""Finds tracking-numbers whose digits a spreadsheet changed, by comparing them with the others of their column."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from feeds.checking.findings import combined, finding
from feeds.checking.tracking.column import FITS, NUMBER, UNKNOWN, WRONG, Numbers, Suspicion
from schemas import faults

# The chance that a number of 16, 17, 18 or 19 digits has only zeros past the fifteenth.
_BY_CHANCE = {length: 10.0 ** (15 - length) for length in range(16, 20)}
_CHANCE_OF_COLUMN, _SHARE_OF_COLUMN = 2e-4, 0.2
_CHANCE_OF_NUMBER = 0.02
# How many numbers of one length a carrier needs in a file before a shorter one counts as having lost zeros, and before
# a number of another length gets a Warning.
_ENOUGH_FOR_ZEROS, _ENOUGH_ALIKE = 30, 20
_MOST_SHORT, _MOST_UNLIKE = 0.25, 0.02
# How many numbers of one length a carrier with several lengths needs before one that is a digit off gets a Warning.
_FEWEST_ALIKE, _SHORTEST_ALIKE = 10, 8
_FEWEST_BEGINNINGS = 5


def rounded(numbers: Numbers) -> list[Suspicion]:
    """Suspicions on numbers of 16 to 19 digits with only zeros past the fifteenth, as if rounded by a spreadsheet.

    They are suspect if the column has more of them than chance explains; otherwise only if their check digit is wrong.
    """
    long = np.flatnonzero(numbers.digits_alone & (numbers.lengths >= 16) & (numbers.lengths <= 19))
    if not len(long):
        return []
    texts, lengths = numbers.texts.iloc[long], numbers.lengths[long]
    zeros = texts.str.slice(15).str.fullmatch("0+").to_numpy(dtype=bool)
    many = int(zeros.sum())
    chance = float(np.mean([_BY_CHANCE[length] for length in lengths.tolist()]))
    if not many:
        return []
    if many / len(long) > _SHARE_OF_COLUMN and _chance(many, len(long), chance) < _CHANCE_OF_COLUMN:
        records = texts.index[zeros]
        story = f"Of {len(long):,} numbers of 16 to 19 digits in {NUMBER} {many:,} end in zeros past the 15th digit, as"
        story += " when a spreadsheet has rounded them."
        words = f"{NUMBER} ends in zeros past its 15th digit, as do so many of its column that it was rounded."
        return [Suspicion(NUMBER, faults.NUMBERS_ROUNDED, records, story, words)]
    wrong = zeros & (numbers.fit[long] == WRONG) & numbers.shaped[long]
    if not wrong.any():
        return []
    story = (
        f"{int(wrong.sum()):,} numbers in {NUMBER} end in zeros past the 15th digit and have a wrong check digit, as"
    )
    story += " when a spreadsheet has rounded them."
    words = f"{NUMBER} ends in zeros past its 15th digit, and its check digit does not fit: it was rounded."
    return [Suspicion(NUMBER, faults.NUMBERS_ROUNDED, texts.index[wrong], story, words)]


def _chance(many: int, among: int, each: float) -> float:
    """An upper bound on the chance of ``many`` or more hits ``among`` numbers with chance ``each`` (Chernoff)."""
    share = many / among
    apart = share * np.log(share / each)
    if share < 1:
        apart += (1 - share) * np.log((1 - share) / (1 - each))
    return float(np.exp(-among * apart))


def short(numbers: Numbers) -> list[Suspicion]:
    """Suspicions on numbers one or two digits shorter than the others, as when leading zeros are lost.

    The others have one length, are digits only, and none of them begins with 0.
    """
    told = []
    for carrier, length, alike, group in _of_one_length(numbers, _ENOUGH_FOR_ZEROS):
        lacking = length - group["length"]
        shorter = group[group["digits"] & lacking.between(1, 2)]
        beginnings = numbers.texts.loc[alike.index].str.slice(0, 1)
        if not alike["digits"].all() or shorter.empty or len(shorter) > _MOST_SHORT * len(group):
            continue
        if (beginnings == "0").any() or beginnings.nunique() < _FEWEST_BEGINNINGS:
            continue
        others = f"the other {len(alike):,} numbers of {carrier} have {length}, and none of them begins with 0"
        story = (
            f"{len(shorter):,} numbers in {NUMBER} are one or two digits short: {others}; a spreadsheet seems to have"
        )
        story += " taken leading zeros away."
        words = (
            f"{NUMBER} has " + shorter["length"].astype("str") + f" digits; {others}: leading zeros seem to be lost."
        )
        told.append(Suspicion(NUMBER, faults.COLUMN_ZEROS_LOST, shorter.index, story, words))
    return told


def unlike_others(numbers: Numbers) -> pd.DataFrame:
    """Warnings on numbers of another length than all others of their carrier, and on numbers that may be rounded."""
    away = combined(_a_digit_away(numbers))
    tables = [_maybe_rounded(numbers), away]
    for carrier, length, alike, group in _of_one_length(numbers, _ENOUGH_ALIKE):
        unlike = group.drop(alike.index)
        if len(unlike) > max(1, _MOST_UNLIKE * len(group)):
            continue
        near = unlike[((unlike["length"] - length).abs() <= 2) & ~unlike.index.isin(away["record"])]
        what = near["length"].astype("str") + " characters" + (" with letters" if alike["digits"].all() else "")
        what = what.mask(near["digits"], near["length"].astype("str") + " digits")
        kind = "digits" if alike["digits"].all() else "characters"
        words = (
            f"{NUMBER} has "
            + what
            + f"; the other {len(alike):,} numbers of {carrier} in the file have {length} {kind}."
        )
        tables.append(finding(near.index, faults.TRACKING_FORM, NUMBER, words))
    return combined(tables)


def _a_digit_away(numbers: Numbers) -> Iterator[pd.DataFrame]:
    """Warnings on the one number of a carrier that is a digit shorter or longer than all its others.

    It does have a form of its carrier, but of a carrier whose numbers have several lengths, as 12, 15 and 16 digits.
    """
    looks = pd.DataFrame({"carrier": numbers.carriers, "length": numbers.lengths})[numbers.fit == FITS]
    counts = looks.groupby("carrier")["length"].agg(["size", "min", "max", "sum"])
    for carrier, (size, least, most, total) in counts[counts["max"] - counts["min"] == 1].iterrows():
        usual, odd = (most, least) if total == most * (size - 1) + least else (least, most)
        if size > _FEWEST_ALIKE and usual >= _SHORTEST_ALIKE and total == usual * (size - 1) + odd:
            one = looks.index[(looks["carrier"] == carrier) & (looks["length"] == odd)]
            others = f"the other {size - 1:,} numbers of {carrier} in the file have {usual}"
            yield finding(one, faults.TRACKING_FORM, NUMBER, f"{NUMBER} has {odd} characters; {others}.")


def _of_one_length(numbers: Numbers, enough: int) -> Iterator[tuple[str, int, pd.DataFrame, pd.DataFrame]]:
    """Yields carriers of unknown forms whose numbers mostly have one length: name, length, those rows, all its rows.

    The rows have ``length`` and ``digits`` (true for digits only), indexed by record.
    """
    unknown = (numbers.fit == UNKNOWN) & numbers.carriers.notna().to_numpy()
    if int(unknown.sum()) < enough:
        return
    looks = pd.DataFrame({"length": numbers.lengths, "digits": numbers.digits_alone}, index=numbers.texts.index)
    looks = looks.assign(carrier=numbers.carriers)[unknown]
    sizes = looks.groupby(["carrier", "length", "digits"]).size()
    most = sizes.groupby("carrier").idxmax()[sizes.groupby("carrier").max() >= enough]
    for carrier, length, digits in most:
        group = looks[looks["carrier"] == carrier]
        alike = group[(group["length"] == length) & (group["digits"] == digits)]
        if len(alike) >= (1 - _MOST_SHORT) * len(group):
            yield str(carrier), int(length), alike, group


def _maybe_rounded(numbers: Numbers) -> pd.DataFrame:
    """Warnings on numbers of 17 to 19 digits with only zeros past the fifteenth, if that is unlikely to be chance."""
    tables = []
    for length in (17, 18, 19):
        rows = np.flatnonzero(numbers.digits_alone & (numbers.lengths == length))
        texts = numbers.texts.iloc[rows]
        zeros = texts[texts.str.slice(15).str.fullmatch("0+")]
        if len(zeros) and _chance(len(zeros), len(rows), _BY_CHANCE[length]) < _CHANCE_OF_NUMBER:
            words = f"{NUMBER} may have been rounded by Excel: every digit past the 15th is zero."
            tables.append(finding(zeros.index, faults.DIGITS_DOUBTFUL, NUMBER, words))
    return combined(tables)
