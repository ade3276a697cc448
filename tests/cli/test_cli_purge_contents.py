"""Which orders a file holds: found in its bytes, wherever they stand, and kept in a few bytes each."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from feeds.purge import order_ids_in_files as purge_contents
from feeds.purge.order_ids_in_files import orders_in, packed, unpacked

IDS = [f"{number % 900 + 100}-{number:07}-{number * 7:07}" for number in range(1, 4_000)]
NUMBERS = np.unique([int(of.replace("-", "")) for of in IDS])


def test_what_is_packed_is_unpacked_sorted_and_each_once() -> None:
    ids = pd.Series([*reversed(IDS), None, IDS[0]], dtype="str")
    assert unpacked(packed(ids)).tolist() == NUMBERS.tolist()
    assert unpacked(packed(pd.Series([None, None], dtype="str"))).tolist() == []


@pytest.mark.parametrize("at_a_time", [64, 1_000, 8 << 20])
def test_orders_are_found_wherever_a_text_is_parted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(purge_contents, "_AT_A_TIME", at_a_time)
    path = tmp_path / "report.txt"
    path.write_text("order-id\tother\n" + "".join(f"{of}\tŻ{of[:9]}\n" for of in IDS), encoding="utf-8")
    with path.open("rb") as file:
        found = orders_in(file)
    assert found is not None
    assert found.tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("at_a_time", [64, 8 << 20])
def test_orders_are_found_in_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    monkeypatch.setattr(purge_contents, "_AT_A_TIME", at_a_time)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for of in IDS:
        sheet.append([of, 1])
    book.save(tmp_path / "report.xlsx")
    with (tmp_path / "report.xlsx").open("rb") as file:
        found = orders_in(file)
    assert found is not None
    assert found.tolist() == NUMBERS.tolist()


@pytest.mark.parametrize(
    ("content", "orders"),
    [
        (b"", []),
        (b"nothing", []),
        (b"1202-0000000-0000001 202-0000000-00000012 202-0000000-0000001-1", []),
        (b'"202-0000000-0000001",', [2020000000_0000001]),
        (b"PK\x03\x04 and no workbook", None),
        (b"%PDF-1.7 202-0000000-0000001", None),
    ],
)
def test_a_file_that_does_not_tell_is_told_apart_from_one_that_has_none(
    tmp_path: Path, content: bytes, orders: list[int] | None
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        found = orders_in(file)
    assert (None if found is None else found.tolist()) == orders
