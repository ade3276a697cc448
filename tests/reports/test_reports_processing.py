import json
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from reports.processing import FAULT_COLUMNS, Outcome, as_json, read_outcome, text, twin_parts, write
from schemas.store.opening import writing
from tests.reports.report_orders import AS_OF, add_fault, add_upload

FAULT = {
    "record": 2,
    "order_id": "058-3563777-5518068",
    "order_item_id": None,
    "code": 18021,
    "message": "The quantities you provided are\tabove what is open.\nquantity: '5' (ShippingConfirmation!C4)",
    "sheet": "ShippingConfirmation",
    "cell": "C4",
    "heading": "quantity",
    "found": "5",
    "remedy": "Lower it.",
}
WARNING = FAULT | {"record": 0, "order_id": None, "code": 90061, "message": "Unknown heading: colour"}
UNREADABLE = WARNING | {"code": 76001, "message": "The file cannot be read.", "sheet": None, "cell": None}


def outcome(*faults: dict[str, Any], **more: Any) -> Outcome:
    frame = pd.DataFrame(list(faults), columns=list(FAULT_COLUMNS), dtype=object).astype(FAULT_COLUMNS)
    plain = Outcome(3, "main", "shipping-confirmation", "ship.xlsx", AS_OF, "applied", 3, 3, 0, 0, "ab12", frame)
    return replace(plain, **more)


IN_PART = {"state": "applied in part", "applied": 2, "refused": 1, "warnings": 1}
HEADING = "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"


def summary(processed: int, successful: int) -> str:
    return (
        f"Feed Processing Summary:\n\tNumber of records processed\t\t{processed}\n"
        f"\tNumber of records successful\t\t{successful}\n\n"
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (outcome(), summary(3, 3)),
        (
            outcome(WARNING, FAULT, **IN_PART),
            summary(3, 2) + HEADING + "2\t058-3563777-5518068\t\t18021\tError\tThe quantities you provided are above "
            "what is open. quantity: '5' (ShippingConfirmation!C4)\n"
            "0\t\t\t90061\tWarning\tUnknown heading: colour\n",
        ),
        (
            outcome(UNREADABLE, state="Fatal", records=17, applied=0),
            summary(0, 0) + HEADING + "0\t\t\t76001\tFatal\tThe file cannot be read.\n",
        ),
    ],
)
def test_the_text_is_exactly_this(told: Outcome, expected: str) -> None:
    assert text(told) == expected


BECAME = {"new": 1, "edited": 0, "same": 1, "same_as": (2,)}


def test_what_became_of_the_records_is_told_below_the_standard_figures_where_not_all_are_new() -> None:
    more = (
        "\tNumber of records new\t\t1\n\tNumber of records edited\t\t0\n\tNumber of records already so\t\t1\n"
        "\tNumber of records refused\t\t1\n\tAlready so by upload\t\t2\n\n"
    )
    assert text(outcome(**IN_PART, **BECAME)) == summary(3, 2).removesuffix("\n") + more
    assert text(outcome(**IN_PART, new=2, edited=0, same=0)) == summary(3, 2)


TOLD = {
    "record": 2,
    "order-id": "058-3563777-5518068",
    "order-item-id": None,
    "code": 18021,
    "type": "Error",
    "message": FAULT["message"],
    "sheet": "ShippingConfirmation",
    "cell": "C4",
    "column": "quantity",
    "found": "5",
    "remedy": "Lower it.",
}


def test_the_json_twin_is_exactly_this() -> None:
    assert as_json(outcome(FAULT, **IN_PART, **BECAME)) == {
        "upload": 3,
        "merchant": "main",
        "kind": "shipping-confirmation",
        "file": "ship.xlsx",
        "as-of": "2026-03-18T12:00:00+00:00",
        "done-at": None,
        "done-by": None,
        "state": "applied in part",
        "records": 3,
        "applied": 2,
        "refused": 1,
        "new": 1,
        "edited": 0,
        "already-so": 1,
        "already-so-by": [2],
        "warnings": 1,
        "fingerprint": "ab12",
        "faults": [TOLD],
    }


def test_a_fatal_upload_counts_nothing_and_tells_the_rows_seen() -> None:
    told = as_json(outcome(UNREADABLE, state="Fatal", records=17, applied=0))
    assert {name: told[name] for name in ("records", "applied", "refused", "rows-seen")} == {
        "records": 0,
        "applied": 0,
        "refused": 0,
        "rows-seen": 17,
    }


def test_the_pair_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    told = outcome(FAULT, **IN_PART)
    path = write(told, tmp_path / "reports", "ship.us")
    twin = tmp_path / "reports" / "ship.us.report.json"
    assert path == tmp_path / "reports" / "ship.us.report.txt"
    assert path.read_bytes() == text(told).encode()
    assert json.loads(twin.read_bytes()) == as_json(told)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (path, twin)} == {0o600}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({}, "ship.report.txt"),
        ({"ship.report.txt": "other"}, "ship.3.report.txt"),
        ({"ship.report.json": "other"}, "ship.3.report.txt"),
        ({"ship.report.txt": "other", "ship.3.report.json": "other"}, "ship.3-2.report.txt"),
        ({"ship.report.txt": "a", "ship.3.report.txt": "b", "ship.3-2.report.txt": "c"}, "ship.3-3.report.txt"),
        ({"ship.report.txt": summary(3, 3)}, "ship.report.txt"),
    ],
)
def test_a_pair_of_another_upload_is_never_overwritten(there: dict[str, str], expected: str, tmp_path: Path) -> None:
    for name, content in there.items():
        (tmp_path / name).write_text(content)
    path = write(outcome(), tmp_path, "ship")
    twin = path.name.replace(".txt", ".json")
    assert path.name == expected
    assert {each.name for each in tmp_path.iterdir()} == {*there, expected, twin}
    assert {name: (tmp_path / name).read_text() for name in there} == there


def test_the_same_report_again_is_the_same_pair_and_another_upload_has_its_own(tmp_path: Path) -> None:
    uploads = (outcome(), outcome(), outcome(upload=4), outcome(upload=4), outcome(upload=None), outcome(FAULT))
    assert [write(told, tmp_path, "ship").name for told in uploads] == [
        "ship.report.txt",
        "ship.report.txt",
        "ship.4.report.txt",
        "ship.4.report.txt",
        "ship.check.report.txt",
        "ship.3.report.txt",
    ]


def test_an_upload_is_read_back_as_it_was_reported(empty_store: Engine) -> None:
    told = outcome(WARNING, FAULT, upload=2, **IN_PART)
    row = {name: getattr(told, name) for name in ("kind", "as_of", "state", "records", "applied", "refused")}
    with empty_store.connect() as connection, writing(connection):
        add_upload(connection, **row, path="/in/box/ship.xlsx", warnings=1, fingerprint="ab12")
        for number, fault in ((2, FAULT), (1, WARNING)):
            add_fault(connection, upload_no=2, fault_no=number, **fault)
        read = read_outcome(connection, "main", 2)
        strangers = [read_outcome(connection, "other", 2), read_outcome(connection, "main", 9)]
    assert read is not None
    pd.testing.assert_frame_equal(read.faults, told.faults)
    assert (text(read), as_json(read), strangers) == (text(told), as_json(told), [None, None])


def test_an_upload_without_faults_is_read_back(empty_store: Engine) -> None:
    with empty_store.connect() as connection:
        read = read_outcome(connection, "main", 1)
    assert read is not None
    assert (text(read), as_json(read)["faults"]) == (summary(0, 0), [])


def test_an_interrupt_never_reaches_the_thread_in_which_pandas_writes_json(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    to_json = pd.DataFrame.to_json

    def noted(frame: pd.DataFrame, **how: Any) -> str | None:
        threads.append(threading.current_thread())
        written: str | None = to_json(frame, **how)
        return written

    monkeypatch.setattr(pd.DataFrame, "to_json", noted)
    assert json.loads("".join(twin_parts(outcome(FAULT, **IN_PART))))["faults"][0]["cell"] == "C4"
    # Python hands signals to the main thread alone (library reference, signal).
    assert threads
    assert threading.main_thread() not in threads
