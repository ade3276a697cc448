"""Smaller files, and what a command costs before it does anything."""

import statistics
import subprocess
import sys

from tests.benchmarks import files, stores
from tests.benchmarks.confirmations import FEW, ITEMS, PLAIN_ROWS, ours, plain
from tests.benchmarks.identifiers import recent
from tests.benchmarks.results import COST, Section, at_least, at_most, row, table
from tests.benchmarks.workplace import AS_OF, ORDERFEEDS, Workplace, say

_BAD = 0.05
# Times the plain way, at least and better; and at most this part of the time of the good engineer's script.
_AIMS = {"xlsx": (12.0, 15.0), "txt": (8.0, 11.0)}
_OF_SCRIPT = 0.8
_RESIDENT_ROWS, _RESIDENT_FILES = 100, 8
# The command as it is, which writes down at its end what it has imported.
_NOTING = """
import os, sys
from feeds.cli.main import main
end = os._exit
def note(code):
    with open({place!r}, "w") as file:
        file.write(" ".join(sys.modules))
    end(code)
os._exit = note
main()
"""
# Some modules cannot be imported by the name they have.
_SIFTING = """
import importlib, sys, warnings
warnings.simplefilter("ignore")
for name in sys.stdin.read().split():
    if name == "__main__" or not all(part.isidentifier() for part in name.split(".")):
        continue
    try:
        importlib.import_module(name)
    except Exception:
        continue
    print(name)
"""


def measure(place: Workplace) -> Section:
    """100,000 rows against other ways, ten rows against their imports, and the help."""
    rows, marks = [], []
    for ending in ("xlsx", "txt"):
        what = f"{place.size(PLAIN_ROWS):,} confirmations ({ending})"
        some, way = ours(place, ending, PLAIN_ROWS, _BAD), plain(place, ending, "")
        script = plain(place, ending, "at-once")
        ten, imports = ours(place, ending, FEW, 0.0), place.cost([sys.executable, "-c", _imports(place, ending)])
        rows += [
            row(f"{what}: orderfeeds", some, ""),
            row(f"{what}: plain way (iterrows)", way, f"**{way.seconds / some.seconds:.1f}**"),
            row(f"{what}: the good engineer's script", script, f"**{script.seconds / some.seconds:.2f}**"),
            row(f"{FEW} confirmations ({ending}): orderfeeds", ten, f"**{ten.seconds / imports.seconds:.2f}**"),
            row(f'python -c "import …": what that upload imports ({ending})', imports, ""),
        ]
        marks.append(at_most(what, _OF_SCRIPT, some.seconds / script.seconds, "times the good engineer's script"))
        marks.append(at_least(what, *_AIMS[ending], way.seconds / some.seconds))
        marks.append(at_most(f"{FEW} confirmations ({ending})", 0.5, ten.cpu, "processor seconds"))
        ratio = ten.seconds / imports.seconds
        marks.append(at_most(f"{FEW} confirmations ({ending})", 1.5, ratio, "times importing what they import"))
    shown, resident = place.cost([ORDERFEEDS, "--help"]), _resident(place)
    rows.append(row("orderfeeds --help", shown, ""))
    what = f"{_RESIDENT_ROWS} confirmations (txt) in a process that has read others before"
    marks.append(at_most(what, 0.1, resident, "seconds"))
    marks.append(at_most("orderfeeds --help", 0.15, shown.cpu, "processor seconds"))
    return Section(_text(place) + "\n\n" + table(["", *COST, "ratio"], rows), tuple(marks))


def _resident(place: Workplace) -> float:
    """The median seconds of a small file, of several in one process; the first of them is not counted."""
    items = place.size(ITEMS)
    numbers = recent(_RESIDENT_ROWS * _RESIDENT_FILES, items)
    parts = [numbers[at::_RESIDENT_FILES] for at in range(_RESIDENT_FILES)]
    made = [files.confirmations(place, "txt", part, f"resident-{at}-of-{items}") for at, part in enumerate(parts)]
    say("uploading small files in one process")
    command = [sys.executable, "-m", "tests.benchmarks.resident", str(place.fresh(stores.orders(place, items)))]
    done = subprocess.run([*command, *map(str, made)], check=True, stdout=subprocess.PIPE, text=True)
    return statistics.median(map(float, done.stdout.split()[1:]))


def _imports(place: Workplace, ending: str) -> str:
    """An import statement of every module that an upload of ten rows has imported when it ends."""
    say("finding out what an upload imports")
    noted, items = place.folder / "imported", place.size(ITEMS)
    file = files.confirmations(place, ending, recent(FEW, items), f"recent-of-{items}")
    code = _NOTING.format(place=str(noted))
    command = [sys.executable, "-c", code, "upload", str(file), "--as-of", AS_OF]
    store = ["--db", str(place.fresh(stores.orders(place, items)))]
    subprocess.run([*command, *store], check=True, stdout=subprocess.DEVNULL)
    sifted = subprocess.run(
        [sys.executable, "-c", _SIFTING], input=noted.read_text(), capture_output=True, text=True, check=True
    )
    return f"import {', '.join(sifted.stdout.split())}"


def _text(place: Workplace) -> str:
    return (
        f"Into the order table of {place.size(ITEMS):,} items, a fresh copy each run; the plain way as above. "
        "The ratio of the plain way is its time by that of orderfeeds; the ratio of ten rows is their time by that of "
        "importing, in a process that does nothing else, the modules that are loaded when the upload ends (which "
        "Python takes down again at its end, and orderfeeds does not)."
    )
