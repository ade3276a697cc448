"""How a template looks: the formats of its cells, each under the name of what it marks."""

from typing import Any

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
    """Every format of ``book``, an XlsxWriter workbook, by its name."""
    return {name: book.add_format(_FONT | look) for name, look in _LOOKS.items()}
