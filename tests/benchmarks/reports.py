"""A night's reports over a large window, and a workbook of many lines, against whatever else writes them."""

import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from schemas import fields
from tests.benchmarks import other_texts, other_workbooks, report_query, stores
from tests.benchmarks.measuring import Cost, one_after_the_other
from tests.benchmarks.results import COST, Mark, Section, at_most, row, table
from tests.benchmarks.workbook_checks import fault_of
from tests.benchmarks.workplace import AS_OF, ORDERFEEDS, Workplace, say

_LINES, _FEWER_LINES = 1_000_000, 100_000


def measure(place: Workplace) -> Section:
    """Both reports for all windows as text; one report as a workbook."""
    texts, text_marks = _texts(place)
    books, book_marks = _workbooks(place)
    return Section(f"{texts}\n\n{books}", (*text_marks, *book_marks))


def _texts(place: Workplace) -> tuple[str, list[Mark]]:
    lines = place.size(_LINES)
    store = stores.windows(place, lines)
    both, night = _both(place, store), _night(place, store)
    alone, short = (_report(place, store, "txt", days) for days in (report_query.DAYS, 1))
    others = {way: _other(place, "other_texts", way, store) for way, (_, needed) in other_texts.WAYS.items()
              if way != "pandas" and all(map(find_spec, needed))}  # fmt: skip
    fastest = min(others, key=lambda way: others[way].seconds)
    rows = [
        row("orderfeeds report orders --all, then unshipped --all", both),
        row("orderfeeds nightly: the same, the scheduled report, health and the page", night),
        row("orderfeeds: the Orders file of 90 days alone", alone),
        row("orderfeeds: the Orders file of 1 day alone", short),
        *(row(f"{way}: the Orders file of 90 days alone", cost) for way, cost in others.items()),
    ]
    what = f"14 text files, {lines:,} lines in 90 days"
    memory = max(cost.memory for cost in (both, night, alone, short))
    marks = [
        at_most(what, 1.5, both.seconds / others[fastest].seconds, f"times the longest by the fastest ({fastest})"),
        at_most(
            f"A night of {lines:,} lines",
            2.0,
            night.seconds / others[fastest].seconds,
            f"times the longest by the fastest ({fastest})",
        ),
        at_most(what, 1.5, both.seconds / alone.seconds, "times the longest by orderfeeds"),
        at_most(f"{what}: memory, whatever the window", 400, memory, "MB"),
    ]
    text = (
        f"Text, from an order table of {lines * 108 // 90:,} items over 108 days, {lines:,} of them in the last 90, a "
        "third unshipped. The scheduled report of a night is that of the newest day. The other ways write the same "
        f"file byte for byte ({len(fields.ORDERS_REPORT)} columns), with one SQL join that gives every cell as text."
    )
    return f"{text}\n\n{table(['', *COST], rows)}", marks


def _workbooks(place: Workplace) -> tuple[str, list[Mark]]:
    lines = place.size(_FEWER_LINES)
    store = stores.windows(place, lines)
    ours = _report(place, store, "xlsx", report_query.DAYS)
    rows = [row("xlsx: orderfeeds", ours, fault_of(_written(place, "xlsx"), lines) or "passes")]
    sound: dict[str, Cost] = {}
    for way, (_, needed) in other_workbooks.WAYS.items():
        if all(map(find_spec, needed)):
            cost = _other(place, "other_workbooks", way, store)
            fault = fault_of(place.folder / "other.xlsx", lines)
            rows.append(row(f"xlsx: {way}", cost, fault or "passes"))
            sound |= {} if fault else {way: cost}
    fastest = min(sound, key=lambda way: sound[way].seconds)
    rows.append(row("txt: orderfeeds", _report(place, store, "txt", report_query.DAYS), ""))
    rows.append(row("txt: pandas (read_sql, to_csv)", _other(place, "other_texts", "pandas", store), ""))
    text = (
        f"The Orders report of {lines:,} lines of {len(fields.ORDERS_REPORT)} cells; reading them is included in all. "
        "The checks: it opens in openpyxl with every line, identifiers are text, and a product called `=1+1` is no "
        "formula."
    )
    words = f"times the fastest that passes the checks ({fastest})"
    mark = at_most(f"A workbook of {lines:,} lines", 1.3, ours.seconds / sound[fastest].seconds, words)
    return f"{text}\n\n{table(['', *COST, 'the checks'], rows)}", [mark]


def _both(place: Workplace, store: Path) -> Cost:
    say("both reports of all windows")
    out = place.folder / "windows"
    kept = ["--format", "txt", "--out", str(out), "--as-of", AS_OF, "--db", str(store)]
    costs = [place.cost([ORDERFEEDS, "report", name, "--all", *kept]) for name in ("orders", "unshipped")]
    shutil.rmtree(out)
    return one_after_the_other(costs)


def _night(place: Workplace, store: Path) -> Cost:
    say("a night's reports")
    out, copy = place.folder / "nights", place.folder / "copy.db"

    def before() -> None:
        shutil.rmtree(out, ignore_errors=True)
        place.fresh(store)

    cost = place.cost(
        [ORDERFEEDS, "nightly", "--no-clock", "--out", str(out), "--as-of", AS_OF, "--db", str(copy)], before
    )
    shutil.rmtree(out)
    return cost


def _written(place: Workplace, ending: str, days: int = report_query.DAYS) -> Path:
    return place.folder / "reports" / f"orders-{days}-days.{ending}"


def _report(place: Workplace, store: Path, ending: str, days: int) -> Cost:
    """The cost of the Orders report of one window, which stays in the folder."""
    say(f"the report of {days} days as {ending}")
    file = _written(place, ending, days)
    command = [ORDERFEEDS, "report", "orders", "--days", str(days), "--format", ending, "--out", str(file.parent)]
    return place.cost([*command, "--as-of", AS_OF, "--db", str(store)], lambda: file.unlink(missing_ok=True))


def _other(place: Workplace, script: str, way: str, store: Path) -> Cost:
    """The cost of another way to write the longest report; text must be what orderfeeds has written."""
    say(f"the report by {way}")
    ending = "txt" if script == "other_texts" else "xlsx"
    plan, file = place.folder / "plan.json", place.folder / f"other.{ending}"
    held = {"text": report_query.as_text(), "held": report_query.as_held()}
    plan.write_text(json.dumps(held | {"dates": report_query.DATES, "amounts": report_query.AMOUNTS}))
    program = str(Path(__file__).parent / f"{script}.py")
    command = [sys.executable, "-W", "ignore", program, way, str(plan), str(store), str(file)]
    cost = place.cost(command, lambda: file.unlink(missing_ok=True))
    if ending == "txt" and file.read_bytes() != _written(place, "txt").read_bytes():
        raise AssertionError(f"{way} and orderfeeds do not write the same report")
    return cost
