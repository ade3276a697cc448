"""The lock files: exact versions that plain pip installs from, no addresses, nothing that is needed left out."""

import re
import tomllib
from typing import Any

import pytest

from tests.house.sources import ROOT

LINE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9a-z.+]*( ; .+)?")
ADDRESS = re.compile(r"://|@ |--(extra-)?index|--find-links|--trusted-host|file:")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def lines(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def plain(name: str) -> str:
    """A distribution's name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, str]:
    pairs = [line.partition("==") for line in lines(lock) if LINE.fullmatch(line)]
    return {name: version for name, _, version in pairs}


def project() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return told


def needed(dependencies: list[str]) -> set[str]:
    """The names of dependencies that hold on every platform."""
    everywhere = [dependency for dependency in dependencies if ";" not in dependency]
    return {plain(re.split(r"[\s\[<>=!~]", dependency)[0]) for dependency in everywhere}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_name_with_its_exact_version_or_a_comment(lock: str) -> None:
    odd = [line for line in lines(lock) if line.strip() and not line.lstrip().startswith("#")]
    assert [line for line in odd if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    assert [line for line in lines(lock) if ADDRESS.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_name_is_locked_twice(lock: str) -> None:
    names = [line.partition("==")[0] for line in lines(lock) if LINE.fullmatch(line)]
    assert sorted(names) == sorted(set(names))


def test_every_dependency_is_locked() -> None:
    told = project()
    assert needed(told["dependencies"]) - set(pinned("requirements.lock")) == set()
    wanted = needed([*told["dependencies"], *told["optional-dependencies"]["dev"]])
    assert wanted - set(pinned("requirements-dev.lock")) == set()


def test_both_locks_name_the_same_versions() -> None:
    kept, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: dev.get(name) for name in kept} == kept
