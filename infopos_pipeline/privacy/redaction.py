"""Redaction: what gives somebody away leaves a text, and a mark that keeps its kind takes its place.

Belongs here: putting the finders together. Not here: how each finds (redaction_numbers, redaction_addresses,
redaction_places, redaction_persons). A redacted text is not safe yet: what nobody foresaw is still in it, so that a
person reviews it before it goes anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from infopos_pipeline.messages import said
from infopos_pipeline.privacy.redaction_addresses import addresses
from infopos_pipeline.privacy.redaction_names import names_to_find
from infopos_pipeline.privacy.redaction_numbers import numbers
from infopos_pipeline.privacy.redaction_persons import has_deduce, persons, persons_by_deduce, surnames_again
from infopos_pipeline.privacy.redaction_places import NameFinder, unlisted_places
from infopos_pipeline.privacy.redaction_sizes import sizes
from infopos_pipeline.privacy.redaction_spans import FILLER, LEFT_OUT, MARKS, Span, filled, merged, readable
from infopos_pipeline.problems import UserError
from infopos_pipeline.study import Study

__all__ = ["MARKS", "Redactor", "Span", "redactor"]


@dataclass(frozen=True)
class Redactor:
    """Redacts the texts of one wave of one study.

    ``deduce`` says whether that library looks for persons too, ``besides`` finds what a person named who read them,
    ``inhabitants`` says whether numbers of inhabitants go too.
    """

    names: NameFinder
    deduce: bool
    besides: re.Pattern[str] | None = None
    inhabitants: bool = False

    def redact(self, text: str) -> str:
        """The text with marks such as ``[e-mail]`` in place of what gives somebody away.

        Redacting what is redacted changes nothing.
        """
        pieces, place = [], 0
        for span in self.spans(text):
            pieces += [text[place : span.start], span.kind]
            place = span.end
        return "".join([*pieces, text[place:]])

    def spans(self, text: str) -> list[Span]:
        """What would be replaced, in order, not overlapping.

        What was found can show that what stands beside it must go too, so the search goes on until it finds nothing.
        """
        reading = readable(text)
        found: list[Span] = []
        while new := merged(self._found(reading)):
            reading = filled(reading, new)
            found = merged([*found, *new])
        return found

    def _found(self, reading: str) -> Iterator[Span]:
        finders = (addresses, numbers, persons, self.names, unlisted_places)
        found = merged(span for finder in finders for span in finder(reading))
        yield from found
        yield from surnames_again(reading, found)
        if self.deduce:
            yield from persons_by_deduce(reading)
        if self.inhabitants:
            yield from sizes(reading)
        if self.besides:
            yield from (Span(found.start(), found.end(), LEFT_OUT) for found in self.besides.finditer(reading))


def redactor(
    study: Study,
    municipalities: Iterable[str] = (),
    persons: Iterable[str] = (),
    deduce: bool | None = None,
    besides: Iterable[str] = (),
    *,
    inhabitants: bool = False,
) -> Redactor:
    """The redactor of one wave.

    Args:
        study: what it declares is redacted: partnerships, persons, and the municipalities of its herindelingen.
        municipalities: the names in the frame; they are redacted in every guise. All others in the Netherlands are too,
            unless they are ordinary words and nothing says that they are places.
        persons: the names that respondents gave for themselves.
        deduce: whether the library of that name looks for persons too; by default as the study declares, which is by
            default if it is installed.
        besides: words that a person named who read the texts: they are taken out wherever they stand as whole words, in
            capitals or not, with whatever white space between them.
        inhabitants: whether numbers of inhabitants are taken out too.

    Raises:
        UserError: the study wants that library, and it is not installed.
    """
    wanted = study.redaction.deduce if deduce is None else deduce
    if wanted and not has_deduce():
        raise UserError(
            said(
                "redaction.yaml of {study} wants persons to be found by deduce, which is not installed. "
                "Install it (pip install 'infopos[names]'), or set deduce: false and list persons under "
                "names.",
                study=study.name,
            )
        )
    merging = (name for merger in study.mergers for name in (merger.into, *merger.from_))
    names = names_to_find(
        known=(*municipalities, *merging),
        partnerships=study.redaction.partnerships,
        persons=(*study.redaction.names, *persons),
    )
    return Redactor(NameFinder(names), has_deduce() if wanted is None else wanted, _phrases(besides), inhabitants)


_OF_MARK = re.compile(f"{FILLER}+")
_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
"""A letter with its accent is one character or two (Unicode normalisation forms): nobody sees which."""


def _phrases(texts: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of some texts as whole words, the longest first; None without any.

    A mark in a text stands for whatever was redacted there. One of marks alone says nothing that is to go besides, and
    would be found again for ever.
    """
    readings = (readable(normalize(form, text)) for text in texts for form in _FORMS)
    words = {tuple(reading.split()) for reading in readings if reading.replace(FILLER, "").strip()}
    parts = [
        r"\s+".join(_OF_MARK.sub(f"{FILLER}+", re.escape(word)) for word in phrase)
        for phrase in sorted(words, key=lambda one: (-len(" ".join(one)), one))
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None
