"""``--region``: a carrier of another region is refused, with the name that the region has for it."""

from pathlib import Path

import pandas as pd
import pytest

from feeds.reading.options import Directions
from feeds.upload import ready
from feeds.uploaded_file import read_file
from schemas import carriers, faults

HEADINGS = "order-id\tship-date\tcarrier-code\tcarrier-name\n"


def found(folder: Path, region: str | None, code: str) -> tuple[list[int], str, str | None]:
    """Codes and advice of the findings, and the carrier-code that is judged."""
    path = folder / "feed.txt"
    path.write_text(f"{HEADINGS}202-0000000-0000001\t2026-03-05\t{code}\tKurier Nord\n", encoding="utf-8")
    checked = ready(read_file(path, Directions(region=region))).checked
    assert checked is not None
    findings = checked.findings
    kept = checked.records["carrier-code"].astype(object).where(checked.records["carrier-code"].notna(), None)
    return findings["code"].tolist(), " ".join(findings["advice"]), kept[1]


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("US", "Yellow Freight"),
        ("US", "yellowfreight"),
        ("US", "Watkins and Shepard"),
        ("JP", "YAMATO"),
        ("SG", "Ninjavan"),
        ("AU", "YANWEN"),
        ("AU", "Yanwen"),
        ("IN", "Delhivery"),
        ("US", "ePacket"),
        *[(region, code) for region in carriers.REGIONS for code in ("Other", "EMS", "EUB")],
        *[(None, code) for code in ("Delhivery", "SAGAWA", "Ninjavan")],
    ],
)
def test_a_carrier_of_the_region_is_accepted_in_every_spelling(region: str | None, code: str, tmp_path: Path) -> None:
    told, advice, judged = found(tmp_path, region, code)
    assert (set(told) <= {faults.CARRIER_SPELLING}, advice) == (True, "")
    assert [judged] == list(carriers.canonical(pd.Series([code], dtype="str")))


@pytest.mark.parametrize(
    ("region", "code", "advice"),
    [
        ("JP", "SagawaExpress", "Did you mean SAGAWA?"),
        ("JP", "YamatoTransport", "Did you mean YAMATO?"),
        ("IN", "FedEx", "Did you mean AFL/Fedex?"),
        ("US", "AFL/Fedex", "Did you mean FedEx?"),
        ("US", "Japan Post", "Write Other, and Japan Post in carrier-name."),
        ("SG", "Delhivery", "Write Other, and Delhivery in carrier-name."),
        ("IN", "ePacket", "Write Other, and ePacket in carrier-name."),
    ],
)
def test_a_carrier_of_another_region_is_refused_with_what_to_write(
    region: str, code: str, advice: str, tmp_path: Path
) -> None:
    assert found(tmp_path, region, code) == ([faults.CARRIER_OTHER_REGION], advice, None)


def test_a_carrier_of_no_region_is_told_so_once(tmp_path: Path) -> None:
    assert found(tmp_path, "US", "Nobody")[0] == [faults.CARRIER_UNKNOWN]


def test_a_refused_carrier_refuses_its_record(tmp_path: Path) -> None:
    path = tmp_path / "feed.txt"
    path.write_text(f"{HEADINGS}202-0000000-0000001\t2026-03-05\tSAGAWA\t\n", encoding="utf-8")
    done = ready(read_file(path, Directions(region="US")))
    assert done.checked is not None
    assert done.checked.records["faulty"].tolist() == [True]
    assert done.fingerprint is None


def test_every_list_belongs_to_a_region() -> None:
    assert set(carriers.ACCEPTED) == {code for region in carriers.REGIONS for code in carriers.listed(region)} | {"EMS"}
