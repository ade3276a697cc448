"""What the frames look like that one stage hands to the next: facts, changes, findings and entries of the history.

The tests check every frame that is handed over in their process; the product imports nothing of this. A schema looks at
columns, types and missing cells, never at values: of frames that are alike in these, one needs to be checked. Where
there is nothing to hand over, a frame may have no column at all. Whole numbers are int64, or Int64 with missing cells.
"""

from copy import copy

import pandas as pd
import pandera.pandas as pa

from schemas import fields
from schemas.selection import Field

Columns = dict[str, pa.Column]
# Fields that are never missing; of the others, cells may be.
_ALWAYS = {*fields.LINE.holding("units"), *fields.REFUNDED}
_ALWAYS |= {fields.under(heading) for heading in ("order-id", "order-item-id", "purchase-date", "purchase-date-offset")}
_ALWAYS |= {
    field for field in (*fields.PACKAGE, *fields.REFUND) if field.column in ("ship_date", "carrier_code", "reason")
}


def _number(description: str, *, missing: bool = False) -> pa.Column:
    """A column of whole numbers."""
    return pa.Column("int64", nullable=missing, description=description)


def _text(description: str, *, missing: bool = False) -> pa.Column:
    """A column of texts."""
    return pa.Column("str", nullable=missing, description=description)


def _truth(description: str) -> pa.Column:
    """A column of truths."""
    return pa.Column("bool", description=description)


def _columns(*rows: Field) -> Columns:
    """The columns of these rows of the table of fields."""
    return {row.column: _column(row) for row in rows}


def _column(row: Field) -> pa.Column:
    description = f"{row.words}: {row.unit}" if row.unit else row.words
    missing = row not in _ALWAYS
    return _text(description, missing=missing) if row.is_text else _number(description, missing=missing)


def _value(description: str) -> pa.Column:
    """A column of texts, or of whole numbers that the store keeps as texts."""
    fits = pa.Check(_is_text_or_number, error="neither texts nor whole numbers")
    return pa.Column(None, fits, nullable=True, description=description)


def _is_text_or_number(cells: pd.Series) -> bool:
    return cells.dtype == "str" or pd.api.types.is_integer_dtype(cells.dtype)


def _has_no_objects(frame: pd.DataFrame) -> bool:
    return not any(map(pd.api.types.is_object_dtype, frame.dtypes))


def _optional(columns: Columns) -> Columns:
    """The same columns, which a frame need not have."""
    copies = {name: copy(column) for name, column in columns.items()}
    for column in copies.values():
        column.required = False
    return copies


def _frame(name: str, description: str, columns: Columns, index: pa.Index | None = None) -> pa.DataFrameSchema:
    """A frame with these columns and no other; its texts are of the type str, no Python objects."""
    texts = pa.Check(_has_no_objects, error="a column has Python objects as its cells")
    return pa.DataFrameSchema(columns, texts, index=index, strict=True, name=name, description=description)


_RECORD = {"record": _number("the number of the row in its file, from 1")}
_ITEM_NO = {"item_no": _number("the item's number in the order table")}
_OF_ORDER = _RECORD | {"order_no": _number("the order's number in the order table")}
_OF_ITEM = _OF_ORDER | _ITEM_NO
_NO_ITEM = {"item_no": _number("the item's number; missing for what concerns the order", missing=True)}
_UPLOAD = {"upload_no": _number("the upload that did it")}
_PACKAGE_NO = {"package_no": _number("the package's number in the order table")}
_FIELD = {"field": _text("the column of the order table that changes")}
_FROM_TO = {name: _text(f"its value {name} the change", missing=True) for name in ("before", "after")}
_IDS = _columns(*fields.LINE.holding("id").of("orders", "items"))
_UNITS = _columns(*fields.QUANTITIES)
_TIMES = _columns(*fields.INSTANTS)
_AMOUNTS = _columns(*fields.AMOUNTS)
_REFUNDED = _columns(*fields.REFUNDED)
_CURRENCY = _columns(fields.under("currency"))
_OF_REFUND = _columns(*fields.REFUND)
_OF_BUYER = _columns(*fields.BUYER, *fields.WISHES)
_OF_PACKAGE = _columns(*fields.PACKAGE, *fields.DETAILS_OF_PACKAGE)

FACTS = {
    "items": _frame(
        "facts: items",
        "Every item of the orders that the file names, with columns of its order; only some kinds need all columns.",
        {
            "order_no": _OF_ITEM["order_no"],
            **_ITEM_NO,
            **_IDS,
            **_UNITS,
            "verified": _number("1: the order is verified"),
            "state": _text("the state of the order"),
            **_optional(_TIMES),
            **{name: _TIMES[name] for name in ("purchase_at", "purchase_offset")},
            **_optional(
                {
                    "verified_at": _number("when a Pending order was verified: seconds UTC", missing=True),
                    "given_back_at": _number("when an undo gave the order back: seconds UTC", missing=True),
                    **_CURRENCY,
                    "currency_of_item": _CURRENCY["currency"],
                    **_AMOUNTS,
                    **_REFUNDED,
                    **_columns(*fields.ITEM_TEXTS),
                    **_columns(*fields.DETAILS.amended("orders file", "filled later")),
                    **_OF_BUYER,
                    "purged_at": _number("when the buyer's texts were deleted: seconds UTC", missing=True),
                    "cancel_requested": _truth("the buyer has asked to cancel the item"),
                }
            ),
        },
    ),
    "packages": _frame(
        "facts: packages",
        "What earlier uploads confirmed of the items, in the order of confirmation.",
        {
            **_PACKAGE_NO,
            **_ITEM_NO,
            **_UPLOAD,
            **_RECORD,
            "quantity": _number("units in it"),
            "asked_quantity": _number("the quantity that was typed", missing=True),
            "whole_order": _truth("the record named no item"),
            **_OF_PACKAGE,
        },
    ),
    "refunds": _frame(
        "facts: refunds",
        "What earlier uploads refunded of the items, without what was taken back.",
        {
            "refund_no": _number("the refund's number in the order table"),
            **_ITEM_NO,
            **_UPLOAD,
            **_RECORD,
            **{name: column for name, column in _OF_REFUND.items() if name != "currency"},
        },
    ),
    "owners": _frame(
        "facts: owners",
        "The orders of the items that the file names, whichever orders it names with them.",
        _IDS,
    ),
    "edits": _frame(
        "facts: edits",
        "The edits of the packages that no undo took back, oldest first.",
        {**_PACKAGE_NO, **_UPLOAD, **_FIELD, **_FROM_TO},
    ),
    "cancellations": _frame(
        "facts: cancellations",
        "Which uploads canceled units of the items, oldest first, without what was taken back.",
        {**_ITEM_NO, **_UPLOAD},
    ),
}

CHANGES = {
    "ship": _frame(
        "changes: ship",
        "Units of an item that become a package; without the columns that no record fills.",
        {
            **_OF_ITEM,
            "whole": _truth("the record names no item"),
            "quantity": _number("units that ship"),
            "asked_quantity": _number("the quantity that was typed", missing=True),
            "before": _number("units of the item that had shipped before"),
            **_optional(_OF_PACKAGE),
        },
    ),
    "edit": _frame(
        "changes: edit",
        "Fields of packages that get another value.",
        {**_PACKAGE_NO, **_OF_ITEM, **_FIELD, **_FROM_TO},
    ),
    "cancel": _frame(
        "changes: cancel",
        "Open units of an item that are canceled.",
        {
            **_OF_ITEM,
            "quantity": _number("units that are canceled"),
            "reason": _text("the reason code"),
            "before": _number("units of the item that were canceled before"),
        },
    ),
    "refund": _frame(
        "changes: refund",
        "Refunds of what was charged for an item.",
        {
            **_OF_ITEM,
            **_OF_REFUND,
            **{f"before_{name}": column for name, column in _REFUNDED.items()},
        },
    ),
    "take_in": _frame(
        "changes: take_in",
        "Lines of new orders, and of new items of known orders.",
        {
            **_RECORD,
            "order_no": _number("the number of a known order", missing=True),
            **_IDS,
            **_UNITS,
            "verified": _truth("the order is verified"),
            **_TIMES,
            **_CURRENCY,
            **_AMOUNTS,
            **_columns(*fields.ITEM_TEXTS, *fields.DETAILS),
            **_OF_BUYER,
        },
    ),
    "amend": _frame(
        "changes: amend",
        "Fields of known orders and items that get another value.",
        {**_OF_ITEM, **_NO_ITEM, **_FIELD, **_FROM_TO},
    ),
    "flag": _frame(
        "changes: flag",
        "Orders that the clock warns of their deadline or calls late.",
        {**_OF_ORDER, "what": _text("the flag"), **_FIELD, "after": _text("the instant that it is about")},
    ),
    "purge": _frame("changes: purge", "Orders whose buyers' texts are deleted.", _OF_ORDER),
}

JUDGEMENT = {
    "findings": _frame(
        "judgement: findings",
        "What is wrong with which record; record 0 is the file.",
        {
            **_RECORD,
            "code": _number("the fault's number in faults.csv"),
            "heading": _text("the column at fault; empty for the whole record"),
            "wording": _text("what is wrong"),
            "advice": _text("what else may help; empty if nothing does"),
        },
    ),
    "tally": _frame(
        "judgement: tally",
        "How the unread columns of a file are filled, in the rows that mean a whole order.",
        {
            "rows": _number("the rows"),
            "filled": _number("those with a cell in the column"),
            "naming": _number("those whose cell names an item"),
        },
        pa.Index("str"),
    ),
    "already": _frame(
        "judgement: already",
        "Records that repeat what an earlier upload did.",
        {**_RECORD, **_UPLOAD},
    ),
}

ENTRIES = _frame(
    "entries of the history",
    "One change of one field each, with the author's merchant and upload.",
    {
        "entry_no": _number("the number of the entry"),
        "merchant_id": _text("whose order it is"),
        **_UPLOAD,
        **_RECORD,
        "order_no": _OF_ITEM["order_no"],
        "what": _text("the word of the change"),
        **_FIELD,
        **_optional(
            {
                **_NO_ITEM,
                **_PACKAGE_NO,
                "before": _value("its value before the change"),
                "after": _value("its value after the change"),
            }
        ),
    },
)
