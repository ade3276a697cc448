"""``orderfeeds verify``: checks the order table against its own history, and lists what was checked."""

from typing import TYPE_CHECKING, Any

from feeds.cli.applying import opened
from feeds.cli.output import echo, echo_json, is_quiet, say_fitted

if TYPE_CHECKING:
    from schemas.store.verify import Checked

_INDENT = 21


def run(as_json: bool, db: str, **_other: Any) -> int:
    """Runs ``orderfeeds verify``; returns its exit code."""
    from feeds.changes.words import verify  # noqa: PLC0415 - help must not wait for it

    checks: list[Checked] = []
    with opened(db, create=False) as engine, engine.connect() as connection, connection.begin():
        for checked in verify(connection):
            checks.append(checked)
            if not as_json:
                _show(checked)
    broken = sum(checked.broken for checked in checks)
    if as_json:
        told = [{"holds": c.holds, "looked-at": c.looked, "broken": c.broken, "first": c.named} for c in checks]
        echo_json({"sound": not broken, "checks": told})
    else:
        faulty = sum(bool(checked.broken) for checked in checks)
        said = f"{faulty} {'does' if faulty == 1 else 'do'} not hold" if faulty else "all hold"
        echo(f"{len(checks)} checks, {said}.", err=is_quiet() and bool(broken))
    return 1 if broken else 0


def _show(checked: "Checked") -> None:
    mark = "FAULT" if checked.broken else "ok"
    err = is_quiet() and bool(checked.broken)
    say_fitted(f"{mark:<5}  {checked.looked:>12,}  {checked.holds}", _INDENT, err=err)
    for words in checked.named:
        say_fitted(f"{'':<{_INDENT}}{words}", _INDENT, err=err)
    if checked.broken > len(checked.named):
        echo(f"{'':<{_INDENT}}... and {checked.broken - len(checked.named):,} more", err=err)
