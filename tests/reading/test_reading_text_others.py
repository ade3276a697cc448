"""Texts that are no table: each is told what it is, however it is encoded."""

import pytest

from feeds.reading.grid import RefusedError
from feeds.reading.text import opening

OPEN = "Open it in Excel, save it as .xlsx and upload that."
PAGE = f"it is a web page saved under the name of a workbook or text. {OPEN}"
LINES = "Upload a workbook, or text with one record a line."
BEGINNINGS = [
    ("<html><body><table><tr><td>order-id", PAGE),
    ("\r\n  <!DOCTYPE html>\n<p>", PAGE),
    ("<TABLE border=1><tr><td>order-id</td>", PAGE),
    ("<!-- export --><style>td {}</style><table>", PAGE),
    ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', PAGE),
    ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>', PAGE),
    (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>',
        f"it is an XML spreadsheet of Excel 2003. {OPEN}",
    ),
    (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">',
        f"it is a flat OpenDocument file (.fods). {OPEN}",
    ),
    (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>',
        f"it is an XML spreadsheet of Excel 2003. {OPEN}",
    ),
    ('<?xml version="1.0"?><AmazonEnvelope>', f"it is XML, which is no feed. {LINES}"),
    ("<orders><order>", f"it is XML, which is no feed. {LINES}"),
    ('{"order-id": 1}', f"it is JSON, which is no feed. {LINES}"),
    ('[\n  {"order-id": 1}', f"it is JSON, which is no feed. {LINES}"),
    (
        r"{\rtf1\ansi order-id}",
        "it is a rich text document (RTF), not a table. Put the table into Excel, save it as .xlsx and upload that.",
    ),
    (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        f"it is a web archive (.mht) or a saved e-mail. {OPEN}",
    ),
    (
        "From: <Saved by Excel>\r\nSubject: x\r\nMIME-Version: 1.0\r\n",
        f"it is a web archive (.mht) or a saved e-mail. {OPEN}",
    ),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(("content", "sentence"), BEGINNINGS)
def test_what_is_no_table_is_told_what_it_is(content: str, sentence: str, encoding: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        opening.read(content.encode(encoding), None, None)
    assert str(refusal.value) == sentence


TABLES = [
    "order-id\t<b>",
    "<order-id>\tquantity",
    "[open]\torder-id",
    "{order-id}\tquantity",
    "Note: mime\torder-id",
    "<3\tx",
]


@pytest.mark.parametrize("content", TABLES)
def test_a_table_may_begin_much_like_them(content: str) -> None:
    [grid] = opening.read(content.encode(), None, None)
    assert [column[0].as_py() for column in grid.columns] == content.split("\t")
