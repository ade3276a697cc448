"""The whole zoo."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.zoo import (
    of_binary_workbooks,
    of_books,
    of_damage,
    of_encodings,
    of_floods,
    of_layouts,
    of_odd_cells,
    of_odd_xml,
    of_old_workbooks,
    of_open_cells,
    of_open_documents,
    of_packed,
    of_sheets,
    of_strangers,
    of_texts,
    of_values,
    of_xml,
    of_zips,
)
from tests.zoo.animals import Animal

FAMILIES = (
    *(of_zips, of_packed, of_xml, of_odd_xml, of_odd_cells, of_sheets, of_damage, of_values, of_books, of_floods),
    of_layouts,
    *(of_old_workbooks, of_binary_workbooks, of_open_documents, of_open_cells, of_strangers, of_texts, of_encodings),
)
ANIMALS: list[Animal] = [animal for family in FAMILIES for animal in family.ANIMALS]
BY_NAME = {animal.name: animal for animal in ANIMALS}


def sampled(names: Iterable[str]) -> list[Any]:
    """Every tenth of the names for the quick tests, the others for the slow ones; an animal that is slow is always."""
    slow = pytest.mark.slow
    return [
        pytest.param(name, id=name, marks=[slow] if at % 10 or BY_NAME[name].slow else [])
        for at, name in enumerate(names)
    ]
