"""Each file of the zoo, read as an upload reads it: the cells that it holds, or one plain sentence."""

from pathlib import Path

import pytest

from tests.zoo.all_animals import ANIMALS, BY_NAME, sampled
from tests.zoo.outcomes import outcome, wrong


def test_the_zoo_is_large_and_no_name_stands_twice() -> None:
    assert len(BY_NAME) == len(ANIMALS) >= 400
    assert sum(not animal.honest for animal in ANIMALS) >= 150


def test_every_animal_has_an_outcome() -> None:
    assert [animal.name for animal in ANIMALS if animal.cells is None and not animal.codes] == []


@pytest.mark.parametrize("name", sampled(BY_NAME))
def test_a_file_is_read_exactly_or_refused_in_a_plain_sentence(name: str, tmp_path: Path) -> None:
    animal = BY_NAME[name]
    path = tmp_path / name
    animal.make(path)
    assert wrong(animal, outcome(path)) == ""


def test_a_file_is_made_the_same_every_time(tmp_path: Path) -> None:
    names = ("descriptors.xlsx", "strict.xlsx", "old.xls", "binary.xlsb", "open.ods", "workbook.xlsx.gz", "random.txt")
    for name in names:
        for place in ("one", "other"):
            BY_NAME[name].make(tmp_path / place)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes(), name
