"""The history of an order in words: who changed it, each change as before -> after, and where it comes from."""

from collections.abc import Iterator
from typing import Any

from feeds.cli.line_text import columns
from feeds.cli.order_fitting import fitted

_NO_FILES = {"clock": "the clock", "purge": "a purge"}
_WORDS = {
    "take in": "taken in: ",
    "remove": "removed: ",
    "bring back": "brought back: ",
    "warn": "warned of the ",
    "late": "past the ",
}
_WIDE = 10_000
_NO_BREAK = "\u00a0"


def author(upload: dict[str, Any]) -> str:
    """Who changed the order: a file, the clock, an undo or a purge, each with its number in the list of uploads."""
    kind = upload["kind"] or ""
    said = f"upload {upload['upload']}, "
    if upload["undoes"]:
        said += f"an undo of upload {upload['undoes']}"
    else:
        said += _NO_FILES.get(kind) or f"{kind.replace('-', ' ')}: {upload['file']}"
        sheet = upload["changes"][0]["sheet"]
        said += f", sheet {sheet}" if sheet else ""
    said += f", by {upload['done-by']}" if upload["done-by"] else ""
    if upload["as-of-is-off"]:
        said += f", really done {_shown(upload['done-at'])}"
    return said + (f" (taken back by upload {upload['taken-back-by']})" if upload["taken-back-by"] else "")


def change_lines(upload: dict[str, Any], width: int | None) -> Iterator[str]:
    """The changes of one upload, with their places in a column of its own where they fit."""
    ids = max((len(change["order-item-id"] or "") for change in upload["changes"]), default=0)
    room = width or _WIDE
    rows = []
    for change in upload["changes"]:
        item = (change["order-item-id"] or "").ljust(ids)
        rows.append((f"    {item}  {words(change)}" if ids else f"    {words(change)}", _place(upload, change)))
    longest = max((columns(place) for _, place in rows), default=0)
    at = max((columns(said) for said, _ in rows if columns(said) + 2 + longest <= room), default=0)
    for said, place in rows:
        if columns(said) <= at:
            yield f"{said}{' ' * (at - columns(said))}  {place}".rstrip()
            continue
        whole = place.replace(" ", _NO_BREAK)
        yield from (line.replace(_NO_BREAK, " ") for line in fitted(f"{said}  {whole}", width, ids + 8))


def words(change: dict[str, Any]) -> str:
    """A change as a person reads it."""
    what, field = change["what"], change["field"]
    if what == "purge":
        return "the buyer's name, address, phone, e-mail and messages deleted"
    name = _WORDS.get(what, "") + field
    if what == "edit package":
        name = f"package {change['package']}: {field}"
    if what == "refund":
        name = f"{field.removeprefix('refunded-')} refunded"
    if change["before"] is None and change["after"] is None:
        return f"{name} changed"
    said = f"{name} {_shown(change['before'])} -> {_shown(change['after'])}"
    said += f" {change['currency']}" if change["currency"] else ""
    said += f", package {change['package']}" if what == "ship" and change["package"] else ""
    return said + (f", {change['reason']}" if change["reason"] else "")


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text[:16].replace("T", " ") if text.endswith("+00:00") and text[10:11] == "T" else text


def _place(upload: dict[str, Any], change: dict[str, Any]) -> str:
    """The record of a file, and its cell as Excel names it where it is kept."""
    if upload["file"] is None:
        return ""
    return f"record {change['record']}" + (f", {change['cell']}" if change["cell"] else "")
