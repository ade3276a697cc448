"""What is counted of some orders, as numbers that may be added to those of others."""

from collections import Counter

import numpy as np
import pandas as pd

from reports.health.buckets import AGES, DAYS_LEFT, age_names, left_names
from reports.health.definitions import CANCELED, LATE, REFUNDED, TRACKED
from reports.health.facts import Facts
from reports.health.tracking import valid
from reports.report import Viewpoint
from schemas import deadlines, states
from schemas.deadlines import DAY

# What is counted, as ``("rate", "refund-rate")``: a kind and a name within it.
Tally = Counter[tuple[str, str]]


def tally(facts: Facts, viewpoint: Viewpoint) -> Tally:
    """Counts orders, packages and refunds.

    Kinds: ``count`` (orders, units, packages, sent: of which anything shipped); ``rate``: what each rate counts;
    ``age`` and ``left``: open units by bucket; ``orders of day`` and ``units of day`` by days since 1970 (UTC);
    ``currency``, and ``refund`` by reason and currency with a space between: minor units; ``reason``: orders.
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
    """The order_no of the orders that each rate counts; of valid tracking those with a package that it does not."""
    orders, packages = judged(facts, viewpoint), facts.packages
    return {
        LATE: orders.loc[orders["late"], "order_no"],
        TRACKED: packages.loc[~valid(packages), "order_no"].drop_duplicates(),
        CANCELED: orders.loc[orders["seller"], "order_no"],
        REFUNDED: orders.loc[orders["refunded"] & orders["sent"], "order_no"],
    }


def judged(facts: Facts, viewpoint: Viewpoint) -> pd.DataFrame:
    """The orders with what is asked of each: late, the seller's, sent, refunded, the buckets of its open units."""
    orders, as_of, terms = facts.orders, viewpoint.as_of, viewpoint.terms
    own, paid, bought = (orders[name].astype("Int64") for name in ("latest_ship_at", "payments_at", "purchase_at"))
    latest = deadlines.latest_ship(own, paid, bought, terms)
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
