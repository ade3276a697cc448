"""What a prefilled template comes with: the columns filled in beforehand, and grey ones that only help its reader."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prefill:
    """One kind's prefilled template.

    ``filled``: the feed's columns that are filled in. ``helpers``: headings that are shown and never read.
    ``known_by``: those of them by which the template is known when it comes back. ``after``: the heading behind which
    the helpers stand. ``rows``: what its rows are, in words.
    """

    filled: tuple[str, ...]
    helpers: tuple[str, ...]
    known_by: tuple[str, ...]
    after: str
    rows: str
