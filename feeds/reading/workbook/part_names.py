"""Moves the parts of a zipped workbook to where readers look; ECMA-376 part 2 allows them anywhere in the package.

A workbook with its parts elsewhere (in the root of the package, under other names, with backslashes) is repacked with
the parts that are read in their usual places. So is one with macro sheets, which a reader takes for damage.
"""

import io
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Macro sheets are skipped like dialog sheets.
_FOLDERS = {
    "worksheet": "worksheets",
    "chartsheet": "chartsheets",
    "dialogsheet": "dialogsheets",
    "xlMacrosheet": "dialogsheets",
    "xlIntlMacrosheet": "dialogsheets",
}
_SINGLE = ("sharedStrings", "styles")
_ALWAYS_READ = {f"xl/{name}.xml" for name in ("workbook", "sharedstrings", "styles")} | {"[content_types].xml"}


@dataclass(frozen=True)
class _Related:
    """A relationship of the workbook: its ``kind``, such as ``worksheet``, and the ``part`` it names."""

    identifier: str
    kind: str
    target: str
    part: str


def plain_name(name: str) -> str:
    """The name of a part in lower case with forward slashes, so that different spellings are equal."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def is_always_read(name: str) -> bool:
    """True if a part with this name is always read, even if the workbook has no relationship to it or hides it."""
    plain = plain_name(name)
    return plain in _ALWAYS_READ or ("worksheets/" in plain and not plain.endswith(".rels"))


def in_usual_places(file: BinaryIO, checked: Callable[[str], object]) -> bytes | None:
    """The workbook in ``file`` repacked with its parts where readers look for them; None if they are already there.

    ``checked`` is called with the name of each part in the file before it is read. Raises KeyError if a part is
    missing.
    """
    with ZipFile(file) as parts:
        held = {plain_name(name): name for name in parts.namelist()}

        def read(name: str) -> bytes:
            checked(held[name])
            return parts.read(held[name])

        book = _book(read("_rels/.rels"))
        folder, name = posixpath.split(book)
        related = _related(read(posixpath.join(folder, "_rels", f"{name}.rels")), folder, held)
        ending = posixpath.splitext(book)[1]
        if held[book] == f"xl/workbook{ending}" and all(_is_usual(one, ending, held) for one in related):
            return None
        return _packed({f"xl/workbook{ending}": read(book)}, related, ending, held, read)


def _book(relations: bytes) -> str:
    for entry in ElementTree.fromstring(relations):
        if entry.get("Type", "").endswith("/officeDocument"):
            return plain_name(entry.get("Target", ""))
    return "xl/workbook.xml"


def _related(relations: bytes, folder: str, held: Mapping[str, str]) -> list[_Related]:
    """The relationships of the workbook to parts that are read."""
    found = []
    for entry in ElementTree.fromstring(relations):
        kind, target = entry.get("Type", "").rpartition("/")[2], entry.get("Target", "")
        if (kind in _FOLDERS or kind in _SINGLE) and entry.get("TargetMode") != "External":
            near = posixpath.join("/", folder, target.replace("\\", "/"))
            # Some programs write paths from the root without a leading slash.
            meant = [plain_name(name) for name in (near, target, unquote(near))]
            part = next((name for name in meant if name in held), meant[0])
            found.append(_Related(entry.get("Id", ""), kind, target, part))
    return found


def _is_usual(one: _Related, ending: str, held: Mapping[str, str]) -> bool:
    """True if readers find the part: the target as written, from the root or from ``xl``, is its name."""
    if one.part not in held:
        return True
    target = one.target[1:] if one.target.startswith("/") else f"xl/{one.target}"
    single = one.kind not in _SINGLE or target == f"xl/{one.kind}{ending}"
    return target == held[one.part] and single and not one.kind.endswith("acrosheet")


def _packed(
    made: dict[str, bytes], related: list[_Related], ending: str, held: Mapping[str, str], read: Callable[[str], bytes]
) -> bytes:
    entries = []
    for number, one in enumerate(related, 1):
        folder = _FOLDERS.get(one.kind)
        place = f"{folder}/sheet{number}{ending}" if folder else f"{one.kind}{ending}"
        entries.append((one.identifier, folder.removesuffix("s") if folder else one.kind, place))
        if one.part in held and folder != "dialogsheets":
            made[f"xl/{place}"] = read(one.part)
    made[f"xl/_rels/workbook{ending}.rels"] = _relations(entries)
    made["_rels/.rels"] = _relations([("rId1", "officeDocument", f"xl/workbook{ending}")])
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as parts:
        for name, content in made.items():
            parts.writestr(ZipInfo(name), content)
    return packed.getvalue()


def _relations(entries: list[tuple[str, str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id={quoteattr(identifier)} Type="{_DOCUMENT}/{kind}" Target="{place}"/>'
        for identifier, kind, place in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'.encode()
