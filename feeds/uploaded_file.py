"""An uploaded file: read, its kind recognized by the headings, its records ready to be judged.

The fingerprint of its records ignores file format and row order, and differs as soon as one cell does.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Kind
from feeds.reading.file_names import printable
from feeds.reading.files import read_grids
from feeds.reading.grid import FileRefusedError, Grid
from feeds.reading.heading_row import FeedRefusedError, find_heading_row, marked_sheet, refuse_unfit, tell_kind
from feeds.reading.options import Directions
from feeds.reading.records import read_sheet
from feeds.reading.set_values import fill_from_options
from feeds.reading.sheet import Sheet
from feeds.reading.text.encoding_warnings import without_doubt
from feeds.reading.untouched_and_filtered import only_asked, without_amazons, without_untouched
from feeds.reading.vocabulary import Vocabulary
from schemas import faults
from schemas.text_columns import array, texts_of

_AT_A_TIME = 16_384
_BETWEEN_CELLS, _BEFORE_RECORD, _EMPTY = (pa.scalar(sign, pa.large_string()) for sign in ("\x1f", "\x1e", ""))


@dataclass(frozen=True)
class Fatal:
    """Why nothing of a file can be applied: the code, the message, the heading and sheet if known, rows seen."""

    code: int
    sentence: str
    heading: str | None = None
    sheet: str | None = None
    rows: int = 0


@dataclass(frozen=True)
class UploadedFile:
    """One file: has either ``kind`` and ``sheet``, or ``fatal``."""

    path: Path
    kind: Kind | None = None
    sheet: Sheet | None = None
    fatal: Fatal | None = None
    directions: Directions = field(default_factory=Directions)


def read_file(
    path: Path,
    directions: Directions | None = None,
    grids: Callable[[Path, Directions], list[Grid]] = read_grids,
) -> UploadedFile:
    """Reads a file; ``directions`` overrule what the file shows. Its faults are returned as ``fatal``, never raised."""
    seen: list[Grid] = []
    directions = directions or Directions()
    try:
        seen = grids(path, directions)
        return _read(path, directions, seen)
    except FileRefusedError as refusal:
        return UploadedFile(path, fatal=Fatal(refusal.code, str(refusal)))
    except FeedRefusedError as refusal:
        rows = max((grid.height - 1 for grid in seen if grid.height), default=0)
        words = f"{printable(path.name)}: {refusal} {faults.FAULTS[refusal.code].remedy}"
        return UploadedFile(path, fatal=Fatal(refusal.code, words, refusal.heading, refusal.sheet, rows))


def _read(path: Path, directions: Directions, grids: list[Grid]) -> UploadedFile:
    kind_name = directions.kind
    schemas = {name: kind.schema for name, kind in KINDS.items() if kind_name in (None, name)}
    vocabularies = {name: Vocabulary(schema, directions) for name, schema in schemas.items()}
    row = find_heading_row(grids, list(vocabularies.values()))
    kind = KINDS[kind_name or tell_kind(row, vocabularies)]
    vocabulary = vocabularies[kind.name]
    refuse_unfit(row, [vocabulary])
    sheet = without_doubt(read_sheet(path, row, vocabulary), kind.schema)
    sheet = only_asked(sheet, row, directions.conditions)
    _refuse_too_many(len(sheet.cells), directions.limits.records)
    own, sheet = len(sheet.cells), without_amazons(sheet, kind.schema)
    # Before options fill in values: a row that nobody touched must not become a record by that.
    sheet = without_untouched(sheet, row.names, kind.schema)
    sheet = fill_from_options(sheet, vocabulary.sets, kind.schema, to_correct=row.is_ours)
    if not own:
        where = f" in sheet {sheet.name}" if sheet.name else ""
        raise FeedRefusedError(faults.NO_RECORDS, f"There is no record below the headings{where}.", None, sheet.name)
    marked = marked_sheet(grids) if row.is_ours else None
    return UploadedFile(
        path, kind, replace(sheet, cells=kind.prepare(sheet.cells), marked=marked), directions=directions
    )


def _refuse_too_many(records: int, most: int) -> None:
    if records > most:
        said = f"It has {records:,} records, and a file may have {most:,} (--limit records=N)."
        raise FeedRefusedError(faults.ABOVE_LIMIT, said)


def in_order(files: list[UploadedFile]) -> list[UploadedFile]:
    """A batch in the order in which it is applied: orders, confirmations, cancellations, adjustments."""
    places = {name: place for place, name in enumerate(KINDS)}
    return sorted(files, key=lambda file: places[file.kind.name] if file.kind else -1)


def fingerprint(cells: pd.DataFrame, kind: Kind) -> str:
    """SHA-256 over the sorted records of a file, each the texts of its columns; amounts count by their value.

    An absent column counts as an empty one. Raises decimal.InvalidOperation if an amount is not a number.
    """
    joined = _records(cells, kind)
    order = pc.sort_indices(joined)
    digest = hashlib.sha256(kind.name.encode())
    for start in range(0, len(order), _AT_A_TIME):
        ordered = joined.take(order.slice(start, _AT_A_TIME))
        # Each record after its separator: the bytes of the whole block, without a Python object per record.
        parted = pc.binary_join_element_wise(_EMPTY, ordered, _BEFORE_RECORD)
        _, _, content = parted.buffers()
        digest.update(memoryview(content)[: pc.sum(pc.binary_length(parted)).as_py()])
    return digest.hexdigest()


def _records(cells: pd.DataFrame, kind: Kind) -> pa.LargeStringArray:
    """Each record as one text."""
    columns: list[pa.LargeStringArray | pa.Scalar] = []
    for name, column in kind.schema.columns.items():
        metadata = column.metadata or {}
        if "derive" in metadata:
            continue
        if name not in cells:
            # Unlisted columns are in no template, and files without them must keep their present fingerprints.
            columns += [] if "unlisted" in metadata else [_EMPTY]
            continue
        texts = array(_plain_amounts(cells[name]) if metadata.get("holds") == "amount" else cells[name])
        columns.append(_EMPTY if texts.null_count == len(texts) else texts)
    # From scalars alone the join would make one text, not one per record.
    if all(isinstance(column, pa.Scalar) for column in columns):
        columns[0] = pa.nulls(len(cells), pa.large_string())
    return pc.binary_join_element_wise(*columns, _BETWEEN_CELLS, null_handling="replace", null_replacement="")


def _plain_amounts(amounts: pd.Series) -> pd.Series:
    """Amounts in one way of writing: ``5``, ``5.0`` and ``+5.00`` become equal; a cell with two meanings keeps both."""
    return texts_of(amounts, lambda text: text if "|" in text else format(Decimal(text).normalize(), "f"))
