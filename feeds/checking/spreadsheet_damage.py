"""Finds damage that a spreadsheet or text file did to cells, by the type and the look of each cell.

Excel keeps 15 significant digits of a number (IEEE 754) and shows errors as words.
"""

from collections.abc import Sequence

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking.findings import combined, finding
from feeds.reading.grid import SILENT
from feeds.reading.sheet import Sheet
from schemas import faults

SCIENTIFIC = r"[+-]?[0-9]{1,3}(?:[.,][0-9]+)?[Ee]\+[0-9]+|[+-]?[0-9]{1,3}[.,][0-9]+[Ee][0-9]+"
# What Excel shows for an error, in the languages of its menus, or in a column that is too narrow.
_ERROR_WORDS = r"""
    #N/[ABD]  #NV  #DIV/0!  #DEEL/0!  #¡DIV/0!  #NULL!  #NUL!  #NUM!  #¡NUM!  #ZAHL!  #NOMBRE!  #GETAL!  #SPILL!  #CALC!
    #NAME\?  #NOM\?  #NOME\?  #NAAM\?  #¿NOMBRE\?  #REF!  #¡REF!  #BEZUG!  #RIF!  #VERW!
    #VALUE!  #WERT!  #VALEUR!  #VALOR!  #¡VALOR!  #VALORE!  #WAARDE!  #FIELD!  #GETTING_DATA  #{3,}
"""
ERROR_WORD = "|".join(_ERROR_WORDS.split())
# A float written with its point, too long to be exact.
_FLOAT = r"[0-9]{16,}\.0+"
# Twenty digits and more that are all zero past the fifteenth: rounded, except for one number in 100,000.
_ROUNDED = "[0-9]{15}0{5,}"
_MAYBE_ROUNDED = "[0-9]{15}0{1,4}"
# The number of digits that Excel keeps.
_KEPT = 15
# Columns whose values are calculated with or decide something: a formula that shows nothing there is a fault.
_COUNTED = ("number", "amount", "choice", "date")


def damage(heading: str, sheet: Sheet, schema: DataFrameSchema) -> pd.DataFrame:
    """The findings on what a spreadsheet did to the cells of one column."""
    kinds, texts = sheet.kinds.get(heading), sheet.cells[heading]
    holds = (schema.columns[heading].metadata or {}).get("holds")
    is_error = texts.str.startswith("#")
    if is_error.any():
        is_error &= texts.str.fullmatch(ERROR_WORD)
    tables = []
    if kinds is not None:
        is_error |= kinds == "error"
        words = f"{heading} holds a formula whose result was never stored."
        tables.append(finding(texts.index[kinds == "formula"], faults.FORMULA_WITHOUT_VALUE, heading, words))
    tables.append(finding(texts.index[is_error], faults.ERROR_CELL, heading, f"{heading} holds a spreadsheet error."))
    if kinds is not None and holds in _COUNTED and heading not in _judged_when_silent(schema):
        silent = texts.index[(kinds == SILENT) & texts.isna()]
        words = f"{heading} holds a formula that shows nothing, and would count as empty."
        tables.append(finding(silent, faults.CELL_UNSAID, heading, words))
    if holds == "identifier":
        known = bool((schema.columns[heading].metadata or {}).get("looked_up"))
        # Tracking-numbers are judged by the whole column (feeds.checking.tracking.changed_digits).
        doubted = not known and heading != "tracking-number"
        tables += _identifier_faults(heading, texts, kinds, doubted=doubted)
    return combined(tables)


def _judged_when_silent(schema: DataFrameSchema) -> tuple[str, ...]:
    """The headings for which the kind decides whether an empty cell would change anything."""
    metadata = schema.metadata or {}
    return (*metadata.get("all_if_empty", ()), *metadata.get("less_if_silent", ()))


def moved(sheet: Sheet) -> pd.DataFrame:
    """Errors on records with more cells than headings: nobody can know which cell belongs to which heading."""
    words = [f"The line has {what}." for what in sheet.beyond.values()]
    return finding(list(sheet.beyond), faults.CELLS_BEYOND, "", pd.Series(words, dtype="str"))


def merged(sheet: Sheet) -> pd.DataFrame:
    """Errors on cells that are the lower part of a merged cell; read as empty they would mean something else."""
    by_heading: dict[str, dict[int, str]] = {}
    for (record, heading), place in sheet.merged.items():
        by_heading.setdefault(heading, {})[record] = place
    return combined(
        finding(
            list(places),
            faults.CELL_MERGED,
            heading,
            f"{heading} is part of the merged cells " + pd.Series(list(places.values()), dtype="str") + ".",
        )
        for heading, places in by_heading.items()
    )


def withheld(sheet: Sheet) -> pd.DataFrame:
    """Errors on empty cells that an option's value must not fill, as a section row above them names another value."""
    by_heading: dict[str, dict[int, str]] = {}
    for (record, heading), words in sheet.withheld.items():
        by_heading.setdefault(heading, {})[record] = words
    return combined(
        finding(list(words), faults.SECTION_NAMES_OTHER, heading, pd.Series(list(words.values()), dtype="str"))
        for heading, words in by_heading.items()
    )


def _identifier_faults(heading: str, texts: pd.Series, kinds: pd.Series | None, *, doubted: bool) -> list[pd.DataFrame]:
    """Findings on identifiers that lost digits or changed; ``doubted``: no other check finds out about rounding."""
    suspect = texts.str.fullmatch(f"{SCIENTIFIC}|{_FLOAT}|{_ROUNDED}|{_MAYBE_ROUNDED}")
    if kinds is None and not suspect.any():
        return []
    numbers = pd.Series(data=False, index=texts.index) if kinds is None else kinds == "number"
    scientific = texts.str.fullmatch(SCIENTIFIC)
    lost = scientific | texts.str.fullmatch(f"{_FLOAT}|{_ROUNDED}") | (numbers & ~texts.str.fullmatch("[0-9]{1,15}"))
    with_point = numbers & texts.str.fullmatch("[0-9]*[.][0-9]+")
    turned = texts.index[:0] if kinds is None else texts.index[kinds.isin(["date", "logical"])]
    scientific &= ~numbers
    digits = f"Excel kept only 15 digits of the number in {heading}; the rest is gone."
    decimals = f"{heading} holds decimals, and no identifier has any; of a longer number Excel keeps only 15 digits."
    form = f"Excel wrote the number in {heading} in scientific form and kept only its first digits; the rest is gone."
    became = f"{heading} was turned into a date or a logical value by Excel."
    doubt = f"{heading} may have been rounded by Excel: every digit past the 15th is zero."
    return [
        finding(texts.index[lost & ~scientific & ~with_point], faults.DIGITS_LOST, heading, digits),
        finding(texts.index[lost & with_point], faults.DIGITS_LOST, heading, decimals),
        finding(texts.index[lost & scientific], faults.DIGITS_LOST, heading, form),
        finding(turned, faults.DATE_IN_IDENTIFIER, heading, became),
        finding(texts.index[suspect & ~lost & doubted], faults.DIGITS_DOUBTFUL, heading, doubt),
    ]


def rounded(digits: str) -> Sequence[str]:
    """What a long number may become: cut or rounded after 15 digits, or a binary float in full or shortest form."""
    number, past = int(digits), max(len(digits) - _KEPT, 0)
    cut = digits[:_KEPT] + "0" * past
    kept = str(round(number, -past))
    binary = float(number)
    return tuple(text.zfill(len(digits)) for text in (cut, kept, str(int(binary)), shortest(binary)))


def shortest(value: float) -> str:
    """A whole number as JavaScript writes it: the fewest digits that distinguish it from its neighbours, then zeros."""
    mantissa, _, exponent = f"{value!r}".partition("e")
    whole, _, decimals = mantissa.partition(".")
    if not exponent:
        return whole
    return (whole + decimals).ljust(int(exponent) + 1, "0")
