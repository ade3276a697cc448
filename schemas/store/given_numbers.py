"""Tracking-numbers of packages as sorted hashes, so that one is found among all packages without an index of texts.

An index of a million unsorted numbers takes as long to write as a third of their confirmations. Instead each upload
adds one row: the numbers' hashes in ascending order, 32 bits each, and for each the distance of its package from the
first package. Another number may have the same hash, and a package may have another number by now, so the caller must
look at the package.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, String, Table, select

from schemas.store.tables import METADATA

GIVEN_NUMBERS = Table(
    "given_numbers",
    METADATA,
    Column("segment_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("first_package", Integer, nullable=False),
    # Little-endian; both have the same number of elements.
    Column("hashes", LargeBinary, nullable=False),
    Column("behind", LargeBinary, nullable=False),
    Index("given_numbers_by_merchant", "merchant_id"),
)
_FIELD = np.dtype("<u4")
_AT_A_TIME = 500_000
# Two hashes that differ only in these low bits are neighbours.
_LOW_BITS = 8


def save(connection: Connection, merchant: str, package_nos: pd.Series, numbers: pd.Series) -> None:
    """Stores which packages have which numbers, inside the caller's write transaction. Missing numbers are left out."""
    given = numbers.notna().to_numpy()
    packages = package_nos.to_numpy("int64")[given]
    if not len(packages):
        return
    first = int(packages.min())
    hashes = _hashed(numbers[given])
    order = np.argsort(hashes, kind="stable")
    behind = (packages - first).astype(_FIELD)[order]
    row = {"merchant_id": merchant, "first_package": first, "hashes": hashes[order].tobytes()}
    connection.execute(GIVEN_NUMBERS.insert(), row | {"behind": behind.tobytes()})


def packages_of(connection: Connection, merchant: str, numbers: pd.Series) -> np.ndarray:
    """The packages that may have one of the numbers, each once; nearly all of them really do."""
    wanted = np.unique(_hashed(numbers.dropna()))
    near = np.zeros(1 << (32 - _LOW_BITS), dtype=bool)
    near[wanted >> _LOW_BITS] = True
    columns = GIVEN_NUMBERS.c
    query = select(columns.first_package, columns.hashes, columns.behind).where(columns.merchant_id == merchant)
    met = [np.empty(0, "int64")]
    for first, hashes, behind in connection.execute(query):
        held = np.frombuffer(hashes, _FIELD)
        places = np.flatnonzero(near[held >> _LOW_BITS])
        # Most of the others have no neighbour among the wanted hashes and need no search.
        at = np.minimum(np.searchsorted(wanted, held[places]), len(wanted) - 1)
        places = places[wanted[at] == held[places]]
        met.append(np.frombuffer(behind, _FIELD)[places].astype("int64") + first)
    return np.unique(np.concatenate(met))


def _hashed(numbers: pd.Series) -> np.ndarray:
    texts = numbers.to_numpy(dtype="object")
    # The hashes are stored: pandas promises that they stay the same for the same text and key.
    return pd.util.hash_array(texts, categorize=False).astype(_FIELD)


def fill(connection: Connection) -> None:
    """Stores the numbers of all packages of a store that has none stored, inside the caller's write transaction."""
    for merchant, packages in _numbered_packages(connection):
        save(connection, merchant, packages["package_no"], packages["number"])


def _numbered_packages(connection: Connection) -> Iterator[tuple[str, pd.DataFrame]]:
    query = "SELECT package_no, merchant_id, tracking_number FROM packages WHERE tracking_number IS NOT NULL"
    result = connection.exec_driver_sql(f"{query} ORDER BY package_no")
    while rows := result.fetchmany(_AT_A_TIME):
        table = pd.DataFrame([tuple(row) for row in rows], columns=["package_no", "merchant", "number"])
        for merchant, part in table.groupby("merchant", sort=False):
            yield str(merchant), part
