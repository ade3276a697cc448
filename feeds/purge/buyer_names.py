"""Removes buyers' names from the file names in the list of uploads when the buyers' texts are purged."""

import re
from collections.abc import Iterator
from pathlib import PurePath

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, select

from schemas import fields
from schemas.store import stored_rows
from schemas.store.file_tables import DROPPED_FILES, TOLD_FILES
from schemas.store.history import UPLOADS
from schemas.store.tables import BUYERS
from schemas.text_columns import array

_TELLING = fields.BUYER.personal("name").columns
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[^\pL\pN]+"
_MOST_WORDS = 8
_GONE = "…"
# Each table's key, and its columns that are a file's name or end with one.
_TABLES: tuple[tuple[Table, str, tuple[str, ...]], ...] = (
    (UPLOADS, "upload_no", ("path",)),
    (DROPPED_FILES, "token", ("name", "path")),
)


def due(connection: Connection, merchant: str, order_nos: pd.Series) -> pd.DataFrame:
    """The file names that contain a name or e-mail of the orders' buyers: table, column, key, before, after."""
    named = []
    for table, key, columns in _TABLES:
        for column in columns:
            query = select(table.c[key], table.c[column]).where(table.c.merchant_id == merchant, table.c[column] != "")
            named += [(table.name, column, number, text) for number, text in connection.execute(query)]
    buyers = _buyers(connection, order_nos, {words for *_, text in named for words in _in_name(text)})
    found = [(*row, told) for row in named if buyers and (told := without(row[-1], buyers)) != row[-1]]
    return pd.DataFrame(found, columns=["table", "column", "key", "before", "after"])


def _in_name(path: str) -> Iterator[str]:
    """The parts of a file's name that could be a buyer's: two or more words in a row, or a single non-ASCII word."""
    words = _WORD.findall(PurePath(path).name.lower())
    for first in range(len(words)):
        for last in range(first + 1, min(len(words), first + _MOST_WORDS) + 1):
            if last > first + 1 or not words[first].isascii():
                yield " ".join(words[first:last])


def _buyers(connection: Connection, order_nos: pd.Series, words: set[str]) -> set[str]:
    """The ``words`` that are the name or e-mail of one of the orders' buyers."""
    if not words or order_nos.empty:
        return set()
    query = select(*[BUYERS.c[name] for name in _TELLING]).where(BUYERS.c.order_no.in_(stored_rows.listed(order_nos)))
    texts, wanted, found = stored_rows.read(connection, query, _TELLING), pa.array(words, pa.large_string()), set()
    for name in _TELLING:
        plain = pc.utf8_trim(pc.replace_substring_regex(pc.utf8_lower(array(texts[name])), _BETWEEN, " "), " ")
        found.update(plain.filter(pc.is_in(plain, wanted)).to_pylist())
    return found


def without(path: str, buyers: set[str]) -> str:
    """The path with the names of ``buyers`` (words in lower case) cut out of its file's name."""
    name = PurePath(path).name
    words = list(_WORD.finditer(name))
    for first in range(len(words)):
        for last in range(min(len(words), first + _MOST_WORDS) - 1, first - 1, -1):
            if " ".join(word[0].lower() for word in words[first : last + 1]) in buyers:
                told = name[: words[first].start()] + _GONE + name[words[last].end() :]
                return without(path.removesuffix(name) + told, buyers)
    return path


def write(connection: Connection, names: pd.DataFrame) -> None:
    """Changes the names that ``due`` found, inside the caller's write transaction."""
    tables = {table.name: (table, table.c[key]) for table, key, _ in _TABLES}
    for row in names.itertuples():
        table, key = tables[str(row.table)]
        connection.execute(table.update().where(key == row.key).values({str(row.column): row.after}))
    # The names of reports and corrections begin with the names of their uploads.
    of_uploads = names.loc[names["table"] == UPLOADS.name, "key"]
    connection.execute(TOLD_FILES.delete().where(TOLD_FILES.c.upload_no.in_(stored_rows.listed(of_uploads))))
