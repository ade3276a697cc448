"""``python -m tests.zoo FOLDER [NAME...]``: writes the zoo, or some of it, into a folder."""

import sys
from pathlib import Path

from tests.zoo.all_animals import ANIMALS


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for animal in ANIMALS:
        if not names or animal.name in names:
            animal.make(folder / animal.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
