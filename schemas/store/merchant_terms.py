"""The merchants of an order table, and each one's terms for deadlines."""

from dataclasses import asdict

from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Integer, String, Table, delete, func, select

from schemas.deadlines import Terms
from schemas.store.tables import METADATA, ORDERS

MERCHANT_TERMS = Table(
    "merchant_terms",
    METADATA,
    Column("merchant_id", String, primary_key=True),
    Column("handling_days", Integer, nullable=False),
    Column("deadline_days", Integer, nullable=False),
    Column("warning_days", Integer, nullable=False),
    # What the deadline counts from, and whether it counts business days (Monday to Friday without holidays).
    Column(
        "deadline_from",
        String,
        CheckConstraint("deadline_from IN ('purchase', 'latest-ship')", name="merchant_terms_from"),
        nullable=False,
    ),
    Column("business_days", Boolean(create_constraint=True, name="merchant_terms_business"), nullable=False),
    # Countries and their parts as ISO 3166 names them, as DE-BY; if empty, every Monday to Friday is a business day.
    Column("holidays", String, nullable=False),
)


def load(connection: Connection, merchant: str) -> Terms:
    """The merchant's terms; the defaults if none are stored."""
    query = select(MERCHANT_TERMS).where(MERCHANT_TERMS.c.merchant_id == merchant)
    row = connection.execute(query).mappings().one_or_none()
    return Terms(**{name: value for name, value in row.items() if name != "merchant_id"}) if row else Terms()


def save(connection: Connection, merchant: str, terms: Terms) -> None:
    """Replaces the merchant's stored terms, inside the caller's write transaction."""
    connection.execute(delete(MERCHANT_TERMS).where(MERCHANT_TERMS.c.merchant_id == merchant))
    connection.execute(MERCHANT_TERMS.insert(), asdict(terms) | {"merchant_id": merchant})


def merchants(connection: Connection) -> list[str]:
    """The merchants that have orders in the store, by name: one step in the index for each."""
    found: list[str] = []
    while True:
        after = ORDERS.c.merchant_id > found[-1] if found else ORDERS.c.merchant_id.is_not(None)
        following = connection.execute(select(func.min(ORDERS.c.merchant_id)).where(after)).scalar_one()
        if following is None:
            return found
        found.append(following)
