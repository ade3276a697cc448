"""All tests hold every frame that one stage hands to the next to its schema; an upload pays nothing for that."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from feeds.changes.words import WORDS
from feeds.checking.findings import none_found
from feeds.kinds.kind import Changes, Facts, Judgement
from schemas import frames
from schemas.store import stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.opening import opened_store
from tests.rules.desk import Desk
from tests.rules.writings import line

CANCEL = {"record": [1], "order_no": [2], "item_no": [3], "quantity": [1], "reason": ["NoInventory"], "before": [0]}
WRONG: dict[str, dict[str, Any]] = {
    "a column too many": CANCEL | {"order_id": ["202-0000000-0000001"]},
    "numbers with a fraction": CANCEL | {"quantity": [1.0]},
    "a missing number": CANCEL | {"before": pd.array([None], dtype="Int64")},
    "a missing text": CANCEL | {"reason": pd.array([None], dtype="str")},
    "a text that is a Python object": CANCEL | {"reason": pd.Series(["NoInventory"], dtype=object)},
    "texts for numbers": CANCEL | {"item_no": ["3"]},
    "a column too few": {name: cells for name, cells in CANCEL.items() if name != "before"},
    "rows without columns": {},
}


def test_changes_as_their_schema_says_are_handed_over() -> None:
    assert Changes(cancel=pd.DataFrame(CANCEL))["cancel"]["quantity"].tolist() == [1]
    assert list(Changes(cancel=pd.DataFrame())) == []


@pytest.mark.parametrize("cells", WRONG.values(), ids=WRONG.keys())
def test_changes_that_are_otherwise_are_not(cells: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match=r"^changes: cancel"):
        Changes(cancel=pd.DataFrame(cells, index=[0]))


def test_a_frame_is_looked_at_again_if_it_has_other_missing_cells() -> None:
    Changes(cancel=pd.DataFrame(CANCEL))
    with pytest.raises(AssertionError, match="before"):
        Changes(cancel=pd.DataFrame(CANCEL | {"before": pd.array([None], dtype="Int64")}))


def test_facts_findings_and_repeats_are_checked_too() -> None:
    none, wrong = pd.DataFrame(), pd.DataFrame({"order_item_id": ["1"]})
    with pytest.raises(AssertionError, match="order_id"):
        Facts(none, none, none, owners=wrong)
    with pytest.raises(AssertionError, match="advice"):
        Judgement(Changes(), none_found().drop(columns="advice"))
    with pytest.raises(AssertionError, match="upload_no"):
        Judgement(Changes(), none_found(), already=pd.DataFrame({"record": [1]}))


def test_entries_of_the_history_are_checked_where_they_are_stored(tmp_path: Path) -> None:
    entry = {
        "entry_no": 1,
        "merchant_id": "main",
        "upload_no": 1,
        "record": 1,
        "order_no": 1,
        "what": "late",
        "after": "1",
    }
    opened = opened_store(str(tmp_path / "orders.db"))
    with opened as engine, engine.connect() as connection, pytest.raises(AssertionError, match="'field'"):
        stored_rows.insert(connection, ENTRY_ROWS, pd.DataFrame([entry]))


def test_every_column_says_what_it_is() -> None:
    schemas = [*frames.FACTS.values(), *frames.CHANGES.values(), *frames.JUDGEMENT.values(), frames.ENTRIES]
    bare = [f"{schema.name}: {name}" for schema in schemas for name, of in schema.columns.items() if not of.description]
    assert (bare, [schema.name for schema in schemas if not schema.description]) == ([], [])


def test_each_frame_of_facts_changes_and_judgements_has_a_schema() -> None:
    assert list(frames.FACTS) == list(Facts.__dataclass_fields__)
    assert set(frames.CHANGES) == {word.name for word in WORDS}
    assert ["changes", *frames.JUDGEMENT] == list(Judgement.__dataclass_fields__)


def test_an_upload_does_not_load_the_schemas_of_frames(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        orders = desk.file("orders", [line(1)])
    code = (
        "import sys; from feeds import api; "
        f"[done] = api.upload({str(desk.place)!r}, {str(orders)!r}); "
        "print(done.outcome.applied, 'feeds.changes.words' in sys.modules, 'schemas.frames' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (said.stdout, said.stderr) == ("1 True False\n", "")
