"""Rule 2, shipping confirmation, record by record: ships open units, is a package, edits one, or is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.model.orders import Item, Order, Package, Row, Version, day_of

CARRIERS = ("UPS", "FedEx", "Other")
KEY = ("ship-date", "carrier-code", "tracking-number")
CELLS = (*KEY, "carrier-name", "ship-method")
_EASTERNMOST = 14
REFUSED, SAME, EDITED, NEW = "refused", "already so", "edited", "new"


@dataclass
class Record:
    """A row with what it names: ``items``, all of the order where ``whole``; ``was`` and ``role`` are settled later."""

    row: Row
    order: Order | None
    items: list[Item]
    whole: bool
    at_fault: bool
    role: str = ""
    # The packages that it is or was, and those that it edits.
    known: list[Package] = field(default_factory=list)
    targets: list[Package] = field(default_factory=list)

    @property
    def quantity(self) -> int | None:
        text = self.row["quantity"]
        return int(text) if text.isdigit() and int(text) else None

    @property
    def written(self) -> Row:
        """The cells of a first confirmation, in which NULL means empty."""
        return {name: "" if self.row[name] == "NULL" else self.row[name] for name in CELLS}


def confirm(
    orders: Mapping[str, Order], rows: Sequence[Row], as_of: int, *, again: bool = False, edit: bool = False
) -> list[str]:
    """What becomes of each record; ``orders`` are changed accordingly.

    ``again``: no record is a package of an earlier upload. ``edit``: one that is, or was, changes that package.
    """
    records = [_read(orders, row) for row in rows]
    first = [_first_equal(records, place) for place in range(len(records))]
    judged = [record for place, record in enumerate(records) if first[place] == place]
    if not again:
        _find_known(judged)
    for record in judged:
        known = EDITED if edit else SAME
        record.role = known if record.known else _role(record, judged, as_of, again=again)
        record.targets = record.known or ([] if record.role != EDITED else _targets(record))
    for record in judged:
        if record.role == EDITED and not again and not edit and any(_overtaken(record, p) for p in record.targets):
            record.role = SAME
    for record in _parcels(judged):
        record.role = REFUSED
    bad = [id(record) for record in judged if _stopped(record, as_of)]
    bad += [id(record) for record in _bad_edits(judged)]
    outcomes = {id(record): _apply(record, as_of, refused=id(record) in bad) for record in judged}
    return [_of_copy(outcomes[id(records[at])], copy=at != place) for place, at in enumerate(first)]


def _of_copy(outcome: str, *, copy: bool) -> str:
    """A line repeated for each item of one parcel is that parcel: what is applied changes nothing twice."""
    return SAME if copy and outcome != REFUSED else outcome


def _read(orders: Mapping[str, Order], row: Row) -> Record:
    """2.1 and 2.2: what the row names."""
    order = orders.get(row["order-id"])
    at_fault = row["carrier-code"] not in CARRIERS or row["ship-date"] in ("", "NULL")
    at_fault |= row["quantity"] == "0" or (row["carrier-code"] == "Other" and not row["carrier-name"])
    named, sku = row["order-item-id"], row.get("sku", "")
    if order is None:
        return Record(row, None, [], whole=False, at_fault=at_fault)
    items = [
        item for item in order.items.values() if (item.name == named if named else item.sku == sku if sku else True)
    ]
    if not named and sku and len(items) > 1:
        items = []
    return Record(row, order, items, whole=not named and not sku, at_fault=at_fault)


def _first_equal(records: Sequence[Record], place: int) -> int:
    """Where the first record stands that this one repeats: a line of the whole order, equal in every column."""
    mine = records[place]
    if mine.whole and not mine.at_fault:
        for earlier in range(place):
            other = records[earlier]
            if other.whole and not other.at_fault and other.row == mine.row:
                return earlier
    return place


def _find_known(records: Sequence[Record]) -> None:
    """2.3: a record equal to a package of an earlier upload, as it is or as it was before an edit, is that package.

    Of several that could be one, first those that name its quantity; and what a package is goes before what it was.
    """
    packages = [package for record in records for item in record.items for package in item.packages]
    surest = sorted(records, key=lambda record: (not record.whole, record.quantity is None))
    taken: list[Package] = []
    for edits_ago in range(max((len(package.was) for package in packages), default=0) + 1):
        for record in surest:
            # Of a whole order each item's part is one package.
            for item in [] if record.at_fault else record.items:
                if not any(_among(package, record.known) for package in item.packages):
                    met = _equal(record, item, taken, edits_ago)
                    record.known, taken = record.known + met, taken + met


def _equal(record: Record, item: Item, taken: list[Package], edits_ago: int) -> list[Package]:
    """The package of the item that the record is, which no earlier record of the file is.

    The quantity compared is the package's, which an empty one leaves open. A record of a whole order is compared with
    such records; of equal packages the one that was written as the record is comes first.
    """
    met = []
    for package in item.packages:
        fits = package.whole if record.whole else record.quantity in (None, package.quantity)
        versions = [package.cells, *(was.cells for was in reversed(package.was))][edits_ago : edits_ago + 1]
        if fits and not _among(package, taken) and _key(record.written) in map(_key, versions):
            met.append(package)
    met.sort(key=lambda package: (package.whole != record.whole, package.typed != (record.quantity is not None)))
    return met[:1]


def _among(package: Package, others: Iterable[Package]) -> bool:
    return any(package is other for other in others)


def _key(cells: Row) -> tuple[str, ...]:
    return tuple(cells[name] for name in KEY)


def _role(record: Record, records: Sequence[Record], as_of: int, *, again: bool) -> str:
    """Ships, edits (2.5), or cannot: too late (2.1), or nothing of it was left to ship."""
    some_open = any(item.open for item in record.items)
    if not again and some_open and _meets_package(record, records):
        return EDITED
    if not some_open and any(item.shipped for item in record.items):
        return EDITED
    if not some_open or record.order is None:
        return REFUSED
    return REFUSED if closed(record.order, as_of) else NEW


def closed(order: Order, as_of: int) -> bool:
    """2.1: whether nothing of the order can be shipped any more, be it that the clock has run or not."""
    return as_of >= order.deadline


def _meets_package(record: Record, records: Sequence[Record]) -> bool:
    """With units open, a record edits the package whose tracking-number, carrier and quantity it has.

    Of two such records the second is another package, where no second one has them.
    """
    if not _asks(record):
        return False
    taken = [package for other in records for package in other.known]
    free = [package for package in record.items[0].packages if not _among(package, taken)]
    met = [package for package in free if _alike(record) == _alike(record, package)]
    before = records[: next(place for place, other in enumerate(records) if other is record)]
    return len(met) > sum(1 for other in before if _asks(other) and _alike(other) == _alike(record))


def _asks(record: Record) -> bool:
    """Whether a record could be a package again, by its quantity and number, and is none yet."""
    sound = bool(record.items) and not record.whole and not record.at_fault and not record.known
    return sound and record.quantity is not None and bool(record.written["tracking-number"])


def _alike(record: Record, package: Package | None = None) -> tuple[object, ...]:
    cells, units = (record.written, record.quantity) if package is None else (package.cells, package.quantity)
    return record.items[0].name, units, cells["carrier-code"], cells["tracking-number"]


def _stopped(record: Record, as_of: int) -> bool:
    """2.1 and 2.6: what is refused whatever other records say."""
    if record.at_fault or record.order is None or not record.items or record.role == REFUSED:
        return True
    return record.order.state in ("Pending", "Canceled") or not _date_fits(record, record.order, as_of)


def _date_fits(record: Record, order: Order, as_of: int) -> bool:
    day = record.row["ship-date"]
    return day_of(order.bought) <= day <= day_of(as_of, _EASTERNMOST)


def _parcels(records: Sequence[Record]) -> list[Record]:
    """2.4: records without item of one order that name different tracking numbers, but for those that are packages."""
    refused = []
    for record in records:
        alike = [other for other in records if other.whole and other.order is record.order]
        numbers = {other.written["tracking-number"] for other in alike}
        if record.whole and len(numbers) > 1 and record.role != SAME:
            refused.append(record)
    return refused


def _bad_edits(records: Sequence[Record]) -> list[Record]:
    """2.5: edits whose package is not certain, has another quantity, is another record's, or is edited twice."""
    taken = [package for record in records if record.role == SAME for package in record.targets]
    editing = [record for record in records if record.role == EDITED]
    bad = []
    for record in editing:
        units = sum(package.quantity for package in record.targets)
        unclear = len(record.targets) < sum(1 for item in record.items if item.shipped)
        if unclear or record.quantity not in (None, units) or any(_among(p, taken) for p in record.targets):
            bad.append(record)
    bad += [record for record in editing if any(_share(record, other) and other.row != record.row for other in editing)]
    return bad


def _share(record: Record, other: Record) -> bool:
    return any(_among(package, other.targets) for package in record.targets)


def _targets(record: Record) -> list[Package]:
    met = [_target(record, item) for item in record.items if item.shipped]
    return [package for package in met if package is not None]


def _target(record: Record, item: Item) -> Package | None:
    """The item's only package, else the one with the same tracking-number, else the only one of that quantity."""
    if len(item.packages) == 1:
        return item.packages[0]
    if record.whole:
        return None
    number, units = record.written["tracking-number"], record.quantity
    for met in (
        [package for package in item.packages if number and package.cells["tracking-number"] == number],
        [package for package in item.packages if package.quantity == units],
    ):
        if len(met) == 1:
            return met[0]
    return None


def _apply(record: Record, as_of: int, *, refused: bool) -> str:
    if refused:
        return REFUSED
    if record.role == SAME:
        return SAME
    if record.role == EDITED:
        changed = [_edit(package, record.row) for package in record.targets]
        return EDITED if any(changed) else SAME
    wants = [(item, item.open if record.quantity is None else record.quantity) for item in record.items]
    wants = [(item, units) for item, units in wants if item.open]
    if record.order is None or not wants or any(units > item.open for item, units in wants):
        return REFUSED
    record.order.charged = as_of if record.order.charged is None else record.order.charged
    for item, units in wants:
        item.shipped += units
        item.packages.append(Package(units, record.written, record.whole, record.quantity is not None))
    return NEW


def _edited(package: Package, row: Row) -> Row:
    """A filled cell overwrites, an empty one keeps, NULL deletes; a new carrier-code clears carrier-name."""
    named = row["carrier-name"] or ("" if row["carrier-code"] == package.cells["carrier-code"] else "NULL")
    cells = {name: cell for name, cell in (row | {"carrier-name": named}).items() if name in CELLS and cell}
    return package.cells | {name: "" if cell == "NULL" else cell for name, cell in cells.items()}


def _overtaken(record: Record, package: Package) -> bool:
    """2.3: whether an edit before the last made the package what the record says, leaving none of its cells out."""
    said = {name: "" if record.row[name] == "NULL" else record.row[name] for name in CELLS if record.row[name]}
    return _edited(package, record.row) != package.cells and any(
        version.filled is not None
        and version.filled <= set(said)
        and all(version.cells[name] == cell for name, cell in said.items())
        for version in package.was
    )


def _edit(package: Package, row: Row) -> bool:
    after = _edited(package, row)
    if after == package.cells:
        return False
    package.was.append(Version(package.cells, package.filled))
    package.filled = {name for name in CELLS if after[name] and after[name] != package.cells[name]}
    package.cells = after
    return True
