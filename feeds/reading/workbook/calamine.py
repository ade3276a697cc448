"""Reads workbooks with calamine, whose typed cells distinguish a number from text that looks like one.

The reader shows a spreadsheet error and a formula without a stored result as an empty cell, so a damaged cell would
look blank, and it does not report hidden rows and columns. A second look at the sheet finds those.
"""

import gc
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from xml.etree import ElementTree
from xml.parsers import expat

import pyarrow as pa
import python_calamine

from feeds.reading.cell_names import cell
from feeds.reading.grid import AGAIN, DAMAGED, DAMAGES, Grid, RefusedError, is_panic, raise_if_out_of_memory
from feeds.reading.typed_cells import columns_of_rows, with_silent
from feeds.reading.workbook import ods, part_names, rewritten_parts, whole_columns, xlsb, xlsx
from feeds.reading.workbook.second_look import Look, notes_of
from feeds.reading.workbook.zip_guard import HONEST_RATIO, Seen, guard
from feeds.reading.workbook.zip_parts import FEW_ELEMENTS, LASTING, ODD, PADDED, UNUSUAL
from schemas.sheet_cells import ROWS

Allow = Callable[[float, int], None]
Looks = Callable[[str], Look]
# For a large sheet that may be read by whole columns: the number cells of each column, by position from zero.
Numbers = Callable[[str], dict[int, int] | None]
# Reads a sheet by whole columns before the guard has seen all of it.
Ahead = Callable[[str], whole_columns.Read | None]
# What reading may take on top of the limits: seconds and megabytes per unpacked megabyte, with room to spare.
_SECONDS_A_MB, _ANEW_SECONDS_A_MB, _MEMORY_A_MB = 0.3, 1.0, 8
_MOST_SHEETS, _LONGEST_NAME = 500, 60
# From this many bytes of XML on it pays to start another reader.
_LARGE = 4_000_000


class _Allowed:
    """What reading a file of ``megabytes`` as saved may take; parts that are read twice are added."""

    def __init__(self, allow: Allow, megabytes: float) -> None:
        self.allow, self.most = allow, HONEST_RATIO * megabytes
        self.seconds, self.memory = 0.0, 0.0

    def add(self, seconds: float, megabytes: float) -> None:
        """Allows ``seconds`` for each of these unpacked megabytes, up to what an honest file unpacks to."""
        self.seconds += seconds * min(megabytes, self.most)
        self.memory += _MEMORY_A_MB * min(megabytes, self.most)
        self.allow(self.seconds, int(self.memory))


def read_zipped(content: bytes, allow: Allow, *, ahead: bool = True) -> list[Grid]:
    """The visible worksheets of .xlsx, .xlsm, .xlsb and .ods, after the guard has searched the file.

    ``ahead``: a long sheet may be read while the guard is still searching it. Raises RefusedError for a harmful or
    damaged file.
    """
    file = io.BytesIO(content)
    allowed = _Allowed(allow, len(content) / 1_000_000)
    seen = guard(file, len(content), partial(allowed.add, _SECONDS_A_MB), may_wait=ahead)
    with _told_as_damage(), _seen_to_its_end(seen):
        if seen.part("content.xml"):
            return _of_open_document(file)
        moved = part_names.in_usual_places(file, seen.part)
        if moved:
            file, content = io.BytesIO(moved), moved
            seen = guard(file, len(moved))
        for name in seen.parts:
            if part_names.is_always_read(name):
                seen.part(name)
        content = _with_plain_parts(file, seen, content, allowed)
        return read_unguarded(content, *_looks(io.BytesIO(content), seen, content, allowed))


def _with_plain_parts(file: io.BytesIO, seen: Seen, content: bytes, allowed: _Allowed) -> bytes:
    """The workbook with oddly written parts other than sheets rewritten: texts, list of sheets, formats."""
    odd = [name for name, part in seen.parts.items() if ODD in part.marks and not part.refusal]
    allowed.add(_ANEW_SECONDS_A_MB, sum(seen.parts[name].size for name in odd) / 1_000_000)
    texts = {name: rewritten_parts.texts(file, name) for name in odd if "sharedstrings" in name.casefold()}
    few = {name: rewritten_parts.document(file, name) for name in odd if name.casefold() in FEW_ELEMENTS}
    return rewritten_parts.with_parts(file, texts | few) if texts or few else content


def _with_plain_sheets(file: io.BytesIO, seen: Seen, book: xlsx.Book, allowed: _Allowed) -> bytes:
    """The workbook with its oddly written sheets rewritten, and without its other long sheets."""
    parts = {name: seen.part(name) for name in book.parts.values()}
    odd = [name for name, part in parts.items() if part and ODD in part.marks]
    long = [name for name, part in parts.items() if part and name not in odd and part.size > _LARGE]
    allowed.add(_ANEW_SECONDS_A_MB, sum(part.size for name in odd if (part := parts[name])) / 1_000_000)
    return rewritten_parts.with_parts(file, {name: rewritten_parts.sheet(file, name) for name in odd}, long)


@contextmanager
def _seen_to_its_end(seen: Seen) -> Iterator[None]:
    """Waits for the guard at the end: its refusal takes precedence over any result or error of a reader."""
    try:
        yield
    finally:
        if seen.long:
            seen.part(seen.long.name)


def read_binary(content: bytes, allow: Allow) -> list[Grid]:
    """The visible worksheets of .xls; raises RefusedError for a damaged or locked file."""
    megabytes = len(content) / 1_000_000
    allow(megabytes * 2 * _SECONDS_A_MB, int(megabytes * 4 * _MEMORY_A_MB))
    from feeds.reading.workbook import xls  # noqa: PLC0415 - few files are so old

    with _told_as_damage():
        return read_unguarded(content, xls.looks(content))


@contextmanager
def _told_as_damage() -> Iterator[None]:
    try:
        yield
    except RefusedError:
        raise
    except python_calamine.PasswordError:
        raise RefusedError("it is protected by a password. Save it without one and upload it again.") from None
    except (*DAMAGES, python_calamine.CalamineError, ElementTree.ParseError, expat.ExpatError) as fault:
        raise_if_out_of_memory(fault)
        raise RefusedError(DAMAGED) from None
    except BaseException as fault:
        if not is_panic(fault):
            raise
        raise RefusedError(DAMAGED) from None


def _nothing(_sheet: str) -> None:
    """Nothing is known in advance about a sheet that is read cell by cell."""


def read_unguarded(
    content: bytes, look_at: Looks, numbers_of: Numbers = _nothing, ahead: Ahead = _nothing
) -> list[Grid]:
    """The visible worksheets of a workbook, read without the guard; ``look_at`` is the second look at a named sheet."""
    book = _opened(content)
    visible = [(at, sheet.name) for at, sheet in enumerate(book.sheets_metadata) if _is_data_sheet(sheet)]
    _refuse_none_or_too_many(len(visible))
    anew: dict[int, python_calamine.CalamineWorkbook] = {}
    grids = []
    for at, name in visible:
        read = ahead(name)
        look = look_at(name)
        numbers = None if look.oddities else numbers_of(name)
        whole = None if numbers is None else whole_columns.columns(content, name, numbers, read)
        del read
        if whole is None:
            source = anew.setdefault(id(look.anew), _opened(look.anew)) if look.anew else book
            with _without_collecting():
                whole = columns_of_rows(_rows(source, at, name), look.oddities)
        _refuse_unseen_blanks(name, look, whole[0])
        grids.append(_grid(name, whole, look))
    return grids


def _refuse_unseen_blanks(sheet: str, look: Look, columns: Sequence[pa.LargeStringArray]) -> None:
    """Raises RefusedError for blank cells if there was no second look: they may be errors or formulas."""
    if not look.unseen:
        return
    for at, column in enumerate(columns):
        if column.null_count:
            row = column.is_null().index(True).as_py()
            raise RefusedError(
                f"its sheet {sheet[:_LONGEST_NAME]} can only be read in part: cell {cell(row + 1, at)} and others look "
                f"empty, and may hold errors or formulas. {AGAIN}"
            )


def _opened(content: bytes) -> python_calamine.CalamineWorkbook:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def _of_open_document(file: io.BytesIO) -> list[Grid]:
    with _without_collecting():
        shown = [table for table in ods.tables(file) if table.shown]
        _refuse_none_or_too_many(len(shown))
        return [_grid(table.name, columns_of_rows(table.rows, table.look.oddities), table.look) for table in shown]


def _refuse_none_or_too_many(sheets: int) -> None:
    if not sheets:
        raise RefusedError(DAMAGED)
    if sheets > _MOST_SHEETS:
        raise RefusedError(f"it has {sheets:,} sheets. Leave the data sheet in it, save it and upload it again.")


def _grid(name: str, whole: whole_columns.Columns, look: Look) -> Grid:
    columns, kinds = whole[0], with_silent(*whole, look.silent)
    return Grid(name[:_LONGEST_NAME], columns, kinds, notes_of(look, columns, name), merged=look.merged)


def _rows(book: python_calamine.CalamineWorkbook, at: int, name: str) -> Sequence[Sequence[object]]:
    rows = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
    if len(rows) > ROWS:
        raise RefusedError(f"its sheet {name} has {len(rows):,} rows, and a sheet ends with row {ROWS:,}.")
    # Compared with an empty text, since zero and FALSE are values too.
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return rows


def _is_data_sheet(sheet: python_calamine.SheetMetadata) -> bool:
    worksheet, visible = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    return sheet.typ == worksheet and sheet.visible == visible


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Turns the garbage collector off: a million new cells would make it look for cycles that cells cannot have."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _looks(file: io.BytesIO, seen: Seen, content: bytes, allowed: _Allowed) -> tuple[Looks, Numbers, Ahead]:
    """The second look for this format of workbook, the guard's counts of number cells, and the reading ahead."""
    if any(name.casefold().endswith("workbook.bin") for name in seen.parts):
        return partial(xlsb.look_at, file), _nothing, _nothing
    padded = any(PADDED in part.marks for part in seen.parts.values())
    lasting = any(LASTING in part.marks for part in seen.parts.values())
    book = xlsx.read_book(file, padded=padded)

    anew = cache(partial(_with_plain_sheets, file, seen, book, allowed))

    def look(sheet: str) -> Look:
        name = book.parts.get(sheet, "")
        part = seen.part(name)
        if part and ODD in part.marks:
            look = xlsx.look_at(io.BytesIO(anew()), name, book)
            look.anew = anew()
            return look
        odd = part and (part.marks or book.padded)
        return xlsx.look_at(file, name, book) if odd else Look()

    def numbers_of(sheet: str) -> dict[int, int] | None:
        part = seen.part(book.parts.get(sheet, ""))
        if part is None or lasting or not part.from_a or part.size <= _LARGE or part.marks & {UNUSUAL, ODD}:
            return None
        return part.numbers

    def ahead(sheet: str) -> whole_columns.Read | None:
        long = seen.long
        if long is None or lasting or book.parts.get(sheet) != long.name or not long.start.from_a:
            return None
        return whole_columns.read(content, sheet, long.start.numbers)

    return look, numbers_of, ahead
