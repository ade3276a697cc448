"""The example of feeds/README.md runs as it is written, on the sample files."""

import re
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_example_of_the_python_api_runs(tmp_path: Path) -> None:
    *_, example = BLOCK.findall((ROOT / "feeds" / "README.md").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "feeds"]
    for given in (["samples", "."], ["upload", "orders.txt", "--db", "orders.db"]):
        subprocess.run([*command, *given], cwd=tmp_path, check=False, capture_output=True)
    (tmp_path / "shipping-confirmation.xlsx").rename(tmp_path / "confirmations.xlsx")
    ended = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert "2 applied in part" in ended.stdout
