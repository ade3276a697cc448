"""Rule 7: buyers' texts are deleted 30 days after an order was closed; facts stay, and nothing brings them back."""

from typing import Any

import pytest

from feeds.purge import purge
from schemas import fields
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import Row, cancellation, item_id, line, order_id, parcel

DAY = 86_400
LATER = "2026-03-12T12:00:00+00:00"
UNPAID = {"payments_date": ""}
BUYER = {name: f"{name} of Ada" for name in fields.BUYER.columns}
MOVED = {name: f"{name} of Bo" for name in fields.BUYER.columns}
FACTS = "orders items item_details packages package_details cancellations refunds".split()
DELETED = "its value was deleted."


def look(desk: Desk, until: str) -> purge.Due:
    with desk.engine.connect() as connection, connection.begin():
        return purge.due(connection, desk.merchant, at(until))


def due(desk: Desk, until: str) -> list[int]:
    return sorted(look(desk, until).order_nos.tolist())


def do(desk: Desk, as_of: str = "2026-04-20T12:00:00+00:00") -> int | None:
    """Purges what was closed 30 days before."""
    with desk.engine.connect() as connection, writing(connection):
        found = purge.due(connection, desk.merchant, at(as_of) - 30 * DAY)
        return purge.purge(connection, desk.merchant, at(as_of), found)


def buyers(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.sql(f"SELECT {', '.join(fields.BUYER.columns)} FROM buyers ORDER BY order_no")


def told(desk: Desk, upload: int) -> list[tuple[Any, ...]]:
    query = "SELECT record, order_id, order_item_id, found, message FROM upload_faults WHERE upload_no = :upload"
    return desk.sql(f"{query} ORDER BY fault_no", upload=upload)


def test_an_order_is_due_by_the_instant_at_which_it_last_became_shipped_or_canceled(desk: Desk) -> None:
    desk.orders(*(line(order, item) for order in range(1, 9) for item in (1, 2)), line(9, 1, **UNPAID))
    desk.ship(parcel(1, None), parcel(3, 1), parcel(4, 1), parcel(5, 1))
    desk.cancel(cancellation(2, None), cancellation(3, 2), cancellation(5, 2), as_of=LATER)
    desk.orders(line(10, 1, order_status="Shipped"), line(11, 1, order_status="Canceled"))
    states = desk.states()
    # 4 is open in part, 6 to 8 wholly, 9 is Pending.
    assert {order for order, state in states.items() if state in ("Shipped", "Canceled")} == {1, 2, 3, 5, 10, 11}
    assert due(desk, AS_OF) == [1, 10, 11]
    assert due(desk, "2026-03-10T11:59:59+00:00") == []
    assert due(desk, LATER) == [1, 2, 3, 5, 10, 11]
    assert due(desk, "2026-03-12T11:59:59+00:00") == [1, 10, 11]


def test_what_is_edited_or_refunded_later_does_not_put_the_purge_off(desk: Desk) -> None:
    desk.orders(line(1))
    desk.ship(parcel(1))
    desk.ship(parcel(1, tracking_number="T0000000002"), as_of=LATER, again=True)
    assert desk.sql("SELECT count(*) FROM entries WHERE what = 'edit package'") == [(1,)]
    assert due(desk, AS_OF) == [1]


def test_an_order_that_is_open_again_is_not_due(desk: Desk) -> None:
    desk.orders(line(1, 1))
    desk.ship(parcel(1, 1))
    further = line(1, 2, order_status="PartiallyShipped", quantity_purchased="2", quantity_shipped="1")
    desk.orders(further, as_of=LATER)
    assert (desk.state(1), due(desk, LATER)) == ("PartiallyShipped", [])


def test_every_text_of_the_buyer_goes_and_every_fact_stays(desk: Desk) -> None:
    desk.orders(*(line(order, **BUYER, delivery_Instructions="ring at Ada's", sku="A1") for order in (1, 2)))
    desk.ship(parcel(1))
    kept = {name: desk.sql(f"SELECT * FROM {name}") for name in FACTS}
    history = desk.sql("SELECT * FROM entries ORDER BY entry_no")
    number = do(desk)
    assert {name: desk.sql(f"SELECT * FROM {name}") for name in FACTS} == kept
    assert buyers(desk) == [(None,) * len(BUYER), tuple(BUYER.values())]
    assert desk.sql("SELECT delivery_instructions FROM order_details") == [(None,), ("ring at Ada's",)]
    assert desk.sql("SELECT purged_at FROM buyers") == [(at("2026-04-20T12:00:00+00:00"),), (None,)]
    row = "SELECT kind, path, as_of, state, records, applied, refused, to_entry - from_entry FROM uploads"
    assert desk.sql(f"{row} WHERE upload_no = :number", number=number) == [
        ("purge", "", at("2026-04-20T12:00:00+00:00"), "applied", 1, 1, 0, 1)
    ]
    assert desk.sql("SELECT * FROM entries ORDER BY entry_no")[: len(history)] == history
    assert desk.history(number or 0) == [(1, "purge", "buyer", None, None)]


def test_a_second_purge_does_nothing(desk: Desk) -> None:
    desk.orders(line(1, **BUYER))
    desk.ship(parcel(1))
    assert do(desk) == 3
    before = {name: desk.sql(f"SELECT * FROM {name}") for name in ("buyers", "uploads", "entries", "upload_faults")}
    assert do(desk, "2026-06-01T12:00:00+00:00") is None
    assert {name: desk.sql(f"SELECT * FROM {name}") for name in before} == before


def test_another_merchant_s_buyers_stay(desk: Desk) -> None:
    with Desk(desk.folder, "other") as other:
        for of in (desk, other):
            of.upload("orders", [line(1, **BUYER)])
            of.ship(parcel(1))
        do(desk)
        assert buyers(desk) == [(None,) * len(BUYER), tuple(BUYER.values())]
        assert due(other, LATER) == [2]


def test_no_later_orders_file_brings_a_deleted_buyer_back(desk: Desk) -> None:
    desk.orders(line(1, **BUYER), line(2, **BUYER))
    desk.cancel(cancellation(1, None))
    do(desk)
    # A further item opens the order again: of an order that is open, a file may change the address.
    further = desk.orders(line(1, 2, **MOVED, order_status="Unshipped", quantity_shipped="0"))
    assert (further.counts, desk.state(1)) == ((1, 1, 0), "Unshipped")
    answer = desk.orders(line(1, 2, **MOVED), line(2, **MOVED))
    assert (answer.counts, answer.faults) == ((2, 2, 0), [])
    contact = [name for name in BUYER if name not in ("buyer_email", "buyer_name")]
    assert buyers(desk) == [(None,) * len(BUYER), tuple((BUYER | {name: MOVED[name] for name in contact}).values())]


def test_the_latest_ship_date_of_a_purged_order_still_changes(desk: Desk) -> None:
    desk.orders(line(1))
    desk.cancel(cancellation(1, None))
    do(desk)
    desk.orders(line(1, 2, order_status="Unshipped", quantity_shipped="0"))
    desk.orders(line(1, 2, latest_ship_date="2026-03-12T12:00:00+00:00"))
    assert desk.sql("SELECT latest_ship_at FROM orders") == [(at("2026-03-12T12:00:00+00:00"),)]


def test_what_orders_files_were_told_of_a_purged_order_loses_the_values_of_its_cells(desk: Desk) -> None:
    desk.orders(line(1, sku="A1"), line(2, sku="A1"))
    # Cells have moved: a name stands in the column of the sku.
    upload = desk.orders(line(1, sku="Ada Lovelace"), line(2, sku="Bo Diddley")).upload
    desk.ship(parcel(1))
    do(desk)
    [mine, others] = told(desk, upload)
    meaning = "The order table holds another value, which an orders file does not change."
    assert mine[:4] == (1, order_id(1), item_id(1, 1), None)
    assert mine[4] == f"{meaning} Nothing to do if the order table is right. Column sku, cell I2; {DELETED}"
    assert others[:4] == (2, order_id(2), item_id(2, 1), "Bo Diddley")
    assert do(desk, "2026-06-01T12:00:00+00:00") is None
    assert told(desk, upload) == [mine, others]


@pytest.mark.parametrize(("as_of", "gone"), [("2026-04-09T12:00:00+00:00", True), ("2026-04-09T11:59:59+00:00", False)])
def test_what_was_told_of_orders_never_taken_in_is_deleted_by_the_age_of_the_upload(
    desk: Desk, as_of: str, gone: bool
) -> None:
    rows: list[Row] = [line(1, quantity_purchased="Ada Lovelace"), line(2) | {"order-id": "Ada Lovelace"}]
    upload = desk.orders(*rows).upload
    do(desk, as_of)
    texts = " ".join(str(cell) for row in told(desk, upload) for cell in row)
    assert ("Ada" in texts, DELETED in texts) == (not gone, gone)


def test_what_other_feeds_were_told_is_deleted_where_it_repeats_the_buyer(desk: Desk) -> None:
    desk.orders(line(1, buyer_name="Ada Lovelace"), line(2, buyer_name="Ada Lovelace"), line(3, buyer_name="Al"))
    bad = [parcel(order, carrier_code=name) for order, name in ((1, "Ada Lovelace"), (2, "Ada Lovelace"), (3, "Alas"))]
    upload = desk.ship(*bad, parcel(1, ship_date="soon")).upload
    desk.ship(parcel(1), parcel(3))
    do(desk)
    # Order 2 is open; a text of two letters is met in any sentence; a day repeats nobody.
    assert [row[3] for row in told(desk, upload)] == [None, "Ada Lovelace", "Alas", "soon"]


def test_the_first_words_of_a_file_that_was_not_read_are_deleted(desk: Desk) -> None:
    path = desk.folder / "list.txt"
    path.write_text("Ada Lovelace\tStreet 1\n", encoding="utf-8")
    upload = desk.apply(path).upload
    assert "Ada Lovelace" in told(desk, upload)[0][4]
    do(desk)
    [row] = told(desk, upload)
    assert "Ada" not in row[4]


def test_an_address_before_a_change_is_deleted_with_the_order_s_own(desk: Desk) -> None:
    desk.orders(line(1, **BUYER), line(2, **BUYER))
    desk.orders(line(1, **MOVED), line(2, **MOVED))
    desk.ship(parcel(1), as_of=LATER)
    kept = "SELECT order_no FROM removed_rows WHERE cells IS NOT NULL ORDER BY 1"
    assert desk.sql(kept) == [(1,), (2,)]
    do(desk, "2026-04-10T12:00:00+00:00")
    assert desk.sql(kept) == []
    do(desk)
    assert desk.sql("SELECT count(*) FROM removed_rows WHERE cells LIKE '%of Ada%'") == [(0,)]
