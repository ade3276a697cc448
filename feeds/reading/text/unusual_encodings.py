"""Considers further encodings if the words of a text make no sense in the usual ones: Łódź came as £ódŸ."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feeds.reading.grid import RefusedError
from feeds.reading.text.delimiter import delimiter_of
from feeds.reading.text.encoding_choice import headings_decide, of_headings, of_region
from feeds.reading.text.encodings import CANDIDATES, FURTHER, Reading, candidate, is_marked, unreadable
from feeds.reading.text.lines import first_lines
from feeds.reading.text.word_evidence import evident, fits_country, is_odd, share_of_one_language, share_of_words, words
from schemas import faults
from schemas.headings import plain

# Shares of words that make sense: from the first on a reading may be right, below the second there is a Warning.
_MAKES_SENSE, _MOSTLY = 0.6, 0.95
# A Chinese, Japanese or Korean reading is judged by single characters: another must be better by this much.
_MARGIN, _NEARLY = 0.2, 0.15
# Bonuses that break a tie between readings: the country of the address fits, and one language has all the words.
_LOCAL, _ONE_LANGUAGE = 0.05, 0.04
_LINES, _WORDS, _COMPARED, _READINGS_SHOWN, _SHOWN_OF, _PIECE = 20_000, 20_000, 3, 8, 2000, 1 << 20
_PARTS_SEEN = 16
# Bytes that separate words; none of them is the second byte of a character in any encoding.
_PARTS = np.array([(byte < 0x30 and byte != 0x27) or 0x3A <= byte <= 0x3F for byte in range(256)])
# Countries whose texts come in encodings other than western ones: the encoding, and the letters of the language.
_LANGUAGES = {
    "PL": ("cp1250", "ąćęłńóśźż"),
    "CZ": ("cp1250", "áčďéěíňóřšťúůýž"),
    "SK": ("cp1250", "áäčďéíĺľňóôŕšťúýž"),
    "HU": ("cp1250", "áéíóöőúüű"),
    "RO": ("cp1250", "ăâîşţșț"),
    **dict.fromkeys(("HR", "SI", "BA", "RS", "ME"), ("cp1250", "čćđšž")),
    "LT": ("cp1257", "ąčęėįšųūž"),
    "LV": ("cp1257", "āčēģīķļņšūž"),
    "TR": ("cp1254", "çğıöşüâîûi̇"),
    **dict.fromkeys(("RU", "BY", "KZ"), ("cp1251", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя")),
    "UA": ("cp1251", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "BG": ("cp1251", "абвгдежзийклмнопрстуфхцчшщъьюя"),
    "GR": ("cp1253", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"),
    "IL": ("cp1255", "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
}


_RARE = ("IS", "FO", "EE")


@dataclass(frozen=True)
class _Rival:
    """A further encoding, with the shares of differing words that make sense in it and in the likeliest encoding."""

    name: str
    makes_sense: float
    likeliest: float
    rank: float


def by_words(found: Sequence[Reading], content: bytes, region: str | None = None) -> tuple[list[Reading], bool]:
    """The readings ordered by whether their words beyond ASCII make sense, the likeliest first.

    ``found``: the readings from ``by_likelihood``; their order stays if the words of the first make sense, or if the
    region decided. Otherwise the reading whose words make sense comes first, followed by those to compare it with. Also
    returns True if the first is evident: all its words make sense, and those of the others do not. Raises RefusedError
    if the words of no reading make sense.
    """
    if is_marked(content) or (found and found[0].encoding not in CANDIDATES):
        return list(found), False
    if found and (headings_decide(found[0], found[1:]) or of_headings(found[0])):
        return list(found), False
    is_western = bool(found) and found[0].encoding == "cp1252"
    sample, local = _sample(content), list[str]()
    if is_western:
        sample, local = _of_countries(found[0], content, sample)
    likeliest = candidate(found[0].encoding, sample) if found else None
    told = words(likeliest.content) if likeliest else []
    share = share_of_words(told, likeliest.encoding) if likeliest else 0.0
    if found and not local and share >= (1.0 if is_western else _MAKES_SENSE):
        return list(found), is_western and bool(evident(told, "cp1252")) and _make_no_sense(found[1:], sample)
    return _with_rivals(found, content, _rivals(likeliest, sample, local), _Case(sample, share, local, region)), False


def _make_no_sense(others: Sequence[Reading], sample: bytes) -> bool:
    """True if hardly any words of the other readings make sense."""
    readings = [candidate(other.encoding, sample) for other in others]
    return all(share_of_words(words(one.content), one.encoding) <= _MARGIN for one in readings if one)


@dataclass(frozen=True)
class _Case:
    """A text's words, the share that makes sense in the likeliest reading, its countries' encodings, and the region."""

    sample: bytes
    share: float
    local: Sequence[str]
    region: str | None


def _with_rivals(found: Sequence[Reading], content: bytes, rivals: Sequence[_Rival], case: _Case) -> list[Reading]:
    is_western = bool(found) and found[0].encoding == "cp1252"
    better = [rival for rival in rivals if _is_better(rival, is_western=is_western, local=case.local)]
    named = [rival.name for rival in better if rival.rank >= better[0].rank - _NEARLY][:_COMPARED]
    chosen = [reading for name in named if (reading := candidate(name, content))]
    if chosen and len(found) > 1 and of_region(case.region) == found[0].encoding:
        return [*found, *chosen[:1]]
    if chosen:
        return [*chosen, *(found[:1] or _another(rivals, chosen, content))]
    if not found:
        raise unreadable(content)
    if is_western and case.share < _MAKES_SENSE:
        raise RefusedError(_no_words(case.sample), faults.ENCODING_UNKNOWN)
    doubtful = [rival for rival in rivals if rival.likeliest < min(_MOSTLY, rival.makes_sense)] if is_western else []
    return [*found, *(reading for rival in doubtful[:1] if (reading := candidate(rival.name, content)))]


def _sample(content: bytes) -> bytes:
    """The distinct words beyond ASCII of a text, one per line; if there are very many, an even sample of them."""
    found: set[bytes] = set()
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _PIECE) + 1 or len(content)
        found |= _words_in(content[start:end])
        start = end
    in_order = sorted(found)
    return b"\n".join(in_order[:: len(in_order) // _WORDS + 1])


def _words_in(piece: bytes) -> set[bytes]:
    """The words with bytes beyond ASCII, found without splitting the rest of the text."""
    values = np.frombuffer(piece, np.uint8)
    beyond = np.flatnonzero(values >= 0x80)
    parting = np.flatnonzero(_PARTS[values])
    around = np.searchsorted(parting, beyond)
    around = around[np.diff(around, prepend=-1) > 0]
    bounds = np.concatenate(([-1], parting, [len(piece)]))
    ends = zip((bounds[around] + 1).tolist(), bounds[around + 1].tolist(), strict=True)
    return {piece[first:last] for first, last in ends}


def _some_lines(content: bytes) -> list[bytes]:
    """Lines with bytes beyond ASCII; for a long text, only from some parts of it."""
    step = max(len(content) // _PARTS_SEEN, _PIECE)
    parts = (content[at : at + _PIECE].splitlines() for at in range(0, len(content), step))
    lines = [line for part in parts for line in part if not line.isascii()]
    return lines[:: len(lines) // _LINES + 1]


def _is_better(rival: _Rival, *, is_western: bool, local: Sequence[str]) -> bool:
    if is_western:
        odd = rival.likeliest < _MAKES_SENSE or rival.name in local
        return odd and rival.makes_sense >= max(rival.likeliest, _MAKES_SENSE)
    return rival.makes_sense > max(rival.likeliest + _MARGIN, _MAKES_SENSE)


def _another(rivals: Sequence[_Rival], chosen: Sequence[Reading], content: bytes) -> list[Reading]:
    """The next reading that differs from the chosen one, so that a text can be shown in two ways."""
    names = [rival.name for rival in rivals if rival.name not in {reading.encoding for reading in chosen}]
    readings = (candidate(name, content) for name in (*names, "cp850", "koi8_r"))
    return [reading for reading in readings if reading and reading.content != chosen[0].content][: 2 - len(chosen)]


def _rivals(likeliest: Reading | None, sample: bytes, local: Sequence[str]) -> list[_Rival]:
    """The further encodings that the sample is valid in, one for each different text, the likeliest first."""
    own = words(likeliest.content) if likeliest else []
    sound = {word for word in own if likeliest and likeliest.encoding == "cp1252" and not is_odd(word, "cp1252")}
    seen, rivals = {likeliest.content if likeliest else b""}, []
    for name in dict.fromkeys((*local, *FURTHER)):
        reading = candidate(name, sample)
        if reading is None or reading.content in seen:
            continue
        seen.add(reading.content)
        theirs = words(reading.content)
        # Words that are odd in the likeliest reading count against a reading that leaves them unchanged.
        differing = set(theirs) - sound
        if evident(differing, name):
            makes_sense = share_of_words(differing, name)
            of_first = share_of_words(set(own) - set(theirs), likeliest.encoding) if likeliest else 0.0
            rank = makes_sense + _LOCAL * (name in local) + _ONE_LANGUAGE * share_of_one_language(theirs, name)
            rivals.append(_Rival(name, makes_sense, of_first, rank))
    return sorted(rivals, key=lambda rival: rival.rank, reverse=True)


def _of_countries(reading: Reading, content: bytes, sample: bytes) -> tuple[bytes, list[str]]:
    """The words to judge, and the encodings of the countries that some lines are shipped to.

    Names such as Gêbska are possible in Windows-1252, but for an address in Poland Gębska is likelier, since its
    letters belong to the country's language. Words from countries with letters that hardly any other country has are
    removed, since they are no evidence.
    """
    head, delimiter = first_lines(reading.content), delimiter_of(reading.content)
    named = (place for line in head for place, cell in enumerate(line.split(delimiter)) if plain(cell) == "shipcountry")
    at = next(named, None)
    if at is None:
        return sample, []
    of_country: dict[str, list[bytes]] = {}
    for line in _some_lines(content):
        cells = line.decode(reading.encoding, "replace").split(delimiter)
        of_country.setdefault(cells[at].strip('" \r').upper() if at < len(cells) else "", []).append(line)
    found: dict[str, None] = {}
    for country in sorted(of_country.keys() & _LANGUAGES.keys()):
        name, letters = _LANGUAGES[country]
        western, other = (candidate(one, _sample(b"\n".join(of_country[country]))) for one in (reading.encoding, name))
        if western and other and western.content != other.content and fits_country(words(other.content), letters):
            found[name] = None
    rare = [line for country in of_country.keys() & set(_RARE) for line in of_country[country]]
    if rare:
        none = set(_sample(b"\n".join(rare)).split(b"\n"))
        sample = b"\n".join(word for word in sample.split(b"\n") if word not in none)
    return sample, list(found)


def _no_words(sample: bytes) -> str:
    """The message that no encoding gives words; it shows one word in several encodings, so the user can pick one."""
    shown: dict[str, str] = {}
    for name in ("cp1252", *FURTHER, *CANDIDATES[1:]):
        reading = candidate(name, sample[:_SHOWN_OF])
        told = evident(words(reading.content), name) if reading else []
        if told:
            shown.setdefault(told[0], name)
    samples = ", ".join(f'"{word[:20]}" (--encoding {name})' for word, name in list(shown.items())[:_READINGS_SHOWN])
    return f"no encoding that fits its bytes gives words of a language. Its first word beyond ASCII may be {samples}."
