"""The pages of a PDF as another program than the one that made them shows them: pdfium, which is in Chrome."""

import ctypes
from pathlib import Path

import pypdfium2
import zxingcpp
from pypdfium2 import raw


class Pages:
    """The pages of a file or of its bytes."""

    def __init__(self, source: Path | bytes) -> None:
        self.document = pypdfium2.PdfDocument(source)

    def __len__(self) -> int:
        return len(self.document)

    def texts(self) -> list[list[str]]:
        """The lines of each page, in the order in which they were set."""
        return [page.get_textpage().get_text_range().split("\r\n") for page in self.document]

    def codes(self) -> list[list[tuple[str, str]]]:
        """The barcodes of each page as a scanner reads them at 144 dots an inch: kind and content."""
        pictures = [page.render(scale=2).to_numpy() for page in self.document]
        return [[(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture)] for picture in pictures]

    def bookmarks(self) -> list[tuple[str, int]]:
        """Titles, each with its page, the first being 1."""
        marks = self.document.get_toc()
        return [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in marks]

    def fonts(self, page: int) -> dict[str, str]:
        """The family that shows each character of a page; each font must be in the file."""
        text = self.document[page].get_textpage()
        return {text.get_text_range(at, 1): _family(text, at) for at in range(text.count_chars())}

    def all_fonts_are_inside(self) -> bool:
        """Whether every piece of text is shown in a font that the file holds."""
        pieces = [piece for page in self.document for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
        return bool(pieces) and all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(piece)) == 1 for piece in pieces)

    def boxes(self, page: int) -> list[tuple[str, float, float, float, float]]:
        """Each character of a page with its left, bottom, right and top, in points."""
        text = self.document[page].get_textpage()
        places = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
        return [(character, *place) for character, place in places if character.strip()]


def _family(text: pypdfium2.PdfTextPage, at: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 200, flags)
    return name.value.decode().partition("+")[2].partition("-")[0]
