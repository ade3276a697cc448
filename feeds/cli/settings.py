"""Defaults of options, from a person's TOML file: for every command, or for one under its name."""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from platformdirs import user_config_path

from feeds.cli.options import Refusal
from feeds.reading.file_names import printable

VARIABLE = "ORDERFEEDS_SETTINGS"
# Options that most commands have; at the top of the file they apply to each command that has them.
_SHARED = frozenset("db merchant by mode quiet format handling-days deadline-days warning-days region encoding".split())
# Options that must be given with each call, so that nothing happens that nobody asked for.
_NEVER = frozenset(
    "help version yes json again as-of rehearsal confirm-cancellations delete report replace plan".split()
)


def place() -> Path:
    """The settings file: named by ORDERFEEDS_SETTINGS, otherwise in the platform's settings folder."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return user_config_path("orderfeeds", appauthor=False) / "settings.toml"


def defaults(command: click.Command, name: str, commands: Iterable[str]) -> dict[str, Any]:
    """The file's defaults for one command, by the names of its parameters; none if there is no file.

    Raises Refusal if the file cannot be read, or has an unknown name.
    """
    path = place()
    if not path.exists():
        return {}
    told = _read(path)
    own = told.get(name, {})
    for key, value in told.items():
        if isinstance(value, dict):
            _refuse_unknown(path, key, commands, "command")
        else:
            _refuse_unknown(path, key, _SHARED, "setting")
    options = _options(command)
    for key in own:
        _refuse_unknown(path, key, set(options) - _NEVER, f"setting of {name}")
    shared = {key: value for key, value in told.items() if key in options and not isinstance(value, dict)}
    return {options[key]: _plain(value) for key, value in {**shared, **own}.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        said = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise Refusal(f"The settings {printable(path)} cannot be read: {said}.") from None


def _refuse_unknown(path: Path, key: str, known: Iterable[str], what: str) -> None:
    known = sorted(known)
    if key in known:
        return
    if key in _NEVER:
        raise Refusal(f"The settings {printable(path)}: {key} is said with each call, and cannot be settled for all.")
    near = difflib.get_close_matches(key, known, 1)
    meant = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    raise Refusal(f"The settings {printable(path)}: there is no {what} {key}. {meant}")


def _options(command: click.Command) -> Mapping[str, str]:
    """The names of a command's parameters by their options as typed, without the leading hyphens."""
    return {
        typed.removeprefix("--"): parameter.name
        for parameter in command.params
        for typed in (*parameter.opts, *parameter.secondary_opts)
        if typed.startswith("--") and parameter.name
    }


def _plain(value: Any) -> Any:
    """A value as it would be typed on the command line, with a leading ~ expanded to the home folder."""
    if isinstance(value, str) and value.startswith("~"):
        return os.path.expanduser(value)  # noqa: PTH111 - a text stays a text
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
