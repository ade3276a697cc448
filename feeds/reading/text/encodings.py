"""Finds the encodings that a text can be read in, by strictly decoding all its bytes.

A byte order mark decides. Bytes that are valid UTF-8 are read as UTF-8, since text in another encoding hardly ever is
valid UTF-8 by chance. Any other text is read in each of the usual encodings of feeds in which its bytes are valid;
``encoding_choice`` then picks the likeliest.
"""

import codecs
import io
import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from feeds.reading.grid import RefusedError

CANDIDATES = ("cp1252", "cp932", "gb18030")
# Also tried if the words of a text make no sense in those above; of two that fit equally well the first is taken.
FURTHER = (
    *(
        "cp1250",
        "iso8859_2",
        "cp1254",
        "cp1257",
        "cp1251",
        "koi8_r",
        "cp866",
        "cp1253",
        "iso8859_15",
        "cp850",
        "mac_roman",
    ),
    *("cp949", "cp950", "euc_jp", "cp1255", "cp1256", "cp874"),
)
# The longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A user who gives the narrow name means the Windows encoding, which has more characters (WHATWG Encoding, 4.2).
_WIDER = {
    **{"shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "utf-8-sig": "utf-8"},
    **{"iso8859-9": "cp1254", "big5": "cp950", "euc_kr": "cp949"},
}
# Codecs for single names and for program texts, not for files; some take endless time for a file.
_NOT_FOR_FILES = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape"}
# C1 control characters, and the results of cp932 for bytes that it does not define, in UTF-8: no text has them.
_IN_NO_TEXT = re.compile(rb"\xc2[\x80-\x9f]|\xef\xa3[\xb0-\xb3]")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PIECE = 1 << 20
# In a text fewer than one in this many characters are control characters.
_RARELY = 20
_SAVE = 'Save it as "CSV UTF-8" and upload that, or name its encoding with --encoding.'
_NO_TEXT = "it is neither a workbook nor text. Upload the workbook, or text saved as UTF-8."


@dataclass(frozen=True)
class Reading:
    """A text in one encoding; ``content`` is the text as UTF-8, without a byte order mark."""

    encoding: str
    content: bytes


class _UndecodableError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def readings(content: bytes, encoding: str | None) -> list[Reading]:
    """Every way in which a text can be read; if ``encoding`` is given, only that one.

    Raises RefusedError if the bytes are not valid in the given encoding, or in the one that they themselves indicate.
    Empty if they indicate none and are valid in none of the usual encodings of feeds.
    """
    if encoding is not None:
        return [_as_named(content, encoding)]
    for mark, name in _MARKS:
        if content.startswith(mark):
            return [_as_marked(name, content[len(mark) :])]
    if b"\0" in content:
        return [_wide(content)]
    if b"\x1b$" in content:
        # Japanese mail text switches alphabets by escape sequences (RFC 1468), and all its bytes are ASCII.
        return [_only("iso2022_jp", content, f"it seems to be ISO-2022-JP, but line {{}} is not. {_SAVE}")]
    if _is_utf8(content):
        return [Reading("utf-8", content)]
    _refuse_mixed(content)
    return [reading for name in CANDIDATES if (reading := candidate(name, content))]


def unreadable(content: bytes) -> RefusedError:
    """The error for a text that can be read in no encoding."""
    return RefusedError(
        f"line {_first_not_utf8(content)} is not UTF-8 text, and the file is not wholly UTF-16, Windows-1252, "
        f"Shift_JIS or GB18030 either. {_SAVE}"
    )


def is_marked(content: bytes) -> bool:
    """True for a text that begins with a byte order mark."""
    return any(content.startswith(mark) for mark, _ in _MARKS)


def _is_utf8(content: bytes) -> bool:
    """True for valid UTF-8; checks the bytes in place, without converting them to a Python text."""
    try:
        as_text(content).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def as_text(content: bytes) -> pa.LargeStringArray:
    """The bytes as an array of one Arrow text, not copied and not checked."""
    offsets = pa.py_buffer(np.array([0, len(content)], np.int64))
    return pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(content)])


def _as_marked(name: str, content: bytes) -> Reading:
    reading = _only(name, content, f"its first bytes say {name}, but line {{}} is not. {_SAVE}")
    if b"\0" in reading.content:
        _refuse_text_with_nul(reading.content)
    return reading


def _as_named(content: bytes, given: str) -> Reading:
    name = _codec(given)
    for mark, marked in _MARKS:
        if content.startswith(mark) and marked.startswith(name):
            name, content = marked, content[len(mark) :]
            break
    other = f"line {{}} cannot be read as {given}. Name another encoding with --encoding, or leave the option out."
    reading = _only(name, content, other)
    if b"\0" in reading.content:
        raise RefusedError(f"read as {given} it holds NUL characters, as no text does. Leave --encoding out.")
    return reading


def _codec(given: str) -> str:
    try:
        codec = codecs.lookup(given.strip())
    except (LookupError, ValueError):
        codec = None
    if codec is None or not getattr(codec, "_is_text_encoding", True) or codec.name in _NOT_FOR_FILES:
        raise RefusedError(
            f"no encoding is called {given[:40]!r}. Name one with --encoding: "
            "utf-8, utf-16, cp1252, cp1250, cp932, gb18030, big5, euc-kr."
        )
    return _WIDER.get(codec.name, codec.name)


def _only(name: str, content: bytes, sentence: str) -> Reading:
    try:
        return Reading(name, _as_utf8(content, name))
    except _UndecodableError as fault:
        raise RefusedError(sentence.format(fault.line)) from None


def _wide(content: bytes) -> Reading:
    """Reads UTF-16 without a byte order mark, in which every ASCII character has a NUL on the same side.

    Raises RefusedError for anything else.
    """
    characters = np.frombuffer(content, np.uint8, len(content) // 2 * 2).reshape(-1, 2)
    before, after = (int((characters[:, side] == 0).sum()) for side in (0, 1))
    likely = len(content) % 2 == 0 and max(before, after) >= 4 * min(before, after) + len(characters) // 10
    if likely:
        name = "utf-16-be" if before > after else "utf-16-le"
        reading = _only(name, content, _NO_TEXT)
        if b"\0" not in reading.content and re.search(rb"[\t,;|\r\n]", reading.content):
            return reading
    _refuse_text_with_nul(content)
    raise RefusedError(_NO_TEXT)


def _refuse_text_with_nul(content: bytes) -> None:
    """Raises RefusedError for a text with NULs, padded by a program or damaged on its way; not for a binary file."""
    counts = np.bincount(np.frombuffer(content, np.uint8), minlength=0x20)
    controls = int(counts[:0x20].sum() - counts[[0x09, 0x0A, 0x0D]].sum())
    if controls <= max(1, len(content) // _RARELY):
        at, count = content.index(b"\0"), int(counts[0])
        line = len(re.findall(rb"\r\n?|\n", content[:at])) + 1
        said = "a NUL character (a byte of zero)" if count == 1 else f"the first of {count:,} NUL characters"
        raise RefusedError(
            f"line {line:,} holds {said}, which no text has. Delete it in an editor, or save the file again from the "
            "program that wrote it, and upload that."
        )


def candidate(name: str, content: bytes) -> Reading | None:
    """The text in one encoding; None if its bytes are not valid in it or give characters that no text has."""
    try:
        reading = Reading(name, _as_utf8(content, name))
    except _UndecodableError:
        return None
    return None if _IN_NO_TEXT.search(reading.content) else reading


def _refuse_mixed(content: bytes) -> None:
    """Raises RefusedError for UTF-8 with a few other bytes (two joined files, or a cut one).

    Read in another encoding, all its text would be garbled.
    """
    first = re.search(rb"[\x80-\xff]", content)
    part = content[first.start() :][:_PIECE] if first else b""
    characters = _UTF8_CHARACTER.findall(part)
    beyond_ascii = int((np.frombuffer(part, np.uint8) >= 0x80).sum())
    if len(characters) >= 4 and sum(map(len, characters)) >= 0.8 * beyond_ascii:
        raise RefusedError(f"line {_first_not_utf8(content)} is not UTF-8 text, as the rest of the file is. {_SAVE}")


def _first_not_utf8(content: bytes) -> int:
    try:
        _as_utf8(content, "utf-8", check_alone=True)
    except _UndecodableError as fault:
        return fault.line
    return 1


def _as_utf8(content: bytes, name: str, *, check_alone: bool = False) -> bytes:
    """The text as UTF-8, decoded strictly piece by piece, so that it is never in memory as one Python text."""
    if name == "utf-8" and not check_alone and _is_utf8(content):
        return content
    decoder = codecs.getincrementaldecoder(name)("strict")
    text, lines = io.BytesIO(), 1
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        try:
            decoded = decoder.decode(piece, final=start + _PIECE >= len(content))
            encoded = decoded.encode()
        except UnicodeError as fault:
            raise _UndecodableError(lines + _lines_before(fault, name)) from None
        lines += _line_ends(decoded)
        text.write(encoded)
    return text.getvalue()


def _lines_before(fault: UnicodeError, name: str) -> int:
    if not isinstance(fault, UnicodeDecodeError):
        return 0
    return _line_ends(fault.object[: fault.start].decode(name, "ignore"))


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")
