"""Makes packing slips into a PDF with Typst, into one file, or into several of limited length."""

import errno
import json
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import manimgx_fonts
import manimgx_fonts_cjk
import typst
import uharfbuzz

from reports.files.atomic_files import put_where_free
from reports.slips.contents import Slip
from schemas.times import moment

STAND_IN = "\N{REPLACEMENT CHARACTER}"
FOLDERS = tuple(str(Path(package.__file__).parent) for package in (manimgx_fonts, manimgx_fonts_cjk))
# Characters that change a line's direction (Unicode UAX 9, explicit formatting): an address must read as written.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# Joiners, direction marks and variation selectors are invisible by themselves.
_SHOWN_BY_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
# A slip takes up to a megabyte of memory, which is freed only when the process ends.
MOST = 1000


@dataclass(frozen=True)
class Shown:
    """A text as the fonts can show it, and how often it contained each character that no font has."""

    text: str
    missing: dict[str, int]


def shown(text: str) -> Shown:
    """Replaces each character that no font has, or that changes a line's direction, by ``STAND_IN``."""
    used = Counter(text)
    missing = {character: used[character] for character in sorted(used) if _is_missing(character)}
    return Shown(text.translate(dict.fromkeys(map(ord, missing), STAND_IN)), missing)


def _is_missing(character: str) -> bool:
    if character in _TURNING:
        return True
    return character not in _SHOWN_BY_NOTHING and ord(character) not in _held()


@cache
def _held() -> frozenset[int]:
    """The code points of all fonts."""
    held: set[int] = set()
    for folder in FOLDERS:
        for file in sorted(Path(folder).glob("*.tt[fc]")):
            held.update(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))).unicodes)
    return frozenset(held)


PAPERS = {"a4": "a4", "letter": "us-letter"}
_PAGE = Path(__file__).with_name("slip.typ")


@dataclass(frozen=True)
class Look:
    """When slips are made (seconds since 1970 UTC), on which paper (a key of ``PAPERS``), and the texts on all of them.

    ``sender`` and ``return_to``: the lines of the sender's address and of the address for returns.
    """

    as_of: int
    paper: str = "a4"
    sender: tuple[str, ...] = ()
    return_to: tuple[str, ...] = ()


def pdf(slips: Sequence[dict[str, Any]], look: Look) -> tuple[bytes, dict[str, int]]:
    """The PDF of slips (``contents.slips``), and how often they contain each character that no font has.

    The same slips and look give the same bytes. Raises typst.TypstError if the page template itself is wrong.
    """
    on_all = {"sender": look.sender, "return-to": look.return_to}
    told = shown(json.dumps(on_all | {"slips": list(slips)}, ensure_ascii=False))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FOLDERS))
    made = typst.compile(
        str(_PAGE),
        font_paths=fonts,
        sys_inputs={"pages": told.text, "paper": PAPERS[look.paper]},
        format="pdf",
        timestamp=moment(look.as_of),
        # A slip is paper: tags for screen readers would make the file three times as large.
        pdf_tags=False,
    )
    return made, told.missing


class WrittenFile(NamedTuple):
    """A file, and the order-ids of its slips."""

    path: Path
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class WrittenSlips:
    """The files, and how often they contain each character that no font has."""

    files: tuple[WrittenFile, ...]
    missing: dict[str, int]


def write(slips: Sequence[Slip], look: Look, path: Path, most: int = MOST) -> WrittenSlips:
    """Writes the slips to ``path``, or to several files of up to ``most`` slips each, as ``slips-1.pdf``; mode 0600.

    Each file appears completely or not at all, and no existing file is replaced: raises FileExistsError if one exists,
    and OSError if one cannot be written. Without slips no file is written.
    """
    parts = [slips[at : at + most] for at in range(0, len(slips), most)]
    missing: Counter[str] = Counter()
    files = []
    wanted = places(path, len(slips), most)
    for place in wanted:
        _refuse_taken(place)
    for place, part, (content, without_font) in zip(wanted, parts, _made(parts, look), strict=True):
        if not put_where_free(place, content):
            _refuse_taken(place)
        files.append(WrittenFile(place, tuple(slip["order"] for slip in part)))
        missing.update(without_font)
    return WrittenSlips(tuple(files), dict(missing))


def places(path: Path, count: int, most: int = MOST) -> list[Path]:
    """The files for ``count`` slips: ``path`` itself, or numbered files next to it."""
    files = -(-count // most)
    return [path] * files if files < 2 else [path.with_stem(f"{path.stem}-{part}") for part in range(1, files + 1)]


def _refuse_taken(place: Path) -> None:
    if place.exists():
        raise FileExistsError(errno.EEXIST, "is there already and was left as it is", str(place))


def _made(parts: Sequence[Sequence[Slip]], look: Look) -> Iterator[tuple[bytes, dict[str, int]]]:
    if len(parts) < 2:
        yield from (pdf(part, look) for part in parts)
        return
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1) as pool:
        yield from pool.map(partial(pdf, look=look), parts)
