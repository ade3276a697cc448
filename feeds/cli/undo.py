"""``orderfeeds undo``: takes an upload, a run of the clock or another undo back; first shows what that would do."""

from typing import Any

from feeds.api import Options, Undone, undo
from feeds.changes.undo_target import UndoRefusedError
from feeds.cli.check import orders_as_json, show_plan
from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import existing
from feeds.cli.output import echo, echo_json, echo_more, is_quiet, say_done
from schemas.times import moment
from schemas.wording import number_of

_MOST_SHOWN = 40


def run(number: int, yes: bool, as_of: int, by: str, as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds undo``; returns its exit code."""
    asked = Options(store.merchant, moment(as_of), " ".join(by.split()))
    with existing(store) as engine:
        try:
            undone = undo(engine, number, keep=yes, options=asked)
        except UndoRefusedError as refused:
            raise Refusal(str(refused)) from None
    if as_json:
        echo_json(_as_json(number, undone, kept=yes))
    else:
        _show(number, undone, kept=yes)
    if yes and undone.upload is not None:
        say_done(f"Upload {number} was taken back by upload {undone.upload}.")
    return 1 if len(undone.spared) else 0


def _show(number: int, undone: Undone, *, kept: bool) -> None:
    gone = undone.taken_back - len(undone.orders)
    if len(undone.orders):
        show_plan(undone.orders, kept=kept)
    if gone:
        done = ("was" if gone == 1 else "were") if kept else "would be"
        echo(f"{number_of(gone, 'order')} that it took in {done} removed.")
    _show_spared(undone)
    if undone.upload is None:
        echo(f"Nothing of upload {number} can be taken back.")
    elif kept:
        echo(
            f"Upload {number} was taken back by upload {undone.upload}. "
            f"orderfeeds undo {undone.upload} would bring it back."
        )
    else:
        echo(f"Nothing was changed yet. Do it: orderfeeds undo {number} --yes")


def _show_spared(undone: Undone) -> None:
    """Prints the orders that the undo leaves as they are, and how many keep a changed address."""
    if len(undone.spared):
        err = is_quiet()
        echo(f"{number_of(len(undone.spared), 'order')} spared:", err=err)
        for row in undone.spared.head(_MOST_SHOWN).itertuples():
            echo(f"  {row.order_id}  {row.reason}", err=err)
        echo_more(len(undone.spared) - _MOST_SHOWN, err=err)
    if undone.addresses_not_kept:
        count = number_of(undone.addresses_not_kept, "order")
        echo(f"The changed address of {count} stays: the one before was not kept.")


def _as_json(number: int, undone: Undone, *, kept: bool) -> dict[str, Any]:
    spared = [{"order-id": row.order_id, "reason": row.reason} for row in undone.spared.itertuples()]
    counts = {
        "upload": number,
        "undo": undone.upload if kept else None,
        "kept": kept,
        "orders-taken-back": undone.taken_back,
    }
    removed = undone.taken_back - len(undone.orders)
    return counts | {"orders-removed": removed, "orders": orders_as_json(undone.orders), "spared": spared}
