"""The model and the product side by side: what each answers to a step, and what each keeps after it, in like words."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, get_args

from feeds.changes.undo_target import UndoRefusedError
from feeds.cli.nightly import let_time_act
from feeds.cli.options import Refusal
from reports import scheduled
from reports.order_lines import Viewpoint
from reports.windows import Name
from schemas.faults import FAULTS
from tests.cli.desk_calls import call
from tests.model.book import Book
from tests.model.confirmation import CELLS, REFUSED, SAME
from tests.model.sequences import Step
from tests.night.night_desk import NightDesk
from tests.rules.desk import Answer
from tests.rules.writings import CHARGED

_WORDS = {"edit package": "edited"}
_STORED = {name: name.replace("-", "_") for name in CELLS}
_REFUNDED = {
    "item-price-adj": "item_price",
    "item-tax-adj": "item_tax",
    "shipping-price-adj": "shipping_price",
    "item-promotion-adj": "item_promotion",
}


def by_the_rules(book: Book, step: Step) -> Any:
    """What the model answers: upload and outcomes, orders taken back and spared, orders that time touched or listed."""
    match step.word:
        case "undo":
            undone = book.undo(step.number, step.as_of)
            return undone and tuple(sorted(names) for names in undone)
        case "clock":
            night = book.clock(step.as_of, confirmed=step.confirmed)
            return night and {what: sorted(names) for what, names in night.items()}
        case "scheduled":
            return book.scheduled(step.as_of)
    book = deepcopy(book) if step.check else book
    number, outcomes = book.upload(
        step.word, step.rows, step.as_of, again=step.again, edit=step.edit, strict=step.strict
    )
    return REFUSED in outcomes if step.check else (number, _plain(step, outcomes))


def by_the_product(desk: NightDesk, step: Step) -> Any:
    """What the product answers, in the same form."""
    match step.word:
        case "undo":
            return _undone(desk, step)
        case "clock":
            return _night(desk, step)
        case "scheduled":
            return _listed(desk, step.as_of)
    path = desk.file(step.word, step.rows, step.ending)
    if step.check:
        again = ("--again",) if step.again else ()
        return call("check", path, *again, "--as-of", moment(step.as_of), "--db", desk.place).code == 1
    answer = desk.apply(path, as_of=moment(step.as_of), again=step.again, edit=step.edit, strict=step.strict)
    return answer.upload, _plain(step, outcomes(desk, answer, len(step.rows)))


def _plain(step: Step, told: list[str]) -> list[str]:
    """Of lines of orders only whether they were refused: one of them may tell of changes of all."""
    return [REFUSED if outcome == REFUSED else "applied" for outcome in told] if step.word == "orders" else told


def outcomes(desk: NightDesk, answer: Answer, records: int) -> list[str]:
    """What became of each record: new, edited, already so or refused."""
    refused = {record for record, code in answer.faults if FAULTS[code].severity == "Error"}
    told = (
        {} if answer.repeat else {record: _WORDS.get(what, "new") for record, what, *_ in desk.history(answer.upload)}
    )
    return [REFUSED if record in refused else told.get(record, SAME) for record in range(1, records + 1)]


def _undone(desk: NightDesk, step: Step) -> Any:
    before = _orders(desk)
    try:
        number, orders, spared = desk.undo(step.number, moment(step.as_of))
    except UndoRefusedError:
        return None
    touched = desk.sql("SELECT DISTINCT order_no FROM entries WHERE upload_no = :number", number=number or 0)
    taken = sorted((before | _orders(desk))[order] for (order,) in touched)
    assert len(taken) == orders
    return taken, sorted(order for order, _ in spared)


def _orders(desk: NightDesk) -> dict[int, str]:
    return {number: str(name) for number, name in desk.sql("SELECT order_no, order_id FROM orders")}


def _night(desk: NightDesk, step: Step) -> Any:
    viewpoint = Viewpoint(desk.merchant, step.as_of)
    try:
        due = let_time_act(desk.engine, viewpoint, desk.folder / "nights", by="clerk", confirmed=step.confirmed).due
    except Refusal:
        return None
    orders = {"cancel": due.cancel, "warn": due.warn, "late": due.late}
    return {what: sorted(set(frame["order_id"])) for what, frame in orders.items()}


def _listed(desk: NightDesk, as_of: int) -> list[str]:
    viewpoint, path = Viewpoint(desk.merchant, as_of), desk.folder / "scheduled.txt"
    run = scheduled.take_run(desk.engine, viewpoint)
    with desk.engine.connect() as connection:
        scheduled.write_run(connection, run, viewpoint, path, "txt")
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return sorted({line.split("\t")[0] for line in lines})


def kept_by_the_rules(book: Book) -> dict[str, Any]:
    """What the model holds of all orders."""
    items = [item for order in book.orders.values() for item in order.items.values()]
    packages = [(item.name, package.quantity, package.cells) for item in items for package in item.packages]
    refunds = {item.name: tuple(item.refunded(name) for name in _REFUNDED) for item in items}
    return {
        "states": {order.name: order.state for order in book.orders.values()},
        "addresses": {order.name: order.address for order in book.orders.values()},
        "charged": {order.name: order.charged for order in book.orders.values() if order.charged is not None},
        "units": {item.name: (item.purchased, item.shipped, item.canceled) for item in items},
        "packages": sorted((item, units, *(cells[name] for name in _STORED)) for item, units, cells in packages),
        "refunds": {name: sums for name, sums in refunds.items() if any(sums)},
    }


def kept_by_the_product(desk: NightDesk) -> dict[str, Any]:
    """What the order table holds of all orders."""
    names = ", ".join(f"coalesce({name}, '')" for name in _STORED.values())
    joined = "packages JOIN items USING (item_no) LEFT JOIN package_details USING (package_no)"
    packages = desk.sql(f"SELECT order_item_id, quantity, {names} FROM {joined} WHERE taken_back_by IS NULL")
    sums = ", ".join(f"refunded_{name}" for name in _REFUNDED.values())
    refunds = {name: tuple(of) for name, *of in desk.sql(f"SELECT order_item_id, {sums} FROM items")}
    units = {name: tuple(of) for name, *of in desk.sql("SELECT order_item_id, purchased, shipped, canceled FROM items")}
    ids = {int(name[-7:]): name for name in _orders(desk).values()}
    return {
        "states": {ids[number]: state for number, state in desk.states().items()},
        "addresses": dict(desk.sql("SELECT order_id, ship_address_1 FROM orders JOIN buyers USING (order_no)")),
        "charged": dict(desk.sql(CHARGED)),
        "units": units,
        "packages": sorted(packages),
        "refunds": {name: of for name, of in refunds.items() if any(of)},
    }


def reports_by_the_rules(book: Book, as_of: int) -> dict[str, list[tuple[str, ...]]]:
    """The lines of both reports of the last 90 days, of the columns that the rules tell of."""
    return {"orders": book.orders_report(as_of), "unshipped-orders": book.unshipped_report(as_of)}


def reports_by_the_product(desk: NightDesk, as_of: int) -> dict[str, list[tuple[str, ...]]]:
    """The lines of both reports, of the same columns."""
    lines = {name: desk.report(name, as_of).astype("str") for name in get_args(Name)}
    cells = {name: table[list(Book.COLUMNS[name])].to_numpy().tolist() for name, table in lines.items()}
    return {name: [tuple(line) for line in lines] for name, lines in cells.items()}


def moment(instant: int) -> str:
    """An instant as the command line takes it."""
    return datetime.fromtimestamp(instant, UTC).isoformat()
