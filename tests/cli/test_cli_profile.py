"""``orderfeeds profile``: kept, listed, shown and deleted; applied by upload and check below the call's own options."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, Said, call
from tests.cli.feeds_written import SHIP_HEADINGS, parcel

ACME = ("--map", "Tracking #=tracking-number", "--map", "Box=", "--set", "carrier-code=UPS", "--set", "ship-date=today")
ACME_TOLD = {
    "map": {"Tracking #": "tracking-number", "Box": ""},
    "set": {"carrier-code": "UPS", "ship-date": "today"},
}


class Shelf:
    """Profiles in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.env = {"ORDERFEEDS_PROFILES": str(path)}

    def call(self, *args: object) -> Said:
        return call("profile", *args, env=self.env)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "settings" / "profiles.toml")


def test_a_profile_is_kept_listed_shown_and_deleted(shelf: Shelf) -> None:
    assert shelf.call("acme", *ACME) == Said(0, "Profile acme was kept.\n", "")
    assert shelf.call("north wind", "--kind", "order-adjustment", "--encoding", "cp932", "--region", "jp").code == 0
    assert shelf.call().out == (
        "acme        --map 'Tracking #=tracking-number' --map Box= --set carrier-code=UPS --set ship-date=today\n"
        "north wind  --kind order-adjustment --encoding cp932 --region JP\n"
    )
    assert shelf.call("acme").out == (
        "acme\n  --map 'Tracking #=tracking-number'\n  --map Box=\n  --set carrier-code=UPS\n  --set ship-date=today\n"
    )
    assert shelf.call("acme", "--delete") == Said(0, "Profile acme was deleted.\n", "")
    assert shelf.call("acme") == Said(2, "", "There is no profile acme. Those kept: north wind.\n")


def test_a_profile_is_told_to_a_program_too(shelf: Shelf) -> None:
    assert json.loads(shelf.call("--json").out) == {"profiles": {}}
    shelf.call("acme", *ACME)
    assert json.loads(shelf.call("--json").out) == {"profiles": {"acme": ACME_TOLD}}
    assert json.loads(shelf.call("acme", "--json").out) == {"profiles": {"acme": ACME_TOLD}}


def test_a_profile_of_the_same_name_is_replaced_whole(shelf: Shelf) -> None:
    shelf.call("acme", *ACME)
    assert shelf.call("acme", "--region", "JP").out == "Profile acme replaces the one of that name.\n"
    assert json.loads(shelf.call("acme", "--json").out) == {"profiles": {"acme": {"region": "JP"}}}


def test_the_file_is_toml_for_its_owner_alone_and_nothing_is_left_beside_it(shelf: Shelf) -> None:
    shelf.call("acme", *ACME)
    assert shelf.path.read_text(encoding="utf-8") == (
        '[acme.map]\n"Tracking #" = "tracking-number"\nBox = ""\n\n'
        '[acme.set]\ncarrier-code = "UPS"\nship-date = "today"\n'
    )
    assert stat.S_IMODE(shelf.path.stat().st_mode) == 0o600
    assert [path.name for path in shelf.path.parent.iterdir()] == ["profiles.toml"]


def test_what_is_left_out_trusted_and_read_is_kept_too(shelf: Shelf) -> None:
    given = (
        *("--sheet", "Week 5", "--ignore", "Notes", "--ignore", "Line #", "--where", "VoidIndicator!=Y"),
        *("--trust", "tracking-number", "--strict-tracking"),
    )
    shelf.call("acme", *given)
    assert shelf.path.read_text(encoding="utf-8") == (
        '[acme]\nsheet = "Week 5"\nignore = [\n    "Notes",\n    "Line #",\n]\nwhere = [\n    "VoidIndicator!=Y",\n]\n'
        'trust = [\n    "tracking-number",\n]\nstrict_tracking = true\n'
    )
    assert shelf.call("acme").out == (
        "acme\n  --sheet 'Week 5'\n  --ignore Notes\n  --ignore 'Line #'\n  --where 'VoidIndicator!=Y'\n"
        "  --trust tracking-number\n  --strict-tracking\n"
    )


@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        ('ignore = "Notes"', "ignore must be a list of texts"),
        ("where = [1]", "where must be a list of texts"),
        ('strict_tracking = "yes"', "strict_tracking must be true or false"),
        ("sheet = 2", "sheet must be a text"),
    ],
)
def test_a_list_or_switch_written_otherwise_is_named(shelf: Shelf, kept: str, wanted: str) -> None:
    shelf.path.parent.mkdir()
    shelf.path.write_text(f"[acme]\n{kept}\n", encoding="utf-8")
    said = f"The profiles {shelf.path} cannot be read: in [acme], {wanted}. Correct it there.\n"
    assert shelf.call("acme") == Said(2, "", said)


def test_names_and_headings_in_any_script_come_back_as_they_were(shelf: Shelf) -> None:
    told = ("東京 \"A\"='x'", "--map", 'お問い合わせ=番号 "1"=tracking-number', "--set", "ship-method=a=b")
    assert shelf.call(*told).code == 0
    assert json.loads(shelf.call("--json").out)["profiles"] == {
        "東京 \"A\"='x'": {"map": {'お問い合わせ=番号 "1"': "tracking-number"}, "set": {"ship-method": "a=b"}}
    }


def test_where_no_profile_is_kept_the_list_says_how_to_keep_one(shelf: Shelf) -> None:
    example = "orderfeeds profile acme --map 'Tracking #=tracking-number' --set carrier-code=UPS\n"
    assert shelf.call() == Said(0, f"There is no profile yet. Keep one: {example}", "")
    assert shelf.call("acme") == Said(2, "", f"There is no profile acme. Keep one first: {example}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[acme\n", "line 1, column 6: "),
        ('[acme]\nregion = "JP"\nkind =\n', "line 3, column 7: invalid value. Correct it there."),
        ("a = [", "line 1, the end: "),
        ('kind = "orders"', "kind stands outside of any [profile]."),
        ("[acme]\nmaps = {}", "in [acme], there is no maps in a profile. Correct it there."),
        ('[acme]\nmap = "x"', "in [acme], map must be a table of texts. Correct it there."),
        ("[acme.set]\nquantity = 1", "in [acme], set must be a table of texts. Correct it there."),
        ("[acme]\nregion = 1", "in [acme], region must be a text. Correct it there."),
        ('[acme]\nregion = "XX"', "in [acme], region must be one of US, JP, SG, AU, IN. Correct it there."),
        ('[acme]\nkind = "parcels"', "in [acme], kind must be one of orders, shipping-confirmation, "),
        (b"\xff\xfe[acme]", "they are not UTF-8 text."),
    ],
)
def test_a_broken_file_is_told_with_its_path_and_line(shelf: Shelf, content: str | bytes, told: str) -> None:
    shelf.path.parent.mkdir()
    shelf.path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = shelf.call("acme")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"The profiles {shelf.path} cannot be ")
    assert told in said.err


def test_a_broken_file_is_never_written_over(shelf: Shelf) -> None:
    shelf.path.parent.mkdir()
    shelf.path.write_text("[acme", encoding="utf-8")
    assert shelf.call("globex", "--region", "JP").code == 2
    assert shelf.path.read_text(encoding="utf-8") == "[acme"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--region", "JP"], "Say which profile, as orderfeeds profile acme"),
        (["--delete"], "Say which profile, as orderfeeds profile acme"),
        (["acme", "--delete", "--region", "JP"], "--delete goes with the name alone."),
        (["acme", "--delete"], "There is no profile acme."),
        (["acme", "--set", "carrier-code="], "'carrier-code=' has no value after its equals sign"),
        (["acme", "--set", "carrier-code"], "'carrier-code' has no equals sign"),
        (["acme", "--map", "=tracking-number"], "'=tracking-number' has no equals sign with a heading before it"),
        (["a\nb", "--region", "JP"], "The name of a profile must be text on one line"),
    ],
)
def test_a_call_that_cannot_be_meant_is_told_why(shelf: Shelf, given: list[str], told: str) -> None:
    said = shelf.call(*given)
    assert (said.code, told in said.err, shelf.path.exists()) == (2, True, False)


def tracked(desk: Desk) -> Path:
    """A supplier's file of one parcel: without carrier and day, with a column of its own."""
    good = dict(zip(SHIP_HEADINGS, parcel(), strict=True))
    cells = [good["order-id"], good["order-item-id"], good["quantity"], good["tracking-number"], "7"]
    return desk.file("acme.txt", [["Order ID", "Order Item ID", "Qty", "Tracking #", "Box"], cells])


def confirmed(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT carrier_code, ship_date FROM packages")


@pytest.mark.parametrize("command", ["upload", "check"])
def test_a_profile_is_applied_and_what_it_did_is_told(stocked: Desk, shelf: Shelf, command: str) -> None:
    shelf.call("acme", *ACME)
    path = tracked(stocked)
    assert stocked.call("check", path, "--as-of", AS_OF).code == 2
    said = call(command, path, "--profile", "acme", "--as-of", AS_OF, "--db", stocked.store, env=shelf.env)
    assert (said.code, said.err) == (0, "")
    if command == "check":
        assert 'carrier-code was set to "UPS" in 1 record (the file has no such column).' in said.out
        return
    report = stocked.report("acme.report.txt")
    assert [
        line
        for line in (
            'The heading "Qty" was read as quantity.',
            'carrier-code was set to "UPS" in 1 record (the file has no such column).',
            'ship-date was set to "2026-03-10" in 1 record (the file has no such column).',
        )
        if line not in report
    ] == []
    assert [(carrier, str(day)[:10]) for carrier, day in confirmed(stocked)] == [("UPS", "2026-03-10")]


def test_options_of_the_call_win_over_the_profile_however_the_heading_is_written(stocked: Desk, shelf: Shelf) -> None:
    shelf.call("acme", *ACME)
    own = ("--set", "Carrier_Code=USPS", "--set", "ship-date=2026-03-06", "--map", "tracking#=ship-method")
    given = (tracked(stocked), "--profile", "acme", *own, "--as-of", AS_OF, "--db", stocked.store)
    assert call("upload", *given, env=shelf.env).code == 0
    assert [(carrier, str(day)[:10]) for carrier, day in confirmed(stocked)] == [("USPS", "2026-03-06")]
    assert stocked.rows("SELECT tracking_number FROM packages") == [(None,)]


def test_a_profile_that_there_is_not_is_told_before_anything_is_read(stocked: Desk, shelf: Shelf) -> None:
    shelf.call("acme", *ACME)
    before = stocked.store.read_bytes()
    said = call("upload", tracked(stocked), "--profile", "acne", "--db", stocked.store, env=shelf.env)
    assert said == Said(2, "", "There is no profile acne. Those kept: acme.\n")
    assert stocked.store.read_bytes() == before
