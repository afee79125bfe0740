"""The public set of a wave: protected as the study declares, and attacked before anybody sees it.

Belongs here: the choice between suppression and rounding, and the refusal when a set is not proven safe. Not here:
what was released before (earlier, ledger), and how a set is written (orchestration, reporting).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from infopos_pipeline.disclosure.audit import LISTED, Narrowed, attacked, told_by
from infopos_pipeline.disclosure.control import Before, Prepared, Range, prepare
from infopos_pipeline.disclosure.figures import Figure, base_figure, frequency_figure
from infopos_pipeline.disclosure.linear_program import ContradictoryFacts, SolverFailed, TimeUp
from infopos_pipeline.disclosure.recoding import public_study
from infopos_pipeline.disclosure.rounding import NotRoundable, known_of_rounded, round_figures
from infopos_pipeline.disclosure.suppression import NotProtectable, suppress
from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import UserError, did_you_mean
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study


class NotPublishable(UserError):  # noqa: N818
    """No set of this wave is proven safe; the message says which figure stands in the way, and what to do."""


@dataclass(frozen=True)
class PublicSet:
    """What may be published of a wave, and what it tells.

    Attributes:
        study: the study in which merged categories are options with a label.
        rows: the results of the wave, recoded; of a withheld one the value is None and the text ``suppressed``.
        known: the figures that it gives away, each with the range in which anybody knows it to lie.
        recoded: by place and item, the merges that are shown there.
        closed: variables that are withheld since too few municipalities differ from an earlier release.
        exempted: the figures let through by an exception.
    """

    study: Study
    rows: tuple[Result, ...]
    known: Mapping[Figure, Range]
    recoded: Mapping[tuple[str, str], tuple[str, ...]]
    closed: tuple[str, ...]
    exempted: tuple[str, ...]

    @property
    def withheld(self) -> int:
        """How many rows say nothing."""
        return sum(row.suppressed for row in self.rows)


def publish(
    study: Study,
    counts: Counts,
    results: Sequence[Result],
    wave: str,
    before: Before | None = None,
    exempt: Collection[str] = (),
) -> PublicSet:
    """The public set of a wave.

    Args:
        study: as declared.
        counts: of the wave.
        results: all of the wave.
        wave: its name.
        before: what was released before.
        exempt: figures to let through although they need protection, as messages name them.

    Raises:
        NotPublishable: nothing is proven safe, or not in the declared time.
    """
    prepared = prepare(study, counts, results, wave, before, exempt)
    named = {str(figure) for figure in prepared.program.figures}
    for name in exempt:
        if name not in named:
            raise NotPublishable(
                said(
                    "No figure of this wave is called [{name}].{meant}",
                    name=name,
                    meant=did_you_mean(name, sorted(named)),
                )
            )
    rows, known = _protected(prepared)
    return PublicSet(
        study=public_study(prepared.study),
        rows=tuple(rows),
        known={prepared.program.figures[place]: (int(low), int(high)) for place, (low, high) in known.items()},
        recoded={at: tuple(recoding.merges) for at, recoding in prepared.recodings.chosen.items()},
        closed=tuple(sorted(prepared.closed)),
        exempted=tuple(sorted(exempt)),
    )


def _protected(prepared: Prepared) -> tuple[list[Result], Mapping[int, tuple[float, float]]]:
    """Rows that passed the audit, and what they tell of each figure."""
    disclosure = prepared.study.disclosure
    figures = prepared.program.figures
    try:
        rows, known = _rounded(prepared) if disclosure.mode == "rounding" else _suppressed(prepared)
        found = attacked(prepared, known, disclosure.protection_width)
    except NotProtectable as error:
        insider = None if error.insider is None else figures[prepared.program.insiders[error.insider][0]]
        raise _refusal([Narrowed(figures[error.figure], error.low, error.high, insider)], prepared) from None
    except TimeUp:
        raise NotPublishable(
            said(
                "Nothing was proven safe within {seconds} seconds, so nothing is published. Merge more "
                "categories, or allow more 'seconds', in disclosure.yaml.",
                seconds=disclosure.seconds,
            )
        ) from None
    except NotRoundable:
        raise NotPublishable(
            said(
                "No multiples of {rounding_base} close to the figures add up, so nothing is published. "
                "Use another rounding_base, or mode: suppression, in disclosure.yaml.",
                rounding_base=disclosure.rounding_base,
            )
        ) from None
    except (ContradictoryFacts, SolverFailed) as error:
        raise NotPublishable(
            said(
                "The solver did not prove the set safe ({error}), so nothing is published. The counts "
                "and earlier releases may contradict each other: run the wave again, and if this stays, "
                "say so to the makers.",
                error=error,
            )
        ) from None
    if found:
        raise _refusal(found, prepared)
    return rows, known


def _refusal(found: Sequence[Narrowed], prepared: Prepared) -> NotPublishable:
    more = said(" And {number} more.", number=len(found) - LISTED) if len(found) > LISTED else ""
    earlier = said(" What earlier releases of this wave told stays public.") if prepared.program.known else ""
    return NotPublishable(
        said(
            "Nothing is published. {figures}.{more}{earlier} Merge more categories in disclosure.yaml; or "
            "let a figure through as an exception, with --except, --reason and --approver.",
            figures=joined("; ", (narrowed.line for narrowed in found[:LISTED])),
            more=more,
            earlier=earlier,
        )
    )


def _suppressed(prepared: Prepared) -> tuple[list[Result], Mapping[int, tuple[float, float]]]:
    program, disclosure = prepared.program, prepared.study.disclosure
    published: set[Figure] = set()
    if program.figures:
        withheld = suppress(
            program.linked,
            sensitive=dict.fromkeys(sorted(program.sensitive), disclosure.protection_width),
            withheld=range(program.publishable, len(program.figures)),
            fixed=sorted(program.totals | {place for place, (low, high) in program.known.items() if low == high}),
            weights=np.array([*program.weights, *[1.0] * (len(program.linked.values) - program.publishable)]),
            insiders=program.insiders,
            seconds=disclosure.seconds,
        )
        published = {f for place, f in enumerate(program.figures[: program.publishable]) if place not in withheld}
    rows = prepared.public_rows(published)
    told = told_by(rows, prepared)
    values = program.linked.values
    return rows, {p: (float(values[p]),) * 2 for p, figure in enumerate(program.figures) if figure in told}


def _rounded(prepared: Prepared) -> tuple[list[Result], Mapping[int, tuple[float, float]]]:
    """Counts and bases as multiples of the base, percentages of those; whatever else rests on counts is withheld."""
    program, disclosure = prepared.program, prepared.study.disclosure
    rounding = round_figures(
        program.linked, range(program.publishable), disclosure.rounding_base, seconds=disclosure.seconds
    )
    shown = {program.figures[place]: int(value) for place, value in zip(rounding.figures, rounding.values, strict=True)}
    rows = [shown_row for row in prepared.rows for shown_row in _rounded_row(row, prepared, shown)]
    told = told_by(rows, prepared)
    known = known_of_rounded(program.linked, rounding)
    return rows, {
        place: (float(known.low[place]), float(known.high[place]))
        for place in rounding.figures.tolist()
        if program.figures[place] in told
    }


def _rounded_row(row: Result, prepared: Prepared, shown: Mapping[Figure, int]) -> Iterable[Result]:
    behind = prepared.behind.get(row)
    if behind == frozenset():
        return [row]
    withheld = prepared.withheld(row)
    if behind is None or row.statistic not in ("n", "pct"):
        return withheld
    place = prepared.recodings.study.places()[row.place]
    if row.item in place.facts:
        return [replace(row, value=shown[next(iter(behind))])]
    base = shown[base_figure(row, place)]
    if not row.category:
        return [replace(row, value=base, base=base)]
    variable = prepared.recodings.study.variables[row.item]
    if variable.kind == "number":
        return withheld  # that a value is listed says that it is not 0
    own = shown[frequency_figure(row, place, prepared.recodings.study)]
    if row.statistic == "n":
        return [replace(row, value=own, base=base)]
    return [replace(row, value=100 * own / base, base=base)] if base else withheld
