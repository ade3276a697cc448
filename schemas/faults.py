"""The fault codes by name, and the one table of them: what each means and what a person does about it (faults.csv).

Codes below 70000 are the marketplace's own (Seller Central, "Processing report errors"); the rest are ours.
A code has one meaning for ever: a code that is given up is never given out again.
"""

import csv
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

Severity = Literal["Fatal", "Error", "Warning"]


@dataclass(frozen=True)
class Fault:
    """One row of the table of codes."""

    code: int
    severity: Severity
    meaning: str
    remedy: str


REQUIRED_EMPTY = 70101
ORDER_ID_FORM = 70102
ITEM_ID_FORM = 70103
WHOLE_NUMBER = 70104
DATE_FORM = 70105
NOT_ACCEPTED = 70106
TOO_LONG = 70107
CARRIER_UNKNOWN = 70108
AMOUNT_FORM = 70109
AMOUNT_ZERO = 70110
AMOUNT_DECIMALS = 70111
AMOUNT_TOO_LARGE = 70112
TRANSPARENCY_FORM = 70113
COUNTRY_FORM = 70114
DIGITS_LOST = 70115
DATE_IN_IDENTIFIER = 70116
ERROR_CELL = 70117
FORMULA_WITHOUT_VALUE = 70118
NULL_REQUIRED = 70119
PARTNER_MISSING = 70120
AMOUNT_NEGATIVE = 70121
DIGITS_DOUBTFUL = 70122
CARRIER_SPELLING = 70201
CARRIER_UNTRACKED = 70202
TRACKING_MISSING = 70203
ORDER_NOT_FOUND = 18028
TOO_MANY_UNITS = 18021
ORDER_PENDING = 71001
ORDER_CANCELED = 71002
DEADLINE_PASSED = 71003
SHIPPED_BEFORE_PURCHASE = 71004
SHIPPED_IN_FUTURE = 71005
PACKAGE_UNCLEAR = 71006
NO_PACKAGE = 71007
SAME_PACKAGE = 71008
CODES_ABOVE_UNITS = 71009
PARTLY_SHIPPED = 72001
NOTHING_SHIPPED = 73001
ABOVE_CHARGED = 73002
BELOW_ZERO = 73003
PROMOTION_ABOVE_DISCOUNT = 73004
NET_NOT_POSITIVE = 73005
NET_ABOVE_CHARGED = 73006
OTHER_CURRENCY = 73007
NO_AMOUNT = 73008
CANCELS_TOO_MANY = 73009
USE_CANCELLATION = 73010
ALREADY_REFUNDED = 73011
ORDER_REFUSED_WHOLE = 74001
ITEM_OF_OTHER_ORDER = 74002
ORDER_TOO_LARGE = 74003
LINES_DISAGREE = 74004
UNCHANGED = 74005
CONTINUATION_ALONE = 74006
ITEM_TWICE = 74007
STATUS_DISAGREES = 74008
ITEM_NOT_ADDED = 74009
NOT_APPLIED_STRICT = 75001
HEADING_UNKNOWN = 90061
HEADING_MISSING = 90012
NO_HEADING_ROW = 90011
FILE_UNREADABLE = 76001
NO_RECORDS = 76002
KIND_UNCLEAR = 76003
SHEET_UNCLEAR = 76004
HEADING_TWICE = 76005
INTERNAL = 5002


def _table() -> dict[int, Fault]:
    with resources.files("schemas").joinpath("faults.csv").open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    return {int(row["code"]): Fault(**row | {"code": int(row["code"])}) for row in rows}


FAULTS: dict[int, Fault] = _table()
