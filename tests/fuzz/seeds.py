"""The good files that the fuzz starts from: the small good ones of the zoo."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tests.zoo.all_animals import ANIMALS

_LARGEST = 40_000


@dataclass(frozen=True)
class Seed:
    """A small file; ``parts`` are those of a zip file, else it has none."""

    name: str
    content: bytes
    parts: tuple[tuple[str, bytes], ...] = ()


def seeds() -> list[Seed]:
    """Every file of the zoo that can be read and is small."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for animal in ANIMALS:
            if animal.cells is None or animal.slow:
                continue
            path = Path(folder) / "seed"
            animal.make(path)
            if path.stat().st_size <= _LARGEST:
                content = path.read_bytes()
                found.append(Seed(animal.name, content, _parts(content)))
    return found


def _parts(content: bytes) -> tuple[tuple[str, bytes], ...]:
    if not content.startswith(b"PK"):
        return ()
    try:
        with ZipFile(io.BytesIO(content)) as file:
            parts = tuple((entry.filename, file.read(entry)) for entry in file.infolist())
    except (BadZipFile, NotImplementedError):
        return ()
    # A part that unpacks to much would be packed again for every input.
    return parts if sum(len(part) for _, part in parts) < 1_000_000 else ()
