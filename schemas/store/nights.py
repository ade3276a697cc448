"""What a night leaves for later ones: its rates as they were known then, and the links that a purge can make dead.

It contains no data of buyers: rates are counts, and a path is that of a file on the list of files.
"""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from schemas.store.tables import METADATA

# Rates of the orders bought in the 30 days before the night. A night that was not run has no rows.
NIGHT_RATES = Table(
    "night_rates",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    # The day (UTC) that names the night's folder.
    Column("date", String, primary_key=True),
    # A name in reports.health.definitions.RATES.
    Column("rate", String, primary_key=True),
    Column("counted", Integer, nullable=False),
    Column("of", Integer, nullable=False),
)

# The pages that link to files which a purge may delete; both paths are absolute, as bytes.
PAGE_LINKS = Table(
    "page_links",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    Column("page", LargeBinary, primary_key=True),
    Column("path", LargeBinary, primary_key=True),
)
