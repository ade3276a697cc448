import os
import stat
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import Engine

from reports.files.atomic_files import put_in_place, put_where_free
from reports.files.writing import FORMATS, Format
from tests.reports.report_orders import written


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old and longer")
    path.chmod(0o644)
    put_in_place(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), names(tmp_path)) == (b"new", 0o600, ["a.txt"])


@pytest.mark.parametrize("format", FORMATS)
def test_every_report_is_readable_for_its_owner_alone(format: Format, empty_store: Engine, tmp_path: Path) -> None:
    path = written(empty_store, "orders", tmp_path / "out", format=format)
    assert (stat.S_IMODE(path.stat().st_mode), names(path.parent)) == (0o600, [path.name])


@pytest.mark.parametrize("fault", [OSError("disk full"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(fault: BaseException, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")

    def half(file: BinaryIO) -> None:
        file.write(b"ne")
        raise fault

    with pytest.raises(type(fault)):
        put_in_place(tmp_path / "a.txt", half)
    assert ((tmp_path / "a.txt").read_text(), names(tmp_path)) == ("old", ["a.txt"])


def refuse(*_paths: Path) -> None:
    raise PermissionError("no links here")


@pytest.mark.parametrize("link", [os.link, refuse])
@pytest.mark.parametrize(("there", "after"), [(None, "new"), ("new", "new"), ("other", "other")])
def test_a_place_is_taken_only_if_free(
    there: str | None, after: str, link: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "a.txt"
    if there:
        path.write_text(there)
    assert put_where_free(path, b"new") is (after == "new")
    assert (path.read_text(), names(tmp_path)) == (after, ["a.txt"])
