"""The numbers of orders: found by where they lie as by the index, whatever lies between them."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from feeds import order_facts, order_numbers
from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Facts
from schemas.deadlines import Terms
from schemas.store.tables import ORDERS
from tests.rules.desk import Desk
from tests.rules.writings import line, order_id

_ASKED = {
    "orders that lie close": [*range(31, 61)],
    "orders that lie close, in no order, some of them twice": [44, 31, 59, 44, 60, 33, *range(34, 58, 2), 31],
    "orders that lie close and an old one": [2, *range(31, 61)],
    "orders that lie close, unknown ones and missing ids": [*range(40, 60), 999, 998, None, None, 997],
    "orders from the whole table": [*range(1, 61, 9)],
    "none that is known": [*range(900, 930)],
    "missing ids alone": [None, None],
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of two merchants, whose orders came in turn, fifteen at a time."""
    folder: Path = tmp_path_factory.mktemp("numbers")
    with Desk(folder) as desk:
        for first in range(1, 61, 15):
            for merchant in ("main", "other"):
                desk.merchant = merchant
                desk.upload("orders", [line(number, 1) for number in range(first, first + 15)])
        desk.merchant = "main"
        yield desk


@pytest.mark.parametrize("asked", _ASKED.values(), ids=_ASKED)
def test_an_order_has_one_number_whichever_way_it_is_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, asked: list[int | None]
) -> None:
    ids = pd.Series([None if number is None else order_id(number) for number in asked], dtype="str")
    ids.index += 1
    mine = select(ORDERS.c.order_id, ORDERS.c.order_no).where(ORDERS.c.merchant_id == "main")
    with desk.engine.connect() as connection:
        known = dict(map(tuple, connection.execute(mine)))
        right = [known.get(text, 0) for text in ids.fillna("")]
        assert order_numbers.order_numbers(connection, "main", ids).tolist() == right
        monkeypatch.setattr(order_numbers, "MANY", 10)
        assert order_numbers.order_numbers(connection, "main", ids).tolist() == right


@pytest.mark.parametrize("asked", _ASKED.values(), ids=_ASKED)
def test_the_facts_are_those_of_the_named_orders_whichever_way_they_are_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, asked: list[int | None]
) -> None:
    ids = pd.Series([None if number is None else order_id(number) for number in asked], dtype="str")
    few = _items(desk, ids)
    for name in (order_numbers, order_facts):
        monkeypatch.setattr(name, "MANY", 10)
    pd.testing.assert_frame_equal(_items(desk, ids), few)
    assert set(few["order_id"]) == {order_id(number) for number in asked if number and number < 61}


def _items(desk: Desk, ids: pd.Series) -> pd.DataFrame:
    records = pd.DataFrame({"order-id": ids, "order-item-id": ids, "quantity": ids})
    with desk.engine.connect() as connection:
        numbers = order_numbers.order_numbers(connection, "main", ids)
        facts: Facts = order_facts.fetch(connection, "main", records, numbers, KINDS["shipping-confirmation"], Terms())
    return facts.items
