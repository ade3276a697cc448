"""Invented buyers and the marketplaces they buy in; every e-mail is of an example domain, every number has a 555."""

from dataclasses import dataclass
from datetime import timedelta, timezone

_NAMES = {
    "US": "Ada Example|Grace Sample|Beatriz Ejemplo Núñez|Noah Placeholder|王 示例|Ruth Specimen|D'Arcy O'Example",
    "GB": "Bob Example|Siân Enghraifft|Olu Sample|Margaret Specimen-Test|Aoife Shampla",
    "DE": "Zoë Beispiel|Jürgen Muster|Käthe Mustermann-Groß|Łukasz Przykład",
    "FR": "Élodie Exemple|Loïc Spécimen|Maëlle Échantillon",
    "ES": "José Ejemplo|Begoña Muestra Peña",
    "JP": "見本 花子|例示 太郎|サンプル 恵美|試験 健一",
    "TW": "陳 範例|林 樣本",
}
_PLACES = {
    "US": "1 Example Way|Apt 4B|Springfield|OR|97477;200 Sample Street||Riverton|WA|98168;7 Cañon Rd||Taos|NM|87571",
    "GB": "12 Specimen Lane|Flat 2|Bath||BA1 1AA;The Old Sample House|Example Green|Llanberis|Gwynedd|LL55 4TY",
    "DE": "Beispielstraße 5||München||80331;Musterweg 17a|Hinterhaus|Köln|NRW|50667",
    "FR": "3 rue de l’Exemple|Bâtiment C|Besançon||25000;18 allée des Échantillons||Orléans||45000",
    "ES": "Calle del Ejemplo 9|2º izq.|A Coruña|Galicia|15001",
    "JP": "見本町1-2-3|例示マンション405|千代田区|東京都|100-0001;試験通4-5||神戸市中央区|兵庫県|650-0001",
    "TW": "範例路8號|樣本大樓3樓|臺北市|信義區|110",
}


@dataclass(frozen=True)
class Marketplace:
    """Where orders come from: their currency, time of day, tax and beginnings of order-ids."""

    channel: str
    currency: str
    hours: tuple[int, ...]
    tax_percent: int
    prefixes: tuple[str, ...]
    countries: tuple[str, ...]

    def offset(self, at: int) -> timezone:
        """One of the offsets from UTC that its buyers live in."""
        return timezone(timedelta(hours=self.hours[at % len(self.hours)]))


MARKETPLACES = (
    Marketplace("Example.com", "USD", (-8, -5, -7), 8, ("111", "112", "113"), ("US", "US", "US", "TW")),
    Marketplace("Example.co.uk", "GBP", (0,), 20, ("202", "203", "026"), ("GB",)),
    Marketplace("Example.de", "EUR", (1, 2), 19, ("302", "303"), ("DE", "FR", "ES")),
    Marketplace("Example.co.jp", "JPY", (9,), 10, ("249", "503"), ("JP",)),
)


def buyer(country: str, at: int) -> dict[str, str]:
    """The buyer's and recipient's columns of an order, the ``at``-th of a country."""
    names, places = _NAMES[country].split("|"), _PLACES[country].split(";")
    name = names[at % len(names)]
    line1, line2, city, state, code = places[at % len(places)].split("|")
    return {
        "buyer-email": f"buyer{at + 1:02}.{country.lower()}@example.{('com', 'org', 'net')[at % 3]}",
        "buyer-name": name,
        "buyer-phone-number": f"+1 206-555-01{at % 100:02}",
        "recipient-name": name if at % 5 else "Pat Recipient-Example",
        "ship-address-1": line1,
        "ship-address-2": line2,
        "ship-city": city,
        "ship-state": state,
        "ship-postal-code": code,
        "ship-country": country,
        "ship-phone-number": f"+1 206-555-01{at * 7 % 100:02}",
    }
