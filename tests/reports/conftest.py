from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.night.night_desk import NightDesk
from tests.reports.report_orders import store


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NightDesk]:
    """A desk without orders, whose folder is ``tmp_path``."""
    with NightDesk(tmp_path) as desk:
        yield desk


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Engine]:
    """A store without orders, in ``tmp_path``."""
    with store(tmp_path) as engine:
        yield engine
