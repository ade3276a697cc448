"""``orderfeeds upload --plan``: applies files together exactly as ``check`` has shown, or none of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from feeds.cli.applying import Call, failed
from feeds.cli.options import Refusal
from feeds.cli.output import echo_json
from schemas import progress

if TYPE_CHECKING:
    from concurrent.futures import Future

    from sqlalchemy import Connection, Engine

    from feeds.api import Plan
    from feeds.upload import Ready
    from reports.processing import Outcome

    Applied = tuple[Outcome, bool, Future[bytes] | None]


def as_planned(
    engine: "Engine", call: Call, files: list["Ready"], apply: Callable[["Connection", "Ready"], "Applied"]
) -> list[tuple["Ready", "Applied"]]:
    """The result of each file, if all of them together do what the plan of the call says.

    Raises Refusal, and applies nothing, if they would do anything else.
    """
    from feeds.api import Uploaded, planned_since  # noqa: PLC0415 - help must not wait for it
    from schemas.store.history import last_entry  # noqa: PLC0415
    from schemas.store.opening import writing  # noqa: PLC0415

    with engine.connect() as connection, writing(connection) as transaction:
        before = last_entry(connection)
        done = [(ready, _applied(connection, ready, apply)) for ready in files]
        progress.stage("planning", sum(of[0].records for _, of in done))
        uploaded = [Uploaded(of[0], of[1]) for _, of in done]
        planned = planned_since(connection, call.merchant, before, files, uploaded)
        if planned.fingerprint != (call.plan or "").strip().casefold():
            transaction.rollback()
            _refuse(files, planned, call)
        progress.stage("keeping", sum(of[0].records for _, of in done))
    return done


def _applied(
    connection: "Connection", ready: "Ready", apply: Callable[["Connection", "Ready"], "Applied"]
) -> "Applied":
    """The result of a file; raises Refusal if the program itself fails on it, as the plan then fails too."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    try:
        return apply(connection, ready)
    except OperationalError:
        raise
    except Exception as fault:
        fatal = failed(ready.file.path, fault).file.fatal
        raise Refusal(f"Nothing was applied. {fatal.sentence if fatal else ''}") from None


def _refuse(files: list["Ready"], planned: "Plan", call: Call) -> None:
    """Shows the present plan and ends the command."""
    from feeds.cli.check import plan_as_json, show_judged  # noqa: PLC0415

    sentence = f"Nothing was applied: the files would not do what plan {call.plan} says."
    if planned.fingerprint:
        sentence += f" The plan is {planned.fingerprint} now."
    if call.as_json:
        echo_json(plan_as_json(planned) | {"refused": sentence})
        # The JSON object already contains the refusal.
        raise click.exceptions.Exit(Refusal.exit_code)
    show_judged(files, planned)
    raise Refusal(sentence)
