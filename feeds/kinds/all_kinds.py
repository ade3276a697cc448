"""The kinds of feeds: a new one is entered here.

KINDS is in the order in which a batch of files is applied: orders first, then what ships, cancels and refunds them.
"""

from feeds.kinds import order_adjustment, order_cancellation, orders, shipping_confirmation
from feeds.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (orders, shipping_confirmation, order_cancellation, order_adjustment)
}
