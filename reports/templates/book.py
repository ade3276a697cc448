"""Writes a template as a workbook: instructions, definitions and the data sheet, blank or with rows filled in.

The same schema always gives the same blank workbook. It is written row by row, so that it may have a million rows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import pandas as pd
import xlsxwriter
from pandera.pandas import DataFrameSchema
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from reports.templates import validations
from reports.templates.guides import DEFINITIONS, INSTRUCTIONS, define, instruct, list_columns
from schemas.sheet_cells import EVERYWHERE, ROWS, UNPRINTABLE
from schemas.template_columns import headings, headings_with_helpers, is_wanted, lists, metadata, prefill

_FONT = {"font_name": "Calibri", "font_size": 11}
_AS_TEXT = {"num_format": "@"}
_WRAPPED = {"text_wrap": True, "valign": "vcenter"}
_HEADING = {"bold": True, "border": 1, "border_color": "#8EA9C8", "valign": "vcenter"} | _AS_TEXT
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F4E79", "valign": "vcenter"},
    "part": {"bold": True, "font_size": 12, "font_color": "#1F4E79", "valign": "bottom"},
    "wrapped": _WRAPPED,
    "defined": _WRAPPED | {"border": 1, "border_color": "#D0D7E0"} | _AS_TEXT,
    "listed": _AS_TEXT,
    "required": _HEADING | {"font_color": "#FFFFFF", "bg_color": "#1F4E79"},
    "optional": _HEADING | {"font_color": "#1F4E79", "bg_color": "#DCE6F1"},
    "helper": _HEADING | {"indent": 1, "italic": True, "font_color": "#6B6B6B", "bg_color": "#E4E4E4"},
    "text": _AS_TEXT,
    "help": _AS_TEXT | {"indent": 1, "font_color": "#6B6B6B", "bg_color": "#F3F3F3"},
}


def formats(book: Any) -> dict[str, Any]:
    """Every format of ``book``, an XlsxWriter workbook, by name."""
    return {name: book.add_format(_FONT | look) for name, look in _LOOKS.items()}


MOST_ROWS = ROWS - 1
_MADE = datetime(2026, 1, 1)
_HEADING_HEIGHT = 24
_A4 = 9
_HELP_WIDTHS = {"recipient-name": 24, "sku": 20, "product-name": 44, "refundable": 72}


@dataclass(frozen=True)
class Layout:
    """What a template is made for: the feed, the region whose carriers it offers, and whether its rows are filled in.

    ``made``: the creation time in the workbook's properties.
    """

    schema: DataFrameSchema
    region: str | None = None
    prefilled: bool = False
    made: datetime = field(default=_MADE)


def write_template(layout: Layout, file: BinaryIO, parts: Iterable[pd.DataFrame] = ()) -> None:
    """Writes the template into ``file``, with the rows of ``parts`` filled in below the headings.

    The columns of a part are headings of the template; every filled cell is text, whatever it begins with.
    """
    # In its own folder: if XlsxWriter fails, it leaves its temporary files behind, and they contain buyers' names.
    with TemporaryDirectory(prefix="orderfeeds-", ignore_cleanup_errors=True) as scratch:
        try:
            with xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": scratch}) as book:
                _write_sheets(book, layout, parts)
        except FileCreateError as fault:
            raise OSError(*fault.args) from fault


def _write_sheets(book: Any, layout: Layout, parts: Iterable[pd.DataFrame]) -> None:
    schema, looks = layout.schema, formats(book)
    book.set_properties({"author": "orderfeeds", "created": layout.made})
    guide, definitions, data = (book.add_worksheet(name) for name in (INSTRUCTIONS, DEFINITIONS, _sheet_name(schema)))
    instruct(guide, schema, looks, prefilled=layout.prefilled)
    define(definitions, schema, looks, layout.region)
    _lay_out(data, layout, looks)
    # No print area, so that rows added below and a column of results are printed too.
    _fill(data, layout, looks, parts)
    for sheet in (guide, definitions, data):
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0 if sheet is data else 2)
    data.activate()


def _sheet_name(schema: DataFrameSchema) -> str:
    return str((schema.metadata or {})["sheet"])


def _columns(layout: Layout) -> dict[str, str]:
    """The headings of the data sheet, and the format of each: required, optional or helper."""
    known, own = layout.schema.columns, headings(layout.schema)
    names = headings_with_helpers(layout.schema) if layout.prefilled else own
    return {
        name: "helper" if name not in own else "required" if is_wanted(known[name]) else "optional" for name in names
    }


def _lay_out(sheet: Any, layout: Layout, looks: Mapping[str, Any]) -> None:
    """Writes the heading row of the data sheet, and sets its columns to text with drop-down lists and validations."""
    columns = _columns(layout)
    places, offered = list_columns(layout.schema, layout.region), lists(layout.schema, layout.region)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    # Identifiers are digits stored as text on purpose: no green triangles.
    sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
    sheet.set_row(0, _HEADING_HEIGHT)
    for at, (name, look) in enumerate(columns.items()):
        helps = look == "helper"
        sheet.set_column(at, at, _width(name, layout.schema), looks["help" if helps else "text"])
        sheet.write_string(0, at, name, looks[look])
        if name in places:
            source = f"='{DEFINITIONS}'!${places[name]}$2:${places[name]}${len(offered[name]) + 1}"
            checked: Any = validations.choice(name, source, places[name], DEFINITIONS)
        else:
            checked = None if helps else validations.check(name, layout.schema, f"{xl_col_to_name(at)}2")
        if checked:
            sheet.data_validation(1, at, MOST_ROWS, at, checked)


def _width(name: str, schema: DataFrameSchema) -> int:
    if name in _HELP_WIDTHS and name not in headings(schema):
        return _HELP_WIDTHS[name]
    example = str(metadata(schema.columns[name]).get("example", "")) if name in schema.columns else ""
    return max(12, len(name) + 3, len(example) + 3)


def _fill(sheet: Any, layout: Layout, looks: Mapping[str, Any], parts: Iterable[pd.DataFrame]) -> None:
    """Writes the rows; raises KeyError for a heading that the template does not have."""
    names = list(_columns(layout))
    helpers = prefill(layout.schema)
    grey = set(helpers.helpers) - set(headings(layout.schema)) if helpers else set()
    row = 0
    for part in parts:
        unknown = set(part.columns).difference(names)
        if unknown:
            raise KeyError(f"{layout.schema.title} has no heading {', '.join(sorted(unknown))}")
        places = [(names.index(name), looks["help" if name in grey else "text"]) for name in part.columns]
        for cells in zip(*(_cleaned(part[name]) for name in part.columns), strict=True):
            row += 1
            for (at, look), text in zip(places, cells, strict=True):
                if text:
                    sheet.write_string(row, at, text, look)


def _cleaned(texts: "pd.Series[Any]") -> list[str | None]:
    """The texts as one line each: characters that a spreadsheet cannot store, and line breaks, become spaces."""
    held = texts.astype(object).where(texts.notna(), None)
    return [text if text is None else re.sub(UNPRINTABLE, " ", text) for text in held]
