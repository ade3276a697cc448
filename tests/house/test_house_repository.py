"""The repository at its top level, the names of its modules, and how long they may grow."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PRODUCT, ROOT, modules, source

ALLOWED = {
    *("feeds", "schemas", "sample_feeds", "reports", "tests"),
    *("pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"),
}
LOCK = re.compile(r"requirements(-\w+)?\.lock")
SAYS_NOTHING = re.compile(r"(.*_)?(utils?|helpers?|common|base|manager)(_.*)?")
LONGEST_FILE, LONGEST_FUNCTION = 320, 40
BOUNDED = ("feeds", "schemas", "reports")


def test_the_top_level_holds_what_is_allowed_and_nothing_else() -> None:
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("no git here")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.partition("/")[0] for name in listed.split("\0") if name}
    assert {name for name in top if not (name in ALLOWED or name.startswith(".") or LOCK.fullmatch(name))} == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    places = modules(*PRODUCT, "tests")
    names = {part.removesuffix(".py") for place in places for part in place.parts}
    assert {name for name in names if SAYS_NOTHING.fullmatch(name)} == set()


def functions(module: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source(module))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{module}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    lengths = {str(module): len(source(module).splitlines()) for module in modules(*BOUNDED)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = dict(pair for module in modules(*BOUNDED) for pair in functions(module))
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_every_listed_slow_test_is_there() -> None:
    listed = (ROOT / "tests" / "slow_tests.txt").read_text(encoding="utf-8").splitlines()
    there = {
        f"{module.as_posix()}::{node.name}"
        for module in modules("tests")
        for node in ast.parse(source(module)).body
        if isinstance(node, ast.FunctionDef)
    }
    assert listed == sorted(set(listed))
    assert set(listed) - there == set()
