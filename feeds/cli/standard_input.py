"""Standard input as a file of a call: ``-``."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feeds.reading.file_names import printable

NAME = "stdin"
_DASH = Path("-")
_PREFIX = "orderfeeds-stdin-"
_SAID = "Standard input"

if TYPE_CHECKING:
    from feeds.uploaded_file import UploadedFile


def with_standard_input(ctx: click.Context, param: click.Parameter, files: Sequence[Path]) -> Sequence[Path]:
    """The files of a call, with ``-`` replaced by a temporary file with standard input's content.

    The file is deleted when the command ends. Readers need a file: they read it more than once, in a process of their
    own.
    """
    if _DASH not in files:
        return files
    if list(files).count(_DASH) > 1:
        raise click.BadParameter("- is standard input, which can be read once.", ctx, param)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    ctx.call_on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    with (folder / NAME).open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return tuple(folder / NAME if path == _DASH else path for path in files)


def named(file: "UploadedFile") -> "UploadedFile":
    """The file, with a fault of standard input reported under that name instead of the temporary file's."""
    if file.fatal is None or not _is_standard_input(file.path):
        return file
    sentence = file.fatal.sentence.replace(printable(file.path), _SAID)
    if file.path.stat().st_size == 0:
        sentence = f"{_SAID} is empty: the command before the pipe has written nothing. See there."
    return replace(file, fatal=replace(file.fatal, sentence=sentence))


def _is_standard_input(path: Path) -> bool:
    return path.parent.name.startswith(_PREFIX)


def folder_of(path: Path) -> Path:
    """The folder for files written about an upload: the file's own, for standard input the current one."""
    return Path() if _is_standard_input(path) else path.parent
