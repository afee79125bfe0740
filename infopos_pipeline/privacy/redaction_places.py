"""Finding names in a text, in every guise: of municipalities, partnerships, and persons who are listed.

Belongs here: how a text is walked through, and when an ordinary word is a place. Not here: which names there are
(redaction_names), persons whom nobody listed (redaction_persons).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from infopos_pipeline.privacy import redaction_words as words
from infopos_pipeline.privacy.dutch_places import letters
from infopos_pipeline.privacy.municipalities import Use, ordinary_words
from infopos_pipeline.privacy.redaction_names import Guise, Names, Need
from infopos_pipeline.privacy.redaction_sentences import Sentences
from infopos_pipeline.privacy.redaction_spans import MUNICIPALITY, WIDTHLESS, Span

_JOINT = re.compile(rf"[\s\-'.,/&_*·+{WIDTHLESS}]{{0,4}}")
"""What may stand between the parts of a name."""

_INSIDE = re.compile(rf"['{WIDTHLESS}]*|-\s*\n\s*")
"""What divides one word without parting it: nothing, an apostrophe, a hyphen at the end of a line."""

_PROVINCE = re.compile(
    r"\s?\((?i:N\.?-?H\.?|Z\.?-?H\.?|N\.?-?B\.?|L[Bb]?\.?|Gld\.?|Ov?\.?|Ut?\.?|Fl\.?|Fr\.?|Gn?\.?|Gr\.?|Dr\.?|Zld\.?"
    r"|Noord-Holland|Zuid-Holland|Noord-Brabant|Limburg|Gelderland|Overijssel|Groningen|Friesland)\)"
    r"|\s(?:NH|N\.H\.|N-H|LB|Gld|ZH|Z\.H\.)(?!\w)"
)
_HANDLE = re.compile(rf"[#@][\w{WIDTHLESS}]++(?:[.-]\w++)*+")
_UNLISTED = re.compile(
    r"\b(?i:gemeente|gem\.|dorp|woonplaats|buurtschap)[ \t]{1,3}'?"
    r"((?:(?:De|Het|'t)[ -])?(?:[A-Z][^\W\d_]{2,}+)(?:[ -][A-Z][^\W\d_]{2,}+){0,2})"
)

_LONGEST = 40
_SHORTEST_COMPOUND, _SHORTEST_SMALL = 5, 6
"""From so many letters on, a word that begins with a name is made of it: with a capital, and if known without."""


def unlisted_places(text: str) -> Iterator[Span]:
    """What is written with a capital behind the word municipality or village, misspelt names among them."""
    for found in _UNLISTED.finditer(text):
        last = letters(re.split(r"[ -]", found[1])[-1])
        if last not in words.NO_NAMES and last not in words.PORTFOLIOS:
            yield Span(found.start(1), found.end(1), MUNICIPALITY)


@dataclass(frozen=True)
class NameFinder:
    """Finds names in texts."""

    names: Names

    def __call__(self, text: str) -> Iterator[Span]:
        """The names in a text as :func:`redaction_spans.readable` gives it; spans may overlap."""
        sentences = Sentences.of(text)
        first = 0
        while first < len(sentences.pieces):
            last, guise = self._longest(sentences, first)
            if guise and _counts(sentences, first, last, guise, self):
                yield _span(sentences, first, last, guise)
                first = last
            first += 1
        for handle in _HANDLE.finditer(text):
            if named := self._handle(letters(handle[0])[: 3 * _LONGEST]):
                yield Span(handle.start(), handle.end(), named.kind)

    def _longest(self, sentences: Sentences, first: int) -> tuple[int, Guise | None]:
        """The longest guise that begins at a piece, or word made of one, with its last piece."""
        found: tuple[int, Guise | None] = (first, None)
        run, apart, spelt = "", [], False
        for last in range(first, len(sentences.pieces)):
            piece = sentences.pieces[last]
            if last > first:
                gap = sentences.gap(last)
                if not _JOINT.fullmatch(gap):
                    break
                single = len(piece.letters) == 1 == len(sentences.pieces[last - 1].letters)
                if not single and not _INSIDE.fullmatch(gap):
                    apart.append(len(run))
                spelt = spelt or single
            before, run = run, run + piece.letters
            guise = self.names.guises.get(run)
            more = run in self.names.beginnings
            if not guise and not more:
                guise = self._compound(run, len(before), sentences.text[sentences.pieces[first].start].islower())
            if guise and self._may_be_divided(run, guise, apart, spelt):
                found = last, guise
            if not more:
                break
        return found

    def _may_be_divided(self, run: str, guise: Guise, apart: list[int], spelt: bool) -> bool:
        """Whether a guise may be divided as it is: between its words and into single letters; if known anywhere, unless
        what stands before the last gap is a name by itself.
        """
        if all(place in guise.breaks for place in apart):
            return not spelt or len(run) > 2
        known = guise.known and not guise.need and run not in ordinary_words()
        return known and len(run) >= _SHORTEST_SMALL and run[: apart[-1]] not in self.names.guises

    def _compound(self, run: str, before: int, small: bool) -> Guise | None:
        """The name that a longer word is made of: it begins with it, or has a word like gemeente before it.

        The name ends in the last piece of the run, of which ``before`` letters stand in earlier ones.
        """
        guises, shortest = self.names.guises, _SHORTEST_SMALL if small else _SHORTEST_COMPOUND
        for length in range(min(len(run) - 1, _LONGEST), max(before, shortest - 1), -1):
            if run[:length] in self.names.compounding and (guises[run[:length]].known or not small):
                return guises[run[:length]]
        if not before and run.startswith(words.BEFORE_NAMES):
            for word in words.BEFORE_NAMES:
                name = run.removeprefix(word)
                if name != run and name in guises and not guises[name].need and name not in ordinary_words():
                    return guises[name]
        return None

    def _handle(self, run: str) -> Guise | None:
        """The name in a handle or hashtag: all of it, behind a word like gemeente, or anywhere."""
        for name in (run, *(run.removeprefix(word) for word in words.BEFORE_NAMES)):
            if name in self.names.guises:
                return self.names.guises[name]
        for start in range(len(run)):
            for end in range(start + _SHORTEST_COMPOUND, min(len(run), start + _LONGEST) + 1):
                if run[start:end] in self.names.compounding:
                    return self.names.guises[run[start:end]]
        return None

    def beside_another(self, sentences: Sentences, last: int) -> bool:
        """Whether another place follows a piece: ``Best en Oirschot``, ``Best, Oirschot``."""
        following = last + 2 if sentences.after(last) in words.AND else last + 1
        if following >= len(sentences.pieces):
            return False
        if following == last + 1 and sentences.gap(following).strip(" ") not in {",", "/", "&", "-"}:
            return False
        end, guise = self._longest(sentences, following)
        return guise is not None and guise.kind == MUNICIPALITY and sentences.capital(following, end)


def _counts(sentences: Sentences, first: int, last: int, guise: Guise, finder: NameFinder) -> bool:
    """Whether a guise is the name that it looks like."""
    use = ordinary_words().get(sentences.letters(first, last))
    if guise.need == Need.PLACE or use in {Use.WORD, Use.OPENER}:
        return _place(sentences, first, last, guise, finder, opener=use is Use.OPENER)
    if guise.need == Need.CAPITAL:
        return sentences.text[sentences.pieces[last].start].isupper()
    return True


def _place(sentences: Sentences, first: int, last: int, guise: Guise, finder: NameFinder, opener: bool) -> bool:
    """Whether an ordinary word is a place: by its capital, or by the words beside it."""
    before, after = sentences.before(first), sentences.after(last)
    if before in words.MUNICIPAL or _PROVINCE.match(sentences.text, sentences.pieces[last].end):
        return True
    if guise.known and sentences.alone(first, last):
        return True
    if before == "van" and sentences.before(first - 1) in words.OF_A_PLACE:
        return sentences.capital(first, last) or after not in words.NO_PLACE_BEFORE
    if sentences.capital(first, last):
        if not opener or before in words.IN_A_PLACE or not sentences.opens(first):
            return True
        return after in words.OF_ONE or sentences.closed(last) or finder.beside_another(sentences, last)
    sure = guise.known or sentences.shouted(first, last)
    return sure and before in words.IN_A_PLACE and after not in words.NO_PLACE_BEFORE


def _span(sentences: Sentences, first: int, last: int, guise: Guise) -> Span:
    """The span of a name, with the apostrophe before it and the province behind it."""
    start, end = sentences.pieces[first].start, sentences.pieces[last].end
    if sentences.pieces[first].letters in {"s", "t"} and sentences.text[start - 1 : start] == "'":
        start -= 1
    province = _PROVINCE.match(sentences.text, end) if guise.kind == MUNICIPALITY else None
    return Span(start, province.end() if province else end, guise.kind)
