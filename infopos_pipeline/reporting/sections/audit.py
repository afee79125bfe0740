"""The section on an earlier publication: how many of its figures were found again, and which are wrong in print."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.report import Report, Section, definitions
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
        return Section("audit", title, "")
    status: Mapping[str, int] = report.audit.summary()["status"]
    counts = {say(f"status_{name}", report.language): numbers.count(n) for name, n in status.items()}
    errata = [_erratum(figure.erratum, figure, report) for figure in report.audit.figures if figure.erratum]
    errata += [_erratum(statement, None, report) for statement in report.audit.statements]
    different = [_different(figure, report) for figure in report.audit.figures if figure.status == "different"]
    parts = [f"<p>{report.say('audit_intro')}</p>", definitions(counts, "facts")]
    for name, entries in (("different", different), ("errata", errata)):
        if entries:
            parts.append(f'<h3>{report.say(name)}</h3>\n<ul class="errata">\n{"".join(entries)}</ul>')
    return Section("audit", title, "\n".join(parts))


def _erratum(erratum: Erratum, figure: AuditedFigure | None, report: Report) -> str:
    kind = f'<span class="kind">{report.say(f"kind_{erratum.kind}")}</span>'
    where = (
        f"<strong>{escape(figure_name(figure.figure.key, report.study, report.language))}</strong>" if figure else ""
    )
    reason = f"<p>{escape(erratum.reason.text(report.language))}</p>"
    proof = ""
    if figure and figure.proof:
        shown = escape(figure.proof.shown)
        proof = f'<p class="proof">{report.say("proof")}: <span lang="en">{shown}</span></p>'
    return f"<li><p>{kind} {where}</p>{_values(figure, report) if figure else ''}{reason}{proof}</li>\n"


def _different(figure: AuditedFigure, report: Report) -> str:
    where = f"<strong>{escape(figure_name(figure.figure.key, report.study, report.language))}</strong>"
    reason = f'<p class="proof" lang="en">{escape(figure.difference)}</p>' if figure.difference else ""
    return f"<li><p>{where}</p>{_values(figure, report)}{reason}</li>\n"


def _values(figure: AuditedFigure, report: Report) -> str:
    values = {
        say("printed", report.language): printed_text(figure, report.language),
        say("computed", report.language): computed_text(figure, report.language),
    }
    return definitions(values, "values")


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
