"""orderfeeds from Python: the same results as the command, as values."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from feeds import api
from feeds.changes.undo_target import UndoRefusedError
from schemas import fields
from schemas.store.file_tables import KNOWN_FILES
from schemas.store.opening import StoreRefusedError, open_store
from tests.rules.desk import at
from tests.rules.writings import line, order_id, parcel

NOW = datetime.fromtimestamp(at("2026-03-10T12:00:00+00:00"), UTC)
OPTIONS = api.Options(as_of=NOW, by="ada")


def written(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    path = folder / name
    pd.DataFrame(rows, dtype="str").fillna("").to_csv(path, sep="\t", index=False)
    return path


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    return written(tmp_path, "orders.txt", [line(1, 1), line(2, 1), line(3, 1)])


@pytest.fixture
def parcels(tmp_path: Path) -> Path:
    return written(tmp_path, "parcels.txt", [parcel(1, 1), parcel(2, 1) | {"ship-date": "yesterday"}])


def counts(done: list[api.Uploaded]) -> list[tuple[int | None, str, int, int, bool]]:
    return [
        (one.outcome.upload, one.outcome.state, one.outcome.applied, one.outcome.refused, one.repeat) for one in done
    ]


def test_an_upload_says_of_every_file_what_became_of_it(tmp_path: Path, orders: Path, parcels: Path) -> None:
    table = tmp_path / "orders.db"
    done = api.upload(table, parcels, orders, options=OPTIONS)
    assert counts(done) == [(1, "applied", 3, 0, False), (2, "applied in part", 1, 1, False)]
    [fault] = done[1].outcome.faults.to_dict("records")
    assert (fault["record"], fault["order_id"], fault["heading"], fault["found"]) == (
        2,
        order_id(2),
        "ship-date",
        "yesterday",
    )
    deed = done[1].outcome.deed
    assert deed is not None
    assert deed.by == "ada"
    [again] = api.upload(table, orders, options=OPTIONS)
    assert (again.outcome.upload, again.outcome.new, again.outcome.same) == (3, 0, 3)


def test_a_check_keeps_nothing_and_its_fingerprint_uploads_just_that(
    tmp_path: Path, orders: Path, parcels: Path
) -> None:
    table = tmp_path / "orders.db"
    api.upload(table, orders, options=OPTIONS)
    plan = api.check(table, parcels, options=OPTIONS)
    assert plan.orders["order_id"].tolist() == [order_id(1)]
    again = api.check(table, parcels, options=OPTIONS)
    assert (again.fingerprint, counts(again.files)) == (plan.fingerprint, counts(plan.files))

    other = written(tmp_path, "other.txt", [parcel(3, 1)])
    with pytest.raises(api.PlanChangedError) as changed:
        api.upload(table, other, options=OPTIONS, plan=plan.fingerprint)
    assert changed.value.plan.orders["order_id"].tolist() == [order_id(3)]
    assert api.report(table, "unshipped-orders", 90, as_of=NOW)["order-id"].tolist() == [order_id(n) for n in (1, 2, 3)]

    done = api.upload(table, parcels, options=OPTIONS, plan=plan)
    assert counts(done) == [(2, "applied in part", 1, 1, False)]
    assert api.report(table, "unshipped-orders", 90, as_of=NOW)["order-id"].tolist() == [order_id(n) for n in (2, 3)]


def test_a_report_has_all_columns_as_text(tmp_path: Path, orders: Path) -> None:
    table = tmp_path / "orders.db"
    api.upload(table, orders, options=OPTIONS)
    for name in ("orders", "unshipped-orders"):
        lines = api.report(table, name, 90, as_of=NOW)
        assert lines.columns.tolist() == list(fields.LINE.in_report(name).headings)
        assert lines["order-id"].tolist() == [order_id(number) for number in (1, 2, 3)]
        assert set(lines.dtypes.astype(str)) == {"str"}
    assert api.report(table, "orders", 1, as_of=NOW + timedelta(days=90)).empty


def test_an_undo_says_what_it_would_do_and_does_it(tmp_path: Path, orders: Path, parcels: Path) -> None:
    table = tmp_path / "orders.db"
    api.upload(table, orders, parcels, options=OPTIONS)
    would = api.undo(table, 2, keep=False, options=OPTIONS)
    assert (would.taken_back, would.orders["order_id"].tolist(), len(would.spared)) == (1, [order_id(1)], 0)
    did = api.undo(table, 2, options=OPTIONS)
    assert (did.upload, did.taken_back) == (3, 1)
    assert len(api.report(table, "unshipped-orders", 90, as_of=NOW)) == 3
    with pytest.raises(UndoRefusedError):
        api.undo(table, 2, options=OPTIONS)


def test_a_check_makes_no_order_table(tmp_path: Path, orders: Path, parcels: Path) -> None:
    table = tmp_path / "orders.db"
    plan = api.check(table, orders, options=OPTIONS)
    assert plan.orders["order_id"].tolist() == [order_id(number) for number in (1, 2, 3)]
    with pytest.raises(StoreRefusedError):
        api.check(table, parcels, options=OPTIONS)
    assert not table.exists()


def test_an_engine_stays_open_for_the_next_call(tmp_path: Path, orders: Path, parcels: Path) -> None:
    engine = open_store(str(tmp_path / "orders.db"))
    for file, number in ((orders, 1), (parcels, 2)):
        assert [one.outcome.upload for one in api.upload(engine, file, options=OPTIONS)] == [number]
    engine.dispose()


def test_a_time_without_a_zone_is_refused(tmp_path: Path, orders: Path) -> None:
    with pytest.raises(ValueError, match="as_of needs a time zone"):
        api.check(tmp_path / "orders.db", orders, options=api.Options(as_of=NOW.replace(tzinfo=None)))


@pytest.mark.parametrize("first", ["import feeds", "import feeds, schemas, reports"])
def test_the_package_is_light_to_import(first: str) -> None:
    code = f"import sys; {first}; print(sorted({{'pandas', 'sqlalchemy', 'click', 'pyarrow'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_package_runs_as_the_command() -> None:
    said = subprocess.run([sys.executable, "-m", "feeds", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("orderfeeds ")


def test_a_plan_with_a_file_that_cannot_be_processed_is_never_uploaded(
    tmp_path: Path, orders: Path, parcels: Path
) -> None:
    table = tmp_path / "orders.db"
    api.upload(table, orders, options=OPTIONS)
    plan = api.check(table, parcels, tmp_path / "none.txt", options=OPTIONS)
    assert plan.fingerprint is None
    with pytest.raises(api.PlanChangedError):
        api.upload(table, parcels, options=OPTIONS, plan=plan)
    assert len(api.report(table, "unshipped-orders", 90, as_of=NOW)) == 3


def test_a_file_with_buyers_is_listed_for_the_purge_as_it_was_read_and_a_check_lists_none(
    tmp_path: Path, orders: Path, parcels: Path
) -> None:
    engine = open_store(str(tmp_path / "orders.db"))
    api.check(engine, orders, options=OPTIONS)
    assert _listed(engine) == []
    api.upload(engine, orders, parcels, options=OPTIONS)
    assert _listed(engine) == [(bytes(orders), 1)]
    engine.dispose()


def _listed(engine: Engine) -> list[tuple[bytes, int]]:
    with engine.connect() as connection:
        return [(path, no) for path, no in connection.execute(select(KNOWN_FILES.c.path, KNOWN_FILES.c.upload_no))]
