"""The benchmarks run, at a size at which their figures mean nothing, and write results of the right form."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTIONS = ["confirmations", "small", "scaling", "reports", "others"]


def measure(tmp_path: Path, *arguments: str) -> dict[str, str]:
    """The sections of the results after a run at the smallest size."""
    output, folder = tmp_path / "RESULTS.md", tmp_path / "made"
    command = [sys.executable, "-m", "tests.benchmarks", "--scale", "10000", "--runs", "1", "--folder", str(folder)]
    subprocess.run([*command, "--output", str(output), *arguments], cwd=ROOT, check=True, capture_output=True)
    title, *parts = re.split(r"^## (.+)\n\n", output.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert title == "# Benchmarks\n\n"
    return dict(zip(parts[::2], parts[1::2], strict=True))


def marks(text: str) -> list[str]:
    """The lines of the table of marks."""
    return text.partition("| what | mark | measured |  |\n")[2].strip().splitlines()[1:]


@pytest.mark.slow
def test_every_section_has_its_marks_and_the_summary_has_them_all(tmp_path: Path) -> None:
    sections = measure(tmp_path)
    assert list(sections) == ["Summary", "How it is measured", *SECTIONS]
    counts = {name: len(marks(sections[name])) for name in SECTIONS}
    assert counts == {"confirmations": 10, "small": 10, "scaling": 5, "reports": 5, "others": 3}
    assert marks(sections["Summary"]) == [line for name in SECTIONS for line in marks(sections[name])]


@pytest.mark.slow
def test_a_section_measured_alone_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "RESULTS.md").write_text("# Benchmarks\n\n## small\n\nOf another machine.\n", encoding="utf-8")
    sections = measure(tmp_path, "--only", "others")
    assert list(sections) == ["Summary", "How it is measured", "small", "others"]
    assert sections["small"] == "Of another machine.\n\n"
    assert sections["Summary"].splitlines()[0] == "Of another machine."
