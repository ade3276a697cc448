"""Counts and lists in sentences: ``1 order``, ``2,000 orders``, ``a, b and c``, ``a, b and 5 more``."""

from collections.abc import Sequence


def number_of(count: int, one: str, several: str = "") -> str:
    """A count with its noun; ``several``: the noun for another count than 1, by default ``one`` with an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def enumerated(texts: Sequence[str], last: str = "and") -> str:
    """The texts with commas between them, and the word ``last`` before the last one."""
    return f" {last} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def first_of(texts: Sequence[str], most: int, more: str = "more", count: int | None = None) -> str:
    """The first ``most`` texts with commas between them, and how many others there are; ``count``: of all of them."""
    others = (len(texts) if count is None else count) - most
    return ", ".join(texts[:most]) + (f" and {others:,} {more}" if others > 0 else "")
