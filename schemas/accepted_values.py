"""Accepted values as people spell them: settled before anything is judged by them, or answered with the value meant."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from schemas.text_columns import texts_of

# A column with the accepted spelling of each cell, missing where it is none.
Spelled = Callable[[pd.Series], pd.Series]
_PARTING = re.compile(r"[\s\-_./'\u2019]+")
_MOST_SUGGESTED = 3


def fold(text: str) -> str:
    """A value without case, white space, hyphens, underscores and points, and with one l in canceled."""
    return _PARTING.sub("", text.casefold()).replace("cancell", "cancel")


def spelled(values: Iterable[str], also: Callable[[str], str | None] = lambda _: None) -> Spelled:
    """Reads a column's values as the list spells them; ``also``: what a text means that is spelled like none of it."""
    exact = list(values)
    # Of several spellings that are accepted the first one is what others are read as.
    listed = {fold(value): value for value in reversed(exact)}
    return lambda cells: texts_of(
        cells, lambda text: text if text in exact else listed.get(fold(text)) or also(text) or None
    )


def advised(values: Sequence[str], called: Mapping[str, str]) -> Callable[[str], str]:
    """What to answer to a value that is not accepted; ``called``: other names of the values, folded."""
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
    """The question, empty where there is nothing to ask or too many values could be meant."""
    if not 0 < len(values) <= _MOST_SUGGESTED:
        return ""
    return f"Did you mean {' or '.join(filter(None, [', '.join(values[:-1]), values[-1]]))}?"
