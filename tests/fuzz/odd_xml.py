"""Changes of XML that a parser sees through, and a search for marks does not; and some that change the meaning."""

import random
import re
from collections.abc import Callable

_TEXT = re.compile(">([^<>&]+)<")
_GAP = re.compile("><")
_ATTRIBUTE = re.compile(' ([a-z:A-Z]+)="([^"<>&]*)"')
_TAG_END = re.compile("/?>")
_ELEMENTS = ("c", "v", "is", "t", "f", "row", "si")
_NAME = re.compile("</?(c|v|is|t|row|f|si)(?=[ >/])")
_ASIDES = ("<!-- x -->", "<?x y?>", "<!---->", "<!-- <v>9</v> -->", "<![CDATA[]]>")
_VALUES = ("", "0", "1", "12", "007", "1E5", " 5 ", "true", "+1", "1.50", "-0", "1e+21", "x", ".5", "46086", "\n3\n")
Change = Callable[[str, random.Random], str]


def _at(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    """One of the places behind the root's own tag."""
    root = next(text.find(name) for name in ("<worksheet", "<sst", "<office:body") if name in text)
    found = list(pattern.finditer(text, text.find(">", root) - 1))
    return chance.choice(found) if found else None


def _put(text: str, match: re.Match[str], made: str) -> str:
    return text[: match.start()] + made + text[match.end() :]


def _aside(text: str, chance: random.Random) -> str:
    match = _at(_TEXT, text, chance)
    if match is None:
        return text
    place = chance.randrange(match.start() + 1, match.end())
    return text[:place] + chance.choice(_ASIDES) + text[place:]


def _aside_between(text: str, chance: random.Random) -> str:
    match = _at(_GAP, text, chance)
    return _put(text, match, ">" + chance.choice(_ASIDES[:4]) + "<") if match else text


def _cdata(text: str, chance: random.Random) -> str:
    match = _at(_TEXT, text, chance)
    if match is None:
        return text
    half = chance.choice((0, len(match[1]) // 2))
    return _put(text, match, f">{match[1][:half]}<![CDATA[{match[1][half:]}]]><")


def _reference(text: str, chance: random.Random) -> str:
    match = _at(chance.choice((_TEXT, _ATTRIBUTE)), text, chance)
    if match is None or not match[match.lastindex or 1]:
        return text
    place = chance.randrange(match.start(match.lastindex or 1), match.end(match.lastindex or 1))
    number = chance.choice((f"&#{ord(text[place])};", f"&#x{ord(text[place]):X};"))
    return text[:place] + number + text[place + 1 :]


def _single_quotes(text: str, chance: random.Random) -> str:
    match = _at(_ATTRIBUTE, text, chance)
    return _put(text, match, f" {match[1]}='{match[2]}'") if match else text


def _spaced(text: str, chance: random.Random) -> str:
    match = _at(_ATTRIBUTE, text, chance)
    space, other = chance.choice((" ", "\n", "")), chance.choice((" ", "\t", ""))
    return _put(text, match, f'{space} {match[1]}{space}={other}"{match[2]}"') if match else text


def _spaced_end(text: str, chance: random.Random) -> str:
    match = _at(_TAG_END, text, chance)
    return (
        _put(text, match, chance.choice((" ", "\n")) + match[0]) if match and text[match.start() - 1] != "?" else text
    )


LEXICAL: tuple[Change, ...] = (
    *(_aside, _aside_between, _cdata, _cdata, _reference, _reference, _single_quotes, _spaced, _spaced_end),
)


def _element(text: str, chance: random.Random) -> re.Match[str] | None:
    name = chance.choice(_ELEMENTS)
    return _at(re.compile(f"<{name}(?: [^>]*[^/>])?>(?:(?!<{name}[ >]).)*?</{name}>", re.DOTALL), text, chance)


def _double(text: str, chance: random.Random) -> str:
    match = _element(text, chance)
    return _put(text, match, match[0] * 2) if match else text


def _drop(text: str, chance: random.Random) -> str:
    match = _element(text, chance)
    return _put(text, match, "") if match else text


def _order(text: str, chance: random.Random) -> str:
    match = _at(re.compile('( [a-z]+="[^"]*")( [a-z]+="[^"]*")'), text, chance)
    return _put(text, match, match[2] + match[1]) if match else text


def _no_attribute(text: str, chance: random.Random) -> str:
    match = _at(_ATTRIBUTE, text, chance)
    return _put(text, match, "") if match else text


def _type(text: str, chance: random.Random) -> str:
    match = _at(re.compile('<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?( t="[a-zA-Z]+")?'), text, chance)
    kind = chance.choice(("s", "n", "str", "inlineStr", "b", "e", "d", "z"))
    return _put(text, match, f'<c r="{match[1]}"{match[2] or ""} t="{kind}"') if match else text


def _value(text: str, chance: random.Random) -> str:
    match = _at(re.compile("<v>([^<]*)</v>"), text, chance)
    return _put(text, match, chance.choice((f"<v>{chance.choice(_VALUES)}</v>", "<v/>"))) if match else text


def _runs(text: str, chance: random.Random) -> str:
    match = _at(re.compile("<t>([^<]*)</t>"), text, chance)
    if match is None:
        return text
    half = len(match[1]) // 2
    bold = '<r><rPr><b/><sz val="9"/></rPr>'
    return _put(text, match, f"{bold}<t>{match[1][:half]}</t></r><r><t>{match[1][half:]}</t></r>")


def _reading(text: str, chance: random.Random) -> str:
    match = _at(re.compile("</t></(?:is|si)>"), text, chance)
    return _put(text, match, '</t><rPh sb="0" eb="1"><t>ka</t></rPh>' + match[0][4:]) if match else text


def _space_kept(text: str, chance: random.Random) -> str:
    match = _at(re.compile("<(v|t)>"), text, chance)
    return _put(text, match, f'<{match[1]} xml:space="preserve">') if match else text


def _prefix(text: str, chance: random.Random) -> str:
    names = _NAME if chance.random() < 0.5 else re.compile(f"</?({chance.choice(_ELEMENTS)})(?=[ >/])")
    made = names.sub(lambda name: name[0].replace(name[1], f"x:{name[1]}"), text)
    declared, times = re.subn(r' xmlns="([^"]*)"', r' xmlns="\1" xmlns:x="\1"', made, count=1)
    return declared if times and "xmlns:x=" not in text else text


MEANING: tuple[Change, ...] = (
    *(_double, _double, _drop, _order, _no_attribute, _type, _value, _value, _runs, _reading, _space_kept, _prefix),
)


def changed(text: str, chance: random.Random, changes: tuple[Change, ...] = (*LEXICAL, *MEANING)) -> str:
    """A few changes, one most often."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        text = chance.choice(changes)(text, chance)
    return text
