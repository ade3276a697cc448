"""Files that are no table at all, or one that a program of another kind wrote."""

import base64
import json
import sqlite3
import struct
import tempfile
import zlib
from pathlib import Path

from tests.zoo.animals import NO_HEADINGS, RECORDS, Animal, Table, hostile, put, put_made, refused
from tests.zoo.compound_bytes import compound
from tests.zoo.workbook_parts import save, xml_content_types


def _html(table: Table = RECORDS) -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
    return f"<html><head><meta charset=utf-8></head><body><table>{rows}</table></body></html>".encode()


def _xml_2003() -> bytes:
    cells = ["".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) for row in RECORDS]
    rows = "".join(f"<Row>{row}</Row>" for row in cells)
    start = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Data"><Table>{rows}</Table></Worksheet>'
    return f"{start}{book}</Workbook>".encode()


def _mht() -> bytes:
    body = base64.encodebytes(_html())
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n'
    )
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + body + b"\r\n--x--\r\n"


def _png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "x.db"
        connection = sqlite3.connect(place)
        connection.execute("CREATE TABLE parcels (order_id TEXT)")
        connection.commit()
        connection.close()
        return place.read_bytes()


def _package(kind: str, main: str) -> bytes:
    types = {f"/{main}": f"application/vnd.openxmlformats-officedocument.{kind}"}
    return save({"[Content_Types].xml": xml_content_types(types), "_rels/.rels": b"<Relationships/>", main: b"<x/>"})


def _pdf() -> bytes:
    objects = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj "
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF\n"


_JSON = json.dumps([dict(zip(RECORDS[0], row, strict=True)) for row in RECORDS[1:]]).encode()
_ENCRYPTED = compound({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(300)})
ANIMALS: list[Animal] = [
    refused("parcels.pdf", "a PDF", put(_pdf()), "PDF"),
    refused("parcels-pdf.xlsx", "a PDF, named .xlsx", put(_pdf()), "PDF"),
    refused("picture.png", "a picture", put(_png()), "picture"),
    refused("picture.jpg", "a photograph", put(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(500) + b"\xff\xd9"), "picture"),
    refused("picture.txt", "a picture, named .txt", put(_png()), "picture"),
    refused("letter.rtf", "a document in RTF", put(b"{\\rtf1\\ansi order-id\\par}")),
    refused("html.xls", "HTML saved as .xls", put_made(_html), "web page"),
    refused(
        "html-bom.xls",
        "HTML with white space and a byte order mark first",
        put(b"\xef\xbb\xbf\r\n  " + _html()),
        "web page",
    ),
    refused("html-large.xls", "HTML with a doctype in capitals", put(b"<!DOCTYPE HTML><HTML>" + _html()), "web page"),
    refused("xml-2003.xls", "an XML spreadsheet of 2003", put_made(_xml_2003), "XML"),
    refused("web.mht", "a web page as one file", put_made(_mht)),
    refused("records.json", "JSON", put(_JSON)),
    refused("records.jsonl", "lines of JSON", put(b'{"order-id": "x"}\n{"order-id": "y"}\n'), "JSON"),
    refused("store.db", "an SQLite database", put_made(_sqlite)),
    refused("program", "a program", put(b"\x7fELF\x02\x01\x01" + bytes(500))),
    refused("program.exe", "a program for Windows", put(b"MZ\x90\0\3\0\0\0" + bytes(500))),
    refused("script.py", "a script", put(b"import os\nprint(os.name)\n"), "order-id", code=NO_HEADINGS),
    refused(
        "mail.eml",
        "a mail",
        put(b"From: a@example.com\r\nSubject: parcels\r\n\r\nHello\r\n"),
        "order-id",
        code=NO_HEADINGS,
    ),
    refused(
        "document.docx",
        "a document of Word",
        put_made(lambda: _package("wordprocessingml.document.main+xml", "word/document.xml")),
    ),
    refused(
        "slides.pptx",
        "slides",
        put_made(lambda: _package("presentationml.presentation.main+xml", "ppt/presentation.xml")),
    ),
    refused(
        "table.numbers",
        "a table of Numbers",
        put_made(lambda: save({"Index/Document.iwa": b"\0" * 50, "Metadata/Properties.plist": b"x"})),
    ),
    refused(
        "program.jar",
        "a Java program",
        put_made(lambda: save({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", "A.class": b"\xca\xfe\xba\xbe"})),
    ),
    refused("columns.parquet", "columns of Parquet", put(b"PAR1" + bytes(200) + b"PAR1")),
    refused("secret.xlsx", "a workbook with a password", put(_ENCRYPTED), "password"),
    refused("secret.xls", "a workbook with a password, named .xls", put(_ENCRYPTED), "password"),
    refused("empty.xlsx", "no byte", put(b""), "empty"),
    refused("empty.txt", "no byte, named .txt", put(b""), "empty"),
    refused("one-byte.txt", "one byte", put(b"x"), "order-id", code=NO_HEADINGS),
    refused("one-byte-high.txt", "one byte that is no UTF-8", put(b"\xff"), code=NO_HEADINGS),
    refused("two-bytes.xlsx", "the letters PK", put(b"PK"), "order-id", code=NO_HEADINGS),
    refused("four-bytes.xlsx", "the first bytes of a zip and nothing else", put(b"PK\x03\x04"), "damaged"),
    refused("bom-alone.txt", "a byte order mark alone", put(b"\xef\xbb\xbf"), code=NO_HEADINGS),
    refused("bom-16-alone.txt", "a byte order mark of UTF-16 alone", put(b"\xff\xfe"), code=NO_HEADINGS),
    refused("zeros-512.xls", "512 zeros", put(bytes(512))),
    hostile("zeros-50-mb.csv", "50 MB of zeros", put_made(lambda: bytes(50_000_000)), slow=True),
    hostile(
        "gzip-magic.gz",
        "the first bytes of gzip and nothing else",
        put(b"\x1f\x8b"),
    ),
]
