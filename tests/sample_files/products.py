"""Invented products: SKU, name and price in whole units of each currency's minor unit, US cents and so on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """What is sold; ``cents`` is the price of one unit in US cents."""

    sku: str
    name: str
    cents: int


PRODUCTS = tuple(
    Product(sku, name, int(cents))
    for sku, name, cents in (
        line.split("|")
        for line in (
            "LAMP-Brass-40|Desk lamp, brass, 40 cm, warm white|6490",
            "TEA-SENCHA-250|Sencha green tea 煎茶, loose, 250 g|1850",
            "MUG-EQ-330|=Equals mug, white porcelain, 330 ml|1290",
            "nb-a5-dot-blue|Notebook A5, dotted, ink blue, 200 pages|990",
            "KB-NORDIC-87|Mechanical keyboard, 87 keys, Nordic layout (ÅÄÖ)|11900",
            "KB-NORDIC-87-b|Mechanical keyboard, 87 keys, Nordic layout (ÅÄÖ), black|11900",
            "RUG-160x230-Oat|Wool rug 160 × 230 cm, oat|18900",
            '0012345|Jigsaw puzzle 1000 pieces, "Harbour at dusk"|1999',
            "CAFÉ-FILTRE-4|Café filtre, 4 paquets de 500 g|3450",
            "BTL-STEEL-075|Steel bottle 0.75 l, leak-proof|2495",
            "HDPHN-X2|Headphones X2, over-ear, noise canceling|15900",
            "SOCKS-3P-42/44|Hiking socks, 3 pairs, 42/44|1475",
        )
    )
)
