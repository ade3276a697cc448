"""Finds tracking-numbers in the wrong rows: copied or filled down, moved by a row, sorted without the other columns.

Each number may be good; only the column as a whole shows the damage.
"""

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from feeds.checking.filled_down import counting_texts
from feeds.checking.findings import finding
from feeds.checking.tracking.column import FITS, NUMBER, UNKNOWN, WRONG, Numbers, Suspicion, fit
from schemas import faults
from schemas.text_columns import array, texts_of
from schemas.tracking_numbers import known

# A number in this many orders is more than two orders packed into one parcel.
_FEWEST_ORDERS = 3
IS_NUMBER = "[0-9].*[0-9].*[0-9].*[0-9]"
_OTHERS = ", which does not go to the same buyer and address."
_FEWEST_MISFITS = 2
_MOSTLY = 0.5
_TENS, _FURTHEST_LABELS, _LONG_RUN = 10, 19, 5
# How many rows apart the misfits of a moved part may be: between them a moved number may meet its own carrier again.
_WIDEST_GAP = 30
# Carriers that use one another's numbers.
_ONE_HOUSE = {"lasership": "ontrac", "ems": "china post", "eub": "china post", "parcelforce": "royal mail"}


def in_wrong_rows(numbers: Numbers) -> list[Suspicion]:
    """Suspicions on all numbers that seem to be in another row than their own."""
    return [*_filled(numbers), *_out_of_place(numbers)]


def of_other_orders(records: pd.DataFrame, given: pd.DataFrame, parties: pd.Series) -> pd.DataFrame:
    """Warnings on numbers that earlier uploads used for orders of other buyers or addresses.

    ``given``: tracking_number, order_id and upload_no of packages; the first that differs is named. ``parties``: the
    buyer and address of each order, by order-id; an order without one never counts as different.
    """
    numbered = records[[NUMBER, "order-id"]].assign(record=records.index, party=_known(records["order-id"], parties))
    earlier = given.assign(other_party=_known(given["order_id"], parties)).dropna(subset=["other_party"])
    numbered = numbered.dropna(subset=["party"])
    met = numbered.merge(earlier, left_on=NUMBER, right_on="tracking_number")
    other = met[met["party"] != met["other_party"]].drop_duplicates("record")
    upload = other["upload_no"].astype("int64").astype("str")
    words = f"{NUMBER} is that of order " + other["order_id"] + ", confirmed by upload " + upload + _OTHERS
    return finding(other["record"], faults.NUMBER_OF_OTHER_ORDER, NUMBER, words)


def of_several_orders(numbers: pd.Series, orders: pd.Series, parties: pd.Series) -> pd.DataFrame:
    """Warnings on numbers that the file uses for orders of different buyers or addresses, each with another such order.

    ``numbers`` and ``orders``: by record. ``parties``: the buyer and address of each order, by order-id.
    """
    rows = pd.DataFrame({"number": numbers, "order": orders, "party": _known(orders, parties)}).dropna(subset=["party"])
    first = rows.drop_duplicates("number").set_index("number")
    heads = first.reindex(rows["number"]).set_axis(rows.index)
    further = rows[rows["party"] != heads["party"]]
    second = further.drop_duplicates("number").set_index("number")["order"]
    # The message on the first order of a number names the next one of another party; all others name the first.
    other = heads["order"].where(rows["party"] != heads["party"], rows["number"].map(second).astype("str"))
    told = rows[other.notna()]
    words = f"{NUMBER} is in a row of order " + other[told.index] + " too" + _OTHERS
    return finding(told.index, faults.NUMBER_OF_OTHER_ORDER, NUMBER, words)


def _known(orders: pd.Series, parties: pd.Series) -> pd.Series:
    return pd.Series(parties.reindex(orders.to_numpy()).to_numpy(), index=orders.index, dtype="str")


def _party(orders: pd.Series, parties: pd.Series) -> pd.Series:
    return _known(orders, parties).fillna(orders)


def shared(numbers: Numbers) -> pd.Series:
    """The numbers that are in rows of two or more orders, indexed by record."""
    codes = array(numbers.texts).dictionary_encode().indices.to_numpy()
    often = np.flatnonzero(np.bincount(codes)[codes] > 1)
    if not len(often):
        return numbers.texts[:0]
    # A word in place of a number may be the same in many orders.
    texts = numbers.texts.iloc[often]
    texts = texts[texts.str.contains(IS_NUMBER)]
    orders = numbers.orders[texts.index].groupby(texts).transform("nunique")
    return texts[orders > 1]


def copied(numbers: pd.Series, orders: pd.Series, parties: pd.Series) -> list[Suspicion]:
    """A suspicion on numbers whose orders go to three or more parties; orders of one party may share a parcel.

    ``numbers`` and ``orders``: by record. ``parties``: the buyer and address of each order, by order-id; an order
    without one counts as a party of its own.
    """
    numbers = numbers[_party(orders, parties).groupby(numbers).transform("nunique") >= _FEWEST_ORDERS]
    if numbers.empty:
        return []
    counts, several = orders[numbers.index].groupby(numbers).transform("nunique"), numbers.nunique()
    one = f"{NUMBER} {numbers.iloc[0]} is in rows of {counts.max()} orders of different buyers"
    many = f"{several:,} numbers in {NUMBER} are each in rows of three or more orders of different buyers"
    story = f"{one if several == 1 else many}, as when a cell is copied down."
    words = f"{NUMBER} is the same in rows of " + counts.astype("str") + " orders of different buyers."
    return [Suspicion(NUMBER, faults.NUMBER_COPIED, numbers.index, story, words)]


def _filled(numbers: Numbers) -> list[Suspicion]:
    """Suspicions on runs of numbers that change by the same step: numbers that end in a check digit never do."""
    runs = counting_texts(numbers.texts)
    if not len(runs.step):
        return []
    inside = np.flatnonzero(runs.run >= 0)
    rows = pd.DataFrame({"at": inside, "run": runs.run[inside], "record": numbers.texts.index[inside]})
    rows["order"] = numbers.orders.iloc[inside].to_numpy()
    rows["wrong"] = (numbers.fit == WRONG)[inside] & numbers.shaped[inside]
    rows["fits"] = (numbers.fit == FITS)[inside]
    rows["house"] = _houses(numbers).iloc[inside].to_numpy()
    of_run = rows.groupby("run")
    houses = of_run["house"].transform("nunique")
    by_one = np.abs(runs.step[rows["run"]]) == 1
    # On a roll of labels the check digit makes the step vary, though it may be the same for some rows.
    impossible = of_run["wrong"].transform("any") & (by_one | (of_run["wrong"].transform("mean") > _MOSTLY))
    impossible |= houses > 1
    uneven = _is_uneven(np.abs(runs.step[rows["run"]])) & (of_run["at"].transform("size") >= _LONG_RUN)
    roll = ~impossible & (by_one | uneven) & (of_run["order"].transform("nunique") >= _FEWEST_ORDERS)
    told = []
    if impossible.any():
        refused = rows[impossible].set_index("record")
        step = pd.Series(runs.step[refused["run"]], index=refused.index)
        words = f"{NUMBER} goes on by " + step.astype("str") + " from row to row, and the check digits do not fit."
        other = f"{NUMBER} goes on by " + step.astype("str") + " from row to row, over several carriers."
        words = words.where(refused.groupby("run")["wrong"].transform("any"), other)
        story = (
            f"{len(refused):,} numbers in {NUMBER} go on by one step from row to row, which numbers with a check digit"
        )
        story += " or of several carriers never do, as when a spreadsheet fills a column down."
        told.append(Suspicion(NUMBER, faults.NUMBERS_FILLED, refused.index, story, words))
    if roll.any():
        concerned = pd.Index(rows.loc[roll, "record"])
        story = (
            f"{len(concerned):,} numbers in {NUMBER} go on by one step from row to row, as labels of a roll may, and as"
        )
        story += " a spreadsheet fills a column down."
        told.append(Suspicion(NUMBER, faults.COLUMN_SUSPECT, concerned, story, warns=True))
    return told


def _is_uneven(step: np.ndarray) -> np.ndarray:
    """True for a step of 10 or above 19: labels with a check digit are up to nineteen apart, whatever the carrier."""
    uneven: np.ndarray = (step == _TENS) | (step > _FURTHEST_LABELS)
    return uneven


def _houses(numbers: Numbers) -> pd.Series:
    """The house whose numbers each carrier uses, the same for all services and companies of one house."""

    def house(name: str) -> str:
        carrier = known(name)
        plain = (carrier.name if carrier else name).lower()
        return _ONE_HOUSE.get(plain, plain)[:3]

    return texts_of(numbers.carriers, house)


def _out_of_place(numbers: Numbers) -> list[Suspicion]:
    """Suspicions on numbers that fit the carriers one or two rows away, or on a column sorted without the others."""
    wrong = np.flatnonzero(numbers.fit == WRONG)
    if len(wrong) < _FEWEST_MISFITS:
        return []
    moved = [
        told
        for part in np.split(wrong, np.flatnonzero(np.diff(wrong) > _WIDEST_GAP) + 1)
        if (told := _moved(numbers, int(part[0]), int(part[-1])))
    ]
    return moved or _sorted_alone(numbers, wrong)


def _moved(numbers: Numbers, first: int, last: int) -> Suspicion | None:
    """A suspicion on the rows from ``first`` to ``last``, and on neighbours that can have moved with them.

    None unless their numbers fit the carriers one or two rows above or below.
    """
    own = numbers.fit[first : last + 1]
    misfits = int((own == WRONG).sum())
    if misfits < _FEWEST_MISFITS or misfits * 4 < int((own != UNKNOWN).sum()):
        return None
    for rows in (1, -1, 2, -2):
        names = numbers.named_away(rows)
        there = fit(numbers.texts.iloc[first : last + 1], names.iloc[first : last + 1])
        met = (own == WRONG) & (there == FITS)
        if met.sum() < _FEWEST_MISFITS or (there == WRONG).sum() * 10 > (there == FITS).sum():
            continue
        begin, end = _reach(numbers, fit(numbers.texts, names) == WRONG, first, last)
        records = numbers.texts.index[begin : end + 1]
        far = ("the row " if abs(rows) == 1 else f"the row {abs(rows)} rows ") + ("above" if rows > 0 else "below")
        way = f"{'down' if rows > 0 else 'up'} by {abs(rows)} row{'s' if abs(rows) > 1 else ''}"
        story = f"{len(records):,} numbers in {NUMBER} fit the carrier of {far} and not that of their own: the column"
        story += f" has moved {way}."
        words = f"{NUMBER} seems to be that of {far}: there the numbers fit their carriers, and here they do not."
        return Suspicion(NUMBER, faults.NUMBERS_MOVED, records, story, words)
    return None


def _reach(numbers: Numbers, against: np.ndarray, first: int, last: int) -> tuple[int, int]:
    """The first and last row that can have moved, searched up from ``first`` and down from ``last``.

    ``against``: true for numbers that would not fit the carrier there. The search also stops at an empty cell: it may
    be the one that was inserted, and the rows beyond it did not move.
    """
    parted = np.diff(numbers.texts.index, prepend=numbers.texts.index[0] - 1, append=numbers.texts.index[-1] + 1) > 1
    above, below = np.flatnonzero(against[:first]), np.flatnonzero(against[last + 1 :])
    gaps_above, gaps_below = np.flatnonzero(parted[: first + 1]), np.flatnonzero(parted[last + 1 :])
    begin = max(above.max(initial=-1) + 1, gaps_above.max(initial=0))
    end = last + min(below.min(initial=len(against)), gaps_below.min(initial=len(against)))
    return int(begin), min(int(end), len(against) - 1)


def _sorted_alone(numbers: Numbers, wrong: np.ndarray) -> list[Suspicion]:
    """A suspicion on all numbers if they are sorted and many do not fit the carrier of their row.

    Most of these must fit another carrier of the file.
    """
    known_ones = int((numbers.fit != UNKNOWN).sum())
    if len(wrong) < max(3, known_ones / 5) or len(numbers.texts) < 5 or not _in_order(numbers):
        return []
    misfits, others = numbers.texts.iloc[wrong], np.zeros(len(wrong), dtype=bool)
    for name in numbers.named.dropna().unique():
        others |= fit(misfits, pd.Series(name, index=misfits.index, dtype="str")) == FITS
    if others.sum() < 0.8 * len(wrong):
        return []
    story = f"The numbers in {NUMBER} are in order, and {len(wrong):,} of them do not fit the carrier of their row: the"
    story += " column was sorted without the others."
    words = f"{NUMBER} seems to be that of another row: the column was sorted without the others."
    return [Suspicion(NUMBER, faults.NUMBERS_MOVED, numbers.texts.index, story, words)]


def _in_order(numbers: Numbers) -> bool:
    """Whether the column is sorted up or down, as text or, digits before letters, as a spreadsheet sorts numbers."""
    as_numbers = numbers.texts.where(~numbers.digits_alone, numbers.texts.str.zfill(50))
    for texts in (array(numbers.texts), array(as_numbers)):
        up, down = pc.less_equal(texts[:-1], texts[1:]), pc.greater_equal(texts[:-1], texts[1:])
        if pc.all(up).as_py() or pc.all(down).as_py():
            return True
    return False
