"""``orderfeeds terms``: shows and stores the merchant's terms: handling time, deadline and holidays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import click
import pandas as pd
from sqlalchemy import Connection

from feeds.cli.options import Refusal, Store, now
from feeds.cli.order_table import opened
from feeds.cli.output import echo, echo_json, echo_more, say_done, say_fitted
from schemas.deadlines import Terms, UnknownHolidaysError, holidays_of
from schemas.store import merchant_terms
from schemas.store.authors import NoRehearsalError, is_rehearsal, make_rehearsal
from schemas.store.opening import writing
from schemas.wording import number_of

_MOST_SHOWN = 20
_FROM = {"purchase": "the purchase", "latest-ship": "the latest ship date"}


@dataclass(frozen=True)
class _Change:
    """A change of terms: the open items that it puts past their deadline at once, and whether it was kept.

    ``wanted`` and ``back``: the options that make the change, and those that reverse it.
    """

    at_once: pd.DataFrame
    kept: bool
    wanted: str
    back: str

    def told(self) -> dict[str, Any]:
        return {"canceled-at-once": self.orders, "kept": self.kept}

    @property
    def orders(self) -> int:
        return int(self.at_once["order_no"].nunique())


def run(rehearsal: bool, yes: bool, as_json: bool, store: Store, **given: Any) -> int:
    """Runs ``orderfeeds terms``; returns its exit code."""
    said = {name: value for name, value in given.items() if value is not None}
    if said.get("holidays"):
        said["holidays"] = _places(said["holidays"])
    with (
        opened(store.db, create=bool(said) or rehearsal, merchant=store.merchant, brings_orders=True) as engine,
        engine.connect() as connection,
    ):
        if rehearsal:
            _rehearse(connection)
        change = _settle(connection, store.merchant, said, yes=yes) if said else None
        with connection.begin():
            terms = merchant_terms.load(connection, store.merchant)
            rehearsal = is_rehearsal(connection)
    if as_json:
        named = {name.replace("_", "-"): value for name, value in asdict(terms).items()} | {"rehearsal": rehearsal}
        echo_json(named | (change.told() if change else {}))
    else:
        if rehearsal:
            say_fitted("Rehearsal:      --as-of counts as the real time in this order table", 16)
        for line in _told(terms):
            say_fitted(line, 16)
        if change and len(change.at_once):
            _warn(change)
    return _code(change)


def _code(change: _Change | None) -> int:
    if change is None:
        return 0
    if change.kept:
        say_done("The terms were changed.")
    return 0 if change.kept else 2


def _warn(change: _Change) -> None:
    """Prints what the clock cancels because of a change, or would cancel."""
    are, them = ("is", "it") if change.orders == 1 else ("are", "them")
    be, cancels = (are, "cancels") if change.kept else ("would be", "would cancel")
    echo(f"\nBy this change {number_of(change.orders, 'open order')} {be} past the deadline at once: the next nightly")
    echo(f"{cancels} what is open of {them}.")
    for row in change.at_once.groupby("order_id", sort=False)["open"].sum().head(_MOST_SHOWN).items():
        echo(f"  {row[0]}  {number_of(int(row[1]), 'unit')}")
    echo_more(change.orders - _MOST_SHOWN, "", noun="order")
    if change.kept:
        echo(f"See: orderfeeds deadlines --days 0\nTo go back: orderfeeds terms {change.back}")
    else:
        echo(f"Nothing was changed yet. Do it: orderfeeds terms {change.wanted} --yes")


def _settle(connection: Connection, merchant: str, said: Mapping[str, Any], *, yes: bool) -> _Change:
    """Stores a change of terms; one that puts open orders past their deadline at once only with ``yes``."""
    with writing(connection):
        before = merchant_terms.load(connection, merchant)
        after = replace(before, **said)
        at_once = _canceled_at_once(connection, merchant, before, after)
        load = yes or at_once.empty
        if load:
            merchant_terms.save(connection, merchant, after)
    return _Change(at_once, load, _as_options(after, said), _as_options(before, said))


def _as_options(terms: Terms, said: Mapping[str, Any]) -> str:
    flags = {True: "--business-days", False: "--calendar-days"}
    return " ".join(
        flags[value] if isinstance(value, bool) else f"--{name.replace('_', '-')} {'none' if value == '' else value}"
        for name, value in asdict(terms).items()
        if name in said
    )


def _canceled_at_once(connection: Connection, merchant: str, before: Terms, after: Terms) -> pd.DataFrame:
    """The items that the clock would cancel now by the terms ``after``, but not by the terms ``before``."""
    from feeds.clock import due, open_items, told_before  # noqa: PLC0415 - 60 ms, and showing the terms needs none of it

    as_of = now()
    canceled = []
    for terms in (before, after):
        items = open_items(connection, merchant, as_of, terms)
        canceled.append(due(items, told_before(connection, items), as_of, terms).cancel)
    return canceled[1][~canceled[1]["order_no"].isin(canceled[0]["order_no"])]


def _rehearse(connection: Connection) -> None:

    try:
        with writing(connection):
            make_rehearsal(connection)
    except NoRehearsalError:
        raise Refusal(
            "This order table has uploads already, so it stays a real one. Rehearse with a new one: "
            "orderfeeds terms --rehearsal --db rehearsal.db"
        ) from None


def _places(said: str) -> str:
    """The places whose holidays count, as they are stored; ``none`` becomes an empty text."""
    if said.strip().casefold() == "none":
        return ""
    places = ",".join(place.strip().upper() for place in said.split(","))
    try:
        holidays_of(places, 2026, 2026)
    except UnknownHolidaysError as unknown:
        raise click.BadParameter(
            f"there is no holiday calendar of {unknown}. Name countries as US or DE, and their parts as US-CA or DE-BY."
        ) from None
    return places


def _told(terms: Terms) -> list[str]:
    days = f"{terms.deadline_days} {'business ' if terms.business_days else ''}days"
    return [
        f"Handling time:  {terms.handling_days} business days after payment, where the order has no ship-by date",
        f"Deadline:       {days} after {_FROM[terms.deadline_from]}",
        f"Warning:        {terms.warning_days} days before the deadline",
        f"Holidays:       {terms.holidays or 'none; Monday to Friday are business days'}",
    ]
