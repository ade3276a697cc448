"""Cells whose XML is written as no program writes it: read as XML says, or refused by their place."""

from tests.zoo.animals import RECORDS, Animal, good, refused
from tests.zoo.of_sheets import shaped, with_cell
from tests.zoo.workbook_parts import BOOK, RELATIONS, STRINGS, STYLES, book_file, parts_of, rows, sheet
from tests.zoo.xml_sheets import PLACES, ROWS, sheet_of

_UPS = PLACES["UPS"]
_KANA = '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'


def _read(name: str, what: str, text: str, written: str) -> Animal:
    """A cell at G2, written so, and its text; other readers read some otherwise."""
    return Animal(f"odd-{name}.xlsx", what, sheet_of(lambda: sheet(with_cell(written))), shaped(text), honest=False)


def _shared(name: str, what: str, value: str) -> Animal:
    """The text UPS, its number written so."""
    shown = rows(RECORDS, PLACES).replace(f'<c r="E2" t="s"><v>{_UPS}</v>', f'<c r="E2" t="s"><v>{value}</v>')
    make = book_file(lambda: {"xl/worksheets/sheet1.xml": sheet(shown)})
    return Animal(f"odd-{name}.xlsx", what, make, RECORDS, honest=False)


def _refused(name: str, what: str, written: str, place: str = "cell G2") -> Animal:
    return refused(f"odd-{name}.xlsx", what, sheet_of(lambda: sheet(with_cell(written))), place)


def _zeros(value: str) -> Animal:
    return _read(f"digits-{value.strip('+')}", f"a number cell {value}", value, f'<c r="G2"><v>{value}</v></c>')


def _last(name: str, what: str, text: str, written: str) -> Animal:
    """A last row of this cell alone."""
    below = f'<row r="4"><c r="C4"{written}</c></row>'
    return good(f"last-{name}.xlsx", what, sheet_of(lambda: sheet(ROWS + below)), (*RECORDS, ("", "", text)))


def _spelled(part: str, old: str, new: str, name: str, what: str) -> Animal:
    """A part beside the sheets in which this is written otherwise."""

    def changed() -> dict[str, bytes]:
        content = parts_of({"Data": RECORDS})[part]
        assert old.encode() in content
        return {part: content.replace(old.encode(), new.encode(), 1)}

    return Animal(f"odd-{name}.xlsx", what, book_file(changed), RECORDS, honest=False)


ANIMALS: list[Animal] = [
    _read("comment", "a comment in a number", "12", '<c r="G2"><v>1<!-- x -->2</v></c>'),
    _read("target", "a processing instruction in a number", "12", '<c r="G2"><v>1<?x y?>2</v></c>'),
    _read("cdata", "a number in CDATA", "12", '<c r="G2"><v><![CDATA[12]]></v></c>'),
    _read("cdata-half", "a number half in CDATA", "12", '<c r="G2"><v>1<![CDATA[2]]></v></c>'),
    _read("reference", "a number by character references", "12", '<c r="G2"><v>&#49;&#x32;</v></c>'),
    _read("spaces", "spaces around a number", "12", '<c r="G2"><v> 12\n</v></c>'),
    _read("space-kept", "spaces that are kept", "12", '<c r="G2"><v xml:space="preserve">12</v></c>'),
    _read("true-cdata", "a logical cell in CDATA", "TRUE", '<c r="G2" t="b"><v><![CDATA[1]]></v></c>'),
    _read("true-word", "a logical cell as a word", "TRUE", '<c r="G2" t="b"><v>true</v></c>'),
    _read("false-word", "a logical cell as a word", "FALSE", '<c r="G2" t="b"><v>false</v></c>'),
    _read("false-reference", "a logical cell by a reference", "FALSE", '<c r="G2" t="b"><v>&#48;</v></c>'),
    _read("day-cdata", "a day in CDATA", "2026-03-05", '<c r="G2" t="d"><v>2026<![CDATA[-03-05]]></v></c>'),
    _read("formula-cdata", "a result in CDATA", "Air", '<c r="G2" t="str"><f>A1</f><v><![CDATA[Air]]></v></c>'),
    _read("formula-comment", "a comment in a result", "Air", '<c r="G2" t="str"><f>A1</f><v>A<!-- -->ir</v></c>'),
    _read("inline-comment", "a comment in a text", "Air", '<c r="G2" t="inlineStr"><is><t>A<!-- -->ir</t></is></c>'),
    _read("inline-cdata", "a text in CDATA", "A&B", '<c r="G2" t="inlineStr"><is><t><![CDATA[A&B]]></t></is></c>'),
    _read(
        "inline-tags",
        "tags in CDATA",
        '<c r="G2">',
        '<c r="G2" t="inlineStr"><is><t><![CDATA[<c r="G2">]]></t></is></c>',
    ),
    _read("inline-untyped", "a text in a cell without a type", "Air", '<c r="G2"><is><t>Air</t></is></c>'),
    _read(
        "inline-both",
        "a text that is the value",
        "Air",
        '<c r="G2" t="inlineStr"><is><t>Air</t></is><v>Air</v></c>',
    ),
    _read(
        "inline-kana",
        "a reading",
        "東京",
        '<c r="G2" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウ</t></rPh></is></c>',
    ),
    _read("error-quotes", "an error cell in single quotes", "#N/A", "<c r='G2' t='e'><v>#N/A</v></c>"),
    _read("error-spaces", "an error cell with spaces", "#N/A", '<c r = "G2" t = "e" ><v>#N/A</v></c>'),
    _read("error-lines", "an error cell on two lines", "#N/A", '<c r="G2"\n t\n=\n"e"><v>#N/A</v></c>'),
    _read("error-reference", "an error cell by a reference", "#N/A", '<c r="G2" t="&#101;"><v>#N/A</v></c>'),
    _read("error-first", "an error cell whose type comes first", "#N/A", '<c t="e" r="G2"><v>#N/A</v></c>'),
    _read("error-prefix", "an error cell with a prefix", "#N/A", '<x:c xmlns:x="x" r="G2" t="e"><x:v>#N/A</x:v></x:c>'),
    _read("formula-quotes", "a formula without its value", "=1+1", "<c r='G2'><f >1+1</f ></c >"),
    _shared("shared-comment", "a comment in a text's number", f"<!-- -->{_UPS}"),
    _shared("shared-cdata", "a text's number in CDATA", f"<![CDATA[{_UPS}]]>"),
    _shared("shared-reference", "a text's number by reference", "".join(f"&#{ord(digit)};" for digit in str(_UPS))),
    _shared("shared-spaces", "spaces around a text's number", f" {_UPS} "),
    *map(_zeros, ("0123456789", "00340434161094022115", "+123", "1E5", "12E3", "-012", "007.50")),
    _read("digits-formula", "a formula's number with leading zeros", "012", '<c r="G2"><f>A1</f><v>012</v></c>'),
    _read("digits-typed", "a number cell with leading zeros", "012", '<c r="G2" t="n" s="0"><v>012</v></c>'),
    _refused("twice", "a cell twice", '<c r="G2"><v>1</v></c><c r="G2"><v>2</v></c>'),
    _refused("twice-apart", "a cell again behind others", '<c r="G2"><v>1</v></c><c r="H2"/><c r="G2"/>'),
    _refused("twice-unnamed", "a cell without a place on another", '<c r="F2"/><c r="G2"/>', "cell F2"),
    _refused("values", "two values", '<c r="G2"><v>1</v><v>2</v></c>'),
    _refused("values-apart", "two values around a formula", '<c r="G2"><v>1</v><f>A1</f><v>2</v></c>'),
    _refused("values-blank", "a value and an empty one", '<c r="G2"><v>1</v><v/></c>'),
    _refused("inlines", "two texts", '<c r="G2" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c>'),
    _refused("inline-value", "a text and another value", '<c r="G2" t="inlineStr"><is><t>1</t></is><v>2</v></c>'),
    _refused("inline-no-text", "a value in the place of a text", '<c r="G2" t="inlineStr"><v>2</v></c>'),
    _refused("type", "a type that is none", '<c r="G2" t="x"><v>2</v></c>'),
    _refused("true-odd", "a logical cell with a word", '<c r="G2" t="b"><v>maybe</v></c>'),
    _refused("shared-none", "a shared text without a number", '<c r="G2" t="s"><v/></c>'),
    _refused("within", "an element that is none of a cell's", '<c r="G2"><w><v>1</v></w></c>'),
    _refused("row", "a cell of another row", '<c r="G3"><v>1</v></c>', "cell G3"),
    _last("zero", "a last row of 0", "0", "><v>0</v>"),
    _last("zero-decimal", "a last row of 0.0", "0", "><v>0.0</v>"),
    _last("false", "a last row of FALSE", "FALSE", ' t="b"><v>0</v>'),
    _spelled(STRINGS, "<t>UPS", "<t>U<!-- </t> -->P<![CDATA[S]]>", "texts-within", "comments in texts"),
    _spelled(STRINGS, "<si><t>UPS", "<!-- <si><t>x</t></si> --><?x?><si><t>UPS", "between", "comments between texts"),
    _spelled(BOOK, 'name="Data"', "name = '&#68;ata'", "sheet-name", "a sheet's name by reference"),
    _spelled(RELATIONS, 'Target="w', 'Target="&#119;', "target-name", "a part's name by reference"),
    _spelled(STYLES, 'numFmtId="0"', "numFmtId='&#48;'", "styles", "a format by reference"),
]
