"""Rule 6.3: every fault of a record is told in one go, with its column, value and place."""

from schemas.faults import FAULTS
from tests.rules.desk import Desk, save_workbook
from tests.rules.writings import item_id, line, order_id, parcel, refund

HEADINGS = list(parcel())


def test_every_fault_of_a_record_is_told_in_one_go(stocked: Desk) -> None:
    wrong = parcel(1, quantity="x", ship_date="5.3.26th", carrier_code="Pigeon", tracking_number="T1" * 26)
    assert stocked.ship(wrong).faults == [(1, 70104), (1, 70105), (1, 70108), (1, 70107)]


def test_faults_of_cells_and_of_the_order_are_told_together(stocked: Desk) -> None:
    answer = stocked.ship(parcel(99, carrier_code="Pigeon"), parcel(1, 2, quantity="5", ship_date="2025-01-01"))
    assert sorted(answer.faults) == [(1, 18028), (1, 70108), (2, 18021), (2, 71004)]


def test_faults_of_cells_and_of_sums_are_told_together(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped"), line(2, order_status="Shipped"))
    answer = desk.adjust(
        refund(1, adjustment_reason_code="Unheard", shipping_price_adj="99.00"),
        refund(2, item_price_adj="1,0,0", shipping_price_adj="99.00"),
    )
    assert sorted(answer.faults) == [(1, 70106), (1, 73002), (2, 70109), (2, 73002)]


def test_a_fault_is_told_with_sheet_cell_value_and_what_to_do(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1), parcel(2, ship_date=" 5.3.26th "), ending="xlsx")
    assert (answer.faults, answer.cells) == ([(2, 70105)], ["D3"])
    [message] = answer.messages
    assert FAULTS[70105].remedy in message
    assert message.endswith('Column ship-date, value "5.3.26th", cell ShippingConfirmation!D3')
    kept = stocked.sql("SELECT sheet, cell, heading, found, order_id, order_item_id FROM upload_faults")
    assert kept == [("ShippingConfirmation", "D3", "ship-date", "5.3.26th", order_id(2), item_id(2, 1))]


def test_the_cell_of_a_text_file_is_told_as_excel_would_show_it(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1), parcel(2, quantity="0"))
    assert answer.messages[0].endswith('Column quantity, value "0", cell C3')


def test_an_empty_cell_is_told_with_its_place(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, carrier_code=""), ending="xlsx")
    assert answer.messages[0].endswith('Column carrier-code, value "", cell ShippingConfirmation!E2')


def test_blank_rows_are_neither_records_nor_numbered(stocked: Desk) -> None:
    blank: list[str] = []
    first, second, third = (list(row.values()) for row in (parcel(1), parcel(2, carrier_code="Pigeon"), parcel(99)))
    path = stocked.folder / "blank.xlsx"
    save_workbook(path, "ShippingConfirmation", [HEADINGS, blank, first, blank, ["", " "], second, third, blank])
    answer = stocked.apply(path)
    assert (answer.counts, answer.faults, answer.cells) == ((3, 1, 2), [(2, 70108), (3, 18028)], ["E6", "A7"])


def test_a_row_above_the_headings_moves_the_cells_and_not_the_records(stocked: Desk) -> None:
    title = ["TemplateType=OrderFulfillment", "Version=2011.1102"]
    local = ["注文番号", "商品番号"]
    path = stocked.folder / "titled.xlsx"
    rows = [title, local, HEADINGS, list(parcel(1).values()), list(parcel(99).values())]
    save_workbook(path, "出荷通知テンプレート_Template", rows)
    answer = stocked.apply(path)
    assert (answer.counts, answer.faults, answer.cells) == ((2, 1, 1), [(2, 18028)], ["A5"])
    assert answer.messages[0].endswith("cell 出荷通知テンプレート_Template!A5")
