"""The material of the interviews of a wave: transcripts, and what coders selected in them.

It names people, so it rests beside the exports that landed, in a file for its owner alone, and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from infopos_pipeline.study.themes import CodePath

MATERIAL, REVIEW, RECORD = "material.json", "review.json", "draws.json"
"""Where material rests, what a person decided who read it, and who was drawn: in the folder of the interviews of its
wave.
"""

INTERVIEW = re.compile(r"interview_\d\d+", re.ASCII)
"""What interviews are called: by the number that the draw gave them, so that no name of a file names anybody."""


@dataclass(frozen=True, order=True)
class Selection:
    """What a coder marked with one code: from the character ``start`` to before ``end`` of a transcript.

    Places count Unicode code points of the transcript as it was given. ``code`` is the path in the code tree of the
    coder, ``interview`` the name of the transcript.
    """

    interview: str
    start: int
    end: int
    code: CodePath
    coder: str = field(repr=False)


@dataclass(frozen=True)
class Material:
    """Transcripts by interview, and the selections in them, in order."""

    transcripts: Mapping[str, str] = field(default_factory=dict, repr=False)
    selections: tuple[Selection, ...] = ()

    def to_json(self) -> bytes:
        """The material as one file."""
        rows = [[one.interview, one.start, one.end, list(one.code), one.coder] for one in sorted(set(self.selections))]
        content = {"transcripts": dict(sorted(self.transcripts.items())), "selections": rows}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(content: bytes) -> Material:
    """The inverse of :meth:`Material.to_json`."""
    read = json.loads(content)
    rows = read["selections"]
    selections = (Selection(interview, start, end, tuple(code), coder) for interview, start, end, code, coder in rows)
    return Material(read["transcripts"], tuple(selections))


def coders_of(material: Material) -> list[str]:
    """The coders, by name."""
    return sorted({selection.coder for selection in material.selections})


def letter_of(place: int) -> str:
    """What outputs call a coder by the place among all: A, B, … Z, AA, AB …"""
    rest, letter = divmod(place, 26)
    return (letter_of(rest - 1) if rest else "") + chr(ord("A") + letter)
