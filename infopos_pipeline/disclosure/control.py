"""From the results of a wave to a program: recoded, with what stands behind each row and what needs protection.

All places of a wave are looked at together, since they share counts; so is what was released before. Not here: which
figures are published in the end (release), and whether that is safe (audit).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from infopos_pipeline.disclosure.answers import PossibleAnswers
from infopos_pipeline.disclosure.behind import RowsBehind
from infopos_pipeline.disclosure.figures import Figure, base_figure, table_figures
from infopos_pipeline.disclosure.joint import linked_set
from infopos_pipeline.disclosure.linked import LinkedSet
from infopos_pipeline.disclosure.primary import PrimaryRule, with_others
from infopos_pipeline.disclosure.recoding import Recodings, category_figures, choose_recodings, recoded_results
from infopos_pipeline.disclosure.sole_contributors import sole_contributors
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.results import SUPPRESSED, Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Table

INTERVALS = frozenset({"pct_low", "pct_high"})
EFFECTS = frozenset({"effect", "effect_low", "effect_high"})

Range = tuple[int, int]
"""The lowest and the highest value that a published count can have; the same twice if it was published as it is."""


@dataclass(frozen=True)
class Before:
    """What earlier releases leave to decide.

    Attributes:
        known: what is public already of the same answers, and can never be withheld again.
        closed: variables whose counts differ from released ones by too few municipalities; published next to those,
            they would show what these few answered.
    """

    known: Mapping[Figure, Range] = field(default_factory=dict)
    closed: Collection[str] = frozenset()


@dataclass(frozen=True)
class Program:
    """The figures of a wave, and what is to be done with each.

    Attributes:
        figures: all figures, those that could be published first.
        publishable: how many could be published.
        linked: the figures as sums over hidden cells; its last rows are totals that everybody knows.
        totals: which rows those are.
        sensitive: the figures that need protection.
        insiders: for each municipality that is alone somewhere the figures in which it is; it can subtract itself.
        weights: how many rows each publishable figure stands behind.
        known: what is public already, by place.
    """

    figures: Sequence[Figure]
    publishable: int
    linked: LinkedSet
    totals: frozenset[int]
    sensitive: frozenset[int]
    insiders: tuple[tuple[int, ...], ...]
    weights: Sequence[float]
    known: Mapping[int, Range]


@dataclass(frozen=True)
class Prepared:
    """A wave ready to be protected: its recoded results without those that are never published, what stands behind each
    row that could be, and the program over those figures.
    """

    study: Study
    rows: tuple[Result, ...]
    behind: Mapping[Result, frozenset[Figure]]
    recodings: Recodings
    program: Program
    closed: frozenset[str]

    def public_rows(self, published: Collection[Figure]) -> list[Result]:
        """The rows of the public set: those whose figures are all published; of the others the value is withheld."""
        known = set(published)
        shown: list[Result] = []
        for row in self.rows:
            public = base_is_public = row in self.behind and self.behind[row] <= known
            if row.statistic in ("n", "pct") and row.category:
                # The base of a frequency is a figure of its own; that of a test is of the table it is published with.
                base_is_public = base_figure(row, self._places[row.place]) in known
            base = row.base if base_is_public else None
            shown += [replace(row, base=base)] if public else self.withheld(row, base)
        return shown

    def withheld(self, row: Result, base: int | None = None) -> Iterator[Result]:
        """What stands in the place of a row that is withheld: nothing where it would still say something.

        A percentage has limits only if somebody answered, a number is listed only if somebody gave it, and a test
        names an effect only if it has one.
        """
        variable = self.study.variables.get(row.item)
        if row.statistic in INTERVALS or (row.category and variable is not None and variable.kind == "number"):
            return
        method = "" if row.statistic in EFFECTS else row.method
        yield replace(row, value=None, text=SUPPRESSED, base=base, method=method)

    @cached_property
    def _places(self) -> dict[str, Table]:
        return self.recodings.study.places()


def prepare(
    study: Study,
    counts: Counts,
    results: Sequence[Result],
    wave: str,
    before: Before | None = None,
    exempt: Collection[str] = (),
) -> Prepared:
    """Recode a wave and set up the program over everything that could be published of it: nothing with a filter.

    ``exempt`` names figures (as ``str`` writes them) that are let through although they need protection.
    """
    before = before or Before()
    study = replace(study, tables={name: table for name, table in study.tables.items() if not table.filter})
    rule = PrimaryRule(study, counts)
    recodings = choose_recodings(study, counts, rule.sensitive)
    rows = recoded_results(results, recodings, counts, wave)
    rows_behind = RowsBehind(recodings.study, counts, rows, PossibleAnswers(study, counts))
    found = {row: figures for row in rows if (figures := rows_behind.behind(row)) is not None}
    open_rows = {
        row: figures
        for row, figures in found.items()
        if not any(variable in before.closed for figure in figures for variable in figure.variables)
    }
    behind = _publishable_rows(open_rows, rule)
    return Prepared(
        study=study,
        rows=tuple(found),
        behind=behind,
        recodings=recodings,
        program=_program(study, counts, behind, recodings, rule, before, exempt),
        closed=frozenset(before.closed),
    )


def _publishable_rows(found: Mapping[Result, frozenset[Figure]], rule: PrimaryRule) -> dict[Result, frozenset[Figure]]:
    """The rows that could be published: frequencies; means of tables in which nothing needs protection; and tests of
    tables that these show.
    """
    frequencies = {figure for row, behind in found.items() if row.statistic in ("n", "pct") for figure in behind}
    means = {
        row: behind
        for row, behind in found.items()
        if row.statistic in ("mean", "sd") and not any(map(rule.sensitive, behind))
    }
    shown = frequencies | {figure for behind in means.values() for figure in behind}
    return {
        row: behind
        for row, behind in found.items()
        if row in means or (row.statistic not in ("mean", "sd") and behind <= shown)
    }


def _program(
    study: Study,
    counts: Counts,
    behind: Mapping[Result, frozenset[Figure]],
    recodings: Recodings,
    rule: PrimaryRule,
    before: Before,
    exempt: Collection[str],
) -> Program:
    stands_behind: dict[Figure, int] = {}
    for own in behind.values():
        for figure in sorted(own):
            stands_behind[figure] = stands_behind.get(figure, 0) + 1
    cells = _cells(recodings, counts)
    hidden = dict.fromkeys(
        figure
        for figure in [*cells, *with_others(cells, _tick_boxes(study))]
        if figure not in stands_behind and rule.sensitive(figure)
    )
    figures = [*stands_behind, *hidden]
    figures += [figure for figure in before.known if figure not in {*figures}]
    linked, totals = linked_set(figures, study, counts)
    known = {place: before.known[figure] for place, figure in enumerate(figures) if figure in before.known}
    # What was published as it is can no longer be protected.
    public = {place for place, (low, high) in known.items() if low == high}
    return Program(
        figures=figures,
        publishable=len(stands_behind),
        linked=linked,
        totals=totals,
        sensitive=frozenset(
            place
            for place, figure in enumerate(figures)
            if rule.sensitive(figure) and place not in public and str(figure) not in exempt
        ),
        insiders=sole_contributors(
            {p: figure for p, figure in enumerate(figures) if rule.alone(figure)}, study, counts
        ),
        weights=[float(weight) for weight in stands_behind.values()],
        known=known,
    )


def _cells(recodings: Recodings, counts: Counts) -> list[Figure]:
    """Every cell at every place, as it is and as it is recoded: what is merged away needs protection too."""
    study = recodings.study
    shown = [
        figure
        for place in study.places().values()
        if place.layout != "means"
        for item in place.items
        for level in (None, recodings.at(place.name, item))
        for figure in category_figures(place, item, level, study)
    ]
    # A mean says something of every cell; and of a number a place lists only what somebody gave.
    averaged = [
        figure
        for place in study.places().values()
        for item in place.items
        if place.layout == "means" or study.variables[item].kind == "number"
        for group in place.by
        for figure in table_figures(study.variables[item], study.variables[group], counts)
    ]
    return list(dict.fromkeys([*shown, *averaged]))


def _tick_boxes(study: Study) -> set[str]:
    return {name for name, variable in study.variables.items() if variable.kind == "multiple"}
