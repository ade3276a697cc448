"""What is told of a text that reads in several encodings, and when it is refused."""

from pathlib import Path

import pytest

from feeds.reading.options import Directions
from feeds.uploaded_file import read_file
from schemas import faults
from tests.reading.written_files import HEADINGS, PARCEL, text_file

# Encoding, heading and text of a cell -> the code, and what the message begins with.
SETTLED: list[tuple[str, int, str, int | None, str]] = [
    (
        "gb18030",
        6,
        "顺丰速运",
        faults.ENCODING_CHOSEN,
        'The text was read as gb18030 (GB18030): cell G2 reads "顺丰速运". It would read ',
    ),
    (
        "cp1252",
        4,
        "Österreich Post",
        faults.ENCODING_UNCLEAR,
        'carrier-code in cell E2 reads "Österreich Post" as cp1252',
    ),
    ("cp1252", 6, "Café", None, ""),
    ("cp1252", 6, "Überlandpost", None, ""),
]


@pytest.mark.parametrize(("encoding", "position", "value", "code", "words"), SETTLED)
def test_doubt_refuses_a_file_only_where_more_than_free_text_is_at_stake(
    tmp_path: Path, encoding: str, position: int, value: str, code: int | None, words: str
) -> None:
    row = [*PARCEL[:position], value, *PARCEL[position + 1 :]]
    path = text_file(tmp_path / "parcels.txt", [HEADINGS, row], encoding=encoding)
    file = read_file(path)
    told = {note.code: note.wording for note in file.sheet.notes} if file.sheet else {}
    if file.fatal:
        told[file.fatal.code] = file.fatal.sentence.removeprefix("parcels.txt: ")
    assert {number: said.startswith(words) for number, said in told.items()} == ({code: True} if code else {})
    for name in (encoding, {"cp1252": "latin-1"}.get(encoding, "gbk")):
        settled = read_file(path, Directions(encoding=name))
        assert settled.sheet is not None
        assert (settled.sheet.cells.iloc[0, position], settled.sheet.notes) == (value, ())


def test_the_messages_of_doubt_name_both_readings_the_cell_and_the_option(tmp_path: Path) -> None:
    row = [*PARCEL[:4], "Müller", *PARCEL[5:]]
    refused = read_file(text_file(tmp_path / "parcels.txt", [HEADINGS, row], encoding="cp1252"))
    assert refused.fatal is not None
    assert refused.fatal.heading == "carrier-code"
    assert refused.fatal.sentence == (
        'parcels.txt: carrier-code in cell E2 reads "Müller" as cp1252 (Windows-1252) and "M黮ler" as gb18030 '
        "(GB18030): --encoding cp1252 or --encoding gb18030. " + faults.FAULTS[faults.ENCODING_UNCLEAR].remedy
    )
    taken = read_file(text_file(tmp_path / "parcels.txt", [HEADINGS, [*PARCEL[:6], "Łódź"]], encoding="cp1250"))
    assert taken.sheet is not None
    assert [note.wording for note in taken.sheet.notes] == [
        'The text was read as cp1250 (Windows-1250): cell G2 reads "Łódź". It would read "£ódŸ" as cp1252 '
        "(Windows-1252)."
    ]


def test_doubt_in_a_column_that_nothing_is_read_from_is_not_told(tmp_path: Path) -> None:
    table = [["Lieferung für heute"], [*HEADINGS, "recipient note"], [*PARCEL, "Müller"]]
    sheet = read_file(text_file(tmp_path / "parcels.txt", table, encoding="cp1252")).sheet
    assert sheet is not None
    assert [note for note in sheet.notes if note.code == faults.ENCODING_CHOSEN] == []


def test_a_heading_that_reads_two_ways_is_told(tmp_path: Path) -> None:
    table = [[*HEADINGS, "Odbiorca główny"], [*PARCEL, "Nowak"]]
    sheet = read_file(text_file(tmp_path / "parcels.txt", table, encoding="cp1250")).sheet
    assert sheet is not None
    [note] = [note for note in sheet.notes if note.code == faults.ENCODING_CHOSEN]
    assert 'cell H1 reads "Odbiorca główny"' in note.wording


def test_chinese_headings_of_plain_ids_are_read_with_a_note(tmp_path: Path) -> None:
    table = [["订单号", *HEADINGS[1:5], "物流单号", "ship-method"], PARCEL]
    file = read_file(text_file(tmp_path / "parcels.csv", table, delimiter=",", encoding="gb18030"))
    assert file.sheet is not None, file.fatal
    assert file.sheet.cells.iloc[0].to_dict() == dict(zip(HEADINGS, PARCEL, strict=True))
    assert faults.ENCODING_CHOSEN in [note.code for note in file.sheet.notes]


OF_HEADINGS = [
    ("cp932", "JP", ["注文番号", "出荷日", "配送業者", "追跡番号"], ["2026年1月11日", "ヤマト運輸", "123"]),
    ("gb18030", None, ["订单号", "发货日期", "承运商", "运单号"], ["2026年1月15日", "燕文", "123"]),
]


@pytest.mark.parametrize(("encoding", "region", "headings", "cells"), OF_HEADINGS)
def test_headings_that_are_words_in_one_reading_alone_settle_it(
    tmp_path: Path, encoding: str, region: str | None, headings: list[str], cells: list[str]
) -> None:
    path = text_file(tmp_path / "parcels.txt", [headings, ["202-0000000-0000001", *cells]], encoding=encoding)
    for directions in (Directions(), Directions(region=region)):
        file = read_file(path, directions)
        assert file.sheet is not None
        assert file.sheet.cells.iloc[0].tolist() == ["202-0000000-0000001", *cells]
        [note] = [note for note in file.sheet.notes if note.code == faults.ENCODING_CHOSEN]
        assert note.wording.startswith(f"The text was read as {encoding} ")
