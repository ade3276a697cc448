"""The validations of a template's cells while they are filled in: a first help, in the words of the upload's messages.

Each one only warns, because the upload understands more spellings than a spreadsheet formula can recognize. The cells
are formatted as Text, so a number typed into one is text, and the formulas look at its characters.
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
    """A formula for the number of digits in a text's first ``most`` characters; it may not have array constants."""
    return f'SUMPRODUCT(--ISNUMBER(-MID({text},ROW(INDIRECT("1:{most}")),1)))'


# The condition for the cell @; an error counts as false.
_FORMULAS = {
    faults.ORDER_ID_FORM: f'AND(LEN(@)=19,MID(@,4,1)&MID(@,12,1)="--",{_digits(_UNHYPHENED, 17)}=17)',
    faults.ITEM_ID_FORM: f"AND(LEN(@)<65,{_digits('@', 64)}=LEN(@))",
    faults.AMOUNT_FORM: f'AND({_digits(_UNSIGNED, 40)}=LEN({_UNSIGNED}),LEN(@)-LEN(SUBSTITUTE(@,".",""))<2)',
    faults.COUNTRY_FORM: "LEN(@)=2",
}


def choice(name: str, source: str, column: str, sheet: str) -> dict[str, Any]:
    """A drop-down list of the cells ``source``, which are in ``column`` of ``sheet``."""
    said = f"{name}: this is not in the list, which stands in column {column} of {sheet}."
    return _warning(said) | {"validate": "list", "source": source}


def check(name: str, schema: DataFrameSchema, cell: str) -> dict[str, Any] | None:
    """The validation of a column whose first cell is ``cell``, in XlsxWriter's form; None if there is none.

    A column has one: for the first rule of the schema that has a formula.
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
    """A day that exists in the calendar; with a time and an offset if ``shortest`` is too long for a day alone."""
    if shortest > len("2026-01-31"):
        return f"AND({_DAY},{_TIME})"
    # A date cell is a number, whatever it shows.
    return f"IF(ISNUMBER(@),@>32873,AND({_DAY},OR(LEN(@)=10,AND({_TIME}))))"
