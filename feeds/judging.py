"""Judges a long file some orders at a time, so that its facts are never all in memory at once.

While one part is judged, the store looks up the facts of the next: it does so without holding Python's lock.

The result is the same as for the whole file at once: in a kind that is ``by_order``, records of different orders do not
affect each other. If what was found in some records puts others in doubt, all are judged once more.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from feeds.changes import words
from feeds.checking.day_order import IN_ORDER, ORDERS
from feeds.checking.findings import combined
from feeds.kinds.kind import Changes, Facts, Judgement, Kind, Occasion
from feeds.kinds.unread_parts import tallied
from schemas import progress
from schemas.text_columns import digits

AT_A_TIME = 131_072


def judge(
    kind: Kind,
    records: pd.DataFrame,
    facts_of: Callable[[pd.DataFrame], Facts],
    occasion: Occasion,
    order_nos: pd.Series,
    path: Path | None = None,
    at_a_time: int = AT_A_TIME,
) -> Judgement:
    """Judges the records of the file at ``path`` by the rules of ``kind``.

    ``facts_of`` fetches the facts of some of the records; it is called from another thread. ``order_nos``: the order of
    each record, 0 if it is not known.
    """

    def judged(records: pd.DataFrame) -> Judgement:
        return _judged(kind, _parts(kind, records, order_nos, at_a_time), facts_of, occasion, path)

    first = judged(records)
    marked, told = kind.second_look(records, first, occasion)
    judgement = first if marked is None else judged(marked)
    return replace(judgement, findings=combined([judgement.findings, told])) if len(told) else judgement


def _judged(
    kind: Kind,
    parts: Iterator[pd.DataFrame],
    facts_of: Callable[[pd.DataFrame], Facts],
    occasion: Occasion,
    path: Path | None,
) -> Judgement:
    judgements = []
    # Closed, so that nothing is fetched any more once a failure rolls the transaction back.
    with closing(_with_facts(parts, facts_of, path)) as with_facts:
        for part, facts in with_facts:
            progress.stage("judging", len(part), path)
            judgements.append(kind.judge(part, facts, occasion))
    if len(judgements) == 1:
        return judgements[0]
    changes = {word.name: _whole([one.changes[word.name] for one in judgements], word.sort_by) for word in words.WORDS}
    findings = combined(one.findings for one in judgements)
    already = pd.concat([one.already for one in judgements], ignore_index=True)
    return Judgement(Changes(**changes), findings, tallied(one.tally for one in judgements), already)


def _with_facts(
    parts: Iterator[pd.DataFrame], facts_of: Callable[[pd.DataFrame], Facts], path: Path | None
) -> Generator[tuple[pd.DataFrame, Facts], None, None]:
    """Yields each part with its facts; the facts of the next part are fetched while a part is judged."""
    part = next(parts)
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(facts_of, part)
        for following in parts:
            progress.stage("looking up", len(part), path)
            facts = coming.result()
            coming = ahead.submit(facts_of, following)
            yield part, facts
            part = following
        progress.stage("looking up", len(part), path)
        yield part, coming.result()


def _parts(kind: Kind, records: pd.DataFrame, order_nos: pd.Series, at_a_time: int) -> Iterator[pd.DataFrame]:
    """The records in parts of about ``at_a_time``, each order whole; a part's orders lie close together in the store.

    If a kind settles the order of day and month by all dates of a file together, the file is one part.
    """
    settling = any(IN_ORDER.format(name, order) in records for name in kind.settles for order in ORDERS)
    if len(records) <= at_a_time or settling or not kind.by_order:
        yield records
        return
    numbers = order_nos[records.index].to_numpy()
    if not numbers.all():
        # Orders that are not known come in the order of their ids. These have been checked, so that they are digits; a
        # faulty one is missing.
        numbers = np.where(numbers > 0, numbers, -np.maximum(digits(records["order-id"]), 0))
    count = len(records) // at_a_time + 1
    edges = np.quantile(numbers, np.linspace(0, 1, count + 1)[1:-1], method="lower")
    places = np.searchsorted(edges, numbers, side="right")
    for place in range(count):
        if (mine := places == place).any():
            yield records[mine]


def _whole(frames: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    held = [frame for frame in frames if len(frame)]
    if not held:
        return pd.DataFrame()
    return pd.concat(held, ignore_index=True).sort_values([*keys], kind="stable", ignore_index=True)
