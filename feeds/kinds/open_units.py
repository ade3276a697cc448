"""Hands the open units of each item to the records of one file that ask for them, in file order."""

import pandas as pd


def settle(claims: pd.DataFrame) -> pd.DataFrame:
    """Each claim with ``taken`` (units it gets; 0 where refused) and ``left`` (units open when its turn came).

    Records count in file order, refused ones do not. ``claims`` is sorted by record and has record, item_no, ``whole``,
    ``open`` (units open before the file), ``want`` (units asked for, missing for all that are left) and ``counts`` (the
    record is not refused for another reason). Items whose claims all fit are
    settled by sums over the whole frame; the others one by one.
    """
    want, rest = claims["want"].fillna(0).astype("int64"), claims["want"].isna()
    by_item = want.groupby(claims["item_no"])
    left = claims["open"] - (by_item.cumsum() - want)
    last = ~claims["item_no"].duplicated(keep="last")
    fits = claims["counts"] & ((want <= left).where(~rest, (left >= 1) & last))
    smooth = fits.groupby(claims["item_no"]).transform("all")
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
    """As ``settle``, where a whole-order claim may name the units it must come to (``asked``) or be refused whole."""
    while True:
        settled = settle(claims)
        total = settled.groupby("record")["taken"].transform("sum")
        wrong = (
            settled["whole"] & settled["counts"] & settled["asked"].notna() & (settled["asked"] != total) & (total > 0)
        )
        if not wrong.any():
            return settled
        claims = claims.assign(counts=claims["counts"] & ~wrong, mismatch=claims["mismatch"] | wrong)
