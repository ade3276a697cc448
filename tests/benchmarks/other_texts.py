"""Other ways to write a report as text: ``other_texts.py WAY PLAN STORE FILE``.

``adbc, polars`` and ``adbc, pyarrow``: record batches out of SQLite, written by the one or the other; ``csv.writer``:
from a cursor; ``pandas``: read_sql and to_csv. The plan holds a query that gives every cell as text. Nothing of ours is
imported, and each way imports only what it needs, by name: most of it need not be installed.
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

_BATCH = 65_536


@contextmanager
def _batches(store: str, sql: str) -> Iterator[Any]:
    driver: Any = import_module("adbc_driver_sqlite.dbapi")

    with driver.connect(store) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_BATCH)})
        cursor.execute(sql)
        yield cursor.fetch_record_batch()


def by_polars(store: str, sql: str, file: Path) -> None:
    """Every batch by polars."""
    pl: Any = import_module("polars")

    with _batches(store, sql) as reader, file.open("wb") as out:
        for number, batch in enumerate(reader):
            frame = pl.from_arrow(batch)
            frame.write_csv(out, separator="\t", quote_style="never", include_header=number == 0)


def by_pyarrow(store: str, sql: str, file: Path) -> None:
    """Every batch by pyarrow."""
    arrow_csv: Any = import_module("pyarrow.csv")

    options = arrow_csv.WriteOptions(delimiter="\t", quoting_style="none", quoting_header="none")
    with _batches(store, sql) as reader, arrow_csv.CSVWriter(file, reader.schema, write_options=options) as writer:
        for batch in reader:
            writer.write_batch(batch)


def by_csv(store: str, sql: str, file: Path) -> None:
    """Row by row, by the standard library."""
    cursor = sqlite3.connect(store).execute(sql)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow([column[0] for column in cursor.description])
        writer.writerows(cursor)


def by_pandas(store: str, sql: str, file: Path) -> None:
    """As a frame."""
    pd: Any = import_module("pandas")

    pd.read_sql(sql, sqlite3.connect(store)).to_csv(file, sep="\t", index=False)


WAYS: dict[str, tuple[Callable[[str, str, Path], None], tuple[str, ...]]] = {
    "adbc, polars": (by_polars, ("adbc_driver_sqlite", "polars")),
    "adbc, pyarrow": (by_pyarrow, ("adbc_driver_sqlite", "pyarrow")),
    "csv.writer": (by_csv, ()),
    "pandas": (by_pandas, ("pandas",)),
}


if __name__ == "__main__":
    WAYS[sys.argv[1]][0](sys.argv[3], json.loads(Path(sys.argv[2]).read_text())["text"], Path(sys.argv[4]))
