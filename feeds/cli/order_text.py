"""The biography of an order as lines that fit a terminal; in a pipe no line is broken."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feeds.changes.history import shown
from feeds.changes.words import sentence
from feeds.cli.output import columns, fitted
from schemas.times import DAY

_NO_FILES = {"clock": "the clock", "purge": "a purge"}
_WIDE = 10_000
_NO_BREAK = "\u00a0"


def author(upload: dict[str, Any]) -> str:
    """Who changed the order: a file, the clock, an undo or a purge, each with its number in the list of uploads."""
    kind = upload["kind"] or ""
    said = f"upload {upload['upload']}, "
    if upload["undoes"]:
        said += f"an undo of upload {upload['undoes']}"
    else:
        said += _NO_FILES.get(kind) or f"{kind.replace('-', ' ')}: {upload['file']}"
        sheet = upload["changes"][0]["sheet"]
        said += f", sheet {sheet}" if sheet else ""
    said += f", by {upload['done-by']}" if upload["done-by"] else ""
    if upload["as-of-is-off"]:
        said += f", really done {shown(upload['done-at'])}"
    return said + (f" (taken back by upload {upload['taken-back-by']})" if upload["taken-back-by"] else "")


def change_lines(upload: dict[str, Any], width: int | None) -> Iterator[str]:
    """The changes of one upload, with their places in a column of their own where that fits."""
    ids = max((len(change["order-item-id"] or "") for change in upload["changes"]), default=0)
    room = width or _WIDE
    rows = []
    for change in upload["changes"]:
        item = (change["order-item-id"] or "").ljust(ids)
        rows.append((f"    {item}  {sentence(change)}" if ids else f"    {sentence(change)}", _place(upload, change)))
    longest = max((columns(place) for _, place in rows), default=0)
    at = max((columns(said) for said, _ in rows if columns(said) + 2 + longest <= room), default=0)
    for said, place in rows:
        if columns(said) <= at:
            yield f"{said}{' ' * (at - columns(said))}  {place}".rstrip()
            continue
        whole = place.replace(" ", _NO_BREAK)
        yield from (line.replace(_NO_BREAK, " ") for line in fitted(f"{said}  {whole}", width, ids + 8))


def _place(upload: dict[str, Any], change: dict[str, Any]) -> str:
    """The record of a file, and its cell as Excel names it if that is known; empty if the upload was no file."""
    if upload["file"] is None:
        return ""
    return f"record {change['record']}" + (f", {change['cell']}" if change["cell"] else "")


_LABEL = 12


def lines(order: dict[str, Any], width: int | None) -> Iterator[str]:
    """The lines of one biography (reports.order_history.biography); ``width``: the terminal's, None for no limit."""
    yield f"Order {order['order-id']}: {order['state']}, as of {moment(order['as-of'])} UTC"
    if "removed-by" in order:
        said = f"Removed by upload {order['removed-by']}. To bring it back: orderfeeds undo {order['removed-by']}"
        yield from fitted("  " + said, width, 2)
    else:
        yield from _head(order, width)
        yield from _items(order, width)
        yield from _packages(order, width)
        yield from _money(order, width)
    yield from ["", "History (UTC)"]
    for upload in order["history"]:
        yield from fitted(f"  {moment(upload['at'])}  {author(upload)}", width, 20)
        yield from change_lines(upload, width)


def moment(instant: str) -> str:
    """A time to the minute, without its zone."""
    return instant[:16].replace("T", " ")


def _head(order: dict[str, Any], width: int | None) -> Iterator[str]:
    for label, words in _facts(order):
        yield from fitted(f"  {label:{_LABEL}}{words}", width, _LABEL + 2)


def _facts(order: dict[str, Any]) -> Iterator[tuple[str, str]]:
    named = {"purchase-date": "", "payments-date": "paid ", "charged-date": "charged "}
    yield "Purchased", ", ".join(words + moment(order[name]) for name, words in named.items() if order[name])
    yield from _deadlines(order)
    ship_to = order["ship-to"]
    place = ", ".join(text for name, text in ship_to.items() if name != "deleted-on")
    gone = f"deleted on {moment(ship_to['deleted-on'])}" if "deleted-on" in ship_to else "not known"
    yield "Ship to", place or gone
    if "ioss-number" in order:
        yield "IOSS", order["ioss-number"]


def _deadlines(order: dict[str, Any]) -> Iterator[tuple[str, str]]:
    deadline, as_of = order["deadline"], order["as-of"]
    if "pending-until" in deadline:
        yield "Verified", _pending(as_of, deadline)
        return
    open_ = deadline["units-open"] > 0
    ship_by, confirm_by = deadline["latest-ship-date"], deadline["confirm-by"]
    level = f"; {order['ship-service-level']}" if order["ship-service-level"] else ""
    yield "Ship by", moment(ship_by) + (_days(as_of, ship_by) if open_ else "") + level
    yield "Confirm by", moment(confirm_by) + (_confirm(as_of, deadline) if open_ else ", nothing is open")


def _pending(as_of: str, deadline: dict[str, Any]) -> str:
    """What happens to an order that is not verified."""
    until = deadline["pending-until"]
    if not deadline["units-open"]:
        return "never, and canceled"
    if until is None:
        return "not yet; it was Pending for more than 21 days when it came, so the clock leaves it alone"
    over = _seconds(as_of, until) <= 0
    then = "the next nightly cancels it" if over else "else it is canceled"
    return f"not yet; {'was ' if over else ''}due by {moment(until)}{_days(as_of, until)}: {then}"


def _confirm(as_of: str, deadline: dict[str, Any]) -> str:
    over = _seconds(as_of, deadline["confirm-by"]) <= 0
    near = ": else what is open is canceled" if deadline["verge-of-cancellation"] else ""
    return _days(as_of, deadline["confirm-by"]) + (": it can no longer be confirmed" if over else near)


def _seconds(as_of: str, then: str) -> float:
    return (datetime.fromisoformat(then) - datetime.fromisoformat(as_of)).total_seconds()


def _days(as_of: str, then: str) -> str:
    """The whole days until ``then``, or since."""
    left = _seconds(as_of, then)
    count = int(abs(left)) // DAY
    days = f"{count} day{'' if count == 1 else 's'}" if count else "less than a day"
    return f", {days} {'left' if left > 0 else 'ago'}"


def _items(order: dict[str, Any], width: int | None) -> Iterator[str]:
    yield from ["", "Items"]
    for item in order["items"]:
        words = {"purchased": "bought", "shipped": "shipped", "canceled": "canceled", "to-ship": "open"}
        counts = ", ".join(f"{item[f'quantity-{name}']} {word}" for name, word in words.items())
        texts = "  ".join(text for text in (item["sku"], item["product-name"]) if text)
        yield from fitted(f"  {item['order-item-id']}  {counts}" + (f"  {texts}" if texts else ""), width, 4)
        for wish in _wishes(item):
            yield from fitted(f"    {wish}", width, 6)


def _wishes(item: dict[str, Any]) -> Iterator[str]:
    """What the buyer asks for an item."""
    if item.get("is-buyer-requested-cancellation"):
        reason = item.get("buyer-requested-cancel-reason")
        yield "the buyer has asked to cancel it" + (f": {reason}" if reason else "")
    for name, words in (("gift-wrap-type", "gift wrap"), ("gift-message-text", "gift message")):
        if item.get(name):
            yield f"{words}: {item[name]}"


def _packages(order: dict[str, Any], width: int | None) -> Iterator[str]:
    if order["packages"]:
        yield from ["", "Packages"]
    for package in order["packages"]:
        name = package["carrier-name"] if package["carrier-code"] == "Other" else package["carrier-code"]
        sent = [name, package["ship-method"], package["tracking-number"] or "no tracking-number"]
        said = f"{package['quantity']} of {package['order-item-id']}, {package['ship-date']}, "
        said += " ".join(text for text in sent if text)
        gone = f" (taken back by upload {package['taken-back-by']})" if package["taken-back-by"] else ""
        yield from fitted(f"  {package['package']}  {said}{gone}", width, 5)
        if package["tracking-link"]:
            yield f"     {package['tracking-link']}"
        for heading, text in package["details"].items():
            yield from fitted(f"     {heading}: {text}", width, 7)


def _money(order: dict[str, Any], width: int | None) -> Iterator[str]:
    yield from ["", "Refunds"]
    for item in order["items"]:
        if item["components"]:
            yield from _components(item)
        elif not item["quantity-shipped"]:
            said = f"  {item['order-item-id']}: nothing has shipped of it, so nothing can be refunded"
            yield from fitted(said, width, 4)
    for refund in order["refunds"]:
        gone = f" (taken back by refund {refund['reversed-by']})" if refund["reversed-by"] else ""
        back = f" (takes back refund {refund['reverses']})" if refund["reverses"] else ""
        said = f"{refund['order-item-id']}: {refund['in-all']} {refund['currency']}, {refund['reason']}"
        said += f", upload {refund['upload']}, record {refund['record']}{gone}{back}"
        yield from fitted(f"  {refund['refund']}  {said}", width, 5)


def _components(item: dict[str, Any]) -> Iterator[str]:
    names = ("charged", "refunded", "left")
    titles = {"component": f"{item['order-item-id']}, {item['currency']}"} | {name: name for name in names}
    table = [titles, *item["components"]]
    first = max(columns(row["component"]) for row in table) + 2
    widths = {name: max(len(row[name]) for row in table) for name in names}
    for place, row in enumerate(table):
        label = row["component"] if not place else f"  {row['component']}".replace("in-all", "in all")
        yield f"  {label.ljust(first)}  " + "  ".join(row[name].rjust(widths[name]) for name in names)
