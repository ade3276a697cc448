"""Which tests are slow (those marked so, and those of slow_tests.txt), and what is checked during all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frames_checked import frames_checked

_LISTED = frozenset(Path(__file__).with_name("slow_tests.txt").read_text(encoding="utf-8").splitlines())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the listed tests, all parameters of each, before ``-m`` chooses."""
    for item in items:
        if item.nodeid.partition("[")[0] in _LISTED:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _frames_checked() -> Iterator[None]:
    with frames_checked():
        yield
