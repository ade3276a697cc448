"""The buckets that open units are counted in."""

# Where a bucket ends and the next begins, in days.
AGES = (1, 2, 7, 15, 30, 60, 90)
DAYS_LEFT = (1, 2, 3, 7, 15, 30)


def age_names() -> list[str]:
    """The buckets of days since purchase, as they are called."""
    return [_between(start, end) for start, end in zip((0, *AGES[:-1]), AGES, strict=True)]


def left_names() -> list[str]:
    """The buckets of days to the deadline, as they are called."""
    between = [_between(start, end) for start, end in zip((0, *DAYS_LEFT[:-1]), DAYS_LEFT, strict=True)]
    return ["past it", *between, f"{DAYS_LEFT[-1]} and more"]


def _between(start: int, end: int) -> str:
    return f"{start} to {end}" if start else f"under {end}"
