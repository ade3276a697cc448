"""Text files: tab, comma, semicolon or vertical bar between the cells, in any encoding that feeds come in.

A row is a line of the file, so that it has the number that a text editor shows; where a quoted cell holds several
lines, they are one row, and the rows below it have the numbers that Excel shows.
"""

from dataclasses import replace

from feeds.reading.encoding_choice import by_likelihood, headings_decide
from feeds.reading.encoding_evidence import by_words
from feeds.reading.encodings import readings
from feeds.reading.grid import Grid
from feeds.reading.refusals import RefusedError
from feeds.reading.text_cells import parted
from feeds.reading.text_delimiter import delimiter_of
from feeds.reading.text_doubt import doubt_between
from feeds.reading.text_others import what_else


def read(content: bytes, encoding: str | None, region: str | None) -> list[Grid]:
    """The one grid of a text. Raises RefusedError."""
    other = what_else(content)
    if other:
        raise RefusedError(other)
    found = by_likelihood(readings(content, encoding), region)
    found, evident = (found, False) if encoding else by_words(found, content, region)
    chosen, *others = found
    own, widths = parted(chosen.content, delimiter_of(chosen.content))
    doubt = doubt_between(chosen.encoding, own, others)
    if doubt:
        doubt = replace(doubt, settled=headings_decide(chosen, others), evident=evident)
    return [Grid(None, own, doubt=doubt, widths=widths, ended=chosen.content.endswith((b"\n", b"\r")))]
