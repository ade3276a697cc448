"""The identifiers of the order and the item with a given number, in Python and as SQL over a column ``n``."""

import random

SQL_ORDER_ID = "printf('%03d-%07d-%07d', 200 + n % 7, n * 7368787 % 10000000000 / 1000 % 10000000, n % 10000000)"
SQL_ITEM_ID = "cast(10000000000000 + n * 7368787 % 89999999999983 AS text)"


def order_id(number: int) -> str:
    """The order-id of the order with this number; neighbours in time are no neighbours by id."""
    scattered = number * 7_368_787 % 10_000_000_000
    return f"{200 + number % 7}-{scattered // 1000 % 10_000_000:07d}-{number % 10_000_000:07d}"


def item_id(number: int) -> str:
    """The order-item-id of the item with this number."""
    return str(10_000_000_000_000 + number * 7_368_787 % 89_999_999_999_983)


def tracking_number(number: int) -> str:
    """A UPS number with its check digit: letters count as (code - 63) mod 10, every second place twice."""
    body = f"999AA1{number:09d}"
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    return f"1Z{body}{-(sum(values[::2]) + 2 * sum(values[1::2])) % 10}"


def recent(rows: int, items: int) -> list[int]:
    """The newest items of the table, in no order: what a carrier's file of the day names."""
    numbers = list(range(items - rows, items))
    random.Random(7).shuffle(numbers)
    return numbers


def spread(rows: int, items: int) -> list[int]:
    """Items from the whole table, in no order, so that every part of it is met."""
    numbers = [number * items // rows for number in range(rows)]
    random.Random(7).shuffle(numbers)
    return numbers
