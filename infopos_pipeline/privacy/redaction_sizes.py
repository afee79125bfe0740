"""How many people live somewhere: beside a list of municipalities that is as good as a name.

Belongs here: a number of inhabitants, in digits or in Dutch words. Open answers keep them, since most are of no
respondent's own municipality; an interview is about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from infopos_pipeline.privacy.redaction_spans import INHABITANTS, Span

_DIGITS = r"\d{1,3}(?:[. ]\d{3})+|\d+(?:[.,]\d+)?(?:[ ]?(?:duizend|k)\b)?"
_LETTERS = "[a-zëïé]*"
_SMALL = rf"(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|{_LETTERS}(?:tien|tig|half))"
_LARGE = rf"{_LETTERS}(?:duizend|honderd)(?!en\b){_LETTERS}"
_WORDS = rf"(?:{_SMALL}\s+)?{_LARGE}(?:\s+(?:en\s+)?{_LARGE})*"
_NUMBER = rf"(?:(?:{_DIGITS})|(?:{_WORDS}))"
_PEOPLE = r"(?:inwoners|inw\.|zielen)"
_BEFORE = re.compile(rf"\b({_NUMBER})(?=\s+(?:[a-z]+\s+)?{_PEOPLE})", re.IGNORECASE)
_AFTER = re.compile(
    rf"\b(?:inwonertal|inwoneraantal|aantal\s+inwoners)(?:\s+(?:is|van|was|op))*\s*:?\s*(?:zo'n|circa|ongeveer|ruim|bijna)?"
    rf"\s*({_NUMBER})",
    re.IGNORECASE,
)


def sizes(text: str) -> Iterator[Span]:
    """Numbers of inhabitants in a text as :func:`redaction_spans.readable` gives it."""
    for pattern in (_BEFORE, _AFTER):
        for found in pattern.finditer(text):
            yield Span(found.start(1), found.end(1), INHABITANTS)
