"""The order cancellation feed (Seller Central, "Order Cancellation template")."""

import pandera.pandas as pa

from schemas import cells, faults
from schemas.marketplace_files import SAY_NOTHING
from schemas.template_columns import Prefill

# The only reason that does not count against the seller.
BUYER_CANCELED = "BuyerCanceled"
REASONS = (
    "NoInventory",
    BUYER_CANCELED,
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
# Other names of the reasons, used only to suggest one.
_CALLED = {
    "buyercancel": BUYER_CANCELED,
    "buyerrequested": BUYER_CANCELED,
    "customercancel": BUYER_CANCELED,
    "customercanceled": BUYER_CANCELED,
    "outofstock": "NoInventory",
    "priceerror": "PricingError",
}
DEFAULT_REASON = "GeneralAdjustment"
PREFILL = Prefill(
    filled=("order-id", "amazon-order-item-code"),
    helpers=("recipient-name", "sku", "product-name", "quantity-to-ship", "promise-date"),
    known_by=("recipient-name", "promise-date"),
    after="amazon-order-item-code",
    rows="the items nothing of which has shipped, by promise-date; those that their buyers have asked to cancel come "
    "with the reason BuyerCanceled, and are canceled on upload unless you delete their rows",
)

SCHEMA = pa.DataFrameSchema(
    {
        "order-id": cells.order_id(),
        "cancellation-reason-code": cells.choice(
            "Why the order or item is canceled", REASONS, heading=True, called=_CALLED
        ),
        "amazon-order-item-code": cells.order_item_id(),
        "sku": cells.item_name("The seller's own identifier of the item"),
        "item": cells.item_name("The item, by its order-item-id or sku"),
        "cancellation-reason-code with an item": cells.partner(
            "cancellation-reason-code",
            lambda frame: ~(frame["amazon-order-item-code"].notna() & frame["cancellation-reason-code"].isna()),
            faults.PARTNER_MISSING,
            "is required where amazon-order-item-code is filled",
        ),
    },
    name="order-cancellation",
    title="Order Cancellation",
    metadata={
        "sheet": "OrderCancellation",
        "ignored": ("merchant-order-id", *PREFILL.helpers, *SAY_NOTHING),
        # If it is empty, the row means every item of the order.
        "all_if_empty": ("amazon-order-item-code",),
        "prefill": PREFILL,
    },
)
