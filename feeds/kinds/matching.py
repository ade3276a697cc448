"""Matches records with order items: the item, or all items of a whole order, that a record names."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Facts
from schemas import faults
from schemas.states import CANCELED, PENDING

_BETWEEN = "\x1f"


def row_key(columns: Iterable[pd.Series]) -> pd.Series:
    """One text for each row, equal if all columns are; numbers are compared as digits, missing cells as empty."""
    parts = list(columns)
    texts = [pa.array(_texts(part), pa.large_string()) for part in parts]
    joined = pc.binary_join_element_wise(*texts, pa.scalar(_BETWEEN, pa.large_string()))
    return pd.Series(pd.array(joined, dtype="str"), index=parts[0].index)


def _texts(column: pd.Series) -> pd.Series:
    text = column if column.dtype == "str" else column.astype("Int64").astype("str")
    return text.fillna("")


def with_occurrence(keys: pd.Series) -> pd.Series:
    """The keys with their position among equal ones, so that each of k equal rows matches one of k others."""
    return keys + _BETWEEN + keys.groupby(keys).cumcount().astype("str")


def is_in(texts: pd.Series, others: pd.Series) -> pd.Series:
    """True where a text is among ``others``; pandas' own ``isin`` makes a Python object for each cell."""
    values = pa.array(others, pa.large_string()).drop_null()
    found = pc.is_in(pa.array(texts, pa.large_string()), value_set=values, skip_nulls=True)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=texts.index)


def among_equal(column: pd.Series, keys: pd.Series, how: str) -> pd.Series:
    """For each row what ``how`` gives over the rows of its key: the row's own value where each key comes once.

    That is usual and saves grouping: ``how`` is ``sum``, ``max``, ``any`` or ``all``, and no value is missing.
    """
    if keys.is_unique:
        return column
    of_keys: pd.Series = getattr(column.groupby(keys), how)()
    return keys.map(of_keys)


def among_earlier(column: pd.Series, keys: pd.Series) -> pd.Series:
    """For each row the sum over the rows of its key that come before it."""
    return column * 0 if keys.is_unique else column.groupby(keys).cumsum() - column


def settle(claims: pd.DataFrame) -> pd.DataFrame:
    """Adds to each claim ``taken`` (units it gets; 0 if refused) and ``left`` (units open at its turn).

    Claims take units in file order; refused records take none. ``claims`` is sorted by record and has record, item_no,
    ``whole``, ``open`` (units open before the file), ``want`` (units asked for, missing for all that are left) and
    ``counts`` (the record is not refused for another reason). Items whose claims all fit are settled by sums over the
    whole frame, the others one claim at a time.
    """
    want, rest = claims["want"].fillna(0).astype("int64"), claims["want"].isna()
    left = claims["open"] - among_earlier(want, claims["item_no"])
    last = ~claims["item_no"].duplicated(keep="last")
    fits = claims["counts"] & ((want <= left).where(~rest, (left >= 1) & last))
    smooth = among_equal(fits, claims["item_no"], "all")
    settled = claims.assign(left=left, taken=want.where(~rest, left))
    if smooth.all():
        return settled
    rough = settled[~smooth].sort_values(["item_no", "record"], kind="stable")
    one_by_one = pd.DataFrame(_in_turn(rough), columns=["left", "taken"], index=rough.index)
    settled.loc[rough.index, ["left", "taken"]] = one_by_one
    return settled


def _in_turn(claims: pd.DataFrame) -> list[tuple[int, int]]:
    answers, last, left = [], None, 0
    columns = (claims["item_no"], claims["open"], claims["want"].fillna(0), claims["want"].isna(), claims["counts"])
    for item, units, want, rest, counts in zip(*columns, strict=True):
        left = left if item == last else int(units)
        last = item
        taken = left if rest else int(want)
        fits = counts and 0 < taken <= left
        answers.append((left, taken if fits else 0))
        left -= taken if fits else 0
    return answers


def settle_records(claims: pd.DataFrame) -> pd.DataFrame:
    """Like ``settle``, but refuses a whole-order record that names another quantity (``asked``) than it would take."""
    while True:
        settled = settle(claims)
        total = among_equal(settled["taken"], settled["record"], "sum")
        wrong = (
            settled["whole"] & settled["counts"] & settled["asked"].notna() & (settled["asked"] != total) & (total > 0)
        )
        if not wrong.any():
            return settled
        claims = claims.assign(counts=claims["counts"] & ~wrong, mismatch=claims["mismatch"] | wrong)


PAIRED = ("record", "item_no")
_MOST_LISTED = 10


def paired(records: pd.DataFrame, facts: Facts, item_heading: str, carried: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each record and item that it names, by record then item: ``record``, the columns of both, ``whole``.

    A record without an item names every item of its order; then ``whole`` is true. A record whose order or item is
    unknown has no row. ``carried``: the columns taken from the records besides ``faulty`` (all if empty);
    ``with_cells`` adds others to a few rows.
    """
    named = records if not records["item_at_fault"].any() else records[~records["item_at_fault"]]
    names = ["faulty", *carried] if carried else [str(name) for name in named if name not in ("order-id", item_heading)]
    whole = named[item_heading].isna()
    parts = [_of_items(named[~whole] if whole.any() else named, facts.items, item_heading, names)]
    if whole.any():
        parts.append(_of_orders(named[whole], facts.items, names))
    held = [part for part in parts if len(part)]
    if len(held) < 2:
        # Already sorted by record.
        return (held or parts)[0]
    return pd.concat(held, ignore_index=True).sort_values(list(PAIRED), kind="stable", ignore_index=True)


def _of_items(single: pd.DataFrame, items: pd.DataFrame, item_heading: str, names: list[str]) -> pd.DataFrame:
    """The records paired with the item that each names, if it belongs to the order that the record names."""
    ids = pa.array(single[item_heading], pa.large_string())
    places = pc.index_in(ids, value_set=pa.array(items["order_item_id"], pa.large_string())).fill_null(-1).to_numpy()
    rows = np.flatnonzero(places >= 0)
    owners = pa.array(items["order_id"], pa.large_string()).take(pa.array(places[rows]))
    orders = pa.array(single["order-id"], pa.large_string()).take(pa.array(rows))
    rows = rows[pc.equal(orders, owners).fill_null(False).to_numpy(zero_copy_only=False)]
    # The ids of both sides are equal; the records' ids are already in the order in which the rows are taken.
    ids_of = {"order_id": single["order-id"], "order_item_id": single[item_heading]}
    plain = items.drop(columns=list(ids_of))
    pairs = _side_by_side(single.assign(**ids_of), rows, plain, places[rows], [*names, *ids_of])
    return pairs.assign(whole=False)


def _of_orders(whole: pd.DataFrame, items: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The records paired with every item of the order that each names."""
    left = pd.DataFrame({"id": whole["order-id"], "row": np.arange(len(whole))}).dropna(subset="id")
    right = pd.DataFrame({"id": items["order_id"], "item_no": items["item_no"], "place": np.arange(len(items))})
    both = left.merge(right, on="id").sort_values(["row", "item_no"])
    return _side_by_side(whole, both["row"].to_numpy(), items, both["place"].to_numpy(), names).assign(whole=True)


def _side_by_side(
    records: pd.DataFrame, rows: np.ndarray, items: pd.DataFrame, places: np.ndarray, names: list[str]
) -> pd.DataFrame:
    left = records[names].take(rows)
    index = pd.RangeIndex(len(rows))
    numbers = pd.Series(records.index.to_numpy()[rows], index=index, name="record")
    return pd.concat([numbers, left.set_axis(index), items.take(places).set_axis(index)], axis=1)


def with_cells(pairs: pd.DataFrame, records: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The pairs with further columns of their records."""
    more = {name: records[name].reindex(pairs["record"]).set_axis(pairs.index) for name in names if name not in pairs}
    return pairs.assign(**more)


def first_of_each(pairs: pd.DataFrame) -> pd.DataFrame:
    """The first pair of each record."""
    first = ~pairs["record"].duplicated()
    return pairs if first.all() else pairs[first]


def unknown_findings(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts, item_heading: str) -> pd.DataFrame:
    """Errors on records whose order, or whose item in that order, is not in the order table."""
    strange = records["order-id"].notna().to_numpy(copy=True)
    strange[records.index.get_indexer(pd.Index(pairs["record"]))] = False
    unmatched = records[strange]
    if unmatched.empty:
        return none_found()
    known = is_in(unmatched["order-id"], facts.items["order_id"])
    stranger, missing = unmatched[~known], unmatched[known & unmatched[item_heading].notna()]
    no_order = "Order " + stranger["order-id"] + " is not in the order table."
    no_item = "Order " + missing["order-id"] + " has no item " + missing[item_heading] + "."
    zeros = _lost_zeros(missing, facts, item_heading)
    return combined(
        [
            finding(stranger.index, faults.ORDER_NOT_FOUND, "order-id", no_order),
            finding(missing.index, faults.ORDER_NOT_FOUND, item_heading, no_item, zeros),
        ]
    )


def _lost_zeros(missing: pd.DataFrame, facts: Facts, item_heading: str) -> pd.Series:
    """Advice for records whose item differs from one of the order only by leading zeros; empty for others."""
    items = facts.items[is_in(facts.items["order_id"], missing["order-id"])]
    by_digits = items["order_item_id"].set_axis(items["order_id"] + " " + items["order_item_id"].str.lstrip("0"))
    digits = missing["order-id"] + " " + missing[item_heading].str.lstrip("0")
    held = by_digits[~by_digits.index.duplicated()].reindex(digits.to_numpy()).set_axis(missing.index).astype("str")
    shorter = missing[item_heading].str.len() < held.str.len()
    took = "The order has item " + held + ": a spreadsheet took its leading zeros away. Format the column as Text."
    return took.where(shorter, "The order has item " + held + ", without these leading zeros.").fillna("")


def state_findings(pairs: pd.DataFrame, *, canceled: bool) -> pd.DataFrame:
    """Errors on records of Pending orders and, if ``canceled``, of canceled ones, which no feed may change."""
    orders = first_of_each(pairs)
    pending, dead = orders[orders["state"] == PENDING], orders[(orders["state"] == CANCELED) & canceled]
    return combined(
        [
            finding(
                pending["record"],
                faults.ORDER_PENDING,
                "order-id",
                "Order " + pending["order_id"] + " is Pending: its payment or details are not verified yet.",
            ),
            finding(dead["record"], faults.ORDER_CANCELED, "order-id", "Order " + dead["order_id"] + " is canceled."),
        ]
    )


def units(counts: pd.Series) -> pd.Series:
    """Numbers of units in words: ``1 unit``, ``3 units``."""
    return counts.astype("Int64").astype("str") + pd.Series(" units", counts.index, dtype="str").mask(
        counts == 1, " unit"
    )


def open_items(pairs: pd.DataFrame) -> pd.Series:
    """The open units of each order's items in words, by order-id: ``item 123 (sku LAMP) with 2 units open, …``."""
    items = pairs.drop_duplicates("item_no")
    said = "item " + items["order_item_id"]
    if "sku" in items:
        said += (" (sku " + items["sku"] + ")").fillna("")
    said += " with " + units(items["open"]) + " open"
    return said.groupby(items["order_id"]).agg(lambda texts: listed(texts, ", ")).astype("str")


def listed(texts: pd.Series, last: str) -> str:
    """The texts joined by commas, the last one by ``last``; of more than ten only the first ten."""
    shown = texts.head(_MOST_LISTED).tolist()
    if len(texts) > len(shown):
        return ", ".join(shown) + " …"
    return last.join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
