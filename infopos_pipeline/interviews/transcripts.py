"""The turns of a transcript: who says what from where to where, as far as its lines tell.

A transcript is text or Markdown. A line with a label and a colon in front, ``Interviewer: …`` or ``**R:** …``, begins a
turn; it ends where the next one begins. Without such lines a paragraph counts as a turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(
    r"^[ \t]*(\*\*|__)?(?P<speaker>[^\W\d_][\w.'’ -]{0,38}?)(\*\*|__)?[ \t]*:(\*\*|__)?[ \t]", re.MULTILINE
)
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
    found = [(match.start(), match["speaker"].strip()) for match in _LABEL.finditer(text)]
    if not found or len({speaker for _, speaker in found}) > _SPEAKERS:
        return [Turn(match.start(), match.end(), "") for match in _PARAGRAPH.finditer(text)]
    ends = [start for start, _ in found[1:]] + [len(text)]
    return [Turn(start, end, speaker) for (start, speaker), end in zip(found, ends, strict=True)]


def speakers(text: str) -> list[str]:
    """The labels of those who speak, by their first turn."""
    return list(dict.fromkeys(turn.speaker for turn in turns(text) if turn.speaker))
