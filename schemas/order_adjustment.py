"""The order adjustment feed (Seller Central, "Order Adjustment template", newer "BatchRefunds")."""

import pandera.pandas as pa

from schemas import cells, faults, fields
from schemas.marketplace_files import SAY_NOTHING
from schemas.template_columns import Prefill

TEMPLATE_REASONS = (
    "NoInventory",
    "CustomerReturn",
    "GeneralAdjustment",
    "CouldNotShip",
    "DifferentItem",
    "Abandoned",
    "CustomerCancel",
    "PriceError",
)
REASONS = (
    *TEMPLATE_REASONS,
    "ProductOutofStock",
    "CustomerAddressIncorrect",
    "Exchange",
    "Other",
    "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure",
    "TransactionRecord",
    "Undeliverable",
    "RefusedDelivery",
)
# Other names of the reasons, used only to suggest one.
_CALLED = {
    "buyercancel": "CustomerCancel",
    "buyercanceled": "CustomerCancel",
    "customercanceled": "CustomerCancel",
    "returned": "CustomerReturn",
    "outofstock": "NoInventory",
    "wrongitem": "DifferentItem",
    "pricingerror": "PriceError",
}
# The reasons with which quantity-cancelled cancels open units.
CANCELING_REASONS = ("NoInventory", "CustomerCancel")
COMPONENTS = fields.REFUND.amounts("charge").headings
PROMOTIONS = fields.REFUND.amounts("discount").headings
AMOUNTS = (*COMPONENTS, *PROMOTIONS)
PREFILL = Prefill(
    filled=("order-id", "order-item-id", "currency"),
    helpers=("recipient-name", "sku", "product-name", "quantity-shipped", "refundable"),
    known_by=("recipient-name", "refundable"),
    after="quantity-cancelled",
    rows="the items of which units have shipped and something can be refunded, newest order first",
)


def _component(name: str) -> pa.Column:
    said = name.removesuffix("-adj").replace("-", " ")
    return cells.amount(
        f"Refund of the {said} for the whole quantity; negative: charged to the buyer", cells.not_zero()
    )


def _promotion(name: str) -> dict[str, pa.Column]:
    amount, identifier = f"{name}-promotion-adj", f"{name}-promotion-id"
    positive = cells.not_negative("is discount taken back and must be entered positive")
    return {
        amount: cells.amount(f"Discount of the {name} promotion that is taken back", cells.not_zero(), positive),
        identifier: cells.column("identifier", f"The {name} promotion", cells.at_most(80)),
        f"{identifier} with its amount": cells.partner(
            identifier,
            lambda frame: frame[identifier].notna() | frame[amount].isna(),
            faults.PARTNER_MISSING,
            f"is required where {amount} is filled",
        ),
        f"{amount} with its id": cells.partner(
            amount,
            lambda frame: frame[amount].notna() | frame[identifier].isna(),
            faults.PARTNER_MISSING,
            f"is required where {identifier} is filled",
        ),
    }


SCHEMA = pa.DataFrameSchema(
    {
        "order-id": cells.order_id(),
        "order-item-id": cells.order_item_id(heading=True, cell=True),
        "adjustment-reason-code": cells.choice(
            "Why the buyer is refunded", REASONS, heading=True, cell=True, listed=TEMPLATE_REASONS, called=_CALLED
        ),
        "currency": cells.currency("ISO 4217 code, the same as the order's", cell=True),
        **{name: _component(name) for name in COMPONENTS},
        **_promotion("item"),
        **_promotion("ship"),
        "quantity-cancelled": cells.quantity("Open units that are canceled with the refund"),
    },
    name="order-adjustment",
    title="Order Adjustment",
    metadata={
        "sheet": "Adjustments",
        # If one of these is empty, the row refunds less, or takes less discount back.
        "less_if_silent": AMOUNTS,
        "ignored": (*PREFILL.helpers, *SAY_NOTHING),
        "prefill": PREFILL,
    },
)
