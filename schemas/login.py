"""Who is logged in; a module of its own, as every command asks before it loads anything large."""

import getpass
import os


def login() -> str:
    """The login name of this process's user, as far as the system knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # In a container a user may have only a number.
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
