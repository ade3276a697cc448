"""``orderfeeds slips``: which slips are written where, and what is told of orders that get none."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feeds.purge.order_ids_in_files import unpacked
from tests.cli.desk_calls import AS_OF, Desk, Said, process
from tests.cli.feeds_written import (
    BOUGHT,
    CANCELLATIONS,
    FIRST,
    ORDER_HEADINGS,
    PAID,
    PARCELS,
    PENDING,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
)
from tests.reports.slip_pages import Pages

GIFT, JAPANESE = "202-0000000-0000006", "202-0000000-0000007"
WIDE = [*ORDER_HEADINGS, "sku", "product-name", "recipient-name", "ship-country", "buyer-email", "gift-wrap-price"]
WIDE_LINES = [
    [GIFT, "10000000006", BOUGHT, PAID, "1", "USD", "77.00", "MUG", "Mug", "Ada Example", "US", "a@example.com", "3"],
    [JAPANESE, "10000000007", BOUGHT, PAID, "1", "JPY", "880", "茶", "煎茶", "見本 花子", "JP", "b@example.com", ""],
]


def slips(desk: Desk, *args: object) -> Said:
    (desk.folder / "slips.pdf").unlink(missing_ok=True)
    return desk.call("slips", *args, "--as-of", AS_OF, "--out", desk.folder / "slips.pdf")


def pages(desk: Desk) -> list[list[str]]:
    return Pages(desk.folder / "slips.pdf").texts()


def orders(desk: Desk) -> list[str]:
    return [lines[1].split()[-1] for lines in pages(desk)]


def test_days_write_a_slip_of_each_open_order(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", [*PARCELS[:1], PARCELS[2]]))
    said = slips(stocked, "--days", "15")
    assert (said.code, said.out, said.err) == (0, f"{stocked.folder / 'slips.pdf'}: 2 slips\n", "")
    assert orders(stocked) == [FIRST, TWO_ITEMS]
    assert [code for [(_, code)] in Pages(stocked.folder / "slips.pdf").codes()] == [FIRST, TWO_ITEMS]
    assert (stocked.folder / "slips.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("words", [["--orders", YEN, FIRST], ["--orders", YEN, "--orders", FIRST], [YEN, FIRST]])
def test_orders_are_named_behind_one_option_or_each_behind_its_own(stocked: Desk, words: list[str]) -> None:
    assert slips(stocked, *words).code == 0
    assert orders(stocked) == [YEN, FIRST]


def test_orders_that_get_no_slip_are_told_and_the_others_are_written(stocked: Desk) -> None:
    stocked.upload(stocked.file("cancellations.txt", [*CANCELLATIONS, [YEN, "NoInventory", ""]]))
    with closing(sqlite3.connect(stocked.store)) as connection, connection:
        connection.execute("DELETE FROM buyers WHERE order_no = 1")
    said = slips(stocked, "--orders", UNKNOWN, PENDING, YEN, FIRST, TWO_ITEMS)
    assert (said.code, said.out) == (1, f"{stocked.folder / 'slips.pdf'}: 1 slip\n")
    assert said.err.splitlines() == [
        f"{UNKNOWN}: no slip, there is no such order.",
        f"{PENDING}: no slip, it is Pending, its payment is not verified.",
        f"{YEN}: no slip, it is Canceled.",
        f"{FIRST}: no slip, its buyer's address was deleted.",
    ]
    assert orders(stocked) == [TWO_ITEMS]


def test_where_no_named_order_gets_a_slip_no_file_is_written(stocked: Desk) -> None:
    said = slips(stocked, "--orders", PENDING)
    assert (said.code, said.out) == (1, "")
    assert not (stocked.folder / "slips.pdf").exists()


def test_where_no_order_is_open_no_file_is_written_and_that_is_told(stocked: Desk) -> None:
    said = slips(stocked, "--days", "1")
    told = "No slips: no order bought in the last 1 day has anything to ship. No file was written.\n"
    assert (said.code, said.out, said.err) == (0, told, "")
    assert not (stocked.folder / "slips.pdf").exists()


def test_a_file_that_is_there_is_left_as_it_is(stocked: Desk) -> None:
    path = stocked.folder / "mine.pdf"
    path.write_bytes(b"mine")
    said = stocked.call("slips", "--days", "15", "--as-of", AS_OF, "--out", path)
    told = f"{path} is there already and was left as it is. Name another file: --out mine-2.pdf\n"
    assert (said.code, said.out, said.err, path.read_bytes()) == (2, "", told, b"mine")


def test_without_out_each_call_takes_the_next_free_name(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stocked.folder)
    said = [stocked.call("slips", "--days", "15", "--as-of", AS_OF).out for _ in range(3)]
    assert said == [f"packing-slips{end}.pdf: 3 slips\n" for end in ("", "-2", "-3")]


@pytest.mark.parametrize("by", ["options", "environment", "settings"])
def test_sender_and_return_address_stand_on_every_slip(stocked: Desk, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    sender, back = "Example Shop | 4 Depot Road|Reno", "Returns desk\nPO Box 1"
    given = ["--sender", sender, "--return-to", back] if by == "options" else []
    if by == "environment":
        monkeypatch.setenv("ORDERFEEDS_SENDER", sender)
        monkeypatch.setenv("ORDERFEEDS_RETURN_TO", back)
    if by == "settings":
        settings = stocked.folder / "settings.toml"
        settings.write_text(f'[slips]\nsender = "{sender}"\nreturn-to = """\n{back}"""\n')
        monkeypatch.setenv("ORDERFEEDS_SETTINGS", str(settings))
    assert slips(stocked, "--days", "15", *given).code == 0
    for lines in pages(stocked):
        assert lines[-8:-1] == [
            *("From", "Example Shop", "4 Depot Road", "Reno"),
            *("Return address", "Returns desk", "PO Box 1"),
        ]


def test_a_language_can_be_chosen_for_all(stocked: Desk) -> None:
    assert slips(stocked, "--days", "15", "--language", "de").code == 0
    assert {lines[0] for lines in pages(stocked)} == {"Packzettel"}


@pytest.mark.parametrize("words", [[], ["--days", "7", "--orders", FIRST], ["--days", "7", FIRST]])
def test_either_days_or_orders_must_be_said(stocked: Desk, words: list[str]) -> None:
    said = slips(stocked, *words)
    assert (said.code, said.out) == (2, "")
    assert "--days N, or --orders ORDER-ID..." in said.err


@pytest.mark.parametrize("days", ["0", "-1", "week", "1.5"])
def test_days_are_a_whole_number(stocked: Desk, days: str) -> None:
    assert slips(stocked, "--days", days).code == 2
    assert not (stocked.folder / "slips.pdf").exists()


def test_prices_are_shown_only_where_wanted_and_never_those_of_a_gift(desk: Desk) -> None:
    desk.upload(desk.file("orders.txt", [WIDE, *WIDE_LINES]))
    assert slips(desk, "--orders", GIFT, JAPANESE).code == 0
    assert not any(amount in line for page in pages(desk) for line in page for amount in ("77", "880", "JPY", "USD"))
    assert slips(desk, "--orders", GIFT, JAPANESE, "--prices").code == 0
    gift, other = pages(desk)
    assert not any(amount in line for line in gift for amount in ("77", "3.00", "USD", "Price"))
    assert "茶 煎茶 1 880\N{NO-BREAK SPACE}JPY" in other


def test_a_slip_has_the_recipient_and_not_the_buyers_e_mail(desk: Desk) -> None:
    desk.upload(desk.file("orders.txt", [WIDE, *WIDE_LINES]))
    assert slips(desk, "--days", "15").code == 0
    gift, japanese = pages(desk)
    assert gift[2:5] == ["Ship to", "Ada Example", "UNITED STATES"]
    assert japanese[2:5] == ["お届け先", "見本 花子", "JAPAN"]
    assert not any("@" in line for line in gift + japanese)


def test_characters_that_no_font_has_are_counted(desk: Desk) -> None:
    odd = [*WIDE_LINES[0][:8], "Mug \U00012000\U00012000 \ue000", *WIDE_LINES[0][9:]]
    desk.upload(desk.file("orders.txt", [WIDE, odd]))
    said = slips(desk, "--days", "15")
    assert (said.code, said.err) == (0, "3 characters shown as \N{REPLACEMENT CHARACTER}: U+E000, U+12000.\n")
    assert "MUG Mug \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}" in pages(desk)[0]


def test_json_names_files_orders_left_out_and_characters(desk: Desk) -> None:
    odd = [*WIDE_LINES[0][:8], "Mug \U00012000", *WIDE_LINES[0][9:]]
    desk.upload(desk.file("orders.txt", [WIDE, odd]))
    said = slips(desk, "--orders", GIFT, UNKNOWN, "--json")
    assert (said.code, said.err) == (1, "")
    assert json.loads(said.out) == {
        "files": [{"path": str(desk.folder / "slips.pdf"), "slips": 1}],
        "left-out": [{"order-id": UNKNOWN, "why": "unknown"}],
        "cancel-requested": 0,
        "replaced-characters": {"U+12000": 1},
    }


@pytest.mark.parametrize("place", ["missing/slips.pdf", "."])
def test_a_place_that_cannot_be_written_is_told_in_a_sentence(stocked: Desk, place: str) -> None:
    said = stocked.call("slips", "--days", "15", "--as-of", AS_OF, "--out", stocked.folder / place)
    assert (said.code, said.out) == (2, "")
    assert str(stocked.folder / Path(place).parent) in said.err
    assert "Errno" not in said.err


def test_the_file_is_on_the_list_of_those_that_a_purge_deletes_with_the_orders_in_it(stocked: Desk) -> None:
    place = bytes(stocked.folder / "slips.pdf")
    listed = "SELECT what, path, sha256, orders FROM known_files WHERE what = 'slips'"
    assert slips(stocked, "--days", "15").code == 0
    [(what, path, sha256, orders)] = stocked.rows(listed)
    content = (stocked.folder / "slips.pdf").read_bytes()
    assert (what, path, sha256) == ("slips", place, hashlib.sha256(content).hexdigest())
    assert unpacked(orders).tolist() == [20200000000000001, 20200000000000002, 20200000000000003]


def test_a_purge_deletes_the_slips_of_an_order_whose_buyer_it_purges(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    for order, name in ((FIRST, "first.pdf"), (TWO_ITEMS, "two.pdf")):
        assert stocked.call("slips", "--orders", order, "--as-of", AS_OF, "--out", stocked.folder / name).code == 0
    said = stocked.call("purge", "--older-than", "30d", "--as-of", "2026-05-10", "--yes")
    assert said.code == 0
    assert [(stocked.folder / name).exists() for name in ("first.pdf", "two.pdf")] == [False, True]


def test_orders_must_ship_first_come_first_by_the_terms_of_the_merchant(desk: Desk) -> None:
    later = [GIFT, "10000000006", "2026-03-06T12:00:00+00:00", "2026-03-06T12:30:00+00:00", *WIDE_LINES[0][4:]]
    promised = [[*later, ""], [*WIDE_LINES[1], "2026-03-20T00:00:00+00:00"]]
    desk.upload(desk.file("orders.txt", [[*WIDE, "latest-ship-date"], *promised]))
    assert slips(desk, "--days", "15").code == 0
    assert orders(desk) == [GIFT, JAPANESE]
    assert desk.call("terms", "--handling-days", "20").code == 0
    assert slips(desk, "--days", "15").code == 0
    assert orders(desk) == [JAPANESE, GIFT]


def test_without_out_the_file_is_written_into_this_folder(stocked: Desk) -> None:
    said = process("slips", "--days", "15", "--as-of", AS_OF, "--db", "orders.db", cwd=stocked.folder)
    assert (said.code, said.out, said.err) == (0, "packing-slips.pdf: 3 slips\n", "")
