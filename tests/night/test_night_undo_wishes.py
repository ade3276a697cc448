"""What a buyer wrote about an item is given back by an undo as its address is, and is gone after a purge."""

import json

from feeds.purge import purge
from schemas.store.opening import writing
from tests.night.night_desk import NightDesk
from tests.rules.desk import at
from tests.rules.writings import cancellation, line, order_id

LATER, LATEST = "2026-03-11T12:00:00+00:00", "2026-09-01T00:00:00+00:00"
_WISHES = "SELECT cancel_reason, message FROM (SELECT buyer_requested_cancel_reason AS cancel_reason, "
_WISHES += "gift_message_text AS message FROM buyer_wishes JOIN items USING (item_no) WHERE order_no = 1)"


def wished(desk: NightDesk) -> list[tuple[str | None, str | None]]:
    """The reason to cancel and the gift message of the first order's items."""
    return [tuple(row) for row in desk.sql(_WISHES)]


def amended(desk: NightDesk) -> int:
    """Two files: the buyer asks to cancel, then gives another reason, and a gift message comes; the last upload."""
    asked = {"is_buyer_requested_cancellation": "true", "order_status": "Unshipped"}
    desk.orders(line(1, 1, buyer_requested_cancel_reason="too late", **asked), as_of=LATER)
    desk.orders(
        line(1, 1, buyer_requested_cancel_reason="found cheaper", gift_message_text="For Ida", **asked), as_of=LATER
    )
    return int(desk.sql("SELECT max(upload_no) FROM uploads")[0][0])


def test_an_undo_gives_back_what_the_buyer_wrote_before_and_its_undo_what_came(stocked: NightDesk) -> None:
    upload = amended(stocked)
    assert wished(stocked) == [("found cheaper", "For Ida")]
    undo_no, orders, spared = stocked.undo(upload, LATER)
    assert (orders, spared, wished(stocked)) == (1, [], [("too late", None)])
    stocked.undo(undo_no or 0, LATER)
    assert (wished(stocked), stocked.faults()) == ([("found cheaper", "For Ida")], [])


def test_former_wishes_are_purged_and_do_not_come_back(stocked: NightDesk) -> None:
    upload = amended(stocked)
    stocked.cancel(cancellation(1, None), as_of=LATER)
    kept = "SELECT cells FROM removed_rows WHERE table_name = 'wishes before'"
    assert [json.loads(cells)["buyer_requested_cancel_reason"] for (cells,) in stocked.sql(kept)] == [None, "too late"]
    with stocked.engine.connect() as connection, writing(connection):
        due = purge.due(connection, stocked.merchant, at(LATEST))
        purge.purge(connection, stocked.merchant, at(LATEST), due)
    assert ([cells for (cells,) in stocked.sql(kept)], wished(stocked)) == ([None, None], [(None, None)])
    assert order_id(1) in [spared for spared, _ in stocked.undo(upload, LATEST)[2]]
    assert wished(stocked) == [(None, None)]
