"""``orderfeeds verify``: checks the order table against its own history, and lists what was checked."""

from feeds.changes.words import verify
from feeds.cli.options import Store
from feeds.cli.order_table import opened
from feeds.cli.output import echo, echo_json, echo_more, is_quiet, say_fitted
from schemas.store.verify import Checked

_INDENT = 21


def run(as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds verify``; returns its exit code."""
    checks: list[Checked] = []
    with opened(store.db, create=False) as engine, engine.connect() as connection, connection.begin():
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


def _show(checked: Checked) -> None:
    mark = "FAULT" if checked.broken else "ok"
    err = is_quiet() and bool(checked.broken)
    say_fitted(f"{mark:<5}  {checked.looked:>12,}  {checked.holds}", _INDENT, err=err)
    for words in checked.named:
        say_fitted(f"{'':<{_INDENT}}{words}", _INDENT, err=err)
    echo_more(checked.broken - len(checked.named), "", indent=" " * _INDENT, err=err)
