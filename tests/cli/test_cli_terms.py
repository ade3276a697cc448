"""``orderfeeds terms``: what a marketplace settles of deadlines is kept, and no change cancels orders unseen."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.desk_calls import Desk
from tests.cli.feeds_written import ORDER_HEADINGS, ORDERS

OLD = [f"303-0000000-{number:07}" for number in range(2)]


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with three verified orders."""
    assert desk.upload(desk.file("orders.txt", ORDERS[:-1])).code == 0
    return desk


@pytest.fixture
def twelve_days_old(desk: Desk) -> Desk:
    """Two orders that were bought twelve days ago, and known a day later."""
    now = datetime.now(UTC).replace(microsecond=0)
    bought, came = ((now - timedelta(days=days)).isoformat() for days in (12, 11))
    lines = [[order, f"3{n:010}", bought, bought, "1", "USD", "1.00"] for n, order in enumerate(OLD)]
    assert desk.call("upload", desk.file("orders.txt", [ORDER_HEADINGS, *lines]), "--as-of", came).code == 0
    assert "at once" not in desk.call("terms", "--deadline-days", 20).out
    return desk


def test_a_change_that_cancels_orders_at_once_is_shown_and_not_kept(twelve_days_old: Desk) -> None:
    before = twelve_days_old.call("terms").out
    kept = twelve_days_old.contents()
    said = twelve_days_old.call("terms", "--deadline-days", 12, "--calendar-days")
    assert (said.code, said.err, said.out) == (
        2,
        "",
        before
        + """
By this change 2 open orders would be past the deadline at once: the next nightly
would cancel what is open of them.
  303-0000000-0000000  1 unit
  303-0000000-0000001  1 unit
Nothing was changed yet. Do it: orderfeeds terms --deadline-days 12 --calendar-days --yes
""",
    )
    assert twelve_days_old.contents() == kept
    told = json.loads(twelve_days_old.call("terms", "--deadline-days", 12, "--json").out)
    assert (told["deadline-days"], told["canceled-at-once"], told["kept"]) == (20, 2, False)


def test_with_a_yes_it_is_kept_and_says_how_to_go_back(twelve_days_old: Desk) -> None:
    desk = twelve_days_old
    said = desk.call("terms", "--deadline-days", 12, "--calendar-days", "--yes")
    assert (said.code, said.out.splitlines()[5:]) == (
        0,
        [
            "By this change 2 open orders are past the deadline at once: the next nightly",
            "cancels what is open of them.",
            *(f"  {order}  1 unit" for order in OLD),
            "See: orderfeeds deadlines --days 0",
            "To go back: orderfeeds terms --deadline-days 20 --calendar-days",
        ],
    )
    assert desk.call("deadlines", "--days", 0).out.startswith("2 orders, 2 units past the deadline")
    told = json.loads(desk.call("terms", "--deadline-days", 30, "--json").out)
    assert (told["canceled-at-once"], told["kept"]) == (0, True)


def test_terms_are_kept_for_the_merchant_and_an_option_goes_over_them(stocked: Desk) -> None:
    plain = stocked.call("terms").out
    assert plain.splitlines() == [
        "Handling time:  2 business days after payment, where the order has no ship-by date",
        "Deadline:       30 days after the purchase",
        "Warning:        7 days before the deadline",
        "Holidays:       none; Monday to Friday are business days",
    ]
    given = "--deadline-days 7 --deadline-from latest-ship --business-days --holidays us-ca".split()
    assert stocked.call("terms", *given).out.splitlines()[1::2] == [
        "Deadline:       7 business days after the latest ship date",
        "Holidays:       US-CA",
    ]
    assert json.loads(stocked.call("deadlines", "--as-of", "2026-03-10", "--json").out)["orders"][0]["deadline"] == (
        "2026-03-14T00:00:00+00:00"
    )
    other = json.loads(stocked.call("deadlines", "--as-of", "2026-03-10", "--deadline-days", 8, "--json").out)
    assert other["orders"][0]["deadline"] == "2026-03-17T00:00:00+00:00"
    wrong = stocked.call("terms", "--holidays", "XX")
    assert (wrong.code, "there is no holiday calendar of XX" in wrong.err) == (2, True)
    stocked.call("terms", "--holidays", "none", "--calendar-days", "--deadline-from", "purchase", "--deadline-days", 30)
    assert stocked.call("terms").out == plain
