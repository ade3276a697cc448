"""The settings file gives options their defaults; options and the environment go over it, and slips are named."""

import json
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, Said, call, process
from tests.cli.feeds_written import ORDERS, PARCELS_WITH_FAULTS


class Settled(Desk):
    """A desk whose order table is named by its settings file alone."""

    def settle(self, text: str = "") -> None:
        (self.folder / "settings.toml").write_text(f'db = "{self.store}"\n{text}', encoding="utf-8")

    def call(self, command: str, *args: object) -> Said:
        env = {"ORDERFEEDS_SETTINGS": str(self.folder / "settings.toml"), "ORDERFEEDS_DB": ""}
        return call(command, *args, env=env)


@pytest.fixture
def desk(tmp_path: Path, store_with_orders: bytes, monkeypatch: pytest.MonkeyPatch) -> Settled:
    monkeypatch.chdir(tmp_path)
    desk = Settled(tmp_path)
    desk.store.write_bytes(store_with_orders)
    desk.settle()
    return desk


def test_a_setting_counts_for_every_command_that_has_the_option(desk: Settled) -> None:
    assert len(json.loads(desk.call("uploads", "--json").out)["uploads"]) == 1
    assert desk.call("verify").code == 0
    assert desk.call("codes", "18021").code == 0


def test_a_command_has_settings_of_its_own_which_go_over_those_of_all(desk: Settled) -> None:
    desk.settle('by = "All"\n[upload]\nby = "Uploads"\nno-corrections = true\n[undo]\n')
    desk.call("upload", desk.file("parcels.txt", PARCELS_WITH_FAULTS), "--as-of", AS_OF)
    desk.call("undo", "2", "--yes")
    assert desk.rows("SELECT done_by FROM uploads WHERE upload_no > 1") == [("Uploads",), ("All",)]
    assert not (desk.folder / "parcels.corrections.xlsx").exists()


def test_numbers_lists_and_home_folders_are_read_as_typed(desk: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(desk.folder))
    desk.settle('[report]\nout = "~/reports"\ndays = [7, 30]\nformat = "csv"\n')
    assert desk.call("report", "orders").code == 0
    assert sorted(path.name for path in (desk.folder / "reports").iterdir()) == [
        "orders-30-days.csv",
        "orders-7-days.csv",
    ]


def test_options_and_the_environment_go_over_settings(desk: Settled) -> None:
    desk.settle('by = "Settings"\n')
    (desk.folder / "orders.txt").touch()
    path = desk.file("more.txt", ORDERS)
    settings = {"ORDERFEEDS_SETTINGS": str(desk.folder / "settings.toml"), "ORDERFEEDS_DB": ""}
    call("upload", path, env=settings)
    call("upload", path, env=settings | {"ORDERFEEDS_USER": "Environment"})
    call("upload", path, "--by", "Option", env=settings | {"ORDERFEEDS_USER": "Environment"})
    who = [name for (name,) in desk.rows("SELECT done_by FROM uploads WHERE upload_no > 1 ORDER BY upload_no")]
    assert who == ["Settings", "Environment", "Option"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('mrchant = "acme"', "there is no setting mrchant. Did you mean merchant?"),
        ("[nihgtly]", "there is no command nihgtly. Did you mean nightly?"),
        ('[uploads]\nreprots = "x"', "there is no setting of uploads reprots. Did you mean reports?"),
        ("[uploads]\nyes = true", "yes is said with each call, and cannot be settled for all."),
        ("as-of = 2026-01-01", "as-of is said with each call, and cannot be settled for all."),
        ("merchant = ", "cannot be read: "),
        ('mode = "9"', "'9' is no mode as 660, umask or private."),
    ],
)
def test_what_a_settings_file_should_not_hold_is_named(desk: Settled, text: str, words: str) -> None:
    desk.settle(text)
    said = desk.call("uploads")
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_paths_tells_where_all_lies(desk: Settled) -> None:
    told = json.loads(desk.call("paths", "--json").out)
    assert told["order-table"] == {"path": str(desk.store), "exists": True}
    assert told["settings"] == {"path": str(desk.folder / "settings.toml"), "exists": True}
    assert json.loads(Path(told["json-schema"]["path"]).read_text(encoding="utf-8"))["$defs"]
    lines = desk.call("paths", "--db", "none.db").out.splitlines()
    assert lines[0] == f"Order table: {desk.folder / 'none.db'}  (not there yet)"
    assert [line.partition(":")[0] for line in lines] == ["Order table", "Profiles", "Settings", "JSON schema"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("uplaod", "Did you mean upload"), ("nighly", "Did you mean nightly"), ("xyzzy", "orderfeeds --help lists them.")],
)
def test_a_mistyped_command_is_answered_with_those_that_are_near(typed: str, meant: str) -> None:
    said = call(typed)
    assert (said.code, said.out) == (2, "")
    assert f"There is no command {typed!r}. {meant}" in said.err


@pytest.mark.parametrize(
    ("words", "found"), [("orderfeeds night", "plain,nightly"), ("orderfeeds undo --y", "plain,--yes")]
)
def test_the_shell_completes_commands_and_options_as_the_readme_says(words: str, found: str) -> None:
    readme = (Path(__file__).parents[2] / "feeds" / "README.md").read_text(encoding="utf-8")
    assert 'eval "$(_ORDERFEEDS_COMPLETE=bash_source orderfeeds)"' in readme
    assert "orderfeeds_completion" in process(env={"_ORDERFEEDS_COMPLETE": "bash_source"}).out
    asked = {"_ORDERFEEDS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert process(env=asked) == Said(0, f"{found}\n", "")
