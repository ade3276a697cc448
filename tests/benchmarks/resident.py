"""``python -m tests.benchmarks.resident STORE FILE...``: uploads files one after the other in one process.

Prints the seconds of each, as a watch, a worker or a server spends them: the libraries are loaded once.
"""

import sys
import time
from datetime import datetime

from feeds import api
from tests.benchmarks.workplace import AS_OF


def main() -> None:
    """Uploads the files and prints a line for each."""
    store, *files = sys.argv[1:]
    options = api.Options(as_of=datetime.fromisoformat(AS_OF))
    for file in files:
        begun = time.perf_counter()
        [uploaded] = api.upload(store, file, options=options)
        if uploaded.outcome.refused:
            raise AssertionError(f"{file} has refused records")
        sys.stdout.write(f"{time.perf_counter() - begun}\n")


if __name__ == "__main__":
    main()
