"""The READMEs show what the commands really print, and lead to what is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("README.md", *(f"{folder}/README.md" for folder in ("feeds", "reports", "schemas", "sample_feeds")))
TEXTS = {place: (ROOT / place).read_text(encoding="utf-8") for place in PLACES}
README = "\n".join(TEXTS.values())


def shown(name: str) -> str:
    """The text between the marks of a block, without its fences."""
    [block] = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", README, re.DOTALL)
    return str(block).removeprefix("```\n").removesuffix("\n```")


def printed(folder: Path, *command: str) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.slow
def test_the_demo_in_the_readme_is_what_the_demo_prints_and_running_it_twice_prints_the_same(tmp_path: Path) -> None:
    demo = (sys.executable, "-m", "sample_feeds.demo", "out")
    assert printed(tmp_path, *demo) == shown("demo")
    assert printed(tmp_path, *demo) == shown("demo")


NIGHT = (sys.executable, "-m", "sample_feeds.night", "out")


@pytest.mark.slow
def test_the_night_in_the_readme_is_what_it_prints(tmp_path: Path) -> None:
    assert printed(tmp_path, *NIGHT) == shown("night")


@pytest.mark.slow
def test_running_the_night_twice_prints_the_same(tmp_path: Path) -> None:
    assert printed(tmp_path, *NIGHT) == printed(tmp_path, *NIGHT)


def test_the_first_lines_in_the_readme_are_those_of_the_demo() -> None:
    assert shown("first") in shown("demo")


def test_the_help_in_the_readme_is_what_help_prints(tmp_path: Path) -> None:
    assert printed(tmp_path, str(Path(sys.executable).parent / "orderfeeds"), "--help") == shown("help")


def test_the_figures_in_the_readme_are_those_of_the_benchmark() -> None:
    results = (ROOT / "tests" / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    summary = results.partition("## Summary\n\n")[2].partition("\n\n## ")[0].splitlines()
    assert [line for line in shown("bench").splitlines() if line not in summary] == []


def test_the_first_page_stays_short() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 220


LINKS = [(place, target) for place, text in TEXTS.items() for target in re.findall(r"\]\(([^)]+)\)", text)]


@pytest.mark.parametrize(("place", "target"), LINKS)
def test_every_link_of_a_readme_leads_to_a_file_and_a_heading(place: str, target: str) -> None:
    path, _, heading = target.partition("#")
    file = (ROOT / place).parent / path if path else ROOT / place
    assert file.exists()
    if heading:
        headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert heading in [re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings]
