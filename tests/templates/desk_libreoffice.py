"""LibreOffice for the tests: found on the machine, or a reason why not. On CI it must be there."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

TYPING = Path(__file__).with_name("typing_in_libreoffice.py")
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}


@cache
def _found() -> tuple[str, str] | None:
    """The program, and a Python that has its modules."""
    program = shutil.which("soffice")
    beside = Path(program).resolve().with_name("python") if program else None
    for python in filter(None, ["/usr/bin/python3", str(beside) if beside else None, shutil.which("python3")]):
        if not Path(python).exists():
            continue
        if program and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return program, python
    return None


def in_libreoffice(
    book: Path, scratch: Path, *, typed: Mapping[str, str], store: Sequence[Path] = (), read: Sequence[str] = ()
) -> list[str]:
    """Types into the last sheet of ``book`` and stores it; what the cells ``read`` show."""
    found = _found()
    if found is None:
        words = "LibreOffice with its Python modules is not installed (Debian: libreoffice-calc python3-uno)"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    program, python = found
    job = {
        "program": program,
        "profile": str(scratch / "profile"),
        "open": str(book),
        "typed": dict(typed),
        "read": list(read),
        "store": {str(path): FILTERS[path.suffix] for path in store},
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [python, str(TYPING)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        env=clean,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    seen: list[str] = json.loads(done.stdout.splitlines()[-1])
    return seen
