"""How sure percentages are: the cells, columns, notes and tables of their limits, each by the method that gave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say, units
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.uncertainty import CLUSTER_BOOTSTRAP, FINITE_POPULATION, WILSON, WORST_CASE
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Table

SAMPLED = (WILSON, CLUSTER_BOOTSTRAP)
"""Intervals for chance in who answered: of respondents, and of mentions. A percentage has one of them."""

LISTED = (FINITE_POPULATION, WORST_CASE)
"""What a percentage says of the municipalities approached, and of nobody else."""

_NOTES = {
    WILSON: "note_wilson",
    CLUSTER_BOOTSTRAP: "note_cluster_bootstrap",
    FINITE_POPULATION: "note_finite_population",
    WORST_CASE: "note_worst_case",
}


def limits_text(limits: tuple[float, float], language: Language) -> str:
    """`[40,0; 62,8]`."""
    low, high = (numbers.percentage(limit, language, "") for limit in limits)
    return say("interval", language, low=low, high=high)


def interval_cell(
    figures: Figures,
    item: str,
    category: str,
    methods: Sequence[str],
    language: Language,
    group: str = "",
    value: str = "",
) -> Cell:
    """The limits of a percentage by the first of the methods that it has; no number if it has none."""
    for method in methods:
        limits = figures.limits(item, method, category, group, value)
        if limits:
            return Cell(limits_text(limits, language), numbers=limits)
    return Cell(numbers.NO_NUMBER)


def has_intervals(figures: Figures, methods: Sequence[str] = SAMPLED) -> bool:
    """Whether anything at a place has limits by one of the methods."""
    return any(method in methods for method in figures.methods("pct_low"))


def interval_notes(figures: Figures, study: Study, language: Language, methods: Sequence[str]) -> Iterator[str]:
    """What each of the methods that occur at a place is."""
    found = figures.methods("pct_low")
    words = {"units": units(study, "respondents", language), "unit": units(study, "respondents", language, 1)}
    for method in methods:
        if method in found:
            yield say(_NOTES[method], language, **words)


def interval_model(place: Table, study: Study, results: Sequence[Result], language: Language) -> TableModel | None:
    """The intervals of a declared table, in a table of their own; None if it has none."""
    figures = Figures(results, place.name)
    items = [study.variables[name] for name in place.items]
    facts = study.frame.facts if study.frame else {}
    # Of whom the frame describes everyone is known: their shares are no estimates.
    if not has_intervals(figures) or all(item.name in facts for item in items):
        return None
    methods = [*SAMPLED, *(method for method in LISTED if has_intervals(figures, [method]) and not place.by)]
    columns, groups = (
        _by_group(place, items, study, figures, language)
        if place.by
        else _of_everyone(place, items, study, figures, language)
    )
    withheld = any(cell.text == numbers.WITHHELD for group in groups for row in group.rows for cell in row.cells)
    return TableModel(
        f"{place.name}-intervals",
        say("intervals_title", language, title=place.title.text(language)),
        say("group" if place.by else "characteristic", language),
        columns,
        tuple(groups),
        (
            *interval_notes(figures, study, language, methods),
            *([say("note_withheld", language)] if withheld else []),
        ),
    )


_Content = tuple[tuple[Column, ...], list[RowGroup]]


def _of_everyone(
    place: Table, items: Sequence[Variable], study: Study, figures: Figures, language: Language
) -> _Content:
    """For every answer the number, the percentage, and its limits by each method."""
    kinds = [SAMPLED, *((method,) for method in LISTED if has_intervals(figures, [method]))]
    columns = [Column(say(key, language)) for key in ("number", "percent")]
    columns += [Column(interval_heading(kind[0], study, language)) for kind in kinds]
    groups = []
    for item in items:
        rows = [
            Row(
                answer.label,
                (
                    *counted(answer, language),
                    *(interval_cell(figures, item.name, answer.category, kind, language) for kind in kinds),
                ),
            )
            for answer in figures.answers(item, language)
            if answer.chosen
        ]
        if rows:
            n = numbers.count(figures.number(item.name, "n"))
            label = item.label.text(language)
            groups.append(RowGroup(say("headed_base", language, label=label, n=n), tuple(rows)))
    return tuple(columns), groups


def _by_group(place: Table, items: Sequence[Variable], study: Study, figures: Figures, language: Language) -> _Content:
    """For every group of every predictor its base, and under each answer its percentage with limits."""
    columns = [
        Column(label)
        for item in items
        for label in (say("base", language), *(option.text(language) for option in item.options.values()))
    ]
    groups = []
    for predictor in (study.variables[name] for name in place.by):
        rows = []
        for value in predictor.options:
            cells = []
            for item in items:
                n = figures.number(item.name, "n", "", predictor.name, value)
                absent = figures.absent(item.name, "n", "", predictor.name, value)
                cells.append(Cell(numbers.count(n, absent), numbers=() if n is None else (n,)))
                cells += [
                    _with_limits(figures, item.name, category, predictor.name, value, language)
                    for category in item.options
                ]
            rows.append(Row(predictor.category_label(value, language), tuple(cells)))
        groups.append(RowGroup(predictor.label.text(language), tuple(rows)))
    return tuple(columns), groups


def _with_limits(figures: Figures, item: str, category: str, group: str, value: str, language: Language) -> Cell:
    pct = figures.number(item, "pct", category, group, value)
    limits = interval_cell(figures, item, category, SAMPLED, language, group, value)
    if pct is None or not limits.numbers:
        return Cell(numbers.percentage(pct, language, "", figures.absent(item, "pct", category, group, value)))
    return Cell(f"{numbers.percentage(pct, language, '')}\n{limits.text}", numbers=(pct, *limits.numbers))


def interval_heading(method: str, study: Study, language: Language) -> str:
    """What heads the limits by a method."""
    keys = {FINITE_POPULATION: "column_finite_population", WORST_CASE: "column_worst_case"}
    return say(keys.get(method, "column_interval"), language, units=units(study, "respondents", language))


def counted(answer: Answer, language: Language) -> tuple[Cell, Cell]:
    """The number and the percentage of an answer."""
    return (
        Cell(numbers.count(answer.n, answer.absent), numbers=() if answer.n is None else (answer.n,)),
        Cell(
            numbers.percentage(answer.pct, language, "", answer.absent),
            numbers=() if answer.pct is None else (answer.pct,),
        ),
    )
