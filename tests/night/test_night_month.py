"""A simulated month: uploads with faults, undos, missed nights, a purge. What is left is sound; the reports agree."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.desk_calls import rows
from tests.night.month import Month

WINDOWS = (1, 2, 7, 15, 30, 60, 90)
MISSED = (4, 11, 12, 19)
NIGHTS = 30


def run_day(month: Month, day: int, nights: Path) -> None:
    as_of = month.moment(day, 18)
    paths = [month.upload(table, as_of) for table in month.day(day)]
    again = [path for path in paths if path and month.chance.random() < 0.2]
    for path in again:
        assert month.call("upload", path, "--as-of", as_of).code in (0, 1)
    if day % 4 == 3:
        undo_some(month, as_of)
    if day not in MISSED:
        night(month, day, nights)


def undo_some(month: Month, as_of: str) -> None:
    """Takes an upload of the last days back, and every other time that undo too; some orders may be spared."""
    last = rows(month.store, "SELECT max(upload_no) FROM uploads")[0][0]
    number = month.chance.randrange(max(1, last - 8), last + 1)
    said = month.call("undo", number, "--yes", "--as-of", as_of, "--json")
    assert said.code in (0, 1) or re.search("taken back|changed nothing", said.out), said
    if said.code < 2 and month.chance.random() < 0.5 and (undo := json.loads(said.out)["undo"]):
        assert month.call("undo", undo, "--yes", "--as-of", as_of).code in (0, 1)


def night(month: Month, day: int, nights: Path) -> None:
    as_of = month.moment(day + 1, 2)
    given = ("--out", nights, "--as-of", as_of, "--confirm-cancellations")
    assert month.call("nightly", *given).code == 0
    if day % 9 == 8:
        kept = rows(month.store, "SELECT count(*), max(entry_no) FROM entries")
        assert month.call("nightly", *given).code == 0
        assert rows(month.store, "SELECT count(*), max(entry_no) FROM entries") == kept


def report(nights: Path, name: str, days: int) -> pd.DataFrame:
    [folder] = sorted(nights.iterdir())[-1:]
    return pd.read_csv(folder / f"{name}-{days}-days.txt", sep="\t", dtype=str, keep_default_na=False, encoding="utf-8")


def lines(table: pd.DataFrame) -> set[tuple[Any, ...]]:
    return set(table.itertuples(index=False, name=None))


@pytest.mark.slow
def test_after_a_month_the_order_table_is_sound_and_the_windows_reconcile(tmp_path: Path) -> None:
    month = Month(tmp_path, seed=1, orders_a_day=100)
    nights = tmp_path / "nights"
    assert month.call("terms", "--deadline-days", 12, "--warning-days", 4).code == 0
    for day in range(NIGHTS):
        run_day(month, day, nights)
    assert month.call("purge", "--older-than", "14d", "--yes", "--as-of", month.moment(NIGHTS, 3)).code == 0
    night(month, NIGHTS, nights)
    said = month.call("verify")
    assert (said.code, said.out.splitlines()[-1].endswith("all hold.")) == (0, True), said.out

    kinds = dict(rows(month.store, "SELECT kind, count(*) FROM uploads GROUP BY kind"))
    assert {"clock", "undo", "purge", "orders", "shipping-confirmation"} <= set(kinds)
    assert rows(month.store, "SELECT count(*) FROM uploads WHERE refused > 0")[0][0] > 10
    assert rows(month.store, "SELECT count(*) FROM cancellations WHERE reason = 'NotConfirmed'")[0][0] > 100

    for name in ("orders", "unshipped-orders"):
        tables = {days: report(nights, name, days) for days in WINDOWS}
        for shorter, longer in pairwise(WINDOWS):
            assert lines(tables[shorter]) <= lines(tables[longer])
            assert len(tables[shorter]) <= len(tables[longer])
    # All of the month lies in the 60 and the 90 days: their lines, units and sums are those of the order table.
    whole = report(nights, "orders", 60)
    units = rows(month.store, "SELECT count(*), sum(purchased), sum(item_price) FROM items WHERE verified")[0]
    amounts = (whole["item-price"].map(lambda text: round(float(text) * 100))).sum()
    assert (len(whole), whole["quantity-purchased"].astype(int).sum(), amounts) == units
    left = rows(
        month.store,
        "SELECT count(*), sum(purchased - shipped - canceled) FROM items "
        "WHERE verified AND purchased > shipped + canceled",
    )[0]
    unshipped = report(nights, "unshipped-orders", 90)
    assert (len(unshipped), unshipped["quantity-to-ship"].astype(int).sum()) == left
