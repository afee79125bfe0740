"""From results to what people read: tables, charts, the audit, the report. Everything here reads results and nothing
else, but for the reviewed open answers and quotes, and the risk in the report.
"""

import json
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import dagster as dg

from infopos_pipeline.files import write_atomic
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.links import DOCUMENTS
from infopos_pipeline.orchestration.previews import (
    base_n,
    facts_preview,
    found_in_numbers,
    picture_preview,
    section_preview,
    table_preview,
)
from infopos_pipeline.orchestration.provenance import fingerprint, write_provenance
from infopos_pipeline.orchestration.reports import report_of
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import (
    DESCRIPTIVES,
    HYPOTHESES,
    WaveSlices,
    said_plainly,
)
from infopos_pipeline.reporting.documents import FILES, declared_files, report_files
from infopos_pipeline.reporting.formats.markdown import escaped
from infopos_pipeline.statistics.audit import audit_wave
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Table

TABLES, CHARTS = "tables", "charts"
TEXTS_CURRENT = "texts_are_current"


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


def _made(
    key: dg.AssetKey, preview: dg.MarkdownMetadataValue, path: Path, base: Mapping[str, str | int]
) -> dg.MaterializeResult[None]:
    """What is told of a table or chart that was written."""
    return dg.MaterializeResult(
        asset_key=key, metadata={"preview": preview, **base, "path": dg.MetadataValue.path(str(path))}
    )


def _written(slices: WaveSlices, files: Mapping[str, str]) -> list[Path]:
    """Write files of the outputs, and keep in one transaction what they were made from; their paths."""
    with slices.warehouse.transaction():
        return [slices.write_output(name, text.encode()) for name, text in files.items()]


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
                study,
                [TABLES, name],
                escaped(table.title.text(language)),
                "reporting",
                {"html"},
                deps=deps(table),
                writes=[f"{TABLES}/{name}.html"],
            ).replace_attributes(skippable=True)
            for name, table in tables.items()
        ],
        can_subset=True,
        partitions_def=waves,
    )
    def tables_family(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.formats.great_tables_html import model_html
        from infopos_pipeline.reporting.tables.layouts import table_model

        slices, results = _results(workplace, study, context.partition_key)
        synthetic = slices.landed.arrival.synthetic
        chosen = [name for name in tables if asset_key(study, TABLES, name) in context.selected_asset_keys]
        models = {name: table_model(tables[name], slices.asked, results, language, synthetic) for name in chosen}
        paths = _written(slices, {f"{TABLES}/{name}.html": model_html(model) for name, model in models.items()})
        for (name, model), path in zip(models.items(), paths, strict=True):
            base = base_n(result for result in results if result.place == name)
            yield _made(asset_key(study, TABLES, name), table_preview(model), path, base)

    return tables_family


def _charts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    language = study.declared.language

    @dg.multi_asset(
        name=name_in_dagster(study, CHARTS),
        specs=[
            spec(
                study,
                [CHARTS, name],
                escaped(chart.title.text(language)),
                "reporting",
                {"altair"},
                deps=[asset_key(study, DESCRIPTIVES, name)],
                writes=[f"{CHARTS}/{name}.svg"],
            ).replace_attributes(skippable=True)
            for name, chart in study.charts.items()
        ],
        can_subset=True,
        partitions_def=waves,
    )
    def charts_family(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.charts.bars import chart_picture

        slices, results = _results(workplace, study, context.partition_key)
        chosen = [name for name in study.charts if asset_key(study, CHARTS, name) in context.selected_asset_keys]
        drawn = {name: chart_picture(study.charts[name], slices.asked, results, language) for name in chosen}
        paths = _written(slices, {f"{CHARTS}/{name}.svg": picture.svg for name, picture in drawn.items()})
        for (name, picture), path in zip(drawn.items(), paths, strict=True):
            base = base_n(result for result in results if result.place == name)
            yield _made(asset_key(study, CHARTS, name), picture_preview(picture), path, base)

    return charts_family


def _audit(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    key = asset_key(study, "audit")

    @dg.multi_asset(
        name=name_in_dagster(study, "audit"),
        specs=[
            spec(
                study,
                ["audit"],
                "Every figure that was published about the wave, held against the one that is computed now. It "
                "reports and blocks nothing.",
                "statistics",
                {"json"},
                writes=["audit.json"],
                deps=[asset_key(study, "results")],
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                "published_figures_hold",
                asset=key,
                description="Every published figure is reproduced, a declared fact of the fieldwork, or a proven "
                "erratum. If not, the report lists those that differ: mend the declaration that makes the difference, "
                "or write it down as an erratum with its proof.",
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
            asset_key=key,
            metadata={
                "preview": facts_preview("Published figures by what came of them", statuses),
                "figures": statuses,
                "path": dg.MetadataValue.path(str(path)),
            },
        )

    return audit


def _remove_undeclared(folder: Path, declared: Container[str]) -> None:
    """Take out what was declared once and is not any more."""
    for path in folder.glob("*"):  # without charts there is no folder
        if path.stem not in declared:
            path.unlink()


def _read_besides(study: Study) -> tuple[str, ...]:
    """The assets that a report reads beside its tables and charts."""
    return ("results", "audit", "open_answers", "risk", *(["quotes"] if study.interviews else []))


def _report(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    parts = [(TABLES, name) for name in formatted_tables(study)] + [(CHARTS, name) for name in study.charts]
    key = asset_key(study, "report")

    @dg.multi_asset(
        name=name_in_dagster(study, "report"),
        specs=[
            spec(
                study,
                ["report"],
                "The report people read: text, tables and charts of a wave, for inside use. Its summary is the "
                "preview under *View in Asset Catalog*.",
                "report",
                {"html", *study.written.outline.documents},
                writes=declared_files(study.written.outline.documents),
                deps=[asset_key(study, name) for name in _read_besides(study)]
                + [asset_key(study, *part) for part in parts],
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                TEXTS_CURRENT,
                asset=key,
                description="What the texts that a person wrote cite is still what it was then. If not, read those "
                "texts again: the report marks them, and a release leaves them out.",
            )
        ],
        partitions_def=waves,
    )
    def report(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.pictures import with_pictures
        from infopos_pipeline.reporting.sections.describing import summary
        from infopos_pipeline.reporting.sections.narrative import stale_texts
        from infopos_pipeline.reporting.tables.crosswalk import crosswalk_csv

        with said_plainly():
            slices = WaveSlices(workplace, study, context.partition_key)
            report = report_of(slices)
            tables = {n: slices.output(f"{TABLES}/{n}.html").decode() for n in formatted_tables(study)}
            charts = {n: slices.output(f"{CHARTS}/{n}.svg").decode() for n in study.charts}
            # Their hashes go into the provenance as well: they too must be what the report says of all outputs.
            for name in ("results.csv", "audit.json", "risk.json"):
                slices.output(name)
        output = workplace.home.output(study.name, slices.wave)
        for name, content in report_files(with_pictures(report, charts), tables).items():
            write_atomic(output / name, content)
        write_atomic(output / "crosswalk.csv", crosswalk_csv(study, report.waves).encode())
        for name in set(FILES.values()) - {*declared_files(study.written.outline.documents)}:
            (output / name).unlink(missing_ok=True)
        for folder, declared in ((TABLES, formatted_tables(study)), (CHARTS, study.charts)):
            _remove_undeclared(output / folder, declared)
        write_provenance(output, slices.sources)
        stale = stale_texts(report)
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=TEXTS_CURRENT,
            passed=not stale,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"texts": stale},
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "preview": section_preview(summary(report)),
                "base_n": slices.counts().respondents,
                **found_in_numbers(report),
                **{name: dg.MetadataValue.path(str(output / name)) for name in DOCUMENTS if (output / name).exists()},
                "sources": fingerprint(slices.sources),
            },
        )

    return report
