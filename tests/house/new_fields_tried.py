"""What the commands make of the fields in NEW, printed as JSON: run with a table of fields that has them.

The argument is a folder with the order table ``orders.db``, in which an earlier version has taken in OLD.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds import api
from schemas import fields
from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import BOUGHT, PAID, SHIP_HEADINGS, parcel

OLD, FRESH = "202-0000000-0000001", "202-0000000-0000002"
NEW = ("buyer-vat-number", "customized-url", "order-channel", "customized-page")
HEADINGS = ["order-id", "order-item-id", "purchase-date", "payments-date", "quantity-purchased", "sku", *NEW]
DUE = "2026-04-09T12:00:00+00:00"


def text_of(order: str, heading: str) -> str:
    """The text under a new heading of an order, found nowhere else."""
    return f"{heading} of {order[-2:]}"


def line(order: str) -> list[str]:
    """A line of an orders file with the new fields filled in."""
    return [order, f"{order[-1]}0000000001", BOUGHT, PAID, "1", "A1", *(text_of(order, name) for name in NEW)]


def _exported(desk: Desk) -> dict[str, dict[str, Any]]:
    """The new fields of each order, as the export has them."""
    told = desk.call("export", "--orders", OLD, FRESH, "--format", "json")
    answer = {}
    for order in map(json.loads, told.out.splitlines()):
        held = order["buyer"] | order["details"] | order["items"][0]
        answer[order["order-id"]] = {name: held[name] for name in NEW}
    return answer


def _in_bytes(desk: Desk) -> list[str]:
    content = b"".join(path.read_bytes() for path in sorted(desk.folder.glob("orders.db*")))
    return [text for order in (OLD, FRESH) for name in NEW if (text := text_of(order, name)).encode() in content]


def tried(desk: Desk) -> dict[str, Any]:
    """What each command tells of the new fields, in turn."""
    seen: dict[str, Any] = {"upload": desk.upload(desk.file("both.txt", [HEADINGS, line(OLD), line(FRESH)])).code}
    for name in ("orders", "unshipped-orders"):
        report = api.report(desk.store, name, 90, as_of=datetime.fromisoformat(AS_OF))
        seen[name] = report[[heading for heading in report if heading in NEW]].to_dict("records")
    seen["exported"] = _exported(desk)
    [biography] = json.loads(desk.call("order", OLD, "--json", "--as-of", AS_OF).out)["orders"]
    changes = biography["history"][-1]["changes"]
    seen["changes"] = [[change[name] for name in ("what", "field", "before", "after", "cell")] for change in changes]
    desk.call("undo", "2", "--yes", "--as-of", AS_OF)
    seen["undone"] = _exported(desk)
    desk.call("undo", "3", "--yes", "--as-of", AS_OF)
    seen["done again"] = _exported(desk)
    desk.upload(desk.file("ship.txt", [SHIP_HEADINGS, parcel(OLD), parcel(FRESH, tracking="T0000000008")]))
    desk.call("purge", "--yes", "--as-of", DUE)
    seen["purged"], seen["left in the bytes"] = _exported(desk), _in_bytes(desk)
    seen["verify"] = desk.call("verify").code
    return seen


if __name__ == "__main__":
    if not {*NEW} <= {*fields.LINE.headings}:
        sys.exit("The table of fields does not have the new ones.")
    sys.stdout.write(json.dumps(tried(Desk(Path(sys.argv[1])))))
