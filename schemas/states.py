"""The state of an order, computed in this one place from quantities and verification."""

import numpy as np
import pandas as pd

PENDING, UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED, CANCELED = (
    "Pending",
    "Unshipped",
    "PartiallyShipped",
    "Shipped",
    "Canceled",
)


def state(items: pd.DataFrame) -> pd.Series:
    """The state of each item's order (Seller Central, "Order status").

    ``items`` has one row an order item with ``order_no``, ``verified``, ``purchased``, ``shipped`` and
    ``canceled``, and holds every item of its orders. Open units are purchased - shipped - canceled.
    """
    open_units = items["purchased"] - items["shipped"] - items["canceled"]
    units = pd.DataFrame({"open": open_units, "shipped": items["shipped"]}).groupby(items["order_no"]).transform("sum")
    any_open, any_shipped = units["open"] > 0, units["shipped"] > 0
    verified = items["verified"].astype(bool)
    names = np.select(
        [any_open & ~verified, any_open & ~any_shipped, any_open, any_shipped],
        [PENDING, UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED],
        CANCELED,
    )
    return pd.Series(names, index=items.index, dtype="str")
