"""The files of a public set: results, report, tables, charts and a workbook, made of public rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from infopos_pipeline.reporting.charts.bars import chart_picture
from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.formats.excel import workbook
from infopos_pipeline.reporting.formats.great_tables_html import model_html
from infopos_pipeline.reporting.formats.page import page_html
from infopos_pipeline.reporting.report import Report, banners
from infopos_pipeline.reporting.tables.layouts import has_table, table_model
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.results import results_csv


def public_files(report: Report) -> Mapping[str, bytes]:
    """The files of a public report by their path in the set; its tables and charts are made here."""
    study, language = report.study, report.language
    models = {
        name: table_model(place, study, report.results, language, report.synthetic)
        for name, place in study.places().items()
        if has_table(place)
    }
    tables = {name: model_html(model) for name, model in models.items() if name in study.tables}
    charts = {name: chart_picture(chart, study, report.results, language) for name, chart in study.charts.items()}
    page = page_html(compose(replace(report, charts=charts)), tables)
    title = f"{study.declared.title.text(language)} – {say('wave', language, wave=report.wave)}"
    notes = [f"{banner.mark}: {banner.text}" for banner in banners(report)]
    return {
        "results.csv": results_csv(report.results).encode(),
        "report.html": page.encode(),
        "tables.xlsx": workbook(title, notes, list(models.values()), language),
        **{f"tables/{name}.html": html.encode() for name, html in tables.items()},
        **{f"charts/{name}.svg": picture.svg.encode() for name, picture in charts.items()},
    }
