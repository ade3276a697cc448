"""The bytes of texts in Arrow arrays; works without pandas, so that small jobs need not load it."""

import numpy as np
import pyarrow as pa


def content(texts: pa.LargeStringArray) -> memoryview:
    """The bytes of all texts, one after the other, as Arrow stores them."""
    if not len(texts):
        return memoryview(b"")
    _, places, held = texts.buffers()
    bounds = np.frombuffer(places, np.int64, len(texts) + 1, 8 * texts.offset)
    return memoryview(held)[bounds[0] : bounds[-1]]
