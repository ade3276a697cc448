"""Damaged columns: every record that a damage changed is refused, restored or told; none passes in silence."""

import random
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.damage.carriers_numbers import CARRIERS
from tests.damage.damages import AMOUNT, KINDS, NUMBER, UNITS, Kind
from tests.damage.sound_files import Shop
from tests.damage.test_damage_sound import ALWAYS_TOLD
from tests.rules.desk import Answer, Desk
from tests.rules.writings import Row

READ = (UNITS, "ship-date", NUMBER)


def sound(shop: Shop, kind: Kind) -> list[Row]:
    """A sound file of the carriers of a kind, one item an order."""
    chosen = [carrier for carrier in CARRIERS if not kind.carriers or {*carrier[:2]} & {*kind.carriers}]
    picked = [shop.draw.choice(chosen) for _ in range(kind.parcels)]
    rows = [shop.parcel(code, name, make(shop.draw))[0] for code, name, make in picked]
    if kind.feed == "ship":
        return rows
    common = {"adjustment-reason-code": "CustomerReturn", "currency": "EUR"}
    amounts = [{AMOUNT: f"{shop.draw.randrange(100, 400) / 100:.2f}"} for _ in rows]
    return [
        {name: row[name] for name in ("order-id", "order-item-id")} | common | amount
        for row, amount in zip(rows, amounts, strict=True)
    ]


def outcomes(folder: Path, kind: Kind, seed: int) -> tuple[Counter[str], Answer]:
    """What became of each record that the damage changed: refused, restored, told or silent."""
    shop = Shop(random.Random(seed))
    truth = sound(shop, kind)
    lines = [line | {"quantity-purchased": "99", "item-price": "9999.00"} for line in shop.lines]
    damaged = deepcopy(truth)
    kind.harm(damaged, shop.draw)
    with Desk(folder) as desk:
        desk.orders(*lines)
        if kind.feed == "adjust":
            dates = {"ship-date": "2026-03-05", "carrier-code": "UPS", "quantity": "1"}
            desk.ship(*({name: row[name] for name in ("order-id", "order-item-id")} | dates for row in truth))
        answer = desk.upload(kind.feed, damaged, ending=kind.ending)
        return Counter(_outcome(desk, answer, at, was, kind) for at, was in _changed(truth, damaged)), answer


def _changed(truth: list[Row], damaged: list[Row]) -> list[tuple[int, Row]]:
    pairs = enumerate(zip(truth, damaged, strict=True), 1)
    return [(at, was) for at, (was, row) in pairs if was != row]


def _outcome(desk: Desk, answer: Answer, record: int, was: Row, kind: Kind) -> str:
    kept = _applied(desk, answer, record, kind)
    if kept is None:
        return "refused"
    if kept == tuple(was[name] for name in (READ if kind.feed == "ship" else (AMOUNT,))):
        return "restored"
    told = [code for at, code in answer.faults if at in (0, record) and code not in ALWAYS_TOLD]
    return "told" if told else "SILENT"


def _applied(desk: Desk, answer: Answer, record: int, kind: Kind) -> tuple[Any, ...] | None:
    """What the order table holds of a record, as a person types it."""
    if kind.feed == "ship":
        query = "SELECT CAST(quantity AS TEXT), ship_date, coalesce(tracking_number, '') FROM packages"
        held = desk.sql(f"{query} WHERE upload_no = {answer.upload} AND record = {record}")
        return held[0] if held else None
    held = desk.sql(f"SELECT item_price FROM refunds WHERE upload_no = {answer.upload} AND record = {record}")
    return (f"{held[0][0] / 100:.2f}",) if held else None


@pytest.mark.parametrize("name", KINDS)
def test_no_damage_passes_in_silence(tmp_path: Path, name: str) -> None:
    found, answer = outcomes(tmp_path, KINDS[name], seed=1)
    assert found.total() > 0
    assert found["SILENT"] == 0, (found, answer.faults)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
@pytest.mark.parametrize("name", KINDS)
def test_no_damage_of_any_seed_passes_in_silence(tmp_path: Path, name: str, seed: int) -> None:
    found, answer = outcomes(tmp_path, KINDS[name], seed)
    assert found["SILENT"] == 0, (found, answer.faults)
