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


# A million confirmations of 19 columns into ten million items, 5 % of them refused, on two cores.
READING = {".txt": 4.0, ".csv": 4.0, ".tsv": 4.0}
READING_OTHERS = 9.0
# The libraries are loaded while the first file is read.
START = 0.4
# Until the judging is over it is not known how many records are refused.
REFUSED = 0.05
WEIGHTS = {
    "checking": Weight(1.3),
    "looking up": Weight(4.4),
    "judging": Weight(3.6),
    "writing": Weight(5.9),
    "keeping": Weight(1.0),
    "reporting": Weight(0.5),
    "correcting": Weight(54.0),  # of the refused alone
    "planning": Weight(8.0),
}
