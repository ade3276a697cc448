"""A desk with a fresh order table: small files go in the way a person's do, and what they changed is read back."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import text

from feeds.kinds.kind import Occasion
from feeds.reading.options import Directions
from feeds.upload import apply, ready
from feeds.uploaded_file import read_file
from reports.processing import read_outcome
from schemas.deadlines import Terms
from schemas.store.opening import open_store, writing
from tests.rules.ledger import Ledger
from tests.rules.writings import Row

AS_OF = "2026-03-10T12:00:00+00:00"
_SHEETS = {"orders": "Orders", "ship": "ShippingConfirmation", "cancel": "OrderCancellation", "adjust": "Adjustments"}
# Stores by what was uploaded to them, so that tests which begin alike make their beginning once.
_BEGUN: "dict[str, tuple[bytes, Answer]]" = {}


def at(moment: str) -> int:
    """Seconds since 1970 UTC."""
    return int(datetime.fromisoformat(moment).timestamp())


@dataclass(frozen=True)
class Answer:
    """What an upload answered: ``counts`` are records, applied, refused; ``faults`` are (record, code) as told.

    ``became``: how many records are new, edited and already so, and the uploads that did what the last ones say.
    """

    upload: int
    repeat: bool
    state: str
    counts: tuple[int, int, int]
    faults: list[tuple[int, int]]
    messages: list[str]
    cells: list[str | None]
    became: tuple[int | None, int | None, int | None, tuple[int, ...]]


class Desk(Ledger):
    """One merchant's desk; ``ship``, ``cancel`` and ``adjust`` upload rows of cells, ``orders`` brings orders in."""

    def __init__(self, folder: Path, merchant: str = "main") -> None:
        self.folder, self.files, self.place = folder, 0, folder / "orders.db"
        super().__init__(open_store(str(self.place)), merchant)

    def orders(self, *rows: Row, **how: Any) -> Answer:
        """Brings orders in."""
        return self.upload("orders", rows, **how) if self.files or how else self.begin(("orders", rows))

    def begin(self, *uploads: tuple[str, Sequence[Row]]) -> Answer:
        """The first uploads of a desk; a store in which the same were made before is copied."""
        key = repr((self.merchant, uploads))
        if key not in _BEGUN:
            [*_, answer] = [self.upload(word, rows) for word, rows in uploads]
            self.engine.dispose()
            _BEGUN[key] = (self.place.read_bytes(), answer)
        self.engine.dispose()
        self.place.write_bytes(_BEGUN[key][0])
        self.files = len(uploads)
        return _BEGUN[key][1]

    def ship(self, *rows: Row, **how: Any) -> Answer:
        return self.upload("ship", rows, **how)

    def cancel(self, *rows: Row, **how: Any) -> Answer:
        return self.upload("cancel", rows, **how)

    def adjust(self, *rows: Row, **how: Any) -> Answer:
        return self.upload("adjust", rows, **how)

    def upload(self, word: str, rows: Sequence[Row], *, ending: str = "txt", **how: Any) -> Answer:
        """Writes the rows into a file and applies it; ``how``: as_of, terms, again, edit, strict, directions."""
        return self.apply(self.file(word, rows, ending), **how)

    def file(self, word: str, rows: Sequence[Row], ending: str = "txt") -> Path:
        """A file of the rows, under the headings that any of them has: text, csv or a workbook."""
        self.files += 1
        path = self.folder / f"{word}{self.files}.{ending}"
        headings = list(dict.fromkeys(name for row in rows for name in row))
        table = [headings, *([row.get(name, "") for name in headings] for row in rows)]
        if ending == "xlsx":
            save_workbook(path, _SHEETS[word], table)
            return path
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="," if ending == "csv" else "\t", lineterminator="\r\n").writerows(table)
        return path

    def apply(
        self,
        path: Path,
        *,
        as_of: str = AS_OF,
        terms: Terms | None = None,
        again: bool = False,
        edit: bool = False,
        strict: bool = False,
        directions: Directions | None = None,
        refused: tuple[str, ...] = (),
    ) -> Answer:
        """The road of every upload: read, check, then judge and write in one transaction."""
        occasion = Occasion(at(as_of), terms or Terms(), again, refused=refused, edit=edit)
        checked = ready(read_file(path, directions))
        with self.engine.connect() as connection, writing(connection):
            applied = apply(connection, self.merchant, checked, occasion, strict=strict)
        return self.answer(applied.upload_no, repeat=applied.repeat)

    def answer(self, upload: int, *, repeat: bool = False) -> Answer:
        """What the order table keeps of an upload's result."""
        with self.engine.connect() as connection:
            outcome = read_outcome(connection, self.merchant, upload)
        assert outcome is not None
        told = outcome.faults.astype(object).where(outcome.faults.notna(), None)
        faults = list(zip(told["record"], told["code"], strict=True))
        counts = (outcome.records, outcome.applied, outcome.refused)
        became = (outcome.new, outcome.edited, outcome.same, tuple(outcome.same_as))
        texts = (told["message"].tolist(), told["cell"].tolist())
        return Answer(upload, repeat, outcome.state, counts, faults, *texts, became)

    def do(self, statement: str) -> None:
        """Changes the order table behind everybody's back."""
        with self.engine.connect() as connection, writing(connection):
            connection.execute(text(statement))


def save_workbook(path: Path, title: str, table: Sequence[Sequence[Any]]) -> None:
    """A workbook of one sheet whose cells have the types of the values."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row, cells in enumerate(table, 1):
        for column, cell in enumerate(cells, 1):
            if cell != "":
                sheet.cell(row, column).value = cell
    book.save(path)
