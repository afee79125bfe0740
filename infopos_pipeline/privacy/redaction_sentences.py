"""A text as a row of words, with what can be asked of the words around a name.

Belongs here: dividing a text into pieces and looking beside them. Not here: what is looked for (redaction_names) and
what counts (redaction_places).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from infopos_pipeline.privacy.dutch_places import letters
from infopos_pipeline.privacy.redaction_spans import WIDTHLESS
from infopos_pipeline.privacy.redaction_words import ABBREVIATIONS

_RUN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{WIDTHLESS}])*+|\d++")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_BESIDE = re.compile(r"[\s:.,'\"(/-]{0,4}")
_BULLET = re.compile(r"(?:^|\s)-$|^\s*\d+\)$")
_END = re.compile(r"[ \t]*(?:[.!)\r\n]|$)")
_LEAD = 12


class Piece(NamedTuple):
    """A run of letters or of digits in a text, and how it compares."""

    start: int
    end: int
    letters: str


@lru_cache(maxsize=50_000)
def _letters(text: str) -> str:
    return letters(text)


def _pieces(text: str) -> list[Piece]:
    pieces = []
    for run in _RUN.finditer(text):
        start, whole = run.start(), run[0]
        if whole.islower() or whole.isupper() or whole[1:].islower():
            pieces.append(Piece(start, run.end(), _letters(whole)))
        else:
            for part in _HUMP.split(whole):
                pieces.append(Piece(start, start + len(part), _letters(part)))
                start += len(part)
    return pieces


@dataclass(frozen=True)
class Sentences:
    """A text and its runs of letters and of digits.

    A run is divided where a capital follows a small letter (``GemeenteRozendaal``).
    """

    text: str
    pieces: Sequence[Piece]

    @classmethod
    def of(cls, text: str) -> Sentences:
        """The sentences of a text."""
        return cls(text, _pieces(text))

    def gap(self, index: int) -> str:
        """What stands between a piece and the one before it."""
        return self.text[self.pieces[index - 1].end : self.pieces[index].start]

    def letters(self, first: int, last: int) -> str:
        """How the pieces from one to another compare."""
        return "".join(piece.letters for piece in self.pieces[first : last + 1])

    def before(self, index: int) -> str:
        """The word before a piece, if it stands right before it."""
        return self.pieces[index - 1].letters if index > 0 and _BESIDE.fullmatch(self.gap(index)) else ""

    def after(self, index: int) -> str:
        """The word after a piece, with nothing but space between."""
        following = index + 1
        if following < len(self.pieces) and self.gap(following).isspace():
            return self.pieces[following].letters
        return ""

    def shouted(self, first: int, last: int) -> bool:
        """Whether the pieces are all capitals."""
        written = "".join(filter(str.isalpha, self.text[self.pieces[first].start : self.pieces[last].end]))
        return len(written) > 1 and written.isupper()

    def capital(self, first: int, last: int) -> bool:
        """Whether the first letter is a capital and not all are."""
        return self.text[self.pieces[first].start].isupper() and not self.shouted(first, last)

    def closed(self, last: int) -> bool:
        """Whether a bracket, a colon or a slash follows: what begins there is a name."""
        return self.text[self.pieces[last].end : self.pieces[last].end + 1] in {")", ":", "/"}

    def alone(self, first: int, last: int) -> bool:
        """Whether pieces are all that a line, a sentence or a pair of brackets holds."""
        return self.opens(first) and _END.match(self.text, self.pieces[last].end) is not None

    def opens(self, index: int) -> bool:
        """Whether a piece begins a sentence, a line, a quotation or an item of a list."""
        start = self.pieces[index].start
        spaced = self.text[max(0, start - _LEAD) : start].rstrip(" \t")
        bare = spaced.rstrip(" \t\"'(*•>")
        if not bare:
            return start <= _LEAD or bare != spaced
        if bare.endswith("."):
            before = self.pieces[index - 1].letters if index else ""
            return before.isdigit() or (len(before) != 1 and before not in ABBREVIATIONS)
        return bare != spaced or bare[-1] in "\n\r!?:;…" or _BULLET.search(bare) is not None
