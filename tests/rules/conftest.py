from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import STOCK


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk without orders."""
    with Desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with orders 1 to 9, unshipped: item 1 of each is three units, item 2 one unit."""
    desk.orders(*STOCK)
    return desk
