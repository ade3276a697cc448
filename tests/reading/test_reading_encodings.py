"""The encodings of texts: which is read, what becomes of a text that reads in several, and what is refused."""

import codecs

import pytest

from feeds.reading.grid import Doubt, RefusedError
from feeds.reading.text import opening

ID = "202-0000000-0000001"


def feed(method: str, headings: str = "order-id\torder-item-id\tcarrier-name\tship-method") -> str:
    return f"{headings}\r\n{ID}\t10000000001\tACME\t{method}\r\n"


def cells(content: bytes, encoding: str | None = None, region: str | None = None) -> list[list[str | None]]:
    [grid] = opening.read(content, encoding, region)
    return [list(row) for row in zip(*(column.to_pylist() for column in grid.columns), strict=True)]


def doubt(content: bytes, region: str | None = None) -> Doubt | None:
    return opening.read(content, None, region)[0].doubt


MARKED = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("gb18030", "\ufeff".encode("gb18030")),
]


@pytest.mark.parametrize(("encoding", "mark"), MARKED)
@pytest.mark.parametrize("method", ["Ground", "Größe 一 急便\u3000😀", "圆 ﾔﾏﾄ €", "一一一一"])
def test_unicode_with_and_without_its_mark_reads_as_it_was_written(encoding: str, mark: bytes, method: str) -> None:
    content = mark + feed(method).encode(encoding)
    assert cells(content)[1] == [ID, "10000000001", "ACME", method]
    assert doubt(content) is None


# Encoding written, region named, the text of ship-method -> the encoding it must be read in.
CHOICES = [
    ("cp1252", None, "Größe"),
    ("cp1252", None, "Überlandpost"),
    ("cp1252", None, "Müller Straße 5"),
    ("cp1252", None, "São Paulo"),
    ("cp1252", None, "Åse Øre"),
    ("cp1252", None, "Smith’s"),
    ("cp1252", "US", "ÄÖÜ"),
    ("cp1252", "AU", "ﾔﾏﾄ".encode("cp932").decode("cp1252")),
    ("cp932", None, "急便"),
    ("cp932", None, "ヤマト運輸"),
    ("cp932", None, "佐川急便"),
    ("cp932", None, "東京都港区芝公園"),
    ("cp932", None, "ﾔﾏﾄ"),
    ("cp932", "JP", "ﾔﾏﾄﾀ"),
    ("gb18030", None, "顺丰速运"),
    ("gb18030", None, "中通快递"),
    ("gb18030", None, "张伟"),
    ("gb18030", None, "北京市朝阳区，建国路88号"),
]


@pytest.mark.parametrize(("encoding", "region", "method"), CHOICES)
def test_text_in_an_older_encoding_is_read_in_the_likeliest_one(encoding: str, region: str | None, method: str) -> None:
    content = feed(method).encode(encoding)
    assert cells(content, region=region)[1] == [ID, "10000000001", "ACME", method]


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "gb18030"])
def test_the_region_decides_between_readings_before_the_shape_of_the_bytes(encoding: str) -> None:
    content = feed("张伟").encode("gb18030")
    region = {"cp1252": "US", "cp932": "JP", "gb18030": None}[encoding]
    found = doubt(content, region)
    assert found is not None
    assert found.encoding == encoding
    assert {"cp1252", "cp932", "gb18030"} <= {found.encoding, *found.others}


HEADING_ROWS = [
    ("gb18030", "订单号\t物流单号\t承运商\t发货日期"),
    ("gb18030", "订单编号\t运单号\t物流公司\tship-method"),
    ("cp932", "注文番号\t追跡番号\t配送業者\t出荷日"),
    ("cp932", "order-id\torder-item-id\tお客様\tship-method"),
    ("cp932", "注文番号\torder-item-id\tcarrier-name\tお問い合わせ番号"),
]


@pytest.mark.parametrize(("encoding", "headings"), HEADING_ROWS)
@pytest.mark.parametrize("region", [None, "US", "JP"])
def test_the_language_of_the_headings_decides_before_the_region(
    encoding: str, headings: str, region: str | None
) -> None:
    content = feed("abc", headings).encode(encoding)
    assert cells(content, region=region)[0] == headings.split("\t")


def test_the_differing_cells_are_told_for_each_column_in_every_reading() -> None:
    lines = [feed("Größe").rstrip(), f"{ID}\t1\tACME\tGround", *[f"{ID}\t1\tACME\tplain"] * 60]
    lines += [f"{ID}\t1\tMüller\tGröße", f"{ID}\t1\tMüller\tGröße"]
    found = doubt("\r\n".join(lines).encode("cp1252"))
    row = {2: (63, "Müller", "M黮ler"), 3: (63, "Größe", "Gr鲞e")}
    assert found is not None
    assert (found.encoding, found.others) == ("cp1252", ("gb18030",))
    assert found.differing == {
        2: ((row[2][0], row[2][1:]),),
        3: ((1, ("Größe", "Gr鲞e")), (row[3][0], row[3][1:])),
    }


def test_a_text_that_only_one_encoding_can_hold_is_in_no_doubt() -> None:
    content = feed("José").encode("cp1252")
    assert (cells(content)[1][3], doubt(content)) == ("José", None)


NAMED = [
    ("cp932", "cp932", "急便"),
    ("cp932", "Shift_JIS", "①急便"),
    ("gb18030", "gb2312", "顺丰镕"),
    ("cp1252", "iso-8859-1", "€ Größe"),
    ("cp1252", "windows-1252", "急便".encode("cp932").decode("cp1252")),
    ("utf-16", "utf-16", "急便"),
    ("utf-16-le", "utf-16-le", "急便"),
    ("utf-8-sig", "utf-8", "急便"),
    ("utf-8", "utf-8-sig", "急便"),
    ("euc_jp", "euc-jp", "急便"),
    ("big5", "big5", "順豐"),
]


@pytest.mark.parametrize(("encoding", "name", "method"), NAMED)
def test_an_encoding_that_is_named_overrules_everything(encoding: str, name: str, method: str) -> None:
    [grid] = opening.read(feed(method).encode(encoding), name, "US")
    assert ([column[1].as_py() for column in grid.columns][3], grid.doubt) == (method, None)


CSV_UTF8 = 'Save it as "CSV UTF-8" and upload that, or name its encoding with --encoding.'
NO_TEXT = "it is neither a workbook nor text. Upload the workbook, or text saved as UTF-8."
ONE_NUL = "a NUL character (a byte of zero)"
NUL = (
    "line {} holds {}, which no text has. Delete it in an editor, or save the file again from the program that wrote "
    "it, and upload that."
)
UNKNOWN = (
    "no encoding is called {!r}. Name one with --encoding: utf-8, utf-16, cp1252, cp1250, cp932, gb18030, big5, euc-kr."
)
OTHER = "line {} cannot be read as {}. Name another encoding with --encoding, or leave the option out."
REFUSED = [
    (feed("x").encode(), "klingon", UNKNOWN.format("klingon")),
    (feed("x").encode(), "", UNKNOWN.format("")),
    (feed("x").encode(), "a\0b", UNKNOWN.format("a\0b")),
    (feed("x").encode(), "base64", UNKNOWN.format("base64")),
    (feed("x").encode(), "punycode", UNKNOWN.format("punycode")),
    (feed("x").encode(), "unicode_escape", UNKNOWN.format("unicode_escape")),
    (feed("ü").encode("cp1252"), "utf-8", OTHER.format(2, "utf-8")),
    (feed("急").encode(), "ascii", OTHER.format(2, "ascii")),
    (feed("x\x81").encode("latin-1"), "cp1252", OTHER.format(2, "cp1252")),
    (
        feed("x").encode("utf-16"),
        "cp1252",
        "read as cp1252 it holds NUL characters, as no text does. Leave --encoding out.",
    ),
    (b"\xef\xbb\xbf" + feed("ü").encode("cp1252"), None, f"its first bytes say utf-8, but line 2 is not. {CSV_UTF8}"),
    (
        b"\xff\xfe" + feed("x").encode("utf-16-le")[:-1],
        None,
        f"its first bytes say utf-16-le, but line 2 is not. {CSV_UTF8}",
    ),
    (
        (feed("急便急便急便") + "\r\nü").encode()[:-1],
        None,
        f"line 4 is not UTF-8 text, as the rest of the file is. {CSV_UTF8}",
    ),
    (
        feed("x").encode() + b"\xff\x81\x30\xff\r\n",
        None,
        "line 3 is not UTF-8 text, and the file is not wholly UTF-16, Windows-1252, Shift_JIS or GB18030 either. "
        + CSV_UTF8,
    ),
    (feed("x\0y").encode(), None, NUL.format(2, ONE_NUL)),
    (b"\xef\xbb\xbf" + feed("x\0").encode(), None, NUL.format(2, ONE_NUL)),
    (feed("x\0").encode("utf-16"), None, NUL.format(2, ONE_NUL)),
    (feed("急").encode() + b"\r\n\0\0\0", None, NUL.format(4, "the first of 3 NUL characters")),
    (b"\0" * 100, None, NO_TEXT),
    (bytes(range(256)) * 10, None, NO_TEXT),
    (feed("x").encode("utf-16-le") + b"\n", None, NO_TEXT),
]


@pytest.mark.parametrize(("content", "encoding", "sentence"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_line(content: bytes, encoding: str | None, sentence: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        opening.read(content, encoding, None)
    assert str(refusal.value) == sentence


def test_a_long_text_is_decoded_in_pieces_without_parting_a_character() -> None:
    method = "a" + "急" * 1_500_000
    for encoding in ("cp932", "utf-16", "gb18030"):
        assert cells(feed(method).encode(encoding), encoding)[1][3] == method, encoding
