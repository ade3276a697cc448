"""Texts in every encoding that programs write, and in such as none should."""

import random

from tests.zoo.animals import RECORDS, Animal, Table, either, good, hostile, put
from tests.zoo.of_packed import text
from tests.zoo.of_texts import one

_GERMAN, _JAPANESE, _CHINESE = one("Überlandpost Zürich"), one("宅急便コレクト"), one("顺丰速运")
_KANA = ("注文番号", "注文商品番号", "数量", "出荷日", "配送業者コード", "お問い合わせ伝票番号", "配送方法")
_HAN = ("订单号", "订单商品号", "数量", "发货日期", "承运商", "运单号", "配送方式")
_JAPANESE_BOTH, _CHINESE_BOTH = (_KANA, *_JAPANESE), (_HAN, *_CHINESE)
_MARK = "\ufeff"


def _in(encoding: str, table: Table, mark: str = "") -> bytes:
    return (mark + text(table, "\t").decode()).encode(encoding)


_SURROGATES = text(one("@"), "\t").replace(b"@", b"\xed\xa0\xbd\xed\xb8\x80")
_OVERLONG = text(one("@"), "\t").replace(b"@", b"\xc0\xaf")
_PLAIN = text(one("@"), "\t")
_MARKED = ((_MARK + _GERMAN[0][0], *_GERMAN[0][1:]), *_GERMAN[1:])
ANIMALS: list[Animal] = [
    good("utf8.txt", "UTF-8", put(_in("utf-8", _GERMAN)), _GERMAN),
    good("utf8-mark.txt", "UTF-8 with its mark", put(_in("utf-8-sig", _GERMAN)), _GERMAN),
    good(
        "utf8-emoji.txt", "characters outside of the first plane", put(_in("utf-8", one("📦 𠮷野家"))), one("📦 𠮷野家")
    ),
    good(
        "utf16-le-mark.txt",
        "UTF-16, the small end first, with its mark",
        put(_in("utf-16-le", _JAPANESE, _MARK)),
        _JAPANESE,
    ),
    good(
        "utf16-be-mark.txt",
        "UTF-16, the large end first, with its mark",
        put(_in("utf-16-be", _JAPANESE, _MARK)),
        _JAPANESE,
    ),
    good("utf16-le.txt", "UTF-16, the small end first", put(_in("utf-16-le", _GERMAN)), _GERMAN),
    good("utf16-be.txt", "UTF-16, the large end first", put(_in("utf-16-be", _GERMAN)), _GERMAN),
    good("cp1252.txt", "Windows-1252", put(_in("cp1252", _GERMAN)), _GERMAN),
    good(
        "cp1252-signs.txt",
        "Windows-1252 with euro and quotes",
        put(_in("cp1252", one("5 € “express”"))),
        one("5 € “express”"),
    ),
    good("cp932.txt", "Shift_JIS with a Japanese row above", put(_in("cp932", _JAPANESE_BOTH)), _JAPANESE_BOTH),
    good("gb18030.txt", "GB18030 with a Chinese row above", put(_in("gb18030", _CHINESE_BOTH)), _CHINESE_BOTH),
    either(
        "cp932-bare.txt",
        "Shift_JIS without a Japanese heading",
        put(_in("cp932", _JAPANESE)),
        guessed=True,
        cells=_JAPANESE,
    ),
    either(
        "gb18030-bare.txt",
        "GB18030 without a Chinese heading",
        put(_in("gb18030", _CHINESE)),
        guessed=True,
        cells=_CHINESE,
    ),
    either(
        "gb18030-four.txt",
        "GB18030 with characters of four bytes",
        put(_in("gb18030", (_HAN, *one("㐀🚚")))),
        guessed=True,
        cells=(_HAN, *one("㐀🚚")),
    ),
    either(
        "latin1.txt",
        "Latin-1 with characters of control",
        put(_PLAIN.replace(b"@", b"a\x81b\x85c")),
        guessed=True,
        cells=one("a乥卌"),
    ),
    either("big5.txt", "Big5", put(_in("big5", one("順豐速運"))), guessed=True, cells=one("順豐速運")),
    either("euc-jp.txt", "EUC-JP", put(_in("euc_jp", _JAPANESE)), guessed=True, cells=_JAPANESE),
    good("iso2022.txt", "ISO-2022-JP", put(_in("iso2022_jp", _JAPANESE)), _JAPANESE),
    either("koi8.txt", "KOI8-R", put(_in("koi8_r", one("Почта"))), guessed=True, cells=one("Почта")),
    either("ebcdic.txt", "EBCDIC", put(_in("cp500", RECORDS))),
    either("utf32.txt", "UTF-32 with its mark", put(_in("utf-32", _GERMAN)), cells=_GERMAN),
    either("utf32-be.txt", "UTF-32 without a mark", put(_in("utf-32-be", _GERMAN)), cells=_GERMAN),
    either("utf7.txt", "UTF-7", put(_in("utf-7", _GERMAN)), cells=one("+ANw-berlandpost Z+APw-rich")),
    either("mark-twice.txt", "a mark twice", put(_in("utf-8-sig", _GERMAN, _MARK)), cells=_MARKED),
    either(
        "mark-inside.txt",
        "a mark in the middle, as two files joined leave it",
        put(_in("utf-8", one(f"a{_MARK}b"))),
        cells=one(f"a{_MARK}b"),
    ),
    either("surrogates.txt", "halves of pairs in UTF-8", put(_SURROGATES), guessed=True, cells=one("📦")),
    either("overlong.txt", "a slash in two bytes", put(_OVERLONG), guessed=True, cells=one("À¯")),
    either("utf16-odd.txt", "UTF-16 with a byte too many", put(_in("utf-16-le", _GERMAN, _MARK) + b"x"), cells=_GERMAN),
    either(
        "utf16-half.txt",
        "UTF-16 with half of a pair",
        put(_in("utf-16-le", one("@"), _MARK).replace(b"@\0", b"\x3d\xd8")),
        cells=one("�"),
    ),
    either(
        "mixed.txt",
        "a line in UTF-8 and one in Windows-1252",
        put(_PLAIN.replace(b"@", "Zürich".encode() + " Köln".encode("cp1252"))),
        guessed=True,
        cells=one("Zürich Köln"),
    ),
    hostile("random.txt", "bytes by chance", put(random.Random(3).randbytes(20_000))),
]
