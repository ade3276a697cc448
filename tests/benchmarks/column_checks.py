"""What the looks at whole columns cost, as a share of an upload without them; run as a module, with a number of rows.

Pairs in one run: each file is checked and applied with the looks and without, by turns, and the medians are compared.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from unittest import mock

from feeds import upload
from feeds.checking.findings import none_found
from feeds.kinds.kind import Occasion
from feeds.uploaded_file import UploadedFile, read_file
from schemas.store.opening import open_store, writing
from tests.benchmarks.identifiers import item_id, order_id, tracking_number

ROWS, PAIRS = 100_000, 3
_AS_OF = 1_769_860_800
_ORDERS = "order-id order-item-id purchase-date payments-date quantity-purchased currency item-price".split()
_SHIP = "order-id order-item-id quantity ship-date carrier-code tracking-number".split()


def _written(path: Path, headings: list[str], row: Callable[[int], list[str]], rows: int) -> UploadedFile:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(headings) + "\n")
        file.writelines("\t".join(row(number)) + "\n" for number in range(rows))
    return read_file(path)


def seconds(folder: Path, rows: int, *, looks: bool) -> float:
    """Processor seconds of one upload of ``rows`` confirmations, as a text, into an order table of as many items."""
    engine, bought = open_store(str(folder / "orders.db")), ["2026-01-20T00:00:00+00:00"] * 2
    orders = _written(
        folder / "orders.txt", _ORDERS, lambda at: [order_id(at), item_id(at), *bought, "1", "EUR", "9.99"], rows
    )
    # In no order, as carriers give them: the labels of a roll have their check digits.
    ship = _written(
        folder / "ship.txt",
        _SHIP,
        lambda at: [order_id(at), item_id(at), "1", "2026-01-25", "UPS", tracking_number(at * 7919 % 10**9)],
        rows,
    )
    spent = 0.0
    for file in (orders, ship):
        start = time.process_time()
        with _without(looks=looks), engine.connect() as connection, writing(connection):
            upload.apply(connection, "main", upload.ready(file), Occasion(_AS_OF))
        spent = time.process_time() - start
    engine.dispose()
    return spent


def _without(*, looks: bool) -> AbstractContextManager[object]:
    """Nothing, or the looks taken out."""
    if looks:
        return nullcontext()
    return mock.patch.multiple(upload, whole_columns=lambda checked, *_: checked, _given_before=lambda *_: none_found())


def main(rows: int = ROWS, pairs: int = PAIRS) -> str:
    """The two medians and the share, as a line."""
    spent: dict[bool, list[float]] = {True: [], False: []}
    for pair in range(pairs):
        for looks in (True, False) if pair % 2 else (False, True):
            with tempfile.TemporaryDirectory() as folder:
                spent[looks].append(seconds(Path(folder), rows, looks=looks))
    with_looks, without = statistics.median(spent[True]), statistics.median(spent[False])
    share = with_looks / without - 1
    return (
        f"{rows:,} confirmations: {with_looks:.2f} s with looks at whole columns, {without:.2f} s without: {share:+.1%}"
    )


if __name__ == "__main__":
    sys.stdout.write(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS) + "\n")
