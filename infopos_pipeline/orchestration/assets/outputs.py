"""From results to what people read: tables, charts, the audit, the report. Everything here reads results and nothing
else, but for the reviewed open answers and the risk in the report.
"""

import json
from collections.abc import Container, Iterator
from pathlib import Path

import dagster as dg

from infopos_pipeline.disclosure.risk import risks
from infopos_pipeline.files import write_atomic
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.metadata import results_preview, svg_preview
from infopos_pipeline.orchestration.provenance import fingerprint, labelled, write_provenance
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.reviews import reviewed_answers
from infopos_pipeline.orchestration.slices import (
    DESCRIPTIVES,
    HYPOTHESES,
    WaveSlices,
    said_plainly,
)
from infopos_pipeline.statistics.audit import audit_wave
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Table

TABLES, CHARTS = "tables", "charts"


def output_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The families of formatted tables and charts, ``audit`` and ``report``."""
    return [_tables(study, waves), _charts(study, waves), _audit(study, waves), _report(study, waves)]


def formatted_tables(study: Study) -> dict[str, Table]:
    """The places that are shown as a table."""
    return {name: table for name, table in study.tables.items() if table.layout != "text"}


def _results(workplace: Workplace, study: Study, wave: str) -> tuple[WaveSlices, list[Result]]:
    with said_plainly():
        slices = WaveSlices(workplace, study, wave)
        return slices, slices.results()


def _tables(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    tables = formatted_tables(study)
    language = study.declared.language

    def deps(table: Table) -> list[dg.AssetKey]:
        tested = [name for name, hypothesis in study.hypotheses.items() if hypothesis.table == table.name]
        return [asset_key(study, DESCRIPTIVES, table.name), *(asset_key(study, HYPOTHESES, name) for name in tested)]

    @dg.multi_asset(
        name=name_in_dagster(study, TABLES),
        specs=[
            spec(
                study, [TABLES, name], table.title.text(language), "reporting", {"html"}, deps=deps(table)
            ).replace_attributes(skippable=True)
            for name, table in tables.items()
        ],
        can_subset=True,
        partitions_def=waves,
    )
    def tables_family(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.formats.great_tables_html import table_html

        wave = context.partition_key
        slices, results = _results(workplace, study, wave)
        synthetic = slices.landed.arrival.synthetic
        for name, table in tables.items():
            key = asset_key(study, TABLES, name)
            if key in context.selected_asset_keys:
                html = table_html(table, slices.asked, results, language, synthetic)
                path = slices.write_output(f"{TABLES}/{name}.html", html.encode())
                shown = [result for result in results if result.place == name]
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={"preview": results_preview(shown), "path": dg.MetadataValue.path(str(path))},
                )

    return tables_family


def _charts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    language = study.declared.language

    @dg.multi_asset(
        name=name_in_dagster(study, CHARTS),
        specs=[
            spec(
                study,
                [CHARTS, name],
                chart.title.text(language),
                "reporting",
                {"altair"},
                deps=[asset_key(study, DESCRIPTIVES, name)],
            ).replace_attributes(skippable=True)
            for name, chart in study.charts.items()
        ],
        can_subset=True,
        partitions_def=waves,
    )
    def charts_family(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.charts.bars import chart_svg

        slices, results = _results(workplace, study, context.partition_key)
        for name, chart in study.charts.items():
            key = asset_key(study, CHARTS, name)
            if key in context.selected_asset_keys:
                svg = chart_svg(chart, slices.asked, results, language)
                path = slices.write_output(f"{CHARTS}/{name}.svg", svg.encode())
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={
                        "preview": svg_preview(svg, chart.title.text(language)),
                        "path": dg.MetadataValue.path(str(path)),
                    },
                )

    return charts_family


def _audit(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    key = asset_key(study, "audit")

    @dg.multi_asset(
        name=name_in_dagster(study, "audit"),
        specs=[
            spec(
                study,
                ["audit"],
                "Published against computed, figure by figure. It reports and blocks nothing.",
                "statistics",
                {"json"},
                deps=[asset_key(study, "results")],
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                "published_figures_hold",
                asset=key,
                description="Every published figure is reproduced, declared, or a proven erratum.",
            )
        ],
        partitions_def=waves,
    )
    def audit(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        wave = context.partition_key
        slices, results = _results(workplace, study, wave)
        found = audit_wave(workplace.project.wave_data(study.name, wave), slices.asked, wave, results)
        statuses = found.summary()["status"] if found else {}
        content = found.as_dict() if found else {"study": study.name, "wave": wave, "figures": [], "summary": {}}
        path = slices.write_output("audit.json", (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name="published_figures_hold",
            passed=not statuses.get("different"),
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"figures": statuses},
        )
        yield dg.MaterializeResult(
            asset_key=key, metadata={"figures": statuses, "path": dg.MetadataValue.path(str(path))}
        )

    return audit


def _remove_undeclared(folder: Path, declared: Container[str]) -> None:
    """Take out what was declared once and is not any more."""
    for path in folder.glob("*"):  # without charts there is no folder
        if path.stem not in declared:
            path.unlink()


def _report(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    parts = [(TABLES, name) for name in formatted_tables(study)] + [(CHARTS, name) for name in study.charts]

    @dg.multi_asset(
        name=name_in_dagster(study, "report"),
        specs=[
            spec(
                study,
                ["report"],
                "The report: one page that holds tables, charts and text, for inside use.",
                "reporting",
                {"html"},
                deps=[asset_key(study, name) for name in ("results", "audit", "open_answers", "risk")]
                + [asset_key(study, *part) for part in parts],
            )
        ],
        partitions_def=waves,
    )
    def report(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        from infopos_pipeline.reporting.charts.bars import chart_picture
        from infopos_pipeline.reporting.composing import compose
        from infopos_pipeline.reporting.formats.page import page_html
        from infopos_pipeline.reporting.report import Report
        from infopos_pipeline.reporting.tables.crosswalk import crosswalk_csv

        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            results, counts = slices.results(), slices.counts()
            tables = {n: slices.output(f"{TABLES}/{n}.html").decode() for n in formatted_tables(study)}
            charts = {n: slices.output(f"{CHARTS}/{n}.svg").decode() for n in study.charts}
            # Their hashes go into the provenance as well: they too must be what the report says of all outputs.
            for name in ("results.csv", "audit.json", "risk.json"):
                slices.output(name)
        landed, made_from = slices.landed, slices.sources
        compared = tuple(one.wave for one in slices.compared)
        output = workplace.home.output(study.name, wave)
        asked, language = slices.asked, study.declared.language
        report = Report(
            study=asked,
            wave=wave,
            results=results,
            audit=audit_wave(workplace.project.wave_data(study.name, wave), asked, wave, results),
            synthetic=landed.arrival.synthetic,
            provenance=labelled(made_from, landed.arrival.landed),
            charts={
                name: chart_picture(chart, asked, results, language, charts[name])
                for name, chart in study.charts.items()
            },
            open_answers=reviewed_answers(slices.warehouse, study, wave),
            risks=risks(asked, counts),
            language=language,
            all_waves=study,
            waves=compared,
        )
        page = page_html(compose(report), tables)
        path = output / "report.html"
        write_atomic(path, page.encode())
        write_atomic(output / "crosswalk.csv", crosswalk_csv(study, compared).encode())
        for folder, declared in ((TABLES, formatted_tables(study)), (CHARTS, study.charts)):
            _remove_undeclared(output / folder, declared)
        write_provenance(output, made_from)
        return dg.MaterializeResult(
            metadata={
                "report": dg.MetadataValue.url(path.as_uri()),
                "path": dg.MetadataValue.path(str(path)),
                "bytes": path.stat().st_size,
                "sources": fingerprint(made_from),
            }
        )

    return report
