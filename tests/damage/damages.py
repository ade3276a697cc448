"""What spreadsheets and hands do to a column: each kind takes sound rows and gives damaged ones.

A kind changes rows under a seed and need not say which: they are those that differ from the sound ones.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.rules.writings import Row

NUMBER, UNITS, AMOUNT = "tracking-number", "quantity", "item-price-adj"
Harm = Callable[[list[Row], random.Random], None]


@dataclass(frozen=True)
class Kind:
    """``carriers``: those of the file by code or name, else any; ``parcels``: its rows; ``feed``: ship or adjust."""

    harm: Harm
    carriers: Sequence[str] = ()
    parcels: int = 12
    ending: str = "txt"
    feed: str = "ship"


def _each(heading: str, change: Callable[[str, random.Random], object]) -> Harm:
    """Every filled cell of a column, changed."""

    def harm(rows: list[Row], draw: random.Random) -> None:
        for row in rows:
            if row[heading]:
                row[heading] = change(row[heading], draw)

    return harm


def _one(heading: str, change: Callable[[str, random.Random], object]) -> Harm:
    """One cell of a column, changed."""

    def harm(rows: list[Row], draw: random.Random) -> None:
        row = draw.choice(rows)
        row[heading] = change(row[heading], draw)

    return harm


def _copied(rows: list[Row], draw: random.Random) -> None:
    first = draw.randrange(len(rows) - 4)
    for row in rows[first + 1 :]:
        row[NUMBER] = rows[first][NUMBER]


def _filled(step: int) -> Harm:
    def harm(rows: list[Row], draw: random.Random) -> None:
        first = draw.randrange(len(rows) - 6)
        start = rows[first][NUMBER]
        digits = re.search("[0-9]+(?=[A-Z]{0,2}$)", start)
        assert digits is not None
        for at, row in enumerate(rows[first + 1 :], 1):
            up = f"{int(digits[0]) + step * at:0{len(digits[0])}}"[-len(digits[0]) :]
            row[NUMBER] = start[: digits.start()] + up + start[digits.end() :]

    return harm


def _moved(places: int) -> Harm:
    def harm(rows: list[Row], _: random.Random) -> None:
        numbers = [row[NUMBER] for row in rows]
        for at, row in enumerate(rows):
            row[NUMBER] = numbers[(at - places) % len(rows)]

    return harm


def _put_in(rows: list[Row], draw: random.Random) -> None:
    """A cell put into the column from the middle on: it is empty, and the last number is pushed below the rows."""
    at = draw.randrange(1, len(rows) // 2)
    for row, number in zip(rows[at:], ["", *(row[NUMBER] for row in rows[at:-1])], strict=True):
        row[NUMBER] = number


def _taken_out(rows: list[Row], draw: random.Random) -> None:
    at = draw.randrange(1, len(rows) // 2)
    for row, number in zip(rows[at:], [*(row[NUMBER] for row in rows[at + 1 :]), ""], strict=True):
        row[NUMBER] = number


def _sorted(rows: list[Row], _: random.Random) -> None:
    for row, number in zip(rows, sorted(row[NUMBER] for row in rows), strict=True):
        row[NUMBER] = number


def _counted(heading: str, first: str, step: int) -> Harm:
    def harm(rows: list[Row], draw: random.Random) -> None:
        whole, _, cents = (first or f"{draw.randrange(3, 90)}.{draw.randrange(100):02}").partition(".")
        for at, row in enumerate(rows):
            row[heading] = f"{int(whole) + at * step}" + (f".{cents}" if cents else "")

    return harm


def _rounded(number: str, _: random.Random) -> str:
    return number[:15] + "0" * len(number[15:]) if number.isdigit() else number


def _as_number(number: str, _: random.Random) -> object:
    return float(number) if len(number) > 15 else int(number)


def _mistyped(number: str, draw: random.Random) -> str:
    at = draw.choice([place for place, sign in enumerate(number) if sign.isdigit() and place > 3])
    # By one: a check digit whose weight is 2 or 5 does not see a difference of five, one by seven none of seven.
    return f"{number[:at]}{(int(number[at]) + 1) % 10}{number[at + 1 :]}"


def _dropped(number: str, draw: random.Random) -> str:
    at = draw.randrange(3, len(number) - 2)
    return number[:at] + number[at + 1 :]


def _doubled(number: str, draw: random.Random) -> str:
    at = draw.randrange(3, len(number) - 2)
    return number[:at] + number[at] + number[at:]


def _look_alike(number: str, draw: random.Random) -> str:
    at = draw.choice([place for place, sign in enumerate(number[:-1]) if sign in "015" and place > 3] or [5])
    return number[:at] + {"0": "O", "1": "I", "5": "S"}.get(number[at], "B") + number[at + 1 :]


CHECKED = ("Canada Post", "YAMATO", "SAGAWA", "FedEx", "UPS", "EMS", "India Post")
LONG = ("Canada Post", "Evri")
# Carriers of one form each, which no other of them has.
APART = ("UPS", "Canada Post", "EMS", "YAMATO", "Lasership", "India Post")
KINDS: dict[str, Kind] = {
    "t copied down": Kind(_copied),
    "t autofill +1, check digits": Kind(_filled(1), ("Canada Post",)),
    "t autofill +1, letters behind": Kind(_filled(1), ("EMS",)),
    "t autofill +1, no check digits": Kind(_filled(1), ("Delhivery",)),
    "t autofill +1, carriers mixed": Kind(_filled(1), CHECKED),
    "t autofill -1": Kind(_filled(-1), ("YAMATO",)),
    "t autofill +10": Kind(_filled(10), ("FedEx",)),
    "t autofill +137": Kind(_filled(137), ("Canada Post",)),
    "t moved down by a row, carriers mixed": Kind(_moved(1), APART, 20),
    "t moved up by a row, carriers mixed": Kind(_moved(-1), APART, 20),
    "t moved down by two rows, carriers mixed": Kind(_moved(2), APART, 20),
    "t cell put in, carriers mixed": Kind(_put_in, APART, 20),
    "t cell taken out, carriers mixed": Kind(_taken_out, APART, 20),
    "t sorted alone, carriers mixed": Kind(_sorted, APART, 20),
    "t rounded to 15, as text": Kind(_each(NUMBER, _rounded), LONG),
    "t rounded to 15, as text, 17 and 18 digits": Kind(_each(NUMBER, _rounded), ("Seur", "Kerry"), 3),
    "t rounded, number cells": Kind(_each(NUMBER, _as_number), ("Canada Post",), ending="xlsx"),
    "t scientific form": Kind(_each(NUMBER, lambda number, _: f"{float(number):.5E}"), ("Canada Post", "DPD")),
    "t zeros lost, as text, form known": Kind(_each(NUMBER, lambda number, _: number.removeprefix("0")), ("DPD",)),
    "t zeros lost, as text, no form known": Kind(
        _each(NUMBER, lambda number, _: number.lstrip("0")), ("Delhivery",), 90
    ),
    "t zeros lost, number cells": Kind(_each(NUMBER, _as_number), ("YAMATO",), ending="xlsx"),
    "t digit mistyped, check digits": Kind(_one(NUMBER, _mistyped), CHECKED),
    "t digit dropped, one length": Kind(_one(NUMBER, _dropped), ("UPS", "EMS", "Evri", "SF Express")),
    "t digit doubled, one length": Kind(_one(NUMBER, _doubled), ("UPS", "EMS", "Evri", "SF Express", "BlueDart")),
    "t digit dropped, among its like, several lengths": Kind(_one(NUMBER, _dropped), ("Canada Post",)),
    "t digit doubled, among its like, several lengths": Kind(_one(NUMBER, _doubled), ("Canada Post",)),
    "t digit dropped, among its like": Kind(_one(NUMBER, _dropped), ("Delhivery",), 40),
    "t digit doubled, among its like": Kind(_one(NUMBER, _doubled), ("NipponExpress",), 40),
    "t look-alike letters, form known": Kind(_one(NUMBER, _look_alike), ("Canada Post", "YAMATO", "DPD")),
    "t look-alike letters, among its like": Kind(_one(NUMBER, _look_alike), ("Delhivery",), 40),
    "t error word": Kind(_one(NUMBER, lambda *_: "#N/A")),
    "t two numbers": Kind(_one(NUMBER, lambda number, _: f"{number} / {number[:-1]}7"), ("UPS", "Canada Post")),
    "q filled down": Kind(_counted(UNITS, "1", 1)),
    "m autofill +1.00": Kind(_counted(AMOUNT, "", 1), feed="adjust"),
    "m scientific form": Kind(_each(AMOUNT, lambda amount, _: f"{float(amount):.1E}"), feed="adjust"),
}
# What no file shows, and why; tests/ODDITIES.md names them too.
UNDECIDABLE = {
    "t moved by a row, one carrier": "every number is one of its row's carrier",
    "t sorted alone, one carrier": "every number is one of its row's carrier",
    "t swapped between two orders of a carrier": "both are numbers of the carrier",
    "t copied into two orders": "two orders may be one parcel",
    "t digit dropped or doubled, carrier of several lengths, few numbers": "a digit fewer or more is the carrier's too",
    "t digit dropped or doubled, carrier that hands over": "its other numbers are of carriers unknown",
    "t digit mistyped, no check digit known": "it is a number of the carrier's length",
    "t one of 16 digits rounded, alone": "one number in ten ends in 0",
    "t two zeros lost of a number of DPD": "it has numbers of 12 digits too",
    "q another row's quantity": "it may be what was packed",
    "m another row's amount": "it may be what was refunded",
}
