"""Checks every cell of a sheet against its schema, and says of each fault where it is.

Two looks: what a spreadsheet did to the cell (only its type tells), then the schema's own rules, run by Pandera over
whole columns of text. Cells come here as they are meant (feeds.cell_readings). A cell at fault is emptied in the
checked frame, so that what follows can convert every cell.
"""

from dataclasses import dataclass, field
from typing import cast

import pandas as pd

# Pandera loads this at its first validation; named here, it loads while the file is still being read.
import pandera.backends.pandas.register  # noqa: F401
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

from feeds.findings import error_codes, found, none_found, refused_records, together
from feeds.reading.sheet import Sheet
from feeds.spreadsheet_damage import damage, merged, moved, withheld
from feeds.text_ends import cut
from schemas import faults

NULL_WORD = "NULL"


@dataclass(frozen=True)
class Checked:
    """``records``: every column of the schema as text, faulty cells emptied, and ``faulty``; ``findings``: the faults.

    Indexed by original-record-number. ``shared``: the tracking-numbers that are in rows of two or more orders, by
    record; whether one parcel can hold them depends on the buyers.
    """

    records: pd.DataFrame
    findings: pd.DataFrame
    shared: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))


def check(sheet: Sheet, schema: DataFrameSchema, readings: pd.DataFrame | None = None) -> Checked:
    """Every cell of ``sheet`` by the rules of ``schema``; all faults in one go.

    ``readings``: what was found when the cells were read as they are meant; of a cell at fault only the fault is told.
    """
    frame = _with_every_column(sheet.cells, schema)
    read = none_found() if readings is None else readings
    unreadable = _errors(read)
    spoiled = together(
        [unreadable, merged(sheet), withheld(sheet), *(damage(str(name), sheet, schema) for name in sheet.cells)]
    )
    lost = _errors(spoiled)
    nulls = _null_faults(frame, schema)
    frame = _emptied(frame, together([lost, nulls]))
    present = schema.remove_columns(_nothing_to_check(frame, sheet, schema))
    failed = _schema_faults(_with_derived(_without_nulls(frame, schema), schema), present)
    failed = _not_in(failed, together([lost, nulls]))
    told = _not_in(read[~read["code"].isin(unreadable["code"])], together([lost, nulls, failed]))
    findings = together([moved(sheet), cut(sheet, schema), spoiled, nulls, failed, told])
    records = _emptied(frame, failed)
    records["faulty"] = records.index.isin(refused_records(findings))
    return Checked(records, findings)


def _errors(findings: pd.DataFrame) -> pd.DataFrame:
    return findings[findings["code"].isin(error_codes(findings))]


def _nothing_to_check(frame: pd.DataFrame, sheet: Sheet, schema: DataFrameSchema) -> list[str]:
    """Columns that the file lacks, or leaves empty where it may."""
    empty = {name for name in frame if schema.columns[name].nullable and not frame[name].notna().any()}
    return [str(name) for name in frame if name in empty or name not in sheet.cells]


def _with_every_column(cells: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    names = [name for name, column in schema.columns.items() if "derive" not in (column.metadata or {})]
    absent = pd.Series(None, index=cells.index, dtype="str")
    return pd.DataFrame({name: cells.get(name, absent) for name in names}, index=cells.index)


def _null_faults(frame: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    if not (schema.metadata or {}).get("null_word"):
        return none_found()
    required = [str(name) for name in frame if not schema.columns[name].nullable]
    words = "{} is required, and NULL would delete it."
    return together(
        found(frame.index[frame[name] == NULL_WORD], faults.NULL_REQUIRED, name, words.format(name))
        for name in required
    )


def _without_nulls(frame: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    """The frame as the rules see it: where a feed has the word NULL, it stands for an empty cell."""
    if not (schema.metadata or {}).get("null_word"):
        return frame
    holding = [name for name in frame if (frame[name] == NULL_WORD).any()]
    return frame.assign(**{str(name): frame[name].mask(frame[name] == NULL_WORD) for name in holding})


def _with_derived(frame: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    derived = {
        name: column.metadata["derive"](frame).astype(bool)
        for name, column in schema.columns.items()
        if column.metadata and "derive" in column.metadata
    }
    return frame.assign(**derived)


def _schema_faults(frame: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    try:
        # The environment may switch Pandera off; a feed is never judged without its rules.
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            schema.validate(frame, lazy=True)
    except SchemaErrors as failures:
        return _from_cases(failures.failure_cases, schema)
    return none_found()


def _from_cases(cases: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    tables = []
    for key, group in cases.groupby(["column", "check_number"], dropna=False):
        name, number = cast("tuple[str, float]", key)
        column = schema.columns[name]
        heading = (column.metadata or {}).get("of", name)
        if pd.isna(number):
            tables.append(found(group["index"], faults.REQUIRED_EMPTY, heading, f"{heading} is required."))
            continue
        rule = column.checks[int(number)]
        advise = (column.metadata or {}).get("advice")
        advice = (
            group["failure_case"].map({text: advise(text) for text in group["failure_case"].unique()}) if advise else ""
        )
        tables.append(found(group["index"], int(rule.name), heading, f"{heading} {rule.error}.", advice))
    return together(tables)


def _not_in(findings: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The findings whose cell has none in ``earlier``: one damage is told once."""
    told = pd.MultiIndex.from_frame(earlier[["record", "heading"]])
    return findings[~pd.MultiIndex.from_frame(findings[["record", "heading"]]).isin(told)]


def _emptied(frame: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy(deep=False)
    for heading, group in findings.groupby("heading"):
        frame[heading] = frame[heading].mask(frame.index.isin(group["record"]))
    return frame
