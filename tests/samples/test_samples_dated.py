"""The samples moved to another day: every date by as many days, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.uploaded_file import read_file
from sample_feeds.dating import AS_OF, dated, days_to, is_dated
from tests.cli.desk_calls import call
from tests.samples.sample_files import FOLDER, SAMPLES


@pytest.mark.parametrize(
    ("moment", "days"),
    [("2026-01-31T12:00", 0), ("2026-02-01T11:59", 0), ("2026-02-01T12:00", 1), ("2027-01-31T12:00", 365)],
)
def test_files_move_by_whole_days_so_that_nothing_lies_ahead(moment: str, days: int) -> None:
    assert days_to(int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())) == days


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"2026-01-31T12:00:00+01:00\t2025-12-31", b"2026-03-02T12:00:00+01:00\t2026-01-30"),
        (b"31/01/2026\t2026-02-30\t2026-01-32\t111-2026-01-31", b"31/01/2026\t2026-02-30\t2026-01-32\t111-2026-01-31"),
        (b"<v>46053</v><v>46053.5</v><v>2</v>", b"<v>46083</v><v>46083.5</v><v>2</v>"),
    ],
)
def test_dates_and_date_cells_move_and_what_is_no_date_stays(before: bytes, after: bytes) -> None:
    assert dated(before, 30) == after


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_of_another_day_is_known_as_the_sample_and_a_changed_one_is_not(name: str) -> None:
    sample = (FOLDER / name).read_bytes()
    assert is_dated(dated(sample, 300), sample)
    assert not is_dated(dated(sample, 300) + b"x", sample)
    assert not is_dated(b"mine", sample)


def test_a_moved_workbook_reads_as_the_sample_with_later_days(tmp_path: Path) -> None:
    name = "shipping-confirmation-earlier.xlsx"
    (tmp_path / name).write_bytes(dated((FOLDER / name).read_bytes(), 365))
    there, here = (read_file(folder / name).sheet for folder in (tmp_path, FOLDER))
    assert there is not None
    assert here is not None
    later = here.cells["ship-date"].str.replace("2026-", "2027-")
    assert there.cells.to_dict() == here.cells.assign(**{"ship-date": later}).to_dict()


def test_written_again_on_another_day_they_are_dated_anew_and_what_was_changed_stays(tmp_path: Path) -> None:
    call("samples", tmp_path, "--as-of", "2026-11-05")
    (tmp_path / "order-cancellation.xlsx").write_bytes(b"mine")
    said = call("samples", tmp_path, "--as-of", AS_OF.isoformat())
    assert (said.code, said.out) == (0, f"9 files in {tmp_path}\n")
    assert said.err == f"{tmp_path / 'order-cancellation.xlsx'}: left as it is, you have changed it.\n"
    assert (tmp_path / "orders.txt").read_bytes() == (FOLDER / "orders.txt").read_bytes()
