"""Faults on a terminal: a line each with cell and order first, broken at words, in colour; plain in a pipe."""

import re
from pathlib import Path

import pytest

from feeds.cli.outcome_output import coloured
from feeds.cli.output import wrapped
from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import PARCELS_WITH_FAULTS, SHIP_HEADINGS, UNKNOWN, parcel
from tests.cli.terminals import CLEARED, at_terminal

COLOUR = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", None, ["one two three"]),
        ("one two three", 13, ["one two", "  three"]),
        ("one two three", 9, ["one two", "  three"]),
        ("unbreakable words", 4, ["unbreakable", "  words"]),
        ("発送 発送 発送", 11, ["発送 発送", "  発送"]),
    ],
)
def test_a_line_is_broken_at_words_by_the_columns_that_they_take(
    text: str, width: int | None, expected: list[str]
) -> None:
    assert wrapped(text, width) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A3 order 1: Error 18028: no Error here", "A3 order 1: \x1b[31m\x1b[1mError\x1b[0m 18028: no Error here"),
        ("  Error 18028: it is", "  \x1b[31m\x1b[1mError\x1b[0m 18028: it is"),
        ("  the rest of it", "  the rest of it"),
    ],
)
def test_the_severity_is_coloured_and_nothing_else(line: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured(line, "Error") == expected
    monkeypatch.setenv("NO_COLOR", "1")
    assert coloured(line, "Error") == line


def check_at(desk: Desk, width: int, env: dict[str, str]) -> str:
    path = desk.file("parcels.txt", PARCELS_WITH_FAULTS)
    drawn = at_terminal(
        desk.folder, "check", path.name, "--db", desk.store, "--as-of", AS_OF, width=width, env=env, out_too=True
    )
    return drawn.text.rpartition(CLEARED)[2].replace("\r\n", "\n")


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(stocked: Desk, width: int) -> None:
    shown = check_at(stocked, width, {})
    plain = COLOUR.sub("", shown)
    assert COLOUR.search(shown)
    assert max(map(len, plain.splitlines())) <= width
    whole = stocked.call("check", stocked.folder / "parcels.txt", "--as-of", AS_OF).out
    assert plain.split() == whole.split()


def test_there_is_no_colour_where_nobody_wants_it(stocked: Desk) -> None:
    assert not COLOUR.search(check_at(stocked, 80, {"NO_COLOR": "1"}))


def test_a_file_of_many_equal_errors_is_told_in_one_line(stocked: Desk) -> None:
    orders = [f"202-9999999-{number:07}" for number in range(60)]
    told = stocked.call("check", stocked.file("many.txt", [SHIP_HEADINGS, *map(parcel, orders)]), "--as-of", AS_OF).out
    [line] = [line for line in told.splitlines() if "18028" in line]
    assert line.startswith(f"  A2 order {orders[0]} and 59 more (A3, A4, A5 …): Error 18028: ")


def test_what_a_file_holds_cannot_move_the_cursor(stocked: Desk, tmp_path: Path) -> None:
    path = stocked.file("odd.txt", [SHIP_HEADINGS, parcel(UNKNOWN, item="\x1b[2J12")])
    assert "\x1b" not in stocked.call("check", path, "--as-of", AS_OF).out
