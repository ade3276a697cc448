"""tests/RULES.md is true: what it names exists, and no rule, no column and no test of a rule is missing from it."""

import ast
import re
from pathlib import Path

from feeds.kinds.all_kinds import KINDS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RULES = "1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 3 4.1 4.2 4.3 4.4 5 6.1 6.2 6.3 6.4 6.5 6.6 6.7 7 8 9".split()
FEEDS = {
    "Shipping confirmation": "shipping-confirmation",
    "Order cancellation": "order-cancellation",
    "Order adjustment": "order-adjustment",
}


def sections() -> dict[str, list[list[str]]]:
    """The rows of each table of RULES.md, by its heading; each row its cells."""
    found: dict[str, list[list[str]]] = {}
    title = ""
    for line in (ROOT / "tests" / "RULES.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
        elif line.startswith("| ") and not line.endswith("| held by |"):
            found.setdefault(title, []).append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def functions_in(path: Path) -> list[str]:
    functions = ast.parse(path.read_text(encoding="utf-8")).body
    names = [node.name for node in functions if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return [f"{path.relative_to(ROOT).as_posix()}::{name}" for name in names]


def test_every_test_that_the_table_names_exists() -> None:
    wanted = {test for rows in sections().values() for row in rows for test in named(row[2])}
    paths = {ROOT / test.partition("::")[0] for test in wanted}
    assert [str(path) for path in paths if not path.is_file()] == []
    assert sorted(wanted - {test for path in paths for test in functions_in(path)}) == []


def test_every_row_of_the_table_names_a_test() -> None:
    rows = [row for rows in sections().values() for row in rows]
    assert [row for row in rows if len(row) != 3 or not row[1] or not named(row[2])] == []


def test_every_test_of_a_rule_is_in_the_table() -> None:
    wanted = {test for rows in sections().values() for row in rows for test in named(row[2])}
    present = {test for path in HERE.glob("test_*.py") if path != Path(__file__) for test in functions_in(path)}
    assert sorted(present - wanted) == []


def test_every_rule_has_a_row_in_the_order_of_the_rules() -> None:
    numbers = [row[0] for row in sections()["Rules"]]
    assert list(dict.fromkeys(numbers)) == RULES


def test_every_column_of_the_three_feeds_has_a_row() -> None:
    for title, kind in FEEDS.items():
        columns = [
            name for name, column in KINDS[kind].schema.columns.items() if "derive" not in (column.metadata or {})
        ]
        assert sorted(named(row[0])[0] for row in sections()[title]) == sorted(columns), title
