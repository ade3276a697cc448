"""The cron lines of the README run as they are written, under the PATH that they set themselves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_readme import README

pytestmark = pytest.mark.slow

[BLOCK] = re.findall(r"```\n(PATH=[^`]*?watch[^`]*?)\n```", README)
JOB = re.compile(r"(?:[\d*/]+\s+){2}(?:\S+\s+){3}(.*)")
LINES = [line for line in BLOCK.splitlines() if line]


def as_cron(lines: list[str], folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """Each job in the environment that cron gives it; what lies in /opt, /srv and /var lies in ``folder``."""
    environment = {"HOME": str(folder), "LOGNAME": "orders", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    done = []
    for line in lines:
        here = line.replace("/opt/orderfeeds/bin", str(Path(sys.executable).parent))
        here = re.sub(r"/(srv|var)/", rf"{folder}/\1/", here)
        if job := JOB.fullmatch(here):
            command = job[1].replace("\\%", "%")
            shell = ["/bin/sh", "-c", command]
            done.append(subprocess.run(shell, env=environment, cwd=folder, capture_output=True, text=True, check=False))
        else:
            name, _, value = here.partition("=")
            environment[name] = value
    return done


@pytest.mark.skipif(os.name != "posix", reason="cron")
def test_the_cron_lines_run_as_they_are_written(tmp_path: Path) -> None:
    for name in ("srv/orders/inbox", "srv/backup", "var/lib/orderfeeds"):
        (tmp_path / name).mkdir(parents=True)
    samples = Path(__file__).parents[2] / "sample_feeds" / "orders.txt"
    (tmp_path / "srv/orders/inbox/orders.txt").write_bytes(samples.read_bytes())
    done = as_cron(LINES, tmp_path)
    assert [(one.returncode, one.stderr) for one in done[1:]] == [(0, "")] * (len(LINES) - 3)
    assert "orders.txt: orders, upload 1" in done[0].stdout
    assert len(list((tmp_path / "srv/backup").glob("orders-[1-7].db"))) == 1
    [night] = (tmp_path / "srv/orders/nights").glob("20*")
    assert (night / "overview.html").exists()
