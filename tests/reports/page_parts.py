"""A page taken apart as a reader without a browser can: its elements, tables, links and words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"meta", "br", "wbr", "hr", "input"}


@dataclass
class Cell:
    """A cell of a table."""

    classes: set[str]
    words: str = ""
    links: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The parts of an HTML file; ``words``: all its text, each run of white space one space."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.text = path, path.read_text(encoding="utf-8")
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.all_ids: list[str] = []
        self.unclosed: list[str] = []
        self.charts: list[dict[str, str]] = []
        self.tables: dict[str, list[list[Cell]]] = {}
        self._table: list[list[Cell]] = []
        self._cell: Cell | None = None
        self._said: list[str] = []
        self._marked: dict[str, list[list[str]]] = {"big": [], "target": []}
        self._open: list[tuple[str, list[str] | None]] = []
        self.feed(self.text)
        self.close()
        self.unclosed += [tag for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        classes = named.get("class", "").split()
        self.tags.add(tag)
        self.attributes |= set(named)
        self.all_ids += [named["id"]] if "id" in named else []
        if tag == "svg":
            self.charts.append(named)
        if tag == "a":
            self.links.append(named["href"])
            if self._cell:
                self._cell.links.append(named["href"])
        self._begin_of_table(tag, classes)
        if tag not in _VOID:
            said: list[str] | None = None
            for name in self._marked.keys() & set(classes):
                self._marked[name].append(said := [])
            self._open.append((tag, said))

    def _begin_of_table(self, tag: str, classes: list[str]) -> None:
        if tag == "table":
            self._table = self.tables.setdefault(" ".join(classes) or f"table {len(self.tables)}", [])
        if tag == "tr":
            self._table.append([])
        if tag in ("td", "th"):
            self._cell = Cell(set(classes))
            self._table[-1].append(self._cell)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.unclosed.append(tag)
            return
        self._open.pop()
        if tag in ("td", "th"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, _ in self._open):
            return
        self._said.append(data)
        if self._cell:
            # Parts of a cell that stand below each other.
            apart = any(tag in ("small", "time") for tag, _ in self._open[-2:])
            self._cell.words += f" {data} " if apart else data
        for _, said in self._open:
            if said is not None:
                said.append(data)

    @property
    def ids(self) -> set[str]:
        return set(self.all_ids)

    @property
    def words(self) -> str:
        return " ".join("".join(self._said).split())

    def rows(self, name: str) -> list[list[str]]:
        """The rows of a table below its heading, by its class; without any where there is no such table."""
        return [[" ".join(cell.words.split()) for cell in row] for row in self.tables.get(name, [])[1:]]

    @property
    def all_rows(self) -> list[list[str]]:
        return [row for name in self.tables for row in self.rows(name)]

    @property
    def counts(self) -> list[Cell]:
        """The cells that hold a number that was counted."""
        cells = [cell for table in self.tables.values() for row in table[1:] for cell in row]
        return [
            cell
            for cell in cells
            if "n" in cell.classes and "left" not in cell.classes and any(map(str.isdigit, cell.words))
        ]

    @property
    def partial(self) -> list[str]:
        found = [cell for row in self.tables["weeks"] for cell in row if "partial" in cell.classes]
        return [" ".join(cell.words.split()) for cell in found]

    @property
    def big(self) -> list[str]:
        return [" ".join("".join(said).split()) for said in self._marked["big"]]

    @property
    def targets(self) -> list[str]:
        return [" ".join("".join(said).split()) for said in self._marked["target"]]
