"""Quotes: what coders selected for a theme or a stance, redacted, and sealed until a person has read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from infopos_pipeline.interviews.coding import CodedSpan, TakenStance, stances_by_theme
from infopos_pipeline.interviews.redacting import RedactedTranscript
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.sealed_texts import SealedText, inert, sealed
from infopos_pipeline.study.themes import STANCES


@dataclass(frozen=True, kw_only=True)
class Quote(SealedText):
    """One quote as it rests: its id, its interview, the themes it is about, and the stances it takes.

    A stance is written ``hypothesis:stance``. The interview is a number of the draw: nothing in the warehouse says
    whose it is.
    """

    table: ClassVar[str] = "quotes"
    id_field: ClassVar[str] = "quote"
    about_field: ClassVar[str] = "interview"
    purpose: ClassVar[str] = "quote"

    quote: str
    interview: str
    themes: Sequence[str] = ()
    stances: Sequence[str] = ()

    @property
    def taken(self) -> tuple[TakenStance, ...]:
        """The stances, each as a hypothesis and what the quote does to it."""
        pairs = (written.rpartition(":") for written in self.stances)
        return tuple((hypothesis, stance) for hypothesis, _, told in pairs for stance in STANCES if stance == told)


_Stretch = tuple[str, int, int]
"""An interview, and from where to where in its redacted transcript."""


def sealed_quotes(
    spans: Sequence[CodedSpan], transcripts: Mapping[str, RedactedTranscript], wave: str, key: Key
) -> list[Quote]:
    """Every stretch that somebody selected for a theme or a stance, once: redacted and sealed, all unreviewed.

    One that lies in another not even twice as long is part of that quote. They are ordered by their ids, so that no
    order tells which are of one interview.
    """
    about = [span for span in spans if span.meaning.themes or span.meaning.stances]
    around = _surrounding({_place(span, transcripts) for span in about})
    found: dict[_Stretch, tuple[set[str], set[str]]] = {}
    for span in about:
        themes, stances = found.setdefault(around[_place(span, transcripts)], (set(), set()))
        themes.update(span.meaning.themes)
        stances.update(f"{hypothesis}:{stance}" for hypothesis, stance in span.meaning.stances)
    for _, theme, span in stances_by_theme(spans):
        found[around[_place(span, transcripts)]][0].add(theme)
    rows, met = [], Counter[tuple[str, str]]()
    for (interview, start, end), (themes, stances) in sorted(found.items()):
        text = inert(transcripts[interview].text[start:end])
        if not text:
            continue
        quote, closed = sealed(Quote, text, wave, interview, met[interview, text], key)
        met[interview, text] += 1
        rows.append(
            Quote(
                quote=quote,
                interview=interview,
                themes=sorted(themes),
                stances=sorted(stances),
                key_id=key.key_id,
                sealed=closed,
            )
        )
    return sorted(rows, key=lambda row: row.quote)


def _place(span: CodedSpan, transcripts: Mapping[str, RedactedTranscript]) -> _Stretch:
    return (span.interview, *transcripts[span.interview].moved(span.start, span.end))


def _surrounding(stretches: Iterable[_Stretch]) -> dict[_Stretch, _Stretch]:
    """For each stretch the longest that it lies in, if that is less than twice as long; else itself.

    Coders mark a sentence more or less: a person has to read it once.
    """
    kept: list[_Stretch] = []
    around: dict[_Stretch, _Stretch] = {}
    for one in sorted(stretches, key=lambda stretch: (stretch[1] - stretch[2], stretch)):
        interview, start, end = one
        within = (
            other
            for other in kept
            if other[0] == interview and other[1] <= start and end <= other[2] < other[1] + 2 * (end - start)
        )
        around[one] = next(within, one)
        if around[one] == one:
            kept.append(one)
    return around


def facts_shown(
    facts: Mapping[str, Mapping[str, str]], declared: Iterable[str], threshold: int
) -> dict[str, dict[str, str]]:
    """The facts that the quotes of each interview may carry, by interview.

    Whoever reads a quote may know who was interviewed, and that a quote carries less tells something too. Interviews
    whose quotes carry the same are therefore always at least ``threshold`` (the threshold rule for frequency tables,
    with what remains protected as well: A. Hundepool and others, Statistical Disclosure Control (2012), chapter 5).

    Args:
        facts: by interview the facts of its municipality; every interview that was held, each with another one.
        declared: the facts that a quote may carry, the most wanted first; one is shown beside those before it.
        threshold: the smallest number of distinct municipalities.
    """
    groups: list[tuple[dict[str, str], list[str]]] = [({}, sorted(facts))]
    for fact in declared:
        groups = [
            ({**shown, **({fact: value} if value is not None else {})}, members)
            for shown, interviews in groups
            for value, members in _divided(interviews, fact, facts, threshold)
        ]
    return {interview: shown for shown, members in groups for interview in members}


def _divided(
    interviews: Sequence[str], fact: str, facts: Mapping[str, Mapping[str, str]], threshold: int
) -> list[tuple[str | None, list[str]]]:
    """Interviews by the value of a fact; under None those whose value is not shown, enough of them if there are any."""
    by_value: dict[str | None, list[str]] = {}
    for interview in interviews:
        by_value.setdefault(facts[interview].get(fact), []).append(interview)
    rest = by_value.pop(None, [])
    kept: list[tuple[str | None, list[str]]] = []
    for value, members in sorted(by_value.items(), key=lambda group: (len(group[1]), str(group[0]))):
        if len(members) < threshold or 0 < len(rest) < threshold:
            rest += members
        else:
            kept.append((value, members))
    return [*kept, (None, rest)] if rest else kept
