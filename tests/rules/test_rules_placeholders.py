"""Rule 1 and tests/ODDITIES.md: words and marks for an empty cell, and formulas that show nothing."""

from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
import xlwt  # type: ignore[import-untyped]

from feeds.checking.placeholders import is_placeholder
from schemas.carriers import ACCEPTED
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, item_id, line, order_id, parcel, refund
from tests.zoo import open_document

READ_AS, UNSAID, REQUIRED, PARTNER, NO_NUMBER = 70124, 70131, 70101, 70120, 70203
WORDS = (
    "None|none|nan|NaN|<NA>|NaT|null|N/A|n/a|n.a.|NA|-|--|---|—|–|…|.|..|?|/|x|tbd|TBD|Pending|unknown|同上|なし|無し|无|暂无|"
    "自提|手渡し|pickup|Pick up|PICK-UP|hand delivered|Hand-delivered|see above|ditto|same as above|keine|s/n|(none)|"
    "[blank]|Not available|no tracking|ohne"
)


def test_words_and_marks_for_nothing_are_known_and_names_are_not() -> None:
    assert [word for word in WORDS.split("|") if not is_placeholder(word)] == []
    assert [name for name in (*ACCEPTED, "Pickup Express", "Nan Yang", "1", "A-1", "X1") if is_placeholder(name)] == []
    assert not any(is_placeholder(word, null_word=True) for word in ("NULL",))
    assert is_placeholder("null", null_word=True)
    # A service may be called Pickup, and a product Pending.
    assert [is_placeholder(word, "names") for word in ("Pickup", "None", "同上")] == [False, True, True]
    assert [is_placeholder(word, "texts") for word in ("Pending", "nan", "None", "x")] == [False, True, True, False]


def test_an_optional_cell_is_empty_with_a_warning(desk: Desk) -> None:
    words = [*WORDS.split("|"), "ＮＡＮ"]
    desk.orders(*(line(order) for order in range(1, len(words) + 1)))
    answer = desk.ship(*(parcel(order, tracking_number=word) for order, word in enumerate(words, 1)))
    assert answer.faults == [(order, code) for order in range(1, len(words) + 1) for code in (READ_AS, NO_NUMBER)]
    assert desk.packages("tracking_number") == [(None,)] * len(words)
    assert answer.messages[0].startswith('tracking-number was read as empty: "None" is a placeholder.')


def test_a_required_cell_and_one_that_another_calls_for_are_at_fault(stocked: Desk) -> None:
    rows = [
        parcel(1, 2, carrier_code="Other", carrier_name="nan"),
        parcel(2, 2, carrier_code="N/A"),
        parcel(3, 2, ship_date="NaT"),
        parcel(4, 2, carrier_code="UPS", carrier_name="nan", ship_method="None"),
    ]
    answer = stocked.ship(*rows)
    assert answer.faults == [(1, PARTNER), (2, REQUIRED), (3, REQUIRED), (4, READ_AS), (4, READ_AS)]
    assert stocked.packages("carrier_name", "ship_method") == [(None, None)]
    assert stocked.cancel(cancellation(5, 2, "None") | {"amazon-order-item-code": ""}).faults == [(1, READ_AS)]


def test_in_amounts_and_promotions_they_are_empty_and_in_a_buyer_s_texts_they_stay(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped", buyer_name="None", ship_city="Nan", product_name="N/A"))
    assert desk.sql("SELECT buyer_name, ship_city FROM buyers") == [("None", "Nan")]
    row = refund(1, item_price_adj="5", item_tax_adj="nan", shipping_price_adj="-", item_promotion_id="nan")
    assert desk.adjust(row | {"item-promotion-adj": "NaN"}).faults == [(1, READ_AS)] * 4
    assert desk.refunds("item_price", "item_tax", "item_promotion_id") == [(500, None, None)]


ITEM, QUANTITY = "order-item-id", "quantity"


@pytest.mark.parametrize("word", ["nan", "N/A", "-", "同上", '=""'])
def test_where_an_empty_cell_means_more_a_placeholder_is_refused_and_elsewhere_empty(stocked: Desk, word: str) -> None:
    stocked.ship(parcel(8, 1))
    rows = [
        parcel(1) | {ITEM: word},
        parcel(2, 1) | {QUANTITY: word},
        parcel(3, 2) | {QUANTITY: word},
        parcel(4, 1) | {QUANTITY: "1"},
        # Nothing of item 1 is open any more: an empty quantity keeps that of its package.
        parcel(8, 1, tracking_number="T0000000002") | {QUANTITY: word},
    ]
    answer = stocked.ship(*rows)
    assert answer.faults == [(1, UNSAID), (2, UNSAID), (3, READ_AS), (5, READ_AS)]
    assert answer.messages[0].startswith(
        f"order-item-id says nothing, and an empty one means all 2 items of order {order_id(1)}. Write what is meant;"
    )
    assert answer.messages[1].startswith("quantity says nothing, and an empty one means all 3 units open of order")
    canceled = stocked.cancel(cancellation(5) | {"amazon-order-item-code": word})
    assert (canceled.faults, stocked.state(5)) == ([(1, UNSAID)], "Unshipped")


def table(rows: list[Row]) -> list[list[str]]:
    return [list(rows[0]), *([row[name] for name in rows[0]] for row in rows)]


def as_xlsx(path: Path, cells: list[list[str]]) -> None:
    """A text that begins with = is a formula that shows what follows, stored as Excel stores it."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("Data")
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            if text.startswith("="):
                sheet.write_formula(row, column, '=IF(1,"","")', None, f"shows{text[1:]}")
            elif text:
                sheet.write_string(row, column, text)
    book.close()
    with ZipFile(path) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    with ZipFile(path, "w") as parts:
        for name, part in content.items():
            parts.writestr(name, part.replace(b"<v>shows", b"<v>"))


def as_ods(path: Path, cells: list[list[str]]) -> None:
    formula = 'table:formula="of:=IF(1;&quot;&quot;;&quot;&quot;)" office:value-type="string" office:string-value=""'
    rows = [
        open_document.row(
            "".join(f"<table:table-cell {formula}/>" if text == "=" else open_document.cell(text) for text in texts)
        )
        for texts in cells
    ]
    path.write_bytes(open_document.ods("".join(rows)))


def as_xls(path: Path, cells: list[list[str]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            if text:
                sheet.write(row, column, xlwt.Formula('T("")') if text == "=" else text)
    book.save(str(path))


FORMATS = {"xlsx": as_xlsx, "ods": as_ods, "xls": as_xls}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_formula_that_shows_nothing_where_an_empty_cell_means_more_is_refused(
    stocked: Desk, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"ship.{ending}"
    rows = [parcel(1) | {ITEM: "="}, parcel(2, 1) | {QUANTITY: "="}, parcel(3, 2) | {QUANTITY: "="}, parcel(4, 2)]
    FORMATS[ending](path, table(rows))
    answer = stocked.apply(path)
    assert [fault for fault in answer.faults if fault[0]] == [(1, UNSAID), (2, UNSAID), (3, READ_AS)]
    path = tmp_path / f"cancel.{ending}"
    codes = [cancellation(5) | {"amazon-order-item-code": "="}, cancellation(6, 1)]
    FORMATS[ending](path, table(codes))
    assert [fault for fault in stocked.apply(path).faults if fault[0]] == [(1, UNSAID)]
    assert (stocked.state(5), stocked.units(6)) == ("Unshipped", [(3, 0, 3), (1, 0, 0)])


def test_a_formula_that_shows_spaces_alone_shows_nothing(stocked: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ship.xlsx"
    as_xlsx(path, table([parcel(1) | {ITEM: "=  "}]))
    assert stocked.apply(path).faults == [(1, UNSAID)]


def test_an_amount_whose_formula_shows_nothing_is_refused_while_others_stay(desk: Desk, tmp_path: Path) -> None:
    desk.orders(*(line(order, order_status="Shipped", item_tax="5.00") for order in (1, 2, 3)))
    rows = [
        refund(1, item_price_adj="=", item_tax_adj="2.00", gift_wrap_price_adj=""),
        # Nothing was charged for gift wrap.
        refund(2, item_price_adj="5.00", item_tax_adj="2.00", gift_wrap_price_adj="="),
        refund(3, item_price_adj="5.00", item_tax_adj="2.00", gift_wrap_price_adj=""),
    ]
    path = tmp_path / "adjust.xlsx"
    as_xlsx(path, table(rows))
    answer = desk.apply(path)
    assert answer.faults == [(1, UNSAID)]
    assert answer.messages[0].startswith("The formula of item-price-adj shows nothing, and the row would be applied")
    assert desk.refunds("item_price") == [(500,), (500,)]


def test_a_formula_for_the_tracking_number_that_shows_nothing_is_told(stocked: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ship.xlsx"
    as_xlsx(path, table([parcel(1, 2, carrier_code="TNT", tracking_number="=", ship_method="=")]))
    answer = stocked.apply(path)
    assert [code for _, code in answer.faults] == [READ_AS, 70202] or answer.faults == [(1, 70202), (1, READ_AS)]
    assert item_id(1, 2) in str(stocked.sql("SELECT order_item_id FROM items"))


def test_values_that_decide_are_never_left_to_a_formula_that_shows_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = [line(1, order_status="=", item_tax="1.00"), line(2, order_status="Unshipped", item_tax="=")]
    path = tmp_path / "orders.xlsx"
    as_xlsx(path, table(rows))
    assert desk.apply(path).faults == [(1, UNSAID), (2, UNSAID)]
