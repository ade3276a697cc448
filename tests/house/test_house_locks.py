"""The lock files: exact versions that plain pip installs from, no addresses, nothing that is needed left out."""

import re
import tomllib
from itertools import pairwise
from typing import Any

import pytest

from tests.house.sources import ROOT

LINE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9a-z.+]*( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
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
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return told


def needed(dependencies: list[str]) -> set[str]:
    """The names of dependencies that hold on every platform."""
    everywhere = [dependency for dependency in dependencies if ";" not in dependency]
    return {plain(re.split(r"[\s\[<>=!~]", dependency)[0]) for dependency in everywhere}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_name_with_its_exact_version_or_a_hash(lock: str) -> None:
    assert [line for line in lines(lock) if not LINE.fullmatch(line) and not HASH.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_has_its_hashes(lock: str) -> None:
    both = lines(lock)
    named = [line for line, below in pairwise([*both, ""]) if LINE.fullmatch(line) and not HASH.fullmatch(below)]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    assert [line for line in lines(lock) if ADDRESS.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_name_is_locked_twice(lock: str) -> None:
    names = [line.partition("==")[0] for line in lines(lock) if LINE.fullmatch(line)]
    assert sorted(names) == sorted(set(names))


def test_every_dependency_is_locked() -> None:
    told = project()
    extras = [name for names in told["project"]["optional-dependencies"].values() for name in names]
    wanted = needed([*told["project"]["dependencies"], *extras]) - {"orderfeeds"}
    assert wanted - set(pinned("requirements.lock")) == set()
    assert (wanted | needed(told["dependency-groups"]["dev"])) - set(pinned("requirements-dev.lock")) == set()


def test_the_extra_all_brings_every_other_extra() -> None:
    extras = project()["project"]["optional-dependencies"]
    assert extras.pop("all") == [f"orderfeeds[{','.join(sorted(extras))}]"]


def test_both_locks_name_the_same_versions() -> None:
    kept, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: dev.get(name) for name in kept} == kept
