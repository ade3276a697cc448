"""The product does what the model of the rules does: outcomes, quantities, packages, refunds, reports, step by step."""

from pathlib import Path

import pytest

from tests.model.sequences import Sequence
from tests.model.side_by_side import (
    by_the_product,
    by_the_rules,
    kept_by_the_product,
    kept_by_the_rules,
    moment,
    reports_by_the_product,
    reports_by_the_rules,
)
from tests.night.night_desk import NightDesk

STEPS = 5
SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 201))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_product_does_what_the_rules_say(seed: int, tmp_path: Path) -> None:
    sequence = Sequence(seed)
    with NightDesk(tmp_path) as desk:
        book = sequence.book
        for step in sequence.steps(STEPS):
            said = by_the_rules(book, step)
            assert by_the_product(desk, step) == said, story(sequence)
            assert kept_by_the_product(desk) == kept_by_the_rules(book), story(sequence)
        assert reports_by_the_product(desk, sequence.now) == reports_by_the_rules(book, sequence.now), story(sequence)
        assert desk.faults() == [], story(sequence)


def story(sequence: Sequence) -> str:
    """The steps of a sequence up to now."""
    told = [f"sequence {sequence.seed}"]
    for step in sequence.made:
        options = [name for name in ("again", "edit", "strict", "confirmed", "check") if getattr(step, name)]
        told.append(f"{step.word} {moment(step.as_of)} {step.number or ''} {step.ending} {' '.join(options)}")
        told += [f"    {', '.join(f'{name}={cell}' for name, cell in row.items() if cell)}" for row in step.rows]
    return "\n".join(told)
