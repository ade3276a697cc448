"""The bytes of texts as Arrow holds them; needs no pandas, which small work goes without."""

import numpy as np
import pyarrow as pa


def content(texts: pa.LargeStringArray) -> memoryview:
    """The bytes of texts, one behind the other as Arrow holds them."""
    if not len(texts):
        return memoryview(b"")
    _, places, held = texts.buffers()
    bounds = np.frombuffer(places, np.int64, len(texts) + 1, 8 * texts.offset)
    return memoryview(held)[bounds[0] : bounds[-1]]
