"""Packs grids to pass them from one process to another: JSON for their small parts, Arrow streams for the columns."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from feeds.reading.grid import Doubt, Grid, Note


def pack(grids: Sequence[Grid]) -> tuple[dict[str, Any], list[pa.Buffer]]:
    """The grids as values that JSON can hold, and the columns of each grid as one Arrow stream."""
    return {"grids": [_told(grid) for grid in grids]}, [_stream(grid) for grid in grids]


def unpack(told: dict[str, Any], streams: Sequence[bytes]) -> list[Grid]:
    """The grids that ``pack`` packed."""
    return [_grid(one, stream) for one, stream in zip(told["grids"], streams, strict=True)]


def _told(grid: Grid) -> dict[str, Any]:
    doubt = asdict(grid.doubt) if grid.doubt else None
    if doubt:
        doubt["differing"] = list(doubt["differing"].items())
    notes = [asdict(note) for note in grid.notes]
    return {
        "name": grid.name,
        "width": len(grid.columns),
        "notes": notes,
        "doubt": doubt,
        "merged": grid.merged,
        "ended": grid.ended,
    }


def _stream(grid: Grid) -> pa.Buffer:
    arrays = {str(position): column for position, column in enumerate(grid.columns)}
    arrays |= {f"kind {position}": kind for position, kind in grid.kinds.items()}
    arrays |= {"widths": grid.widths} if grid.widths is not None and arrays else {}
    sink = pa.BufferOutputStream()
    if arrays:
        batch = pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
    return sink.getvalue()


def _grid(told: dict[str, Any], stream: bytes) -> Grid:
    columns, kinds, widths = [], {}, None
    if told["width"]:
        batch = pa.ipc.open_stream(stream).read_next_batch()
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == "widths":
                widths = column
            elif name.startswith("kind "):
                kinds[int(name[5:])] = column
            else:
                columns.append(column)
    doubt = told["doubt"]
    if doubt:
        differing = {
            position: tuple((row, tuple(cells)) for row, cells in rows) for position, rows in doubt["differing"]
        }
        doubt = Doubt(doubt["encoding"], tuple(doubt["others"]), differing, doubt["settled"], doubt["evident"])
    notes, merged = tuple(Note(**note) for note in told["notes"]), tuple(map(tuple, told["merged"]))
    return Grid(told["name"], columns, kinds, notes, doubt, widths, told["ended"], merged)
