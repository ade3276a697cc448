"""What a text is that is no table: a web page, XML, JSON and others, each told by how it begins."""

import codecs
import re

_BEGINNING = 4096
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PAGE = re.compile(rb"<(html|!doctype html|table|body|head|meta|style|script|div)\b")
_SPREADSHEET = (b"urn:schemas-microsoft-com:office:spreadsheet", b'progid="excel.sheet"')
_MARKUP = re.compile(rb"<(\?xml|!doctype|!--|[a-z][a-z0-9:._-]*(\s[^<>]*)?>\s*<)")
_JSON = re.compile(rb'\{\s*("|\})|\[\s*[\[{"\]]')
_MAIL = re.compile(rb"^(mime-version:|content-type: *multipart/)", re.MULTILINE)
_MAIL_HEADER = re.compile(rb"[a-z][a-z-]*: ")
_AS_WORKBOOK = "Open it in Excel, save it as .xlsx and upload that."


def what_else(content: bytes) -> str | None:
    """What a text is that is no feed, as the rest of a sentence with what to do; None where it may be one."""
    start = content[:_BEGINNING]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip().lower()
    if start.startswith(b"<"):
        return _markup(start)
    if start.startswith(b"{\\rtf"):
        return (
            "it is a rich text document (RTF), not a table. Put the table into Excel, save it as .xlsx and upload that."
        )
    if _JSON.match(start):
        return "it is JSON, which is no feed. Upload a workbook, or text with one record a line."
    if _MAIL_HEADER.match(start) and _MAIL.search(start):
        return f"it is a web archive (.mht) or a saved e-mail. {_AS_WORKBOOK}"
    return None


def _markup(start: bytes) -> str | None:
    if b"urn:oasis:names:tc:opendocument" in start:
        return f"it is a flat OpenDocument file (.fods). {_AS_WORKBOOK}"
    if any(sign in start for sign in _SPREADSHEET):
        return f"it is an XML spreadsheet of Excel 2003. {_AS_WORKBOOK}"
    if _PAGE.search(start):
        return f"it is a web page saved under the name of a workbook or text. {_AS_WORKBOOK}"
    if _MARKUP.match(start):
        return "it is XML, which is no feed. Upload a workbook, or text with one record a line."
    return None
