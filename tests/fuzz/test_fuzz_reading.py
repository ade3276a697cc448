"""The fuzz runs, and a few of its inputs are read or refused and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.worker import input_of

_COUNT = re.compile(r"^\| ([a-z][^|]*) \| ([0-9,]+) \|$", re.MULTILINE)


def outcomes(inputs: int, seed: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.fuzz", f"--inputs={inputs}", f"--seed={seed}"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=600
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return {outcome: int(count.replace(",", "")) for outcome, count in _COUNT.findall(done.stdout) if count != "inputs"}


@pytest.mark.parametrize(("inputs", "seed"), [(100, 2), pytest.param(5000, 3, marks=pytest.mark.slow)])
def test_changed_bytes_are_read_or_refused(inputs: int, seed: int) -> None:
    found = outcomes(inputs, seed)
    assert sum(found.values()) == inputs
    assert found["read"] > inputs / 10
    # The limited child takes the abort of a reader that asks for endless memory; a hang it must not need to take.
    expected = re.compile(r"read( and checked)?|refused [0-9]+|memory|died of (6|11)")
    assert [outcome for outcome in found if not expected.fullmatch(outcome)] == []


def test_an_input_is_the_same_every_time() -> None:
    one, other = seeds(), seeds()
    assert [input_of(one, 1, number) for number in range(50)] == [input_of(other, 1, number) for number in range(50)]
