"""Shows what ``make coverage`` measured: the total, and the files of which less than GOOD per cent is reached."""

import json
import sys
import tempfile
from pathlib import Path

from coverage import Coverage

GOOD = 85


def main() -> None:
    """Writes a line for each such file, the least reached first, and the total."""
    measured = Coverage()
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(path))
        told = json.loads(path.read_text(encoding="utf-8"))
    reached = {name: of["summary"]["percent_covered"] for name, of in told["files"].items()}
    few = sorted((percent, name) for name, percent in reached.items() if percent < GOOD)
    sys.stdout.writelines(f"{percent:5.1f} % of {name}\n" for percent, name in few)
    total = told["totals"]["percent_covered"]
    sys.stdout.write(f"{total:5.1f} % of the lines and branches of {len(reached)} files\n")


if __name__ == "__main__":
    main()
