"""Which merchants a store has, and which uploads are undone: an undo can itself be undone."""

from sqlalchemy import Connection, func, select

from schemas.store.history import UPLOADS
from schemas.store.tables import ORDERS


def undone_uploads(connection: Connection, merchant: str) -> set[int]:
    """The numbers of the merchant's uploads that an undo has taken back and no later undo has restored."""
    uploads = UPLOADS.c
    taken = (uploads.merchant_id == merchant) & uploads.undoes.is_not(None)
    query = select(uploads.upload_no, uploads.undoes).where(taken).order_by(uploads.upload_no.desc())
    gone: set[int] = set()
    # An undo is later than what it takes back, so from the last one on, each is known to be undone or not.
    for number, of in connection.execute(query):
        if number not in gone:
            gone.add(of)
    return gone


def merchants(connection: Connection) -> list[str]:
    """The merchants that have orders in the store, by name: one step in the index for each."""
    found: list[str] = []
    while True:
        after = ORDERS.c.merchant_id > found[-1] if found else ORDERS.c.merchant_id.is_not(None)
        following = connection.execute(select(func.min(ORDERS.c.merchant_id)).where(after)).scalar_one()
        if following is None:
            return found
        found.append(following)
