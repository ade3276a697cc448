"""``orderfeeds undo``: takes an upload, a run of the clock or another undo back; first shows what that would do."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.applying import existing
from feeds.cli.check import orders_as_json, show_plan
from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, is_quiet, say_done

if TYPE_CHECKING:
    from feeds.api import Undone

_MOST_SHOWN = 40


def run(number: int, yes: bool, **given: Any) -> int:
    """Runs ``orderfeeds undo``; returns its exit code."""
    undone = _undone(number, given, keep=yes)
    if given["as_json"]:
        echo_json(_as_json(number, undone, kept=yes))
    else:
        _show(number, undone, kept=yes)
    if yes and undone.upload is not None:
        say_done(f"Upload {number} was taken back by upload {undone.upload}.")
    return 1 if len(undone.spared) else 0


def _undone(number: int, given: dict[str, Any], *, keep: bool) -> "Undone":
    """The undo and its plan; rolled back unless ``keep``."""
    from feeds import api  # noqa: PLC0415 - help must not wait for it
    from feeds.changes.undo_target import UndoRefusedError  # noqa: PLC0415

    as_of = datetime.fromtimestamp(options.now() if given["as_of"] is None else given["as_of"], UTC)
    with existing(given) as engine:
        try:
            asked = api.Options(given["merchant"], as_of, " ".join(given["by"].split()))
            return api.undo(engine, number, keep=keep, options=asked)
        except UndoRefusedError as refused:
            raise Refusal(str(refused)) from None


def _show(number: int, undone: "Undone", *, kept: bool) -> None:
    gone = undone.taken_back - len(undone.orders)
    if len(undone.orders):
        show_plan(undone.orders, kept=kept)
    if gone:
        done = ("was" if gone == 1 else "were") if kept else "would be"
        echo(f"{gone:,} order{_s(gone)} that it took in {done} removed.")
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


def _show_spared(undone: "Undone") -> None:
    """Prints the orders that the undo leaves as they are, and how many keep a changed address."""
    if len(undone.spared):
        err = is_quiet()
        echo(f"{len(undone.spared):,} order{_s(len(undone.spared))} spared:", err=err)
        for row in undone.spared.head(_MOST_SHOWN).itertuples():
            echo(f"  {row.order_id}  {row.reason}", err=err)
        if len(undone.spared) > _MOST_SHOWN:
            echo(f"  ... and {len(undone.spared) - _MOST_SHOWN:,} more; all of them with --json.", err=err)
    if undone.addresses_not_kept:
        count = undone.addresses_not_kept
        echo(f"The changed address of {count:,} order{_s(count)} stays: the one before was not kept.")


def _as_json(number: int, undone: "Undone", *, kept: bool) -> dict[str, Any]:
    spared = [{"order-id": row.order_id, "reason": row.reason} for row in undone.spared.itertuples()]
    counts = {
        "upload": number,
        "undo": undone.upload if kept else None,
        "kept": kept,
        "orders-taken-back": undone.taken_back,
    }
    removed = undone.taken_back - len(undone.orders)
    return counts | {"orders-removed": removed, "orders": orders_as_json(undone.orders), "spared": spared}


def _s(count: int) -> str:
    return "" if count == 1 else "s"
