"""From responses to results: counted once, then described and tested, each place and hypothesis an asset."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields

import dagster as dg
import narwhals as nw
import pyarrow as pa

from infopos_pipeline.files import write_atomic
from infopos_pipeline.orchestration.keys import asset_key, spec
from infopos_pipeline.orchestration.metadata import COUNT_SCHEMA, RESULT_SCHEMA, results_preview
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.statistics.counting import CountedCell, Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.published import read_published
from infopos_pipeline.statistics.results import Result, result_rows, results_csv, results_from_rows
from infopos_pipeline.statistics.which_test import which_test_results
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse

DESCRIPTIVES, HYPOTHESES, WHICH_TEST = "descriptives", "hypotheses", "which_test"
NON_RESPONSE, TRENDS = "non_response", "trends"
_RESULT_FIELDS = [field.name for field in fields(Result)]


def result_asset_names(study: Study) -> list[str]:
    """The assets that make results, in the order in which ``results.csv`` has them."""
    families = ((DESCRIPTIVES, study.places()), (HYPOTHESES, study.hypotheses))
    return [*(f"{family}/{name}" for family, names in families for name in names), WHICH_TEST, NON_RESPONSE, TRENDS]


def read_results(warehouse: Warehouse, study: Study, wave: str) -> list[Result]:
    """All results of a wave, in declared order."""
    rows = warehouse.rows(study, "results", ["asset", *_RESULT_FIELDS], '"row"', wave=wave)
    by_asset: dict[str, list[Sequence[object]]] = {}
    for asset, *row in rows:
        by_asset.setdefault(asset, []).append(row)
    return [result for name in result_asset_names(study) for result in results_from_rows(by_asset.get(name, []))]


def result_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``counts``, the families of descriptives and hypotheses, and ``results``."""
    return [
        _counts(study, waves),
        _family(
            study,
            waves,
            DESCRIPTIVES,
            {name: place.title.text(study.declared.language) for name, place in study.places().items()},
            lambda asked, counts, wave: {n: place_results(p, asked, counts, wave) for n, p in asked.places().items()},
        ),
        _family(
            study,
            waves,
            HYPOTHESES,
            {name: declared.statement.text(study.declared.language) for name, declared in study.hypotheses.items()},
            hypotheses_results,
        ),
        _which_test(study, waves),
        _results(study, waves),
    ]


def _counts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    key = asset_key(study, "counts")

    @dg.multi_asset(
        name=f"{study.name}_counts",
        specs=[
            spec(
                study,
                ["counts"],
                "Every contingency table the study needs, counted at once: respondents and municipalities by cell.",
                "statistics",
                {"duckdb"},
                deps=[asset_key(study, "responses")],
                metadata={"dagster/column_schema": COUNT_SCHEMA},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                "tables_add_up",
                asset=key,
                description="Every table of respondents counts each respondent once.",
                blocking=True,
            )
        ],
        partitions_def=waves,
    )
    def counts(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        responses = nw.from_native(warehouse.relation(study, "responses", wave))
        approached = nw.from_native(warehouse.relation(study, "approached", wave))
        asked = study.at(wave)
        cells = count(responses, approached, asked)
        counted = Counts(cells, asked)
        wrong = counted.tables_that_do_not_add_up()
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name="tables_add_up",
            passed=not wrong,
            metadata={"respondents": counted.respondents, "tables": wrong},
        )
        if wrong:
            raise dg.Failure(f"{len(wrong)} tables do not add up to the respondents of wave {wave}.")
        warehouse.replace(study, "counts", _count_rows(cells), wave=wave)
        yield dg.MaterializeResult(
            asset_key=key, metadata={"dagster/row_count": len(cells), "respondents": counted.respondents}
        )

    return counts


def _count_rows(cells: Sequence[CountedCell]) -> pa.Table:
    pair = pa.struct([("item", pa.string()), ("category", pa.string())])
    return pa.table(
        {
            "table": pa.array([cell.table for cell in cells], pa.string()),
            "cell": pa.array([[{"item": i, "category": c} for i, c in cell.cell] for cell in cells], pa.list_(pair)),
            "n": pa.array([cell.n for cell in cells], pa.int64()),
            "n_entities": pa.array([cell.n_entities for cell in cells], pa.int64()),
        }
    )


def read_counts(warehouse: Warehouse, study: Study, wave: str) -> Counts:
    """The counts of a wave, from their slice."""
    rows = warehouse.rows(study, "counts", ["table", "cell", "n", "n_entities"], '"table", "cell"', wave=wave)
    return Counts(
        (
            CountedCell(table, tuple((pair["item"], pair["category"]) for pair in cell), n, k)
            for table, cell, n, k in rows
        ),
        study.at(wave),
    )


def _family(
    study: Study,
    waves: dg.PartitionsDefinition[str],
    family: str,
    descriptions: Mapping[str, str],
    compute: Callable[[Study, Counts, str], Mapping[str, list[Result]]],
) -> dg.AssetsDefinition:
    """One multi-asset with an asset a name; each replaces its own slice of results."""

    @dg.multi_asset(
        name=f"{study.name}_{family}",
        specs=[
            spec(
                study,
                [family, name],
                description,
                "statistics",
                {"duckdb", "scipy"} if family == HYPOTHESES else {"duckdb"},
                deps=[asset_key(study, "counts")],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            ).replace_attributes(skippable=True)
            for name, description in descriptions.items()
        ],
        can_subset=True,
        partitions_def=waves,
    )
    def compute_family(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult[None]]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        computed = compute(study.at(wave), read_counts(warehouse, study, wave), wave)
        for name in descriptions:
            key = asset_key(study, family, name)
            if key not in context.selected_asset_keys:
                continue
            results = computed[name]
            replace_results(warehouse, study, wave, f"{family}/{name}", results)
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={"dagster/row_count": len(results), "preview": results_preview(results)},
            )

    return compute_family


def _which_test(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{study.name}_{WHICH_TEST}",
        specs=[
            spec(
                study,
                [WHICH_TEST],
                "Every registered test against the printed stars: which could have been used, and which could not.",
                "statistics",
                {"duckdb", "scipy"},
                deps=[asset_key(study, "counts")],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def which_test(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        published = workplace.project.wave_data(study.name, wave) / "published.csv"
        figures = read_published(published) if published.exists() else ()
        warehouse = workplace.warehouse(study)
        results = which_test_results(study.at(wave), read_counts(warehouse, study, wave), figures, wave)
        replace_results(warehouse, study, wave, WHICH_TEST, results)
        return dg.MaterializeResult(metadata={"dagster/row_count": len(results), "preview": results_preview(results)})

    return which_test


def replace_results(warehouse: Warehouse, study: Study, wave: str, asset: str, results: Sequence[Result]) -> None:
    """Replace the results of one asset and wave."""
    rows = result_rows(results)
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_RESULT_FIELDS) if name != "wave"}
    kinds = {"value": pa.float64(), "base": pa.int64()}
    table = pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})
    table = table.append_column("row", pa.array(range(len(rows)), pa.int32()))
    warehouse.replace(study, "results", table, wave=wave, asset=asset)


def _results(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{study.name}_results",
        specs=[
            spec(
                study,
                ["results"],
                "All results of the wave as results.csv: the one source of every table, chart, sentence and audit.",
                "statistics",
                {"csv"},
                deps=[asset_key(study, *name.split("/")) for name in result_asset_names(study)],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def results(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        rows = read_results(warehouse, study, wave)
        path = workplace.home.output(study.name, wave) / "results.csv"
        write_atomic(path, results_csv(rows).encode())
        return dg.MaterializeResult(metadata={"dagster/row_count": len(rows), "path": dg.MetadataValue.path(str(path))})

    return results
