"""Whether what is said beside a file fits it: a heading that is mapped or set must be there, or be known."""

from collections.abc import Sequence
from difflib import get_close_matches

from feeds.reading.vocabulary import Vocabulary
from schemas.headings import plain

_SHOWN = 3
# Looking for what is written almost so takes long, and nobody has more headings.
_LOOKED_AT = 1000


def unfit(texts: Sequence[str], vocabularies: Sequence[Vocabulary]) -> str | None:
    """What does not fit, as a sentence; ``texts``: the headings of the file as it writes them.

    ``vocabularies``: of the kinds that the file may be; a heading is known where one of them knows it.
    """
    directions = vocabularies[0].directions
    held = {plain(text) for text in texts}
    for theirs, ours in directions.maps.items():
        if plain(theirs) not in held:
            said = f'The file has no heading "{theirs}", which --map names.'
            return said + _close(theirs, [text for text in texts if text])
        if ours and not any(vocabulary.knows(ours) for vocabulary in vocabularies):
            return _unknown(ours, f'which --map names for "{theirs}"', vocabularies)
    for heading in directions.sets:
        if not any(vocabulary.knows(heading) for vocabulary in vocabularies):
            return _unknown(heading, "which --set names", vocabularies)
    return None


def _unknown(heading: str, named: str, vocabularies: Sequence[Vocabulary]) -> str:
    title = vocabularies[0].title if len(vocabularies) == 1 else "no feed"
    has = f"{title[0].upper()}{title[1:]} has {'no' if len(vocabularies) == 1 else 'a'} heading"
    known = [name for vocabulary in vocabularies for name in vocabulary.own.values()]
    return f'{has} "{heading}", {named}.{_close(heading, known)}'


def _close(heading: str, known: Sequence[str]) -> str:
    """The headings that are written almost so, as a question."""
    spelled = {plain(name): name for name in known[:_LOOKED_AT]}
    close = [spelled[name] for name in get_close_matches(plain(heading), list(spelled), _SHOWN)]
    return f" Did you mean {' or '.join(close)}?" if close else ""
