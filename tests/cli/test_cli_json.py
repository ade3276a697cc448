"""What --json prints has the form that schemas/outputs.json says, errors too; faults are in it."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from feeds.cli.main import orderfeeds
from tests.cli.desk_calls import AS_OF, Desk, Said, call, process
from tests.cli.drop_folders import DropDesk
from tests.cli.feeds_written import FIRST, PARCELS_WITH_FAULTS, REFUNDS

OUTPUTS = json.loads((Path(__file__).parents[2] / "schemas" / "outputs.json").read_text(encoding="utf-8"))
DRAFT = jsonschema.Draft202012Validator


@cache
def validator(name: str) -> Any:
    return DRAFT({**OUTPUTS, "$ref": f"#/$defs/{name}"}, format_checker=DRAFT.FORMAT_CHECKER)


def fits(name: str, told: object) -> None:
    assert [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(told)] == []


@pytest.fixture
def worked(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Upload 2 has faults."""
    monkeypatch.chdir(stocked.folder)
    stocked.upload(stocked.file("parcels.txt", PARCELS_WITH_FAULTS))
    stocked.file("refunds.txt", REFUNDS)
    (stocked.folder / "profiles.toml").write_text('[kept]\nkind = "orders"\n', encoding="utf-8")
    return stocked


# Each call of a command that prints JSON, without --json, and the exit code with which it ends.
CALLS: dict[str, tuple[str, int]] = {
    "upload": (f"upload parcels.txt none.txt refunds.txt --as-of {AS_OF}", 2),
    "check": (f"check parcels.txt none.txt refunds.txt --as-of {AS_OF}", 2),
    "upload plan": (f"upload refunds.txt --plan 0 --as-of {AS_OF}", 2),
    "uploads": ("uploads", 0),
    "uploads of one": ("uploads 2", 0),
    "uploads of one again": ("uploads 2 --report --reports again", 0),
    "undo": ("undo 2", 0),
    "deadlines": (f"deadlines --as-of {AS_OF} --days 60", 0),
    "deadlines with": (f"deadlines --as-of {AS_OF} --days 60 --with refunds.txt", 0),
    "nightly": ("nightly --out nights --as-of 2026-03-11", 0),
    "nightly without": ("nightly --out nights --as-of 2026-03-11 --no-clock", 0),
    "report": (f"report orders --all --as-of {AS_OF}", 0),
    "report health": (f"report health --all --as-of {AS_OF}", 0),
    "report empty health": ("report health --days 1", 0),
    "report cancel-requests": ("report cancel-requests", 0),
    "report cancel-requests to a file": ("report cancel-requests --out .", 0),
    "slips": (f"slips --days 30 --as-of {AS_OF} --out slips.pdf", 0),
    "template": (f"template shipping-confirmation --prefill --as-of {AS_OF} --out open.xlsx", 0),
    "orders to a file": ("orders --out list.csv", 0),
    "orders": ("orders", 0),
    "order": (f"order {FIRST} 202-0000000-0000099", 1),
    "purge": ("purge", 0),
    "verify": ("verify", 0),
    "terms": ("terms", 0),
    "codes": ("codes", 0),
    "profile": ("profile", 0),
    "profile to keep": ("profile acme --map Waybill=tracking-number", 0),
    "profile to delete": ("profile kept --delete", 0),
    "backup": ("backup b.db", 0),
    "restore": ("restore orders.db", 0),
    "paths": ("paths", 0),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_a_command_prints_fits_its_schema(worked: Desk, name: str) -> None:
    words, code = CALLS[name]
    # The reader is a process of its own, which may have begun in another folder.
    for file in ("parcels.txt", "refunds.txt"):
        words = words.replace(file, str(worked.folder / file))
    db = [] if words.startswith(("codes", "profile")) else ["--db", "orders.db"]
    said = call(*words.split(), *db, "--json", env={"ORDERFEEDS_PROFILES": str(worked.folder / "profiles.toml")})
    assert said.code == code, said
    fits(name.split(maxsplit=1)[0], json.loads(said.out))


def test_files_and_profiles_are_said_as_objects(worked: Desk) -> None:
    def told(*args: object) -> Any:
        return json.loads(call(*args, "--json", env={"ORDERFEEDS_PROFILES": str(worked.folder / "profiles.toml")}).out)

    db = ("--db", worked.store)
    assert told("orders", "--out", "x.csv", *db) == {"files": [{"path": "x.csv", "lines": 4}]}
    assert told("uploads", 2, "--report", "--reports", "again", *db) == {
        "upload": 2,
        "report": "again/parcels.report.txt",
    }
    profile = {"acme": {"map": {"Waybill": "tracking-number"}}}
    given = ("profile", "acme", "--map", "Waybill=tracking-number")
    assert [told(*given)["done"], told(*given)["done"]] == ["kept", "replaced"]
    assert told("profile", "acme", "--delete") == {"profiles": profile, "done": "deleted"}
    assert told("profile") == {"profiles": {"kept": {"kind": "orders"}}}


def commands_with_json() -> set[str]:
    context = click.Context(orderfeeds)
    found = {name: orderfeeds.get_command(context, name) for name in orderfeeds.list_commands(context)}
    return {name for name, one in found.items() if one and any("--json" in parameter.opts for parameter in one.params)}


def test_every_command_that_prints_json_has_a_schema_and_is_tried() -> None:
    DRAFT.check_schema(OUTPUTS)
    assert commands_with_json() - set(OUTPUTS["$defs"]) == set()
    assert commands_with_json() - {name.split()[0] for name in CALLS} == set()


def test_a_schema_finds_what_does_not_fit() -> None:
    assert not validator("codes").is_valid({"codes": [{"code": "90061"}]})
    assert not validator("upload").is_valid({"error": {"message": "none", "exit-code": 2}})


def test_the_faults_of_an_upload_are_in_what_is_printed(worked: Desk) -> None:
    said = worked.upload(worked.folder / "refunds.txt", worked.folder / "parcels.txt", "--again", "--json")
    twins = {name: json.loads(worked.report(name)) for name in ("parcels.3.report.json", "refunds.report.json")}
    told = {Path(file["report"]).name.replace(".txt", ".json"): file for file in json.loads(said.out)["files"]}
    assert {name: {key: file[key] for key in twins[name]} for name, file in told.items()} == twins
    assert len(told["parcels.3.report.json"]["faults"]) > 2
    for twin in twins.values():
        fits("outcome", twin)


ERRORS: dict[str, Callable[[Desk], Said]] = {
    "an option that there is not": lambda desk: desk.call("uploads", "--jsno", "--json"),
    "a value that does not fit": lambda desk: desk.call("uploads", "--json", "--mode", "9"),
    "an upload that there is not": lambda desk: desk.call("uploads", "77", "--json"),
    "no order table": lambda desk: call("uploads", "--json", "--db", desk.folder / "none.db"),
    "no command": lambda _: call("uplaods", "--json"),
    "an export of no order": lambda desk: desk.call("export", "--format", "json"),
    "an export over a file": lambda desk: desk.call("export", "--orders", FIRST, "--format=json", "--out", desk.store),
    "a folder that cannot be written": lambda desk: desk.call(
        "report", "orders", "--days", "7", "--json", "--out", desk.store
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_is_an_object_too_and_on_the_same_stream(stocked: Desk, what: str) -> None:
    said = ERRORS[what](stocked)
    assert (said.code, said.err) == (2, "")
    fits("error", json.loads(said.out))


def test_a_process_says_errors_as_an_object_too(tmp_path: Path) -> None:
    said = process("uploads", "--db", "none.db", "--json", cwd=tmp_path)
    words = "There is no order table at none.db. Upload an orders file first, or name it: --db."
    assert (said.code, said.err, json.loads(said.out)) == (2, "", {"error": {"message": words, "exit-code": 2}})


def test_the_lines_of_a_watch_fit_their_schema(tmp_path: Path, store_with_orders: bytes) -> None:
    desk = DropDesk(tmp_path)
    desk.store.write_bytes(store_with_orders)
    desk.put("parcels.txt", PARCELS_WITH_FAULTS)
    (desk.inbox / "folder").mkdir()
    lines = [json.loads(line) for line in desk.once("--log-json").out.splitlines()]
    assert [line["event"] for line in lines] == ["left", "partly"]
    for line in lines:
        fits("watch", line)
