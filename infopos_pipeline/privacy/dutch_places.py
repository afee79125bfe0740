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

_LIVES_THERE = ("er", "ers", "aar", "aars", "aren", "enaar", "enaars", "enaren")
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
    """How a stem is spelt before a consonant: ``grav`` (Grave) is ``graaf``, ``wedd`` (Vlagtwedde) is ``wed``."""
    single = re.sub(r"([^aeiou])\1$", r"\1", stem)
    doubled = re.sub(r"(?<![aeiou])([aeou])([^aeiou])$", r"\1\1\2", stem) if single == stem else single
    return doubled[:-1] + {"v": "f", "z": "s"}.get(doubled[-1:], doubled[-1:])


def _stems(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is left of a name before an ending, each with the endings it takes."""
    yield name, _ENDINGS
    opened = re.sub(r"([aeou])\1([^aeiou])$", r"\1\2", name)
    if opened != name:
        yield opened, _LIVES_THERE
    match name[-1]:
        case "n" if name.endswith("en"):
            yield name[:-2], _ENDINGS
        case "e":
            yield name[:-1], _ENDINGS
            closed = _closed(name[:-1])
            yield closed, ("", "e") if closed.endswith("s") else ("s", "se")
        case "a" | "o":
            yield name + name[-1], ("s",)
        case "m":
            yield name + "m", _LIVES_THERE
        case "r":
            yield name + "d", ("er", "ers")
        case "s":
            yield name[:-1] + "z", _LIVES_THERE
        case "f":
            yield name[:-1] + "v", _LIVES_THERE
        case "d" if name.endswith("stad"):
            yield name.removesuffix("ad") + "edeling", ("", "en")


def derived(words: Words) -> Iterator[Words]:
    """Adjectives and words for inhabitants: the last word of a name with the endings that Dutch gives it.

    Source: Algemene Nederlandse Spraakkunst (e-ANS), 12.4.2.2.5 (words for inhabitants) and 12.4.2.3.3.c (adjectives).
    Some of the forms do not exist; nobody writes those.
    """
    *first, last = words
    for stem, endings in _stems(last):
        for ending in endings:
            if len(stem + ending) >= _SHORTEST and stem + ending != last:
                yield (*first, stem + ending)
