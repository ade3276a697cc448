"""The order table of a command: opened, or a message why it cannot be used; the merchant's terms, and who does what."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from feeds.cli.options import Refusal, Store, now
from feeds.cli.output import applies_files, echo
from feeds.reading.file_names import printable
from schemas.deadlines import Terms
from schemas.login import login
from schemas.store.authors import Deed
from schemas.store.merchant_terms import load, merchants
from schemas.store.opening import StoreRefusedError, damage_advice, is_damage, opened_store

_MOST_NAMED = 5


def is_missing(place: str) -> bool:
    """True if there is no order table at ``place``, though one could be created there."""
    return place != ":memory:" and "://" not in place and not Path(place).exists()


def _say_first(words: str) -> None:
    echo(words, err=True)


@contextmanager
def opened(
    place: str,
    *,
    create: bool = True,
    merchant: str | None = None,
    brings_orders: bool = False,
    tell: Callable[[str], None] = _say_first,
) -> Iterator[Engine]:
    """Opens the order table at ``place``; raises Refusal (a message and exit code 2) if it cannot be used.

    First reports a newly created table, or a table without orders of the ``merchant``. If the command
    ``brings_orders``, a table without any orders is not reported.
    """
    try:
        is_new = create and is_missing(place)
        with opened_store(place, create=create) as engine:
            if is_new:
                tell(f"New order table: {printable(place)}")
            elif words := _without_orders(engine, place, merchant, brings_orders=brings_orders):
                tell(words)
            yield engine
    except StoreRefusedError as refusal:
        raise Refusal(str(refusal)) from None
    except DatabaseError as fault:
        if is_damage(fault):
            raise Refusal(damage_advice(place)) from None
        if not isinstance(fault, OperationalError):
            raise
        kept = " Nothing of the file was kept." if applies_files() else ""
        raise Refusal(f"The order table {place} cannot be used now: {fault.orig}.{kept}") from None


def existing(store: Store) -> AbstractContextManager[Engine]:
    """The order table of a command, which must exist."""
    return opened(store.db, create=False, merchant=store.merchant)


def _without_orders(engine: Engine, place: str, merchant: str | None, *, brings_orders: bool) -> str | None:
    """A message if the table has no orders of the merchant: the name may be mistyped, or it may be the wrong table."""
    if merchant is None:
        return None
    known = _merchants(engine)
    if known:
        return _of_others(known, place, merchant)
    return None if brings_orders else f"The order table {printable(place)} has no orders yet."


def other_merchants(engine: Engine, store: Store) -> str | None:
    """A message if the table has orders, but none of the merchant."""
    known = _merchants(engine)
    return _of_others(known, store.db, store.merchant) if known else None


def _merchants(engine: Engine) -> list[str]:
    # Only reads, so that nothing is committed.
    with engine.connect() as connection:
        return merchants(connection)


def _of_others(known: Sequence[str], place: str, merchant: str) -> str | None:
    if merchant in known:
        return None
    named = ", ".join(known[:_MOST_NAMED]) + (", ..." if len(known) > _MOST_NAMED else "")
    return f"The order table {printable(place)} has no orders of merchant {merchant}; it has: {named}."


def terms_of(place: Engine | Connection, merchant: str, given: Mapping[str, int | None]) -> Terms:
    """The merchant's terms, but for those that the command's options give."""
    if isinstance(place, Connection):
        with nullcontext() if place.in_transaction() else place.begin():
            terms = load(place, merchant)
    else:
        # Only reads, so that nothing is committed.
        with place.connect() as connection:
            terms = load(connection, merchant)
    own: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return replace(terms, **own)


def deed_of(by: str) -> Deed:
    """A deed: done now, by this person."""
    return Deed(now(), " ".join(by.split()) or login())
