"""The shipping confirmation feed (Seller Central, "Shipping Confirmation template", help pages G641 and 641)."""

import pandera.pandas as pa

from schemas import cells, faults, fields
from schemas.carriers import ACCEPTED, OTHER, advice, canonical, is_accepted
from schemas.marketplace_files import SAY_NOTHING
from schemas.template_columns import Prefill

_TRANSPARENCY = r"((AZ|ZA):[A-Za-z0-9]{26}|[A-Za-z0-9]{38})"

PREFILL = Prefill(
    filled=("order-id", "order-item-id", "quantity"),
    helpers=("recipient-name", "sku", "product-name", "promise-date"),
    known_by=("recipient-name", "promise-date"),
    after="ship-method",
    rows="the items with units still to ship, by promise-date; quantity is what is still to ship",
)


def _ship_from() -> dict[str, pa.Column]:
    start = "ship_from_address_"
    named = [name.removeprefix(start) for name in fields.DETAILS_OF_PACKAGE.headings if name.startswith(start)]
    columns = {
        start + name: cells.text("Where the parcel left: " + name.replace("_", " "), 60 if "line" in name else 50)
        for name in named
    }
    columns["ship_from_address_countrycode"] = cells.country("The country the parcel left")
    return columns


SCHEMA = pa.DataFrameSchema(
    {
        "order-id": cells.order_id(),
        "order-item-id": cells.order_item_id(),
        "quantity": cells.quantity("Units in this package; empty: every open unit"),
        "ship-date": cells.day_or_date_time("The day on which the parcel left", heading=True, cell=True),
        "carrier-code": cells.column(
            "choice",
            "The carrier; Other for a carrier that is not listed",
            cells.rule(faults.CARRIER_UNKNOWN, "is in no list of carriers of the marketplace", is_accepted),
            heading=True,
            cell=True,
            accepted=ACCEPTED,
            spelled=canonical,
            spelling=faults.CARRIER_SPELLING,
            advice=advice,
            example="UPS",
        ),
        "carrier-name": cells.text(
            "The carrier's name where carrier-code is Other", 50, example="Kurier Nord", placeholders="names"
        ),
        "tracking-number": cells.column(
            "identifier",
            "The number under which the carrier tracks the parcel",
            cells.at_most(50),
            example="1Z999AA10123456784",
        ),
        "ship-method": cells.text("The carrier's service, in free words", 50, example="Ground", placeholders="names"),
        "cod-collection-method": cells.choice("Cash on delivery (Japan)", ["DirectPayment"]),
        "transparency_code": cells.column(
            "text",
            "Transparency codes of the units, commas between",
            cells.form(
                faults.TRANSPARENCY_FORM,
                rf"{_TRANSPARENCY}(\s*,\s*{_TRANSPARENCY})*",
                "must be AZ: or ZA: and 26 letters or digits, or 38 characters, commas between several",
            ),
        ),
        **_ship_from(),
        "ship_from_supply_source_id": cells.column("text", "The supply source the parcel left"),
        "sku": cells.item_name("The seller's own identifier of the item"),
        "item": cells.item_name("The item, by its order-item-id or sku"),
        "carrier-name with Other": cells.partner(
            "carrier-name",
            lambda frame: ~((frame["carrier-code"] == OTHER) & frame["carrier-name"].isna()),
            faults.PARTNER_MISSING,
            "is required where carrier-code is Other",
        ),
    },
    name="shipping-confirmation",
    title="Shipping Confirmation",
    metadata={
        "sheet": "ShippingConfirmation",
        # The word NULL deletes a stored value (help page "Edit a shipping confirmation").
        "null_word": True,
        "ignored": (*PREFILL.helpers, *SAY_NOTHING),
        # If these are empty in a row that ships, it means every item of the order, or every open unit.
        "all_if_empty": ("order-item-id", "quantity"),
        "prefill": PREFILL,
    },
)
