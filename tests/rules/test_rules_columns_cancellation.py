"""The columns of the order cancellation (formats.md 3): which cells each accepts."""

import pytest

from tests.rules.column_cases import OWN, Columns, judged
from tests.rules.desk import Desk, save_workbook
from tests.rules.writings import cancellation, item_id, line, order_id

EMPTY, ORDER_ID, ITEM_ID, CHOICE, PARTNER = 70101, 70102, 70103, 70106, 70120
READ_AS, UNKNOWN = 70124, 18028
REASONS = (
    "NoInventory BuyerCanceled ShippingAddressUndeliverable CustomerExchange GeneralAdjustment PricingError "
    "CustomerReturn MerchandiseNotReceived CarrierCreditDecision RiskAssessmentInformationNotValid "
    "CarrierCoverageFailure"
).split()
COLUMNS: Columns = {
    "order-id": {OWN: [], "": [EMPTY], "202-000000-0000003": [ORDER_ID], "202-0000000-000000４": [READ_AS]},
    "amazon-order-item-code": {
        OWN: [],
        "": [],
        "12a": [ITEM_ID],
        "12-3": [ITEM_ID],
        "１２３４５６７８９０１": [UNKNOWN, READ_AS],
        "9" * 64: [UNKNOWN],
        "9" * 65: [ITEM_ID],
    },
    "cancellation-reason-code": {
        **{reason: [] for reason in REASONS},
        "": [PARTNER],
        "noinventory": [READ_AS],
        "No Inventory": [READ_AS],
        "BuyerCancelled": [READ_AS],
        "CustomerCancel": [CHOICE],
        "Other": [CHOICE],
    },
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    """The faults of every cell of COLUMNS."""
    with Desk(tmp_path_factory.mktemp("columns")) as desk:
        desk.orders(*(line(order) for order in range(1, sum(map(len, COLUMNS.values())) + 1)))
        return judged(desk, "cancel", COLUMNS, lambda _heading, order: cancellation(order))


@pytest.mark.parametrize("heading", COLUMNS)
def test_cells(found: Columns, heading: str) -> None:
    assert found[heading] == COLUMNS[heading]


def test_the_reason_is_optional_for_a_whole_order(stocked: Desk) -> None:
    answer = stocked.cancel(cancellation(1, None, ""), cancellation(2, 1, ""))
    assert answer.faults == [(2, PARTNER)]
    assert stocked.canceled() == [(item_id(1, 1), 3, "GeneralAdjustment"), (item_id(1, 2), 1, "GeneralAdjustment")]


def test_the_template_s_first_row_is_optional_and_older_files_have_another_second_column(stocked: Desk) -> None:
    title = ["TemplateType=OrderCancellation", "Version=1.0/1.0.3", "This row is for the marketplace."]
    older = ["order-id", "merchant-order-id", "cancellation-reason-code", "amazon-order-item-code"]
    path = stocked.folder / "older.xlsx"
    save_workbook(path, "OrderCancellation", [title, older, [order_id(1), "M1", "NoInventory", item_id(1, 1)]])
    assert stocked.apply(path).faults == []
    assert stocked.cancel(cancellation(1, 2)).faults == []
    assert stocked.state(1) == "Canceled"


def test_a_missing_required_heading_is_fatal(stocked: Desk) -> None:
    row = {name: cell for name, cell in cancellation(1).items() if name != "order-id"}
    assert stocked.cancel(row).state == "Fatal"


def test_headings_are_matched_by_name_whatever_their_place_case_and_hyphens(stocked: Desk) -> None:
    row = {name.replace("-", "_").upper(): cell for name, cell in cancellation(1, 2).items()}
    answer = stocked.cancel(dict(reversed(row.items())))
    assert (answer.counts, answer.faults) == ((1, 1, 0), [])
