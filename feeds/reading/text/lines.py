"""The lines of a text in UTF-8, a part at a time; CR, LF and CRLF all end a line, even in the same file."""

from collections.abc import Iterator

from feeds.reading.grid import FIRST_ROWS, RefusedError

MOST_COLUMNS = 16_384
# Far beyond any honest line; the csv module's own 128 kB for a cell would stop at a long product text.
LONGEST = 10_000_000
_HEAD = 1 << 20
_PIECE = 1 << 16


def first_lines(content: bytes) -> list[str]:
    """The first lines, where the headings are looked for, or as many of them as the first megabyte holds."""
    lines = content[:_HEAD].splitlines(keepends=True)[:FIRST_ROWS]
    return [line.decode("utf-8", "ignore") for line in lines]


def end_of_rows(content: bytes) -> int:
    """The position where the last line with any content ends."""
    end = len(content)
    while end:
        piece = content[max(end - _PIECE, 0) : end]
        kept = len(piece.rstrip(b"\r\n"))
        end -= len(piece) - kept
        if kept:
            break
    return end


def next_line(content: bytes, at: int) -> int:
    """The position where the line after the one at ``at`` begins; raises RefusedError for a line that is too long."""
    bound = at + LONGEST
    feed = content.find(b"\n", at, bound)
    carriage = content.find(b"\r", at, feed if feed >= 0 else bound)
    if carriage >= 0:
        return carriage + (2 if content[carriage + 1 : carriage + 2] == b"\n" else 1)
    if feed >= 0:
        return feed + 1
    if bound < len(content):
        raise RefusedError(_endless(content, at))
    return len(content)


def _endless(content: bytes, at: int) -> str:
    start = max(content.rfind(b"\n", 0, at), content.rfind(b"\r", 0, at)) + 1
    before = content[:start].count(b"\n") or content[:start].count(b"\r")
    columns = max(content.count(sign, start, at + LONGEST) + 1 for sign in (b"\t", b",", b";", b"|"))
    if columns > MOST_COLUMNS:
        return too_wide(before + 1, f"more than {columns:,}")
    return (
        f"line {before + 1:,} is longer than {LONGEST:,} characters. No line of a feed is: check how the file was "
        "written, and upload it again."
    )


def too_wide(row: int, columns: str) -> str:
    """The sentence for a row with more columns than a spreadsheet has."""
    return (
        f"row {row:,} has {columns} columns, and a feed may have {MOST_COLUMNS:,}. Check that each record stands on a "
        "line of its own, and upload it again."
    )


class Lines:
    """Iterates over the lines from a position on, as texts with line ends; ``at`` is where the next one begins."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.content):
            stop = next_line(self.content, min(self.at + _PIECE, len(self.content)))
            for line in self.content[self.at : stop].splitlines(keepends=True):
                self.at += len(line)
                yield line.decode()
