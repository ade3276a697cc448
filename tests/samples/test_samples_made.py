"""The sample files are what the script makes, and the program gives the reports that lie beside them."""

from pathlib import Path

import pytest

from feeds.cli.main import orderfeeds
from tests.sample_files.make import make
from tests.samples.sample_files import AS_OF, FAULTY, FIRST, FOLDER, SAMPLES, codes_in, possible_codes, report_of


def files_in(folder: Path) -> dict[str, bytes]:
    found = [path for pattern in ("*.txt", "*.xlsx", "templates/*") for path in folder.glob(pattern)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_making_the_samples_again_gives_the_same_bytes(tmp_path: Path) -> None:
    make(tmp_path)
    made, kept = files_in(tmp_path), files_in(FOLDER)
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def upload(names: tuple[str, ...], folder: Path) -> int:
    options = ["--as-of", AS_OF, "--db", str(folder / "orders.db"), "--reports", str(folder)]
    code: int = orderfeeds.main(["upload", *options, *[str(FOLDER / name) for name in names]], standalone_mode=False)
    return code


def test_the_command_line_gives_the_reports_beside_the_samples(tmp_path: Path) -> None:
    assert orderfeeds.main(["terms", "--rehearsal", "--db", str(tmp_path / "orders.db")], standalone_mode=False) == 0
    assert upload(FIRST, tmp_path) == 0
    assert upload(tuple(FAULTY), tmp_path) == 1
    for name in SAMPLES:
        assert report_of(name, tmp_path).read_text() == report_of(name).read_text(), name


@pytest.mark.parametrize("name", FIRST)
def test_the_first_files_are_all_good(name: str) -> None:
    processed, successful = counts(name)
    assert processed == successful > 2
    assert codes_in(report_of(name).read_text()) == set()


@pytest.mark.parametrize("name", FAULTY)
def test_a_file_with_faults_has_every_fault_of_its_kind(name: str) -> None:
    possible = possible_codes(FAULTY[name], in_workbook=name.endswith(".xlsx"))
    found = codes_in(report_of(name).read_text())
    assert found == possible


@pytest.mark.parametrize("name", FAULTY)
def test_a_file_with_faults_has_good_records_too(name: str) -> None:
    processed, successful = counts(name)
    assert processed > successful >= (10 if name.endswith(".txt") else 15)


def counts(name: str) -> tuple[int, int]:
    _, processed, successful, *_ = report_of(name).read_text().splitlines()
    return int(processed.rpartition("\t")[2]), int(successful.rpartition("\t")[2])
