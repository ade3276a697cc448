"""The order cancellation feed (Seller Central, "Order Cancellation template")."""

import pandera.pandas as pa

from schemas import cells, faults

REASONS = (
    "NoInventory",
    "BuyerCanceled",
    "ShippingAddressUndeliverable",
    "CustomerExchange",
    "GeneralAdjustment",
    "PricingError",
    "CustomerReturn",
    "MerchandiseNotReceived",
    "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure",
)
DEFAULT_REASON = "GeneralAdjustment"

SCHEMA = pa.DataFrameSchema(
    {
        "order-id": cells.order_id(),
        "cancellation-reason-code": cells.choice("Why the order or item is canceled", REASONS, heading=True),
        "amazon-order-item-code": cells.order_item_id(),
        "cancellation-reason-code with an item": cells.partner(
            "cancellation-reason-code",
            lambda frame: ~(frame["amazon-order-item-code"].notna() & frame["cancellation-reason-code"].isna()),
            faults.PARTNER_MISSING,
            "is required where amazon-order-item-code is filled",
        ),
    },
    name="order-cancellation",
    title="Order Cancellation",
    metadata={"sheet": "OrderCancellation", "ignored": ("merchant-order-id",)},
)
