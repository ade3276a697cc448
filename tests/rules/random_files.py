"""Random files over a small pool of orders, and what holds of the order table after any of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from schemas import fields
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, line, parcel, refund

# Orders 1 to 3 of an item of three units and one of one unit, with a discount; order 4 is Pending, 9 is unknown.
POOL = [
    line(order, item, quantity_purchased=units, item_promotion_discount="20.00", **unpaid)
    for order, unpaid in ((1, {}), (2, {}), (3, {}), (4, {"payments_date": ""}))
    for item, units in ((1, "3"), (2, "1"))
]
_ORDERS = st.sampled_from([1, 1, 1, 2, 2, 3, 4, 9])
_ITEMS = st.sampled_from([1, 1, 2])
_PRICES = st.sampled_from(["", "10.00", "60.00", "100.00", "-5.00", "5.001"])


def _with_own_number(row: Row) -> Row:
    """The row with a number that no other order has."""
    return row | {"tracking-number": row["tracking-number"].replace("T0", f"T{row['order-id'][-1]}")}


item_parcels = st.builds(
    parcel,
    _ORDERS,
    _ITEMS,
    quantity=st.sampled_from(["", "1", "1", "2", "3", "0"]),
    tracking_number=st.sampled_from(["T0000000001", "T0000000002", "T0000000003", ""]),
    carrier_code=st.sampled_from(["UPS", "UPS", "fedex", "Other", "Pigeon"]),
    ship_date=st.sampled_from(["2026-03-05", "2026-03-05", "2026-03-06", "2025-01-01"]),
)
whole_parcels = st.builds(
    parcel, _ORDERS, st.none(), tracking_number=st.sampled_from(["T0000000001", "T0000000002", ""])
)
any_parcels = (item_parcels | item_parcels | whole_parcels).map(_with_own_number)
parcels = st.lists(any_parcels, min_size=1, max_size=6)
parcels_of_different_orders = st.lists(any_parcels, min_size=1, max_size=4, unique_by=itemgetter("order-id"))
cancellations = st.lists(
    st.builds(cancellation, _ORDERS, _ITEMS | st.none(), st.sampled_from(["NoInventory", "BuyerCanceled", "", "?"])),
    min_size=1,
    max_size=5,
)
refunds = st.lists(
    st.builds(
        refund,
        _ORDERS,
        _ITEMS,
        adjustment_reason_code=st.sampled_from(["NoInventory", "CustomerReturn", "?"]),
        item_price_adj=_PRICES,
        shipping_price_adj=st.sampled_from(["", "", "5.00", "10.00", "-5.00"]),
        item_promotion_adj=st.sampled_from(["", "", "", "15.00"]),
        item_promotion_id=st.sampled_from(["", "", "", "P1"]),
        quantity_cancelled=st.sampled_from(["", "", "1", "2"]),
    ),
    min_size=1,
    max_size=6,
)
File = tuple[str, list[Row]]
files: st.SearchStrategy[File] = st.one_of(
    st.tuples(st.just("ship"), parcels),
    st.tuples(st.just("adjust"), refunds),
    st.tuples(st.just("cancel"), cancellations),
)


@contextmanager
def pool() -> Iterator[Desk]:
    """A desk with the orders of POOL."""
    with TemporaryDirectory() as folder, Desk(Path(folder)) as desk:
        desk.orders(*POOL)
        yield desk


_CHARGED = "item_price + coalesce(shipping_price, 0) - item_promotion"
_REFUNDED = "refunded_item_price + refunded_shipping_price - refunded_item_promotion"
_FORBIDDEN = (
    f"shipped < 0 OR canceled < 0 OR shipped + canceled > purchased OR (shipped > 0 AND NOT verified)"
    f" OR refunded_item_price NOT BETWEEN 0 AND item_price"
    f" OR refunded_shipping_price NOT BETWEEN 0 AND shipping_price"
    f" OR refunded_item_promotion NOT BETWEEN 0 AND item_promotion"
    f" OR {_REFUNDED} NOT BETWEEN 0 AND {_CHARGED} OR (shipped = 0 AND {_REFUNDED} <> 0)"
)
_SUMS = {
    "shipped": "SELECT coalesce(sum(quantity), 0) FROM packages p WHERE p.item_no = i.item_no",
    "canceled": "SELECT coalesce(sum(quantity), 0) FROM cancellations c WHERE c.item_no = i.item_no",
    **{
        name: f"SELECT coalesce(sum({name[9:]}), 0) FROM refunds r WHERE r.item_no = i.item_no"
        for name in fields.REFUNDED.columns
    },
}
_OF_ENTRIES = "SELECT coalesce(sum(after - before), 0) FROM entries e WHERE e.item_no = i.item_no AND e.field"


def forbidden(desk: Desk) -> list[object]:
    """The items in a state that the rules forbid."""
    return list(desk.sql(f"SELECT * FROM items WHERE {_FORBIDDEN}"))


def astray(desk: Desk) -> list[object]:
    """The totals of items that are not the sums of their packages, cancellations, refunds and entries."""
    found: list[object] = []
    for name, parts in _SUMS.items():
        wrong = f"{name} <> ({parts}) OR {name} <> ({_OF_ENTRIES} = '{name}')"
        found += [(name, *row) for row in desk.sql(f"SELECT item_no, {name} FROM items i WHERE {wrong}")]
    return found
