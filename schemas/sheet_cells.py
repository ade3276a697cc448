"""What a sheet of a workbook can hold, and texts as cells of its XML (ECMA-376 part 1, 18.3.1); loads no pandas."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from schemas.text_bytes import content, joined

ROWS = 1_048_576
EVERYWHERE = f"A1:XFD{ROWS}"
# The most characters of a cell.
LONGEST = 32_767
# Unicode's other control characters and line breaks, and the two code points that XML cannot contain; as all patterns
# here for Python and for Arrow (RE2).
BEYOND_ASCII = "\x7f-\x9f\u2028\u2029\ufffe\uffff"
UNPRINTABLE = f"[\x00-\x1f{BEYOND_ASCII}]"
UNPRINTABLE_IN_LINES = f"[\x00-\x09\x0b-\x1f{BEYOND_ASCII}]"
# Chinese, Japanese and Korean letters are twice as wide as others.
WIDE = "[\u1100-\uffdc]"
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
LIKE_AN_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_TEXT = pa.large_string()


def without_escapes(text: str) -> str:
    """The text with each underscore escaped that a workbook would read as the start of an escape such as _x000D_."""
    return re.sub(f"_(?={LIKE_AN_ESCAPE.pattern[1:]})", "_x005F_", text)


def text_cells(starts: pa.LargeStringArray, texts: pa.LargeStringArray, style: int | str) -> pa.LargeStringArray:
    """One cell element for each text, which must be printable; a text that is too long is cut.

    ``starts``: the beginning of each element, up to and with its row number. ``style``: its number in the workbook.
    """
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > LONGEST:
        texts = pc.utf8_slice_codeunits(texts, 0, LONGEST)
    texts = _escaped(texts)
    return joined([starts, f'" s="{style}" t="inlineStr"><is><t', _spaces(texts), ">", texts, "</t></is></c>"])


def _escaped(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    held = bytes(content(texts))
    if b"_x" in held and pc.any(like := pc.match_substring_regex(texts, LIKE_AN_ESCAPE.pattern)).as_py():
        plain = [without_escapes(text) for text in texts.filter(like).to_pylist()]
        texts = pc.replace_with_mask(texts, like, pa.array(plain, _TEXT))
    for sign, entity in _ENTITIES:
        if sign.encode() in held:
            texts = pc.replace_substring(texts, sign, entity)
    return texts


def _spaces(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """The attribute that keeps white space at the ends of a text (XML 1.0, 2.10), where there is any."""
    bare = pc.utf8_trim_whitespace(texts)
    outer = pc.and_(pc.not_equal(bare, texts), pc.not_equal(bare, ""))
    return pc.if_else(outer, pa.scalar(' xml:space="preserve"', _TEXT), pa.scalar("", _TEXT))
