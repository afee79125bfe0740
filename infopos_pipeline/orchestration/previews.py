"""What the UI shows of what an asset made: tables, sections and pictures as a reader sees them, and bases.

Previews are internal, like the home they lie in. They hold no row of anybody's: counts and results only. Headings of
what only the UI shows are English, as the UI is; labels are those of the study.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import dagster as dg

from infopos_pipeline.interviews.quotes import Quote
from infopos_pipeline.orchestration.slices import WaveSlices
from infopos_pipeline.privacy.sealed_texts import STATUSES
from infopos_pipeline.reporting.document import Picture, Section
from infopos_pipeline.reporting.formats.markdown import escaped, section_markdown, table_markdown
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.statistics.counting import CountedCell
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import response_columns
from infopos_pipeline.study.missing import MISSING_MARK, MISSING_STATES, is_missing

if TYPE_CHECKING:
    from infopos_pipeline.reporting.report import Report

PREVIEW_ROWS = 40
"""Rows of a table that is only shown here; those of the report are shown whole."""

NOTHING = "Nothing to show in this wave."


def table_preview(*models: TableModel) -> dg.MarkdownMetadataValue:
    """Tables of the report as Markdown."""
    return dg.MetadataValue.md("\n\n".join(map(table_markdown, models)))


def section_preview(section: Section) -> dg.MarkdownMetadataValue:
    """A section of the report as Markdown."""
    return dg.MetadataValue.md(section_markdown(section) + ("" if section.blocks else f"\n\n{NOTHING}"))


def place_preview(name: str, slices: WaveSlices, results: Sequence[Result]) -> dg.MarkdownMetadataValue:
    """The figures of a place: its table, or the results themselves where they stand in running text."""
    from infopos_pipeline.reporting.tables.layouts import has_table, table_model

    place, language = slices.asked.places()[name], slices.study.declared.language
    if not has_table(place):
        return results_preview(results)
    return table_preview(table_model(place, slices.asked, results, language, slices.landed.arrival.synthetic))


def hypothesis_preview(name: str, slices: WaveSlices, results: Sequence[Result]) -> dg.MarkdownMetadataValue:
    """The tests of a hypothesis, by each choice of them, and what they say of it."""
    from infopos_pipeline.reporting.tables.tested import model_of_tests, profiles_with_tests
    from infopos_pipeline.reporting.tables.verdicts import expected, verdict_model

    study, language = slices.asked, slices.study.declared.language
    declared = study.hypotheses[name]
    place = study.tables[declared.table]
    models = [
        model_of_tests(place, study, results, language, profile) for profile in profiles_with_tests(place.name, results)
    ]
    if not declared.exploratory:
        verdicts = verdict_model(study, results, None, language)
        rows = [row for group in verdicts.groups for row in group.rows]
        own = rows[expected(study).index(declared)]
        models.insert(0, replace(verdicts, groups=(RowGroup("", (own,)),)))
    return table_preview(*models)


def section_shown(name: str, slices: WaveSlices, results: Sequence[Result]) -> dg.MarkdownMetadataValue:
    """A section of the report that needs nothing but these results: "response", "which_test" or "joint_display"."""
    from infopos_pipeline.reporting.report import Report
    from infopos_pipeline.reporting.sections.joint_display import joint_display
    from infopos_pipeline.reporting.sections.response import response
    from infopos_pipeline.reporting.sections.which_test import which_test

    synthetic, language = slices.landed.arrival.synthetic, slices.study.declared.language
    report = Report(slices.asked, slices.wave, results, synthetic=synthetic, language=language)
    made = {"response": response, "which_test": which_test, "joint_display": joint_display}
    return section_preview(made[name](report))


def picture_preview(picture: Picture) -> dg.MarkdownMetadataValue:
    """A picture that the UI shows, with all it shows in words for those who do not see it."""
    data = base64.b64encode(picture.svg.encode()).decode()
    words = escaped(f"{picture.title}. {picture.description}")
    return dg.MetadataValue.md(f"![{words}](data:image/svg+xml;base64,{data})")


def found_in_numbers(report: Report) -> dict[str, int]:
    """The response of a wave and its verdicts as numbers, which the UI draws from wave to wave."""
    from infopos_pipeline.reporting.report import counted_facts
    from infopos_pipeline.reporting.tables.verdicts import expected, verdict, verdict_profiles

    numbers = {name: int(value) for name, value in counted_facts(report).items()}
    for profile in verdict_profiles(report.study, report.results):
        verdicts = [verdict(hypothesis, report.results, profile) for hypothesis in expected(report.study)]
        numbers[f"supported_{profile}"] = verdicts.count("supported")
    return numbers


def results_preview(results: Sequence[Result]) -> dg.MarkdownMetadataValue:
    """The first results, as ``results.csv`` has them."""
    rows = [
        (
            result.item,
            result.category,
            f"{result.group} = {result.group_value}" if result.group_value else result.group,
            result.statistic,
            result.text if result.value is None else f"{result.value:.6g}",
            "" if result.base is None else str(result.base),
        )
        for result in results
    ]
    return _listed("Results", ("item", "category", "group", "statistic", "value", "base"), rows, "texts")


def facts_preview(title: str, facts: Mapping[str, object]) -> dg.MarkdownMetadataValue:
    """Facts under each other."""
    return _listed(title, ("what", "value"), [(name, str(value)) for name, value in facts.items()], "texts")


def counts_preview(cells: Iterable[CountedCell], study: Study) -> dg.MarkdownMetadataValue:
    """The tables that were counted, by the labels of their variables, with the number of their cells."""
    language = study.declared.language
    variables = {column.name: column.variable for column in response_columns(study)}
    counted: dict[str, list[CountedCell]] = {}
    for cell in cells:
        counted.setdefault(cell.table, []).append(cell)
    rows = []
    for those in counted.values():
        # The boxes of a question are one question; what is no column is a filter.
        names = dict.fromkeys(variables.get(name, name) for name, _ in those[0].cell)
        labels = [study.variables[name].label.text(language) if name in study.variables else name for name in names]
        rows.append((" × ".join(labels) or "everyone", str(len(those)), str(sum(cell.n for cell in those))))
    return _listed("Tables that were counted", ("table", "cells", "respondents"), rows)


def answered_preview(answered: Mapping[str, Mapping[str, int]], study: Study) -> dg.MarkdownMetadataValue:
    """How many respondents answered each question, which is its base N, and why the others did not; ``answered`` is by
    column how often each text is in it.
    """
    columns = {column.variable: column.name for column in response_columns(study) if column.content != "measure"}
    rows = []
    for variable, name in columns.items():
        if (given := answered.get(name)) is not None:
            base = sum(n for value, n in given.items() if not is_missing(value))
            label = study.variables[variable].label.text(study.declared.language)
            rows.append((label, str(base), *(str(given.get(state, 0)) for state in MISSING_STATES)))
    reasons = [state.removeprefix(MISSING_MARK).replace("_", " ") for state in MISSING_STATES]
    return _listed("Who answered what", ("question", "answered (base N)", *reasons), rows)


def statuses_preview(statuses: Mapping[str, Mapping[str, int]], study: Study) -> dg.MarkdownMetadataValue:
    """How many open answers of each question have which status; not one of them."""
    rows = [
        (study.items[item].label.text(study.declared.language), *map(str, found.values()))
        for item, found in statuses.items()
    ]
    names = next(iter(statuses.values()), {})
    return _listed("Open answers by what a person decided", ("question", *names), rows)


def themes_preview(quotes: Iterable[Quote], study: Study) -> dg.MarkdownMetadataValue:
    """How many quotes of each theme have which status; not one of them."""
    themes = study.interviews.themes.values() if study.interviews else ()
    found = Counter((theme, quote.status) for quote in quotes for theme in quote.themes)
    rows = [
        (theme.label.text(study.declared.language), *(str(found[theme.name, status]) for status in STATUSES))
        for theme in themes
    ]
    return _listed("Quotes by what a person decided", ("theme", *STATUSES), rows)


def labels_preview(title: str, names: Iterable[str], study: Study) -> dg.MarkdownMetadataValue:
    """The questions that something is about, without a figure of them."""
    return _listed(title, ("question",), [(study.variables[n].label.text(study.declared.language),) for n in names])


def base_n(results: Iterable[Result]) -> dict[str, str | int]:
    """The base N as metadata: how many the figures are of; the smallest and the largest where they differ.

    Those of everybody, if there are any, and not those of groups. That of ``stars_reproduced`` is a number of stars.
    """
    found = [row for row in results if row.base is not None and row.statistic != "stars_reproduced"]
    bases = sorted({row.base or 0 for row in found if not row.group} or {row.base or 0 for row in found})
    if not bases:
        return {}
    return {"base_n": bases[0] if len(bases) == 1 else f"{bases[0]}-{bases[-1]}"}


def _listed(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    holds: Literal["numbers", "texts"] = "numbers",
) -> dg.MarkdownMetadataValue:
    """Rows of texts as a table, the first of them if there are many."""
    more = len(rows) - PREVIEW_ROWS
    shown = tuple(Row(label, tuple(map(Cell, cells))) for label, *cells in rows[:PREVIEW_ROWS])
    notes = () if rows else (NOTHING,)
    if more > 0:
        notes = (f"{more} more.",)
    columns = tuple(Column(heading, holds) for heading in headings[1:])
    return table_preview(TableModel("preview", title, headings[0], columns, (RowGroup("", shown),), notes))
