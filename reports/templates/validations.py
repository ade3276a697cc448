"""The checks that a template makes while its cells are being filled in: a first help, in the words of the upload.

Every one is a warning and no stop, because the reader understands more spellings than a spreadsheet's formula can tell.
The cells are formatted as Text, so that a number typed into one is text: the formulas look at its characters.
"""

from typing import Any

from pandera.pandas import Check, Column, DataFrameSchema

from schemas import faults

_TITLE = "Please look again"
_UNHYPHENED = 'SUBSTITUTE(@,"-","")'
_UNSIGNED = 'SUBSTITUTE(SUBSTITUTE(@,".",""),"-","")'
_DAY = 'MID(@,5,1)&MID(@,8,1)="--",DATEVALUE(LEFT(@,10))>32873,--LEFT(@,4)<2101'
_TIME = 'MID(@,11,1)="T",OR(RIGHT(@)="Z",MID(@,LEN(@)-5,1)="+",MID(@,LEN(@)-5,1)="-")'


def _digits(text: str, most: int) -> str:
    """How many of a text's first characters are digits; array constants are not allowed in such formulas."""
    return f'SUMPRODUCT(--ISNUMBER(-MID({text},ROW(INDIRECT("1:{most}")),1)))'


# What must be true of the cell @; an error counts as false.
_FORMULAS = {
    faults.ORDER_ID_FORM: f'AND(LEN(@)=19,MID(@,4,1)&MID(@,12,1)="--",{_digits(_UNHYPHENED, 17)}=17)',
    faults.ITEM_ID_FORM: f"AND(LEN(@)<65,{_digits('@', 64)}=LEN(@))",
    faults.AMOUNT_FORM: f'AND({_digits(_UNSIGNED, 40)}=LEN({_UNSIGNED}),LEN(@)-LEN(SUBSTITUTE(@,".",""))<2)',
    faults.COUNTRY_FORM: "LEN(@)=2",
}


def choice(name: str, source: str, column: str, sheet: str) -> dict[str, Any]:
    """A drop-down list out of the cells ``source``, which stand in ``column`` of ``sheet``."""
    said = f"{name}: this is not in the list, which stands in column {column} of {sheet}."
    return _warning(said) | {"validate": "list", "source": source}


def check(name: str, schema: DataFrameSchema, cell: str) -> dict[str, Any] | None:
    """The check of a column whose first cell is ``cell``, as XlsxWriter takes it; none where there is nothing to see.

    One a column: the first rule of the schema for which a formula is known.
    """
    column: Column = schema.columns[name]
    null_word = bool((schema.metadata or {}).get("null_word")) and column.nullable
    for rule in column.checks:
        said = _warning(f"{name} {rule.error}.")
        if rule.name == str(faults.TOO_LONG):
            return said | {"validate": "length", "criteria": "<=", "value": (rule.statistics or {})["longest"]}
        formula = _formula(rule)
        if formula:
            whole = f"IFERROR({formula},FALSE)"
            whole = f'OR(EXACT(@,"NULL"),{whole})' if null_word else whole
            return said | {"validate": "custom", "value": "=" + whole.replace("@", cell)}
    return None


def _warning(words: str) -> dict[str, Any]:
    return {"error_type": "warning", "error_title": _TITLE, "error_message": words}


def _formula(rule: Check) -> str | None:
    code, bounds = int(rule.name or 0), rule.statistics or {}
    if code == faults.WHOLE_NUMBER:
        return f"AND(LEN(@)<10,{_digits('@', 9)}=LEN(@),VALUE(@)>={bounds['least']})"
    if code == faults.DATE_FORM:
        return _date(bounds["shortest"])
    return _FORMULAS.get(code)


def _date(shortest: int) -> str:
    """A day that the calendar has, with a time and an offset where ``shortest`` leaves room for no bare day."""
    if shortest > len("2026-01-31"):
        return f"AND({_DAY},{_TIME})"
    # A date cell is a number, whatever it shows.
    return f"IF(ISNUMBER(@),@>32873,AND({_DAY},OR(LEN(@)=10,AND({_TIME}))))"
