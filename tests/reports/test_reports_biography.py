"""An order's biography: what is told of state, deadline, packages and history, to whom, and that keys alone find it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from reports.order_history.biography import biography
from reports.order_history.similar_ids import near
from reports.order_lines import Viewpoint
from schemas.deadlines import Terms
from schemas.store.opening import opened_store
from tests.house.test_house_upgrades import old_store
from tests.rules.desk import Desk, at
from tests.rules.writings import cancellation, item_id, line, order_id, parcel, refund

AS_OF = "2026-03-10T12:00:00+00:00"
# What stands beside a change where it has nothing to tell.
NOTHING = {"currency": None, "package": None, "reason": None, "sheet": None}


def told(desk: Desk, order: str = order_id(1), as_of: str = AS_OF, merchant: str = "main", **how: Any) -> Any:
    with desk.engine.connect() as connection:
        return biography(connection, Viewpoint(merchant, at(as_of), how.pop("terms", Terms())), order, **how)


def changes(desk: Desk, order: str = order_id(1)) -> list[tuple[Any, ...]]:
    """Upload, what, field, before and after of each change."""
    names = ("what", "field", "before", "after")
    return [
        (upload["upload"], *(change[name] for name in names))
        for upload in told(desk, order)["history"]
        for change in upload["changes"]
    ]


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Two units bought, one shipped, and 2.50 of it refunded; one unit of another order."""
    desk.orders(
        line(1, 1, quantity_purchased="2", sku="MUG", ship_city="Bonn", ship_country="DE", recipient_name="Ann"),
        line(2),
    )
    desk.ship(parcel(1, 1, quantity="1", ship_method="Ground"))
    desk.adjust(refund(1, 1, item_price_adj="2.50"))
    return desk


def test_a_biography_tells_all_that_is_known_of_an_order(desk: Desk) -> None:
    item, bought = {"order-item-id": item_id(1, 1)}, "2026-03-02T12:00:00+00:00"
    of_upload = {"at": AS_OF, "done-at": None, "done-by": None, "as-of-is-off": False, "undoes": None}
    of_upload |= {"taken-back-by": None}
    shipped = {"what": "ship", "field": "shipped", "before": 0, "after": 1, "package": 5}
    refunded = {"what": "refund", "field": "refunded-item-price", "before": "0.00", "after": "2.50", "currency": "USD"}
    files = {name: {"file": f"{name}.txt", "path": str(desk.folder / f"{name}.txt")} for name in ("orders1", "ship2")}
    files["adjust3"] = {"file": "adjust3.txt", "path": str(desk.folder / "adjust3.txt")}
    assert told(desk) == {
        "order-id": order_id(1),
        "as-of": AS_OF,
        "state": "PartiallyShipped",
        "purchase-date": bought,
        "payments-date": "2026-03-02T12:30:00+00:00",
        "charged-date": AS_OF,
        "ship-service-level": None,
        "deadline": {
            "latest-ship-date": "2026-03-04T23:59:59+00:00",
            "confirm-by": "2026-04-01T12:00:00+00:00",
            "units-open": 1,
            "days-past-promise": 5,
            "verge-of-lateShipment": True,
            "days-left": 22,
            "verge-of-cancellation": False,
        },
        "ship-to": {"ship-city": "Bonn", "ship-country": "DE"},
        "items": [
            item
            | {"sku": "MUG", "product-name": None, "quantity-purchased": 2, "quantity-shipped": 1}
            | {"quantity-canceled": 0, "quantity-to-ship": 1, "currency": "USD"}
            | {
                "components": [
                    {"component": "item-price", "charged": "100.00", "refunded": "2.50", "left": "97.50"},
                    {"component": "shipping-price", "charged": "10.00", "refunded": "0.00", "left": "10.00"},
                    {"component": "in-all", "charged": "110.00", "refunded": "2.50", "left": "107.50"},
                ]
            }
        ],
        "packages": [
            item
            | {"package": 5, "quantity": 1, "ship-date": "2026-03-05", "carrier-code": "UPS", "carrier-name": None}
            | {"tracking-number": "T0000000001", "ship-method": "Ground"}
            | {"tracking-link": "https://www.ups.com/track?tracknum=T0000000001", "details": {}}
            | {"upload": 2, "record": 1, "taken-back-by": None}
        ],
        "refunds": [
            item
            | {"refund": 1, "reason": "CustomerReturn", "currency": "USD", "amounts": {"item-price": "2.50"}}
            | {"in-all": "2.50", "quantity-cancelled": None, "upload": 3, "record": 1}
            | {"reverses": None, "reversed-by": None}
        ],
        "history": [
            of_upload
            | {"upload": 1, "kind": "orders", **files["orders1"]}
            | {
                "changes": [
                    NOTHING
                    | item
                    | {"what": "take in", "field": "purchased", "before": 0, "after": 2}
                    | {"record": 1, "row": 2, "cell": "E2"},
                    NOTHING
                    | {"order-item-id": None, "what": "verify", "field": "verified", "before": False, "after": True}
                    | {"record": 1, "row": 2, "cell": "D2"},
                ]
            },
            of_upload
            | {"upload": 2, "kind": "shipping-confirmation", **files["ship2"]}
            | {"changes": [NOTHING | item | shipped | {"record": 1, "row": 2, "cell": "C2"}]},
            of_upload
            | {"upload": 3, "kind": "order-adjustment", **files["adjust3"]}
            | {"changes": [NOTHING | item | refunded | {"record": 1, "row": 2, "cell": "E2"}]},
        ],
    }


def test_packages_come_in_the_order_of_their_records(desk: Desk) -> None:
    desk.orders(line(3, 1), line(3, 2))
    desk.ship(parcel(3, 2), parcel(3, 1))
    packages = told(desk, order_id(3))["packages"]
    assert [package["order-item-id"] for package in packages] == [item_id(3, 2), item_id(3, 1)]


def test_an_edit_names_its_package_and_a_cancellation_its_reason(desk: Desk) -> None:
    desk.ship(parcel(1, 1, quantity="1", tracking_number="T2"), again=True)
    desk.ship(parcel(1, 1, tracking_number="T2", ship_date="2026-03-06"))
    desk.cancel(cancellation(2, 1, "BuyerCanceled"))
    edit, cancel = (told(desk, order_id(number))["history"][-1]["changes"] for number in (1, 2))
    named = [(change["field"], change["package"], change["before"], change["after"]) for change in edit]
    assert named == [("ship-date", 7, "2026-03-05", "2026-03-06")]
    assert [(change["before"], change["after"], change["reason"]) for change in cancel] == [(0, 1, "BuyerCanceled")]


def test_an_amended_address_is_told_without_what_it_was_and_an_instant_as_a_date(desk: Desk) -> None:
    desk.orders(line(2, ship_city="Ulm", latest_ship_date="2026-03-12T10:00:00+02:00"), as_of=AS_OF)
    assert changes(desk, order_id(2))[-3:] == [
        (4, "amend", "latest-ship-date", None, "2026-03-12T08:00:00+00:00"),
        (4, "amend", "latest-ship-date-offset", None, "+02:00"),
        (4, "amend", "ship-city", None, None),
    ]


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2026-03-04T23:59:59+00:00", (0, 27)),
        ("2026-03-04T23:59:58+00:00", (-1, 27)),
        ("2026-04-01T11:59:59+00:00", (27, 0)),
        ("2026-04-01T12:00:00+00:00", (27, 0)),
        ("2026-04-01T12:00:01+00:00", (27, -1)),
    ],
)
def test_days_are_whole_ones_rounded_down(desk: Desk, as_of: str, days: tuple[int, int]) -> None:
    deadline = told(desk, as_of=as_of)["deadline"]
    assert (deadline["days-past-promise"], deadline["days-left"]) == days


def test_the_deadline_is_that_of_the_merchants_terms(desk: Desk) -> None:
    terms = Terms(deadline_days=7, deadline_from="latest-ship", business_days=True)
    assert told(desk, terms=terms)["deadline"]["confirm-by"] == "2026-03-14T00:00:00+00:00"


def test_nothing_is_said_of_time_left_where_nothing_is_open(desk: Desk) -> None:
    desk.cancel(cancellation(2))
    assert sorted(told(desk, order_id(2))["deadline"]) == ["confirm-by", "latest-ship-date", "units-open"]
    assert told(desk, order_id(2))["state"] == "Canceled"


def test_the_recipient_is_told_only_where_asked_for_and_the_buyer_never(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        secret = {
            "recipient_name": "Ann",
            "ship_address_1": "Weg 1",
            "ship_phone_number": "1",
            "buyer_email": "a@b.example",
        }
        desk.orders(line(1, ship_city="Bonn", ship_country="DE", buyer_name="Bob", **secret))
        place = {"ship-city": "Bonn", "ship-country": "DE"}
        assert told(desk)["ship-to"] == place
        whole = {"recipient-name": "Ann", "ship-address-1": "Weg 1", **place, "ship-phone-number": "1"}
        assert told(desk, address=True)["ship-to"] == whole


def test_a_merchant_sees_only_its_own_orders(desk: Desk) -> None:
    with Desk(desk.folder, "other") as other:
        other.orders(line(3, 1), as_of=AS_OF)
        assert told(desk, order_id(1), merchant="other") is None
        assert told(desk, order_id(3)) is None
        assert told(desk, order_id(3), merchant="other")["state"] == "Unshipped"


def test_no_text_holds_a_character_that_moves_a_terminal_and_joined_letters_stay(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.orders(line(1, product_name="A\x1b[31m\x9bB\u202eC کتاب\u200cها"))
        assert told(desk)["items"][0]["product-name"] == "A [31m B C کتاب\u200cها"


def test_an_order_of_an_earlier_version_is_told_without_places(tmp_path: Path) -> None:
    old_store(tmp_path / "old.db")
    with opened_store(str(tmp_path / "old.db")) as engine, engine.connect() as connection:
        ids = connection.execute(text("SELECT order_id FROM orders ORDER BY order_no")).scalars().all()
        known = [biography(connection, Viewpoint("main", at(AS_OF)), name) for name in ids]
    cells = {(change["row"], change["cell"]) for of in known if of for up in of["history"] for change in up["changes"]}
    assert (len(known) > 0, None in known, cells) == (True, False, {(None, None)})


@pytest.mark.parametrize("order", [order_id(1), order_id(9)])
def test_everything_is_found_by_keys(desk: Desk, order: str) -> None:
    """No statement walks through a table."""
    asked: list[tuple[str, Any]] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with desk.engine.connect() as connection:
        viewpoint = Viewpoint("main", at(AS_OF))
        if biography(connection, viewpoint, order) is None:
            near(connection, "main", order)
        explained = [(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in asked]
        steps = {row[3] for sql, given in explained for row in connection.exec_driver_sql(sql, given)}
    # What was found of the history is read through.
    assert {step for step in steps if step.startswith("SCAN")} <= {"SCAN found_entries"}
    assert [step for step in steps if step.startswith("SEARCH orders USING") and "orders_by_id" in step]
