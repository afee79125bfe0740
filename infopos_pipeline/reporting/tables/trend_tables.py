"""The tables of trends: the family by totals, by panel and over all waves, and everything that is described.

Totals and panel stand in tables of their own: a change of the one is never read as one of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.trend_figures import (
    Change,
    Point,
    Trends,
    change_text,
    limits_text,
    scale_text,
    value_text,
)
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import method_label
from infopos_pipeline.reporting.words.wording import enumeration, say, units
from infopos_pipeline.statistics.trend_results import ALL_WAVES, PANEL, TOTALS
from infopos_pipeline.study.trends import Indicator

MOST_COLUMNS = 5
"""The last waves that a table has a column of; more would not fit a page."""

_MARK = "†"


def totals_model(trends: Trends) -> TableModel:
    """The family in each wave, and its change since the first and the last wave that compare."""
    waves = trends.waves[-MOST_COLUMNS:]
    columns, changes = _changes(trends, TOTALS)
    rows = [
        Row(trends.label(one), (*(_level(point, one, trends) for point in trends.points(one, waves)), *cells))
        for one, cells in zip(trends.family, changes, strict=True)
    ]
    return TableModel(
        "trends-totals",
        say("totals_title", trends.language),
        say("family", trends.language),
        (*map(Column, waves), *columns),
        (RowGroup("", tuple(rows)),),
        (say("note_levels", trends.language), *_notes_of_levels(trends.family, trends), *_notes(trends, TOTALS)),
    )


def panel_model(trends: Trends) -> TableModel | None:
    """The change of the family among those that answered in both waves; None if there is no panel."""
    if not any(trends.changes(one, PANEL) for one in trends.family):
        return None
    columns, changes = _changes(trends, PANEL)
    rows = [Row(trends.label(one), cells) for one, cells in zip(trends.family, changes, strict=True)]
    return TableModel(
        "trends-panel",
        say("panel_title", trends.language, units=_units(trends)),
        say("family", trends.language),
        columns,
        (RowGroup("", tuple(rows)),),
        tuple(_notes(trends, PANEL)),
    )


def all_waves_model(trends: Trends) -> TableModel | None:
    """The tests over all waves that compare; None if no indicator has three of them."""
    tests, language, framed = trends.tests(ALL_WAVES), trends.language, trends.study.frame is not None
    rows = []
    for one in trends.family:
        found = [trends.trend(one, test) for test in tests]
        if found and found[0] is not None:
            size = (Cell(numbers.count(found[0].n), numbers=_found(found[0].n)), _change_cell(found[0], one, trends))
            rows.append(Row(trends.label(one), (*size, *(_p_cell(change, trends) for change in found))))
    if not rows:
        return None
    labels = [method_label(test, language) for test in tests]
    return TableModel(
        "trends-all-waves",
        say("all_waves_title" if framed else "all_waves_title_samples", language, units=_units(trends)),
        say("family", language),
        (
            Column(say("base", language)),
            Column(say("trend_per", language, per=per_wave(trends))),
            *(Column(say("p_holm_of", language, test=label)) for label in labels),
        ),
        (RowGroup("", tuple(rows)),),
        (
            *([say("note_within", language, units=_units(trends))] if framed else []),
            say("note_change", language),
            say("note_holm_all_waves", language),
            *(
                [say("note_not_tested", language)]
                if any(not cell.numbers for row in rows for cell in row.cells)
                else []
            ),
            *_synthetic(trends),
        ),
    )


def described_model(trends: Trends) -> TableModel:
    """Every answer to every question in each wave, with the change since the last wave that compares."""
    language = trends.language
    groups = [
        RowGroup(trends.study.variables[item].label.text(language), tuple(_described(list(those), trends)))
        for item, those in groupby(trends.indicators, key=lambda one: one.item)
    ]
    note = say("note_described", language, wave=trends.waves[-2])
    return TableModel(
        "trends-described",
        say("described_title", language),
        say("answer", language),
        (*map(Column, trends.waves[-MOST_COLUMNS:]), Column(say("described_change", language))),
        tuple(groups),
        (note, *_notes_of_levels(trends.indicators, trends), say("note_no_change", language), *_synthetic(trends)),
    )


def per_wave(trends: Trends) -> str:
    """What a trend is per: a year, if the waves are called by theirs."""
    years = all(wave.isdecimal() and len(wave) == len("2017") for wave in trends.waves)
    return say("per_year" if years else "per_wave", trends.language)


def _described(those: Sequence[Indicator], trends: Trends) -> Iterator[Row]:
    """The rows of one question: how many answered, and then each answer, or the mean."""
    waves = trends.waves[-MOST_COLUMNS:]
    variable = trends.study.variables[those[0].item]
    bases = zip(*(trends.points(one, waves) for one in those), strict=True)
    yield Row(say("base", trends.language), (*(_base(points, trends) for points in bases), Cell("")))
    for one in those:
        category = one.category
        label = say("mean", trends.language) if category is None else variable.category_label(category, trends.language)
        levels = (_level(point, one, trends, limits=False) for point in trends.points(one, waves))
        yield Row(label, (*levels, _since(trends.changes(one, TOTALS)[-1:], one, trends)))


def _base(points: Sequence[Point], trends: Trends) -> Cell:
    """How many answered a question in a wave: the same for each of its answers."""
    if not all(point.asked for point in points):
        return Cell(say("not_asked_short", trends.language))
    n = next((point.n for point in points if point.n is not None), None)
    return Cell(numbers.count(n), numbers=_found(n))


def _since(changes: Sequence[Change], one: Indicator, trends: Trends) -> Cell:
    """A change on one line, and since when if that is not the wave before."""
    for change in changes:
        cell = _change_cell(change, one, trends)
        text = cell.text.replace("\n", " ")
        if change.earlier != trends.waves[-2]:
            text = say("change_since", trends.language, change=text, wave=change.earlier)
        return Cell(text, numbers=cell.numbers)
    return Cell(numbers.NO_NUMBER)


def _level(point: Point, one: Indicator, trends: Trends, *, limits: bool = True) -> Cell:
    """The value in a wave, marked if it does not compare, with its interval under it."""
    if not point.asked:
        return Cell(say("not_asked_short", trends.language))
    share = one.category is not None
    text = value_text(point.size.value, share, trends.language) + ("" if point.comparable else _MARK)
    under = limits_text(point.size, share, trends.language) if limits else ""
    return Cell("\n".join(filter(None, (text, under))), numbers=point.size.numbers)


def _changes(trends: Trends, kind: str) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
    """The columns of changes and their cells by indicator: since the first wave that compares, and since the last."""
    every = [trends.changes(one, kind) for one in trends.family]
    chosen = {
        "since_first": [changes[0] if changes else None for changes in every],
        "since_last": [changes[-1] if changes else None for changes in every],
    }
    if chosen["since_first"] == chosen["since_last"]:
        del chosen["since_first"]
    columns: list[Column] = []
    cells: list[tuple[Cell, ...]] = [() for _ in every]
    for heading, found in chosen.items():
        since = {change.earlier for change in found if change}
        wave = since.pop() if len(since) == 1 else None
        columns += [
            *([Column(say("base", trends.language))] if kind == PANEL else []),
            Column(say("since", trends.language, wave=wave) if wave else say(heading, trends.language)),
            Column(say("p_holm", trends.language)),
        ]
        cells = [
            (*before, *_change_cells(change, one, kind, trends, named=wave is None))
            for before, change, one in zip(cells, found, trends.family, strict=True)
        ]
    return tuple(columns), cells


def _change_cells(change: Change | None, one: Indicator, kind: str, trends: Trends, *, named: bool) -> Iterator[Cell]:
    """N of a panel, the change, and p; ``named`` by its wave where the column does not say it."""
    if kind == PANEL:
        n = change.n if change else None
        yield Cell(numbers.count(n), numbers=_found(n))
    cell = _change_cell(change, one, trends) if change else Cell(numbers.NO_NUMBER)
    if change and named:
        cell = Cell(say("wave_change", trends.language, wave=change.earlier, change=cell.text), numbers=cell.numbers)
    yield cell
    yield _p_cell(change, trends)


def _change_cell(change: Change, one: Indicator, trends: Trends) -> Cell:
    share = one.category is not None
    text = change_text(change.size.value, share, trends.language)
    under = limits_text(change.size, share, trends.language)
    return Cell("\n".join(filter(None, (text, under))), numbers=change.size.numbers)


def _p_cell(change: Change | None, trends: Trends) -> Cell:
    p = change.p_adjusted if change else None
    return Cell(numbers.p_value(p, trends.language), numbers=_found(p))


def _found(number: float | None) -> tuple[float, ...]:
    return () if number is None else (number,)


def _units(trends: Trends) -> str:
    return units(trends.study, "respondents", trends.language)


def _notes_of_levels(those: Sequence[Indicator], trends: Trends) -> Iterator[str]:
    """What the ends of scales stand for, and why some values are not there or do not compare."""
    language, waves = trends.language, trends.waves[-MOST_COLUMNS:]
    points = [point for one in those for point in trends.points(one, waves)]
    for one in those:
        scale = scale_text(trends.study.variables[one.item], language)
        if one.category is None and scale:
            yield say("labelled", language, label=trends.label(one), text=f"{scale}.")
    if any(not point.asked for point in points):
        yield say("note_not_asked_short", language)
    if any(point.asked and not point.comparable for point in points):
        yield say("note_not_comparable", language)
    if len(trends.waves) > len(waves):
        yield say("note_last_waves", language, n=len(waves))


def _notes(trends: Trends, kind: str) -> Iterator[str]:
    """How changes were computed and tested, by which tests."""
    language = trends.language
    yield say("note_change", language)
    if kind == TOTALS and trends.study.frame:
        yield say("note_overlap", language, units=_units(trends))
    tests = [method_label(test, language) for test in trends.tests(kind)]
    if tests:
        yield say("note_holm_trends", language, tests=enumeration(tests, language))
    if any(not trends.changes(one, kind) for one in trends.family):
        yield say("note_no_change", language)
    yield from _synthetic(trends)


def _synthetic(trends: Trends) -> list[str]:
    return [say("note_synthetic", trends.language)] if trends.report.synthetic else []
