"""The columns of a template: headings, which must be filled in, which are prefilled, and their drop-down lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pandera.pandas import Column, DataFrameSchema

from schemas import carriers, cells


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


def metadata(column: Column) -> dict[str, Any]:
    """The metadata of a column of a schema, empty if it has none."""
    return column.metadata or {}


def headings(schema: DataFrameSchema) -> list[str]:
    """The headings of a feed's template, as its schema spells them."""
    return cells.listed(schema)


def prefill(schema: DataFrameSchema) -> Prefill | None:
    """The kind's prefilled template; None if it has none."""
    found: Prefill | None = (schema.metadata or {}).get("prefill")
    return found


def headings_with_helpers(schema: DataFrameSchema) -> list[str]:
    """The headings of a prefilled template: those of the feed, and among them the helpers, which are never read."""
    names, helped = headings(schema), prefill(schema)
    if helped is None:
        return names
    at = names.index(helped.after) + 1
    return [*names[:at], *helped.helpers, *names[at:]]


def is_wanted(column: Column) -> bool:
    """Whether the column must be present or its cells must be filled."""
    return not column.nullable or bool(column.required)


def lists(schema: DataFrameSchema, region: str | None) -> Mapping[str, tuple[str, ...]]:
    """The values that drop-down lists offer; ``region`` narrows the carriers."""
    offered = {name: metadata(schema.columns[name]).get("accepted") for name in headings(schema)}
    if region and "carrier-code" in offered:
        offered["carrier-code"] = carriers.listed(region)
    return {name: tuple(values) for name, values in offered.items() if values}
