"""A report becomes a document: its sections in order, those that have something to say."""

from __future__ import annotations

from infopos_pipeline.reporting.document import Document
from infopos_pipeline.reporting.report import Report, banners
from infopos_pipeline.reporting.sections import describing
from infopos_pipeline.reporting.sections.audit import audit_section
from infopos_pipeline.reporting.sections.hypotheses import exploratory, hypotheses
from infopos_pipeline.reporting.sections.open_answers import open_answers
from infopos_pipeline.reporting.sections.reliability import reliability
from infopos_pipeline.reporting.sections.response import response
from infopos_pipeline.reporting.sections.risk import risk
from infopos_pipeline.reporting.sections.trends import trends
from infopos_pipeline.reporting.sections.which_test import which_test

_SECTIONS = (
    describing.summary,
    describing.sample,
    response,
    describing.comparisons,
    hypotheses,
    exploratory,
    trends,
    reliability,
    open_answers,
    describing.appendix,
    risk,
    which_test,
    audit_section,
    describing.methods,
    describing.provenance,
)
_INTERNAL = (response, trends, open_answers, risk, which_test, audit_section)
"""What a public report leaves out: what rests on more than the counts of this wave (those who did not answer, other
waves), open answers, how recognisable who is, and what compares every figure with print.
"""


def compose(report: Report) -> Document:
    """The document of a report."""
    makers = [make for make in _SECTIONS if report.release is None or make not in _INTERNAL]
    made = [make(report) for make in makers]
    return Document(
        title=report.study.declared.title.text(report.language),
        wave=report.say("wave", wave=report.wave),
        banners=banners(report),
        sections=tuple(section for section in made if section.blocks),
        footer=report.say("footer"),
        language=report.language,
    )
