"""Everyday headings are read as the template's own, each use is told, and no report of the marketplace is misread."""

from pathlib import Path

import pytest

from feeds.kinds.all_kinds import KINDS
from feeds.reading.vocabulary import Vocabulary, readable, silent
from feeds.uploaded_file import read_file
from schemas import faults, fields
from schemas.headings import plain, synonyms, table
from tests.reading.written_files import Table, read, records, text_file, workbook

PARCEL = ["202-0000000-0000001", "1Z999", "UPS", "2026-03-05"]
OURS = ["order-id", "tracking-number", "carrier-code", "ship-date"]


def told(path: Path) -> list[tuple[str, str | None]]:
    """What is told of the headings that were read as others, with their cells."""
    return [(note.wording, note.cell) for note in read(path).notes if note.code == faults.HEADING_READ_AS]


FILES: dict[str, list[str]] = {
    "bulk-tracking": ["Order Number", "Tracking #", "Carrier", "Ship Date"],
    "carrier": ["Order Ref", "Consignment Number", "Courier", "Dispatch Date"],
    "waybills": ["Amazon Order ID", "Waybill No.", "Shipping Carrier", "Shipped On"],
    "china": ["订单编号", "快递单号", "物流公司", "发货时间"],
    "china-waybills": ["订单号", "运单号（必填）", "承运商", "发货日期"],
    "taiwan": ["訂單編號", "追蹤號碼", "物流公司", "出貨日期"],
    "japan": ["注文番号", "お問い合わせ伝票番号", "配送業者", "発送日"],
    "japan-half-width": ["注文番号", "ﾄﾗｯｷﾝｸﾞ番号", "運送会社", "出荷日"],
    "germany": ["Bestellnummer", "Sendungsnummer", "Versanddienstleister", "Versanddatum"],
    "france": ["Numéro de commande", "Numéro de suivi", "Transporteur", "Date d'expédition"],
    "france-typeset": ["Numéro de commande", "Numéro de suivi", "Transporteur", "Date d’expédition"],
    "spain": ["Número de pedido", "Número de seguimiento", "Transportista", "Fecha de envío"],
    "brazil": ["Número do pedido", "Código de rastreio", "Transportadora", "Data de envio"],
    "brazil-bare": ["Numero do Pedido", "CODIGO DE RASTREIO", "Transportadora", "Data de Postagem"],
    "netherlands": ["Bestelnummer", "Track & Trace", "Vervoerder", "Verzenddatum"],
    "poland": ["Numer zamówienia", "Numer przesyłki", "Przewoźnik", "Data wysyłki"],
    "poland-bare": ["Nr zamowienia", "Numer przesylki", "Przewoznik", "Data wysylki"],
    "sweden": ["Beställningsnummer", "Spårningsnummer", "Transportör", "Skickat datum"],
    "turkey": ["SİPARİŞ NUMARASI", "Kargo Takip No", "Kargo Firması", "Gönderim Tarihi"],
    "yamato": ["お客様管理番号", "伝票番号", "配送業者", "出荷予定日"],
    "sagawa": ["お客様管理番号", "お問い合せ送り状No.", "配送業者", "出荷日"],
    "japan-post": ["お客様側管理番号", "お問い合わせ番号", "配送業者", "発送予定日"],
    "italy": ["Numero ordine", "Numero di tracciamento", "Corriere", "Data di spedizione"],
}


@pytest.mark.parametrize("name", FILES)
def test_everyday_headings_are_read_as_ours_and_each_is_told(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": [FILES[name], PARCEL]})
    assert records(read(path)) == {2: dict(zip(OURS, PARCEL, strict=True))}
    assert told(path) == [
        (f'The heading "{theirs}" was read as {ours}.', f"{letter}1")
        for theirs, ours, letter in zip(FILES[name], OURS, "ABCD", strict=True)
        if plain(theirs) != plain(ours)
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ["Order ID", "Tracking Number", "Carrier Code", "Ship Date"],
        ["OrderId", "TrackingNumber", "CARRIERCODE", "ShipDate"],
        ["order id*", "Tracking  Number:", "carrier‑code", "Ship_Date (required)"],
        ["Order\u00a0ID", "tracking\u3000number", "\ufeffcarrier-code", "ship\u200b-date"],
        ["Ｏｒｄｅｒ－ＩＤ", "tracking–number", " Carrier\nCode ", "SHIP.DATE"],
    ],
)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_case_space_hyphens_and_width_do_not_count_and_are_not_told(
    tmp_path: Path, headings: list[str], ending: str
) -> None:
    table = [headings, PARCEL]
    if ending == "csv":
        table = [[heading.replace("\n", " ") for heading in headings], PARCEL]
    path = tmp_path / f"parcels.{ending}"
    path = workbook(path, {"Sheet1": table}) if ending == "xlsx" else text_file(path, table, delimiter=",")
    sheet = read(path)
    assert (records(sheet), sheet.notes, sheet.unknown) == ({2: dict(zip(OURS, PARCEL, strict=True))}, (), {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_synonym_leads_to_a_heading_of_its_kind_and_is_none_of_its_own(kind: str) -> None:
    schema = KINDS[kind].schema
    own = readable(schema)
    found = synonyms(kind)
    assert [name for name, synonym in found.items() if synonym.heading not in own.values()] == []
    assert [name for name in found if name in own or name in silent(schema)] == []


def test_a_synonym_that_is_a_heading_of_the_marketplace_stands_back_behind_others() -> None:
    theirs = {plain(name) for name in (*fields.ORDERS_REPORT.headings, *fields.UNSHIPPED_ORDERS_REPORT.headings)}
    for kind in KINDS.values():
        theirs |= {*readable(kind.schema), *silent(kind.schema)}
    both = {synonym.plain for synonym in table() if synonym.plain in theirs}
    items = {plain("order-item-id"), plain("amazon-order-item-code"), plain("asin")}
    assert both == {*items, plain("quantity-shipped"), plain("quantity-to-ship")}
    assert both <= {synonym.plain for synonym in table() if synonym.yields}


def test_no_synonym_means_two_things_in_one_kind() -> None:
    pairs = [(synonym.plain, kind) for synonym in table() for kind in sorted(synonym.kinds)]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


def test_every_synonym_holds_for_kinds_that_there_are() -> None:
    assert {kind for synonym in table() for kind in synonym.kinds} - {"every", *KINDS} == set()


OWN: dict[str, list[str]] = {
    "orders": list(fields.ORDERS_REPORT.headings),
    "shipping-confirmation": list(readable(KINDS["shipping-confirmation"].schema).values()),
    "order-cancellation": ["order-id", "cancellation-reason-code", "amazon-order-item-code", "merchant-order-id"],
    "order-adjustment": list(readable(KINDS["order-adjustment"].schema).values()),
}


@pytest.mark.parametrize("kind", OWN)
def test_headings_of_the_marketplace_itself_are_read_as_they_are(tmp_path: Path, kind: str) -> None:
    cells = ["202-0000000-0000001", *["1"] * (len(OWN[kind]) - 1)]
    file = read_file(text_file(tmp_path / "file.txt", [OWN[kind], cells]))
    assert file.kind is not None
    assert file.sheet is not None
    assert (file.kind.name, file.sheet.notes, file.sheet.unknown) == (kind, (), {})
    ignored = silent(KINDS[kind].schema) - set(readable(KINDS[kind].schema))
    assert set(file.sheet.columns) == {name for name in OWN[kind] if plain(name) not in ignored}


def test_an_unshipped_orders_report_is_an_orders_file_without_a_note(tmp_path: Path) -> None:
    cells = ["202-0000000-0000001", *["1"] * (len(fields.UNSHIPPED_ORDERS_REPORT.headings) - 1)]
    file = read_file(text_file(tmp_path / "unshipped.txt", [fields.UNSHIPPED_ORDERS_REPORT.headings, cells]))
    assert file.kind is not None
    assert file.sheet is not None
    assert (file.kind.name, file.sheet.notes, file.sheet.unknown) == ("orders", (), {})


CANCELS = [["order-id", "cancellation-reason-code"], ["202-0000000-0000001", "NoInventory"]]
ITEM = "10000000001"


@pytest.mark.parametrize(
    ("headings", "cells", "item", "unknown"),
    [
        (["order-item-id"], [ITEM], ITEM, {}),
        (["Order Item ID"], [ITEM], ITEM, {}),
        (["amazon-order-item-code", "order-item-id"], [ITEM, "9"], ITEM, {"order-item-id": "D1"}),
        (["order-item-id", "AmazonOrderItemCode"], ["9", ITEM], ITEM, {"order-item-id": "C1"}),
    ],
)
def test_an_item_of_a_cancellation_is_never_lost_for_its_heading(
    tmp_path: Path, headings: list[str], cells: list[str], item: str, unknown: dict[str, str]
) -> None:
    sheet = read(text_file(tmp_path / "cancels.txt", [CANCELS[0] + headings, CANCELS[1] + cells]))
    assert sheet.cells["amazon-order-item-code"].tolist() == [item]
    assert sheet.unknown == unknown


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (
            ["Order ID", "Tracking #", "Waybill", "carrier-code", "ship-date"],
            'Two columns are read as tracking-number: "Tracking #" in B1 and "Waybill" in C1; '
            "--map 'Waybill=' leaves that one out.",
        ),
        (
            ["Order Number", "tracking-number", "order-id", "carrier-code", "ship-date"],
            'Two columns are read as order-id: "Order Number" in A1 and "order-id" in C1; '
            "--map 'Order Number=' leaves that one out.",
        ),
        (
            ["order-id", "ship-date", "Ship_Date", "carrier-code", "sku"],
            'The heading ship-date stands twice: "ship-date" in B1 and "Ship_Date" in C1.',
        ),
    ],
)
def test_two_columns_for_one_heading_are_fatal_and_both_are_named(
    tmp_path: Path, headings: list[str], sentence: str
) -> None:
    fatal = read_file(workbook(tmp_path / "parcels.xlsx", {"Sheet1": [headings, ["1"] * 5]})).fatal
    assert fatal is not None
    remedy = faults.FAULTS[faults.HEADING_TWICE].remedy
    assert (fatal.code, fatal.sentence) == (faults.HEADING_TWICE, f"parcels.xlsx: {sentence} {remedy}")


LACKING: list[tuple[Table, str]] = [
    (
        [["Order ID", "Tracking #"], ["202-0000000-0000001", "1Z999"]],
        "The headings ship-date, carrier-code are missing, which a shipping confirmation requires. "
        "If it is one value for all records: --set ship-date=… --set carrier-code=….",
    ),
    (
        [["订单号", "运单号", "物流公司"], ["202-0000000-0000001", "1Z999", "UPS"]],
        "The heading ship-date is missing, which a shipping confirmation requires. "
        "If it is one value for all records: --set ship-date=….",
    ),
    (
        [["Order ID", "adjustment-reason-code"], ["202-0000000-0000001", "CustomerReturn"]],
        "The heading order-item-id is missing, which an order adjustment requires.",
    ),
]


@pytest.mark.parametrize(("rows", "sentence"), LACKING)
def test_what_a_tracking_file_lacks_is_named_with_the_way_to_set_it(tmp_path: Path, rows: Table, sentence: str) -> None:
    fatal = read_file(workbook(tmp_path / "parcels.xlsx", {"Sheet1": rows})).fatal
    assert fatal is not None
    remedy = faults.FAULTS[faults.HEADING_MISSING].remedy
    assert (fatal.code, fatal.sentence) == (faults.HEADING_MISSING, f"parcels.xlsx: {sentence} {remedy}")


def test_what_a_synonym_means_is_told_by_kind() -> None:
    name = plain("Order Item ID")
    assert {kind: Vocabulary(KINDS[kind].schema).meanings[name] for kind in KINDS} == {
        "orders": "order-item-id",
        "shipping-confirmation": "order-item-id",
        "order-cancellation": "amazon-order-item-code",
        "order-adjustment": "order-item-id",
    }
