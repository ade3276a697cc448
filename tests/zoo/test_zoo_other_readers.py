"""Cell by cell, openpyxl, xlrd and calamine hold what we read, or the difference is told here with its reason."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from feeds.reading.files import read_grids
from feeds.reading.grid import Grid
from tests.house.sources import ROOT
from tests.zoo.all_animals import ANIMALS, BY_NAME, sampled
from tests.zoo.other_readers import Tables, readers_of
from tests.zoo.outcomes import Cells, cells_of, trimmed

GOOD = [animal for animal in ANIMALS if animal.honest and animal.cells is not None and not animal.slow]
TEXTS = (".txt", ".csv", ".gz", ".zip", "comma.xlsx", "one-csv-named.xlsx")
# Other readers hold every blank cell down to the last row in memory.
FAR = ("blank-cell.xlsx", "blank-cells.xlsx")
BOOKS = [animal for animal in GOOD if not animal.name.endswith(TEXTS) and animal.name not in FAR]
# By the places or names of their parts no other reader sees that they are workbooks.
UNKNOWN_TO_OTHERS = {
    f"{name}.xlsx" for name in "at-root at-root-slash other-folder other-names backslashes capitals".split()
}
SAMPLES = sorted((ROOT / "sample_feeds").rglob("*.xlsx"))
# Cells that a reader shows as blanks, by what they are; we show them, so that they are refused by name.
BLANKS = {"calamine": ("error", "formula"), "openpyxl": ("formula",), "xlrd": ("formula",)}
EXPLAINED = {
    # openpyxl knows the namespaces of transitional OOXML alone.
    ("strict.xlsx", "openpyxl"): "has the sheets [], we have ['Data']",
    # openpyxl leaves Excel's escapes of characters (ECMA-376 part 1, 22.9.2.19 ST_Xstring) as they are written.
    ("escaped.xlsx", "openpyxl"): "has 'Next_x000D_ Day' in row 2, we have 'Next Day'",
    ("text-controls.xlsx", "openpyxl"): "has 'a_x0007_b' in row 2, we have 'a b'",
    ("text-escape-kept.xlsx", "openpyxl"): "has 'a_x005F_x0041_b' in row 2, we have 'a_x0041_b'",
    # openpyxl wants a drawing in a chart sheet; ours has none.
    ("chart-first.xlsx", "openpyxl"): "cannot read it: AttributeError",
    ("chartsheet.xlsx", "openpyxl"): "cannot read it: AttributeError",
    # Other readers find parts in the usual places alone, or by relations as the programs of an office write them.
    ("sheet-at-root.xlsx", "calamine"): "cannot read it: WorksheetNotFound",
    ("from-root-bare.xlsx", "calamine"): "cannot read it: WorksheetNotFound",
    ("from-root-bare.xlsx", "openpyxl"): "has the sheets [], we have ['Data']",
    ("dots.xlsx", "calamine"): "cannot read it: WorksheetNotFound",
    ("targets-backslash.xlsx", "calamine"): "cannot read it: WorksheetNotFound",
    ("targets-backslash.xlsx", "openpyxl"): "has the sheets [], we have ['Data']",
    ("leading-slash.xlsx", "calamine"): "cannot read it: CalamineError",
    ("leading-slash.xlsx", "openpyxl"): "cannot read it: KeyError",
    # Sheets of macros and dialogs hold no records: we pass them over.
    ("xlMacrosheet.xlsm", "calamine"): "cannot read it: CalamineError",
    ("xlMacrosheet.xlsm", "openpyxl"): "has the sheets ['Data', 'Second'], we have ['Data']",
    ("xlIntlMacrosheet.xlsm", "calamine"): "cannot read it: CalamineError",
    ("xlIntlMacrosheet.xlsm", "openpyxl"): "has the sheets ['Data', 'Second'], we have ['Data']",
    ("dialogsheet.xlsx", "openpyxl"): "has the sheets ['Data', 'Second'], we have ['Data']",
    # xlrd stops at a record that nobody needs; calamine at white space between the cells of a row.
    ("old-odd-record.xls", "xlrd"): "cannot read it: AssertionError",
    ("open-pretty.ods", "calamine"): "cannot read it: CalamineError",
}


def ours(path: Path, blanks: Sequence[str]) -> Tables:
    """What we read, with blanks in the place of what is of these kinds."""
    return {grid.name or "": _with_blanks(grid, blanks) for grid in read_grids(path)}


def _with_blanks(grid: Grid, blanks: Sequence[str]) -> Cells:
    table = [list(row) for row in cells_of(grid)]
    for column, kinds in grid.kinds.items():
        for row, kind in enumerate(kinds.to_pylist()[: len(table)]):
            if kind in blanks:
                table[row][column] = ""
    return trimmed(table)


def differences(path: Path) -> dict[str, str]:
    """What another reader has other than we, in a few words each."""
    found = {}
    for reader, read in readers_of(path.read_bytes()).items():
        try:
            theirs = read(path)
        except Exception as fault:
            found[reader] = f"cannot read it: {type(fault).__name__}"
            continue
        found[reader] = _difference(ours(path, BLANKS[reader]), theirs)
    return {reader: difference for reader, difference in found.items() if difference}


def _difference(own: Tables, theirs: Tables) -> str:
    if list(own) != list(theirs):
        return f"has the sheets {list(theirs)}, we have {list(own)}"
    for name, table in own.items():
        other = theirs[name]
        if len(table) != len(other):
            return f"has {len(other)} rows, we have {len(table)}"
        for number, (row, cells) in enumerate(zip(table, other, strict=True), 1):
            wide = max(len(row), len(cells))
            pairs = zip([*row, *[""] * (wide - len(row))], [*cells, *[""] * (wide - len(cells))], strict=True)
            odd = [pair for pair in pairs if pair[0] != pair[1]]
            if odd:
                return f"has {odd[0][1][:60]!r} in row {number}, we have {odd[0][0][:60]!r}"
    return ""


@pytest.mark.parametrize("name", sampled(animal.name for animal in BOOKS))
def test_a_good_workbook_is_read_as_others_read_it(name: str, tmp_path: Path) -> None:
    animal = BY_NAME[name]
    path = tmp_path / animal.name
    animal.make(path)
    found = {(animal.name, reader): told for reader, told in differences(path).items()}
    assert found == {key: told for key, told in EXPLAINED.items() if key[0] == animal.name}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_others_read_it(path: Path) -> None:
    assert differences(path) == {}


def test_most_good_workbooks_are_compared_with_two_readers(tmp_path: Path) -> None:
    counts = {}
    for animal in BOOKS:
        animal.make(tmp_path / "book")
        counts[animal.name] = len(readers_of((tmp_path / "book").read_bytes()))
    assert {name for name, count in counts.items() if not count} == UNKNOWN_TO_OTHERS
    assert list(counts.values()).count(2) > 80
