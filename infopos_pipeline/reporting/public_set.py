"""The files of a public set: results, the report in every format, tables, charts; of public rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.formats.excel import document_workbook
from infopos_pipeline.reporting.formats.great_tables_html import table_html
from infopos_pipeline.reporting.formats.page import page_html
from infopos_pipeline.reporting.formats.pdf import pdf_document
from infopos_pipeline.reporting.formats.word import word_document
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
    document = compose(drawn)
    return {
        "results.csv": results_csv(report.results).encode(),
        "report.html": page_html(document, tables).encode(),
        "report.docx": word_document(document),
        "report.pdf": pdf_document(document),
        "tables.xlsx": document_workbook(document),
        **{f"tables/{name}.html": html.encode() for name, html in tables.items()},
        **{f"charts/{name}.svg": picture.svg.encode() for name, picture in drawn.charts.items()},
    }
