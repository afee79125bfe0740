"""Which names are looked for in a text, in which guises, and what each needs before it counts.

Belongs here: putting together the names of municipalities, partnerships and listed persons. Not here: the guises of one
name (dutch_places) and finding them (redaction_places).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from infopos_pipeline.privacy.dutch_places import DIRECTIONS, Words, derived, letters, parts, spellings, words_of
from infopos_pipeline.privacy.municipalities import municipalities, ordinary_words
from infopos_pipeline.privacy.redaction_spans import MUNICIPALITY, PARTNERSHIP, PERSON
from infopos_pipeline.privacy.redaction_words import NO_NAMES, PARTICLES, PORTFOLIOS, REGIONAL, TITLES


class Need(IntEnum):
    """What a guise needs before it counts: nothing, a capital, or that the sentence says it is a place."""

    NOTHING = 0
    CAPITAL = 1
    PLACE = 2


@dataclass(frozen=True)
class Guise:
    """One way of writing a name, without its spaces; ``breaks`` are where it may have them.

    ``known`` are names that would give a respondent away: those of the frame and of the study.
    """

    kind: str
    breaks: frozenset[int]
    need: Need = Need.NOTHING
    known: bool = False

    def and_also(self, other: Guise) -> Guise:
        """What both stand for: the kind of the first, and the lesser need."""
        known = self.known or other.known
        return Guise(self.kind, self.breaks | other.breaks, min(self.need, other.need), known)


@dataclass(frozen=True)
class Names:
    """Guises by their letters; beginnings of those that may be divided; names that longer words are made of."""

    guises: dict[str, Guise] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    compounding: set[str] = field(default_factory=set)

    def copy(self) -> Names:
        """The same names, to add others to."""
        return Names(self.guises.copy(), self.beginnings.copy(), self.compounding.copy())

    def add(self, words: Words, kind: str, need: Need = Need.NOTHING, known: bool = False) -> None:
        """Look for a name in one guise."""
        joined, breaks = "", []
        for word in words:
            breaks.append(len(joined))
            joined += word
        guise = Guise(kind, frozenset(breaks[1:]), need, known)
        self.guises[joined] = self.guises[joined].and_also(guise) if joined in self.guises else guise

    def add_whole(self, words: Words, kind: str, need: Need = Need.NOTHING, known: bool = False) -> None:
        """Look for a name in one spelling, also divided."""
        self.add(words, kind, need, known)
        joined = "".join(words)
        self.beginnings.update(joined[:length] for length in range(1, len(joined) + 1))

    def add_place(
        self, name: str, kind: str = MUNICIPALITY, known: bool = False, irregular: Iterable[str] = ()
    ) -> None:
        """Look for the name of a place in all its spellings, and for the words that are made of it."""
        ordinary = ordinary_words()
        for spelling in spellings(name):
            joined = "".join(spelling)
            self.add_whole(spelling, kind, Need.CAPITAL if len(joined) < _SHORTEST else Need.NOTHING, known)
            made = {own: words for words in derived(spelling) if (own := "".join(words)) not in ordinary}
            for words in made.values():
                self.add(words, kind, known=known)
            if joined not in ordinary:
                self.compounding.update((joined, *(word for word in made if word.endswith("se"))))
        for word in irregular:
            self.add(words_of(word), kind, known=known)

    def add_parts(self, name: str) -> None:
        """Look for what a place is called for short, where the sentence says that it is one."""
        for part in parts(name):
            for words in (part, *derived(part)):
                self.add_whole(words, MUNICIPALITY, Need.PLACE, known=True)
            if len("".join(part)) >= _LONG:
                self.compounding.add("".join(part))

    def add_partnership(self, name: str) -> None:
        """Look for a partnership, and with a capital for what it is called by (``Kemmerland``)."""
        self.add_place(name, PARTNERSHIP, known=True)
        first, *rest = words_of(name) or ("",)
        if first in REGIONAL and len("".join(rest)) > _SHORTEST and not set(rest) <= DIRECTIONS:
            self.add_whole(tuple(rest), PARTNERSHIP, Need.CAPITAL, known=True)

    def add_person(self, name: str) -> None:
        """Look for a person: the whole name, and with a capital each name in it that says something by itself."""
        words = tuple(word for word in words_of(name) if word not in TITLES)
        own = [word for word in words if not any(word in others for others in (PARTICLES, NO_NAMES, PORTFOLIOS))]
        if not own or len("".join(words)) < _SHORTEST:
            return
        if len(words) > 1 and any(len(word) > 1 for word in own):
            self.add_whole(words, PERSON, known=True)
        particles: Words = ()
        for word in words:
            if word in PARTICLES:
                particles += (word,)
            elif word in own and len(word) >= (_SHORTEST_FIRST_NAME if word == own[0] else _SHORTEST):
                for guise in {(word,), (word + "s",), (*particles, word)}:
                    self.add_whole(guise, PERSON, Need.CAPITAL, known=True)


_SHORTEST, _SHORTEST_FIRST_NAME = 3, 2
"""Shorter names are looked for only with a capital, or as a part of longer ones."""

_LONG = 7
"""From so many letters on, words made of a part of a name are looked for."""

_SEVERAL = re.compile(r"[,;/(]")
_OF_ADDRESS = re.compile(r"[\W\d_]+")
_MUNICIPAL = re.compile(r"(?i)^\s*(?:gemeente|gem\.?)\s+")


def _bare(municipality: str) -> str:
    """What a respondent gave for a municipality, without the word for one."""
    return _MUNICIPAL.sub("", municipality)


def _names_in(person: str) -> list[str]:
    """What a respondent gave for a name: several of them, or an e-mail address that is made of one."""
    own, at, _ = person.partition("@")
    return [_OF_ADDRESS.sub(" ", own)] if at else _SEVERAL.split(own)


@cache
def _all_municipalities() -> Names:
    names = Names()
    for municipality in municipalities():
        for name in (municipality.name, *municipality.also):
            names.add_place(name, irregular=municipality.derived)
    return names


def names_to_find(known: Iterable[str], partnerships: Iterable[str], persons: Iterable[str]) -> Names:
    """All Dutch municipalities, and the names of one wave: ``known`` municipalities, partnerships and persons.

    Municipalities and persons are also what respondents filled in themselves. A known municipality that is in the list
    is known by its other names there too; one that is not, a made-up one among them, by the parts of its name.
    """
    names = _all_municipalities().copy()
    wanted = {"".join(words_of(name)): name for name in map(_bare, known) if letters(name) not in NO_NAMES}
    listed: set[str] = set()
    for municipality in municipalities():
        own = (municipality.name, *municipality.also)
        spelt = {"".join(spelling) for name in own for spelling in spellings(name)}
        if not spelt.isdisjoint(wanted):
            listed |= spelt
            for name in own:
                names.add_place(name, known=True, irregular=municipality.derived)
    for joined, name in wanted.items():
        if joined and joined not in listed:
            names.add_place(name, known=True)
            names.add_parts(name)
    for name in partnerships:
        names.add_partnership(name)
    for person in persons:
        for name in _names_in(person):
            names.add_person(name)
    return names
