"""A row that would touch several items or units is refused where an unread column names a part of them."""

from typing import Any

import pytest

from feeds.judging import judge
from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Occasion
from feeds.order_facts import fetch
from feeds.order_numbers import order_numbers
from feeds.reading.options import Directions
from feeds.upload import ready
from feeds.uploaded_file import read_file
from schemas import faults
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import Row, cancellation, item_id, line, order_id, parcel

TEA, CUP = "TEA-250", "Cup 07"
# Order 1: three of TEA, one CUP. Order 2: one TEA. Order 3: two of TEA.
STOCK = [
    line(1, 1, quantity_purchased="3", sku=TEA, product_name="Green tea, 250 g"),
    line(1, 2, sku=CUP, product_name="Cup, blue"),
    line(2, 1, sku=TEA, product_name="Green tea, 250 g"),
    line(3, 1, quantity_purchased="2", sku=TEA, product_name="Green tea, 250 g"),
]


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    desk.orders(*STOCK)
    return desk


def whole(word: str, order: int, **cells: Any) -> Row:
    """A row of a whole order; the names of ``cells`` are headings as they are."""
    if word == "cancel":
        return {"order-id": order_id(order), "cancellation-reason-code": "NoInventory", **cells}
    return {name: cell for name, cell in parcel(order, None).items() if name != "order-item-id"} | cells


def touched(desk: Desk) -> dict[str, int]:
    """Units that shipped or were canceled, by item."""
    return dict(desk.sql("SELECT order_item_id, shipped + canceled FROM items WHERE shipped + canceled > 0"))


NAMING = [
    ("Position", item_id(1, 2), "order-item-id"),
    ("Ref", item_id(1, 2), "order-item-id"),
    ("Warehouse line", f"{item_id(1, 1)} / x", "order-item-id"),
    ("Ware", CUP, "sku"),
    ("Depot note", f"{TEA}, urgent", "sku"),
    ("Bezeichnung", "Cup, blue", "item"),
    ("Item Name", "Cup, blue", "item"),
    ("Model", "B0ABCDEFGH", "item"),
    ("Items", "Thing A x1", "item"),
    ("Item 2", "Thing B", "item"),
    ("order-item-id 2", item_id(1, 2), "order-item-id"),
    ("SKU 2", "anything", "item"),
    ("sku_2", CUP, "sku"),
    ("商品名", "青い茶碗", "item"),
    ("Items", "2 x tea", "item"),
    ("Items", "7", "quantity"),
    ("Item count", "1", "quantity"),
]


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize(("heading", "cell", "read_as"), NAMING)
def test_a_cell_that_names_an_item_of_the_order_refuses_the_row(
    stocked: Desk, word: str, heading: str, cell: str, read_as: str
) -> None:
    answer = stocked.upload(word, [whole(word, 1, **{heading: cell})])
    codes = [code for _, code in answer.faults]
    takes_all = word == "cancel" and read_as == "quantity"
    assert touched(stocked) == {}
    assert (faults.CANCELS_WHOLE if takes_all else faults.PART_UNREAD) in codes
    message = answer.messages[-1]
    assert f"--ignore '{heading}'" in message
    if word == "cancel" and read_as == "order-item-id":
        read_as = "amazon-order-item-code"
    assert takes_all or f"--map '{heading}={read_as}'" in message


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize(("heading", "cell"), [(heading, cell) for heading, cell, _ in NAMING])
def test_what_is_ignored_refuses_nothing(stocked: Desk, word: str, heading: str, cell: str) -> None:
    path = stocked.file(word, [whole(word, 1, **{heading: cell})])
    assert stocked.apply(path, directions=Directions(ignored=[heading])).counts == (1, 1, 0)
    assert touched(stocked) == {item_id(1, 1): 3, item_id(1, 2): 1}


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Position", item_id(1, 2)),
        ("Ware", CUP),
        ("Items", "Thing A x1"),
        ("tracking-number 2", "1Z999AA10123456784"),
        ("Qty in order", "5"),
    ],
)
def test_a_row_of_one_item_of_one_unit_is_not_touched(stocked: Desk, word: str, heading: str, cell: str) -> None:
    stocked.upload(word, [whole(word, 2, **{heading: cell})])
    assert touched(stocked) == {item_id(2, 1): 1}


def test_the_way_out_is_taken_as_it_is_offered(stocked: Desk) -> None:
    path = stocked.file("cancel", [whole("cancel", 1, Ware=CUP)])
    assert "--map 'Ware=sku'" in stocked.apply(path).messages[-1]
    stocked.apply(path, directions=Directions(maps={"Ware": "sku"}))
    assert touched(stocked) == {item_id(1, 2): 1}


def test_the_message_names_the_column_what_it_seems_to_be_the_cell_and_what_would_happen(stocked: Desk) -> None:
    answer = stocked.upload("cancel", [whole("cancel", 1, Ware=CUP)])
    assert answer.messages[-1] == (
        'Ware seems to hold skus, here "Cup 07", and the row would cancel 4 units of 2 items of order '
        "202-0000000-0000001. To read the column: --map 'Ware=sku'. If the column does not matter: --ignore 'Ware'. "
        "Write order-item-id and quantity, one row for each item or parcel; or say of the column what it is. "
        'Column Ware, value "Cup 07", cell C2'
    )


@pytest.mark.parametrize(
    ("heading", "cell", "refused"),
    [
        ("Qty picked", "1", True),
        ("Qty picked", "3", False),
        ("Anzahl (gepackt)", "2", True),
        ("quantity-purchased", "3", False),
        ("quantity-purchased", "4", True),
        ("数量2", "1", True),
        ("Qty canceled", "1", True),
        ("Qty canceled", "0", False),
        ("Qty in stock", "1", False),
        ("Parcel quantity", "1", False),
        ("Pieces", "1", False),
        ("Pcs", "1", False),
        ("件数", "1", False),
        ("個数", "1", False),
        ("Unit price", "1", False),
        ("Units (kg)", "1.25", False),
        ("tracking-number 2", "1Z999AA10123456784", True),
        ("Tracking 1", "1Z999AA10123456784", True),
        ("2nd Tracking", "9400111202555842332669", True),
        ("追跡番号2", "123456789012", True),
        ("tracking-number 2", "T0000000001", False),
        ("tracking-number 2", "", False),
        ("tracking-number 2", "N/A", False),
        ("Tracking URL", "https://example.com/1Z999AA10123456784", False),
        ("Tracking status", "delivered", False),
        ("Tracking 2 date", "2026-03-05", False),
        ("Return tracking number", "1Z999AA10123456784", False),
        ("order-item-id 2", item_id(1, 2), True),
        ("order-item-id 2", item_id(1, 1), False),
        ("SKU 2", CUP, True),
        ("Product", "Cup, blue", False),
    ],
)
def test_a_row_of_an_item_without_a_quantity_is_refused_where_units_or_parcels_are_told(
    stocked: Desk, heading: str, cell: str, *, refused: bool
) -> None:
    answer = stocked.upload("ship", [parcel(1, 1) | {heading: cell}])
    assert touched(stocked) == ({} if refused else {item_id(1, 1): 3})
    assert (faults.PART_UNREAD in [code for _, code in answer.faults]) == refused


@pytest.mark.parametrize(
    ("quantity", "heading", "cell", "refused"),
    [
        ("2", "Qty picked", "1", True),
        ("2", "Qty picked", "2", False),
        ("2", "Qty ordered", "3", False),
        ("2", "tracking-number 2", "1Z999AA10123456784", True),
        ("1", "tracking-number 2", "1Z999AA10123456784", False),
        ("1", "Qty picked", "3", False),
    ],
)
def test_a_quantity_that_is_typed_is_compared_too(
    stocked: Desk, quantity: str, heading: str, cell: str, *, refused: bool
) -> None:
    stocked.upload("ship", [parcel(1, 1, quantity=quantity) | {heading: cell}])
    assert touched(stocked) == ({} if refused else {item_id(1, 1): int(quantity)})


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Items", f"{TEA} x 3, {CUP} x 1"),
        ("Items", "Green tea, 250 g; Cup, blue"),
        ("SKUs", f"{TEA}, {CUP}"),
        ("Items", "4"),
        ("Number of items", "2"),
        ("Order qty", "4"),
        ("Ref", f"{item_id(1, 1)};{item_id(1, 2)}"),
    ],
)
def test_a_cell_that_means_the_whole_order_too_refuses_nothing(stocked: Desk, heading: str, cell: str) -> None:
    stocked.upload("ship", [whole("ship", 1, **{heading: cell})])
    assert touched(stocked) == {item_id(1, 1): 3, item_id(1, 2): 1}


@pytest.mark.parametrize(
    ("heading", "cell", "refused"),
    [
        ("quantity", "1", True),
        ("quantity", "3", False),
        ("Qty", "2", True),
        ("Menge", "1", True),
        ("数量", "1", True),
        ("quantity-to-ship", "3", False),
        ("quantity", "", False),
    ],
)
def test_a_cancellation_of_a_part_of_an_item_is_refused_as_it_takes_the_whole_item(
    stocked: Desk, heading: str, cell: str, *, refused: bool
) -> None:
    answer = stocked.upload("cancel", [cancellation(1, 1) | {heading: cell}])
    assert touched(stocked) == ({} if refused else {item_id(1, 1): 3})
    assert (faults.CANCELS_WHOLE in [code for _, code in answer.faults]) == refused
    assert not refused or "A cancellation takes the whole item" in answer.messages[-1]


@pytest.mark.parametrize("heading", ["Quantity Shipped", "quantity-shipped", "quantity-to-ship", "Qty Shipped"])
def test_what_shipped_is_the_quantity_of_a_confirmation(stocked: Desk, heading: str) -> None:
    row = {name: cell for name, cell in parcel(1, 1).items() if name != "quantity"}
    stocked.upload("ship", [row | {heading: "1"}])
    assert touched(stocked) == {item_id(1, 1): 1}


def test_of_a_report_with_both_the_units_to_ship_are_the_quantity(stocked: Desk) -> None:
    row = {name: cell for name, cell in parcel(1, 1).items() if name != "quantity"}
    stocked.upload("ship", [row | {"quantity-purchased": "3", "quantity-shipped": "0", "quantity-to-ship": "2"}])
    assert touched(stocked) == {item_id(1, 1): 2}


@pytest.mark.parametrize(
    ("heading", "cell", "refused"),
    [
        ("status_shipped", "2", True),
        ("status_shipped", "1", False),
        ("State", "Partially shipped", True),
        ("State", "一部出荷", True),
        ("order-status", "PartiallyShipped", False),
    ],
)
def test_a_word_for_a_part_of_an_order_refuses_a_row_of_the_whole(
    stocked: Desk, heading: str, cell: str, *, refused: bool
) -> None:
    stocked.upload("ship", [whole("ship", 1, **{heading: cell})])
    assert touched(stocked) == ({} if refused else {item_id(1, 1): 3, item_id(1, 2): 1})


def test_a_row_that_would_edit_several_packages_is_refused_too(stocked: Desk) -> None:
    stocked.upload("ship", [whole("ship", 1)])
    before = stocked.kept()
    answer = stocked.upload("ship", [whole("ship", 1, **{"tracking-number": "T0000000002", "Ware": CUP})])
    assert (stocked.kept(), answer.counts) == (before, (1, 0, 1))
    stocked.upload("ship", [whole("ship", 1, **{"tracking-number": "T0000000002"})])
    assert {number for _, number in stocked.packages()} == {"T0000000002"}


def test_a_package_seen_again_stays_one(stocked: Desk) -> None:
    path = stocked.file("ship", [whole("ship", 1, Ware=CUP)])
    stocked.apply(path, directions=Directions(ignored=["Ware"]))
    assert stocked.apply(path).counts == (1, 1, 0)


def test_a_column_without_a_heading_is_looked_at_and_can_be_ignored(stocked: Desk) -> None:
    path = stocked.folder / "parcels.txt"
    cells = whole("cancel", 1)
    path.write_text("\t".join([*cells, ""]) + "\n" + "\t".join([*cells.values(), CUP]) + "\n")
    answer = stocked.apply(path)
    assert answer.counts == (1, 0, 1)
    assert "column C seems to hold skus" in answer.messages[-1]
    assert stocked.apply(path, directions=Directions(ignored=["column C"])).counts == (1, 1, 0)


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ([CUP, ""], [1, 2]),
        ([CUP, "-"], [1, 2]),
        ([CUP, "CUP 7 (old)"], [1, 2]),
        ([CUP, f"{TEA}, {CUP}"], [1]),
        ([CUP, TEA, "", "urgent"], [1, 2, 3, 4]),
        ([CUP, "gift", "urgent", "please ring"], [1]),
        ([CUP, "gift", "urgent", ""], [1]),
        (["", "gift", "urgent"], []),
        ([CUP, "", "", ""], [1]),
        ([CUP, "gift", "", ""], [1]),
    ],
)
@pytest.mark.parametrize("word", ["ship", "cancel"])
def test_where_most_cells_of_a_column_name_items_the_other_rows_are_refused_too(
    desk: Desk, word: str, cells: list[str], refused: list[int]
) -> None:
    orders = range(1, len(cells) + 1)
    two = [[line(order, 1, sku=TEA, quantity_purchased="2"), line(order, 2, sku=CUP)] for order in orders]
    # The cell of an order's only item may name it, and leaves none in doubt.
    desk.orders(*(row for rows in two for row in rows), line(9, 1, sku=TEA))
    rows = [whole(word, order, Ware=cell) for order, cell in zip(orders, cells, strict=True)]
    answer = desk.upload(word, [*rows, whole(word, 9, Ware="")])
    assert sorted({record for record, code in answer.faults if code == faults.PART_UNREAD}) == refused
    assert touched(desk).keys() == {item_id(9, 1)} | {
        item_id(order, item) for order in orders if order not in refused for item in (1, 2)
    }


def test_an_empty_or_unknown_cell_of_such_a_column_says_so(stocked: Desk) -> None:
    stocked.orders(line(4, 1, quantity_purchased="2", sku=TEA), line(4, 2, sku=CUP))
    answer = stocked.upload(
        "ship", [whole("ship", 1, Ware=CUP), whole("ship", 4, Ware=""), whole("ship", 3, Ware="X9")]
    )
    assert [message.partition(" To read")[0] for message in answer.messages if "other rows" in message] == [
        "Ware names items in other rows and is empty here, and the row would ship 3 units of 2 items of order "
        f"{order_id(4)}.",
        'Ware names items in other rows and holds "X9" here, which none of this order has, and the row would ship 2 '
        f"units of item {item_id(3, 1)} of order {order_id(3)}.",
    ]


@pytest.mark.parametrize(
    ("cells", "maps", "ships"),
    [
        ({"Qty picked": "1"}, {"Qty picked": "quantity"}, 1),
        ({"quantity": "", "Qty picked": "1"}, {"quantity": "", "Qty picked": "quantity"}, 1),
        (
            {"tracking-number 2": "1Z999AA10123456784"},
            {"tracking-number": "", "tracking-number 2": "tracking-number"},
            3,
        ),
    ],
)
def test_what_is_offered_reads_the_column_also_where_another_is_read_so_far(
    stocked: Desk, cells: dict[str, str], maps: dict[str, str], ships: int
) -> None:
    row = {name: cell for name, cell in parcel(1, 1).items() if name != "quantity"}
    path = stocked.file("ship", [row | cells])
    options = " ".join(f"--map '{heading}={name}'" for heading, name in maps.items())
    assert f": {options}. " in stocked.apply(path).messages[-1]
    assert touched(stocked) == {}
    stocked.apply(path, directions=Directions(maps=maps))
    assert touched(stocked) == {item_id(1, 1): ships}


def test_the_findings_are_the_same_in_parts_and_whole(stocked: Desk) -> None:
    rows = [whole("ship", order, Ware=cell) for order in (1, 2, 3) for cell in (CUP, TEA, "", "house 4711")]
    checked = ready(read_file(stocked.file("ship", rows))).checked
    assert checked is not None
    kind, occasion = KINDS["shipping-confirmation"], Occasion(at(AS_OF))
    told = []
    with stocked.engine.connect() as connection:
        order_nos = order_numbers(connection, "main", checked.records["order-id"])
    for at_a_time in (1, 5, 100):
        with stocked.engine.connect() as connection:
            judged = judge(
                kind,
                checked.records,
                lambda part: fetch(connection, "main", part, order_nos[part.index], kind, occasion.terms),
                occasion,
                order_nos,
                at_a_time=at_a_time,
            )
        told.append(sorted(zip(judged.findings["record"], judged.findings["code"], strict=True)))
    assert told[0] == told[1] == told[2]
    assert faults.PART_UNREAD in {code for _, code in told[0]}
