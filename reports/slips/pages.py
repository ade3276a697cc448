"""Packing slips as the pages of a PDF, set by Typst."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from reports.slips.characters import FOLDERS, shown

PAPERS = {"a4": "a4", "letter": "us-letter"}
_PAGE = Path(__file__).with_name("slip.typ")


@dataclass(frozen=True)
class Look:
    """When slips are made (seconds since 1970 UTC), on what (one of ``PAPERS``), and what stands on all of them.

    ``sender`` and ``return_to``: the lines of who sends the parcels and of where they go back to.
    """

    as_of: int
    paper: str = "a4"
    sender: tuple[str, ...] = ()
    return_to: tuple[str, ...] = ()


def pdf(slips: Sequence[dict[str, Any]], look: Look) -> tuple[bytes, dict[str, int]]:
    """The PDF of slips (``contents.slips``), and how often each character stands in them that no font has.

    The same slips and look give the same bytes. Raises typst.TypstError where the page itself is wrong.
    """
    on_all = {"sender": look.sender, "return-to": look.return_to}
    told = shown(json.dumps(on_all | {"slips": list(slips)}, ensure_ascii=False))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FOLDERS))
    made = typst.compile(
        str(_PAGE),
        font_paths=fonts,
        sys_inputs={"pages": told.text, "paper": PAPERS[look.paper]},
        format="pdf",
        timestamp=datetime.fromtimestamp(look.as_of, UTC),
        # A slip is paper: what only a screen reader needs would make the file three times as large.
        pdf_tags=False,
    )
    return made, told.missing
