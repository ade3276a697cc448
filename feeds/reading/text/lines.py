"""The lines of a text in UTF-8, a part of it at a time: CR, LF and CRLF end a line, also side by side in one file."""

from collections.abc import Iterator

from feeds.reading.grid import FIRST_ROWS, RefusedError

MOST_COLUMNS = 16_384
# Far beyond any honest line; the csv module's own 128 kB for a cell would stop at a long product text.
LONGEST = 10_000_000
_HEAD = 1 << 20
_PIECE = 1 << 16


def first_lines(content: bytes) -> list[str]:
    """The lines among which the headings stand, or what the first megabyte holds of them."""
    lines = content[:_HEAD].splitlines(keepends=True)[:FIRST_ROWS]
    return [line.decode("utf-8", "ignore") for line in lines]


def end_of_rows(content: bytes) -> int:
    """Where the last line with something in it ends."""
    end = len(content)
    while end:
        piece = content[max(end - _PIECE, 0) : end]
        kept = len(piece.rstrip(b"\r\n"))
        end -= len(piece) - kept
        if kept:
            break
    return end


def next_line(content: bytes, at: int) -> int:
    """Where the line after the one around ``at`` begins. Raises RefusedError for a line that never seems to end."""
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
    """The refusal of a row with more columns than a spreadsheet has."""
    return (
        f"row {row:,} has {columns} columns, and a feed may have {MOST_COLUMNS:,}. Check that each record stands on a "
        "line of its own, and upload it again."
    )


class Lines:
    """The lines from a place on, as texts with their ends; ``at`` is where the next one begins."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.content):
            stop = next_line(self.content, min(self.at + _PIECE, len(self.content)))
            for line in self.content[self.at : stop].splitlines(keepends=True):
                self.at += len(line)
                yield line.decode()
