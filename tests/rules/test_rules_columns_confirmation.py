"""The columns of the shipping confirmation (formats.md 2): which cells each accepts."""

import pytest

from tests.rules.column_cases import OWN, Columns, judged
from tests.rules.desk import Desk
from tests.rules.writings import Row, line, parcel

EMPTY, ORDER_ID, ITEM_ID, WHOLE, DATE, CHOICE, LONG = 70101, 70102, 70103, 70104, 70105, 70106, 70107
CARRIER, TRANSPARENCY, COUNTRY, PARTNER = 70108, 70113, 70114, 70120
READ_AS, UNKNOWN = 70124, 18028
CODE = "A1b2C3d4E5f6G7h8I9j0K1l2M3"
LONG_CODE = (CODE * 2)[:38]

COLUMNS: Columns = {
    "order-id": {
        OWN: [],
        "": [EMPTY],
        "2020-000000-0000003": [ORDER_ID],
        "202-0000000-000004": [ORDER_ID],
        "202-0000000-00000005": [ORDER_ID],
        "20200000000000006": [READ_AS],
        "202 0000000 0000007": [READ_AS],
        "202-0000000-000000８": [READ_AS],
        "٢٠٢-٠٠٠٠٠٠٠-٠٠٠٠٠٠٩": [ORDER_ID],
        "202-0000000-\n0000010": [READ_AS],
        "x202-0000000-0000011": [ORDER_ID],
        "202–0000000–0000012": [READ_AS],
    },
    "order-item-id": {
        OWN: [],
        "": [],
        "12a": [ITEM_ID],
        "1 2": [UNKNOWN, READ_AS],
        "-12": [ITEM_ID],
        "12.0": [UNKNOWN, READ_AS],
        "١٢٣٤٥٦٧٨٩٠١": [ITEM_ID],
        "１２３４５６７８９０１": [UNKNOWN, READ_AS],
        "9" * 64: [UNKNOWN],
        "9" * 65: [ITEM_ID],
    },
    "quantity": {
        "1": [],
        "": [],
        "3": [],
        "4": [18021],
        "0": [WHOLE],
        "-1": [WHOLE],
        "+1": [WHOLE],
        "1.5": [WHOLE],
        "1,000": [WHOLE],
        "1e0": [WHOLE],
        "two": [WHOLE],
        "٢": [WHOLE],
        "２": [READ_AS],
        "²": [WHOLE],
        "99999999999999999999": [WHOLE],
    },
    "ship-date": {
        "2026-03-05": [],
        "2026-03-05T14:00:00+00:00": [],
        "2026-03-05T14:00:00Z": [],
        "2026-03-05T14:00:00-08:00": [],
        "2026-03-05T14:00:00.123+09:00": [],
        "": [EMPTY],
        "2026-03-05T14:00:00": [READ_AS],
        "2026-03-05 14:00:00+00:00": [READ_AS],
        "2026-3-5": [READ_AS],
        "20260305": [READ_AS],
        "05/03/2026": [READ_AS],
        "05.03.2026": [READ_AS],
        "2026-02-30": [DATE],
        "2026-13-01": [DATE],
        "2026-03-05T25:00:00Z": [DATE],
        "2026-03-05T14:00:00+25:00": [DATE],
        "2026-W10-4": [DATE],
        "２０２６-０３-０５": [READ_AS],
        "٢٠٢٦-٠٣-٠٥": [DATE],
        "today": [DATE],
    },
    "carrier-code": {"UPS": [], "Other": [70202], "": [EMPTY], "Pigeon": [CARRIER], "UPS;DHL": [CARRIER]},
    "carrier-name": {"N": [], "N" * 50: [], "Ñ" * 50: [], "N" * 51: [LONG], "": []},
    "tracking-number": {OWN: [], "1": [70204], "T1" * 25: [70204], "T1" * 26: [LONG], "": [70203]},
    "ship-method": {"G": [], "G" * 50: [], "G" * 51: [LONG], "": []},
    "cod-collection-method": {"DirectPayment": [], "": [], "directpayment": [READ_AS], "Cash": [CHOICE]},
    "transparency_code": {
        f"AZ:{CODE}": [],
        f"ZA:{CODE}": [],
        LONG_CODE: [],
        "": [],
        f"AZ:{CODE},ZA:{CODE}": [],
        f"AZ:{CODE}, {LONG_CODE}": [],
        f"AZ:{CODE}1": [TRANSPARENCY],
        f"AZ:{CODE[1:]}": [TRANSPARENCY],
        f"AB:{CODE}": [TRANSPARENCY],
        f"az:{CODE}": [TRANSPARENCY],
        CODE: [TRANSPARENCY],
        LONG_CODE[1:]: [TRANSPARENCY],
        LONG_CODE + "1": [TRANSPARENCY],
        f"AZ:{CODE},": [TRANSPARENCY],
        f"AZ:{CODE};ZA:{CODE}": [TRANSPARENCY],
        f"AZ:{CODE[:-1]}٣": [TRANSPARENCY],
    },
    **{
        f"ship_from_address_{name}": {"N": [], "N" * 50: [], "é" * 50: [], "N" * 51: [LONG], "": []}
        for name in ("name", "city", "county", "state_or_region", "postalcode")
    },
    **{f"ship_from_address_line{number}": {"N": [], "N" * 60: [], "N" * 61: [LONG], "": []} for number in (1, 2, 3)},
    "ship_from_address_countrycode": {
        "US": [],
        "": [],
        "USA": [COUNTRY],
        "U": [COUNTRY],
        "U1": [COUNTRY],
        "ＵＳ": [READ_AS],
    },
    "ship_from_supply_source_id": {"S": [], "": [], "any text, of 200 characters: " + "x" * 171: []},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    """The faults of every cell of COLUMNS."""
    with Desk(tmp_path_factory.mktemp("columns")) as desk:
        desk.orders(*(line(order, quantity_purchased="3") for order in range(1, sum(map(len, COLUMNS.values())) + 1)))
        return judged(desk, "ship", COLUMNS, _row)


def _row(heading: str, order: int) -> Row:
    return parcel(order, quantity="2", carrier_name="Bike" if heading == "carrier-code" else "")


@pytest.mark.parametrize("heading", COLUMNS)
def test_cells(found: Columns, heading: str) -> None:
    assert found[heading] == COLUMNS[heading]


def test_a_carrier_that_is_other_needs_a_name(stocked: Desk) -> None:
    rows = [parcel(1, carrier_code="Other"), parcel(2, carrier_code="Other", carrier_name="Bike"), parcel(3)]
    assert stocked.ship(*rows).faults == [(1, PARTNER), (2, 70202)]


def test_a_record_has_no_more_transparency_codes_than_units(stocked: Desk) -> None:
    two = f"AZ:{CODE},ZA:{CODE}"
    rows = [parcel(1, quantity="2", transparency_code=two), parcel(2, quantity="1", transparency_code=two)]
    assert stocked.ship(*rows).counts == (2, 1, 1)


@pytest.mark.parametrize("heading", ["order-id", "ship-date", "carrier-code"])
def test_a_missing_required_heading_is_fatal(stocked: Desk, heading: str) -> None:
    answer = stocked.ship({name: cell for name, cell in parcel().items() if name != heading})
    assert (answer.state, answer.counts[1:]) == ("Fatal", (0, 0))
    assert heading in answer.messages[0]


def test_an_unknown_heading_is_a_warning_and_its_column_is_ignored(stocked: Desk) -> None:
    answer = stocked.ship(parcel() | {"colour": "red"})
    assert (answer.counts, answer.faults) == ((1, 1, 0), [(0, 90061)])


def test_every_column_of_the_template_is_kept_with_the_package(stocked: Desk) -> None:
    cells = {name: next(iter(cases)) for name, cases in COLUMNS.items() if name.startswith("ship_from")}
    more = cells | {"transparency_code": f"AZ:{CODE}", "cod_collection_method": "DirectPayment", "ship_method": "Air"}
    stocked.ship(parcel(1, 2, **more))
    assert stocked.packages(*more) == [tuple(more.values())]
