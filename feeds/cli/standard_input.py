"""Standard input as a file of a call: ``-``."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

NAME = "stdin"
_DASH = Path("-")
_PREFIX = "orderfeeds-stdin-"


def with_standard_input(ctx: click.Context, param: click.Parameter, files: Sequence[Path]) -> Sequence[Path]:
    """The files of a call with what standard input holds in the place of ``-``, as a file until the command ends.

    A reader wants a file: it looks into it more than once, in a process of its own.
    """
    if _DASH not in files:
        return files
    import shutil  # noqa: PLC0415 - help must not wait for it
    import tempfile  # noqa: PLC0415

    if list(files).count(_DASH) > 1:
        raise click.BadParameter("- is standard input, which can be read once.", ctx, param)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    ctx.call_on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    with (folder / NAME).open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return tuple(folder / NAME if path == _DASH else path for path in files)


def folder_of(path: Path) -> Path:
    """Where what is written of a file goes: next to it; of standard input, into the folder at hand."""
    return Path() if path.parent.name.startswith(_PREFIX) else path.parent
