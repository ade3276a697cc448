"""Workbooks as people keep them: hidden sheets, rows and columns, titles, charts, several sheets."""

from collections.abc import Mapping
from pathlib import Path

from tests.zoo.animals import (
    FIRST,
    HEADINGS,
    NO_HEADINGS,
    NO_RECORD,
    RECORDS,
    SECOND,
    TWO_SHEETS,
    Animal,
    Make,
    Table,
    either,
    good,
    hostile,
    refused,
)
from tests.zoo.workbook_parts import (
    BOOK,
    CONTENT,
    DECLARED,
    DOCUMENT,
    MAIN,
    RELATIONS,
    SHEET,
    TYPES,
    book_file,
    content_types,
    parts_of,
    rows,
    save,
    sheet,
    strings,
)
from tests.zoo.xml_sheets import ROWS, sheet_of

_OTHER = (HEADINGS, tuple(cell.replace("202-", "203-") for cell in FIRST))
_NOTES = (("How to fill in this template",), ("order-id", "copy it from the Orders report"))


def books(tables: Mapping[str, Table], **states: str) -> Make:
    """Makes a workbook of these sheets, some of them hidden."""
    return lambda path: path.write_bytes(save(parts_of(tables, states)))


def table(shown: Table, *, after: str = "", before: str = "") -> Make:
    """Makes a workbook of one sheet with this table."""
    return sheet_of(lambda: sheet(rows(shown), before, after))


def _chart_first(path: Path) -> object:
    parts = parts_of({"Chart": [("x",)], "Data": RECORDS})
    parts[SHEET] = (
        f'{DECLARED}<chartsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>'
    ).encode()
    old = f"{DOCUMENT}/worksheet".encode()
    parts["xl/chartsheets/sheet1.xml"] = parts.pop(SHEET)
    parts[RELATIONS] = parts[RELATIONS].replace(old, f"{DOCUMENT}/chartsheet".encode(), 1)
    parts[RELATIONS] = parts[RELATIONS].replace(b"worksheets/sheet1", b"chartsheets/sheet1", 1)
    sheet1 = f'/xl/worksheets/sheet1.xml" ContentType="{CONTENT}.worksheet'.encode()
    parts[TYPES] = parts[TYPES].replace(sheet1, sheet1.replace(b"worksheet", b"chartsheet"), 1)
    return path.write_bytes(save(parts))


def _macros(path: Path) -> object:
    parts = parts_of({"Data": RECORDS}) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}
    parts[TYPES] = content_types(1, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return path.write_bytes(save(parts))


def _moved(path: Path) -> object:
    """The sheet's part has another name and an absolute target, as some exporters write."""
    parts = parts_of({"Data": RECORDS})
    parts["xl/tables/the sheet.xml"] = parts.pop(SHEET)
    parts[RELATIONS] = parts[RELATIONS].replace(b"worksheets/sheet1.xml", b"/xl/tables/the sheet.xml")
    parts[TYPES] = parts[TYPES].replace(b"worksheets/sheet1.xml", b"tables/the sheet.xml")
    return path.write_bytes(save(parts))


def _target(target: str) -> Make:
    def made() -> dict[str, bytes]:
        parts = parts_of({"Data": RECORDS})
        return {RELATIONS: parts[RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())}

    return book_file(made)


def _named(name: str) -> Make:
    return lambda path: path.write_bytes(save(parts_of({name: RECORDS})))


_HIDDEN_ROW = ROWS.replace('<row r="3">', '<row r="3" hidden="1">')
_SHIFTED = tuple(("", *row) for row in RECORDS)
_JAPANESE = ("注文番号", "注文商品番号", "数量", "出荷日", "配送業者コード", "お問い合わせ伝票番号")
_TYPE = ("TemplateType=OrderFulfillment", "Version=2011.1102", "This row is for Amazon.com use only. Do not modify")
_FILTER = (
    '<autoFilter ref="A1:F3"><filterColumn colId="4"><filters><filter val="UPS"/></filters></filterColumn></autoFilter>'
)
_FIVE = {f"Sheet{number}": _OTHER for number in range(1, 6)}
_NO_BOOK = f'{DECLARED}<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()
ANIMALS: list[Animal] = [
    good(
        "hidden-first.xlsx", "a hidden first sheet with headings", books({"Old": _OTHER, "Data": RECORDS}, Old="hidden")
    ),
    good(
        "very-hidden.xlsx",
        "a very hidden sheet with headings",
        books({"Old": _OTHER, "Data": RECORDS}, Old="veryHidden"),
    ),
    either("all-hidden.xlsx", "every sheet hidden", books({"Data": RECORDS}, Data="hidden")),
    either("state-odd.xlsx", "a sheet in an unknown state", books({"Data": RECORDS}, Data="invisible")),
    good("chart-first.xlsx", "a chart sheet first", _chart_first),
    good(
        "instructions.xlsx",
        "sheets of instructions before the records",
        books({"Instructions": _NOTES, "Data Definitions": _NOTES, "Data": RECORDS}),
    ),
    refused(
        "sheets-two.xlsx",
        "two sheets with records",
        books({"May": RECORDS, "June": _OTHER}),
        "May",
        "June",
        code=TWO_SHEETS,
    ),
    refused("sheets-five.xlsx", "five sheets with records", books(_FIVE), "Sheet1", "Sheet2", code=TWO_SHEETS),
    good("hidden-row.xlsx", "a hidden row", sheet_of(lambda: sheet(_HIDDEN_ROW))),
    good(
        "filtered.xlsx",
        "a filter that hides a row",
        sheet_of(
            lambda: sheet(
                _HIDDEN_ROW,
                after=_FILTER,
            )
        ),
    ),
    good(
        "hidden-column.xlsx",
        "a hidden column",
        table(RECORDS, before='<cols><col min="3" max="3" width="0" hidden="1"/></cols>'),
    ),
    good(
        "title-merged.xlsx",
        "a merged title above",
        table(
            (("Parcels of March", *[""] * 5), *RECORDS),
            after='<mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells>',
        ),
        (("Parcels of March", *[""] * 5), *RECORDS),
    ),
    good("template-type.xlsx", "the TemplateType row", table((_TYPE, *RECORDS)), (_TYPE, *RECORDS)),
    good(
        "japanese.xlsx",
        "a Japanese row above the headings",
        table((_TYPE, _JAPANESE, *RECORDS)),
        (_TYPE, _JAPANESE, *RECORDS),
    ),
    good(
        "headings-twice.xlsx",
        "a row like the headings above them",
        table((HEADINGS[:3], *RECORDS)),
        (HEADINGS[:3], *RECORDS),
    ),
    good(
        "blank-rows.xlsx",
        "blank rows between the records",
        table((HEADINGS, ("",) * 6, FIRST, ("",) * 6, SECOND)),
        (HEADINGS, ("",) * 6, FIRST, ("",) * 6, SECOND),
    ),
    good("column-b.xlsx", "a table that begins in column B", table(_SHIFTED), _SHIFTED),
    good("headings-trailing.xlsx", "empty headings at the end", table(((*HEADINGS, "", ""), FIRST, SECOND))),
    good(
        "headings-spelled.xlsx",
        "headings in other spellings",
        table(
            (("Order ID", "order_item_id", "QUANTITY", "ship date", " carrier-code ", "Tracking_Number"), FIRST, SECOND)
        ),
        (("Order ID", "order_item_id", "QUANTITY", "ship date", "carrier-code", "Tracking_Number"), FIRST, SECOND),
    ),
    good("sheet-named.xlsx", "a sheet name of 31 characters, quotes and signs", _named("R&D <\"'1 ✈ 出荷 " + "x" * 15)),
    either("sheet-long.xlsx", "a sheet name of 100,000 characters", _named("x" * 100_000)),
    good("macros.xlsm", "a workbook with macros", _macros),
    good("macros-named.xlsx", "a workbook with macros, named .xlsx", _macros),
    good("named.xls", "a workbook of today, named .xls", books({"Data": RECORDS})),
    good("named.txt", "a workbook, named .txt", books({"Data": RECORDS})),
    good("named", "a workbook without an ending", books({"Data": RECORDS})),
    good("named.xlsb", "a workbook of today, named .xlsb", books({"Data": RECORDS})),
    good("named.ods", "a workbook of today, named .ods", books({"Data": RECORDS})),
    good("moved.xlsx", "a sheet in a part of another name", _moved),
    hostile("target-climbing.xlsx", "a sheet outside of the workbook", _target("../../../../etc/passwd")),
    hostile("target-web.xlsx", "a sheet in the network", _target("http://127.0.0.1:9/sheet.xml")),
    hostile("target-itself.xlsx", "a sheet that is the workbook", _target("workbook.xml"), code=NO_HEADINGS),
    hostile("no-sheets.xlsx", "a workbook without a sheet", book_file(lambda: {BOOK: _NO_BOOK})),
    refused("empty-sheet.xlsx", "a sheet without a cell", sheet_of(lambda: sheet("")), "order-id", code=NO_HEADINGS),
    refused("headings-alone.xlsx", "headings and nothing below", table([HEADINGS]), "record", code=NO_RECORD),
    hostile(
        "strings-alone.xlsx",
        "a table of texts in the sheet's place",
        sheet_of(lambda: strings("<si><t>x</t></si>")),
        code=NO_HEADINGS,
    ),
]
