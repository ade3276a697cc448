"""Runs the installed command at a pseudo-terminal of a given width, and hears what it draws there."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cli.desk_calls import SCRIPT

CLEARED = "\r\x1b[K"


@dataclass(frozen=True)
class Drawn:
    """The exit code, what went to a standard output that is a pipe, and what the terminal of standard error got."""

    code: int
    out: bytes
    text: str

    @property
    def lines(self) -> list[str]:
        """Each line that was drawn, in its order, empty where it was only cleared."""
        return self.text.split(CLEARED)

    @property
    def stages(self) -> list[str]:
        """The stages in the order in which they came, each file's own."""
        names = [match.group() for match in map(_STAGE.search, self.lines) if match]
        return [name for name, before in zip(names, ["", *names], strict=False) if name != before]

    @property
    def shares(self) -> list[int]:
        return [int(match.group(1)) for match in map(_SHARE.search, self.lines) if match]


_STAGE = re.compile(r"\b(reading|checking|looking up|judging|writing|keeping|reporting|correcting|planning)\b")
_SHARE = re.compile(r"(\d+) %")


def at_terminal(
    folder: Path,
    *given: object,
    width: int = 100,
    env: Mapping[str, str] | None = None,
    interrupt_at: str = "",
    out_too: bool = False,
) -> Drawn:
    """Runs ``orderfeeds``; ``interrupt_at``: presses Ctrl-C as soon as that was drawn; ``out_too``: all of it there."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "300", **(env or {})}
    command = [str(SCRIPT), *map(str, given)]
    out_goes = terminal if out_too else subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=out_goes, stderr=terminal
    ) as running:
        os.close(terminal)
        got: list[bytes] = []
        hearing = threading.Thread(target=_hear, args=(main, got, running, interrupt_at.encode()))
        hearing.start()
        out = running.stdout.read() if running.stdout else b""
        code = running.wait(60)
        hearing.join(60)
    os.close(main)
    return Drawn(code, out, b"".join(got).decode())


def printed(*given: object, width: int) -> list[str]:
    """The lines of a call that ends with 0 and whose standard output is a terminal of that width."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    command = [str(SCRIPT), *map(str, given)]
    surroundings = {**os.environ, "COLUMNS": "300"}
    got: list[bytes] = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=terminal, env=surroundings) as running:
        os.close(terminal)
        _hear(main, got, running, b"")
        assert running.wait(60) == 0
    os.close(main)
    return b"".join(got).decode().splitlines()


def _hear(main: int, got: list[bytes], running: "subprocess.Popen[bytes]", interrupt_at: bytes) -> None:
    pressed = not interrupt_at
    while True:
        try:
            heard = os.read(main, 65_536)
        except OSError:
            return
        if not heard:
            return
        got.append(heard)
        if not pressed and interrupt_at in b"".join(got):
            pressed = True
            running.send_signal(signal.SIGINT)
