"""Which packages have a valid tracking number (Seller Central, "Valid Tracking Rate")."""

import numpy as np
import pandas as pd

from schemas.carriers import canonical, is_trackable, same_carrier
from schemas.check_digits import fitting
from schemas.tracking_numbers import Carrier, known, plain_carriers


def valid(packages: pd.DataFrame) -> np.ndarray:
    """True for each package of which the marketplace can track the carrier, and the number is one of the carrier's.

    ``packages``: carrier_code and tracking_number as they are stored. Spaces and hyphens, which labels print between
    the digits, do not count.
    """
    codes, numbers = packages["carrier_code"], packages["tracking_number"]
    good = is_trackable(codes).to_numpy(dtype=bool) & (numbers.fillna("") != "").to_numpy(dtype=bool)
    folded = same_carrier(canonical(codes))
    for name in folded[good].unique():
        # Of a carrier whose forms nobody publishes, every number is one.
        if carrier := known(str(name)):
            mine = np.flatnonzero(good & (folded == name).to_numpy(dtype=bool))
            good[mine] = _of_carrier(numbers.iloc[mine].str.replace("[ -]", "", regex=True), carrier)
    return good


def _of_carrier(numbers: pd.Series, carrier: Carrier) -> np.ndarray:
    shaped, right = fitting(numbers, carrier.forms)
    if carrier.complete or right.all():
        return right
    # It has further forms: of them is what has no known one and is not plainly another carrier's.
    free = ~shaped & ~right
    free[free] = plain_carriers(numbers[free]).isna().to_numpy(dtype=bool)
    fits: np.ndarray = right | free
    return fits
