"""Numbers of fifty carriers as their labels have them, each with its check digit where one is known; all invented."""

import random
from collections.abc import Callable
from string import ascii_uppercase

Draw = random.Random
Maker = Callable[[Draw], str]


def digits(draw: Draw, count: int) -> str:
    return "".join(draw.choices("0123456789", k=count))


def mod10(body: str) -> str:
    """GS1's check digit: weights 3 and 1 from the right."""
    return str(-sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(body))) % 10)


def ups(body: str) -> str:
    """UPS's, with letters as 2 for A and so on round."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    return str(-(sum(values[::2]) + 2 * sum(values[1::2])) % 10)


def with_mod10(head: str, count: int) -> Maker:
    """Digits behind ``head`` with GS1's check digit over all."""

    def make(draw: Draw) -> str:
        body = head + digits(draw, count)
        return body + mod10(body)

    return make


def with_mod7(count: int) -> Maker:
    """Digits and their remainder by seven."""

    def make(draw: Draw) -> str:
        body = digits(draw, count)
        return f"{body}{int(body) % 7}"

    return make


def one_z(draw: Draw) -> str:
    body = "".join(draw.choices("0123456789" + ascii_uppercase, k=6)) + digits(draw, 9)
    return f"1Z{body}{ups(body)}"


def ontrac(draw: Draw) -> str:
    body = digits(draw, 13)
    values = [4, *map(int, body)]
    return f"C{body}{-(sum(values[1::2]) * 2 + sum(values[::2])) % 10}"


def mod11(body: str) -> str:
    """FedEx's: weights 1, 3 and 7 from the right, ten written 0."""
    return str(sum(int(sign) * (1, 3, 7)[at % 3] for at, sign in enumerate(reversed(body))) % 11 % 10)


def fedex_12(draw: Draw) -> str:
    body = digits(draw, 11)
    return body + mod11(body)


def postal(letters: str, country: str) -> Maker:
    """A number of the Universal Postal Union (S10)."""

    def make(draw: Draw) -> str:
        body = digits(draw, 8)
        rest = sum(int(sign) * weight for sign, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
        return f"{letters}{draw.choice(ascii_uppercase)}{body}{(5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1)[rest]}{country}"

    return make


def plain(head: str, count: int, tail: str = "") -> Maker:
    return lambda draw: head + digits(draw, count) + tail


def mixed(head: str, count: int) -> Maker:
    return lambda draw: head + "".join(draw.choices("0123456789" + ascii_uppercase, k=count))


def either(*makers: Maker) -> Maker:
    return lambda draw: draw.choice(makers)(draw)


_IMPB = either(with_mod10("94", 19), with_mod10("92", 19), with_mod10("9261", 21))
# carrier-code, carrier-name, and how its numbers are made.
CARRIERS: list[tuple[str, str, Maker]] = [
    ("UPS", "", either(one_z, one_z, plain("T", 10))),
    ("UPS", "", one_z),
    ("UPS Mail Innovations", "", _IMPB),
    ("USPS", "", _IMPB),
    ("USPS", "", either(plain("70", 18), postal("R", "US"))),
    ("FedEx", "", fedex_12),
    ("FedEx", "", either(with_mod10("", 14), plain("61", 18))),
    ("FedEx SmartPost", "", with_mod10("92", 19)),
    ("DHL", "", with_mod7(9)),
    ("DHL", "", either(plain("JJD", 18), plain("00340434", 12))),
    ("DHL eCommerce", "", plain("GM", 18)),
    ("DHL Global Mail", "", plain("GM", 16)),
    ("Canada Post", "", with_mod10("", 15)),
    ("OnTrac", "", ontrac),
    ("Lasership", "", plain("1LS", 12)),
    ("Newgistics", "", _IMPB),
    ("China Post", "", postal("L", "CN")),
    ("EMS", "", postal("E", "JP")),
    ("EUB", "", postal("L", "CN")),
    ("India Post", "", postal("R", "IN")),
    ("Royal Mail", "", either(postal("R", "GB"), mixed("0B", 19))),
    ("Deutsche Post", "", postal("R", "DE")),
    ("La Poste", "", either(postal("L", "FR"), plain("8", 10))),
    ("Hongkong Post", "", postal("R", "HK")),
    ("Singapore Post", "", postal("R", "SG")),
    ("Japan Post", "", with_mod7(11)),
    ("YAMATO", "", with_mod7(11)),
    ("SAGAWA", "", with_mod7(11)),
    ("SF Express", "", plain("SF", 13)),
    ("Yun Express", "", either(plain("YT", 16), _IMPB)),
    ("Yanwen", "", either(plain("UG", 9, "YP"), plain("8", 12))),
    ("4PX", "", plain("4PX3", 12, "CN")),
    ("Australia Post-ArticleId", "", either(plain("997", 20), mixed("33", 21))),
    ("Aramex", "", either(plain("", 11), plain("", 10), plain("", 12))),
    ("BlueDart", "", plain("", 11)),
    ("Delhivery", "", plain("", 13)),
    ("DTDC", "", plain("D", 8)),
    ("TNT", "", either(plain("", 9), plain("GD", 9, "WW"))),
    ("NipponExpress", "", plain("", 12)),
    ("Chronopost", "", plain("XY", 9, "FR")),
    ("Cainiao", "", plain("LP00", 12)),
    ("Sendle", "", either(*(mixed(f"S{digit}", 5) for digit in range(10)))),
    ("Ninjavan", "", plain("NVSG", 10)),
    ("City Link", "", plain("", 15)),
    ("Parcelforce", "", postal("C", "GB")),
    ("Other", "DPD", plain("0", 13)),
    ("Other", "GLS", either(plain("", 11), mixed("", 8))),
    ("Other", "Evri", with_mod10("", 15)),
    ("Other", "Hermes", plain("", 14)),
    ("Other", "Yodel", plain("JD00", 14)),
    ("Other", "PostNL", mixed("3S", 13)),
    ("Other", "bpost", plain("3232", 20)),
    ("Other", "Correos", mixed("PQ", 21)),
    ("Other", "InPost", plain("6", 23)),
    ("Other", "Spedition Nord", plain("", 7)),
    ("Other", "Purolator", plain("", 12)),
    ("Other", "Seur", plain("", 17)),
    ("Other", "Kerry", plain("", 18)),
]


_BY_SEVEN = ("DHL", "Japan Post", "YAMATO", "SAGAWA")


def next_of_roll(number: str, code: str) -> str:
    """The number on the next label: the digits before the check digit go up by one, and the check digit with them."""
    if number.startswith("1Z"):
        body = f"{number[2:9]}{(int(number[9:17]) + 1) % 10**8:08}"
        return f"1Z{body}{ups(body)}"
    if not number.isdigit():
        at = len(number) - len(number.lstrip(ascii_uppercase))
        free = number[at:].isdigit() and code not in ("OnTrac", "UPS")
        return number[:at] + f"{int(number[at:]) + 1:0{len(number) - at}}" if free else number
    up = f"{int(number[:-1]) + 1:0{len(number) - 1}}"[-len(number) + 1 :]
    if code in _BY_SEVEN and int(number[:-1]) % 7 == int(number[-1]):
        return f"{up}{int(up) % 7}"
    if code == "FedEx" and len(number) == 12:
        return up + mod11(up)
    if mod10(number[:-1]) == number[-1]:
        return up + mod10(up)
    return f"{int(number) + 1:0{len(number)}}"[-len(number) :]
