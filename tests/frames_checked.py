"""Holds every frame that one stage hands to the next to its schema, wherever a test does that in its own process."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors
from pandera.pandas import DataFrameSchema
from sqlalchemy import Connection, Table

from feeds.kinds.kind import Changes, Facts, Judgement
from schemas.frames import CHANGES, ENTRIES, FACTS, JUDGEMENT
from schemas.store import entries, stored_rows

_PLAIN_CHANGES = Changes.__init__
# What was found to fit: a schema looks at nothing else of a frame.
_FITTING: set[tuple[str, str, tuple[tuple[str, str, bool], ...]]] = set()


def must_fit(frame: pd.DataFrame, schema: DataFrameSchema) -> None:
    """Raises AssertionError if the frame is not as the schema says; a frame without columns holds nothing."""
    if not len(frame.columns) and not len(frame):
        return
    columns = zip(map(str, frame), map(str, frame.dtypes), frame.isna().any().tolist(), strict=True)
    key = (str(schema.name), str(frame.index.dtype), tuple(columns))
    if key not in _FITTING:
        try:
            schema.validate(frame)
        except (SchemaError, SchemaErrors) as fault:
            raise AssertionError(f"{schema.name}: {fault}") from None
        _FITTING.add(key)


def _with_checks(made: Any, schemas: Mapping[str, DataFrameSchema]) -> Any:
    """The ``__init__`` of a dataclass of frames that also checks them."""
    plain = made.__init__

    def checked(self: Any, *frames: Any, **named: Any) -> None:
        plain(self, *frames, **named)
        for name, schema in schemas.items():
            must_fit(getattr(self, name), schema)

    return checked


def _changes(self: Changes, **frames: pd.DataFrame) -> None:
    """``Changes.__init__`` with checks; a word that only a test knows has no schema."""
    for word in CHANGES.keys() & frames.keys():
        must_fit(frames[word], CHANGES[word])
    _PLAIN_CHANGES(self, **frames)


@contextmanager
def frames_checked() -> Iterator[None]:
    """Facts, Changes and Judgements are checked as they are made, entries of the history as they are stored."""
    insert = stored_rows.insert

    def checked_insert(connection: Connection, table: Table, rows: pd.DataFrame, **how: Any) -> None:
        if table is entries.ENTRY_ROWS:
            must_fit(rows, ENTRIES)
        insert(connection, table, rows, **how)

    with pytest.MonkeyPatch.context() as patched:
        for made, schemas in ((Facts, FACTS), (Judgement, JUDGEMENT)):
            patched.setattr(made, "__init__", _with_checks(made, schemas))
        patched.setattr(Changes, "__init__", _changes)
        patched.setattr(stored_rows, "insert", checked_insert)
        yield
