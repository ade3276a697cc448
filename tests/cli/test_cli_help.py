"""The help reads well, and costs next to nothing because it waits for no library that judges a file."""

import importlib
import inspect
import json
import resource
import subprocess
import sys
from typing import Any

import pytest

from feeds.cli.commands import files_in, history, reports_out, settings_and_help
from feeds.cli.main import orderfeeds
from tests.cli.desk_calls import call, process

HELP = """\
Usage: orderfeeds [OPTIONS] COMMAND [ARGS]...

  Runs order feeds: filled templates in, order table changed, reports out.

  A first look:
    orderfeeds samples demo              # sample files to try it with
    orderfeeds upload demo/orders.txt    # bring orders in
    orderfeeds check demo/*.xlsx         # what would these files do?
    orderfeeds upload demo/*.xlsx        # do it, and write a processing report for each
    orderfeeds report unshipped --days 7

  The order table is an SQLite file in your data folder; name another with --db or ORDERFEEDS_DB.

  Exit codes: 0 all records applied, 1 some refused, 2 a file or the command could not run.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Files in:
  upload     Apply files to the order table and say what became of every record.
  check      Say what an upload would do, and keep nothing.
  watch      Apply whatever is put into a folder, and put it away.
  template   Write a template to fill in, blank or with the open items.
  profile    Keep how a supplier's files are read; list, show, delete.

Reports out:
  nightly    Write everything a night needs into one folder.
  report     Write the Orders, Unshipped Orders or health report.
  slips      Write packing slips as a PDF, with the order-id as a barcode.
  deadlines  List what will be canceled soon, and what a file would save.

Orders and their history:
  orders     List orders by state, item, parcel, day, place or lateness.
  order      Tell the biography of an order: every change, and what is left.
  uploads    List the uploads; show one; write its report again.
  undo       Take an upload, or a run of the clock, back.
  verify     Check the order table against its own history.
  backup     Copy the order table to a file, while others work.
  restore    Bring a backup of the order table back.
  export     Write what is held of orders and their buyers.
  purge      Delete buyers' texts of orders that were closed long ago.

Settings and help:
  paths      Show where the order table, profiles and settings lie.
  terms      Show or settle handling time, deadline and holidays.
  codes      List the fault codes, what each means and what to do.
  samples    Write sample feeds, dated today, and blank templates.
"""
COMMANDS = (
    "upload",
    "check",
    "watch",
    "template",
    "profile",
    "nightly",
    "report",
    "slips",
    "deadlines",
    "orders",
    "order",
    "uploads",
    "undo",
    "verify",
    "backup",
    "restore",
    "export",
    "purge",
    "paths",
    "terms",
    "codes",
    "samples",
)
HEAVY = {"pandas", "numpy", "pyarrow", "pandera", "sqlalchemy", "openpyxl", "xlsxwriter", "python_calamine", "jinja2"}
HEAVY |= {"vl_convert", "typst", "uharfbuzz", "holidays"}
SECTIONS = (files_in, history, reports_out, settings_and_help)
# Each command as shortly as it can be called, and each of its bodies.
CALLS = """
upload a.txt; check a.txt; watch inbox; template orders; profile; nightly --out nights; report orders --all
report health --all; report cancel-requests; slips --days 7; deadlines; orders; order 1; uploads; uploads 1
uploads 1 --report; undo 1; verify; backup copy.db; restore copy.db; export --older-than 30d; purge; paths; terms; codes
samples
""".replace("\n", ";").split(";")
LOADED = """
import json, os, sys
os._exit = sys.exit
sys.argv = ["orderfeeds", *sys.argv[1:]]
from feeds.cli.main import main
try:
    main()
except SystemExit:
    print("\\n" + json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def test_the_help_reads_as_it_should() -> None:
    said = process("--help")
    assert (said.code, said.out, said.err) == (0, HELP, "")
    assert process("-h").out == HELP


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_options(command: str) -> None:
    said = call(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: orderfeeds {command} ")
    options = said.out.partition("Options:\n")[2].splitlines()
    assert [line for line in options if len(line) > 100] == []
    assert [line for line in options if line.strip().startswith("--") and line.strip().endswith(("TEXT", "PATH"))] == []


@pytest.mark.parametrize(
    "given",
    [["--help"], ["--version"], ["codes"], ["report", "orders", "--days", "3"], ["nonsense"]]
    + [[command, "--help"] for command in COMMANDS],
)
def test_what_judges_no_file_loads_no_library_that_does(given: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *given], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert HEAVY.intersection(loaded) == set()


@pytest.mark.parametrize("args", [args.split() for args in CALLS if args])
def test_every_command_has_a_body_that_takes_the_values_of_its_options(
    args: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = []

    def run(body: str, /, **given: Any) -> int:
        module, _, function = body.partition(":")
        inspect.signature(getattr(importlib.import_module(module), function)).bind(**given)
        bodies.append(body)
        return 0

    for section in SECTIONS:
        monkeypatch.setattr(section, "run", run)
    assert orderfeeds.main(args, standalone_mode=False) == 0
    assert len(bodies) == 1


def test_every_command_is_tried() -> None:
    assert (
        {args.split()[0] for args in CALLS if args}
        == set(COMMANDS)
        == {command.name for section in SECTIONS for command in section.COMMANDS}
    )


def test_the_help_starts_in_under_a_fifth_of_a_second_of_cpu() -> None:
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(spent) < 0.2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "Usage: orderfeeds"),
        (["nonsense"], "There is no command 'nonsense'"),
        (["upload"], "Missing argument 'FILE...'"),
        (["upload", "a.txt", "--nonsense"], "No such option"),
        (["upload", "a.txt", "--kind", "parcels"], "'parcels' is not one of"),
        (["upload", "a.txt", "--as-of", "2026-13-01"], "'2026-13-01' is no day"),
        (["upload", "a.txt", "--as-of", "2026-03-10T12:00:00"], "'2026-03-10T12:00:00' is no day"),
        (["upload", "a.txt", "--as-of", "tomorrow"], "'tomorrow' is no day"),
        (["report", "parcels", "--days", "7"], "'parcels' is not one of"),
        (["nightly"], "Missing option '--out'"),
        (["uploads", "--report"], "Say which upload"),
        (["codes", "1"], "There is no code 1."),
    ],
)
def test_a_call_that_cannot_be_understood_is_told_why_and_exits_2(given: list[str], told: str) -> None:
    said = call(*given)
    assert (said.code, said.out if given else "") == (2, "")
    assert told in said.out + said.err


def test_what_is_no_number_is_said_in_plain_words() -> None:
    assert call("orders", "--days", "x").err.endswith("'--days': 'x' is no whole number.\n")
    assert call("undo", "x").err.endswith("'x' is no whole number.\n")


def test_a_mistyped_choice_comes_with_what_may_be_meant() -> None:
    assert call("template", "shipping-confirmaton").err.endswith(" Did you mean shipping-confirmation?\n")
    assert "Did you mean" not in call("template", "x").err
