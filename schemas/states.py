"""The state of an order, computed in this one place from quantities and verification."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

PENDING, UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED, CANCELED = (
    "Pending",
    "Unshipped",
    "PartiallyShipped",
    "Shipped",
    "Canceled",
)
_NAMES = pa.array([PENDING, UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED, CANCELED], pa.large_string())


def open_units(items: Any) -> Any:
    """The units neither shipped nor canceled; ``items``: a frame, a row, or the columns of the table of items."""
    return items["purchased"] - items["shipped"] - items["canceled"]


def state(items: pd.DataFrame) -> pd.Series:
    """The state of each item's order (Seller Central, "Order status").

    ``items`` has one row per order item with ``order_no``, ``verified``, ``purchased``, ``shipped`` and ``canceled``,
    and must contain every item of its orders.
    """
    units = pd.DataFrame({"open": open_units(items), "shipped": items["shipped"]})
    if not items["order_no"].is_unique:
        units = units.groupby(items["order_no"]).transform("sum")
    any_open, any_shipped = units["open"] > 0, units["shipped"] > 0
    verified = items["verified"].astype(bool)
    # The positions of the names in _NAMES: taken as whole columns, no text is created twice.
    places = np.select([any_open & ~verified, any_open & ~any_shipped, any_open, any_shipped], [0, 1, 2, 3], 4)
    return pd.Series(pd.array(_NAMES.take(pa.array(places)), dtype="str"), index=items.index)
