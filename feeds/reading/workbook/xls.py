"""The second look at a binary workbook (.xls): error cells, which the reader shows as blanks, and hidden parts.

The only text cell without a text is a formula with an empty text as its stored result ([MS-XLS] 2.5.133 FormulaValue).
"""

import io
import struct
from collections.abc import Callable, Iterator
from functools import cache

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from feeds.reading.grid import DAMAGED, RefusedError
from feeds.reading.workbook.second_look import Look

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _FORMULA, _RECALCULATED = 0x809, 0x0A, 0x06, 0x1C1
_ON_LOAD, _ZERO = 2, bytes(8)
_MERGED, _END_OF_CHAIN = b"\xe5\x00", -2


def looks(content: bytes) -> Callable[[str], Look]:
    """Returns the second look at a workbook, which is opened once: a function of the sheet's name.

    If the second reader fails on a sheet that the first one can read, the look is marked as ``unseen``.
    """

    @cache
    def opened() -> xlrd.Book | None:
        return _opened(content)

    def look_at(name: str) -> Look:
        book = opened()
        if book is None or name not in book.sheet_names():
            return Look(unseen=True)
        try:
            return _look_at(book, name)
        except (MemoryError, RefusedError):
            raise
        except Exception:
            # The second reader raises all kinds of exceptions for input that it does not know.
            return Look(unseen=True)
        finally:
            book.unload_sheet(name)

    return look_at


def _opened(content: bytes) -> xlrd.Book | None:
    """The workbook with its sheets not read yet; None if the reader fails.

    If the reader fails on formats it tries without them, unless there are merged cells: without formats these are
    missed, and their lower parts look blank ([MS-XLS] 2.4.168 MergeCells). Raises RefusedError if the compound file
    around the workbook is damaged.
    """
    contradicts = _contradicts_itself(content)
    for formats in (True,) if _MERGED in content else (True, False):
        try:
            return xlrd.open_workbook(
                file_contents=content,
                logfile=io.StringIO(),
                formatting_info=formats,
                on_demand=True,
                ignore_workbook_corruption=contradicts,
            )
        except MemoryError:
            raise
        except Exception:
            # The reader raises all kinds of exceptions for faulty input.
            continue
    return None


def _contradicts_itself(content: bytes) -> bool:
    """True if the compound file around the workbook is faulty but the workbook's own chain of sectors is sound.

    Raises RefusedError if that chain is not sound either ([MS-CFB] 2.3).
    """
    try:
        file = CompDoc(content, logfile=io.StringIO())
        for name in _STREAMS:
            file.locate_named_stream(name)
    except CompDocError:
        if _chain_is_sound(content):
            return True
        raise RefusedError(DAMAGED) from None
    except MemoryError:
        raise
    except Exception:
        raise RefusedError(DAMAGED) from None
    return False


def _chain_is_sound(content: bytes) -> bool:
    """True if the sectors of the workbook form one chain to its end, without using any sector twice."""
    try:
        file = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        [entry] = [entry for entry in file.dirlist if entry.name in _STREAMS]
        sector, seen = entry.first_SID, set[int]()
        while sector >= 0 and sector not in seen:
            seen.add(sector)
            sector = file.SAT[sector]
    except (CompDocError, ValueError, IndexError, struct.error):
        return False
    return sector == _END_OF_CHAIN and len(seen) == -(-entry.tot_size // file.sec_size)


def _look_at(book: xlrd.Book, name: str) -> Look:
    """The second look at one sheet ([MS-XLS] 2.4.90 Label … 2.4.24 BoolErr; rows 2.4.221, columns 2.4.53)."""
    look, sheet = Look(untold=True), book.sheet_by_name(name)
    look.oddities.update(dict.fromkeys(_never_calculated(book, name), ("formula", "=")))
    look.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    look.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    for top, below, left, beside in sheet.merged_cells:
        look.merge(top, below - 1, left, beside - 1)
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        for column, kind in enumerate(kinds):
            if kind == xlrd.XL_CELL_TEXT and not sheet.cell_value(row, column):
                look.silent.append((row, column))
            if kind == xlrd.XL_CELL_ERROR:
                shown = xlrd.error_text_from_code.get(int(str(sheet.cell_value(row, column))), "#?")
                look.oddities[row, column] = ("error", shown)
    return look


def _never_calculated(book: xlrd.Book, name: str) -> Iterator[tuple[int, int]]:
    """The formulas with a stored zero instead of a result ([MS-XLS] 2.4.127 Formula, 2.4.226 RecalcId).

    Programs that write formulas but cannot calculate ask for recalculation when the workbook is opened, with a flag on
    the formula or by leaving out the record of which program calculated last.
    """
    unknown = book.biff_version == 80 and all(kind != _RECALCULATED for kind, _ in _records(book, 0))
    # The reader has the positions of the sheets only in this private attribute.
    start = vars(book)["_sh_abs_posn"][book.sheet_names().index(name)]
    for kind, body in _records(book, start - book.base):
        if kind == _FORMULA and len(body) >= 16:
            row, column, _, result, flags = struct.unpack_from("<HHH8sH", body)
            if result == _ZERO and (unknown or flags & _ON_LOAD):
                yield row, column


def _records(book: xlrd.Book, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of the workbook's list of sheets (``at`` zero) or of a sheet, without those of charts in it."""
    stream, depth = memoryview(book.mem or b"")[book.base : book.base + book.stream_len], 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, bytes(stream[at + 4 : at + 4 + length])
        if depth < 1:
            return
        at += 4 + length
