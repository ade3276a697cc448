"""Every link of a page, followed as a browser does that opened the page from a folder."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from tests.reports.page_parts import Page


def dead(path: Path) -> list[str]:
    """The links of a page that lead nowhere: to no file, or to no such place on a page."""
    return [link for link in Page(path).links if not _leads(path, link)]


def target(path: Path, link: str) -> Path:
    """The file that a link of a page leads to."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(urljoin(path.as_uri(), link)).path)))


def _leads(path: Path, link: str) -> bool:
    there, place = target(path, link), urlsplit(link).fragment
    return there.is_file() and (not place or place in Page(there).ids)
