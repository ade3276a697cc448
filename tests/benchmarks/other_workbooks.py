"""Other ways to write a report as a workbook: ``other_workbooks.py WAY PLAN STORE FILE``.

The plan holds a query, and which of its columns are dates (seconds since 1970 UTC) and amounts (minor units of two
decimals): those become cells of their kind, quantities numbers, all else text. Nothing of ours is imported, and each
way imports only what it needs, by name: most of it need not be installed.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

_EPOCH, _DAY = 25_569, 86_400  # 1970-01-01 as Excel counts days
_DATE, _AMOUNT = "yyyy-mm-dd hh:mm:ss", "#,##0.00"
_Plan = dict[str, Any]


def by_xlsxwriter(store: str, plan: _Plan, file: str) -> None:
    """A cell at a time, each row to the disk."""
    xlsxwriter: Any = import_module("xlsxwriter")

    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, date, amount = book.add_worksheet(), *(book.add_format({"num_format": form}) for form in (_DATE, _AMOUNT))
    cursor = sqlite3.connect(store).execute(plan["held"])
    names = [column[0] for column in cursor.description]
    forms = [date if name in plan["dates"] else amount if name in plan["amounts"] else None for name in names]
    for place, name in enumerate(names):
        sheet.write_string(0, place, name)
    for number, cells in enumerate(cursor, 1):
        for place, (cell, form) in enumerate(zip(cells, forms, strict=True)):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                value = cell / _DAY + _EPOCH if form is date else cell / 100 if form is amount else cell
                sheet.write_number(number, place, value, form)
    book.close()


def by_rustpy(store: str, plan: _Plan, file: str) -> None:
    """A record at a time, from a cursor."""
    _by_rustpy(_records(store, plan), file)


def by_rustpy_polars(store: str, plan: _Plan, file: str) -> None:
    """A polars frame."""
    _by_rustpy(_polars(store, plan), file)


def by_xlsxturbo(store: str, plan: _Plan, file: str) -> None:
    """A pandas frame."""
    _by_xlsxturbo(_pandas(store, plan), plan, file)


def by_xlsxturbo_polars(store: str, plan: _Plan, file: str) -> None:
    """A polars frame."""
    _by_xlsxturbo(_polars(store, plan), plan, file)


def by_pandas(store: str, plan: _Plan, file: str) -> None:
    """A pandas frame by to_excel."""
    _pandas(store, plan).to_excel(file, index=False)


def _by_rustpy(lines: Any, file: str) -> None:
    rustpy: Any = import_module("rustpy_xlsxwriter")

    rustpy.write_worksheet(lines, file, datetime_format=_DATE, float_format=_AMOUNT)


def _by_xlsxturbo(frame: Any, plan: _Plan, file: str) -> None:
    xlsxturbo: Any = import_module("xlsxturbo")

    forms = {name: {"num_format": _DATE} for name in plan["dates"]}
    forms |= {name: {"num_format": _AMOUNT} for name in plan["amounts"]}
    xlsxturbo.df_to_xlsx(frame, file, constant_memory=True, column_formats=forms)


def _records(store: str, plan: _Plan) -> Iterator[dict[str, Any]]:
    cursor = sqlite3.connect(store).execute(plan["held"])
    names = [column[0] for column in cursor.description]
    for cells in cursor:
        record = dict(zip(names, cells, strict=True))
        for name in plan["dates"]:
            if record[name] is not None:
                record[name] = datetime.fromtimestamp(record[name], UTC).replace(tzinfo=None)
        for name in plan["amounts"]:
            if record[name] is not None:
                record[name] /= 100
        yield record


def _pandas(store: str, plan: _Plan) -> Any:
    pd: Any = import_module("pandas")

    frame = pd.read_sql(plan["held"], sqlite3.connect(store))
    times = {name: pd.to_datetime(frame[name], unit="s") for name in plan["dates"]}
    return frame.assign(**times, **{name: frame[name] / 100 for name in plan["amounts"]})


def _polars(store: str, plan: _Plan) -> Any:
    driver: Any = import_module("adbc_driver_sqlite.dbapi")
    pl: Any = import_module("polars")

    with driver.connect(store) as connection, connection.cursor() as cursor:
        cursor.execute(plan["held"])
        frame = pl.from_arrow(cursor.fetch_arrow_table())
    times = [pl.from_epoch(name, time_unit="s") for name in plan["dates"]]
    return frame.with_columns(times + [pl.col(name) / 100 for name in plan["amounts"]])


WAYS: dict[str, tuple[Callable[[str, _Plan, str], None], tuple[str, ...]]] = {
    "xlsxwriter": (by_xlsxwriter, ("xlsxwriter",)),
    "rustpy-xlsxwriter": (by_rustpy, ("rustpy_xlsxwriter",)),
    "adbc, polars, rustpy-xlsxwriter": (by_rustpy_polars, ("adbc_driver_sqlite", "polars", "rustpy_xlsxwriter")),
    "pandas, xlsxturbo": (by_xlsxturbo, ("pandas", "xlsxturbo")),
    "adbc, polars, xlsxturbo": (by_xlsxturbo_polars, ("adbc_driver_sqlite", "polars", "xlsxturbo")),
    "pandas (to_excel)": (by_pandas, ("pandas",)),
}


if __name__ == "__main__":
    WAYS[sys.argv[1]][0](sys.argv[3], json.loads(Path(sys.argv[2]).read_text()), sys.argv[4])
