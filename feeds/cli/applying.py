"""What ``upload`` and ``check`` share: reading the files of a call, and applying each in turn."""

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli.options import TERMS, Refusal, deed_of, now
from feeds.cli.output import applies_files, echo
from feeds.cli.standard_input import named
from feeds.reading.file_names import printable
from schemas import progress

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from feeds.cli.progress import Shown
    from feeds.kinds.kind import Occasion
    from feeds.reading.options import Directions
    from feeds.upload import Ready
    from feeds.uploaded_file import UploadedFile
    from reports.processing import Outcome
    from schemas.deadlines import Terms


_MOST_NAMED = 5


@dataclass(frozen=True)
class Call:
    """The options of one call of ``upload`` or ``check``."""

    files: Sequence[Path]
    kind: str | None
    encoding: str | None
    region: str | None
    maps: Sequence[tuple[str, str]]
    sets: Sequence[tuple[str, str]]
    sheet: str | None
    ignore: Sequence[str]
    where: Sequence[str]
    trust: Sequence[str]
    strict_tracking: bool
    profile: str | None
    limits: Sequence[tuple[str, int]]
    strict: bool
    refuse: Sequence[str]
    again: bool
    as_of: int | None
    as_json: bool
    db: str
    merchant: str
    handling_days: int | None
    deadline_days: int | None
    warning_days: int | None
    by: str = ""
    edit: bool = False
    plan: str | None = None

    def directions(self) -> "Directions":
        """How the files are read: options take precedence over the profile."""
        from feeds.cli.profile import chosen, given_profile  # noqa: PLC0415
        from feeds.profiles import Profile  # noqa: PLC0415
        from feeds.reading.options import Directions, Limits  # noqa: PLC0415

        said = given_profile(vars(self)).over(chosen(self.profile) if self.profile else Profile())
        return Directions(
            said.kind,
            said.encoding,
            said.region,
            said.map,
            said.sets_on(now() if self.as_of is None else self.as_of),
            said.sheet,
            said.ignore,
            said.conditions(),
            said.trust,
            said.strict_tracking,
            Limits(**dict(self.limits)),
        )

    def occasion(self, store: "Engine | Connection") -> "Occasion":
        """When and how the files are judged: by the merchant's terms, unless the options name others."""
        from feeds.kinds.kind import Occasion  # noqa: PLC0415

        as_of = now() if self.as_of is None else self.as_of
        refused = tuple(self.refuse)
        return Occasion(as_of, terms_of(store, vars(self)), self.again, refused=refused, edit=self.edit)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Turns off Python's search for reference cycles: frames and cells have none, and it takes longer than judging."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def terms_of(place: "Engine | Connection", given: Mapping[str, Any]) -> "Terms":
    """The terms for a command: its own options, otherwise the merchant's terms."""
    from sqlalchemy import Connection  # noqa: PLC0415 - help must not wait for it

    from schemas.store.merchant_terms import load  # noqa: PLC0415

    if isinstance(place, Connection):
        with nullcontext() if place.in_transaction() else place.begin():
            terms = load(place, given["merchant"])
    else:
        # Only reads, so that nothing is committed.
        with place.connect() as connection:
            terms = load(connection, given["merchant"])
    return replace(terms, **{name: given[name] for name in TERMS if given[name] is not None})


def ready_files(call: Call, shown: "Shown") -> Iterator["Ready"]:
    """The files of a call, read and with their cells checked, in the order in which they are applied.

    The first file is read while the libraries that judge it are loading.
    """
    from feeds.reading import child_process  # noqa: PLC0415

    child_process.prepare()
    from feeds.reading.files import read_grids  # noqa: PLC0415

    with ThreadPoolExecutor(1) as pool:
        directions = call.directions()
        first = pool.submit(read_grids, call.files[0], directions)
        from feeds.upload import ready  # noqa: PLC0415
        from feeds.uploaded_file import in_order  # noqa: PLC0415

        def grids(path: Path, directions: "Directions") -> Any:
            return first.result() if path is call.files[0] else read_grids(path, directions)

        files = []
        for path in call.files:
            progress.stage("reading", path=path)
            files.append(named(_read(path, directions, grids)))
    ordered = in_order(files)
    shown.expect(ordered)
    for file in ordered:
        try:
            checked = ready(file)
        except Exception as fault:
            checked = failed(file.path, fault)
        yield checked


def _read(path: Path, directions: "Directions", grids: Any) -> "UploadedFile":
    from feeds.uploaded_file import read_file  # noqa: PLC0415

    try:
        return read_file(path, directions, grids)
    except Exception as fault:
        return failed(path, fault).file


def failed(path: Path, fault: Exception) -> "Ready":
    """A file on which the program itself failed: nothing of it is applied, and the call's other files continue."""
    from feeds.upload import Ready  # noqa: PLC0415
    from feeds.uploaded_file import Fatal, UploadedFile  # noqa: PLC0415
    from schemas.faults import FAULTS, INTERNAL  # noqa: PLC0415

    if os.environ.get("ORDERFEEDS_DEBUG"):
        raise fault
    told = FAULTS[INTERNAL]
    sentence = f"{printable(path.name)}: {told.meaning} {told.remedy} With ORDERFEEDS_DEBUG=1 it shows where it failed."
    return Ready(UploadedFile(path, fatal=Fatal(INTERNAL, sentence)))


def _say_first(words: str) -> None:
    echo(words, err=True)


def is_missing(place: str) -> bool:
    """True if there is no order table at ``place``, though one could be created there."""
    return place != ":memory:" and "://" not in place and not Path(place).exists()


@contextmanager
def opened(
    place: str,
    *,
    create: bool = True,
    merchant: str | None = None,
    brings_orders: bool = False,
    tell: Callable[[str], None] = _say_first,
) -> Iterator["Engine"]:
    """Opens the order table at ``place``; raises Refusal (a message and exit code 2) if it cannot be used.

    First reports a newly created table, or a table without orders of the ``merchant``. If the command
    ``brings_orders``, a table without any orders is not reported.
    """
    from sqlalchemy.exc import DatabaseError, OperationalError  # noqa: PLC0415

    from schemas.store.opening import StoreRefusedError, damage_advice, is_damage, opened_store  # noqa: PLC0415

    try:
        is_new = create and is_missing(place)
        with opened_store(place, create=create) as engine:
            if is_new:
                tell(f"New order table: {printable(place)}")
            elif words := _without_orders(engine, place, merchant, brings_orders=brings_orders):
                tell(words)
            yield engine
    except StoreRefusedError as refusal:
        raise Refusal(str(refusal)) from None
    except DatabaseError as fault:
        if is_damage(fault):
            raise Refusal(damage_advice(place)) from None
        if not isinstance(fault, OperationalError):
            raise
        kept = " Nothing of the file was kept." if applies_files() else ""
        raise Refusal(f"The order table {place} cannot be used now: {fault.orig}.{kept}") from None


def existing(given: Mapping[str, Any]) -> AbstractContextManager["Engine"]:
    """The existing order table of a command's options ``db`` and ``merchant``."""
    return opened(given["db"], create=False, merchant=given["merchant"])


def _without_orders(engine: "Engine", place: str, merchant: str | None, *, brings_orders: bool) -> str | None:
    """A message if the table has no orders of the merchant: the name may be mistyped, or it may be the wrong table."""
    if merchant is None:
        return None
    known = _merchants(engine)
    if known:
        return _of_others(known, place, merchant)
    return None if brings_orders else f"The order table {printable(place)} has no orders yet."


def other_merchants(engine: "Engine", place: str, merchant: str) -> str | None:
    """A message if the table has orders, but none of the merchant."""
    known = _merchants(engine)
    return _of_others(known, place, merchant) if known else None


def _merchants(engine: "Engine") -> list[str]:
    from schemas.store.merchant_terms import merchants  # noqa: PLC0415

    # Only reads, so that nothing is committed.
    with engine.connect() as connection:
        return merchants(connection)


def _of_others(known: Sequence[str], place: str, merchant: str) -> str | None:
    if merchant in known:
        return None
    named = ", ".join(known[:_MOST_NAMED]) + (", ..." if len(known) > _MOST_NAMED else "")
    return f"The order table {printable(place)} has no orders of merchant {merchant}; it has: {named}."


def apply_ready(connection: "Connection", ready: "Ready", call: Call, occasion: "Occasion") -> tuple["Outcome", bool]:
    """Applies one file inside the caller's transaction; returns its outcome, and whether it is an earlier upload's."""
    from feeds.api import apply_file  # noqa: PLC0415

    done = apply_file(connection, call.merchant, ready, occasion, deed_of(call.by), strict=call.strict)
    return done.outcome, done.repeat


def exit_code(outcomes: Sequence["Outcome"]) -> int:
    """0 all applied, 1 some refused, 2 not run: the highest of several files."""
    return max(2 if outcome.state == "Fatal" else int(outcome.refused > 0) for outcome in outcomes)
