"""What a prefilled template contains: the columns that are filled in, and grey columns that only help the reader."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prefill:
    """The prefilled template of one kind.

    ``filled``: the feed's columns that are filled in. ``helpers``: headings that are shown and never read.
    ``known_by``: those helpers by which the template is recognized when it comes back. ``after``: the heading after
    which the helpers come. ``rows``: a description of its rows.
    """

    filled: tuple[str, ...]
    helpers: tuple[str, ...]
    known_by: tuple[str, ...]
    after: str
    rows: str
