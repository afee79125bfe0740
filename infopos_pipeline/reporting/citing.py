"""Texts that cite results, filled: numbers as the tables write them, the words a study declares for them, verbs that
agree. A text of which a number may not be shown, or is not there, is not filled at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from re import Match

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say, units
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.citing import PLACEHOLDER, WAVE, WORDS, Citation, Sentence
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Base


@dataclass(frozen=True)
class Cited:
    """What a citation comes to: the number as it is written, the words for it with the number behind them, and whether
    the verb after those is plural.
    """

    text: str
    words: str
    several: bool


@dataclass(frozen=True)
class Changed:
    """A citation that is something else than when its text was written."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Citations:
    """The citations of one text, held against the results of a wave."""

    cites: Mapping[str, Citation]
    study: Study
    results: Sequence[Result]
    wave: str
    language: Language

    @cached_property
    def found(self) -> Mapping[str, Cited | None]:
        """What each citation comes to; None for one that may not be shown or is not there."""
        return {name: self._cited(citation) for name, citation in self.cites.items()}

    def fill(self, text: str) -> str | None:
        """The text with its placeholders filled; None if one of them cannot be."""
        named = [match["name"] for match in PLACEHOLDER.finditer(text)]
        if any(name != WAVE and self.found[name] is None for name in named):
            return None
        return PLACEHOLDER.sub(self._filled, text)

    def changed(self) -> Iterator[Changed]:
        """The citations that are something else than when the text was written."""
        for name, citation in self.cites.items():
            if citation.was is None:
                continue
            was, cited = _as_written(citation, citation.was, self.language), self.found[name]
            now = cited.text if cited else numbers.NO_NUMBER
            if was != now:
                yield Changed(name, was, now)

    def _filled(self, match: Match[str]) -> str:
        if match["name"] == WAVE:
            return self.wave
        cited = self.found[match["name"]]
        if cited is None:
            raise KeyError(match["name"])
        form = match["form"]
        if form is None:
            return cited.text
        if form in WORDS:
            return cited.words if form == "words" else _capitalised(cited.words)
        one, several = form.split("|")
        return several if cited.several else one

    def _cited(self, citation: Citation) -> Cited | None:
        profile = citation.profile or "as_published"
        figures = Figures(self.results, citation.place, profile)
        key = (citation.category, citation.group, citation.group_value)
        row = figures.row(citation.item, citation.statistic, *key)
        if row is None or row.suppressed:
            return None
        if citation.statistic == "verdict":
            word = say(row.text, self.language)
            return Cited(word, word, several=False)
        if row.value is None:
            return None
        text = _written(citation, row.value, self.language)
        count = figures.number(citation.item, "n", *key)
        return self._in_words(citation, text, row.value, count)

    def _in_words(self, citation: Citation, text: str, value: float, count: float | None) -> Cited:
        """The first declared words that hold; without any the number with what is counted."""
        share = value if citation.statistic == "pct" else None
        base = self._base(citation)
        counted = {"unit": units(self.study, base, self.language, 1), "units": units(self.study, base, self.language)}
        for quantity in self.study.written.sentences.quantities if citation.statistic in ("n", "pct") else ():
            if quantity.holds(share, count):
                verb = quantity.verb.get(self.language, "one")
                words = f"{_with(counted, quantity.text.text(self.language))} ({text})"
                return Cited(text, words, verb == "several")
        if citation.statistic == "pct":
            words = say("share_of", self.language, pct=text, units=counted["units"])
            return Cited(text, words, several=self.language == "en")
        if citation.statistic == "n":
            unit = counted["unit" if value == 1 else "units"]
            return Cited(text, say("counted", self.language, n=text, units=unit), several=value != 1)
        return Cited(text, text, several=False)

    def _base(self, citation: Citation) -> Base:
        place = self.study.places().get(citation.place)
        return place.base(citation.item) if place else "respondents"


def _capitalised(text: str) -> str:
    """With a capital; a capital has no accent in Dutch: `Eén`."""
    return unicodedata.normalize("NFD", text[:1])[:1].upper() + text[1:]


def _with(counted: Mapping[str, str], words: str) -> str:
    """Words with what they count."""
    for name, text in counted.items():
        words = words.replace(f"{{{name}}}", text)
    return words


def _written(citation: Citation, value: float, language: Language) -> str:
    if citation.statistic == "pct":
        return numbers.percentage(value, language)
    return numbers.count(value) if citation.statistic == "n" else numbers.mean(value, language)


def _as_written(citation: Citation, was: float | str, language: Language) -> str:
    """What a citation was when its text was written, as it is written now."""
    if citation.statistic == "verdict":
        return say(str(was), language)
    return _written(citation, float(was), language)


def sentence_text(sentence: Sentence, study: Study, results: Sequence[Result], wave: str, language: Language) -> str:
    """A declared sentence; if a number of it may not be shown what is declared for that, "" if nothing is."""
    filled = Citations(sentence.cites, study, results, wave, language).fill(sentence.text.text(language))
    if filled is None:
        return sentence.withheld.text(language) if sentence.withheld else ""
    return filled
