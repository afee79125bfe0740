"""What the coded interviews say in numbers, as rows of ``results`` in the place ``interviews``.

A passage is a stretch of a transcript: selections that overlap, of whichever coders, are one. A number of interviews
says in how many of them there is such a passage. Few interviews, drawn among the willing: the numbers say what was
talked about, not how often something happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from infopos_pipeline.interviews.coding import CodedSpan, coded_spans, passages, stances_by_theme
from infopos_pipeline.interviews.material import Material, coders_of, letter_of
from infopos_pipeline.interviews.transcripts import Turn, turns
from infopos_pipeline.statistics.agreement import Agreement, cohens_kappa, krippendorffs_alpha
from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.results import Result, Statistic
from infopos_pipeline.statistics.saturation import new_codes
from infopos_pipeline.study.themes import STANCES, Interviews

PLACE = "interviews"
FRAGMENTS, HELD = "fragments", "interviews"
CODERS, THEME, SATURATION = "coders", "theme", "saturation"
NEW_CODES, CODES_SO_FAR = "new codes", "codes so far"
AGREEMENT = "agreement"


def interview_results(material: Material, interviews: Interviews, wave: str) -> list[Result]:
    """The rows of a wave: passages and interviews by theme and by stance, agreement between coders, saturation."""
    spans = coded_spans(material, interviews)
    if not material.transcripts:
        return []
    rows = _Rows(wave, len(material.transcripts))
    return [
        *rows.counted("", [span for span in spans if span.meaning.themes]),
        *(row for theme in interviews.themes for row in rows.counted(theme, _of_theme(spans, theme))),
        *_stances(spans, interviews, rows),
        *_agreement(spans, material, interviews, rows),
        *_saturation(spans, material, rows),
    ]


class _Rows:
    """Makes rows of a wave with so many interviews."""

    def __init__(self, wave: str, held: int) -> None:
        self.wave, self.held = wave, held

    def row(
        self,
        item: str,
        statistic: Statistic,
        value: float | int | None,
        method: str,
        *,
        category: str = "",
        group: tuple[str, str] = ("", ""),
        base: int | None = None,
        text: str = "",
    ) -> Result:
        return Result(
            self.wave,
            PLACE,
            item,
            statistic,
            category=category,
            group=group[0],
            group_value=group[1],
            value=value,
            text=text,
            base=base,
            method=method,
        )

    def counted(
        self, item: str, spans: Sequence[CodedSpan], category: str = "", group: tuple[str, str] = ("", "")
    ) -> Iterator[Result]:
        """How many passages spans make, and in how many interviews; without an item all that was coded for a theme."""
        found = passages(spans)
        within = len({interview for interview, _, _ in found})
        yield self.row(item, "n", len(found), FRAGMENTS, category=category, group=group)
        held = within if item else self.held
        yield self.row(item, "n", held, HELD, category=category, group=group, base=self.held)


def _of_theme(spans: Sequence[CodedSpan], theme: str) -> list[CodedSpan]:
    return [span for span in spans if theme in span.meaning.themes]


def _stances(spans: Sequence[CodedSpan], interviews: Interviews, rows: _Rows) -> Iterator[Result]:
    """What was said to support, nuance or contradict each hypothesis, in all and by theme."""
    by_theme = list(stances_by_theme(spans))
    for hypothesis in interviews.stances:
        for stance in STANCES:
            taken = (hypothesis, stance)
            yield from rows.counted(hypothesis, [span for span in spans if taken in span.meaning.stances], stance)
            for theme in interviews.themes:
                of_theme = [span for one, within, span in by_theme if (one, within) == (taken, theme)]
                if of_theme:
                    yield from rows.counted(hypothesis, of_theme, stance, (THEME, theme))


def _agreement(spans: Sequence[CodedSpan], material: Material, interviews: Interviews, rows: _Rows) -> Iterator[Result]:
    """Agreement on each theme, turn by turn, and on all themes together: of each two coders, and of all if they are
    more; over the interviews that at least two of them coded.
    """
    coders = {coder: letter_of(place) for place, coder in enumerate(coders_of(material))}
    marked = _Marked(spans, material)
    groups = [*combinations(coders, 2), *([tuple(coders)] if len(coders) > 2 else [])]
    for group in groups:
        label = (" × " if len(group) == 2 else ", ").join(coders[coder] for coder in group)
        units = {theme: marked.units(theme, group) for theme in interviews.themes}
        if not any(units.values()):
            continue
        for theme, of_theme in {"": [unit for one in units.values() for unit in one], **units}.items():
            values = [given for _, given in of_theme]
            alpha = krippendorffs_alpha(values, clusters=[interview for interview, _ in of_theme])
            found = [alpha]
            if len(group) == 2:
                found = [cohens_kappa(_table(values)), alpha]
            yield from _agreement_rows(rows, theme, (CODERS, label), found)


def _agreement_rows(rows: _Rows, theme: str, group: tuple[str, str], found: Sequence[Agreement]) -> Iterator[Result]:
    yield rows.row(theme, "pct", found[0].percentage, AGREEMENT, group=group, base=found[0].base)
    for one in found:
        effect, reason = one.effect, one.reason or ""
        yield rows.row(theme, "effect", effect.value, effect.name, group=group, base=one.base, text=reason)
        limits: tuple[tuple[Statistic, float | None], ...] = (("effect_low", effect.low), ("effect_high", effect.high))
        for statistic, limit in limits:
            if limit is not None:
                yield rows.row(theme, statistic, limit, effect.name, group=group, base=one.base)


class _Marked:
    """Which turns each coder gave a theme."""

    def __init__(self, spans: Sequence[CodedSpan], material: Material) -> None:
        self.spans = spans
        self.turns = {interview: turns(text) for interview, text in sorted(material.transcripts.items())}
        self.coded = {(one.coder, one.interview) for one in material.selections}

    def units(self, theme: str, coders: Sequence[str]) -> list[tuple[str, list[str | None]]]:
        """For each turn of the interviews that two of the coders coded: the interview, and by coder whether the theme
        is in it, ``yes`` or ``no``; None of a coder who did not code that interview.
        """
        units: list[tuple[str, list[str | None]]] = []
        for interview, its_turns in self.turns.items():
            present = [(coder, interview) in self.coded for coder in coders]
            if sum(present) < 2:
                continue
            columns = [
                self._column(theme, coder, interview, its_turns) if there else [None] * len(its_turns)
                for coder, there in zip(coders, present, strict=True)
            ]
            units += [(interview, list(unit)) for unit in zip(*columns, strict=True)]
        return units

    def _column(self, theme: str, coder: str, interview: str, its_turns: Sequence[Turn]) -> list[str | None]:
        own = [
            (span.start, span.end)
            for span in self.spans
            if (span.coder, span.interview) == (coder, interview) and theme in span.meaning.themes
        ]
        return [
            "yes" if any(start < turn.end and turn.start < end for start, end in own) else "no" for turn in its_turns
        ]


def _table(units: Sequence[Sequence[str | None]]) -> ContingencyTable:
    """Turns by what the first of two coders says (rows) and the second (columns)."""
    pairs = [tuple(unit) for unit in units]
    order = ("yes", "no")
    counts = tuple(tuple(pairs.count((first, second)) for second in order) for first in order)
    return ContingencyTable(counts, (1.0, 0.0))


def _saturation(spans: Sequence[CodedSpan], material: Material, rows: _Rows) -> Iterator[Result]:
    """The codes for a theme that each interview adds to those before it, in the order of their numbers."""
    order = sorted(material.transcripts)
    codes = [{span.code for span in spans if span.interview == one and span.meaning.themes} for one in order]
    for interview, (new, so_far) in zip(order, new_codes(codes), strict=True):
        group = (SATURATION, interview)
        yield rows.row("", "n", new, NEW_CODES, group=group)
        yield rows.row("", "n", so_far, CODES_SO_FAR, group=group)
