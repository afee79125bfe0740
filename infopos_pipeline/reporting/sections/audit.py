"""The section on an earlier publication: how many of its figures were found again, and which are wrong in print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.document import (
    Block,
    Facts,
    Heading,
    Line,
    Listing,
    Paragraph,
    Section,
    Span,
    line,
    paragraphs,
)
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.verdicts import printed_word, verdict_word
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import place_label, say
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

if TYPE_CHECKING:
    from infopos_pipeline.statistics.audit import AuditedFigure
    from infopos_pipeline.statistics.errata import Erratum
    from infopos_pipeline.statistics.published import FigureKey


def audit_section(report: Report) -> Section:
    """Summary, errata and unexplained differences of the audit; empty if nothing was published."""
    title = say("audit", report.language)
    if report.audit is None:
        return Section("audit", title, ())
    status: Mapping[str, int] = report.audit.summary()["status"]
    counts = tuple((report.say(f"status_{name}"), numbers.count(n)) for name, n in status.items())
    errata = [_erratum(figure.erratum, figure, report) for figure in report.audit.figures if figure.erratum]
    errata += [_erratum(statement, None, report) for statement in report.audit.statements]
    different = [_different(figure, report) for figure in report.audit.figures if figure.status == "different"]
    blocks: list[Block] = [*paragraphs([report.say("audit_intro")]), Facts(counts)]
    for name, entries in (("different", different), ("errata", errata)):
        if entries:
            blocks += [Heading(report.say(name)), Listing(tuple(entries), "errata")]
    return Section("audit", title, tuple(blocks))


def _erratum(erratum: Erratum, figure: AuditedFigure | None, report: Report) -> tuple[Block, ...]:
    """Of which kind it is and of which figure, what was printed and computed, the reason, and the proof."""
    kind = Span(report.say(f"kind_{erratum.kind}"), "label")
    proof = [_proof([f"{report.say('proof')}: "], figure.proof.shown)] if figure and figure.proof else []
    return (
        Paragraph(line(kind, " ", *_which(figure, report)) if figure else line(kind)),
        *([_values(figure, report)] if figure else []),
        *paragraphs([erratum.reason.text(report.language)]),
        *proof,
    )


def _different(figure: AuditedFigure, report: Report) -> tuple[Block, ...]:
    difference = [_proof([], figure.difference)] if figure.difference else []
    return (Paragraph(_which(figure, report)), _values(figure, report), *difference)


def _which(figure: AuditedFigure, report: Report) -> Line:
    return line(Span(figure_name(figure.figure.key, report.study, report.language), "strong"))


def _proof(before: Sequence[str], shown: str) -> Paragraph:
    """Evidence, which is in English."""
    return Paragraph(line(*before, Span(shown, language="en")), "proof")


def _values(figure: AuditedFigure, report: Report) -> Facts:
    printed, computed = printed_text(figure, report.language), computed_text(figure, report.language)
    return Facts(((report.say("printed"), printed), (report.say("computed"), computed)), "values")


def printed_text(figure: AuditedFigure, language: Language) -> str:
    """A figure as it was printed, with the decimal sign of the reader's language."""
    text, statistic = figure.figure.value, figure.figure.key.statistic
    if statistic == "stars":
        return text or say("no_star", language)
    if statistic == "verdict":
        return printed_word(text)
    shown = text.replace(".", ",") if language == "nl" else text
    return shown + "%" if statistic == "pct" else shown


def computed_text(figure: AuditedFigure, language: Language) -> str:
    """What was computed for a figure, written as the tables write it."""
    value, statistic = figure.computed, figure.figure.key.statistic
    if value is None:
        return say("absent", language)
    if isinstance(value, str):
        return verdict_word(value, language) if statistic == "verdict" else value or say("no_star", language)
    if statistic == "pct":
        return numbers.percentage(value, language)
    return numbers.count(value) if statistic == "n" else numbers.mean(value, language)


def figure_name(key: FigureKey, study: Study, language: Language) -> str:
    """Which figure it is, by the labels of the study."""
    parts = [place_label(key.place), _item_label(key, study, language)]
    if key.category:
        parts.append(_category_label(key.item, key.category, study, language))
    if key.group:
        group = study.variables[key.group].label.text(language) if key.group in study.variables else key.group
        value = _category_label(key.group, key.group_value, study, language)
        parts.append(f"{group}: {value}" if key.group_value else group)
    return f"{' – '.join(parts)} ({say(f'statistic_{key.statistic}', language)})"


def _item_label(key: FigureKey, study: Study, language: Language) -> str:
    if key.item in study.variables:
        return study.variables[key.item].label.text(language)
    if key.item in study.hypotheses:
        return study.hypotheses[key.item].statement.text(language)
    place = study.tables.get(key.place)
    fact = place.facts.get(key.item) if place else None
    return fact.label.text(language) if fact else key.item


def _category_label(variable: str, category: str, study: Study, language: Language) -> str:
    declared = study.variables.get(variable)
    return declared.category_label(category, language) if declared else category
