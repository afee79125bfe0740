"""The guises of a Dutch place name: other spellings of it, its adjectives, the words for who lives there.

Belongs here: what follows from a name by rule, for names of real places and made-up ones alike. Not here: which names
there are (municipalities), irregular words (the list's column ``derived``) and how a text is searched
(redaction_places). A guise is a tuple of words in the spelling of :func:`letters`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from infopos_pipeline.study.names import normalise_municipality

Words = tuple[str, ...]

_AND = "en"
_ON_THE = re.compile(r"\baan d(?:e|en)\b")
_PROVINCE = re.compile(r"\s*\([^)]*\)\s*$")
_WORD = re.compile(r"[^\W_]+")

_LIVES_THERE = ("er", "ers", "enaar", "enaars", "enaren")
_ENDINGS = ("s", "se", "sche", "ens", "ense", "naar", "naars", "naren", *_LIVES_THERE)
_SHORTEST = 4
"""As many letters has the shortest derived word: shorter ones are other words or abbreviations."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_ARTICLES = word_set("de het t")
DIRECTIONS = word_set(
    """
    noord oost zuid west midden noorder ooster zuider wester noordoost noordwest zuidoost zuidwest oud oude nieuw nieuwe
    groot klein neder over boven beneden land stad
    """
)


def letters(text: str) -> str:
    """The spelling in which guises are compared: that of municipalities, and ij for y (Bergeyk, Ysselstein)."""
    return normalise_municipality(text).replace("y", "ij")


def words_of(name: str) -> Words:
    """The words of a name without what is added to tell two apart: ``Bergen (NH)`` is ``("bergen",)``."""
    return tuple(filter(None, map(letters, _WORD.findall(_PROVINCE.sub("", name)))))


def spellings(name: str) -> Iterator[Words]:
    """A name and other ways of writing it: ``St.``, ``a/d``, ``&``, without the old genitive ``'s``."""
    words = words_of(name)
    if not words:
        return
    yield words
    if words[0] in {"sint", "st"}:
        yield ("st" if words[0] == "sint" else "sint", *words[1:])
    if words[0] == "s" and len(words) > 1:
        yield words[1:]
    spaced = " ".join(words)
    if _ON_THE.search(spaced):
        yield tuple(_ON_THE.sub("a d", spaced).split())
    if _AND in words[1:-1]:
        yield tuple(word for word in words if word != _AND)


def parts(name: str) -> Iterator[Words]:
    """What a name is called by for short: the places it is put together from, or the name without its article."""
    words = words_of(name)
    if len(words) > 1 and words[0] in _ARTICLES:
        yield words[1:]
    together = re.split(r"\s*[-/&,]\s*|\s+en\s+", _PROVINCE.sub("", name))
    for part in together if len(together) > 1 else ():
        own = words_of(part)
        if len("".join(own)) >= _SHORTEST and not set(own) <= DIRECTIONS:
            yield own


def _closed(stem: str) -> str:
    """How a stem is spelt before a consonant: ``grav`` as in Grave is ``graaf`` as in Graafse."""
    doubled = re.sub(r"(?<![aeiou])([aeou])([^aeiou])$", r"\1\1\2", stem)
    return doubled[:-1] + {"v": "f", "z": "s"}.get(doubled[-1:], doubled[-1:])


def derived(words: Words) -> Iterator[Words]:
    """Adjectives and words for inhabitants: the last word of a name with the endings that Dutch gives it.

    Source: rules after Algemene Nederlandse Spraakkunst, chapter 12.3.1.3 (place names). Some of the forms do not
    exist; nobody writes those.
    """
    last = words[-1]
    stems: dict[str, tuple[str, ...]] = {last: _ENDINGS}
    if last.endswith("en"):
        stems[last[:-2]] = _ENDINGS
    elif last.endswith("e"):
        stems[last[:-1]] = _ENDINGS
        stems[_closed(last[:-1])] = ("s", "se")
    elif last.endswith("m"):
        stems[last + "m"] = _LIVES_THERE
    elif last.endswith(("a", "o")):
        stems[last + last[-1]] = ("s",)
    elif last.endswith(("s", "f")):
        stems[last[:-1] + ("z" if last[-1] == "s" else "v")] = _LIVES_THERE
    opened = re.sub(r"([aeou])\1([^aeiou])$", r"\1\2", last)
    if opened != last:
        stems[opened] = _LIVES_THERE
    for stem, endings in stems.items():
        for ending in endings:
            if len(stem + ending) >= _SHORTEST and stem + ending != last:
                yield (*words[:-1], stem + ending)
