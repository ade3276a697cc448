from pathlib import Path

import pytest

from tests.cli.desk_calls import Desk
from tests.cli.feeds_written import ORDERS


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without an order table."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def store_with_orders(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An order table for rehearsals, into which upload 1 brought the orders: there AS_OF is the time."""
    desk = Desk(tmp_path_factory.mktemp("stocked"))
    assert desk.call("terms", "--rehearsal").code == 0
    assert desk.upload(desk.file("orders.txt", ORDERS)).code == 0
    return desk.store.read_bytes()


@pytest.fixture
def stocked(desk: Desk, store_with_orders: bytes) -> Desk:
    """A desk whose orders were brought in by upload 1."""
    desk.store.write_bytes(store_with_orders)
    return desk
