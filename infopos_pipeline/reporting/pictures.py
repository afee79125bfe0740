"""The pictures of a report: every chart, the groups of every table that compares some, the conceptual model, and what
each interview added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from infopos_pipeline.reporting.charts.bars import chart_picture
from infopos_pipeline.reporting.charts.conceptual import conceptual_picture
from infopos_pipeline.reporting.charts.groups import groups_pictures, has_groups
from infopos_pipeline.reporting.charts.saturation import saturation_picture
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.interview_tables import InterviewTables


def with_pictures(report: Report, drawn: Mapping[str, str] | None = None) -> Report:
    """The report with its pictures; ``drawn`` are charts that were drawn before, as SVG by the name of their place."""
    study, results, language = report.study, report.results, report.language
    before = drawn or {}
    charts = {
        name: chart_picture(chart, study, results, language, before.get(name, ""))
        for name, chart in study.charts.items()
    }
    groups = {
        name: groups_pictures(table, study, results, language)
        for name, table in study.tables.items()
        if has_groups(table, study)
    }
    conceptual = conceptual_picture(study, results, language) if study.conceptual else None
    curve = InterviewTables(study, results, language).saturation()
    return replace(
        report,
        charts=charts,
        groups=groups,
        conceptual=conceptual,
        saturation=saturation_picture(curve, language) if curve else None,
    )
