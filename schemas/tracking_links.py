"""Links to a parcel on the carrier's own public page, for carriers whose page takes the number in its address."""

from urllib.parse import quote

from schemas.carriers import OTHER

# Carriers as in carrier-code or, with Other, in carrier-name; case and spaces do not count.
_PAGES = {
    "https://www.ups.com/track?tracknum={}": "UPS|UPSMI|UPS Mail Innovations",
    "https://tools.usps.com/go/TrackConfirmAction?tLabels={}": "USPS",
    "https://www.fedex.com/fedextrack/?trknbr={}": "FedEx|FedEx SmartPost|FedEx Freight",
    "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}": "DHL|DHL Express",
    "https://webtrack.dhlecs.com/orders?trackingNumber={}": "DHL eCommerce|DHL Global Mail",
    "https://www.ontrac.com/tracking/?number={}": "OnTrac|Lasership",
    "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}": "Canada Post",
    "https://items.ems.post/api/publicTracking/track?language=EN&itemId={}": "EMS",
    "https://global.cainiao.com/newDetail.htm?mailNoList={}": "Cainiao",
    "https://www.royalmail.com/track-your-item#/tracking-results/{}": "Royal Mail",
    "https://www.parcelforce.com/track-trace?trackNumber={}": "Parcelforce",
    "https://www.evri.com/track/parcel/{}": "Evri|Hermes UK",
    "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}": "Hermes|Hermes Logistik Gruppe",
    "https://tracking.dpd.de/status/en_US/parcel/{}": "DPD",
    "https://track.dpd.co.uk/parcels/{}": "DPD UK",
    "https://www.laposte.fr/outils/suivre-vos-envois?code={}": "La Poste|Colissimo",
    "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}": "Chronopost",
    "https://auspost.com.au/mypost/track/#/details/{}": (
        "Australia Post|Australia Post-ArticleId|Australia Post-Consignment"
    ),
    "https://track.sendle.com/tracking?ref={}": "Sendle",
    "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={}": "Yamato|YamatoTransport|ヤマト運輸",
    "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}": "Sagawa|SagawaExpress|佐川急便",
    "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}": "Japan Post|日本郵便",
    "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={}": "Seino|Seino Transportation|西濃運輸",
}


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


_PAGE_OF = {_fold(name): page for page, names in _PAGES.items() for name in names.split("|")}


def tracking_link(carrier_code: str, carrier_name: str | None, tracking_number: str | None) -> str | None:
    """The address of the carrier's page for the parcel; None without a number, or if no such page is known."""
    number = "".join((tracking_number or "").split())
    carrier = (carrier_name or "") if carrier_code == OTHER else carrier_code
    page = _PAGE_OF.get(_fold(carrier))
    return page.format(quote(number, safe="")) if page and number else None
