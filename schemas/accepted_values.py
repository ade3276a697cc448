"""Accepted values as people spell them: each spelling is read as the listed value, or the answer suggests one."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from schemas.text_columns import texts_of
from schemas.wording import enumerated

# Takes a column; returns the accepted spelling of each cell, missing where a cell has none.
Spelled = Callable[[pd.Series], pd.Series]
_PARTING = re.compile(r"[\s\-_./'\u2019]+")
_MOST_SUGGESTED = 3


def fold(text: str) -> str:
    """The value in lower case, without white space, hyphens, underscores and points, and with one l in canceled."""
    return _PARTING.sub("", text.casefold()).replace("cancell", "cancel")


def spelled(values: Iterable[str], also: Callable[[str], str | None] = lambda _: None) -> Spelled:
    """Returns a function that reads a column's values as the list spells them, whatever their case and punctuation.

    ``also`` gives the value for a text that is no spelling of any listed value, or None.
    """
    exact = list(values)
    # If several listed values fold to the same text, the first one wins.
    listed = {fold(value): value for value in reversed(exact)}
    return lambda cells: texts_of(
        cells, lambda text: text if text in exact else listed.get(fold(text)) or also(text) or None
    )


def advised(values: Sequence[str], called: Mapping[str, str]) -> Callable[[str], str]:
    """Returns a function that suggests an accepted value; ``called``: other names of the values, folded."""
    names = {fold(value): value for value in values}

    def advice(found: str) -> str:
        sought = fold(found)
        if sought in called:
            return did_you_mean([called[sought]])
        inside = [value for name, value in names.items() if len(sought) > 3 and sought in name]
        around = [value for name, value in names.items() if len(name) > 4 and name in sought]
        near = difflib.get_close_matches(sought, list(names), n=1, cutoff=0.8)
        return did_you_mean(around[:1] or [names[name] for name in near] or inside)

    return advice


def did_you_mean(values: Sequence[str]) -> str:
    """The question "Did you mean …?"; empty if there is no value to suggest, or more than three."""
    if not 0 < len(values) <= _MOST_SUGGESTED:
        return ""
    return f"Did you mean {enumerated(values, 'or')}?"
