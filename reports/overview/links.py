"""Links from a night's pages to the files written about its uploads, and removal of links that a purge made dead."""

import ntpath
import os
import posixpath
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath, PureWindowsPath
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Engine, and_, delete, insert, select

from reports.files.atomic_files import put_in_place
from reports.order_lines import Viewpoint
from reports.overview.uploads import of_last_day
from schemas.store.file_tables import CORRECTIONS, KNOWN_FILES, PROCESSING_REPORT, TOLD_FILES
from schemas.store.history import UPLOADS
from schemas.store.nights import PAGE_LINKS
from schemas.store.opening import writing

_WORDS = {PROCESSING_REPORT: "Processing report", CORRECTIONS: "Corrections"}
GONE = "(deleted)"


class Link(NamedTuple):
    """A link to an existing file; ``listed``: it is on the list of files, so a purge may delete it."""

    words: str
    href: str
    path: Path
    listed: bool


def href(target: PurePath, folder: PurePath) -> str:
    """The link from a page in ``folder`` to ``target``, both absolute; names may contain any characters.

    It is a relative path, so that it also works from another machine that sees both; if there is none, as to another
    drive, it is a file address.
    """
    paths = ntpath if isinstance(folder, PureWindowsPath) else posixpath
    try:
        way = paths.relpath(target, folder)
    except ValueError:
        return target.as_uri()
    return quote(os.fsencode(way.replace(paths.sep, "/")))


def of_uploads(connection: Connection, viewpoint: Viewpoint, folder: Path) -> dict[int, list[Link]]:
    """The links from a page in ``folder`` to the report and the corrections of each upload of the last day.

    Files that are no longer where they were written are left out.
    """
    of, known = TOLD_FILES.c, KNOWN_FILES.c
    listed = and_(known.path == of.path, known.merchant_id == UPLOADS.c.merchant_id)
    joined = TOLD_FILES.join(UPLOADS, UPLOADS.c.upload_no == of.upload_no).outerjoin(KNOWN_FILES, listed)
    query = select(of.upload_no, of.what, of.path, known.file_no).select_from(joined).where(*of_last_day(viewpoint))
    found: dict[int, list[Link]] = {}
    for number, what, stored, file_no in connection.execute(query.order_by(of.upload_no, of.what.desc())):
        path = Path(os.fsdecode(stored))
        if path.is_file():
            link = Link(_WORDS[what], href(path, folder.absolute()), path, file_no is not None)
            found.setdefault(number, []).append(link)
    return found


def keep(connection: Connection, merchant: str, pages: Iterable[Path], links: Iterable[Link]) -> None:
    """Stores which pages link to files that a purge may delete, inside the caller's write transaction."""
    paths = {os.fsencode(link.path) for link in links if link.listed}
    for page in pages:
        named = {"merchant_id": merchant, "page": os.fsencode(page.absolute())}
        connection.execute(delete(PAGE_LINKS).where(*(PAGE_LINKS.c[name] == value for name, value in named.items())))
        if paths:
            connection.execute(insert(PAGE_LINKS), [named | {"path": path} for path in sorted(paths)])


class Mended(NamedTuple):
    """Pages whose dead links were removed, and pages that could not be written."""

    pages: list[Path]
    left: list[Path]


def mend(engine: Engine, merchant: str) -> Mended:
    """Replaces links to deleted files in pages by their words and "(deleted)".

    A file whose whole folder is missing does not count as deleted: a drive may be disconnected. A page that cannot be
    written is tried again next time.
    """
    links, mended, dead = PAGE_LINKS.c, Mended([], []), dict[bytes, list[bytes]]()
    with engine.connect() as connection, connection.begin():
        for page, path in connection.execute(select(links.page, links.path).where(links.merchant_id == merchant)):
            if _is_gone(Path(os.fsdecode(path))):
                dead.setdefault(page, []).append(path)
    over = [page for page, paths in dead.items() if _is_mended(Path(os.fsdecode(page)), paths, mended)]
    if over:
        with engine.connect() as connection, writing(connection):
            for page in over:
                mine = (links.merchant_id == merchant) & (links.page == page)
                connection.execute(delete(PAGE_LINKS).where(mine, links.path.in_(dead[page])))
    return mended


def _is_gone(path: Path) -> bool:
    return not os.path.lexists(path) and path.parent.is_dir()


def _is_mended(page: Path, paths: Sequence[bytes], mended: Mended) -> bool:
    """Removes the links to ``paths`` from a page; returns True if the page no longer links to any of them."""
    try:
        held = content = page.read_bytes()
        for path in paths:
            content = without(content, href(Path(os.fsdecode(path)), page.parent))
        if content != held:
            put_in_place(page, content)
            mended.pages.append(page)
    except FileNotFoundError:
        return page.parent.is_dir()
    except OSError:
        mended.left.append(page)
        return False
    return True


def without(page: bytes, href: str) -> bytes:
    """The page without its links to ``href``; their words remain, followed by "(deleted)"."""
    link = rb'<a href="' + re.escape(href.encode()) + rb'">(.*?)</a>'
    return re.sub(link, rb"<span>\1 " + GONE.encode() + rb"</span>", page)
