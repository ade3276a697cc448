"""What stands on each packing slip, as texts and numbers for the page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import pandas as pd

from reports.slips.bars import bars
from reports.slips.reading import ADDRESS, GIFT_CHARGES, PLACE
from schemas.currencies import as_decimal
from schemas.states import SHIPPED

Slip = dict[str, Any]
_Line = Mapping[Any, Any]


def slips(items: pd.DataFrame, *, prices: bool) -> Iterator[Slip]:
    """One slip an order, in the order of ``items`` (``reading.Lines``); ``prices``: show them, but never of a gift."""
    for _, lines in groupby(items.to_dict("records"), lambda line: line["order_no"]):
        yield _slip(list(lines), prices=prices)


def _slip(lines: Sequence[_Line], *, prices: bool) -> Slip:
    first = lines[0]
    shown = prices and not any(_is_gift(line) for line in lines)
    inside = [line for line in lines if _quantity(line)]
    return {
        "order": first["order-id"],
        "bars": bars(first["order-id"]),
        "bought": _day(first["purchase_at"], first["purchase_offset"]),
        "service": first["ship-service-level"],
        "address": _address(first),
        "country": first["ship-country"].upper(),
        "instructions": first["delivery-Instructions"],
        "units": sum(map(_quantity, inside)),
        "prices": shown,
        "items": [_item(line, prices=shown) for line in inside],
        "before": [_named(line) | {"quantity": line["shipped"]} for line in lines if _went_before(line)],
    }


def _quantity(line: _Line) -> int:
    """The units that lie in the parcel: what is to ship, of an order with nothing to ship what was shipped."""
    units = line["shipped"] if line["state"] == SHIPPED else line["purchased"] - line["shipped"] - line["canceled"]
    return int(units)


def _went_before(line: _Line) -> bool:
    return bool(line["state"] != SHIPPED and line["shipped"] and not _quantity(line))


def _is_gift(line: _Line) -> bool:
    return any(line[name] for name in GIFT_CHARGES)


def _named(line: _Line) -> Slip:
    # An item without any name is told by what the marketplace calls it.
    name = line["product-name"] or ("" if line["sku"] else f"order-item-id {line['order-item-id']}")
    return {"sku": line["sku"], "name": name}


def _item(line: _Line, *, prices: bool) -> Slip:
    quantity, bought = _quantity(line), line["purchased"]
    price = line["item-price"] if prices and line["currency"] else None
    return _named(line) | {
        "quantity": quantity,
        "note": "" if quantity == bought else _note(line),
        "gift": _is_gift(line),
        "price": "" if price is None else f"{as_decimal(price, line['currency'])}\N{NO-BREAK SPACE}{line['currency']}",
        # The amount is that of the whole quantity, and a part of it need not be whole minor units.
        "priced": "" if price is None or quantity == bought else f"for {bought}",
    }


def _note(line: _Line) -> str:
    before = 0 if line["state"] == SHIPPED else line["shipped"]
    parts = [f"{line['purchased']} bought"]
    parts += [f"{before} shipped before"] if before else []
    parts += [f"{line['canceled']} canceled"] if line["canceled"] else []
    return ", ".join(parts)


def _address(line: _Line) -> list[str]:
    place = " ".join(filter(None, (line[name] for name in PLACE)))
    return [text for text in (*(line[name] for name in ADDRESS), place, line["ship-country"]) if text]


def _day(instant: int, offset: int) -> str:
    """The day of a purchase where it was made; ``offset`` is minutes from UTC."""
    return datetime.fromtimestamp(instant + offset * 60, UTC).date().isoformat()
