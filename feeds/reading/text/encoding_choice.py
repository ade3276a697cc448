"""Orders the encodings that a text can be read in by how likely each is.

The language of the heading rows decides first, then the region that the user names, then which characters occur.
"""

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from feeds.reading.text.encodings import Reading
from feeds.reading.text.lines import first_lines

_OF_REGION = {"JP": "cp932", "US": "cp1252", "AU": "cp1252", "SG": "cp1252", "IN": "cp1252"}
# Headings in such files: words that a text in another encoding does not turn into by chance.
HEADINGS = frozenset(
    """
    订单号 订单编号 亚马逊订单号 平台订单号 物流单号 运单号 快递单号 跟踪号 跟踪单号 追踪号 承运商 物流公司 物流商
    快递公司 发货日期 发货时间 发货数量 数量 配送方式 运输方式 收件人 地址 备注 商品编号 订单商品编号 訂單編號 追蹤號碼
    注文番号 注文id 注文商品番号 注文商品id 商品番号 出荷日 発送日 出荷数量 出荷通知番号 数量
    配送業者 配送会社 運送会社 運送業者 出荷業者 配送方法 追跡番号 お問い合わせ番号 お問合せ番号
    問い合わせ番号 問合せ番号 伝票番号 送り状番号 お届け先名 備考
    numéro-de-commande numéro-de-suivi número-de-pedido número-de-seguimiento número-do-pedido expédition quantité größe
    """.split()
)
_ORDER_ID = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_RUNS = 2000
# Typical characters of a text in each encoding, as they come in runs beyond ASCII.
_WESTERN_SIGNS = frozenset("€–—‘’‚“”„…°£©®™º¡¿«»\xa0½´·²³×Øø")
_JAPANESE_SIGNS = re.compile("[\u3000-\u3030\u3041-\u3096\u30a1-\u30fc\uff01-\uff5e]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_CHINESE_SIGNS = re.compile("[\u3000-\u3030\uff01-\uff5e\u2014\u2018-\u201d\u2026]")


def by_likelihood(readings: Sequence[Reading], region: str | None) -> list[Reading]:
    """The readings, the likeliest first."""
    if len(readings) < 2:
        return list(readings)
    expected = of_region(region)

    def likelihood(reading: Reading) -> tuple[int, bool, float]:
        return of_headings(reading), reading.encoding == expected, _of_shape(reading)

    return sorted(readings, key=likelihood, reverse=True)


def of_region(region: str | None) -> str | None:
    """The usual encoding of texts from a region, else None."""
    return _OF_REGION.get((region or "").upper())


def headings_decide(chosen: Reading, others: Sequence[Reading]) -> bool:
    """True if the headings beyond ASCII are known words in ``chosen`` and in none of the others."""
    return _known_headings(chosen) > 0 and not any(_known_headings(other) for other in others)


def of_headings(reading: Reading) -> int:
    """The number of known headings above the first order, plus, for CP932, the number of lines with kana there."""
    kana = sum(bool(_KANA.search(line)) for line in _above_orders(reading)) if reading.encoding == "cp932" else 0
    return _known_headings(reading) + kana


def _known_headings(reading: Reading) -> int:
    cells = [cell for line in _above_orders(reading) for cell in re.split(r"[\t,;|]", line)]
    return sum(re.sub(r"[\s_-]+", "-", cell.strip('" \r\n\u3000\xa0').lower()) in HEADINGS for cell in cells)


def _above_orders(reading: Reading) -> list[str]:
    return list(takewhile(lambda line: not _ORDER_ID.search(line), first_lines(reading.content)))


def _of_shape(reading: Reading) -> float:
    """The share, from 0 to 1, of characters beyond ASCII that are usual in texts of this encoding, in a sample.

    Windows-1252: accented letters, one or two at a time next to ASCII letters, and single signs such as € or ’. CP932:
    kana and Japanese signs count fully, half-width kana and the kanji of the first level (JIS X 0208 rows 16-47) less,
    since misread Chinese text has many of them too. GB18030: the hanzi of the first level (GB 2312 rows 16-55) and
    signs.
    """
    content, points, characters = reading.content, 0.0, 0
    for found in islice(_BEYOND_ASCII.finditer(content), _RUNS):
        run = found.group().decode()
        beside = content[max(found.start() - 1, 0) : found.start()] + content[found.end() : found.end() + 1]
        points += _usual(run, reading.encoding, beside)
        characters += len(run)
    return points / max(characters, 1)


def _usual(run: str, encoding: str, beside: bytes) -> float:
    if encoding == "cp1252":
        signs = sum(character in _WESTERN_SIGNS for character in run)
        letters = (
            sum(character.isalpha() for character in run) if len(run) <= 2 and re.search(rb"[A-Za-z]", beside) else 0
        )
        return signs * (len(run) == 1) + letters if signs < len(run) or len(run) == 1 else 0.0
    if encoding == "cp932":
        half = len(_HALF_WIDTH.findall(run))
        return len(_JAPANESE_SIGNS.findall(run)) + 0.5 * half + 0.9 * _of_first_level(run, "cp932", 0x88, 0x97)
    return len(_CHINESE_SIGNS.findall(run)) + float(_of_first_level(run, "gb18030", 0xB0, 0xD7))


def _of_first_level(run: str, encoding: str, first: int, last: int) -> int:
    """The number of characters of a run that are among the usual ones, judged by the first of their two bytes."""
    pairs = [character.encode(encoding, "ignore") for character in run]
    trail = 0xA1 if encoding == "gb18030" else 0x40
    return sum(len(pair) == 2 and first <= pair[0] <= last and pair[1] >= trail for pair in pairs)
