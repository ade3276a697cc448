"""What each merchant's marketplace settles differently of deadlines, kept in the order table."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table

from schemas.order_table import METADATA

MERCHANT_TERMS = Table(
    "merchant_terms",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    Column("handling_days", Integer, nullable=False),
    Column("deadline_days", Integer, nullable=False),
    Column("warning_days", Integer, nullable=False),
    # What the deadline counts from, and whether in days from Monday to Friday that are no holidays.
    Column(
        "deadline_from",
        String,
        CheckConstraint("deadline_from IN ('purchase', 'latest-ship')", name="merchant_terms_from"),
        nullable=False,
    ),
    Column("business_days", Boolean(create_constraint=True, name="merchant_terms_business"), nullable=False),
    # Countries and their parts as ISO 3166 names them, as DE-BY; empty: Monday to Friday alone.
    Column("holidays", String, nullable=False),
)
