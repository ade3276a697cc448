"""The first look of ``--help`` and the examples of README and help work as typed, whatever day it is.

The commands run in a shell; only what the clock says is another day's.
"""

import os
import re
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click
import pytest

from feeds.cli.main import orderfeeds
from sample_feeds.dating import AS_OF
from tests.docs.test_readme import README

pytestmark = pytest.mark.slow

DAYS = ["2026-12-31T23:59:00+00:00", "2027-03-01T00:00:00+00:00", "2028-02-29T11:59:00+00:00"]
# The command as it is installed, but for the time.
_COMMAND = """#!{python}
from feeds.cli import options
options.now = lambda: {now}
from feeds.cli.main import main
main()
"""
_PARCELS = [
    ["Ref 2", "Waybill No", "Depot note", "VoidIndicator"],
    ["302-0581852-3527262", "1Z999AA10123456784", "dry", "N"],
]
FIRST_LOOK = re.findall(r"^ +(orderfeeds .*)$", str(orderfeeds.help), re.MULTILINE)
# Of each command: the lines of its help that are commands.
_CONTEXT = click.Context(orderfeeds)
HELPS = {
    name: re.findall(r"^ +(orderfeeds .*)$", str(found.help), re.MULTILINE)
    for name in orderfeeds.list_commands(_CONTEXT)
    if (found := orderfeeds.get_command(_CONTEXT, name))
}
OTHERS = [
    line
    for block in re.findall(r"\n```\n(orderfeeds .*?)\n```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("orderfeeds ")
]


@pytest.fixture(params=DAYS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> "Shell":
    return Shell(tmp_path, datetime.fromisoformat(request.param))


class Shell:
    """A folder, a home and a clock of their own."""

    def __init__(self, folder: Path, day: datetime) -> None:
        self.folder, self.day = folder, day.date().isoformat()
        command = folder / "bin" / "orderfeeds"
        command.parent.mkdir()
        command.write_text(_COMMAND.format(python=sys.executable, now=int(day.timestamp())), encoding="utf-8")
        command.chmod(stat.S_IRWXU)
        home = {"HOME": str(folder / "home"), "ORDERFEEDS_DB": str(folder / "orders.db")}
        self.env = {**os.environ, **home, "PATH": f"{command.parent}:{os.environ['PATH']}"}

    def run(self, line: str) -> tuple[int, str, str]:
        done = subprocess.run(
            ["sh", "-c", line], check=False, cwd=self.folder, env=self.env, capture_output=True, text=True
        )
        return done.returncode, done.stdout, done.stderr

    def has_orders(self) -> None:
        """The first look up to its uploads, and a supplier's file of the day."""
        for line in FIRST_LOOK[:2] + FIRST_LOOK[3:4]:
            self.run(line)
        parcels = [["order-id", "ship-date", "Waybill No"], ["302-0581852-3527262", self.day, "1Z999AA10123456784"]]
        (self.folder / "parcels.csv").write_text("\n".join(map(",".join, parcels)), encoding="utf-8")


def counted(said: str) -> list[str]:
    """What is counted of each file of an upload, with its name."""
    return re.findall(r"^(\S+: .*? refused)", said, re.MULTILINE)


@pytest.fixture(scope="module")
def on_their_day(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the first look counts on the day of the files as they lie in the repository."""
    shell = Shell(tmp_path_factory.mktemp("their-day"), AS_OF)
    *_, upload, _ = (shell.run(line) for line in FIRST_LOOK)
    return counted(upload[1])


def test_the_first_look_shows_the_same_on_any_day(shell: Shell, on_their_day: list[str]) -> None:
    samples, orders, check, upload, report = (shell.run(line) for line in FIRST_LOOK)
    assert samples[:2] == (0, "10 files in demo\n")
    assert (orders[0], "156 records, 156 applied, 0 refused, 0 warnings" in orders[1]) == (0, True)
    assert (check[0], upload[0], report[0]) == (1, 1, 0)
    assert (len(on_their_day), counted(upload[1])) == (5, on_their_day)


def test_every_other_example_is_understood(shell: Shell) -> None:
    for line in FIRST_LOOK[:2]:
        shell.run(line)
    (shell.folder / "parcels.csv").write_text("\n".join(map(",".join, _PARCELS)), encoding="utf-8")
    assert len(OTHERS) >= 7
    for line in OTHERS:
        code, said, complaint = shell.run(line)
        assert "Usage:" not in complaint, line
        assert "failed" not in complaint, line
        assert (code in (0, 1), line) == (True, line), said + complaint


def test_every_example_of_the_help_of_every_command_works(shell: Shell) -> None:
    assert {name for name, lines in HELPS.items() if lines} >= {"orders", "profile", "slips", "terms"}
    shell.has_orders()
    for lines in HELPS.values():
        for line in lines:
            code, said, complaint = shell.run(line)
            assert (line, code, complaint) == (line, 0, ""), said
            assert "No order fits" not in said, line
