"""Named profiles: how a supplier's files are read, stored in a TOML file that a person can read and edit."""

import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from feeds.reading.options import Condition
from schemas.headings import plain
from schemas.times import day

_ENVIRONMENT = "ORDERFEEDS_PROFILES"
_TABLES, _TEXTS, _LISTS, _SWITCHES = (
    ("map", "set"),
    ("kind", "encoding", "region", "sheet"),
    ("ignore", "where", "trust"),
    ("strict_tracking",),
)


class ProfilesRefusedError(Exception):
    """The file of profiles cannot be used; the text is the message for the user."""


@dataclass(frozen=True)
class Profile:
    """The settings for one supplier's files, under the names of the options."""

    map: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    encoding: str | None = None
    region: str | None = None
    sheet: str | None = None
    ignore: Sequence[str] = ()
    where: Sequence[str] = ()
    trust: Sequence[str] = ()
    strict_tracking: bool = False

    def told(self) -> dict[str, Any]:
        """The settings that are filled, single values first, as TOML requires."""
        values = asdict(self)
        return {name: values[name] for name in (*_TEXTS, *_LISTS, *_SWITCHES, *_TABLES) if values[name]}

    def over(self, other: "Profile") -> "Profile":
        """This profile, completed with settings that only ``other`` has; spellings of the same heading count as one."""
        return Profile(
            _over(self.map, other.map),
            _over(self.set, other.set),
            self.kind or other.kind,
            self.encoding or other.encoding,
            self.region or other.region,
            self.sheet or other.sheet,
            _and(self.ignore, other.ignore),
            _and(self.where, other.where),
            _and(self.trust, other.trust),
            self.strict_tracking or other.strict_tracking,
        )

    def conditions(self) -> list[Condition]:
        """The conditions for which rows of a file count."""
        return [_condition(test) for test in self.where]

    def sets_on(self, instant: int) -> dict[str, str]:
        """The values to set; ``today`` in a date column becomes the day of ``instant`` (UTC)."""
        today = day(instant).isoformat()
        return {
            heading: today if value.lower() == "today" and plain(heading).endswith("date") else value
            for heading, value in self.set.items()
        }


def _condition(test: str) -> Condition:
    heading, _, value = test.partition("=")
    unequal = heading.endswith("!")
    return Condition(heading.removesuffix("!").strip(), value.strip(), unequal)


def _over(given: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
    said = {plain(heading) for heading in given}
    return {heading: value for heading, value in kept.items() if plain(heading) not in said} | dict(given)


def _and(given: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The items of both lists, each once."""
    return list(dict.fromkeys([*kept, *given]))


def place() -> Path:
    """The path of the profiles: in the user's settings folder, or wherever ORDERFEEDS_PROFILES points."""
    from platformdirs import user_config_path  # noqa: PLC0415 - help must not wait for it

    named = os.environ.get(_ENVIRONMENT)
    return Path(named) if named else user_config_path("orderfeeds", appauthor=False) / "profiles.toml"


def read(path: Path) -> dict[str, Profile]:
    """The profiles in a file by name; none if there is no file."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except OSError as fault:
        raise ProfilesRefusedError(f"The profiles {path} cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise ProfilesRefusedError(f"The profiles {path} cannot be read: they are not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as fault:
        raise ProfilesRefusedError(
            f"The profiles {path} cannot be read: {_where(fault, text)}. Correct it there."
        ) from None
    return {name: _profile(path, name, told) for name, told in content.items()}


def _where(fault: tomllib.TOMLDecodeError, text: str) -> str:
    """Line and column first, then the parser's message."""
    said, _, place = str(fault).partition(" (at ")
    ending = f"line {text.count(chr(10)) + 1}, the end"
    return f"{place.rstrip(')').replace('end of document', ending)}: {said[:1].lower()}{said[1:]}"


def _profile(path: Path, name: str, told: object) -> Profile:
    if not isinstance(told, dict):
        raise ProfilesRefusedError(f"The profiles {path} cannot be read: {name} stands outside of any [profile].")
    for key, value in told.items():
        if not _fits(key, value):
            said = f"{key} must be {_WANTED[key]}" if key in _WANTED else f"there is no {key} in a profile"
            raise ProfilesRefusedError(f"The profiles {path} cannot be read: in [{name}], {said}. Correct it there.")
    return Profile(**told)


_WANTED = {
    **dict.fromkeys(_TABLES, "a table of texts"),
    **dict.fromkeys(_TEXTS, "a text"),
    **dict.fromkeys(_LISTS, "a list of texts"),
    **dict.fromkeys(_SWITCHES, "true or false"),
}


def _fits(key: str, value: object) -> bool:
    if key in _SWITCHES:
        return isinstance(value, bool)
    if key in _TEXTS:
        return isinstance(value, str)
    texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    wanted = dict if key in _TABLES else list
    return key in _WANTED and isinstance(value, wanted) and all(isinstance(text, str) for text in texts)


def write(path: Path, profiles: Mapping[str, Profile]) -> None:
    """Writes the profiles, readable by their owner alone; the file is replaced whole, never half-written."""
    import tomli_w  # noqa: PLC0415 - only this needs it

    content = tomli_w.dumps({name: profiles[name].told() for name in sorted(profiles)})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".profiles-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise ProfilesRefusedError(f"The profiles {path} cannot be written: {fault.strerror}.") from None
