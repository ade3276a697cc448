"""Laws of random files: undone is as before; the order of orders, files and formats make no difference."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from reports.order_lines import Viewpoint
from reports.windows import NAMES, WINDOWS, write_windows
from tests.model.orders import Row
from tests.model.sequences import Sequence as Steps
from tests.model.sequences import Step
from tests.model.side_by_side import by_the_product, by_the_rules, kept_by_the_product, moment, outcomes
from tests.night.night_desk import NightDesk

_BEGINNING = 4
SEEDS = pytest.mark.parametrize("seed", range(301, 309))
pytestmark = pytest.mark.slow


@contextmanager
def begun(seed: int) -> Iterator[tuple[NightDesk, Steps]]:
    """A desk after the first steps of a sequence."""
    with TemporaryDirectory() as folder:
        sequence = Steps(seed)
        with NightDesk(Path(folder)) as desk:
            for step in sequence.steps(_BEGINNING):
                by_the_rules(sequence.book, step)
                by_the_product(desk, step)
            yield desk, sequence


@contextmanager
def copied(desk: NightDesk) -> Iterator[NightDesk]:
    """Another desk that holds what a desk holds now."""
    with TemporaryDirectory() as folder, NightDesk(Path(folder)) as other:
        # Neither file may be open while one is written over the other.
        desk.engine.dispose()
        other.engine.dispose()
        other.place.write_bytes(desk.place.read_bytes())
        yield other


def next_files(sequence: Steps) -> list[Step]:
    """A file of each kind for what the sequence's orders have become, judged without options."""
    made = [sequence.a_file(word) for word in ("ship", "cancel", "adjust", "orders")]
    return [replace(step, again=False, edit=False, strict=False, check=False, ending="txt") for step in made]


def told(desk: NightDesk, step: Step) -> list[tuple[Row, str]]:
    """Each record with what became of it."""
    answer = desk.upload(step.word, step.rows, as_of=moment(step.as_of), ending=step.ending)
    return list(zip(step.rows, outcomes(desk, answer, len(step.rows)), strict=True))


@SEEDS
def test_an_upload_taken_back_leaves_what_was_and_the_undo_taken_back_what_became(seed: int) -> None:
    with begun(seed) as (desk, sequence):
        for step in next_files(sequence):
            before = desk.facts()
            answer = desk.upload(step.word, step.rows, as_of=moment(step.as_of))
            after = desk.facts()
            if after == before:
                continue
            undo, _, spared = desk.undo(answer.upload, moment(step.as_of))
            assert (spared, desk.facts(), desk.faults()) == ([], before, [])
            again, _, spared = desk.undo(undo or 0, moment(step.as_of))
            assert (spared, desk.facts(), desk.faults()) == ([], after, [])
            desk.undo(again or 0, moment(step.as_of))
            assert desk.facts() == before


@SEEDS
def test_everything_taken_back_from_the_last_to_the_first_leaves_nothing(seed: int) -> None:
    with begun(seed) as (desk, sequence):
        for step in next_files(sequence):
            told(desk, step)
        for number in range(desk.uploads(), 0, -1):
            undone = by_the_product(desk, Step("undo", sequence.now, number=number))
            assert undone is None or not undone[1]
        assert (desk.states(), desk.faults()) == ({}, [])


@SEEDS
def test_the_order_of_records_of_different_orders_makes_no_difference(seed: int) -> None:
    def turned(step: Step) -> list[Step]:
        orders = list(dict.fromkeys(row["order-id"] for row in step.rows))
        random.Random(seed).shuffle(orders)
        return [replace(step, rows=tuple(sorted(step.rows, key=lambda row: orders.index(row["order-id"]))))]

    same_result(seed, turned)


@SEEDS
def test_a_file_split_by_its_orders_makes_no_difference(seed: int) -> None:
    def split(step: Step) -> list[Step]:
        orders = dict.fromkeys(row["order-id"] for row in step.rows)
        return [replace(step, rows=tuple(row for row in step.rows if row["order-id"] == order)) for order in orders]

    same_result(seed, split)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@SEEDS
def test_tabs_commas_and_workbooks_make_no_difference(seed: int, ending: str) -> None:
    same_result(seed, lambda step: [replace(step, ending=ending)])


def same_result(seed: int, otherwise: Callable[[Step], Sequence[Step]]) -> None:
    """That the records of a file of each kind come to the same, one by one and in all, where they come otherwise."""
    with begun(seed) as (desk, sequence):
        for step in next_files(sequence):
            with copied(desk) as other:
                mine, theirs = told(desk, step), [pair for part in otherwise(step) for pair in told(other, part)]
                assert sorted(map(repr, mine)) == sorted(map(repr, theirs))
                assert kept_by_the_product(desk) == kept_by_the_product(other)


@SEEDS
def test_the_windows_nest_and_the_lines_of_the_unshipped_report_are_in_the_other(seed: int, tmp_path: Path) -> None:
    with begun(seed) as (desk, sequence):
        for step in next_files(sequence):
            told(desk, step)
        lines: dict[tuple[str, int], set[str]] = {}
        with desk.engine.connect() as connection:
            for name in NAMES:
                written = write_windows(
                    connection, (name, WINDOWS), Viewpoint(desk.merchant, sequence.now), tmp_path, "txt"
                )
                for days, (path, count) in zip(WINDOWS, written, strict=True):
                    _, *rows = path.read_text(encoding="utf-8").splitlines()
                    lines[name, days] = set(rows)
                    assert len(rows) == len(lines[name, days]) == count
        for name in NAMES:
            assert all(lines[name, shorter] <= lines[name, longer] for shorter, longer in pairwise(WINDOWS))
        for days in WINDOWS:
            open_ones, verified = (ids(lines[name, days]) for name in ("unshipped-orders", "orders"))
            assert open_ones <= verified


def ids(lines: set[str]) -> set[Any]:
    return {tuple(line.split("\t")[:2]) for line in lines}
