"""Changes of bytes: single bits and whole pieces, and words that readers of tables stumble over."""

import io
import random
import re
import struct
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests.fuzz.seeds import Seed

# Numbers at the edges of their types.
NUMBERS = (
    *(str(number).encode() for number in (-1, 0, 1, 255, 256, 65535, 65536, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 63)),
    *(b"1e308", b"1e999", b"NaN", b"inf", b"1.5"),
)
# What readers know by heart.
WORDS = tuple(
    word.encode()
    for word in (
        "order-id order-item-id quantity ship-date <row> </row> <c> </c> <v> </v> <f> <is> <t> </t> <si> </sst> "
        'r="A1" r="XFD1048576" r="" t="s" t="e" t="b" t="d" t="str" t="inlineStr" s="1" s="99999" hidden="1" '
        "&#0; &#x10FFFF; &#xD800; &lt; <![CDATA[ ]]> <!-- --> <?x?> <!DOCTYPE #N/A #REF! _x0000_ _xD800_ "
        '" "" \' , ; \t \r \n \r\n = + - @ sep=; TemplateType= 2026-03-05 202-0000000-0000001 '
        "number-rows-repeated number-columns-repeated veryHidden date1904"
    ).split(" ")
)
BYTES = (
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x81", b"\x1b$B", b"\xed\xa0\x80", b"\xc0\xaf"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08", bytes.fromhex("d0cf11e0a1b11ae1")),
    *(struct.pack("<I", number) for number in (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)),
    *(struct.pack("<H", number) for number in (0, 1, 0x7FFF, 0x8000, 0xFFFF)),
)
_NUMBER = re.compile(rb"[0-9]+")
Change = Callable[[bytearray, random.Random], None]


def _bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _byte(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def _put_word(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    word = chance.choice(chance.choice((WORDS, NUMBERS, BYTES)))
    content[place : place + chance.choice((0, 0, len(word)))] = word


def _cut(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content))
    del content[place : place + chance.choice((1, 2, 4, 16, 64, len(content)))]


def _double(content: bytearray, chance: random.Random) -> None:
    place, length = chance.randrange(len(content)), chance.choice((1, 4, 16, 64, 256))
    content[place:place] = content[place : place + length] * chance.choice((1, 1, 2, 50))


def _swap(content: bytearray, chance: random.Random) -> None:
    one, other, length = chance.randrange(len(content)), chance.randrange(len(content)), chance.choice((1, 4, 16, 64))
    piece = content[one : one + length]
    content[other : other + len(piece)] = piece


def _number(content: bytearray, chance: random.Random) -> None:
    """Puts a number at the edge of a type in the place of one."""
    found = list(_NUMBER.finditer(bytes(content[:20_000])))
    if found:
        at = chance.choice(found)
        content[at.start() : at.end()] = chance.choice(NUMBERS)


CHANGES: tuple[Change, ...] = (_bit, _byte, _put_word, _put_word, _cut, _double, _swap, _number, _number)


def changed(content: bytes, chance: random.Random) -> bytes:
    """A few changes, one most often."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not made:
            made += chance.choice(WORDS)
        chance.choice(CHANGES)(made, chance)
    return bytes(made)


def made_input(seed: Seed, chance: random.Random) -> bytes:
    """An input from a seed: raw bytes changed or, more often where it has parts, one of its parts."""
    if not seed.parts or chance.random() < 0.25:
        return changed(seed.content, chance)
    parts = list(seed.parts)
    for _ in range(chance.choice((1, 1, 1, 2))):
        at = chance.randrange(len(parts))
        name, content = parts[at]
        parts[at] = (name, changed(content, chance))
    if chance.random() < 0.03:
        del parts[chance.randrange(len(parts))]
    return _packed(parts, chance)


def _packed(parts: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    held = io.BytesIO()
    method = chance.choice((ZIP_STORED, ZIP_STORED, ZIP_DEFLATED))
    with ZipFile(held, "w") as file:
        for name, content in parts:
            file.writestr(ZipInfo(name), content, method, 1)
    return held.getvalue()
