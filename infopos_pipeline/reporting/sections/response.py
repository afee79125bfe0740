"""The section on response against the frame: who took part, held against everybody approached; weights, if declared.

What those who did not answer could do to the percentages stands in ``reliability_section``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from infopos_pipeline.reporting.document import Block, Heading, Section, TableBlock, listed, paragraphs
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import Report, unfolded
from infopos_pipeline.reporting.tables.intervals import limits_text
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import ALPHA, effect_label, method_label
from infopos_pipeline.reporting.words.wording import enumeration, say, units
from infopos_pipeline.statistics.response_results import NON_RESPONSE, RAKING, WEIGHTED


def response(report: Report) -> Section:
    """Response by every fact of the frame, with its test; empty without a frame, and never public."""
    title, figures = say("response_title", report.language), Figures(report.results, NON_RESPONSE)
    facts = [row.item for row in figures.rows if row.statistic == "p_value"]
    if report.release is not None or not facts:
        return Section("response", title, ())
    several = units(report.study, "respondents", report.language)
    blocks = (
        *paragraphs([say("response_intro", report.language, units=several)]),
        listed([_sentence(fact, figures, report) for fact in facts], "reading"),
        TableBlock(_model(facts, figures, report)),
        *_weighted(report),
    )
    return Section("response", title, blocks)


def _sentence(fact: str, figures: Figures, report: Report) -> str:
    """Whether those who took part differ from the frame in a fact, and where response is lowest and highest."""
    language, variable = report.language, report.study.variables[fact]
    label, p = variable.label.text(language), figures.number(fact, "p_value")
    if p is None:
        return say("response_nothing", language, fact=label)
    effect = figures.row(fact, "effect")
    shown = [numbers.named_p("p", p, language)]
    if effect is not None and effect.value is not None:
        name, _, _ = effect_label(effect.method, language).partition(" (")
        shown.append(f"{name} = {numbers.mean(effect.value, language)}")
    if p >= ALPHA:
        return say("response_alike", language, fact=label, test="; ".join(shown))
    text = say("response_differs", language, fact=label, test="; ".join(shown))
    rates = [
        (row.value, variable.category_label(row.category, language))
        for row in figures.rows
        if (row.item, row.statistic) == (fact, "pct") and row.value is not None
    ]
    (low, least), (high, most) = min(rates), max(rates)
    ends = {"least": least, "low": numbers.percentage(low, language)}
    ends |= {"most": most, "high": numbers.percentage(high, language)}
    return f"{text} {say('response_from_to', language, **ends)}"


def _model(facts: list[str], figures: Figures, report: Report) -> TableModel:
    language = report.language
    groups = []
    for fact in facts:
        variable = report.study.variables[fact]
        rows = []
        for category in variable.options:
            counts = [figures.number(fact, "n", category, group) for group in ("approached", "responded")]
            pct = figures.number(fact, "pct", category, "responded")
            cells = [Cell(numbers.count(n), numbers=() if n is None else (n,)) for n in counts]
            share = Cell(numbers.percentage(pct, language, ""), numbers=() if pct is None else (pct,))
            rows.append(Row(variable.category_label(category, language), (*cells, share)))
        groups.append(RowGroup(variable.label.text(language), tuple(rows)))
    tests = [method_label(method, language) for method in figures.methods("p_value")]
    effects = [effect_label(method, language) for method in figures.methods("effect") if method]
    return TableModel(
        "response-by-fact",
        say("response_table", language),
        say("group", language),
        (Column(say("approached", language)), Column(say("responded", language)), Column(say("percent", language))),
        tuple(groups),
        (
            say(
                "note_response_test",
                language,
                tests=enumeration([*tests, *effects], language),
                alpha=numbers.threshold(ALPHA, language),
            ),
            *([say("note_synthetic", language)] if report.synthetic else []),
        ),
    )


def _weighted(report: Report) -> Iterator[Block]:
    """The range of the weights and the weighted shares beside those without weights; nothing unless declared."""
    figures, language = Figures(report.results, WEIGHTED), report.language
    facts = report.study.frame.weights if report.study.frame else ()
    if not figures.rows or not facts:
        return
    name, named = " ".join(facts), enumeration([_label(fact, report) for fact in facts], language)
    low, high, design = (figures.number(name, part) for part in ("weight_low", "weight_high", "design_effect"))
    yield Heading(report.say("weighted"))
    if low is None or high is None or design is None:
        yield from paragraphs([say("weighted_none", language, facts=named)])
        return
    shown = {"low": numbers.mean(low, language), "high": numbers.mean(high, language)}
    yield from paragraphs(
        [say("weighted_facts", language, facts=named, design=numbers.mean(design, language), **shown)]
    )
    yield from unfolded(say("weighted_behind", language), _weighted_model(figures, named, report))


def _weighted_model(figures: Figures, facts: str, report: Report) -> TableModel:
    language = report.language
    unweighted = {
        (chart.item, row.category): row.value
        for chart in report.study.charts.values()
        if chart.base == "respondents"
        for row in Figures(report.results, chart.name).rows
        if (row.item, row.statistic, row.group) == (chart.item, "pct", "")
    }
    rows = [row for row in figures.rows if row.statistic == "pct"]
    groups = []
    for item, those in groupby(rows, key=lambda row: row.item):
        variable = report.study.variables[item]
        lines = []
        for row in those:
            before, limits = unweighted.get((item, row.category)), figures.limits(item, RAKING, row.category)
            cells = (
                Cell(numbers.percentage(before, language, "")),
                Cell(numbers.percentage(row.value, language, "")),
                Cell(limits_text(limits, language) if limits else numbers.NO_NUMBER),
            )
            lines.append(Row(variable.category_label(row.category, language), cells))
        groups.append(RowGroup(variable.label.text(language), tuple(lines)))
    columns = ("unweighted_pct", "weighted_pct", "column_interval")
    notes = (say("note_weighted", language), *([say("note_synthetic", language)] if report.synthetic else []))
    return TableModel(
        "weighted-shares",
        say("weighted_title", language, facts=facts),
        say("answer", language),
        tuple(Column(say(key, language)) for key in columns),
        tuple(groups),
        notes,
    )


def _label(name: str, report: Report) -> str:
    return report.study.variables[name].label.text(report.language)
