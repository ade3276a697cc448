"""The bars of an order-id (Code 128)."""

from itertools import groupby

from barcode import Code128


def bars(order_id: str) -> list[int]:
    """The widths of the bars and of the gaps between them in turn, a bar first, in modules."""
    [modules] = Code128(order_id).build()
    return [len(list(run)) for _, run in groupby(modules)]
