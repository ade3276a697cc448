"""Finds rows below the headings that are no records: totals, footers, page lines, sections, repeated headings.

Such a row has no id in any form and none of the values that only a record has. A row that may be a record without its
id is kept as a record, and refused when it is checked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.placeholders import is_placeholder
from feeds.reading.grid import Note
from feeds.reading.heading_columns import Columns
from feeds.reading.heading_row import FeedRefusedError, HeadingRow
from feeds.reading.vocabulary import Vocabulary
from schemas import faults
from schemas.headings import plain
from schemas.wording import first_of, number_of

_ORDER_ID, _ITEMS = "order-id", ("order-item-id", "amazon-order-item-code")
# More doubtful rows than this are no exceptions: then every one is judged as a record.
_MOST_LOOKED_AT = 20_000
_SHOWN, _LONGEST = 3, 40
# An order-id as the marketplace writes it, or with other characters or none between its parts.
_ID = re.compile(r"(?<![0-9])[0-9]{3}[^0-9A-Za-z]{0,3}[0-9]{7}[^0-9A-Za-z]{0,3}[0-9]{7}(?![0-9])")
_DAY_OR_TIME = re.compile(
    r"(?<![0-9])([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|20[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]|"
    r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)(?![0-9])"
)
_DIGITS = re.compile(r"[0-9]{5}")
_NUMBER = re.compile(r"[-+]?[0-9]+([.][0-9]+)?|[-+]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?")
_AMOUNT = re.compile(r"\D{0,4}[-+]?[0-9]+([.,' ][0-9]+)*\D{0,4}")
_TRACKED = re.compile(r"(?=(.*[0-9]){6})[A-Za-z0-9][A-Za-z0-9 -]{7,}")
# The text of a cell with an error, such as #REF!.
_DAMAGED = re.compile(r"#[A-Z0-9/?!]+")
_TOTAL = re.compile(
    r"\b(grand[ -]?total|sub[ -]?total|totals?|totale[n]?|totaal|subtotaal|totaux|somme|sum|summary|summe|gesamt|"
    r"gesamtsumme|zwischensumme|razem|suma|toplam|summa|totalt|celkem|ukupno|count|anzahl)\b|"
    r"итого|всего|合計|小計|総計|总计|合计|小计|總計|共計|共计",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\b(page|seite|página|pagina|strona|sida|sayfa|blad)\s*[:#]?\s*[0-9]+|第\s*[0-9]+\s*[页頁ページ]|ページ|"
    r"\b[0-9]+\s*(of|von|de|di|van|av|z|/)\s*[0-9]+$|"
    r"\b(printed|exported|generated|created|downloaded|prepared|updated|report(ed)?|run)\b.{0,12}"
    r"(\b(by|on|at|from|date|for)\b|[:0-9])|\brecord(s|\(s\))|"
    r"\b(end|start|fin|ende|fine|koniec)\b.{0,4}\b(of|der|du|de|del|di)?\s*(the\s+)?"
    r"(file|report|list|data|page|datei|fichier|lista|archivo|documento?)\b|^(eof|end|ende|fin|fine|koniec)\W*$|"
    r"gedruckt|erstellt|exportiert|imprimé|généré|impreso|generado|stampato|generato|wydrukowano|wygenerowano|"
    r"afgedrukt|gegenereerd|utskriven|yazdır|印刷|出力|作成日|打印|导出|導出|生成|confidential|copyright|©|https?://|www\.",
    re.IGNORECASE,
)
_REMARK = re.compile(r"(#+|//|-{2,}|;|\*+|={2,}|_{2,}|~+|>+)\s*[^\W0-9].*|(\W)\2{2,}|_{3,}")


@dataclass(frozen=True)
class NoRecords:
    """The rows below the headings that are no records.

    ``rows``: their offsets below the heading row, from zero. ``note``: the finding about them, if there are any.
    ``sections``: texts among them that may name a value for the records below, each with its row as Excel shows it.
    """

    rows: Sequence[int] = ()
    note: Note | None = None
    sections: tuple[tuple[int, str], ...] = ()


def rows_without_record(
    row: HeadingRow, columns: Columns, filled: "np.ndarray[tuple[int], np.dtype[np.bool_]]", vocabulary: Vocabulary
) -> NoRecords:
    """Finds which of the ``filled`` rows below a heading row are no records.

    Raises FeedRefusedError if headings are repeated in another order: the cells below them mean something else.
    """
    if _ORDER_ID not in columns.positions:
        return NoRecords()
    below = _Below(row, columns, vocabulary)
    doubtful = below.doubtful(filled)
    if not len(doubtful) or len(doubtful) > _MOST_LOOKED_AT:
        return NoRecords()
    found = {at: kind for at in map(int, doubtful) if (kind := below.what_it_is(at))}
    if not found or len(found) == int(filled.sum()):
        return NoRecords()
    sections = tuple((at + row.index + 2, below.first_text(at)) for at, kind in found.items() if kind == "section")
    return NoRecords(list(found), Note(faults.ROWS_NO_RECORDS, below.told(list(found))), sections)


class _Below:
    """The rows below a heading row, numbered from zero."""

    def __init__(self, row: HeadingRow, columns: Columns, vocabulary: Vocabulary) -> None:
        self.row, self.vocabulary, self.positions = row, vocabulary, columns.positions
        self.meanings = vocabulary.read(row.names)
        holds = {name: (column.metadata or {}).get("holds") for name, column in vocabulary.schema.columns.items()}
        names = {position: name for name, position in self.positions.items() if name != _ORDER_ID}
        # Columns that only a record fills. Numbers and amounts are not among them: their sum may be below the records.
        self.of_records = {at: name for at, name in names.items() if holds.get(name) not in ("number", "amount")}
        self.ids = {at for at, name in names.items() if holds.get(name) in ("identifier", "own")}
        self.item = next((name for name in names.values() if name in _ITEMS), "")
        self.marks = {at for at, name in enumerate(row.names) if name and vocabulary.left_out(name)}
        self.read = set(self.positions.values())
        # If a kind requires only an order-id and perhaps a reason, a row with a reason alone may be a record.
        required = [one for one in vocabulary.schema.columns.values() if not one.nullable]
        self.needs_several = len(required) > 2
        self.continued = vocabulary.schema.name == "orders"
        self.left: list[int] = []

    def cells(self, position: int) -> pa.LargeStringArray:
        """The cells below the headings in the column at a position."""
        return self.row.grid.columns[position][self.row.index + 1 :]

    def doubtful(
        self, filled: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    ) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The rows whose order-id does not look like an id.

        Left out are rows with an empty order-id and more than two values that only a record has.
        """
        ids = self.cells(self.positions[_ORDER_ID])
        usual = pc.fill_null(pc.equal(pc.utf8_length(ids), 19), False).to_numpy(zero_copy_only=False)
        doubtful = np.flatnonzero(filled & ~usual)
        if not len(doubtful):
            return doubtful
        texts = ids.take(pa.array(doubtful))
        bare_id = pc.fill_null(pc.match_substring_regex(texts, r"^[^A-Za-z]*[0-9]{5}[^A-Za-z]*$"), False)
        doubtful = doubtful[~bare_id.to_numpy(zero_copy_only=False)]
        empty = ids.take(pa.array(doubtful)).is_null().to_numpy(zero_copy_only=False)
        held = np.zeros(len(doubtful), np.int64)
        for at in self.of_records:
            held += self.cells(at).take(pa.array(doubtful)).is_valid().to_numpy(zero_copy_only=False)
        kept: np.ndarray[tuple[int], np.dtype[np.int64]] = doubtful[~empty | (held <= 2)]
        return kept

    def texts(self, at: int) -> dict[int, str]:
        """The filled cells of a row by their position, without the columns that are left out."""
        columns, row = self.row.grid.columns, self.row.index + 1 + at
        found = {position: column[row].as_py() for position, column in enumerate(columns) if position not in self.marks}
        return {position: text for position, text in found.items() if text}

    def first_text(self, at: int) -> str:
        """The text of the first filled cell of a row."""
        return next(iter(self.texts(at).values()), "")

    def what_it_is(self, at: int) -> str:
        """``total``, ``footer``, ``headings``, ``section`` or ``sums`` for a row that is no record, else empty."""
        texts = self.texts(at)
        if not texts or self._is_damaged(at, texts):
            return ""
        kind = "headings" if self._is_heading_row(at, texts) else self._without_id(at, texts)
        if kind:
            self.left.append(at)
        return kind

    def _without_id(self, at: int, texts: Mapping[int, str]) -> str:
        order = texts.get(self.positions[_ORDER_ID], "")
        others = {position: text for position, text in texts.items() if position != self.positions[_ORDER_ID]}
        if _ID.search(order) or any(self._is_id(position, text) for position, text in others.items()):
            return ""
        if self.continued and not order and any(position in self.read for position in others):
            # The row may add a promotion to the order line above.
            return ""
        if _DAMAGED.fullmatch(order) or (is_placeholder(order) and not _REMARK.fullmatch(order)):
            return ""
        kind = self._by_its_words(texts)
        if kind or _has_digits(order):
            return "" if self._names_a_choice(others) else kind
        if self._is_section(order, others):
            return "section"
        return "sums" if not order and self._are_sums(at, others) else ""

    def _by_its_words(self, texts: Mapping[int, str]) -> str:
        """``total``, ``footer`` or ``section`` if a text of the row shows it, else an empty text.

        Texts in the columns of a record do not count, except the first text of the row.
        """
        first = next(iter(texts))
        # A line of words may have been split into cells, so the item's column may hold some of the words.
        telling = {first, self.positions.get(self.item, first) if self.positions[_ORDER_ID] in texts else first}
        told = [text for position, text in texts.items() if position in telling or position not in self.of_records]
        for words, kind in ((_TOTAL.search, "total"), (_FOOTER.search, "footer"), (_REMARK.fullmatch, "section")):
            if any(map(words, told)):
                return kind
        return ""

    def _is_damaged(self, at: int, texts: Mapping[int, str]) -> bool:
        kinds = self.row.grid.kinds
        first = self.row.index + 1
        return any(
            kinds[position][first + at].as_py() in ("error", "formula") for position in texts if position in kinds
        )

    def _is_heading_row(self, at: int, texts: Mapping[int, str]) -> bool:
        """True for a row that repeats the headings; raises FeedRefusedError if they differ from those above."""
        meanings = {position: self.vocabulary.meanings.get(plain(text)) for position, text in texts.items()}
        if _ORDER_ID not in meanings.values() or sum(map(bool, meanings.values())) < min(len(texts), 2):
            return False
        moved = [
            position
            for position, meaning in meanings.items()
            if (meaning and meaning != self.meanings[position])
            or plain(texts[position]) in set(self.row.names) - {self.row.names[position]}
        ]
        if moved:
            number, place = at + self.row.index + 2, moved[0]
            said = f'"{texts[place]}" is below "{self.row.typed(place)}"'
            said = f"Row {number} holds headings again, and others than row {self.row.index + 1}: {said}."
            raise FeedRefusedError(faults.HEADINGS_CHANGE, said, None, self.row.grid.name)
        return True

    def _is_id(self, position: int, text: str) -> bool:
        """True if a cell may identify an order, an item or a parcel."""
        if _ID.search(text) or (position in self.ids and _has_digits(text)):
            return True
        bare = _DAY_OR_TIME.sub("", text)
        unread = position not in self.of_records
        return bool(_TRACKED.fullmatch(bare)) if not unread else bool(re.fullmatch(r"[0-9]{11,}|1Z[0-9A-Z]{16}", text))

    def _names_a_choice(self, others: Mapping[int, str]) -> bool:
        """True if a cell holds an accepted value of its column, such as a carrier or a reason."""
        for position, text in others.items():
            metadata = (
                self.vocabulary.schema.columns[name].metadata if (name := self.of_records.get(position)) else None
            )
            accepted = (metadata or {}).get("accepted") or ()
            if plain(text) in map(plain, accepted):
                return True
        return False

    def _is_section(self, order: str, others: Mapping[int, str]) -> bool:
        """True for a text alone in its row, or one in the order-id column without any value of a record."""
        if order:
            named = re.search(r"[^\W\d_]", order) or _DAY_OR_TIME.fullmatch(order)
            return bool(named) and not any(position in self.read for position in others)
        if self.continued or any(position in self.ids for position in others):
            return False
        words = [text for text in others.values() if not _NUMBER.fullmatch(text)]
        alone = len(others) == 1 and len(words) == 1 and (self.needs_several or not self.read & others.keys())
        return alone or (bool(words) and not self.read & others.keys() and len(words) <= 2)

    def _are_sums(self, at: int, others: Mapping[int, str]) -> bool:
        """True if the row holds only numbers, and each one in a column that is read is the sum of the cells above."""
        if self.continued or any(not _AMOUNT.fullmatch(text) for text in others.values()):
            return False
        read = [position for position in others if position in self.read]
        since = max((row + 1 for row in self.left if row < at), default=0)
        return all(self._is_sum(position, at, others[position], since) for position in read)

    def _is_sum(self, position: int, at: int, text: str, since: int) -> bool:
        if not _NUMBER.fullmatch(text):
            return False
        value = Decimal(text.replace(",", ""))
        for start in {0, since}:
            above = [
                cell
                for row, cell in enumerate(self.cells(position)[start:at].to_pylist(), start)
                if cell and row not in self.left
            ]
            numbers = [Decimal(cell.replace(",", "")) for cell in above if _NUMBER.fullmatch(cell)]
            if numbers and sum(numbers) == value:
                return True
        return False

    def told(self, rows: Sequence[int]) -> str:
        """The message of how many rows were skipped, with the texts of the first ones."""
        shown = [
            f'row {at + self.row.index + 2} "{_short(", ".join(self.texts(at).values()))}"' for at in rows[:_SHOWN]
        ]
        said = f"{number_of(len(rows), 'row holds', 'rows hold')} no order, item or tracking number"
        skipped = "was skipped" if len(rows) == 1 else "were skipped"
        return f"{said} and {skipped}: {first_of(shown, _SHOWN, count=len(rows))}."


def _has_digits(text: str) -> bool:
    """True if the text has five digits in a row outside days and times, as only ids have."""
    return bool(_DIGITS.search(_DAY_OR_TIME.sub("", text)))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
