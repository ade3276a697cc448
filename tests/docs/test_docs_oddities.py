"""tests/ODDITIES.md is true: every row says what happens and names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHAT_HAPPENS = ("taken as is", "normalised with a Warning", "refused")


def rows() -> list[list[str]]:
    """The rows of all tables, each its cells."""
    lines = (ROOT / "tests" / "ODDITIES.md").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line.startswith("| ") and not line.endswith("| held by |")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


@cache
def functions_in(path: str) -> set[str]:
    place = ROOT / path
    tree = ast.parse(place.read_text(encoding="utf-8")) if place.is_file() else ast.parse("")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def named_tests(row: list[str]) -> list[str]:
    return re.findall(r"`(tests/[^`]+::[^`]+)`", row[-1])


def test_every_row_is_an_oddity_what_happens_to_it_and_a_test() -> None:
    assert [row for row in rows() if len(row) != 3 or not row[0] or not named_tests(row)] == []
    assert [row[0] for row in rows() if not row[1].startswith(WHAT_HAPPENS)] == []


def test_every_test_that_a_row_names_exists() -> None:
    named = {test for row in rows() for test in named_tests(row)}
    assert sorted(test for test in named if test.partition("::")[2] not in functions_in(test.partition("::")[0])) == []


def test_no_oddity_stands_twice() -> None:
    told = [row[0] for row in rows()]
    assert [oddity for oddity in told if told.count(oddity) > 1] == []
