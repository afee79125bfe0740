"""The turns of a transcript: who says what from where to where, as far as its lines tell.

A transcript is text or Markdown. A line with a label and a colon in front, ``Interviewer: …`` or ``**R:** …``, begins a
turn; it ends where the next one begins. The moment in the recording may stand on either side of the label, and what is
said on the next line. Without such lines a paragraph counts as a turn.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_MOMENT = r"(?:[\[(<]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])>]?)"
_LABEL = re.compile(
    rf"^[-*+_ \t]{{0,9}}(?:{_MOMENT}[-–*_ \t]{{0,6}})?(?P<speaker>[^\W\d_][\w\u0300-\u036f.'’ -]{{0,38}}?)"
    rf"(?:[ \t]{{1,3}}\([^()\n]{{1,40}}\))?[*_ \t]{{0,6}}{_MOMENT}?[*_ \t]{{0,6}}:[*_]{{0,3}}(?=[ \t]|$)"
    r"(?P<alone>[ \t]*$)?",
    re.MULTILINE,
)
_BOLD = ("**", "__")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_SPEAKERS = 12
"""More labels than this are no speakers: text in which lines happen to begin with a word and a colon."""


@dataclass(frozen=True)
class Turn:
    """What one speaker says: from the character ``start`` to before ``end``; "" for a speaker that nothing names."""

    start: int
    end: int
    speaker: str


def turns(text: str) -> list[Turn]:
    """The turns of a transcript, in order; what stands before the first of them is left out, such as a heading.

    Places count Unicode code points of the text as it is given.
    """
    found = [(match.start(), match["speaker"].strip()) for match in _labels(text)]
    if not found or len({speaker for _, speaker in found}) > _SPEAKERS:
        return [Turn(match.start(), match.end(), "") for match in _PARAGRAPH.finditer(text)]
    ends = [start for start, _ in found[1:]] + [len(text)]
    return [Turn(start, end, speaker) for (start, speaker), end in zip(found, ends, strict=True)]


def labels(text: str) -> list[tuple[int, int]]:
    """From where to before where each label stands, in order; also where there are too many to be speakers."""
    return [match.span("speaker") for match in _labels(text)]


def _labels(text: str) -> list[re.Match[str]]:
    """Lines with a label. One with nothing behind it is bold or comes back: a sentence can break off at a colon too."""
    found = list(_LABEL.finditer(text))
    times = Counter(match["speaker"] for match in found)
    return [
        match
        for match in found
        if match["alone"] is None or times[match["speaker"]] > 1 or any(sign in match[0] for sign in _BOLD)
    ]
