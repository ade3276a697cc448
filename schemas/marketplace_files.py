"""The marketplace's other files: the columns of its order reports, and how to recognize files that are no feed.

Columns as in real files and in Amazon's help ("Order Report field definitions", G201648780; "Add or remove order report
columns"); the other reports as developer-docs.amazon.com lists them ("Report type values").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from schemas import fields
from schemas.headings import plain

# Columns that Orders and Unshipped Orders reports of any region may have and that we do not read.
_REPORT_COLUMNS = """
    actual-ship-date address-type already-paid amazon-programs asin bill-address-1 bill-address-2
    bill-address-3 bill-city bill-country bill-county bill-name bill-phone-number bill-postal-code bill-state
    business-price buyer-citizen-id buyer-citizen-name buyer-company-name buyer-cst-number buyer-identification-number
    buyer-identification-type buyer-requested-cancel-reason buyer-tax-registration-country buyer-tax-registration-id
    buyer-tax-registration-type buyer-vat-number cnpj cod-collectible-amount cpf customized-page customized-url
    days-past-promise default-ship-from-address-field-1 default-ship-from-address-field-2
    default-ship-from-address-field-3 default-ship-from-address-name default-ship-from-city default-ship-from-country
    default-ship-from-postal-code default-ship-from-state delivery-end-date delivery-instructions
    delivery-preferred-time delivery-start-date delivery-time-zone drop-off-location earliest-delivery-date
    earliest-ship-date easy-ship-shipment-status external-order-id fulfilled-by fulfillment-center-id
    fulfillment-channel gift-message-text gift-wrap-type invoice-business-address invoice-business-legal-name
    invoice-business-tax-id invoice-business-tax-office ioss-number is-amazon-invoiced is-business-order
    is-buyer-requested-cancellation is-exchange-order is-global-express is-heavy-or-bulky is-iba is-international-order
    is-ispu-order is-pickup-point-order is-premium-order is-prime is-replacement-order is-sample
    is-shipping-settings-automation-enabled is-sold-by-ab is-transparency item-extensions-data
    item-promotion-discount-tax last-updated-date latest-delivery-date license-expiration-date license-number
    license-state licensee-name merchant-order-id merchant-order-item-id number-of-items order-channel
    order-channel-instance order-invoice-type original-order-id pallet-delivery payment-method payment-method-details
    payment-method-fee payment-type points-granted price-designation promotion-ids purchase-order-number reporting-date
    sales-channel sales-tax-collected scheduled-delivery-end-date scheduled-delivery-start-date serial-number
    serial-numbers ship-county ship-promotion-discount-tax ship-service-name signature-confirmation-recommended
    ssa-carrier ssa-ship-method store-chain-store-id tax-collection-model tax-collection-responsible-party
    tax-location-city tax-location-code tax-location-county tax-location-state url vat-exclusive-giftwrap-price
    vat-exclusive-item-price vat-exclusive-shipping-price verge-of-cancellation verge-of-lateshipment
""".split()
# The tax columns of US reports: what is taxed, how and by whom.
_TAX_COLUMNS = [
    "-".join(("per-unit", *parts))
    for parts in product(
        ("item", "shipping", "gift-wrap"),
        ("taxable", "non-taxable", "zero-rated", "tax-collected"),
        ("district", "city", "county", "state"),
    )
]
REPORT_COLUMNS: tuple[str, ...] = (*_REPORT_COLUMNS, *_TAX_COLUMNS)
_OF_THE_BUYER = (
    r"(buyer-(?!requested)|bill-|ship-county|ship-service|delivery-|default-ship-from|reporting-date|days-past|earliest-|"
    r"latest-|scheduled-|payment-method|tax-|per-unit-|licens|is-business|is-prime|is-iba|price-designation|"
    r"purchase-order|sales-channel|verge-of|address-type|order-channel|cpf|ioss|invoice-business)"
)
# Report columns that do not change what a row ships, cancels or refunds: buyer, address, dates, taxes.
SAY_NOTHING = (
    *fields.BUYER.headings,
    *(name for field in fields.INSTANTS.holding("instant") for name in field.read_from),
    "ship-service-level",
    *(name for name in REPORT_COLUMNS if re.match(_OF_THE_BUYER, name)),
)


@dataclass(frozen=True)
class OtherFile:
    """A file of the marketplace that is no feed: its name, and what to do instead of uploading it.

    ``known_by``: headings in plain form that no feed has all together.
    """

    name: str
    known_by: frozenset[str]
    instead: str


_ORDERS = "To bring orders in, request the Orders or the Unshipped Orders report (Order Reports) and upload that."
_REFUND = "To refund, fill in the adjustment template: orderfeeds template order-adjustment."
_FBA = "Amazon ships these orders itself, and nothing of them is confirmed, canceled or adjusted by a feed of yours."
_SHIPMENTS = "the Amazon fulfilled shipments report"
_STOCK = "It is about stock or listings, and changes no order."
_NOTHING = "It tells what has happened, and changes no order."
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("a processing report", "original-record-number, error-code, error-message", "Upload the corrected feed itself."),
    ("the All Orders report", "amazon-order-id, last-updated-date, order-status, item-status, quantity", _ORDERS),
    (
        "the All Orders report",
        "amazon-order-id, last-updated-date, order-status, order-channel",
        _ORDERS,
    ),
    (_SHIPMENTS, "amazon-order-id, shipment-id, shipment-item-id, quantity-shipped", _FBA),
    (
        _SHIPMENTS,
        "amazon-order-id, shipment-id, amazon-order-item-id, shipment-date",
        _FBA,
    ),
    (_SHIPMENTS, "Amazon Order Id, Shipment ID, Shipment Item Id, Shipped Quantity", _FBA),
    ("the Returns report", "Order ID, Return request date, Return request status", _REFUND),
    ("the Returns report", "order-id, return-request-date, return-request-status", _REFUND),
    ("the FBA customer returns report", "order-id, return-date, detailed-disposition", _FBA),
    ("the FBA customer returns report", "order-id, return-date, fnsku, license-plate-number", _FBA),
    ("the FBA replacements report", "replacement-amazon-order-id, original-amazon-order-id", _FBA),
    ("the FBA removal shipment report", "request-date, order-id, shipment-date, removal-order-type", _FBA),
    ("the FBA removal shipment report", "request-date, order-id, shipment-date, fnsku, disposition", _FBA),
    ("the FBA removal order report", "request-date, order-id, order-type, requested-quantity", _FBA),
    ("the FBA reimbursements report", "reimbursement-id, amazon-order-id, approval-date", _FBA),
    ("the FBA customer shipment sales report", "shipment-date, fnsku, amazon-order-id, item-price-per-unit", _FBA),
    ("the FBA promotions report", "shipment-date, promotion-rule-value, amazon-order-id", _FBA),
    ("the FBA fee report", "fnsku, estimated-fee-total", _STOCK),
    ("the FBA inventory report", "fnsku, afn-fulfillable-quantity", _STOCK),
    ("the FBA inventory report", "fnsku, Warehouse-Condition-code, Quantity Available", _STOCK),
    ("the FBA inventory report", "fnsku, snapshot-date, available", _STOCK),
    ("the FBA inventory ledger", "FNSKU, MSKU, Disposition, Event Type", _STOCK),
    ("the FBA inventory ledger", "FNSKU, MSKU, Disposition, Starting Warehouse Balance", _STOCK),
    ("the FBA inventory event report", "fnsku, transaction-item-id, disposition, reason", _STOCK),
    ("the FBA inventory event report", "fnsku, snapshot-date, detailed-disposition", _STOCK),
    ("the FBA received inventory report", "received-date, fnsku, fba-shipment-id", _STOCK),
    ("a settlement report", "settlement-id, settlement-start-date, deposit-date", _NOTHING),
    ("a settlement report", "settlement-id, transaction-type, amount-type, amount-description", _NOTHING),
    ("a payments transaction report", "date/time, settlement id, type, product sales", _NOTHING),
    ("a payments transaction report", "Datum/Uhrzeit, Abrechnungsnummer, Typ, Umsätze", _NOTHING),
    ("a payments transaction report", "date/heure, numéro de versement, type, ventes de produits", _NOTHING),
    ("a payments transaction report", "fecha y hora, identificador de pago, tipo, ventas de productos", _NOTHING),
    ("a payments transaction report", "Data/Ora:, Numero pagamento, Tipo, Vendite", _NOTHING),
    ("a payments transaction report", "日付/時間, 決済番号, トランザクションの種類, 商品売上", _NOTHING),
    ("a payments transaction report", "date/time, settlement id, type, order id, total", _NOTHING),
    ("a VAT invoice report", "order-id, shipping-id, transaction-id, invoice-status", _NOTHING),
    ("a VAT transactions report", "UNIQUE_ACCOUNT_IDENTIFIER, ACTIVITY_PERIOD, TRANSACTION_EVENT_ID", _NOTHING),
    ("a VAT calculation report", "Marketplace ID, Merchant ID, Tax Calculation Date, Shipment ID", _NOTHING),
    ("a GST report", "Seller Gstin, Invoice Number, Order Id, Shipment Item Id", _NOTHING),
    ("a sales tax report", "Order_ID, Transaction_Type, Jurisdiction_Level, Tax_Amount", _NOTHING),
    ("the seller feedback report", "Order ID, Rating, Comments, Your Response", _NOTHING),
    ("the seller feedback report", "Order ID, Rating, Comments, Rater Email", _NOTHING),
    ("a buyer's own order history", "Order ID, Website, Carrier Name & Tracking Number", _NOTHING),
    ("a listings report", "item-name, listing-id, seller-sku", _STOCK),
    ("a listings report", "商品名, 出品ID, 出品者SKU", _STOCK),
    ("a price and quantity file", "sku, minimum-seller-allowed-price, maximum-seller-allowed-price", _STOCK),
    ("an inventory loader file", "sku, product-id, product-id-type, add-delete", _STOCK),
    ("a multi-channel fulfillment request", "MerchantFulfillmentOrderID, DisplayableOrderID, MerchantSKU", _FBA),
    ("a Seller Central business report", "(Parent) ASIN, (Child) ASIN, Units Ordered", _NOTHING),
)


@cache
def _others() -> tuple[OtherFile, ...]:
    return tuple(
        OtherFile(name, frozenset(map(plain, known_by.split(", "))), instead) for name, known_by, instead in _TABLE
    )


def other_file(names: Iterable[str]) -> OtherFile | None:
    """The marketplace's file that has these headings (in plain form); None for a feed and for any other file."""
    held = set(names)
    return next((other for other in _others() if other.known_by <= held), None)
