"""The section on reliability: who answered which question, and how far the percentages can be trusted."""

from __future__ import annotations

from infopos_pipeline.reporting.document import Block, Heading, Section, TableBlock, paragraphs
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import Report, counted_facts
from infopos_pipeline.reporting.sentences import base_text, ranked_answers
from infopos_pipeline.reporting.tables.intervals import (
    LISTED,
    SAMPLED,
    has_intervals,
    interval_cell,
    interval_heading,
    interval_notes,
)
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say, units
from infopos_pipeline.statistics.uncertainty import WORST_CASE
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.shown import Chart

_ROUTED = "‡"


def reliability(report: Report) -> Section:
    """How many answered each question, and what chance and those who did not answer could do to the percentages."""
    bases = item_bases(report)
    blocks: list[Block] = []
    if bases:
        blocks += [*paragraphs(_about_bases(bases, report)), TableBlock(_bases_model(bases, report))]
    percentages = _percentages_model(report)
    if percentages:
        blocks += [Heading(report.say("main_percentages")), *paragraphs(_about_percentages(report))]
        blocks.append(TableBlock(percentages))
    return Section("reliability", say("reliability", report.language), tuple(blocks))


def item_bases(report: Report) -> dict[str, float]:
    """How many respondents answered each question, in the order of the questionnaire."""
    places = report.study.places()
    found = {
        row.item: row.value
        for row in report.results
        if row.statistic == "n" and not (row.category or row.group or row.profile) and row.value is not None
        if row.place in places
        and row.item in places[row.place].items
        and places[row.place].base(row.item) != "mentions"
    }
    return {name: found[name] for name in report.study.items if name in found}


def _routed(name: str, report: Report) -> bool:
    return name in report.study.routing


def _about_bases(bases: dict[str, float], report: Report) -> list[str]:
    """Response, and between which numbers of answers the questions lie that everyone was asked."""
    counted, language = counted_facts(report), report.language
    respondents = units(report.study, "respondents", language)
    texts = []
    if "approached" in counted and "respondents" in counted:
        shown = {name: numbers.count(counted[name]) for name in ("approached", "respondents")}
        texts.append(say("about_response", language, units=respondents, **shown))
    asked = [n for name, n in bases.items() if not _routed(name, report)]
    if asked:
        most, least = numbers.count(max(asked)), numbers.count(min(asked))
        texts.append(say("about_bases", language, most=most, least=least, units=respondents))
    return [" ".join(texts)]


def _bases_model(bases: dict[str, float], report: Report) -> TableModel:
    """Who was approached and took part, and under them the answers to each question."""
    language = report.language
    asked = [(_item_label(report.study.items[name], report), n) for name, n in bases.items()]
    rows = [Row(label, (Cell(numbers.count(n), numbers=(n,)),)) for label, n in (*_fieldwork(report), *asked)]
    routed = any(_routed(name, report) for name in bases)
    return TableModel(
        "bases",
        say("bases_title", language),
        say("question", language),
        (Column(say("base", language), "bars"),),
        (RowGroup("", tuple(rows)),),
        (
            say("note_base", language, units=units(report.study, "respondents", language)),
            *([say("note_routed", language, mark=_ROUTED)] if routed else []),
        ),
    )


def _fieldwork(report: Report) -> list[tuple[str, float]]:
    """How many were approached and took part, as declared: what the answers to a question are compared with."""
    found = []
    for place in report.study.tables.values():
        for name, fact in place.facts.items():
            n = Figures(report.results, place.name).number(name, "n")
            if fact.counted in ("approached", "respondents") and n is not None:
                found.append((fact.label.text(report.language), n))
    return found


def _item_label(item: Item, report: Report) -> str:
    return item.label.text(report.language) + (_ROUTED if _routed(item.name, report) else "")


def _percentages_model(report: Report) -> TableModel | None:
    """The largest answer to each question of the charts, with its limits by every method that was computed."""
    study, language = report.study, report.language
    charts = [chart for chart in study.charts.values() if has_intervals(Figures(report.results, chart.name))]
    kinds = [SAMPLED, *((method,) for method in LISTED if _occurs(method, charts, report))]
    groups = []
    for chart in charts:
        figures = Figures(report.results, chart.name)
        ranked = ranked_answers(figures.answers(study.variables[chart.item], language))
        rows = []
        for answer in ranked[0] if ranked else ():
            limits = [interval_cell(figures, chart.item, answer.category, kind, language) for kind in kinds]
            pct = Cell(numbers.percentage(answer.pct, language, ""), numbers=(answer.pct or 0.0,))
            rows.append(Row(answer.label, (pct, *limits)))
        if rows:
            groups.append(RowGroup(_chart_label(chart, figures, report), tuple(rows)))
    if not groups:
        return None
    return TableModel(
        "main-percentages",
        say("main_percentages_title", language),
        say("answer", language),
        (Column(say("percent", language)), *(Column(interval_heading(kind[0], study, language)) for kind in kinds)),
        tuple(groups),
        _percentage_notes(charts, report),
    )


def _occurs(method: str, charts: list[Chart], report: Report) -> bool:
    return any(has_intervals(Figures(report.results, chart.name), [method]) for chart in charts)


def _chart_label(chart: Chart, figures: Figures, report: Report) -> str:
    base = base_text(chart, report.study, figures, report.language)
    return say("titled_base", report.language, title=chart.title.text(report.language), base=base)


def _percentage_notes(charts: list[Chart], report: Report) -> tuple[str, ...]:
    notes = {
        note: None
        for method in (*SAMPLED, *LISTED)
        for chart in charts
        for note in interval_notes(Figures(report.results, chart.name), report.study, report.language, [method])
    }
    return (*notes, say("note_limits_absent", report.language))


def _about_percentages(report: Report) -> list[str]:
    """What the limits are for, and where those who did not answer could matter most."""
    language = report.language
    texts = [say("about_intervals", language)]
    widest = _widest(report)
    if widest:
        chart, label, (low, high), n = widest
        texts.append(
            say(
                "about_worst_case",
                language,
                answer=label,
                title=chart.title.text(language),
                n=n,
                low=numbers.percentage(low, language),
                high=numbers.percentage(high, language),
                units=units(report.study, "respondents", language),
            )
        )
    return texts


def _widest(report: Report) -> tuple[Chart, str, tuple[float, float], str] | None:
    """The main percentage with the widest bounds over all approached."""
    found = []
    for chart in report.study.charts.values():
        figures = Figures(report.results, chart.name)
        ranked = ranked_answers(figures.answers(report.study.variables[chart.item], report.language))
        for answer in ranked[0] if ranked else ():
            limits = figures.limits(chart.item, WORST_CASE, answer.category)
            if limits:
                n = numbers.count(figures.number(chart.item, "n"))
                found.append((limits[1] - limits[0], chart, answer.label, limits, n))
    return max(found, key=lambda entry: entry[0])[1:] if found else None
