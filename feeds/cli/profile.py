"""``orderfeeds profile``: stores how a supplier's files are read, under a name for ``--profile``."""

import shlex
from collections.abc import Mapping
from typing import Any

import click

from feeds import profiles
from feeds.cli import options
from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, say_done
from feeds.profiles import Profile

_EXAMPLE = "orderfeeds profile acme --map 'Tracking #=tracking-number' --set carrier-code=UPS"


def run(name: str | None, delete: bool, as_json: bool, reading: Mapping[str, Any]) -> int:
    """Runs ``orderfeeds profile``; returns its exit code."""
    profile = Profile(**reading)
    kept = bool(profile.told())
    if name is None and (kept or delete):
        raise click.UsageError(f"Say which profile, as {_EXAMPLE}")
    if kept and delete:
        raise click.UsageError("--delete goes with the name alone.")
    if name is None:
        _list(_read(), as_json=as_json)
    elif kept:
        _keep(name, profile, as_json=as_json)
    elif delete:
        _delete(name, as_json=as_json)
    else:
        _show(name, chosen(name), as_json=as_json)
    return 0


def chosen(name: str) -> Profile:
    """The profile of a name; raises Refusal (a message and exit code 2) if there is none or it cannot be used."""
    there = _read()
    if name not in there:
        known = f"Those kept: {', '.join(there)}." if there else f"Keep one first: {_EXAMPLE}"
        raise Refusal(f"There is no profile {name}. {known}")
    profile = there[name]
    for what, value, allowed in (("kind", profile.kind, options.KINDS), ("region", profile.region, options.REGIONS)):
        if value and value not in allowed:
            said = f"in [{name}], {what} must be one of {', '.join(allowed)}. Correct it there."
            raise Refusal(f"The profiles {profiles.place()} cannot be used: {said}")
    return profile


def _read() -> dict[str, Profile]:
    try:
        return profiles.read(profiles.place())
    except profiles.ProfilesRefusedError as refusal:
        raise Refusal(str(refusal)) from None


def _write(there: Mapping[str, Profile]) -> None:
    try:
        profiles.write(profiles.place(), there)
    except profiles.ProfilesRefusedError as refusal:
        raise Refusal(str(refusal)) from None


def _keep(name: str, profile: Profile, *, as_json: bool) -> None:
    if not (name.strip() and name.isprintable()):
        raise Refusal("The name of a profile must be text on one line, as acme.")
    there = _read()
    _write(there | {name: profile})
    replaces = name in there
    words = f"Profile {name} {'replaces the one of that name' if replaces else 'was kept'}."
    _tell(words, name, profile, "replaced" if replaces else "kept", as_json=as_json)


def _delete(name: str, *, as_json: bool) -> None:
    profile = chosen(name)
    there = _read()
    _write({other: profile for other, profile in there.items() if other != name})
    _tell(f"Profile {name} was deleted.", name, profile, "deleted", as_json=as_json)


def _tell(words: str, name: str, profile: Profile, done: str, *, as_json: bool) -> None:
    if as_json:
        echo_json({"profiles": {name: profile.told()}, "done": done})
    else:
        echo(words)
    say_done(words)


def _list(there: Mapping[str, Profile], *, as_json: bool) -> None:
    if as_json:
        told = {name: profile.told() for name, profile in there.items()}
        echo_json({"profiles": told})
        return
    if not there:
        echo(f"There is no profile yet. Keep one: {_EXAMPLE}")
    width = max((len(name) for name in there), default=0)
    for name, profile in there.items():
        echo(f"{name.ljust(width)}  {' '.join(_as_options(profile))}".rstrip())


def _show(name: str, profile: Profile, *, as_json: bool) -> None:
    if as_json:
        echo_json({"profiles": {name: profile.told()}})
        return
    echo("\n  ".join([name, *_as_options(profile)]))


def _as_options(profile: Profile) -> list[str]:
    """A profile as the options that one would type."""
    told = profile.told()
    pairs = [(option, f"{left}={right}") for option in ("map", "set") for left, right in told.get(option, {}).items()]
    singles = [(option, told[option]) for option in ("kind", "encoding", "region", "sheet") if option in told]
    lists = [(option, value) for option in ("ignore", "where", "trust") for value in told.get(option, ())]
    switches = ["--strict-tracking"] if told.get("strict_tracking") else []
    return [f"--{option} {shlex.quote(value)}" for option, value in (*singles, *lists, *pairs)] + switches
