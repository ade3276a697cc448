"""Which characters the fonts of packing slips have, and what stands for one that none of them has."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk
import uharfbuzz

STAND_IN = "\N{REPLACEMENT CHARACTER}"
FOLDERS = tuple(str(Path(package.__file__).parent) for package in (manimgx_fonts, manimgx_fonts_cjk))
# What turns a line of text around (Unicode UAX 9, explicit formatting): an address must read as it was written.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# Joiners, marks of direction and selectors of a variant show nothing of their own.
_SHOWN_BY_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


@dataclass(frozen=True)
class Shown:
    """A text as the fonts can show it, and how often each character stood in it that no font has."""

    text: str
    missing: dict[str, int]


def shown(text: str) -> Shown:
    """Puts ``STAND_IN`` for each character that no font has or that turns a line around."""
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
