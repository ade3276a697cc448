"""What buyers have asked to cancel: refused on request, left out of slips and templates, listed, and canceled."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import BOUGHT, FIRST, PAID, SHIP_HEADINGS, TWO_ITEMS, YEN, parcel
from tests.reports.slip_pages import Pages

ASKED = "is-buyer-requested-cancellation"
HEADINGS = [
    *"order-id order-item-id purchase-date payments-date quantity-purchased sku recipient-name".split(),
    ASKED,
    "buyer-requested-cancel-reason",
]
LINES = [
    [FIRST, "10000000001", BOUGHT, PAID, "2", "MUG", "Ada", "true", "Ordered by mistake"],
    [YEN, "10000000002", BOUGHT, PAID, "1", "CUP", "Bo", "false", ""],
    [TWO_ITEMS, "10000000003", BOUGHT, PAID, "1", "JUG", "Cy", "true", ""],
    [TWO_ITEMS, "10000000004", BOUGHT, PAID, "3", "PAN", "Cy", "", ""],
]
LEFT_OUT = "2 open items left out: the buyer has asked to cancel. List them: orderfeeds report cancel-requests\n"
AT = ["--as-of", AS_OF]


@pytest.fixture
def asked(desk: Desk) -> Desk:
    assert desk.upload(desk.file("orders.txt", [HEADINGS, *LINES])).code == 0
    return desk


def filled(path: Path) -> list[tuple[str, ...]]:
    """Id, item and reason or quantity of each row of a prefilled template."""
    names, *rows = load_workbook(path).worksheets[-1].iter_rows(values_only=True)
    wanted = [name for name in names if name in ("order-id", "order-item-id", "amazon-order-item-code", "quantity")]
    wanted += [name for name in names if name == "cancellation-reason-code"]
    return [tuple(str(row[names.index(name)] or "") for name in wanted) for row in rows]


def test_a_prefilled_confirmation_leaves_them_out_and_counts_them(asked: Desk) -> None:
    said = asked.call("template", "shipping-confirmation", "--prefill", "--out", asked.folder / "t.xlsx", *AT)
    assert (said.code, said.err) == (0, LEFT_OUT)
    assert filled(asked.folder / "t.xlsx") == [(YEN, "10000000002", "1"), (TWO_ITEMS, "10000000004", "3")]
    wide = asked.folder / "wide.xlsx"
    said = asked.call("template", "shipping-confirmation", "--prefill", "--with-cancel-requests", "--out", wide, *AT)
    assert (said.err, len(filled(wide))) == ("", 4)


def test_a_prefilled_cancellation_names_the_reason_and_cancels_them_on_upload(asked: Desk) -> None:
    path = asked.folder / "t.xlsx"
    assert asked.call("template", "order-cancellation", "--prefill", "--out", path, *AT).err == ""
    assert filled(path) == [
        (FIRST, "10000000001", "BuyerCanceled"),
        (YEN, "10000000002", ""),
        (TWO_ITEMS, "10000000003", "BuyerCanceled"),
        (TWO_ITEMS, "10000000004", ""),
    ]
    assert asked.upload(path).code == 0
    assert asked.rows("SELECT canceled FROM items ORDER BY item_no") == [(2,), (0,), (1,), (0,)]
    assert asked.call("report", "cancel-requests", *AT).out == "No buyer has asked to cancel anything that is open.\n"


def test_slips_leave_them_out_and_count_them(asked: Desk) -> None:
    path = asked.folder / "slips.pdf"
    said = asked.call("slips", "--days", "15", "--out", path, *AT)
    assert (said.code, said.out, said.err) == (0, f"{path}: 2 slips\n", LEFT_OUT)
    second = Pages(path).texts()[1]
    assert (any("PAN" in line for line in second), any("JUG" in line for line in second)) == (True, False)


def test_a_named_order_whose_buyer_asked_to_cancel_all_of_it_gets_no_slip_unless_wanted(asked: Desk) -> None:
    path = asked.folder / "slips.pdf"
    said = asked.call("slips", "--orders", FIRST, "--out", path, *AT)
    assert (said.code, said.out, path.exists()) == (1, "", False)
    assert said.err.splitlines()[0] == f"{FIRST}: no slip, its buyer has asked to cancel it."
    said = asked.call("slips", "--orders", FIRST, "--with-cancel-requests", "--out", path, *AT)
    assert (said.code, said.err, len(Pages(path))) == (0, "", 1)


def test_the_report_lists_what_is_open_of_them_in_every_form(asked: Desk) -> None:
    said = asked.call("report", "cancel-requests", *AT)
    assert (said.code, said.out.splitlines()) == (
        0,
        [
            "order-id             item         ship by     open  what and why",
            f"{FIRST}  10000000001  2026-03-04  2     MUG: Ordered by mistake",
            f"{TWO_ITEMS}  10000000003  2026-03-04  1     JUG",
        ],
    )
    told = json.loads(asked.call("report", "cancel-requests", "--json", *AT).out)["cancel-requests"]
    assert [(row["order-id"], row["quantity-to-ship"], row["buyer-requested-cancel-reason"]) for row in told] == [
        (FIRST, 2, "Ordered by mistake"),
        (TWO_ITEMS, 1, None),
    ]
    for ending in ("csv", "xlsx"):
        said = asked.call("report", "cancel-requests", "--format", ending, "--out", asked.folder, *AT)
        assert said.out == f"{asked.folder / f'cancel-requests.{ending}'}: 2 lines\n"
    first = (asked.folder / "cancel-requests.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    moments = "2026-03-02T12:00:00+00:00,2026-03-04T23:59:59+00:00"
    assert first == f"{FIRST},10000000001,MUG,,2,0,{moments},Ordered by mistake"
    assert load_workbook(asked.folder / "cancel-requests.xlsx").worksheets[0]["E2"].value == 2


def test_a_window_narrows_the_report(asked: Desk) -> None:
    none = "No buyer has asked to cancel anything that is open.\n"
    assert asked.call("report", "cancel-requests", "--days", "7", *AT).out == none
    assert asked.call("report", "cancel-requests", "--days", "15", *AT).out != none


def test_the_report_s_file_is_deleted_by_a_purge_for_it_holds_what_buyers_wrote(asked: Desk) -> None:
    asked.call("report", "cancel-requests", "--format", "csv", "--out", asked.folder, *AT)
    [(what, path)] = asked.rows("SELECT what, path FROM known_files WHERE what = 'report'")
    assert (what, Path(path.decode() if isinstance(path, bytes) else path).name) == ("report", "cancel-requests.csv")


@pytest.mark.parametrize("command", ["upload", "check"])
def test_confirming_them_is_a_warning_and_refused_on_request(asked: Desk, command: str) -> None:
    path = asked.file("parcels.txt", [SHIP_HEADINGS, parcel(FIRST), parcel(YEN)])
    refused = asked.call(command, path, "--refuse", "buyer-cancel", *AT)
    assert (refused.code, "2 records, 1 applied, 1 refused" in refused.out) == (1, True)
    if command == "check":
        warned = asked.call(command, path, *AT)
        assert (warned.code, "2 records, 2 applied, 0 refused, 1 warning" in warned.out) == (0, True)


def test_export_hands_out_what_buyers_wrote(asked: Desk) -> None:
    [order] = [json.loads(line) for line in asked.call("export", "--orders", FIRST).out.splitlines()]
    [item] = order["items"]
    assert (item[ASKED], item["buyer-requested-cancel-reason"]) == (True, "Ordered by mistake")


def test_the_biography_says_what_the_buyer_asks_and_when_it_came(asked: Desk) -> None:
    later = [cell.replace("false", "true") for cell in LINES[1]]
    gift = [*later[:-1], "Changed my mind", "Happy birthday", "IM0000000001"]
    assert asked.upload(asked.file("later.txt", [[*HEADINGS, "gift-message-text", "ioss-number"], gift])).code == 0
    lines = asked.call("order", YEN, *AT).out.splitlines()
    assert lines[lines.index("Items") + 2 :][:2] == [
        "    the buyer has asked to cancel it: Changed my mind",
        "    gift message: Happy birthday",
    ]
    told = [" ".join(line.split()) for line in lines if "10000000002" in line and "->" in line]
    assert told[-1].startswith("10000000002 is-buyer-requested-cancellation no -> yes")
    [order] = json.loads(asked.call("order", YEN, "--json", *AT).out)["orders"]
    assert order["items"][0]["buyer-requested-cancel-reason"] == "Changed my mind"
