"""The section on recognisability: how many are alone in what outsiders can know of them, and what recoding would cure.

Only sizes stand here. Which class is small is said nowhere: that would be the name of the municipality in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.document import Section, TableBlock, paragraphs
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import quoted, say, units

if TYPE_CHECKING:
    from infopos_pipeline.disclosure.risk import Risk


def risk(report: Report) -> Section:
    """The risk of the wave and the table of recodings; empty without quasi-identifiers or respondents. Never public."""
    title = say("risk", report.language)
    if not report.risks or report.risks[0].k is None or report.release is not None:
        return Section("risk", title, ())
    return Section("risk", title, (*paragraphs([_about(report.risks[0], report)]), TableBlock(_model(report))))


def _about(declared: Risk, report: Report) -> str:
    """The risk with every quasi-identifier as it is, in a sentence."""
    language, n = report.language, sum(declared.classes.values())
    return say(
        "risk_about",
        language,
        n=numbers.count(n),
        units=units(report.study, "respondents", language, n),
        names=_names(declared.quasi_identifiers, report),
        alone=_counted("risk_have", declared.uniques, report),
        below=_counted("risk_are", declared.below, report),
        threshold=numbers.count(declared.threshold),
        k=numbers.count(declared.k),
    )


def _counted(key: str, n: int, report: Report) -> str:
    """A number with its verb; a language has one form for none, one for one and one for several."""
    return say(key, report.language, n=numbers.count(n)).split(", ")[min(n, 2)]


def _names(variables: Sequence[str], report: Report) -> str:
    return quoted([report.study.variables[name].label.text(report.language) for name in variables], report.language)


def _model(report: Report) -> TableModel:
    """A row a recoding, those that leave the fewest in too small classes first, under the risk without any."""
    language = report.language
    declared, *recoded = report.risks
    in_frame = declared.population_uniques is not None
    several = units(report.study, "respondents", language)
    columns = ["risk_k", "risk_unique", "risk_below", *(["risk_population"] if in_frame else [])]
    notes = ["risk_note_k", "risk_note_unique", *(["risk_note_population"] if in_frame else []), "risk_note_sizes"]
    return TableModel(
        name="risk-recodings",
        title=say("risk_recodings", language),
        stub=say("risk_recoding", language),
        columns=tuple(Column(say(key, language, threshold=declared.threshold)) for key in columns),
        groups=(
            RowGroup("", (_row(declared, report),)),
            RowGroup("", tuple(_row(one, report) for one in sorted(recoded, key=lambda one: (one.below, one.uniques)))),
        ),
        notes=tuple(say(key, language, units=several) for key in notes),
    )


def _row(shown: Risk, report: Report) -> Row:
    values = [shown.k, shown.uniques, shown.below]
    if shown.population_uniques is not None:
        values.append(shown.population_uniques)
    return Row(_recoding(shown, report), tuple(Cell(numbers.count(value)) for value in values))


def _recoding(shown: Risk, report: Report) -> str:
    """What was left out or merged, by the labels of the study."""
    if not shown.changed:
        return say("risk_as_declared", report.language)
    variable = report.study.variables[shown.changed]
    label = variable.label.text(report.language)
    if not shown.merged:
        return say("risk_without", report.language, label=label)
    options = quoted([variable.category_label(name, report.language) for name in shown.merged], report.language)
    return say("risk_merged", report.language, label=label, options=options)
