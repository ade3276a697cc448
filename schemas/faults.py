"""The one table of fault codes: what each means and what a person does about it.

Codes below 70000 are the marketplace's own (Seller Central, "Processing report errors"); the rest are ours.
A code has one meaning for ever: a code that is given up is never given out again.
"""

from dataclasses import dataclass
from typing import Literal

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
NULL_BREAKS_PACKAGE = 71009
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

_ROWS: tuple[tuple[int, Severity, str, str], ...] = (
    (
        INTERNAL,
        "Fatal",
        "The processor failed on this file; nothing of it was applied.",
        "Upload it again; if it fails again, report the fault with the file.",
    ),
    (
        TOO_MANY_UNITS,
        "Error",
        "More units than can be fulfilled.",
        "Lower the quantity to what is open, or leave out the row.",
    ),
    (
        ORDER_NOT_FOUND,
        "Error",
        "The order, or the item in it, is not in the order table.",
        "Copy order-id and order-item-id from the Orders report.",
    ),
    (REQUIRED_EMPTY, "Error", "A required cell is empty.", "Fill it in."),
    (
        ORDER_ID_FORM,
        "Error",
        "The order-id is not written as the marketplace writes it.",
        "Copy it from the Orders report.",
    ),
    (ITEM_ID_FORM, "Error", "The order-item-id is not made of digits.", "Copy it from the Orders report."),
    (
        WHOLE_NUMBER,
        "Error",
        "The quantity is not a whole number in the range of its column.",
        "Write digits alone, as 2.",
    ),
    (
        DATE_FORM,
        "Error",
        "The date cannot be read.",
        "Write the day as 2026-01-31, or a date-time with its offset as 2026-01-31T14:00:00+00:00.",
    ),
    (
        NOT_ACCEPTED,
        "Error",
        "The value is not one that the column accepts.",
        "Choose one of the accepted values, spelled as shown.",
    ),
    (TOO_LONG, "Error", "The text is longer than the column allows.", "Shorten it."),
    (
        CARRIER_UNKNOWN,
        "Error",
        "The carrier-code is in no list of the marketplace.",
        "Choose a listed code, or write Other and name the carrier in carrier-name.",
    ),
    (
        AMOUNT_FORM,
        "Error",
        "The amount cannot be read.",
        "Write digits with a point, as 12.50 or -3.00, without currency sign or thousands comma.",
    ),
    (AMOUNT_ZERO, "Error", "The amount is zero.", "Leave the cell empty where nothing is adjusted."),
    (
        AMOUNT_DECIMALS,
        "Error",
        "The amount has more decimals than its currency.",
        "Round it to the decimals of the currency (none for JPY).",
    ),
    (AMOUNT_TOO_LARGE, "Error", "The amount is larger than the order table holds.", "Check the point and the zeros."),
    (
        TRANSPARENCY_FORM,
        "Error",
        "A Transparency code is not of a known form.",
        "Scan it again: AZ: or ZA: and 26 letters or digits, or 38 characters; commas between several.",
    ),
    (COUNTRY_FORM, "Error", "The country is not a two-letter code.", "Write the ISO 3166 code, as US."),
    (
        DIGITS_LOST,
        "Error",
        "Excel kept only 15 digits of this number, or wrote it in scientific form; the rest is gone.",
        "Format the column as Text and paste the number again from its source.",
    ),
    (
        DATE_IN_IDENTIFIER,
        "Error",
        "Excel turned this identifier into a date or a logical value.",
        "Format the column as Text and paste the identifier again from its source.",
    ),
    (ERROR_CELL, "Error", "The cell holds a spreadsheet error.", "Correct its formula, or type the value."),
    (
        FORMULA_WITHOUT_VALUE,
        "Error",
        "The cell holds a formula whose result was never stored.",
        "Open the workbook in Excel and save it, or paste the value in place of the formula.",
    ),
    (
        NULL_REQUIRED,
        "Error",
        "NULL deletes a stored value, and this one is required.",
        "Write the value, or leave the row out.",
    ),
    (
        PARTNER_MISSING,
        "Error",
        "A cell is empty that another cell of the row calls for.",
        "Fill both cells, or neither.",
    ),
    (AMOUNT_NEGATIVE, "Error", "The amount is below zero where it may not be.", "Write it without the minus sign."),
    (
        DIGITS_DOUBTFUL,
        "Warning",
        "Every digit past the 15th is zero, as when Excel has rounded a number.",
        "Compare it with its source; if Excel rounded it, correct it and upload the file again.",
    ),
    (
        CARRIER_SPELLING,
        "Warning",
        "The carrier-code was spelled otherwise than the marketplace spells it.",
        "Nothing to do; next time write it as shown.",
    ),
    (
        CARRIER_UNTRACKED,
        "Warning",
        "The marketplace cannot track this carrier.",
        "Nothing to do; it counts against the valid-tracking rate.",
    ),
    (
        TRACKING_MISSING,
        "Warning",
        "The carrier is trackable and the tracking-number is empty.",
        "Upload the row again with its tracking-number; without it, it counts against the valid-tracking rate.",
    ),
    (
        ORDER_PENDING,
        "Error",
        "The order is Pending: payment or details are not verified yet.",
        "Wait until the order is in the Orders report, then upload the row again.",
    ),
    (ORDER_CANCELED, "Error", "The order or the item is canceled.", "Leave the row out; do not ship what is canceled."),
    (
        DEADLINE_PASSED,
        "Error",
        "The deadline for confirming the order has passed.",
        "It can no longer be confirmed; leave the row out.",
    ),
    (
        SHIPPED_BEFORE_PURCHASE,
        "Error",
        "The ship-date lies before the purchase.",
        "Write the day on which the parcel left.",
    ),
    (SHIPPED_IN_FUTURE, "Error", "The ship-date lies in the future.", "Write the day on which the parcel left."),
    (
        PACKAGE_UNCLEAR,
        "Error",
        "The row edits a confirmation, and several packages could be meant.",
        "Write the tracking-number or the quantity of the package that is meant.",
    ),
    (
        NO_PACKAGE,
        "Error",
        "The item is shipped, but no package of it was confirmed here.",
        "Leave the row out: there is nothing to edit.",
    ),
    (
        SAME_PACKAGE,
        "Warning",
        "The package is confirmed already; other cells of the row differ and were left as stored.",
        "Upload the row with --again to edit the package.",
    ),
    (
        NULL_BREAKS_PACKAGE,
        "Error",
        "NULL would delete a value that the stored package needs.",
        "Write the value in place of NULL.",
    ),
    (PARTLY_SHIPPED, "Error", "Units have shipped, so it cannot be canceled.", "Refund it with an adjustment."),
    (
        NOTHING_SHIPPED,
        "Error",
        "Nothing of the item has shipped, so the buyer has not been charged for it.",
        "Confirm the shipment, or cancel the item, first.",
    ),
    (
        ABOVE_CHARGED,
        "Error",
        "The refunds of one component would exceed what was charged for it.",
        "Lower the amount to what is left.",
    ),
    (
        BELOW_ZERO,
        "Error",
        "The refunds of one component would fall below zero.",
        "Charge back no more than was refunded before.",
    ),
    (
        PROMOTION_ABOVE_DISCOUNT,
        "Error",
        "More discount would be taken back than was given.",
        "Lower the promotion amount to what is left.",
    ),
    (
        NET_NOT_POSITIVE,
        "Error",
        "The net of the row is not above zero.",
        "The refunds of a row, less charges and promotions, must leave something for the buyer.",
    ),
    (
        NET_ABOVE_CHARGED,
        "Error",
        "The refunds of the item would exceed charges less discounts.",
        "Enter the promotion amounts that are taken back, or lower the refund.",
    ),
    (OTHER_CURRENCY, "Error", "The currency is not the order's.", "Write the currency of the order."),
    (NO_AMOUNT, "Error", "The row adjusts nothing.", "Fill at least one -adj column."),
    (CANCELS_TOO_MANY, "Error", "quantity-cancelled is more than is open.", "Lower it to what is open."),
    (USE_CANCELLATION, "Error", "Nothing of the order has shipped.", "Use a cancellation."),
    (
        ALREADY_REFUNDED,
        "Error",
        "An earlier upload applied an equal adjustment.",
        "Leave it out; if the buyer is to be refunded once more, upload with --again.",
    ),
    (
        ORDER_REFUSED_WHOLE,
        "Error",
        "Another line of the same order is at fault.",
        "Correct that line; an order is taken in whole or not at all.",
    ),
    (
        ITEM_OF_OTHER_ORDER,
        "Error",
        "The order-item-id belongs to another order.",
        "Check the order-id and order-item-id of the row.",
    ),
    (
        ORDER_TOO_LARGE,
        "Error",
        "The order is larger than an order may be.",
        "At most 999 of one item, 50 items and 1000 units: split the order.",
    ),
    (LINES_DISAGREE, "Error", "Lines of one order disagree.", "Make the column equal in all lines of the order."),
    (
        UNCHANGED,
        "Warning",
        "The order table holds another value, which an orders file does not change.",
        "Nothing to do if the order table is right.",
    ),
    (
        CONTINUATION_ALONE,
        "Error",
        "A continuation line has no line above it to continue.",
        "Put it below the line of its item, or fill its required cells.",
    ),
    (ITEM_TWICE, "Error", "The item stands twice in the file, with different cells.", "Keep the line that is right."),
    (
        STATUS_DISAGREES,
        "Error",
        "order-status and the quantities do not fit together.",
        "Correct order-status or quantity-shipped.",
    ),
    (
        ITEM_NOT_ADDED,
        "Warning",
        "The order is already in work here, so a further item was not added.",
        "Nothing to do if the order table is right.",
    ),
    (
        NOT_APPLIED_STRICT,
        "Error",
        "not applied: strict. The row is good, but other rows of the file are refused.",
        "Correct the refused rows and upload the file again, or upload it without --strict.",
    ),
    (FILE_UNREADABLE, "Fatal", "The file cannot be read.", "See the message."),
    (
        NO_RECORDS,
        "Fatal",
        "The file has a heading row and no record below it.",
        "Fill in the data sheet, save the file and upload it again.",
    ),
    (
        KIND_UNCLEAR,
        "Fatal",
        "The headings do not tell what kind of feed this is.",
        "Use the headings of one template, or name the kind with --kind.",
    ),
    (
        SHEET_UNCLEAR,
        "Fatal",
        "Two sheets of the workbook hold records.",
        "Leave one data sheet in the workbook and upload it again.",
    ),
    (HEADING_TWICE, "Fatal", "Two columns have the same heading.", "Delete or rename one of them."),
    (
        NO_HEADING_ROW,
        "Fatal",
        "No row holds the headings of a feed.",
        "Put the headings of the template in one row above the records; the first is order-id.",
    ),
    (
        HEADING_MISSING,
        "Fatal",
        "A required heading is missing.",
        "Add the column with this heading, as the template has it.",
    ),
    (
        HEADING_UNKNOWN,
        "Warning",
        "A heading is unknown, and its column was ignored.",
        "Nothing to do if the column is not needed; else correct the heading.",
    ),
)

FAULTS: dict[int, Fault] = {row[0]: Fault(*row) for row in _ROWS}
