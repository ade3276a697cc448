"""The two sheets that explain a template: its instructions, and the definition of each column."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from pandera.pandas import Column, DataFrameSchema
from xlsxwriter.utility import xl_col_to_name

from schemas.template_columns import headings, is_wanted, lists, metadata, prefill
from schemas.wording import enumerated

INSTRUCTIONS, DEFINITIONS = "Instructions", "Data Definitions"
_SENTENCES = (
    "Fill in the sheet {sheet}, one record a row, from row 2 on. Keep the heading row; "
    "columns may stand in any order, and those that are not required may be deleted.",
    "The sheet Data Definitions says of each column what it holds and which values are accepted.",
    "All cells are formatted as Text, so that long numbers keep all their digits. "
    "Paste with Paste Special > Values, which leaves them so.",
    "Where a cell does not look right, the sheet asks once more. Say yes if you are sure: the upload looks closer.",
    "Copy the identifiers of orders and items from the Orders report.",
    "Save the workbook, or the sheet {sheet} alone as tab-delimited text, and upload either.",
    "orderfeeds check FILE says what the file would do and keeps nothing of it; orderfeeds upload FILE does it.",
)
_NULL_SENTENCE = (
    "To edit what an earlier upload confirmed, fill in its row again: a filled cell overwrites, an empty cell keeps "
    "what is stored, and the word NULL deletes it."
)
_PREFILLED_SENTENCES = (
    "Its rows are {rows}.",
    "Fill in {wanted} of the rows that you deal with, and leave the others as they are: rows in which only {filled} "
    "are filled are skipped.",
    "The grey columns, {helpers}, are there to find your way. Nothing is read from them.",
)
_PAGE_WIDTH, _LINE_HEIGHT, _GAP = 100, 15.5, 5
# A column's width is counted in digits, and letters are narrower.
_A_LINE = 1.08
_DEFINED = {"Heading": 36, "What it is": 48, "Accepted values": 64, "Example": 26, "Required": 30}
# The lists of accepted values are to the right of the definitions, after an empty column.
_FIRST_LIST = len(_DEFINED) + 1


def list_columns(schema: DataFrameSchema, region: str | None) -> dict[str, str]:
    """The column letter, as ``G``, of each drop-down list in the sheet of definitions."""
    return {name: xl_col_to_name(at) for at, name in enumerate(lists(schema, region), _FIRST_LIST)}


def instruct(sheet: Any, schema: DataFrameSchema, looks: Mapping[str, Any], *, prefilled: bool) -> None:
    """Writes the instructions: what to do in which order, and the meaning of the headings' colours."""
    sheet.set_column(0, 0, _PAGE_WIDTH, looks["wrapped"])
    sheet.set_row(0, 2 * _LINE_HEIGHT)
    sheet.write_string(0, 0, f"{schema.title}: how to fill in this workbook", looks["title"])
    row = _write_lines(sheet, 1, _steps(schema), looks)
    if prefilled:
        sheet.set_row(row, 2 * _LINE_HEIGHT)
        sheet.write_string(row, 0, "This workbook was filled from the order table", looks["part"])
        row = _write_lines(sheet, row + 1, _of_prefilled(schema), looks)
    sheet.set_row(row, 2 * _LINE_HEIGHT)
    sheet.write_string(row, 0, "The colours of the headings", looks["part"])
    legend = {"required": "Required", "optional": "May be left empty"}
    legend |= {"helper": "For you to read; never uploaded"} if prefilled else {}
    for at, (look, words) in enumerate(legend.items(), row + 1):
        sheet.write_string(at, 0, words, looks[look])


def _steps(schema: DataFrameSchema) -> list[str]:
    said = [line.format(sheet=(schema.metadata or {})["sheet"]) for line in _SENTENCES]
    return [*said, _NULL_SENTENCE] if (schema.metadata or {}).get("null_word") else said


def _of_prefilled(schema: DataFrameSchema) -> list[str]:
    helped = prefill(schema)
    if helped is None:
        return []
    wanted = [name for name in headings(schema) if is_wanted(schema.columns[name]) and name not in helped.filled]
    extra = [name for name in ("tracking-number",) if name in schema.columns]
    words = {
        "rows": helped.rows,
        "wanted": enumerated([*wanted, *extra]),
        "filled": enumerated(helped.filled),
        "helpers": enumerated(helped.helpers),
    }
    return [line.format(**words) for line in _PREFILLED_SENTENCES]


def _write_lines(sheet: Any, row: int, lines: Sequence[str], looks: Mapping[str, Any]) -> int:
    for at, line in enumerate(lines, row):
        sheet.set_row(at, _height([line], [_PAGE_WIDTH]) + _GAP)
        sheet.write_string(at, 0, line, looks["wrapped"])
    return row + len(lines)


def define(sheet: Any, schema: DataFrameSchema, looks: Mapping[str, Any], region: str | None) -> None:
    """Writes the definitions: one row per column of the feed, and to the right the lists for the drop-downs."""
    for at, (name, width) in enumerate(_DEFINED.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, looks["optional"])
    places, offered = list_columns(schema, region), lists(schema, region)
    for at, name in enumerate(offered, _FIRST_LIST):
        sheet.set_column(at, at, len(name) + 22)
        sheet.write_string(0, at, f"{name}: accepted values", looks["optional"])
    names = headings(schema)
    for row in range(max(len(names), *(len(values) for values in offered.values()))):
        if row < len(names):
            _define_column(sheet, row + 1, names[row], schema, places, looks)
        for at, values in enumerate(offered.values(), _FIRST_LIST):
            if row < len(values):
                sheet.write_string(row + 1, at, values[row], looks["listed"])
    # Printed with the lists, the definitions would be too small to read.
    sheet.print_area(0, 0, len(names), len(_DEFINED) - 1)


def _define_column(
    sheet: Any, row: int, name: str, schema: DataFrameSchema, places: Mapping[str, str], looks: Mapping[str, Any]
) -> None:
    column = schema.columns[name]
    example = str(metadata(column).get("example", ""))
    said = (name, column.description or "", _accepted(name, schema, places.get(name)), example, _required(column))
    sheet.set_row(row, _height(said, list(_DEFINED.values())))
    for at, text in enumerate(said):
        sheet.write_string(row, at, text, looks["defined"])


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """The height that the longest wrapped text needs: no program computes it when it opens the file."""
    return max(ceil(len(text) / (width * _A_LINE)) for text, width in zip(texts, widths, strict=True)) * _LINE_HEIGHT


def _accepted(name: str, schema: DataFrameSchema, place: str | None) -> str:
    """What a cell may contain, in the words of the messages for wrong cells."""
    partners = [column for column in schema.columns.values() if metadata(column).get("of") == name]
    rules = [str(check.error) for column in (schema.columns[name], *partners) for check in column.checks]
    if place:
        rules = [f"one of the values in column {place} of this sheet", *rules[1:]]
    said = "; ".join(rules) or "any text"
    return said[0].upper() + said[1:] + "."


def _required(column: Column) -> str:
    if column.required:
        return "The column may not be missing, its cells may be empty" if column.nullable else "Yes"
    return "No" if column.nullable else "Yes, unless the column is left out"
