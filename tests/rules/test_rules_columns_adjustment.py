"""The columns of the order adjustment (formats.md 4): which cells each accepts."""

from typing import Any

import pytest

from tests.rules.column_cases import OWN, Cases, Columns, judged
from tests.rules.desk import Desk
from tests.rules.writings import Row, item_id, line, refund

EMPTY, ORDER_ID, ITEM_ID, WHOLE, CHOICE, LONG, PARTNER = 70101, 70102, 70103, 70104, 70106, 70107, 70120
AMOUNT, ZERO, DECIMALS, LARGE, NEGATIVE, ABOVE, CURRENCY = 70109, 70110, 70111, 70112, 70121, 73002, 73007
BELOW, NET, TOO_MANY = 73003, 73005, 73009
READ_AS, UNCLEAR, UNKNOWN = 70124, 70126, 18028
REASONS = (
    "NoInventory CustomerReturn GeneralAdjustment CouldNotShip DifferentItem Abandoned CustomerCancel PriceError "
    "ProductOutofStock CustomerAddressIncorrect Exchange Other CarrierCreditDecision RiskAssessmentInformationNotValid "
    "CarrierCoverageFailure TransactionRecord Undeliverable RefusedDelivery"
).split()
MALFORMED = ("$5", "5 USD", "5.", "1e2", "--5", "5-", "(5)", "٥", "NaN5", "9" * 21)
AMOUNTS: Cases = {
    "5.00": [],
    "+5.00": [],
    "5": [],
    "5.0": [],
    "005.00": [],
    "99.99": [],
    "100.01": [ABOVE],
    "0": [ZERO],
    "0.00": [ZERO],
    "-0.00": [ZERO],
    "5.001": [DECIMALS],
    "10000000000000.01": [LARGE],
    "9" * 20: [LARGE],
    "1,000.00": [READ_AS, ABOVE],
    "5,00": [READ_AS],
    "５": [READ_AS],
    "1,000": [UNCLEAR],
    **{cell: [AMOUNT] for cell in MALFORMED},
    "": [],
}
PROMOTIONS = AMOUNTS | {"100.01": [73004], "1,000.00": [READ_AS, 73004], "-5.00": [NEGATIVE], "": [PARTNER]}
CHARGES = "item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax".split()
DISCOUNTS = ("item-promotion", "ship-promotion")
COLUMNS: Columns = {
    "order-id": {OWN: [], "": [EMPTY], "202-000000-0000003": [ORDER_ID], "202-0000000-000000４": [READ_AS]},
    "order-item-id": {
        OWN: [],
        "": [EMPTY],
        "12a": [ITEM_ID],
        "１２３４５６７８９０１": [UNKNOWN, READ_AS],
        "9" * 64: [UNKNOWN],
        "9" * 65: [ITEM_ID],
    },
    "adjustment-reason-code": {
        **{reason: [] for reason in REASONS},
        "": [EMPTY],
        "customerreturn": [READ_AS],
        "Customer Return": [READ_AS],
        "BuyerCanceled": [CHOICE],
        "ProductOutOfStock": [READ_AS],
    },
    "currency": {"USD": [], "": [EMPTY], "usd": [READ_AS], "EUR": [CURRENCY], "XXY": [CHOICE], "$": [CHOICE]},
    **{f"{name}-adj": AMOUNTS for name in CHARGES},
    **{f"{name}-adj": PROMOTIONS for name in DISCOUNTS},
    **{f"{name}-id": {"P": [], "P" * 80: [], "é" * 80: [], "P" * 81: [LONG], "": [PARTNER]} for name in DISCOUNTS},
    "quantity-cancelled": {
        "1": [],
        "3": [],
        "": [],
        "0": [WHOLE],
        "-1": [WHOLE],
        "1.5": [WHOLE],
        "+1": [WHOLE],
        "two": [WHOLE],
        "２": [READ_AS],
        "٢": [WHOLE],
    },
}


def shipped(order: int) -> Row:
    """A shipped order in which every component was charged 100.00 and every discount was 100.00."""
    charged = {name: "100.00" for name in (*CHARGES, *(f"{name}-discount" for name in DISCOUNTS))}
    return line(order, order_status="Shipped") | charged


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    """The faults of every cell of COLUMNS."""
    with Desk(tmp_path_factory.mktemp("columns")) as desk:
        desk.orders(*(shipped(order) for order in range(1, sum(map(len, COLUMNS.values())) + 1)))
        return judged(desk, "adjust", COLUMNS, _row)


def _row(heading: str, order: int) -> Row:
    other = "item" if heading == "shipping-price-adj" else "shipping"
    partner = heading.rpartition("-")[0]
    promotion = {f"{partner}-adj": "1.00", f"{partner}-id": "P1"} if partner in DISCOUNTS else {}
    return refund(order, **{f"{other}-price-adj": "100.00"}, **promotion)


@pytest.mark.parametrize("heading", COLUMNS)
def test_cells(found: Columns, heading: str) -> None:
    assert found[heading] == COLUMNS[heading]


def test_a_promotion_id_needs_its_amount(desk: Desk) -> None:
    desk.orders(*(shipped(order) for order in (1, 2)))
    rows = [{"item_promotion_id": "P1"}, {"ship_promotion_id": "P1"}]
    assert desk.adjust(*(refund(1, item_price_adj="1.00", **row) for row in rows)).faults == [
        (1, PARTNER),
        (2, PARTNER),
    ]


def test_a_negative_amount_is_charged_to_the_buyer(desk: Desk) -> None:
    desk.orders(*(shipped(order) for order in range(1, 31)))
    for name in ("item-price", "gift-wrap-tax"):
        desk.adjust(
            refund(1, **{f"{name}-adj": "5.00"}), refund(1, shipping_tax_adj="9.00", **{f"{name}-adj": "-2.50"})
        )
    assert desk.refunded()[item_id(1, 1)] == {"item_price": 250, "gift_wrap_tax": 250, "shipping_tax": 1800}


def test_yen_have_no_decimals(desk: Desk) -> None:
    desk.orders(
        *(
            line(order, order_status="Shipped", currency="JPY", item_price="500", shipping_price="")
            for order in (1, 2, 3, 4)
        )
    )
    amounts: dict[str, list[Any]] = {"500": [], "5.0": [], "5.5": [(3, DECIMALS)], "501": [(4, ABOVE)]}
    answer = desk.adjust(*(refund(order, currency="JPY", item_price_adj=cell) for order, cell in enumerate(amounts, 1)))
    assert answer.faults == [fault for faults in amounts.values() for fault in faults]


def test_a_file_without_the_currency_column_means_the_order_s_own(desk: Desk) -> None:
    desk.orders(
        line(1, order_status="Shipped"),
        line(2, order_status="Shipped", currency="JPY", item_price="500", shipping_price=""),
    )
    rows = [refund(1, currency=None, item_price_adj="5.25"), refund(2, currency=None, item_price_adj="50")]
    assert desk.adjust(*rows).faults == []
    assert desk.refunds("currency", "item_price") == [("USD", 525), ("JPY", 50)]


@pytest.mark.parametrize("heading", ["order-id", "order-item-id", "adjustment-reason-code"])
def test_a_missing_required_heading_is_fatal(desk: Desk, heading: str) -> None:
    row = {name: cell for name, cell in refund(item_price_adj="1.00").items() if name != heading}
    assert desk.adjust(row).state == "Fatal"
