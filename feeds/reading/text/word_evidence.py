"""Measures how much the words beyond ASCII of a text look like words of a language that its encoding is for.

Bytes of Windows-1250 are valid Windows-1252 too, where Łódź is £ódŸ. The difference shows because no word has a pound
sign before its first letter, or a capital after a small letter.
"""

import re
import unicodedata
from collections.abc import Collection
from itertools import pairwise

# The letters other than a-z of the languages that an encoding is for; any other letter makes a word odd.
_WESTERN = tuple(
    """
    äöüß àâæçéèêëîïôœùûüÿ áéíóúüñçïàèò áâãàçéêíóôõúü àèéìíîòóùú áéíóúàèëïöüêôâîû åäöéàüšž æøåéèêóòâôäöü àçèéíïòóúü
    äëéïöü áéíóú
    """.split()
)
_CENTRAL = tuple("ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű čćđšž ăâîşţșț äöüßé çë ăâîşţáéóöőúüű".split())
_TURKISH, _BALTIC = ("çğıöşüâîû", "äöüß"), ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž", "ąćęłńóśźż")
_CYRILLIC = r"[\u0400-\u045f\u0490\u0491]"
# The scripts whose words have no letters of another script.
_SCRIPTS = {
    **dict.fromkeys(("cp1251", "koi8_r", "cp866", "iso8859_5"), _CYRILLIC),
    **dict.fromkeys(("cp1253", "iso8859_7"), r"[\u0386-\u03ce]"),
    "cp1255": r"[\u05d0-\u05ea\u05f0-\u05f4]",
    "cp1256": r"[\u0621-\u064a\u0660-\u0669\u067e\u0686\u06a9\u06af\u06cc]",
    "cp874": r"[\u0e01-\u0e3a\u0e40-\u0e4e]",
}
_ALPHABETS = {
    **dict.fromkeys(("cp1252", "iso8859_15", "cp850", "mac_roman"), _WESTERN),
    **dict.fromkeys(("cp1250", "iso8859_2"), _CENTRAL),
    **dict.fromkeys(("cp1254", "iso8859_9"), _TURKISH),
    "cp1257": _BALTIC,
}
# The letters that a text in each script is mostly written with.
_FREQUENT = {
    **dict.fromkeys(("cp1251", "koi8_r", "cp866", "iso8859_5"), "оеаинтсрвлкуямоі"),
    **dict.fromkeys(("cp1253", "iso8859_7"), "αοιτσενηκρόάίς"),
    "cp1255": "יוהלארתבשמנ",
    "cp1256": "اليمونترب",
    "cp874": "านรอกเงมยลิั",
}
_FREQUENT_SHARE = 0.45
# The characters that most names and addresses in each language are written with.
_COMMON = {
    "gb18030": (
        "中国省市区县镇乡村路街道号楼室单元层栋幢座小园广场大厦花苑城北南东西京上海天津重庆江苏浙安徽福建山河湖广州深圳杭武汉成都李王张刘陈杨赵"
        "黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕明华丽文军伟芳娜秀英敏静强磊洋艳勇杰娟涛超兰霞平刚桂顺丰速运快递"
        "送货订单物流发申圆通达韵邮政的一是不了人我在有他这为之来以个上们到说时"
    ),
    "cp950": (
        "台灣省市區縣鎮鄉村里路街段巷弄號樓室北南東西中新竹高雄桃園臺大和平民生權義忠孝仁愛信復興國光華陳林黃張李王吳劉蔡楊許鄭謝郭洪曾廖賴徐周葉蘇"
        "莊呂江何蕭羅簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴明文小美淑惠雅志家宗建俊豪怡君欣玲芬香港九龍灣的一是不人我在有他這"
    ),
    "cp949": (
        "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반"
        "시군동읍면리로가길울산부대인광경원충청라상제호층번아파트빌딩수영은미희숙자순철준호민서연우진혜특별광역택배사남북"
    ),
    "euc_jp": "",
    "cp932": (
        "東京都大阪府北海道県市区町村丁目番地号田中山本佐藤鈴木高橋伊渡辺小林加藤吉村松井口野原川島上下西南春夏秋冬子美太郎一二三四五六七八九十"
        "横浜名古屋神戸福岡千葉埼玉宅急便運輸送配達品出荷注文会社株式有限様日月年時間分前後内外新宿渋谷池袋港区中央世室階"
    ),
}
_COMMON["euc_jp"] = _COMMON["cp932"]
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc\u3005]")
_NOTHING = re.compile(r"(?!)")
# Characters that misread text often turns into count for less: any syllable, and half-width kana.
_LESS_TELLING = {"cp949": (re.compile("[\uac00-\ud7a3]"), 0.35), "cp932": (re.compile("[\uff66-\uff9f]"), 0.6)}
_WIDE_SIGN = re.compile("[\u3000-\u303f\uff00-\uff60]")
_WORD = re.compile(r"[^\s,;|\"()\[\]<>{}/\\:+=&!?#*_0-9.-]*[^\x00-\x7f][^\s,;|\"()\[\]<>{}/\\:+=&!?#*_0-9.-]*")
# Signs that may be between the letters of a word, those that may follow it, and those that may only begin it.
_WITHIN = frozenset("’‘´`·\xad–—…\xa0")
_BEHIND, _OPENING = frozenset("ªº°®™”“»«›²³€§"), frozenset("‚„¿¡«»‹“”‘©€°")
# No text has this sign: ISO-8859-15 has the euro in its place.
_NEVER = "¤"
_IN_A_ROW = re.compile(r"[^\W\d_a-zªº]{4,}")
# What other encodings look like when read as a western one: Gdañsk, Gyõr, Nìmec, Petroviæ, Œwi.
_NOT_WESTERN = re.compile(
    r"ñ(?![aeiouáéíóúü])|õ(?![es])|ì(?=\w)|[aeiou]æ(?!\w)|œ(?=[wkzrmpjbc])|ê(?=[dkzjwgb])|û(?=[dgkzb]|c(?!h))|[þðý]"
)
_MOST_WORDS = 20_000


def words(content: bytes) -> list[str]:
    """The distinct words beyond ASCII of a text in UTF-8; if there are very many, only the first ones."""
    found: dict[str, None] = {}
    for line in content.splitlines():
        if not line.isascii():
            found |= dict.fromkeys(_WORD.findall(line.decode("utf-8", "ignore")))
            if len(found) > _MOST_WORDS:
                break
    return list(found)


def evident(found: Collection[str], encoding: str) -> list[str]:
    """The words that are evidence; one or two letters are not, since they may be a unit, an ordinal or a sign."""
    return [word for word in found if encoding in _COMMON or len(word) > 2 or _NEVER in word]


def fits_country(found: Collection[str], letters: str) -> bool:
    """True if all letters beyond ASCII belong to a country's language, or to names that occur everywhere."""
    return all(set(word.lower()) <= set(letters + "äöüßé") | set(map(chr, range(128))) for word in found)


def share_of_words(found: Collection[str], encoding: str) -> float:
    """The share of words beyond ASCII that may be words of a language that the encoding is for.

    From 0 to 1, or a little more if the frequent letters of a script are very frequent. It is 1 without such words.
    """
    found = evident(found, encoding)
    if not found:
        return 1.0
    if encoding in _COMMON:
        return _common(found, encoding)
    share = sum(not is_odd(word, encoding) for word in found) / len(found)
    if encoding not in _FREQUENT:
        return share
    letters = [letter for word in found for letter in word.lower() if not letter.isascii()]
    frequent = sum(letter in _FREQUENT[encoding] for letter in letters) / max(len(letters), 1)
    # Text in capitals alone is rare in a script that has small letters.
    shouted = all(word == word.upper() != word.lower() for word in found)
    return share * min(frequent / _FREQUENT_SHARE, 1.2) * (0.9 if shouted else 1.0)


def share_of_one_language(found: Collection[str], encoding: str) -> float:
    """The largest share of the words that fits one single language among those that the encoding is for."""
    alphabets = _ALPHABETS.get(encoding, ())
    letters = [{letter for letter in word.lower() if letter.isalpha() and not letter.isascii()} for word in found]
    return max((sum(own <= set(alphabet) for own in letters) for alphabet in alphabets), default=0) / max(
        len(letters), 1
    )


def is_odd(word: str, encoding: str) -> bool:
    """True for a word that cannot be in any language that the encoding is for."""
    script = _SCRIPTS.get(encoding)
    if script is None:
        return _is_odd_latin(unicodedata.normalize("NFC", word), _ALPHABETS.get(encoding, _WESTERN))
    letters = [letter for letter in word if letter.isalpha()]
    of_script = [letter for letter in letters if re.match(script, letter)]
    return len(of_script) < len(letters) or _has_capital_within(word) or _has_odd_sign(word)


def _is_odd_latin(word: str, alphabets: Collection[str]) -> bool:
    small = word.lower().replace("i\u0307", "i").replace("µ", "")
    own = {letter for letter in small if not letter.isascii() and letter.isalpha() and letter not in "ªº"}
    if not any(own <= set(alphabet) for alphabet in alphabets) or _has_capital_within(word) or _has_odd_sign(word):
        return True
    return bool(_IN_A_ROW.search(small)) or (alphabets == _WESTERN and bool(_NOT_WESTERN.search(small)))


def _has_odd_sign(word: str) -> bool:
    """True for a sign where no word has one: between letters, before the first or after the last."""
    for at, sign in enumerate(word):
        if sign.isascii() or (sign.isalpha() and sign not in "ªº") or unicodedata.category(sign)[0] == "M":
            continue
        before, after = word[at - 1 : at].isalpha(), word[at + 1 : at + 2].isalpha()
        if sign in _NEVER or (before and after and sign not in _WITHIN):
            return True
        if (before and sign not in _WITHIN | _BEHIND) or (after and sign not in _WITHIN | _OPENING):
            return True
    return False


def _has_capital_within(word: str) -> bool:
    """True for an odd capital inside a word that is not all in capitals, such as ``ódŸ``."""
    if not any(letter.islower() for letter in word):
        return False
    pairs = [(before, letter) for before, letter in pairwise(word) if letter.isupper() and before.isalpha()]
    # McÉwan is rare; a capital after another may begin the word: ÖPNV-Größe, PÅDelivery.
    return any(not letter.isascii() or (before.islower() and not before.isascii()) for before, letter in pairs)


def _common(found: Collection[str], encoding: str) -> float:
    """The share of characters beyond ASCII that are common in names and addresses of the language, from 0 to 1.

    Words that mix such characters with Latin letters lower it.
    """
    characters = [letter for word in found for letter in word if not letter.isascii() and not _WIDE_SIGN.match(letter)]
    if not characters:
        return 1.0
    mostly, other, weight = frozenset(_COMMON[encoding]), *_LESS_TELLING.get(encoding, (_NOTHING, 0.0))
    japanese = encoding in ("cp932", "euc_jp")
    points = 0.0
    for letter in characters:
        whole = letter in mostly or (japanese and _KANA.match(letter))
        points += 1.0 if whole else weight if other.match(letter) else 0.0
    beside_latin = sum(bool(re.search(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][a-z]", word)) for word in found)
    return points / len(characters) * (1 - beside_latin / len(found))
