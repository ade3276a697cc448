"""The types of options: what a value looks like as typed, and what is read from it."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import click

LIMITS = ("workbook-mb", "text-mb", "records", "seconds", "memory-mb")
_DAYS = {"d": 1, "w": 7}


class Instant(click.ParamType[int]):
    """A day, or an ISO 8601 date-time with offset, as seconds since 1970 UTC; a bare day is its end in UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads the option's text; the message for a wrong one names the two accepted forms."""
        if isinstance(value, int):
            return value
        try:
            if len(value) == 10:
                return int(datetime.combine(date.fromisoformat(value), time(23, 59, 59), UTC).timestamp())
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"{value!r} is no day as 2026-01-31 and no time as 2026-01-31T22:00:00+00:00.", param, ctx)
        return int(moment.timestamp())


class Day(click.ParamType[int]):
    """A day as days since 1970."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads a day written as 2026-01-31."""
        if isinstance(value, int):
            return value
        try:
            return (date.fromisoformat(value) - date(1970, 1, 1)).days
        except ValueError:
            self.fail(f"{value!r} is no day as 2026-01-31.", param, ctx)


class Age(click.ParamType[int]):
    """An age as 30d or 4w, in days."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads the option's text; the message for a wrong one names the two accepted forms."""
        if isinstance(value, int):
            return value
        parts = re.fullmatch(r"([0-9]{1,4})([dw])", value.strip().lower())
        if not parts:
            self.fail(f"{value!r} is no age as 30d (days) or 4w (weeks).", param, ctx)
        return int(parts[1]) * _DAYS[parts[2]]


class Pair(click.ParamType[tuple[str, str]]):
    """Two texts joined by an equals sign, as ``carrier-code=UPS``; the first may not be empty."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Splits at the first equals sign; for --map at the last, as a file's heading may contain one."""
        if isinstance(value, tuple):
            return value
        left, sign, right = value.rpartition("=") if param and param.name == "map" else value.partition("=")
        if not (sign and left.strip()):
            self.fail(f"{value!r} has no equals sign with a heading before it, as in carrier-code=UPS.", param, ctx)
        if param and param.name == "set" and not right.strip():
            self.fail(f"{value!r} has no value after its equals sign, as in carrier-code=UPS.", param, ctx)
        return left.strip(), right.strip()


class Test(click.ParamType[str]):
    """A column of the file and the value of the rows that are read, as ``Status=shipped`` or ``Void!=Y``."""

    name = "test"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Checks that there are a column and a sign; the value may be empty."""
        left, sign, _ = value.partition("=")
        if not (sign and left.rstrip("!").strip()):
            self.fail(f"{value!r} has no column and equals sign, as in Status=shipped or Void!=Y.", param, ctx)
        return str(value)


class Limit(click.ParamType[tuple[str, int]]):
    """A limit's name and number, as ``records=50000``."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Reads the option's text; the message for an unknown name lists the known ones."""
        if isinstance(value, tuple):
            return value
        name, _, number = value.partition("=")
        if name.strip() not in LIMITS or not (number.strip().isascii() and number.strip().isdigit() and int(number)):
            self.fail(f"{value!r} is no limit as {LIMITS[0]}=500. There are {', '.join(LIMITS)}.", param, ctx)
        return name.strip().replace("-", "_"), int(number)
