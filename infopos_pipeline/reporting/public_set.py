"""The files of a public set: results, the report in every format, tables, charts; of public rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from infopos_pipeline.reporting.documents import report_files
from infopos_pipeline.reporting.formats.great_tables_html import table_html
from infopos_pipeline.reporting.pictures import with_pictures
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.layouts import has_table
from infopos_pipeline.statistics.results import results_csv


def public_files(report: Report) -> Mapping[str, bytes]:
    """The files of a public report by their path in the set; its tables and charts are made here."""
    tables = {
        name: table_html(place, report.study, report.results, report.language, report.synthetic)
        for name, place in report.study.tables.items()
        if has_table(place)
    }
    drawn = with_pictures(report)
    return {
        "results.csv": results_csv(report.results).encode(),
        **report_files(drawn, tables),
        **{f"tables/{name}.html": html.encode() for name, html in tables.items()},
        **{f"charts/{name}.svg": picture.svg.encode() for name, picture in drawn.charts.items()},
    }
