"""What each stage of a file takes: measured, and used as shares alone, so that a slower machine has the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weight:
    """Seconds a million rows; how much of that time the stage tells of (``tells``), in how many ``times`` its rows."""

    seconds: float
    tells: float = 0
    times: float = 1

    def of(self, rows: float) -> float:
        """The seconds for ``rows`` rows."""
        return self.seconds * rows / 1e6


_TEXTS = (".txt", ".csv", ".tsv")
# As confirmations of 19 columns have it.
_READING_TEXT, _READING_BOOK = 3.5, 8.0
_READING_TIMES = {"orders": 1.9, "order-cancellation": 0.5, "order-adjustment": 0.5}
# The libraries are loaded while the first file is read.
START = 0.5
# Until the judging is over it is not known how many records are refused.
REFUSED = 0.05
# On two cores: a million confirmations into ten million items, 5 % of them refused; of the other kinds 200,000 to
# 300,000 records into one million, at times when the machine had other work, made less by what confirmations took then.
WEIGHTS = {
    "checking": Weight(1.5),
    "checking orders": Weight(4.2),
    # All but the first of it goes on while others are judged.
    "looking up": Weight(2.0, tells=0.5),
    "looking up orders": Weight(1.3, tells=0.9, times=2),
    "judging": Weight(3.4),
    "judging orders": Weight(1.8),
    "judging order-cancellation": Weight(0.6),
    "judging order-adjustment": Weight(5.8),
    "writing": Weight(6.4, tells=0.35),
    "writing orders": Weight(13.0, tells=0.9, times=7),
    "writing order-cancellation": Weight(5.0, tells=0.9, times=3),
    "writing order-adjustment": Weight(9.0, tells=0.9, times=3),
    "keeping": Weight(1.2),
    "keeping orders": Weight(1.9),
    "reporting": Weight(0.5),
    "reporting orders": Weight(6.0),
    "correcting": Weight(5.0),  # of the refused alone, and most of it while they are kept and reported
    "planning": Weight(15.0),
}


def reading(ending: str, kind: str) -> Weight:
    """What it takes to read a file with this ending, as ``.txt``, and of this kind."""
    return Weight((_READING_TEXT if ending in _TEXTS else _READING_BOOK) * _READING_TIMES.get(kind, 1))
