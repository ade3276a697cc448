"""The store has one door: what only SQLite knows, and every SQL text, is in schemas/store."""

import re
from pathlib import Path

import pytest

from tests.house.sources import PRODUCT, modules, source

DOOR = ("schemas", "store")
WORDS = re.compile(
    r"\bPRAGMA\b|\bjson_(each|extract|object|array|group_array)\b|\bgroup_concat\b|\bexec_driver_sql\b|\browid\b"
    r"|sqlalchemy\.dialects|\bimport sqlite3\b|\bfunc\.(printf|strftime|ifnull)\b"
)
SQL_TEXT = re.compile(r"from sqlalchemy import [^\n]*\btext\b|from sqlalchemy import \([^)]*\btext\b")
OUTSIDE = [module for module in modules(*PRODUCT) if module.parts[:2] != DOOR]


@pytest.mark.parametrize("pattern", [WORDS, SQL_TEXT], ids=["dialect", "SQL texts"])
def test_no_module_outside_the_store_has_it(pattern: re.Pattern[str]) -> None:
    assert OUTSIDE
    found = {str(module): met[0] for module in OUTSIDE if (met := pattern.search(source(module)))}
    assert found == {}


def test_the_search_finds_what_it_looks_for() -> None:
    opening = source(Path("schemas/store/opening.py"))
    assert WORDS.search(opening)
    assert SQL_TEXT.search("from sqlalchemy import Connection, text\n")
