"""The zoo through the real command: each file ends in time and memory, in a plain sentence, and touches nothing."""

import os
from pathlib import Path

import pytest

from tests.cli.desk_calls import SCRIPT
from tests.zoo.all_animals import ANIMALS, BY_NAME
from tests.zoo.animals import Animal
from tests.zoo.measured import Run, run
from tests.zoo.outcomes import FOR_PROGRAMMERS, NO_TABLE

pytestmark = pytest.mark.slow
# What a file of its honest size needs, a megabyte as saved; and how much slower a busy machine is.
SECONDS_A_MB, MEGABYTES_A_MB, BUSY = 0.3, 20, 3
OUTSIDE = Path("/tmp/orderfeeds-zoo-was-here")
_ALONE = [animal for animal in ANIMALS if not animal.honest or animal.slow]
_TOGETHER = [animal for animal in ANIMALS if animal.honest and not animal.slow]


def checked(folder: Path, *names: str) -> Run:
    """``check`` of files in a folder that holds nothing else, with temporary and home folder beside it."""
    for place in ("home", "temporary"):
        (folder / place).mkdir(exist_ok=True)
    env = {**os.environ, "HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary"), "COLUMNS": "100"}
    env.pop("ORDERFEEDS_DEBUG", None)
    return run([str(SCRIPT), "check", *names, "--db", "orders.db"], cwd=folder / "work", env=env, timeout=300)


def listed(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What a small good file takes."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "work").mkdir()
    BY_NAME["inline.xlsx"].make(folder / "work" / "inline.xlsx")
    return checked(folder, "inline.xlsx")


@pytest.mark.parametrize("animal", _ALONE, ids=lambda animal: animal.name)
def test_a_hostile_file_ends_in_time_and_memory_and_touches_nothing(animal: Animal, small: Run, tmp_path: Path) -> None:
    for place in ("work", "home", "temporary"):
        (tmp_path / place).mkdir()
    animal.make(tmp_path / "work" / animal.name)
    megabytes = (tmp_path / "work" / animal.name).stat().st_size / 1e6
    before = listed(tmp_path)
    said = checked(tmp_path, animal.name)
    assert listed(tmp_path) == before
    assert not OUTSIDE.exists()
    assert said.seconds <= BUSY * (small.seconds + animal.seconds + SECONDS_A_MB * megabytes)
    assert said.megabytes <= small.megabytes + animal.megabytes + MEGABYTES_A_MB * megabytes
    assert said.code in ((0, 1) if animal.cells is not None else ()) or (said.code == 2 and animal.codes), said.err
    assert said.err.startswith(NO_TABLE)
    assert said.err.count("\n") == 1 + (said.code == 2), said.err
    assert FOR_PROGRAMMERS.search((said.err + said.out).replace(animal.name, "").replace("\n", " ")) is None


def test_the_honest_files_are_checked_in_one_call(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    names = [animal.name for animal in _TOGETHER]
    for animal in _TOGETHER:
        animal.make(tmp_path / "work" / animal.name)
    said = checked(tmp_path, *names)
    fatal = [animal.name for animal in _TOGETHER if animal.cells is None]
    assert said.code == 2
    assert sorted(name for name in fatal if f"{name} cannot be read" in said.err or f"{name}: " in said.err) == sorted(
        fatal
    )
    assert said.err.count("Would not be processed.") == len(fatal) == said.err.count("\n") - 1
