"""``orderfeeds order``: a biography that reads well in a terminal, plainly in a pipe, and as JSON."""

import json

import pytest

from feeds.cli.output import columns, fitted
from tests.cli.desk_calls import AS_OF, Desk, Said, process
from tests.cli.feeds_written import (
    BOUGHT,
    CANCELLATIONS,
    FIRST,
    ORDER_HEADINGS,
    ORDERS,
    PAID,
    PENDING,
    REFUNDS,
    SHIP_HEADINGS,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
    parcel,
)
from tests.cli.terminals import printed
from tests.rules.desk import save_workbook

METHOD = "NEXT-DAY-BEFORE-NOON-WITH-SIGNATURE"
LONG = "P4RCEL-N0RTH-0000000001"
FIRST_TOLD = f"""\
Order {FIRST}: PartiallyShipped, as of 2026-03-10 12:00 UTC
  Purchased   2026-03-02 12:00, paid 2026-03-02 12:30, charged 2026-03-10 12:00
  Ship by     2026-03-04 23:59, 5 days ago
  Confirm by  2026-04-01 12:00, 22 days left
  Ship to     not known

Items
  10000000001  2 bought, 1 shipped, 0 canceled, 1 open

Packages
  9  1 of 10000000001, 2026-03-06, UPS {METHOD} {LONG}
     https://www.ups.com/track?tracknum={LONG}

Refunds
  10000000001, USD    charged  refunded   left
    item-price         100.00     12.50  87.50
    in all             100.00     12.50  87.50
  1  10000000001: 12.50 USD, CustomerReturn, upload 4, record 1

History (UTC)
  2026-03-10 12:00  upload 1, orders: orders.txt
    10000000001  taken in: purchased 0 -> 2  record 1, E2
                 verified no -> yes          record 1, D2
  2026-03-10 12:00  upload 2, shipping confirmation: parcels.txt
    10000000001  shipped 0 -> 1, package 9  record 1, C2
  2026-03-10 12:00  upload 3, shipping confirmation: edits.txt
"""
EDIT = f"""\
    10000000001  package 9: ship-date 2026-03-05 -> 2026-03-06                       record 1, D2
    10000000001  package 9: ship-method none -> {METHOD}  record 1, G2
"""
EDIT_AT_80 = f"""\
    10000000001  package 9: ship-date 2026-03-05 -> 2026-03-06  record 1, D2
    10000000001  package 9: ship-method none ->
                   {METHOD}  record 1, G2
"""
REFUND = """\
  2026-03-10 12:00  upload 4, order adjustment: refunds.txt
    10000000001  item-price refunded 0.00 -> 12.50 USD  record 1, E2
"""


@pytest.fixture
def worked(stocked: Desk) -> Desk:
    """Of two units one is shipped, edited and refunded; an order of two items is half canceled."""
    shipped = parcel(FIRST, "10000000001", "1", LONG)
    stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, shipped, parcel(YEN)]))
    later = [shipped[0], shipped[1], shipped[2], "2026-03-06", *shipped[4:], METHOD]
    stocked.upload(stocked.file("edits.txt", [[*SHIP_HEADINGS, "ship-method"], later]))
    stocked.upload(stocked.file("refunds.txt", REFUNDS))
    stocked.upload(stocked.file("cancellations.txt", CANCELLATIONS))
    return stocked


def order(desk: Desk, *given: object, as_of: str = AS_OF) -> Said:
    return desk.call("order", *given, "--as-of", as_of)


def at_terminal(desk: Desk, width: int, *given: str) -> list[str]:
    return printed("order", *given, "--as-of", AS_OF, "--db", desk.store, width=width)


def test_a_biography_reads_as_it_should(worked: Desk) -> None:
    said = order(worked, FIRST)
    assert (said.code, said.err) == (0, "")
    assert said.out == FIRST_TOLD + EDIT + REFUND


def test_in_a_narrow_terminal_lines_break_between_words_and_in_a_wide_one_they_need_not(worked: Desk) -> None:
    narrow, wide = (at_terminal(worked, width, FIRST) for width in (80, 120))
    assert wide == (FIRST_TOLD + EDIT + REFUND).splitlines()
    assert "\n".join([*narrow[-5:], ""]) == EDIT_AT_80 + REFUND
    assert [line for line in narrow if columns(line) > 80 and "https://" not in line] == []
    assert "".join("".join(narrow).split()) == "".join("".join(wide).split())


@pytest.mark.parametrize("width", range(20, 60, 7))
def test_no_word_is_lost_or_broken_at_any_width(width: int) -> None:
    text = f"    Größe  両手で  {LONG}  package 1: carrier-code none -> UPS  "
    told = list(fitted(text, width, 6))
    assert " ".join(told).split() == text.split()
    assert [line for line in told if columns(line) > width and len(line.split()) > 1] == []
    assert list(fitted(text, None, 6)) == [text.rstrip()]


def test_a_place_in_a_workbook_is_its_sheet_and_cell_and_stands_in_one_line(stocked: Desk) -> None:
    path = stocked.folder / "parcels.xlsx"
    for number in ("T1", "X" + 49 * "7"):
        save_workbook(path, "My parcels", [SHIP_HEADINGS, [""], parcel(FIRST, tracking=number)])
        stocked.upload(path)
    assert at_terminal(stocked, 80, FIRST)[-8:] == [
        "  2026-03-10 12:00  upload 2, shipping confirmation: parcels.xlsx, sheet My",
        "                    parcels",
        "    10000000001  shipped 0 -> 2, package 9  record 1, C3",
        "  2026-03-10 12:00  upload 3, shipping confirmation: parcels.xlsx, sheet My",
        "                    parcels",
        "    10000000001  package 9: tracking-number T1 ->",
        f"                   {'X' + 49 * '7'}",
        "                   record 1, F3",
    ]


def test_several_orders_are_told_each_once_and_programs_get_the_same(worked: Desk) -> None:
    said = order(worked, TWO_ITEMS, FIRST, TWO_ITEMS)
    told = [line.split(",")[0] for line in said.out.splitlines() if line.startswith("Order ")]
    assert (said.code, told) == (0, [f"Order {TWO_ITEMS}: Unshipped", f"Order {FIRST}: PartiallyShipped"])
    listed = json.loads(order(worked, TWO_ITEMS, FIRST, "--json").out)
    assert [of["order-id"] for of in listed["orders"]] == [TWO_ITEMS, FIRST]
    assert listed["unknown"] == []
    assert listed["orders"][1]["packages"][0]["tracking-link"].endswith(f"tracknum={LONG}")


def test_an_unknown_id_is_told_beside_those_that_are_known(worked: Desk) -> None:
    said = order(worked, UNKNOWN, FIRST, "nonsense")
    assert (said.code, said.out.splitlines()[0].startswith(f"Order {FIRST}")) == (1, True)
    assert said.err.splitlines() == [
        f"There is no order '{UNKNOWN}'. Did you mean {PENDING} or {TWO_ITEMS} or {YEN}?",
        "There is no order 'nonsense'.",
    ]
    listed = json.loads(order(worked, UNKNOWN, "--json").out)
    assert listed == {"orders": [], "unknown": [{"order-id": UNKNOWN, "near": [PENDING, TWO_ITEMS, YEN]}]}


def test_another_merchant_is_told_nothing_of_an_order(worked: Desk) -> None:
    said = order(worked, FIRST, "--merchant", "other")
    first = f"The order table {worked.store} has no orders of merchant other; it has: main.\n"
    assert (said.code, said.out, said.err) == (1, "", f"{first}There is no order '{FIRST}'.\n")


def test_without_an_order_table_nothing_is_made(desk: Desk) -> None:
    assert (order(desk, FIRST).code, desk.store.exists()) == (2, False)


def test_an_address_is_shown_where_it_is_asked_for(desk: Desk) -> None:
    headings = [*ORDER_HEADINGS, "recipient-name", "ship-address-1", "ship-city", "ship-country", "ship-phone-number"]
    row = [FIRST, "10000000001", BOUGHT, PAID, "1", "USD", "5.00", "Ann\x1b[2J", "Weg 1", "Bonn", "DE", "+49 1"]
    desk.upload(desk.file("orders.txt", [headings, row]))
    plain, whole = (order(desk, FIRST, *given).out.splitlines()[4] for given in ([], ["--address"]))
    assert (plain, whole) == ("  Ship to     Bonn, DE", "  Ship to     Ann [2J, Weg 1, Bonn, DE, +49 1")


def test_the_clock_and_an_undo_are_authors(worked: Desk) -> None:
    for command in (["nightly", "--out", worked.folder / "nights"], ["undo", "6", "--yes"]):
        assert worked.call(*command, "--as-of", "2026-04-02").code == 0
    history = order(worked, TWO_ITEMS).out.partition("upload 5, order cancellation: cancellations.txt\n")[2]
    assert history.splitlines() == [
        "    10000000003  canceled 0 -> 1, NoInventory  record 1, A2",
        "  2026-04-02 23:59  upload 6, the clock (taken back by upload 7)",
        "    10000000004  canceled 0 -> 3, NotConfirmed",
        "  2026-04-02 23:59  upload 7, an undo of upload 6",
        "    10000000004  canceled 3 -> 0, NotConfirmed",
    ]


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2026-03-03T12:00:00+00:00", ["2026-03-04 23:59, 1 day left", "2026-04-01 12:00, 29 days left"]),
        ("2026-03-04T12:00:00+00:00", ["2026-03-04 23:59, less than a day left", "2026-04-01 12:00, 28 days left"]),
        ("2026-03-05T12:00:00+00:00", ["2026-03-04 23:59, less than a day ago", "2026-04-01 12:00, 27 days left"]),
        (
            "2026-04-01T00:00:00+00:00",
            [
                "2026-03-04 23:59, 27 days ago",
                "2026-04-01 12:00, less than a day left: else what is open is canceled",
            ],
        ),
        (
            "2026-04-03T12:00:00+00:00",
            ["2026-03-04 23:59, 29 days ago", "2026-04-01 12:00, 2 days ago: it can no longer be confirmed"],
        ),
    ],
)
def test_how_long_there_is_time_is_said_in_words(stocked: Desk, as_of: str, told: list[str]) -> None:
    lines = order(stocked, FIRST, as_of=as_of).out.splitlines()
    assert [line[14:] for line in lines[2:4]] == told


def test_of_a_pending_order_it_says_when_it_is_canceled_and_no_time_to_confirm(stocked: Desk) -> None:
    moments = {
        "2026-03-20T12:00:00+00:00": "not yet; due by 2026-03-23 12:00, 3 days left: else it is canceled",
        "2026-03-24T13:00:00+00:00": "not yet; was due by 2026-03-23 12:00, 1 day ago: the next nightly cancels it",
    }
    said = {as_of: order(stocked, PENDING, as_of=as_of).out.splitlines()[2:4] for as_of in moments}
    assert said == {as_of: [f"  Verified    {words}", "  Ship to     not known"] for as_of, words in moments.items()}
    stocked.call("nightly", "--out", stocked.folder / "nights", "--as-of", "2026-03-24T13:00:00+00:00")
    assert order(stocked, PENDING).out.splitlines()[2] == "  Verified    never, and canceled"


def test_a_pending_order_that_was_older_than_21_days_when_it_came_is_left_alone(desk: Desk) -> None:
    old = [PENDING, "10000000005", "2026-02-01T12:00:00+00:00", "", "1", "USD", "5.00"]
    desk.upload(desk.file("orders.txt", [ORDERS[0], old]))
    assert order(desk, PENDING).out.splitlines()[2].endswith("when it came, so the clock leaves it alone")


def test_a_pipe_gets_no_escape_sequence_and_no_broken_line(worked: Desk) -> None:
    said = process("order", FIRST, "--as-of", AS_OF, "--db", worked.store, env={"COLUMNS": "40", "TERM": "xterm"})
    assert (said.code, "\x1b" in said.out, EDIT in said.out) == (0, False, True)
