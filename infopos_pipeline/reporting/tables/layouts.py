"""What stands where in a table: the rows of results at a place become a model of labels, cells and notes.

One function a layout of ``tables.yaml``. How a model looks is up to its renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.tables.intervals import SAMPLED, counted, has_intervals, interval_cell, interval_heading
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.tables.notes import shown_profile, stars_note, table_notes
from infopos_pipeline.reporting.tables.notes_of_tests import notes_of_tests
from infopos_pipeline.reporting.tables.tested import groups_of_tests
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import enumeration, say, units
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Table

_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class _Layout:
    """What every layout is made from."""

    place: Table
    study: Study
    figures: Figures
    language: Language

    @property
    def items(self) -> list[Variable]:
        return [self.study.variables[name] for name in self.place.items]

    def answers(self, variable: Variable, group: str = "", value: str = "") -> list[Answer]:
        return self.figures.answers(variable, self.language, group, value)

    def base(self, item: str, group: str = "", value: str = "") -> Cell:
        """How many answered, of everyone or of one group."""
        n = self.figures.number(item, "n", "", group, value)
        text = numbers.count(n, self.figures.absent(item, "n", "", group, value))
        return Cell(text, numbers=() if n is None else (n,))

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)


def has_table(place: Table) -> bool:
    """Whether a place is laid out as a table; figures for running text are not."""
    return place.layout in _LAYOUTS


def table_model(
    place: Table, study: Study, results: Sequence[Result], language: Language, synthetic: bool = False
) -> TableModel:
    """The table of a place that has one, from the results of one wave."""
    figures = Figures(results, place.name, shown_profile(place.name, study))
    recommended = Figures(results, place.name, "recommended")
    stub, columns, groups = _LAYOUTS[place.layout](_Layout(place, study, figures, language))
    texts = {cell.text for group in groups for row in group.rows for cell in row.cells}
    empty, withheld = numbers.NO_NUMBER in texts, numbers.WITHHELD in texts
    tests = place.layout == "tests"
    notes = table_notes(
        place,
        study,
        figures,
        recommended,
        language,
        synthetic=synthetic,
        empty=empty and not tests,
        withheld=withheld,
    )
    title = place.title.text(language)
    if tests:
        notes = (*notes_of_tests(place, study, figures, language), *notes)
        title = say("marked_exploratory", language, text=title)
    return TableModel(place.name, title, stub, tuple(columns), tuple(groups), notes)


def means_of_tests(
    place: Table, study: Study, results: Sequence[Result], language: Language, profile: Profile
) -> TableModel | None:
    """The means that tests of one profile compare, where their outcome is not what the table is of; else None."""
    figures = Figures(results, place.name, profile)
    outcomes = dict.fromkeys(row.item for row in figures.tests() if row.item not in place.items)
    if place.layout != "means" or not outcomes:
        return None
    other = place.model_copy(update={"items": tuple(outcomes)})
    stub, columns, groups = _means(_Layout(other, study, figures, language))
    labels = enumeration([study.variables[item].label.text(language) for item in outcomes], language)
    return TableModel(
        f"{place.name}-{profile}-means",
        say("means_title", language, outcome=labels, profile=say(profile, language)),
        stub,
        tuple(columns),
        tuple(groups),
        (
            say("note_base_both", language, units=units(study, "respondents", language)),
            say("note_means", language),
            *stars_note(place.name, study, language, profile),
        ),
    )


_Content = tuple[str, Sequence[Column], Sequence[RowGroup]]


def _frequencies(layout: _Layout) -> _Content:
    """Number and percentage of every answer, and their total; behind a chart, the intervals too."""
    # A declared table stands as it was published; its intervals have a table of their own.
    shown = layout.place.name in layout.study.charts and has_intervals(layout.figures)
    groups = []
    for item in layout.items:
        rows = []
        for answer in layout.answers(item):
            limits = interval_cell(layout.figures, item.name, answer.category, SAMPLED, layout.language)
            if answer.chosen:
                rows.append(Row(answer.label, (*counted(answer, layout.language), *([limits] if shown else []))))
        base = layout.figures.number(item.name, "n")
        if item.kind == "multiple" and layout.place.base(item.name) == "respondents":
            # Respondents with several answers: the rows do not add up to the base, so it is no total.
            label, share = units(layout.study, "respondents", layout.language).capitalize(), Cell("")
        else:
            label, share = layout.say("total"), _percentage(100.0 if base else None, layout)
        rows.append(Row(label, (layout.base(item.name), share, *([Cell("")] if shown else []))))
        groups.append(RowGroup(item.label.text(layout.language) if len(layout.items) > 1 else "", tuple(rows)))
    stub = layout.items[0].label.text(layout.language) if len(layout.items) == 1 else layout.say("answer")
    columns = [*_columns(layout, "number", "percent")]
    if shown:
        columns.append(Column(interval_heading(SAMPLED[0], layout.study, layout.language)))
    return stub, columns, groups


def _characteristics(layout: _Layout) -> _Content:
    """Items under each other: a heading with the base, and number and percentage of every answer."""
    groups = []
    for item in layout.items:
        base = layout.base(item.name)
        rows = _numbers(layout, item.name) if item.kind == "number" else _chosen(layout, item)
        heading = layout.say(
            "headed_multiple" if item.kind == "multiple" else "headed_base",
            label=item.label.text(layout.language),
            n=base.text,
        )
        nothing = Row(layout.say("no_answers"), (base, Cell(numbers.NO_NUMBER)))
        groups.append(RowGroup(heading, tuple(rows) or (nothing,)))
    return layout.say("characteristic"), _columns(layout, "number", "percent"), groups


def _chosen(layout: _Layout, item: Variable) -> list[Row]:
    """Number and percentage of every answer that somebody gave, in the order of the table."""
    answers = {answer.category: answer for answer in layout.answers(item) if answer.chosen}
    shown = _in_order(answers, layout.place.order.get(item.name, ()))
    return [Row(answers[name].label, counted(answers[name], layout.language)) for name in shown]


def _in_order(names: Iterable[str], first: Sequence[str]) -> list[str]:
    """Names in the order in which a table was printed, those it does not name after them."""
    return sorted(names, key=lambda name: first.index(name) if name in first else len(first))


def _numbers(layout: _Layout, item: str) -> list[Row]:
    """Mean and standard deviation of a number; its values would be a row each."""
    rows = []
    for statistic in ("mean", "sd") if layout.figures.number(item, "n") else ():
        value = layout.figures.number(item, statistic)
        absent = layout.figures.absent(item, statistic)
        text = absent if value is None else numbers.mean(value, layout.language)
        label = layout.say(f"statistic_{statistic}").capitalize()
        rows.append(Row(label, (Cell(text, numbers=() if value is None else (value,)), Cell(""))))
    return rows


def _crosstab(layout: _Layout) -> _Content:
    """For every predictor its groups under each other, with their base and the percentage of every answer."""
    shown = {item.name: _shown(item, layout) for item in layout.items}
    columns = [
        Column(heading)
        for item in layout.items
        for heading in (layout.say("base"), *(item.category_label(name, layout.language) for name in shown[item.name]))
    ]
    groups = []
    for name in layout.place.by:
        predictor = layout.study.variables[name]
        rows: list[Row] = []
        for value in predictor.options:
            # The test is of the predictor, not of one group: its stars stand in the first of its rows.
            first = not rows
            cells = [
                cell
                for item in layout.items
                for cell in _crosstab_cells(item, shown[item.name], name, value, first, layout)
            ]
            rows.append(Row(predictor.category_label(value, layout.language), tuple(cells)))
        groups.append(RowGroup(_starred(predictor, layout.items, layout), tuple(rows)))
    return layout.say("group"), columns, groups


def _shown(item: Variable, layout: _Layout) -> list[str]:
    """The categories that anyone in any group chose, in order."""
    answers = [
        answer
        for group in layout.place.by
        for value in layout.study.variables[group].options
        for answer in layout.answers(item, group, value)
    ]
    chosen = {answer.category for answer in answers if answer.chosen}
    return [category for category in dict.fromkeys(answer.category for answer in answers) if category in chosen]


def _crosstab_cells(
    item: Variable, shown: Sequence[str], group: str, value: str, first: bool, layout: _Layout
) -> list[Cell]:
    found = {answer.category: answer for answer in layout.answers(item, group, value)}
    cells = [layout.base(item.name, group, value)]
    for category in shown:
        answer = found.get(category)
        mark = layout.figures.stars(item.name, group, category) if first else ""
        if answer and answer.withheld:
            cells.append(Cell(numbers.WITHHELD, mark))
        else:
            cells.append(_percentage(answer.pct if answer and answer.chosen else None, layout, mark))
    return cells


def _means(layout: _Layout) -> _Content:
    """For every predictor a row: its base, and mean and standard deviation of each of its groups."""
    predictors = [layout.study.variables[name] for name in layout.place.by]
    # Predictors mostly share their groups (yes, no); one that lacks a group has an empty cell there.
    values = {
        value: predictor.category_label(value, layout.language)
        for predictor in predictors
        for value in _in_order(predictor.options, layout.place.order.get(predictor.name, ()))
    }
    groups = [
        RowGroup(
            item.label.text(layout.language) if len(layout.items) > 1 else "",
            tuple(
                Row(_starred(predictor, [item], layout), _mean_cells(item, predictor, values, layout))
                for predictor in predictors
            ),
        )
        for item in layout.items
    ]
    columns = [*_columns(layout, "base"), *(Column(label) for label in values.values())]
    return layout.say("predictor"), columns, groups


def _mean_cells(item: Variable, group: Variable, values: Mapping[str, str], layout: _Layout) -> tuple[Cell, ...]:
    cells = [layout.base(item.name, group.name)]
    for value in values:
        average = layout.figures.number(item.name, "mean", "", group.name, value)
        deviation = layout.figures.number(item.name, "sd", "", group.name, value)
        shown = tuple(number for number in (average, deviation) if number is not None)
        absent = layout.figures.absent(item.name, "mean", "", group.name, value)
        text = absent if average is None else numbers.mean_sd(average, deviation, layout.language)
        cells.append(Cell(text, numbers=shown))
    return tuple(cells)


def _tests(layout: _Layout) -> _Content:
    """Nothing but tests: predictor, outcome, N, effect with interval, p-values."""
    columns, groups = groups_of_tests(layout.place, layout.study, layout.figures, layout.language, outcome=True)
    return layout.say("predictor"), columns, groups


def _columns(layout: _Layout, *keys: str) -> list[Column]:
    return [Column(layout.say(key)) for key in keys]


def _percentage(value: float | None, layout: _Layout, mark: str = "") -> Cell:
    return Cell(numbers.percentage(value, layout.language, ""), mark, () if value is None else (value,))


def _starred(predictor: Variable, items: Sequence[Variable], layout: _Layout) -> str:
    """A predictor's label with the stars of the tests of whole outcomes."""
    stars = "".join(layout.figures.stars(item.name, predictor.name) for item in items)
    return predictor.label.text(layout.language) + (_NO_BREAK + stars if stars else "")


_LAYOUTS: Mapping[str, Callable[[_Layout], _Content]] = {
    "frequencies": _frequencies,
    "characteristics": _characteristics,
    "crosstab": _crosstab,
    "means": _means,
    "tests": _tests,
}
