"""A report becomes a document: its sections in the order of the study, those that have something to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infopos_pipeline.reporting.document import Document, Section
from infopos_pipeline.reporting.report import Report, banners
from infopos_pipeline.reporting.sections import describing
from infopos_pipeline.reporting.sections.audit import audit_section
from infopos_pipeline.reporting.sections.hypotheses import exploratory, hypotheses
from infopos_pipeline.reporting.sections.joint_display import joint_display
from infopos_pipeline.reporting.sections.narrative import narrative_section
from infopos_pipeline.reporting.sections.open_answers import open_answers
from infopos_pipeline.reporting.sections.reliability import reliability
from infopos_pipeline.reporting.sections.response import response
from infopos_pipeline.reporting.sections.risk import risk
from infopos_pipeline.reporting.sections.trends import trends
from infopos_pipeline.reporting.sections.which_test import which_test

MADE: Mapping[str, Callable[[Report], Section]] = {
    "summary": describing.summary,
    "conceptual_model": describing.conceptual_model,
    "sample": describing.sample,
    "response": response,
    "comparisons": describing.comparisons,
    "hypotheses": hypotheses,
    "exploratory": exploratory,
    "joint_display": joint_display,
    "trends": trends,
    "reliability": reliability,
    "open_answers": open_answers,
    "appendix": describing.appendix,
    "risk": risk,
    "which_test": which_test,
    "audit": audit_section,
    "methods": describing.methods,
    "provenance": describing.provenance,
}
"""The sections that are made from results, by the names that a study orders them by."""

_INTERNAL = frozenset({"response", "trends", "joint_display", "open_answers", "risk", "which_test", "audit"})
"""What a public report leaves out: what rests on more than the counts of this wave (those who did not answer, other
waves), interviews and open answers, how recognisable who is, and what compares every figure with print.
"""


def compose(report: Report) -> Document:
    """The document of a report."""
    names = [name for name in report.study.written.outline.sections if report.release is None or name not in _INTERNAL]
    made = [MADE[name](report) if name in MADE else narrative_section(name, report) for name in names]
    return Document(
        title=report.study.declared.title.text(report.language),
        wave=report.say("wave", wave=report.wave),
        banners=banners(report),
        sections=tuple(section for section in made if section.blocks),
        footer=report.say("footer"),
        language=report.language,
    )
