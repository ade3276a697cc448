"""What a carrier costs the seller: warnings on records that are applied all the same.

Rules: Seller Central, "Valid Tracking Rate".
"""

import pandas as pd

from feeds.checking import NULL_WORD
from feeds.findings import found, together
from feeds.kinds.kind import Facts
from feeds.kinds.tracking_checks import tracking_findings
from schemas import carriers, faults

# The cells of a record that tell how its parcel was sent.
SENT_BY = ("carrier-code", "carrier-name", "tracking-number")


def carrier_warnings(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Warnings: a carrier that is not tracked, a tracked one without a number, a number not its own."""
    codes = records["carrier-code"]
    untracked = codes.notna() & ~carriers.is_trackable(codes)
    silent = codes.notna() & ~untracked & ~records.index.isin(_with_number(records, pairs, facts))
    return together(
        [
            found(
                records.index[untracked],
                faults.CARRIER_UNTRACKED,
                "carrier-code",
                codes[untracked] + " is a carrier that the marketplace cannot track.",
            ),
            found(
                records.index[silent],
                faults.TRACKING_MISSING,
                "tracking-number",
                "tracking-number is empty, though " + codes[silent] + " can be tracked.",
            ),
            tracking_findings(records),
        ]
    )


def _with_number(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.Index:
    """Records whose package has a tracking-number: their own, or the stored one that an edit keeps."""
    typed = records["tracking-number"]
    numbered = facts.packages.loc[facts.packages["tracking_number"].notna(), "package_no"]
    kept = pairs.loc[pairs["package_no"].isin(numbered) & pairs["tracking-number"].isna(), "record"]
    return records.index[typed.notna() & (typed != NULL_WORD)].union(pd.Index(kept))
