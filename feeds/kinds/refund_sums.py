"""The running sums of an item's refunds: what each record adds, and whether the sums stay within what was charged.

A record's deltas are nine whole numbers: the six components, the two promotions (minor units) and canceled units. For
each the running sum, over all adjustments of all files in file order, stays between zero and its limit.
"""

import numpy as np
import pandas as pd

from schemas.order_adjustment import AMOUNTS
from schemas.order_table import AMOUNT_COLUMNS, REFUNDED_COLUMNS

UNITS = "quantity-cancelled"
SUMS = (*AMOUNTS, UNITS)
_COMPONENTS, _PROMOTIONS = 6, 8


def settle(pairs: pd.DataFrame) -> pd.DataFrame:
    """Which records may stand, and the sums before each.

    ``pairs``: one row a record in file order with ``item_no``, ``counts`` (not refused for another reason), a delta
    for each of SUMS and the item's facts. Returns ``stands`` and, a column each, the sums before the record.
    """
    deltas = pairs[list(SUMS)].fillna(0).to_numpy(dtype="int64")
    start, limit = _start(pairs), _limit(pairs)
    running = pd.DataFrame(deltas * pairs["counts"].to_numpy()[:, None], index=pairs.index)
    before = start + running.groupby(pairs["item_no"]).cumsum().to_numpy() - running.to_numpy()
    stands = pairs["counts"].to_numpy() & ~broken(before + deltas, limit).any(axis=1)
    smooth = pd.Series(stands, index=pairs.index).groupby(pairs["item_no"]).transform("all").to_numpy()
    if not smooth.all():
        rough = np.flatnonzero(~smooth)
        before[rough], stands[rough] = _in_turn(pairs.iloc[rough], deltas[rough], limit[rough])
    return pd.DataFrame(before, index=pairs.index, columns=list(SUMS)).assign(stands=stands)


def _start(pairs: pd.DataFrame) -> np.ndarray:
    refunded = pairs[list(REFUNDED_COLUMNS)].fillna(0).to_numpy(dtype="int64")
    return np.column_stack([refunded, np.zeros(len(pairs), dtype="int64")])


def _limit(pairs: pd.DataFrame) -> np.ndarray:
    charged = pairs[list(AMOUNT_COLUMNS)].fillna(0).to_numpy(dtype="int64")
    open_units = (pairs["purchased"] - pairs["shipped"] - pairs["canceled"]).to_numpy(dtype="int64")
    return np.column_stack([charged, open_units])


def net(sums: np.ndarray) -> np.ndarray:
    """What the buyer gets: components less discount taken back."""
    whole: np.ndarray = np.subtract(sums[:, :_COMPONENTS].sum(axis=1), sums[:, _COMPONENTS:_PROMOTIONS].sum(axis=1))
    return whole


def broken(sums: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Truths, a column for each of SUMS and a last one for the net: where a running sum leaves its bounds."""
    whole = net(sums)
    return np.column_stack([(sums < 0) | (sums > limit), (whole < 0) | (whole > net(limit))])


def _in_turn(pairs: pd.DataFrame, deltas: np.ndarray, limit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Settles the items in which a record is refused, record by record: what is refused counts for none after it."""
    start = _start(pairs)
    before, stands = start.copy(), np.zeros(len(pairs), dtype=bool)
    sums: dict[int, np.ndarray] = {}
    for row, (item, counts) in enumerate(zip(pairs["item_no"], pairs["counts"], strict=True)):
        before[row] = sums.get(item, start[row])
        after = before[row] + deltas[row]
        stands[row] = counts and not broken(after[None, :], limit[row][None, :]).any()
        sums[item] = after if stands[row] else before[row]
    return before, stands
