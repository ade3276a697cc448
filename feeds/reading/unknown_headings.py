"""Checks that the headings named in options fit the file: those in --map, --set, --ignore and --where must exist."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

from feeds.reading.cell_names import letters
from feeds.reading.vocabulary import Vocabulary
from schemas.headings import plain, synonyms

_SHOWN, _LISTED, _LONGEST = 3, 12, 40
# The likeness (difflib) from which a heading may be meant: below it, another word has the same ending.
_LIKE = 0.65
# The most headings to compare: a search for similar ones takes long, and no real file has more.
_LOOKED_AT, _SEARCHED = 1000, 60
# From this likeness on (1 for equal headings), a heading of the file may be meant for one of ours.
_NEAR, _WITH_ALL_WORDS = 0.75, 0.85
# Words of headings for other dates than the day on which a parcel left.
_OTHER_DATE = re.compile(
    r"\b(by|before|latest|earliest|expected|estimated|promised?|deadline|due|deliver|delivery|delivered|order|ordered|"
    r"purchased?|paid|payments?|print|printed|created|received|refund)\b|希望|配達|お届け|注文|支払|下单|付款|签收"
)


def unknown_heading(texts: Sequence[str], vocabularies: Sequence[Vocabulary], *, of_one_row: bool = True) -> str | None:
    """The sentence on the first heading of an option that does not fit the file; None if all fit.

    ``texts``: the headings as the file writes them, or, if not ``of_one_row``, all cells that may be headings.
    ``vocabularies``: those of the kinds that the file may be; a heading is known if one of them knows it.
    """
    directions = vocabularies[0].directions
    held = {plain(text) for text in texts}
    for theirs, ours in directions.maps.items():
        if plain(theirs) not in held:
            said = f'The file has no heading "{theirs}", which --map names.'
            return said + (close(theirs, [text for text in texts if text]) or (_all_of(texts) if of_one_row else ""))
        if ours and not any(vocabulary.knows(ours) for vocabulary in vocabularies):
            return _unknown(ours, f'which --map names for "{theirs}"', vocabularies)
    held |= {plain(f"column {letters(position)}") for position, text in enumerate(texts) if not text}
    named = [(heading, "--ignore") for heading in directions.ignored]
    named += [(condition.heading, "--where") for condition in directions.conditions]
    for heading, option in named:
        if plain(heading) not in held:
            said = f'The file has no heading "{heading}", which {option} names.'
            return said + close(heading, [text for text in texts if text])
    for heading in directions.sets:
        if not any(vocabulary.knows(heading) for vocabulary in vocabularies):
            return _unknown(heading, "which --set names", vocabularies)
    return None


def _unknown(heading: str, named: str, vocabularies: Sequence[Vocabulary]) -> str:
    title = vocabularies[0].title if len(vocabularies) == 1 else "no feed"
    has = f"{title[0].upper()}{title[1:]} has {'no' if len(vocabularies) == 1 else 'a'} heading"
    known = [name for vocabulary in vocabularies for name in vocabulary.own.values()]
    return f'{has} "{heading}", {named}.{close(heading, known)}'


def _all_of(texts: Sequence[str]) -> str:
    """The sentence that lists the first headings of the file, for when none is similar."""
    named = [" ".join(text.split())[:_LONGEST] for text in texts if text]
    more = f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
    return f" It has: {', '.join(named[:_LISTED])}{more}." if named else ""


def close(heading: str, known: Sequence[str]) -> str:
    """The known headings that are written almost like ``heading``, as a question."""
    spelled = {plain(name): name for name in known[:_LOOKED_AT]}
    close = [spelled[name] for name in get_close_matches(plain(heading), list(spelled), _SHOWN, _LIKE)]
    return f" Did you mean {' or '.join(close)}?" if close else ""


def nearest(heading: str, typed: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """The heading of a file, as typed, that is most like our ``heading`` or a synonym of it; None if none is near."""
    of_it = [one.typed for one in synonyms(str(vocabulary.schema.name)).values() if one.heading == heading]
    scored = [
        (max(_likeness(one, name) for name in (heading, *of_it)), one)
        for one in typed[:_SEARCHED]
        if not (heading.endswith("-date") and _OTHER_DATE.search(one.lower()))
    ]
    best, found = max(scored, key=lambda score: score[0], default=(0.0, None))
    return found if best >= _NEAR else None


def _likeness(theirs: str, ours: str) -> float:
    """How alike two headings are, from 0 to 1; one that has all the words of ours and more is near."""
    words, wanted = (re.findall(r"\w+", text.lower().replace("_", " ")) for text in (theirs, ours))
    alike = SequenceMatcher(None, plain(theirs), plain(ours)).ratio()
    return max(alike, _WITH_ALL_WORDS) if len(wanted) > 1 and set(wanted) <= set(words) else alike
