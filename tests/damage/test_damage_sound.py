"""Sound files stay silent: no record is refused, and hardly one in a thousand is told of."""

import random
from pathlib import Path

import pytest

from tests.damage.sound_files import STYLES, Shop
from tests.rules.desk import Desk

# A carrier that is not tracked, a heading that nothing is read from, a value that was read otherwise.
ALWAYS_TOLD = {70202, 90061, 70124}


def told_of(folder: Path, seed: int, files: int, parcels: int) -> tuple[int, list[str], list[str]]:
    """Records, refusals and other messages of files in all styles, uploaded to one desk."""
    shop = Shop(random.Random(seed))
    styles = list(STYLES) * (files // len(STYLES) + 1)
    written = [shop.file(style, parcels) for style in styles[:files]]
    with Desk(folder) as desk:
        assert desk.orders(*shop.lines).counts[2] == 0
        records, refused, told = 0, list[str](), list[str]()
        for at, (style, rows) in enumerate(zip(styles, written, strict=False)):
            answer = desk.ship(*rows, ending=("txt", "csv", "xlsx")[at % 3])
            records += answer.counts[0]
            for (record, code), message in zip(answer.faults, answer.messages, strict=True):
                if code not in ALWAYS_TOLD:
                    (refused if answer.counts[2] else told).append(f"{style} {record} {code} {message}")
        return records, refused, told


def test_a_thousand_sound_records_of_fifty_carriers_are_applied(tmp_path: Path) -> None:
    records, refused, told = told_of(tmp_path, 1, files=20, parcels=50)
    assert (records > 1000, refused, len(told) <= 8) == (True, [], True), told


@pytest.mark.slow
def test_of_twenty_thousand_sound_records_none_is_refused_and_fewer_than_one_in_a_thousand_told(tmp_path: Path) -> None:
    records, refused, told = told_of(tmp_path, 2, files=40, parcels=500)
    assert (records > 20_000, refused) == (True, [])
    assert len(told) * 1000 < records, told
