"""The definition of each number of the health report in words, and its target.

Rules: Seller Central, "Late Shipment Rate", "Cancellation Rate" (before: pre-fulfilment cancel rate), "Valid Tracking
Rate".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """The target of a rate: it should be above or below ``thousandths``."""

    above: bool
    thousandths: int

    def met(self, count: int, of: int) -> bool:
        """Whether ``count`` of ``of`` meets the target; a rate equal to the target does not."""
        share, wanted = count * 1000, self.thousandths * of
        return share > wanted if self.above else share < wanted

    def __str__(self) -> str:
        return f"{'above' if self.above else 'below'} {self.thousandths / 10:g} %"


@dataclass(frozen=True)
class Definition:
    """A number of the report: its title and its definition in words (``said``).

    For a rate, ``counted`` and ``of`` name its two numbers, and ``none`` is shown where ``of`` is zero.
    """

    title: str
    said: str
    counted: str = ""
    of: str = ""
    none: str = ""
    target: Target | None = None


LATE, TRACKED, CANCELED, REFUNDED = (
    "late-shipment-rate",
    "valid-tracking-rate",
    "pre-fulfilment-cancel-rate",
    "refund-rate",
)
RATES = {
    LATE: Definition(
        "Late shipment rate",
        "Orders with a confirmation completed after their latest ship date, as a share of all orders. A confirmation "
        "is completed when its upload is really applied, whatever as-of or ship-date say. The latest "
        "ship date is the promise-date of the Unshipped Orders report. Of several confirmations of an order one that "
        "is late is enough. An order that has not been confirmed yet is not late yet, and of an order that came in as "
        "shipped nobody knows.",
        "confirmed late",
        "orders",
        "no orders",
        Target(above=False, thousandths=40),
    ),
    TRACKED: Definition(
        "Valid tracking rate",
        "Packages with a valid tracking-number, as a share of all packages. A package is one item's part of one "
        "confirmation. Its number is valid where the marketplace can track the carrier-code, and the number has a form "
        "of that carrier, check digit included, and is not plainly another carrier's; of carriers whose forms are not "
        "public, any number is.",
        "valid",
        "packages",
        "no packages",
        Target(above=True, thousandths=950),
    ),
    CANCELED: Definition(
        "Pre-fulfilment cancel rate",
        "Canceled orders (nothing shipped, nothing open) of which the seller canceled anything, as a share of all "
        "orders. A cancellation is the seller's unless its reason is BuyerCanceled; what was canceled on the deadline "
        "is the seller's too. An order that came in as canceled is nobody's.",
        "canceled by the seller",
        "orders",
        "no orders",
        Target(above=False, thousandths=25),
    ),
    REFUNDED: Definition(
        "Refund rate",
        "Orders with a refund that stands, as a share of the orders of which anything has shipped. No target is set "
        "for it.",
        "refunded",
        "orders shipped",
        "no orders shipped",
    ),
}
COUNTS = {
    "orders": Definition(
        "Orders", "Verified orders with as-of - N x 24 h < purchase-date <= as-of, shipped and canceled ones too."
    ),
    "units": Definition("Units", "Units bought in these orders."),
    "open_units": Definition("Open units", "Units of these that are neither shipped nor canceled."),
    "packages": Definition("Packages", "Packages in which anything of these orders shipped."),
}
AMOUNTS = Definition(
    "Refunded",
    "What the refunds of these orders come to, whenever they were made: all components, less the promotions taken "
    "back, each currency by itself and with its own decimals.",
)
REASONS = Definition("Refunds by reason", "The same orders and amounts by adjustment-reason-code.")
OPEN_BY_AGE = Definition(
    "Open units by days since purchase",
    "Open units by the time from purchase-date to as-of; a day is 24 hours.",
)
OPEN_BY_DEADLINE = Definition(
    "Open units by days to the deadline",
    "The same units by the time from as-of to the deadline of their order, after which it cannot be confirmed.",
)
STANDING = (
    "What an upload did and an undo took back does not count anywhere. An order counts in each window that its "
    "purchase-date lies in, whatever the time of its shipments, cancellations and refunds."
)
DEFINITIONS = (*COUNTS.values(), *RATES.values(), AMOUNTS, REASONS, OPEN_BY_AGE, OPEN_BY_DEADLINE)
