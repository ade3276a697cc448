"""What the heading of an unread column suggests about its cells, if it resembles one of our headings.

``tracking-number 2``, ``Quantity Shipped`` and ``Items`` are such headings; ``Item Weight`` is not. The contents of the
cells decide in the end; this module only classifies headings.
"""

import re
import unicodedata
from functools import cache

from schemas.headings import plain, synonyms

ITEM, CONTENT, QUANTITY, ORDERED, OTHER_UNITS, TRACKING = "item", "content", "quantity", "ordered", "other", "tracking"
_KIND = "shipping-confirmation"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_PARTS = re.compile(r"[^\w]+|_+")
_NUMBERS = frozenset(
    "st nd rd th first second third fourth two three ii iii iv another other others additional extra more further alt "
    "alternate zweite zweiter weitere deuxieme autre segundo segunda otro secondo seconda altro".split()
)
_ITEMS = frozenset(
    "item items lineitem lineitems product products article articles artikel articulo articulos articolo articoli "
    "sku skus".split()
)
_OF_ITEMS = _ITEMS | frozenset(
    "line lines order orders ordered shipped name names title titles description descriptions list id ids no nr number "
    "numbers code codes in of count bezeichnung nom nombre nome and sold details asin asins".split()
)
_CONTENT_WORDS = frozenset(
    "artikelname artikelbezeichnung produktname artikelliste lineitems orderitems itemlist".split()
)
_CONTENT_SIGNS = (
    "商品名",
    "商品明細",
    "商品信息",
    "商品情報",
    "商品标题",
    "商品標題",
    "アイテム名",
    "产品名称",
    "產品名稱",
)
_COUNTS = frozenset(
    "qty qtys quantity quantities units menge anzahl stuck stueck stk stuckzahl cantidad cant unidades quantite qte "
    "unites quantita qta aantal hoeveelheid antal kvantitet ilosc sztuk szt quantidade qtd qtde adet miktar".split()
)
_COUNT_SIGNS = ("数量", "數量", "出荷数", "発送数", "发货数", "發貨數")
_TRACKS = frozenset("tracking trackingnumber trackingnumbers trackingno trackingid awb waybill trackno".split())
_BOUGHT = frozenset("ordered purchased bought sold order bestellt bestellte commandee pedida ordinata".split())
_OTHER_ACTS = frozenset(
    "cancelled canceled cancel returned return refunded refund damaged missing backordered backorder short storniert "
    "annule cancelada annullata".split()
)
# Columns about parcels, money, sizes, times or a shop's stock, whatever other words their headings have.
_ELSE = frozenset(
    "price prices cost costs value amount tax vat weight kg lb lbs oz gram grams length width height size color "
    "colour url link image date time status type note notes comment comments remark remarks discount currency "
    "location bin category condition brand group hs tariff origin country stock inventory available warehouse "
    "lager bestand max min maximum minimum reorder parcel parcels package packages packets box boxes carton "
    "cartons pallet pallets pieces pcs label labels colli kolli collo colis bultos pakete paket packstucke page "
    "pages volume dimension dimensions carrier company provider event events method last sent email website pin "
    "service return returns retour rucksendung per free customer buyer serial batch lot barcode ean upc gtin gift "
    "preis gewicht prix poids precio peso prezzo".split()
)
# Words for an order that has shipped in part, and the number that a well-known shop plug-in uses for the same.
PARTLY = re.compile(
    "(order |shipment )?(partially|partly|partial)([ -]?(shipped|shipment|fulfilled|sent|dispatched|delivery))?"
    "|teil(lieferung|sendung|weise (versendet|versandt|geliefert))|envoi partiel|partiellement expédiée?"
    "|envío parcial|parcialmente enviado|spedito parzialmente|一部(出荷|発送)済?み?|部分(发货|發貨|出貨|发运)",
    re.IGNORECASE,
)
PART_NUMBER, _NUMBERED_STATE = "2", {"status", "shipped"}
_STATES = ("orderstatus", "itemstatus")


@cache
def told_by(heading: str) -> str | None:
    """What the heading suggests its cells contain: one of the constants above; None for most headings."""
    tokens = words(heading)
    base = [token for token in tokens if not token.isdigit() and token not in _NUMBERS]
    name, held = "".join(base), set(base)
    read = _meaning(name) or _meaning(name.removesuffix("s"))
    if read == "tracking-number":
        return TRACKING
    if read in ("order-item-id", "sku", "item"):
        return ITEM if len(base) < len(tokens) and _meaning(name) else CONTENT
    counted = _counted(heading, held)
    if counted or held & _ELSE:
        return counted
    if any(sign in heading for sign in _CONTENT_SIGNS) or held & _CONTENT_WORDS or _is_of_items(held):
        return CONTENT
    return TRACKING if held & _TRACKS else None


def _is_of_items(held: set[str]) -> bool:
    """True if all words are about items; ``product``, even with ``code``, may be a carrier's service and is not."""
    return bool(held & _ITEMS) and held <= _OF_ITEMS and held - {"code"} != {"product"}


def _counted(heading: str, held: set[str]) -> str | None:
    if not (held & _COUNTS or any(sign in heading for sign in _COUNT_SIGNS)) or held & (_ELSE - _OTHER_ACTS):
        return None
    if held & _OTHER_ACTS:
        return OTHER_UNITS
    return ORDERED if held & _BOUGHT else QUANTITY


def words(text: str) -> list[str]:
    """The words of a text in lower case without accents; digits and the parts of CamelCase are separate words."""
    if text.isascii():
        return [word for word in _PARTS.split(_CAMEL.sub(" ", text).lower()) if word]
    split = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", split) if not "\u0300" <= sign <= "\u036f")
    return [word for word in _PARTS.split(unicodedata.normalize("NFC", bare).lower()) if word]


@cache
def _everyday() -> dict[str, str]:
    own = {name: name for name in ("order-item-id", "sku", "item", "quantity", "tracking-number")}
    found = {plain(name): heading for name, heading in own.items()}
    return found | {synonym.plain: synonym.heading for synonym in synonyms(_KIND).values() if synonym.heading in own}


def _meaning(name: str) -> str | None:
    return _everyday().get(plain(name)) if name else None


def is_numbered_state(heading: str) -> bool:
    """Whether a heading is that of a well-known plug-in's column, where a number is the state of the order."""
    return set(words(heading)) == _NUMBERED_STATE


def says_part(heading: str, text: str) -> bool:
    """Whether a cell means that a part of its order has shipped.

    An order's state in the marketplace's own reports does not count: it is about earlier shipments, not about this row.
    """
    if is_numbered_state(heading) and text == PART_NUMBER:
        return True
    return bool(PARTLY.fullmatch(text)) and plain(heading) not in _STATES
