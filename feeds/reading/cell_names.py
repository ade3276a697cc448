"""Converts between positions and the names that Excel gives cells and columns (ECMA-376 part 1, 18.18.62 ST_Ref).

openpyxl has the same functions, but takes as long to load as the whole reader.
"""


def letters(position: int) -> str:
    """The letters of the column at a position counted from zero: 0 is ``A``, 26 is ``AA``."""
    name = ""
    number = position + 1
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(65 + digit) + name
    return name


def cell(row: int, position: int) -> str:
    """The name of the cell in a row (counted from one) and a column (counted from zero)."""
    return f"{letters(position)}{row}"


def coordinates(place: str) -> tuple[int, int]:
    """The row and column of a named cell, both counted from zero: ``B3`` is (2, 1)."""
    name = place.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return int(place[len(name) :]) - 1, column - 1
