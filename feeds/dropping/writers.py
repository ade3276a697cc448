"""Who writes a file: whether a program of this machine still has it open for that, and whose it is."""

import errno
import os
import signal
import sys
from pathlib import Path

if sys.platform == "linux":
    import fcntl
if sys.platform != "win32":
    import pwd


def is_open_for_writing(path: Path) -> bool:
    """True where somebody writes to the file; False also where the system does not tell, as over a network.

    Linux gives a lease for reading only of a file that nobody has open to write to it (fcntl(2), "Leases"), to the
    file's owner and to root.
    """
    if sys.platform != "linux":
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Who opens the file in this moment is told by a signal, and the usual one would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as fault:
        return fault.errno == errno.EAGAIN
    finally:
        # Closing gives the lease back.
        os.close(handle)
    return False


def owner(path: Path) -> str:
    """The login of a file's owner; empty where the system does not know it."""
    if sys.platform == "win32":
        return ""
    try:
        return pwd.getpwuid(path.lstat().st_uid).pw_name
    except (OSError, KeyError):
        return ""
