"""The files that ``orderfeeds watch`` took in one round: applied in the order of kinds, each once, then put away."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from feeds.cli.applying import apply_ready, exit_code, occasion_of, ready_files
from feeds.cli.call import Call, begun, no_garbage_collection
from feeds.cli.options import Refusal
from feeds.cli.order_table import opened
from feeds.cli.progress import Shown
from feeds.cli.result_files import corrections_of, register_upload
from feeds.cli.upload import in_own_transaction
from feeds.cli.watch_output import Lines, Stop
from feeds.drop_folder.folder import DropFolder, Taken, owner, safe
from feeds.drop_folder.names import STEM, TOLD, Names
from feeds.drop_folder.uploads import dropped, list_there, note, place_anew
from feeds.file_stamp import Signature
from feeds.kinds.kind import Occasion
from feeds.reading.file_names import printable
from feeds.upload import Ready
from reports.files.atomic_files import put_in_place
from reports.processing import Outcome, read_outcome, write
from schemas import file_modes
from schemas.store.opening import writing

_How = tuple[Call, Occasion, Signature | None]


def _write_told(
    engine: Engine,
    taken: Taken,
    outcome: Outcome,
    read: tuple[Ready, Signature | None],
    lines: Lines,
    *,
    repeat: bool,
) -> None:
    """Writes report and corrections of an applied file into ``taken.out``, replacing what an earlier process began.

    ``read``: the file, and its signature when it was read. Raises OSError if they cannot be written.
    """
    ready, seen = read
    shutil.rmtree(taken.fresh, ignore_errors=True)
    taken.fresh.mkdir(mode=0o700)
    file_modes.settle(taken.fresh)
    report, corrections = write(outcome, taken.fresh, STEM), None
    if outcome.refused and outcome.state != "Fatal" and not repeat:
        corrections = _correct(taken, ready, outcome, lines)
    register_upload(engine, ready, outcome, (report, corrections), seen)
    safe(taken.fresh)
    taken.fresh.rename(taken.out)
    safe(taken.out.parent)


def _correct(taken: Taken, ready: Ready, outcome: Outcome, lines: Lines) -> Path | None:

    try:
        content = corrections_of(ready, outcome)
    except Exception:
        name = printable(taken.path.name)
        words = f"No corrections of {name}: the program failed. The report tells of every refused row."
        lines.tell("no-corrections", words, err=True, file=name)
        return None
    put_in_place(path := taken.fresh / f"{STEM}{TOLD[-1]}", content)
    return path


@dataclass
class Batch:
    """One batch; ``code``: the highest exit code of its files. Files that cannot be put in their place stay in work."""

    folder: DropFolder
    call: Call
    lines: Lines
    stop: Stop
    beat: Callable[[], None]
    code: int = 0
    _troubles: list[str] = field(default_factory=list)

    def apply(self, batch: list[Taken]) -> list[str]:
        """Applies the taken files and finishes what an earlier process began; returns a message for each trouble."""
        if not batch:
            return []
        try:
            with opened(self.call.store.db, tell=self._tell) as engine:
                for taken in batch:
                    if taken.out.exists():
                        self._end_begun(engine, taken)
                self._apply_fresh(engine, [taken for taken in batch if taken.path.exists() and not taken.out.exists()])
        except Refusal as refusal:
            self._troubles.append(str(refusal))
        return self._troubles

    def _tell(self, words: str) -> None:
        self.lines.tell("order-table", words, err=True)

    def _apply_fresh(self, engine: Engine, batch: list[Taken]) -> None:
        if not batch:
            return
        taken = {one.path: one for one in batch}
        occasion = occasion_of(self.call, engine)
        with no_garbage_collection(), begun(self.call, list(taken), Shown()) as first:
            for ready in ready_files(first):
                # If this process is being stopped, its stopped reader would look like an unreadable file.
                if self.stop.asked:
                    break
                path = ready.file.path
                mine = replace(self.call, by=self.call.by or owner(path))
                self._apply_one(engine, taken[path], ready, (mine, occasion, first.seen[path]))
                self.beat()

    def _apply_one(self, engine: Engine, taken: Taken, ready: Ready, how: _How) -> None:
        def apply(connection: Connection, ready: Ready) -> Outcome | None:
            return _apply_once(connection, self.folder, taken, ready, how)

        if outcome := in_own_transaction(engine, _named(ready), apply):
            self._end(engine, taken, outcome, (ready, how[2]))
            return
        back = self.folder.give_back(taken)
        words = f"{printable(back)} was written to while it was being read: nothing was applied, it is read again."
        self.lines.tell("returned", words, err=True, file=printable(back.name))

    def _end_begun(self, engine: Engine, taken: Taken) -> None:
        """Puts a file in its place whose report and corrections an earlier process has fully written."""
        with engine.connect() as connection, connection.begin():
            outcome = _kept(connection, taken)
        if outcome:
            self._end(engine, taken, outcome)
        else:
            # The order table is an earlier one, as from a backup: the file is still to be applied to it.
            shutil.rmtree(taken.out)

    def _end(
        self,
        engine: Engine,
        taken: Taken,
        outcome: Outcome,
        read: tuple[Ready, Signature | None] | None = None,
    ) -> None:
        """Writes report and corrections of an applied file and puts all in place; a fault leaves other files alone.

        ``read``: the file, if nothing has been written about it.
        """

        self.code = max(self.code, exit_code([outcome]))
        with engine.connect() as connection, connection.begin():
            row = dropped(connection, taken.token)
        try:
            if read:
                _write_told(engine, taken, outcome, read, self.lines, repeat=row.repeat)
            self._put(engine, taken, row, outcome)
        except OSError as fault:
            self._troubles.append(
                f"{printable(taken.path.name)} was applied as upload {outcome.upload} and cannot be put in its place: "
                f"{fault.strerror}. It lies in {printable(taken.path.parent)}, and this is tried again."
            )

    def _put(self, engine: Engine, taken: Taken, row: Any, outcome: Outcome) -> None:
        place, names = self.folder.place(outcome.state), Names.of(taken.path.name)
        here = taken.written
        while True:
            there = [place / name for name in names.all(row.tag)]
            list_there(engine, row.merchant_id, dict(zip(here, there, strict=True)))
            if self.folder.put(taken, place, row.tag):
                break
            tag, here = self.folder.free_tag(place, taken.path.name, row.upload_no), there
            with engine.connect() as connection, writing(connection):
                place_anew(connection, row, tag, place / names.file(tag))
                row = dropped(connection, taken.token)
        file, report, _, corrections = there
        places = (file, report, corrections if corrections.exists() else None)
        self.lines.outcome(outcome, taken.path.name, places, repeat=row.repeat)
        self.folder.forget(taken.token)


def _apply_once(connection: Connection, folder: DropFolder, taken: Taken, ready: Ready, how: _How) -> Outcome | None:
    """Applies a file in the caller's transaction unless it is applied already; None if it was changed meanwhile."""
    if kept := _kept(connection, taken):
        return kept
    if taken.changed():
        return None
    done = apply_ready(connection, ready, *how[:2])
    outcome, repeat = done.outcome, done.repeat
    place, name = folder.place(outcome.state), taken.path.name
    tag = folder.free_tag(place, name, outcome.upload or 0)
    row = {"token": taken.token, "merchant_id": outcome.merchant, "upload_no": outcome.upload, "repeat": repeat}
    path = place / Names.of(name).file(tag)
    note(connection, row | {"name": printable(name), "tag": tag}, path)
    return outcome if repeat else replace(outcome, file=printable(path.absolute()))


def _kept(connection: Connection, taken: Taken) -> Outcome | None:
    """The outcome of a file that was applied; None if it was not."""
    row = dropped(connection, taken.token)
    return read_outcome(connection, row.merchant_id, row.upload_no) if row else None


def _named(ready: Ready) -> Ready:
    """The file with only its name in its message: its path while it is applied means nothing to a reader."""
    fatal, path = ready.file.fatal, ready.file.path
    if fatal is None:
        return ready
    sentence = fatal.sentence.replace(printable(path), printable(path.name))
    return replace(ready, file=replace(ready.file, fatal=replace(fatal, sentence=sentence)))
