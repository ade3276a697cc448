"""Rules 6.4 to 6.7 as a person meets them: the order of a batch, exit codes, and processing reports."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from feeds.cli.main import orderfeeds
from tests.rules.desk import AS_OF, Desk
from tests.rules.writings import cancellation, line, parcel, refund

SUMMARY = (
    "Feed Processing Summary:\n\tNumber of records processed\t\t{}\n\tNumber of records successful\t\t{}\n"
    "\tJudged as of\t\t"
)


def called(desk: Desk, *args: object) -> tuple[int, str]:
    """Exit code and output of ``orderfeeds upload``."""
    given = [*map(str, args), "--db", str(desk.place), "--as-of", AS_OF]
    result = CliRunner().invoke(orderfeeds, ["upload", *given], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value, result.output


def told(path: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(path.with_name(f"{path.stem}.report.json").read_text(encoding="utf-8"))
    return answer


def test_a_batch_is_applied_as_orders_confirmations_cancellations_adjustments(desk: Desk) -> None:
    rows = {
        "adjust": [refund(1, item_price_adj="1.00")],
        "cancel": [cancellation(1, 2)],
        "ship": [parcel(1, 1)],
        "orders": [line(1, 1), line(1, 2)],
    }
    code, _ = called(desk, *(desk.file(word, of) for word, of in rows.items()))
    assert code == 0
    kinds = ["orders", "shipping-confirmation", "order-cancellation", "order-adjustment"]
    assert desk.sql("SELECT kind, applied = records FROM uploads ORDER BY upload_no") == [(kind, 1) for kind in kinds]


def test_exit_codes_tell_all_applied_some_refused_or_not_run_and_the_highest_of_several(stocked: Desk) -> None:
    good, some = stocked.file("ship", [parcel(1, tracking_number="")]), stocked.file("ship", [parcel(2), parcel(99)])
    none, fatal = stocked.file("ship", [parcel(99)]), stocked.file("ship", [parcel(3, carrier_code=None)])
    codes = {
        good: called(stocked, good)[0],
        some: called(stocked, some)[0],
        none: called(stocked, none)[0],
        fatal: called(stocked, fatal)[0],
    }
    assert codes == {good: 0, some: 1, none: 1, fatal: 2}
    assert called(stocked, good, fatal, some)[0] == 2
    assert called(stocked, some, good)[0] == 1


def test_of_a_fatal_file_nothing_is_applied_and_the_counts_are_nothing(stocked: Desk) -> None:
    path = stocked.file("ship", [parcel(1, carrier_code=None), parcel(2, carrier_code=None)])
    kept = stocked.kept()
    assert called(stocked, path)[0] == 2
    assert stocked.kept() == kept
    text = path.with_name(f"{path.stem}.report.txt").read_text(encoding="utf-8")
    assert text.startswith(SUMMARY.format(0, 0))
    assert text.splitlines()[-1].startswith("0\t\t\t90012\tFatal\t")
    json_counts = {name: told(path)[name] for name in ("state", "records", "applied", "refused", "rows-seen")}
    assert json_counts == {"state": "Fatal", "records": 0, "applied": 0, "refused": 0, "rows-seen": 2}


def test_applied_counts_records_with_warnings_and_those_that_rightly_changed_nothing(stocked: Desk) -> None:
    stocked.cancel(cancellation(2, None))
    warned = stocked.file("ship", [parcel(1, tracking_number="")])
    unchanged = stocked.file("cancel", [cancellation(2, 1), cancellation(2, None)])
    assert called(stocked, warned, unchanged)[0] == 0
    assert [told(path)["applied"] for path in (warned, unchanged)] == [1, 2]
    text = warned.with_name(f"{warned.stem}.report.txt").read_text(encoding="utf-8")
    assert text.startswith(SUMMARY.format(1, 1))


def test_a_repeat_names_the_number_and_the_date_of_the_first_upload_and_exits_as_then(stocked: Desk) -> None:
    called(stocked, stocked.file("ship", [parcel(1)]))
    for _ in range(2):
        code, output = called(stocked, stocked.file("adjust", [refund(1, item_price_adj="1.00")]))
    assert code == 0
    assert "upload 3 of 2026-03-10" in output


def test_a_report_never_overwrites_another_upload_s(stocked: Desk) -> None:
    path = stocked.file("ship", [parcel(1), parcel(99)])
    called(stocked, path)
    first = path.with_name(f"{path.stem}.report.txt").read_bytes()
    called(stocked, path)
    names = {f"{path.stem}{middle}.report.{ending}" for middle in ("", ".3") for ending in ("txt", "json")}
    assert {report.name for report in path.parent.glob("*.report.*")} == names
    assert path.with_name(f"{path.stem}.report.txt").read_bytes() == first


def test_a_report_can_be_written_again_any_time(stocked: Desk) -> None:
    path = stocked.file("ship", [parcel(1), parcel(99)])
    called(stocked, path)
    report = path.with_name(f"{path.stem}.report.txt")
    content = report.read_bytes()
    report.unlink()
    given = ["uploads", "2", "--report", "--db", str(stocked.place)]
    assert CliRunner().invoke(orderfeeds, given, standalone_mode=False).return_value == 0
    assert report.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_a_warning_and_the_outcome_stands(stocked: Desk) -> None:
    path = stocked.file("ship", [parcel(1)])
    code, output = called(stocked, path, "--reports", path / "no-folder")
    assert code == 0
    assert "Warning: no report in" in output
    assert stocked.packages() == [(3, "T0000000001")]
