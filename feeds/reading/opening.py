"""Opens a file, recognised by its bytes, and returns the grids in it; runs in the limited child process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feeds.reading import containers
from feeds.reading.grid import Grid, RefusedError, pack
from feeds.reading.options import Limits
from feeds.reading.text import opening
from feeds.reading.workbook import calamine
from schemas import faults

Allow = Callable[[float, int], None]
# What reading a text may take on top of the limits: seconds and megabytes per megabyte, with room to spare.
_SECONDS_A_MB, _MEMORY_A_MB = 0.2, 16
# A packed text may unpack to this many bytes whatever its size, or to this many times its size.
_ALWAYS_UNPACKED, _MOST_RATIO = 100_000_000, 40


def grids(arguments: dict[str, Any], limits: Limits, allow: Allow) -> tuple[dict[str, Any], list[Any]]:
    """The task ``grids``: the visible sheets of the file at ``path``, packed, or the reason why it is refused."""
    try:
        opened = _Opened(arguments["encoding"], arguments["region"], arguments["ahead"], limits, allow)
        return pack(opened.file(Path(arguments["path"])))
    except RefusedError as refusal:
        return {"refused": str(refusal), "code": refusal.code}, []
    except OSError as fault:
        return {"refused": f"{fault.strerror}. Try again.", "code": faults.FILE_UNREADABLE}, []


@dataclass(frozen=True)
class _Opened:
    encoding: str | None
    region: str | None
    ahead: bool
    limits: Limits
    allow: Allow

    def file(self, path: Path) -> list[Grid]:
        with path.open("rb") as file:
            size = path.stat().st_size
            start = file.read(4096)
            if not start:
                raise RefusedError("it is empty (0 bytes). Save it again and upload it.")
            self._refuse_too_large(start, size)
            self.allow(size * 2e-9, size * 2 // 1_000_000)
            return self.content(start + file.read(), packed=True)

    def _refuse_too_large(self, start: bytes, size: int) -> None:
        is_book = containers.is_zip(start) or containers.is_compound(start)
        most = self.limits.workbook_bytes if is_book else self.limits.text_bytes
        if size > most:
            name = "workbook-mb" if is_book else "text-mb"
            said = f"has {size / 1_000_000:,.0f} MB, more than"
            raise RefusedError(containers.above_limit(said, most, name), faults.ABOVE_LIMIT)

    def content(self, content: bytes, *, packed: bool) -> list[Grid]:
        """The grids in ``content``; ``packed``: the content may itself be a packed file."""
        if sentence := containers.what_is_foreign(content):
            raise RefusedError(sentence)
        if containers.is_compound(content):
            containers.refuse_other_compounds(content)
            return calamine.read_binary(content, self.allow)
        if containers.is_zip(content):
            entry = containers.packed_file(content)
            if entry is None:
                return calamine.read_zipped(content, self.allow, ahead=self.ahead)
            return self._inner(containers.unzipped(content, entry, self._most(content)), packed=packed)
        if containers.is_gzip(content):
            return self._inner(containers.gunzipped(content, self._most(content)), packed=packed)
        megabytes = len(content) / 1_000_000
        self.allow(megabytes * _SECONDS_A_MB, int(megabytes * _MEMORY_A_MB))
        return opening.read(content, self.encoding, self.region)

    def _most(self, content: bytes) -> int:
        return min(self.limits.text_bytes, max(_ALWAYS_UNPACKED, _MOST_RATIO * len(content)))

    def _inner(self, content: bytes, *, packed: bool) -> list[Grid]:
        if not packed:
            raise RefusedError(
                "it is a packed file (zip or gzip) in a packed file. Unpack it and upload the file in it."
            )
        if not content:
            raise RefusedError("it is packed, and the file in it is empty. Save it again and upload it.")
        return self.content(content, packed=False)
