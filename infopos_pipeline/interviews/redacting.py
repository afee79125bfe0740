"""A transcript without what gives anybody away, and where its places went."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from infopos_pipeline.interviews.material import Material, Selection, coders_of, letter_of
from infopos_pipeline.interviews.transcripts import labels
from infopos_pipeline.privacy.redaction import Redactor, Span, redactor
from infopos_pipeline.privacy.redaction_spans import PERSON, merged
from infopos_pipeline.privacy.sealed_texts import hidden, inert
from infopos_pipeline.study import Study

ROLES = frozenset(
    {"interviewer", "interviewster", "interviewee", "respondent", "geïnterviewde", "i", "r", "int", "resp", "v", "a"}
    | {"vraag", "antwoord", "question", "answer", "q", "onderzoeker", "researcher", "spreker", "speaker"}
    | {"deelnemer", "participant", "gespreksleider", "moderator"}
)
"""Labels of speakers that name a role and nobody."""


@dataclass(frozen=True)
class RedactedTranscript:
    """A transcript as it was given, and what of it is replaced by marks."""

    original: str = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The transcript with marks."""
        pieces, place = [], 0
        for span in self.spans:
            pieces += [self.original[place : span.start], span.kind]
            place = span.end
        return "".join([*pieces, self.original[place:]])

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the original lies in the redacted text; one that cuts a mark takes it whole."""
        return self._moved(start, end=False), self._moved(end, end=True)

    def _moved(self, place: int, *, end: bool) -> int:
        index = bisect_right(self._starts, place - end) - 1
        if index < 0:
            return place
        span, shift = self.spans[index], self._shifts[index]
        inside = span.start < place < span.end or (place == span.start and not end)
        if inside:
            return span.start + shift + (len(span.kind) if end else 0)
        return place + shift + len(span.kind) - (span.end - span.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.spans]

    @cached_property
    def _shifts(self) -> list[int]:
        """How far each mark lies behind what it replaces."""
        shifts, shift = [], 0
        for span in self.spans:
            shifts.append(shift)
            shift += len(span.kind) - (span.end - span.start)
        return shifts


def redacted_transcripts(material: Material, redacts: Redactor) -> Mapping[str, RedactedTranscript]:
    """The transcripts of a wave, redacted, by interview; who speaks under a label that is no role goes in any case."""
    return {
        interview: RedactedTranscript(text, tuple(_spans(text, redacts)))
        for interview, text in sorted(material.transcripts.items())
    }


def _spans(text: str, redacts: Redactor) -> list[Span]:
    """What is replaced, as it is found in the text as a person sees it: nothing hides in a name."""
    seen, places = _seen(text)
    labelled = [Span(start, end, PERSON) for start, end in labels(seen) if not _is_role(seen[start:end])]
    found = merged([*redacts.spans(seen), *labelled])
    return [Span(places[one.start], places[one.end - 1] + 1, one.kind) for one in found]


def _seen(text: str) -> tuple[str, list[int]]:
    """A text without hidden characters, and where each of its characters stands in the whole."""
    places = [place for place, character in enumerate(text) if not hidden(character)]
    return "".join(text[place] for place in places), places


def redacted(material: Material, transcripts: Mapping[str, RedactedTranscript], redacts: Redactor) -> Material:
    """The material of some redacted transcripts: selections where they lie now, coders as A, B and so on, and the names
    of codes redacted too.
    """
    letters = {coder: letter_of(place) for place, coder in enumerate(coders_of(material))}
    moved = (
        Selection(
            one.interview,
            *transcripts[one.interview].moved(one.start, one.end),
            tuple(redacts.redact(inert(name)) or name for name in one.code),
            letters[one.coder],
        )
        for one in material.selections
        if one.interview in transcripts
    )
    return Material({name: one.text for name, one in transcripts.items()}, tuple(sorted(set(moved))))


def transcript_redactor(
    study: Study, material: Material, municipalities: Iterable[str], persons: Iterable[str], besides: Iterable[str]
) -> Redactor:
    """The redactor of the transcripts of a wave: it finds those who speak under a name too.

    Args:
        study: what it declares is redacted.
        material: the transcripts with the labels of their speakers.
        municipalities: the names in the frame.
        persons: the names that respondents gave for themselves.
        besides: what a person named who read the transcripts.
    """
    seen = [_seen(text)[0] for text in material.transcripts.values()]
    speaking = {text[start:end] for text in seen for start, end in labels(text)}
    named = (speaker for speaker in sorted(speaking) if not _is_role(speaker))
    return redactor(study, municipalities, [*persons, *named], besides=besides, inhabitants=True)


def _is_role(speaker: str) -> bool:
    return speaker.casefold().rstrip(" ._0123456789") in ROLES
