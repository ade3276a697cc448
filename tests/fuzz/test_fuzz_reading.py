"""The fuzz runs, and a few of its inputs are read or refused and nothing else."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.upload import ready
from feeds.uploaded_file import read_file
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


SEEDS = {seed.name: seed.content for seed in seeds() if seed.name.endswith((".xlsx", ".ods", ".xlsb", ".txt", ".csv"))}
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(SEEDS)), edits=EDITS)
def test_any_edit_of_a_file_is_read_or_refused_in_a_sentence_by_the_limited_child(
    name: str, edits: list[tuple[float, int, bytes]]
) -> None:
    content = bytearray(SEEDS[name])
    for place, cut, put in edits:
        at = int(place * len(content))
        content[at : at + cut] = put
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edited"
        path.write_bytes(content)
        file = read_file(path)
        if file.fatal:
            assert file.fatal.sentence.startswith(f"{path.name}:") or "cannot be read: " in file.fatal.sentence
            assert file.fatal.sentence.endswith(".")
        else:
            ready(file)
