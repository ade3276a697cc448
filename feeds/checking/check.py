"""Checks every cell of a sheet against its schema, and returns each fault with its record and column.

There are two checks: for what a spreadsheet did to the cell (only its type shows that), then for the schema's own
rules, which Pandera runs over whole columns of text. The cells come from feeds.checking.cell_meanings, already read as
they are meant. A faulty cell is emptied in the checked frame, so that later steps can convert every cell.
"""

from dataclasses import dataclass, field
from typing import cast

import pandas as pd
import pandera.backends.pandas.register  # noqa: F401
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

from feeds.checking.cut_off_file import cut
from feeds.checking.findings import combined, error_codes, finding, none_found, refused_records
from feeds.checking.spreadsheet_damage import damage, merged, moved, withheld
from feeds.reading.sheet import Sheet
from schemas import carriers, faults

# Pandera would load pandera.backends.pandas.register at the first validation; imported above, it loads while the file
# is still being read.


NULL_WORD = "NULL"


@dataclass(frozen=True)
class Checked:
    """The checked records of a file, and the faults found in them.

    ``records``: every column of the schema as text with faulty cells emptied, and ``faulty``, true for refused records;
    indexed by original-record-number. ``shared``: tracking-numbers that are in rows of two or more orders, by record;
    whether one parcel can hold these orders depends on the buyers.
    """

    records: pd.DataFrame
    findings: pd.DataFrame
    shared: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))


def check(sheet: Sheet, schema: DataFrameSchema, readings: pd.DataFrame | None = None) -> Checked:
    """Checks every cell of ``sheet`` against ``schema`` and returns all faults at once.

    ``readings``: the findings from reading the cells as they are meant; a faulty cell keeps only its fault.
    """
    frame = _with_every_column(sheet.cells, schema)
    read = none_found() if readings is None else readings
    unreadable = _errors(read)
    spoiled = combined(
        [unreadable, merged(sheet), withheld(sheet), *(damage(str(name), sheet, schema) for name in sheet.cells)]
    )
    lost = _errors(spoiled)
    nulls = _null_faults(frame, schema)
    frame = _emptied(frame, combined([lost, nulls]))
    present = schema.remove_columns(_nothing_to_check(frame, sheet, schema))
    failed = _schema_faults(_with_derived(_without_nulls(frame, schema), schema), present)
    failed = _not_in(failed, combined([lost, nulls]))
    told = _not_in(read[~read["code"].isin(unreadable["code"])], combined([lost, nulls, failed]))
    findings = combined([moved(sheet), cut(sheet, schema), spoiled, nulls, failed, told])
    records = _emptied(frame, failed)
    records["faulty"] = records.index.isin(refused_records(findings))
    return Checked(records, findings)


def _errors(findings: pd.DataFrame) -> pd.DataFrame:
    return findings[findings["code"].isin(error_codes(findings))]


def _nothing_to_check(frame: pd.DataFrame, sheet: Sheet, schema: DataFrameSchema) -> list[str]:
    """Columns that the file lacks, or leaves wholly empty although they are optional."""
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
    return combined(
        finding(frame.index[frame[name] == NULL_WORD], faults.NULL_REQUIRED, name, words.format(name))
        for name in required
    )


def _without_nulls(frame: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    """The frame as the rules see it: in a feed that has the word NULL, a cell with it counts as empty."""
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
        # The environment may switch Pandera off; a feed must never be judged without its rules.
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
            tables.append(finding(group["index"], faults.REQUIRED_EMPTY, heading, f"{heading} is required."))
            continue
        rule = column.checks[int(number)]
        advise = (column.metadata or {}).get("advice")
        advice = (
            group["failure_case"].map({text: advise(text) for text in group["failure_case"].unique()}) if advise else ""
        )
        tables.append(finding(group["index"], int(rule.name), heading, f"{heading} {rule.error}.", advice))
    return combined(tables)


def _not_in(findings: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The findings on cells that have none in ``earlier``, so that one fault is reported once."""
    told = pd.MultiIndex.from_frame(earlier[["record", "heading"]])
    return findings[~pd.MultiIndex.from_frame(findings[["record", "heading"]]).isin(told)]


def _emptied(frame: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy(deep=False)
    for heading, group in findings.groupby("heading"):
        frame[heading] = frame[heading].mask(frame.index.isin(group["record"]))
    return frame


_CARRIER = "carrier-code"


def narrowed(checked: Checked, region: str | None, typed: pd.DataFrame) -> Checked:
    """``checked`` with an Error for every carrier-code that is in no list of ``region``; unchanged if that is None.

    ``typed``: the cells as they were typed.
    """
    if region is None or _CARRIER not in checked.records:
        return checked
    codes = checked.records[_CARRIER]
    other = codes.notna() & ~carriers.is_of(region, codes)
    if not other.any():
        return checked
    wrong = typed[_CARRIER].reindex(codes.index)[other]
    told = checked.findings
    told = told[~((told["heading"] == _CARRIER) & told["record"].isin(wrong.index))]
    advice = wrong.map({code: carriers.advice_for(region, code) for code in wrong.unique()})
    words = f"{_CARRIER} " + wrong + f" is in no list of carriers of the region {region}."
    findings = finding(wrong.index, faults.CARRIER_OTHER_REGION, _CARRIER, words, advice)
    records = checked.records.assign(faulty=checked.records["faulty"] | other, **{_CARRIER: codes.mask(other)})
    return Checked(pd.DataFrame(records), combined([told, findings]))
