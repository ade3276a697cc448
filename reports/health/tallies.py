"""Counts orders, packages and refunds as numbers that can be added up over several periods."""

from collections import Counter

import numpy as np
import pandas as pd

from reports.health.definitions import CANCELED, LATE, REFUNDED, TRACKED
from reports.health.facts import Facts
from reports.order_lines import Viewpoint
from schemas import deadlines, states
from schemas.carriers import canonical, is_trackable, same_carrier
from schemas.check_digits import fitting
from schemas.times import DAY
from schemas.tracking_numbers import Carrier, known, plain_carriers

# The ends of the buckets, in days.
AGES = (1, 2, 7, 15, 30, 60, 90)
DAYS_LEFT = (1, 2, 3, 7, 15, 30)


def age_names() -> list[str]:
    """The names of the buckets of days since purchase."""
    return [_between(start, end) for start, end in zip((0, *AGES[:-1]), AGES, strict=True)]


def left_names() -> list[str]:
    """The names of the buckets of days to the deadline."""
    between = [_between(start, end) for start, end in zip((0, *DAYS_LEFT[:-1]), DAYS_LEFT, strict=True)]
    return ["past it", *between, f"{DAYS_LEFT[-1]} and more"]


def _between(start: int, end: int) -> str:
    return f"{start} to {end}" if start else f"under {end}"


def valid(packages: pd.DataFrame) -> np.ndarray:
    """True for each package whose carrier the marketplace can track and whose number is one of that carrier's.

    ``packages``: carrier_code and tracking_number as stored. Spaces and hyphens, which labels print between the digits,
    do not count.
    """
    codes, numbers = packages["carrier_code"], packages["tracking_number"]
    good = is_trackable(codes).to_numpy(dtype=bool) & (numbers.fillna("") != "").to_numpy(dtype=bool)
    folded = same_carrier(canonical(codes))
    for name in folded[good].unique():
        # For a carrier whose forms are not public, every number is valid.
        if carrier := known(str(name)):
            mine = np.flatnonzero(good & (folded == name).to_numpy(dtype=bool))
            good[mine] = _of_carrier(numbers.iloc[mine].str.replace("[ -]", "", regex=True), carrier)
    return good


def _of_carrier(numbers: pd.Series, carrier: Carrier) -> np.ndarray:
    shaped, right = fitting(numbers, carrier.forms)
    if carrier.complete or right.all():
        return right
    # The carrier has further forms: a number of no known form is valid unless it certainly belongs to another carrier.
    free = ~shaped & ~right
    free[free] = plain_carriers(numbers[free]).isna().to_numpy(dtype=bool)
    fits: np.ndarray = right | free
    return fits


# Counts by a kind and a name within it, as ``("rate", "refund-rate")``.
Tally = Counter[tuple[str, str]]


def tally(facts: Facts, viewpoint: Viewpoint) -> Tally:
    """Counts orders, packages and refunds.

    Kinds: ``count`` (orders, units, packages, and ``sent``: orders of which something shipped); ``rate``: what each
    rate counts; ``age`` and ``left``: open units by bucket; ``orders of day`` and ``units of day`` by days since 1970
    (UTC); ``currency``: refunded minor units by currency; ``refund``: the same by reason and currency, separated by a
    space; ``reason``: refunded orders by reason.
    """
    orders, refunds = judged(facts, viewpoint), facts.refunds
    counted: Tally = Counter(
        {
            ("count", "orders"): len(orders),
            ("count", "units"): int(orders["purchased"].sum()),
            ("count", "packages"): len(facts.packages),
            ("count", "sent"): int(orders["sent"].sum()),
            ("rate", LATE): int(orders["late"].sum()),
            ("rate", TRACKED): int(valid(facts.packages).sum()),
            ("rate", CANCELED): int(orders["seller"].sum()),
            ("rate", REFUNDED): int((orders["refunded"] & orders["sent"]).sum()),
        }
    )
    opened = orders[orders["open"] > 0]
    _add(counted, "age", opened.groupby("age")["open"].sum().rename(dict(enumerate(age_names()))))
    _add(counted, "left", opened.groupby("left")["open"].sum().rename(dict(enumerate(left_names()))))
    of_day = orders.groupby(orders["purchase_at"] // DAY)["purchased"]
    _add(counted, "orders of day", of_day.size())
    _add(counted, "units of day", of_day.sum())
    _add(counted, "currency", refunds.groupby("currency")["refunded"].sum())
    _add(counted, "reason", refunds.groupby("reason")["order_no"].nunique())
    _add(counted, "refund", refunds.groupby(refunds["reason"] + " " + refunds["currency"])["refunded"].sum())
    return counted


def _add(counted: Tally, kind: str, counts: pd.Series) -> None:
    counted.update({(kind, str(name)): int(count) for name, count in counts.items()})


def counted_orders(facts: Facts, viewpoint: Viewpoint) -> dict[str, pd.Series]:
    """The order_no of the orders that each rate counts; for valid tracking, those with a package that is not valid."""
    orders, packages = judged(facts, viewpoint), facts.packages
    return {
        LATE: orders.loc[orders["late"], "order_no"],
        TRACKED: packages.loc[~valid(packages), "order_no"].drop_duplicates(),
        CANCELED: orders.loc[orders["seller"], "order_no"],
        REFUNDED: orders.loc[orders["refunded"] & orders["sent"], "order_no"],
    }


def judged(facts: Facts, viewpoint: Viewpoint) -> pd.DataFrame:
    """The orders with bool columns ``late``, ``seller`` (canceled by the seller), ``sent`` and ``refunded``.

    Further columns: ``age``, the index in ``age_names``, and ``left``, the index in ``left_names``.
    """
    orders, as_of, terms = facts.orders, viewpoint.as_of, viewpoint.terms
    latest = deadlines.latest_ship(orders, terms)
    confirmed = orders["order_no"].map(facts.packages.groupby("order_no")["confirmed_at"].max())
    state = states.state(orders.assign(verified=True))
    left = deadlines.deadline(orders, terms) - as_of
    return orders.assign(
        late=(confirmed > latest).to_numpy(dtype=bool, na_value=False),
        seller=(state == states.CANCELED) & orders["order_no"].isin(facts.seller_canceled),
        sent=orders["shipped"] > 0,
        refunded=orders["order_no"].isin(facts.refunds["order_no"]),
        age=np.digitize(as_of - orders["purchase_at"], np.array(AGES) * DAY),
        left=np.where(left <= 0, 0, np.digitize(left, np.array(DAYS_LEFT) * DAY) + 1),
    )
