"""``python -m tests.benchmarks``: measures everything and writes RESULTS.md; ``--only`` writes some sections anew."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import confirmations, others, reports, results, scaling, small
from tests.benchmarks.results import Section
from tests.benchmarks.workplace import Workplace, say

SECTIONS: dict[str, Callable[[Workplace], Section]] = {
    "confirmations": confirmations.measure,
    "small": small.measure,
    "scaling": scaling.measure,
    "reports": reports.measure,
    "others": others.measure,
}


def main() -> None:
    """Measures the sections that are asked for, and writes each into the results as it is done."""
    asked = _arguments()
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
        _measure(asked, asked.folder)
    else:
        with tempfile.TemporaryDirectory(prefix="orderfeeds-benchmarks-") as folder:
            _measure(asked, Path(folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measures orderfeeds.")
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=list(SECTIONS), metavar="NAME",
                        help=f"these sections alone, the others stay as they are: {', '.join(SECTIONS)}")  # fmt: skip
    parser.add_argument("--runs", type=int, default=3, help="of how many runs a figure is the median (3)")
    parser.add_argument("--scale", type=int, default=1, help="divide all sizes by this: a trial")
    parser.add_argument("--folder", type=Path, help="keep stores and files here, and use those that are here")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "RESULTS.md", help="where to write")
    return parser.parse_args()


def _measure(asked: argparse.Namespace, folder: Path) -> None:
    place = Workplace(folder.resolve(), asked.runs, asked.scale)
    try:
        for name in asked.only:
            say(f"## {name}")
            results.write(asked.output, name, SECTIONS[name](place), place, list(SECTIONS))
    finally:
        place.tidy()


if __name__ == "__main__":
    main()
