"""Instants, in seconds since 1970 UTC, as date-times and as texts; loads nothing that takes time."""

from datetime import UTC, date, datetime

DAY = 86_400


def moment(seconds: int) -> datetime:
    """The date-time of an instant, in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC)


def iso(seconds: int) -> str:
    """An instant as ISO 8601 in UTC, as 2026-01-31T14:00:00+00:00."""
    return moment(seconds).isoformat()


def day(seconds: int) -> date:
    """The day (UTC) of an instant."""
    return moment(seconds).date()


def sheet_time(seconds: int) -> datetime:
    """An instant as workbooks have it: in UTC, without a zone."""
    return moment(seconds).replace(tzinfo=None)
