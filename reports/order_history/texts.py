"""Formats the values of a biography: times, money, and texts that a terminal can show."""

from collections.abc import Callable
from typing import Any

from schemas import fields
from schemas.currencies import as_decimal
from schemas.selection import Holds
from schemas.times import iso

# Some scripts need these to join letters, and Python calls them unprintable.
_JOINERS = "\u200c\u200d"


def instant(seconds: int | None) -> str | None:
    """Seconds since 1970 UTC as ISO 8601."""
    return None if seconds is None else iso(seconds)


def money(minor: int, currency: str | None) -> str:
    """Minor units as an amount with the currency's decimals."""
    return str(as_decimal(minor, currency or ""))


def offset(minutes: int) -> str:
    """An offset from UTC in the form of ISO 8601."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


_READ: dict[Holds, Callable[[str], Any]] = {
    "units": int,
    "instant": lambda text: instant(int(text)),
    "offset": lambda text: offset(int(text)),
    "flag": lambda text: text == "1",
}
# What the clock flags an order with; no columns of the order table.
_FLAGS = ("deadline", "latest_ship", "verification_deadline")


def value(field: str, text: str | None, currency: str | None) -> Any:
    """A value of the history, before or after a change, converted for its field."""
    if field == "verified":
        return text == "1"
    if text is None:
        return None
    named = fields.named(field)
    holds: Holds = "instant" if field in _FLAGS else named.holds if named else "text"
    return money(int(text), currency) if holds == "money" else _READ.get(holds, str)(text)


def plain(told: Any) -> Any:
    """The same value with each invisible character of its texts replaced by a space, except joiners of letters."""
    if isinstance(told, str):
        return told if told.isprintable() else "".join(_seen(character) for character in told)
    if isinstance(told, dict):
        return {name: plain(of) for name, of in told.items()}
    return [plain(of) for of in told] if isinstance(told, list) else told


def _seen(character: str) -> str:
    return character if character.isprintable() or character in _JOINERS else " "
