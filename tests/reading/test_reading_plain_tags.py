"""The tags of a sheet tell whether it is written as programs write it, wherever its pieces end."""

import io
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from feeds.reading.workbook import zip_parts
from feeds.reading.workbook.plain_tags import Tags

ROWS = (
    '<row r="1" spans="1:28" ht="15" customHeight="1"><c r="A1" t="s"><v>0</v></c>'
    '<c r="B1" t="inlineStr"><is><t>2</t></is></c></row>'
    '<row r="2"><c r="A2" s="3"><v>-1.5</v></c><c r="B2" t="n"><v>.5</v></c><c r="AB2"><v>46000</v></c></row>'
    '<row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3"><f>1+1</f><v>2</v></c><c r="AB3" t="n"><v>1E+5</v></c></row>'
    '<row r="4"/><row r="5"></row>'
    '<row r="10"><c r="A10" t="str"><v>5</v></c><c r="B10"><v></v></c><c r="AB10" t="s"><v>7</v></c><c r="XFD10"/>'
    "</row>"
)
NUMBERS = {0: 1, 1: 1, 27: 2}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str) -> bytes:
    return f'<?xml version="1.0"?>\n<worksheet {MAIN}><cols/><sheetData>{rows}</sheetData><x/></worksheet>'.encode()


def tags_of(content: bytes, size: int = 1 << 20) -> Tags:
    tags = Tags()
    for start in range(0, len(content), size):
        tags.add(content[start : start + size])
    tags.end()
    return tags


@pytest.mark.parametrize("size", [1, 7, 40, 64, 200, 10_000])
def test_each_number_cell_counts_once_wherever_the_pieces_end(size: int) -> None:
    tags = tags_of(sheet(ROWS), size)
    assert (tags.odd, tags.numbers, tags.formulas, tags.errors) == (False, NUMBERS, True, False)


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_a_prefix_of_all_names_is_plain(size: int) -> None:
    content = sheet(ROWS).replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    tags = tags_of(content.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x="), size)
    assert (tags.odd, tags.numbers) == (False, NUMBERS)


PLAIN = [
    '<c r="A1" t="s" s="4"><v>0</v></c>',
    '<c r="A1" s="4" t="s"><v>12345678</v></c>',
    '<c r="A1" s="12" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>',
    '<c r="A1" t="inlineStr"><is><t><![CDATA[a & b]]></t></is></c>',
    '<c r="A1" t="inlineStr"><is><r><rPr><b/><sz val="9"/></rPr><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="A1" t="inlineStr"><is><t>1<!</t></is></c>'.replace("<!", "&lt;!"),
    '<c r="A1" t="str"><f>A1&amp;"x"</f><v>a &amp; b</v></c>',
    '<c r="A1" cm="1"><f t="array" ref="A1:A2">B1</f><v>5</v></c>',
    '<c r="A1"><f t="shared" si="0"/><v>5</v></c>',
    '<c r="A1" t="inlineStr" />',
    '<c r="A1"><f>1+1</f><v /></c>',
    '<c r="A1"><v>1.0</v></c><c r="B1"><v>0</v></c><c r="C1"><v>-0</v></c><c r="D1"><v>0.10</v></c>',
    '<c r="A1"><v>1.2345678E8</v></c><c r="B1"><v>1E-3</v></c><c r="C1"><v>1e+21</v></c><c r="D1"><v>1e-07</v></c>',
    '\n <c r="A1"><v>1</v></c>\n ',
]
ODD = [
    '<c r="A1"><v>1<!-- -->2</v></c>',
    '<c r="A1"><v><![CDATA[2]]></v></c>',
    '<c r="A1"><v>1<?x?>2</v></c>',
    '<c r="A1"><v>1&#50;</v></c>',
    '<c r="A1" t="s"><v>&#49;</v></c>',
    '<c r="A1" t="s"><v></v></c>',
    '<c r="A1" t="s"><v/></c>',
    '<c r="A1" t="inlineStr"><is><t><![CDATA[<c r="A1">]]></t></is></c>',
    '<c r="A1" t="s"><v>-1</v></c>',
    '<c r="A1" t="b"><v>false</v></c>',
    '<c r="A1" t="b"><v>7</v></c>',
    '<c r="A1" t="d"><v>2026-01&#45;31</v></c>',
    "<c r='A1' t='e'><v>#N/A</v></c>",
    '<c r="A1" t = "e"><v>#N/A</v></c>',
    '<c r="A1"\nt="e"><v>#N/A</v></c>',
    '<c r="A1" t="&#101;"><v>#N/A</v></c>',
    '<c t="e" r="A1"><v>#N/A</v></c>',
    '<c r="A1" t="z"><v>1</v></c>',
    '<c r="A1" xmlns="x"><v>1</v></c>',
    '<c r="A1"><v>1</v><v>2</v></c>',
    '<c r="A1"><v>1</v><f>2</f></c>',
    '<c r="A1" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c>',
    '<c r="A1" t="inlineStr"><is><t>1</t></is><v>2</v></c>',
    '<c r="A1" t="inlineStr"><v>2</v></c>',
    '<c r="A1"><is><t>1</t></is></c>',
    '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A2"><v>1</v></c>',
    '<c r="a1"><v>1</v></c>',
    "<c><v>1</v></c>",
    '<c r="A1"><v>0123456789</v></c>',
    '<c r="A1"><f>B1</f><v>0123456789</v></c>',
    '<c r="A1"><v>+1</v></c>',
    '<c r="A1"><v>1E5</v></c>',
    '<c r="A1"><v>NaN</v></c>',
    '<c r="A1"><v>Ground</v></c>',
    '<c r="A1"><v> 1 </v></c>',
    '<c r="A1"><v xml:space="preserve">1</v></c>',
    '<c r="A1"><f t="x"><v>1</v></f></c>',
    '<x:c r="A1"><v>1</v></x:c>',
    '<c r="A1"/><v>1</v>',
    '<!-- <c r="A1"><v>1</v></c> -->',
]


@pytest.mark.parametrize("cells", PLAIN)
def test_what_programs_write_is_plain(cells: str) -> None:
    assert not tags_of(sheet(f'<row r="1">{cells}</row>')).odd


@pytest.mark.parametrize("cells", ODD)
@pytest.mark.parametrize("size", [30, 10_000])
def test_what_two_readers_may_read_otherwise_is_odd(cells: str, size: int) -> None:
    assert tags_of(sheet(f'<row r="1">{cells}</row>'), size).odd


@pytest.mark.parametrize(
    "content",
    [
        sheet("").replace(b"<worksheet", b"<!-- <sheetData> --><worksheet"),
        sheet("").replace(b"<cols/>", b"<?x?>"),
        sheet("").replace(b"<x/>", b"<sheetData/>"),
        sheet("").replace(b"</sheetData>", b"</sheetData >"),
        sheet('<row r = "1"><c r="A1"/></row>'),
        sheet("<row><c/></row>"),
        sheet("<row r='1'><c r='A1'/></row>".replace("='A", '="A').replace("1'/", '1"/')),
    ],
)
def test_a_sheet_that_begins_or_ends_otherwise_is_odd(content: bytes) -> None:
    assert tags_of(content).odd


def by_openpyxl() -> bytes:
    made, held = openpyxl.Workbook(), io.BytesIO()
    assert made.active is not None
    made.active.append(["order-id", 1, 0.1 + 0.2, 1e-7, 1e300, True, date(2026, 1, 31), "=1+1", None, "a\tb & c"])
    made.save(held)
    return held.getvalue()


def by_xlsxwriter() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        written = made.add_worksheet()
        written.write_row(0, 0, ["order-id", 1, 0.1 + 0.2, 1e-7, 1e300, True, "=1+1", " a & b "])
        written.write_rich_string(1, 0, "a", made.add_format({"bold": True}), "b")
        written.write_dynamic_array_formula("B2", "=A1:A2")
    return held.getvalue()


@pytest.mark.parametrize("made", [by_openpyxl, by_xlsxwriter])
def test_sheets_of_libraries_are_plain(made: object) -> None:
    assert callable(made)
    with ZipFile(io.BytesIO(made())) as parts:
        assert not tags_of(parts.read("xl/worksheets/sheet1.xml")).odd


FORMATS = [
    (b'formatCode="[h]:mm"', True),
    (b'formatCode="&quot;t&quot; [MM]:ss"', True),
    (b'formatCode="yyyy-mm-dd"', False),
    (b'formatCode="[Red]0.00"', False),
    (b'formatCode="[$-407]d. mmmm"', False),
]


@pytest.mark.parametrize(("styles", "lasting"), FORMATS)
def test_formats_of_lengths_of_time_are_known(styles: bytes, *, lasting: bool) -> None:
    assert bool(zip_parts.ELAPSED.search(styles)) == lasting
