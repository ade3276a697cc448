"""The table of fault codes: one row a code, each with its meaning and remedy, none that nothing gives out."""

import csv
import re

from schemas import faults
from tests.house.sources import ROOT, modules, source

ROWS = list(csv.DictReader((ROOT / "schemas/faults.csv").read_text(encoding="utf-8").splitlines()))
SENTENCE = re.compile(r"\S.*\S\.")
CONSTANTS = {name: value for name, value in vars(faults).items() if name.isupper() and isinstance(value, int)}


def test_every_constant_has_a_row_and_every_row_a_constant() -> None:
    assert sorted(CONSTANTS.values()) == sorted(int(row["code"]) for row in ROWS)


def test_no_code_stands_twice_and_no_constant_shares_one() -> None:
    codes = [row["code"] for row in ROWS]
    assert (len(codes), len(CONSTANTS)) == (len(set(codes)), len(set(CONSTANTS.values())))


def test_every_row_has_a_severity_a_meaning_and_a_remedy() -> None:
    assert {tuple(row) for row in ROWS} == {("code", "severity", "meaning", "remedy")}
    assert {row["severity"] for row in ROWS} <= {"Fatal", "Error", "Warning"}
    told = {row["code"]: (row["meaning"], row["remedy"]) for row in ROWS}
    assert {code: texts for code, texts in told.items() if not all(map(SENTENCE.fullmatch, texts))} == {}


def test_no_two_codes_have_one_meaning() -> None:
    meanings = [row["meaning"] for row in ROWS]
    assert [meaning for meaning in meanings if meanings.count(meaning) > 1] == []


def test_every_code_is_given_out_somewhere() -> None:
    users = [module for module in modules("feeds", "schemas") if module.name != "faults.py"]
    text = "\n".join(map(source, users))
    assert [name for name in CONSTANTS if not re.search(rf"\bfaults\.{name}\b", text)] == []


def test_a_code_is_never_written_as_a_number_outside_the_table() -> None:
    written = re.compile(rf"\b({'|'.join(str(code) for code in CONSTANTS.values())})\b")
    found = [
        f"{module}:{number}"
        for module in modules("feeds", "schemas", "reports")
        if module.name != "faults.py"
        for number, line in enumerate(source(module).splitlines(), 1)
        if written.search(line)
    ]
    assert found == []


def test_the_marketplace_s_own_codes_keep_their_severity() -> None:
    own = {90012: "Fatal", 90061: "Warning", 90011: "Fatal", 18021: "Error", 18028: "Error", 5002: "Fatal"}
    assert {code: faults.FAULTS[code].severity for code in own} == own
