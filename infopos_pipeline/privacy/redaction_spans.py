"""What redaction finds: spans of a text, the marks that replace them, and the text as the finders read it.

Belongs here: what all finders share. Not here: how anything is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MUNICIPALITY = "[gemeente]"
PARTNERSHIP = "[samenwerkingsverband]"
PERSON = "[naam]"
EMAIL = "[e-mail]"
PHONE = "[telefoon]"
BSN = "[bsn]"
IBAN = "[iban]"
POSTCODE = "[postcode]"
IP = "[ip-adres]"
URL = "[url]"
INHABITANTS = "[inwonertal]"
LEFT_OUT = "[weggelaten]"
"""What a person named who read the text."""

MARKS = (EMAIL, URL, IBAN, IP, BSN, PHONE, POSTCODE, PARTNERSHIP, MUNICIPALITY, PERSON, INHABITANTS, LEFT_OUT)
"""Every mark, and with it every kind; of spans that are the same the first of these counts."""

FILLER = "\uffff"
"""Stands for what is redacted already: no character of any text (Unicode noncharacter), no letter, no space."""

WIDTHLESS = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Characters without width, for a regular expression's set: they hide in words and numbers."""

_MARK = re.compile("|".join(map(re.escape, MARKS)))
_ALIKE: dict[int, str] = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣⁃"), "-"),
    **dict.fromkeys(map(ord, "‘’‛`´ʼˈ′"), "'"),
    **dict.fromkeys(map(ord, "“”„«»″"), '"'),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord(FILLER): " ",
}
"""Dashes, apostrophes, quotes, spaces and full-width signs, each with the sign that finders know."""


@dataclass(frozen=True)
class Span:
    """What is redacted: from ``start`` to before ``end`` in the original text; ``kind`` is the mark put there."""

    start: int
    end: int
    kind: str


def readable(text: str) -> str:
    """A text as finders read it, as long as the original: one kind of dash, quote and space; marks are filled."""
    return _MARK.sub(lambda mark: FILLER * len(mark[0]), text.translate(_ALIKE))


def filled(text: str, spans: Iterable[Span]) -> str:
    """A text in which spans are filled, so that nothing is found in them again."""
    pieces, place = [], 0
    for span in spans:
        pieces += [text[place : span.start], FILLER * (span.end - span.start)]
        place = span.end
    return "".join([*pieces, text[place:]])


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, overlapping ones made one of the longest one's kind, so that nothing that was seen stays."""
    together: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, MARKS.index(span.kind))):
        if together and span.start < (last := together[-1]).end:
            longest = span if span.end - span.start > last.end - last.start else last
            together[-1] = Span(last.start, max(last.end, span.end), longest.kind)
        else:
            together.append(span)
    return together


def outside_filler(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of a text that are not filled, each with its place."""
    for stretch in re.finditer(f"[^{FILLER}]+", text):
        yield stretch.start(), stretch[0]
