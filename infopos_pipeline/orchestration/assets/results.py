"""From responses to results: counted once, then described and tested, each place and hypothesis an asset."""

from collections.abc import Callable, Iterator, Mapping

import dagster as dg

from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.metadata import COUNT_SCHEMA, RESULT_SCHEMA
from infopos_pipeline.orchestration.previews import (
    base_n,
    counts_preview,
    hypothesis_preview,
    place_preview,
    results_preview,
    section_shown,
)
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import (
    DESCRIPTIVES,
    HYPOTHESES,
    WHICH_TEST,
    WaveSlices,
    result_asset_names,
    said_plainly,
)
from infopos_pipeline.reporting.formats.markdown import escaped
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.published import read_published
from infopos_pipeline.statistics.results import Result, results_csv
from infopos_pipeline.statistics.which_test import which_test_results
from infopos_pipeline.study import Study


def result_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``counts``, the families of descriptives and hypotheses, and ``results``."""
    return [
        _counts(study, waves),
        _family(
            study,
            waves,
            DESCRIPTIVES,
            {name: place.title.text(study.declared.language) for name, place in study.places().items()},
            place_preview,
            lambda asked, counts, wave: {n: place_results(p, asked, counts, wave) for n, p in asked.places().items()},
        ),
        _family(
            study,
            waves,
            HYPOTHESES,
            {name: declared.statement.text(study.declared.language) for name, declared in study.hypotheses.items()},
            hypothesis_preview,
            hypotheses_results,
        ),
        result_asset(
            study,
            waves,
            WHICH_TEST,
            "Every registered test against the printed stars: which could have been used, and which could not.",
            _which_test,
            lambda slices, results: section_shown("which_test", slices, results),
        ),
        _results(study, waves),
    ]


def _counts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    key = asset_key(study, "counts")

    @dg.multi_asset(
        name=name_in_dagster(study, "counts"),
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
                description="Every table counts each respondent once. If not, the fault is in the pipeline, not in the "
                "export: nothing is computed from these counts; report it with the names of the tables.",
                blocking=True,
            )
        ],
        partitions_def=waves,
    )
    def counts(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            cells = count(slices.responses(), slices.approached(), slices.asked)
        counted = Counts(cells, slices.asked)
        wrong = counted.tables_that_do_not_add_up()
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name="tables_add_up",
            passed=not wrong,
            description=f"{len(wrong)} tables do not add up" if wrong else "every table adds up",
            metadata={"respondents": counted.respondents, "tables": wrong},
        )
        if wrong:
            raise dg.Failure(f"{len(wrong)} tables do not add up to the respondents of wave {wave}.")
        slices.replace_counts(cells)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": len(cells),
                "base_n": counted.respondents,
                "preview": counts_preview(cells, slices.asked),
            },
        )

    return counts


def _family(
    study: Study,
    waves: dg.PartitionsDefinition[str],
    family: str,
    descriptions: Mapping[str, str],
    preview: Callable[[str, WaveSlices, list[Result]], dg.MarkdownMetadataValue],
    compute: Callable[[Study, Counts, str], Mapping[str, list[Result]]],
) -> dg.AssetsDefinition:
    """One multi-asset with an asset a name; each replaces its own slice of results."""

    @dg.multi_asset(
        name=name_in_dagster(study, family),
        specs=[
            spec(
                study,
                [family, name],
                escaped(description),
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
        with said_plainly():
            slices = WaveSlices(workplace, study, context.partition_key)
            computed = compute(slices.asked, slices.counts(), slices.wave)
        chosen = [name for name in descriptions if asset_key(study, family, name) in context.selected_asset_keys]
        with slices.warehouse.transaction():  # one for all of them: each would wait for the disk
            for name in chosen:
                slices.replace_results(f"{family}/{name}", computed[name])
        for name in chosen:
            results = computed[name]
            yield dg.MaterializeResult(
                asset_key=asset_key(study, family, name),
                metadata={
                    "dagster/row_count": len(results),
                    **base_n(results),
                    "preview": preview(name, slices, results),
                },
            )

    return compute_family


def result_asset(
    study: Study,
    waves: dg.PartitionsDefinition[str],
    name: str,
    description: str,
    compute: Callable[[WaveSlices], list[Result]],
    preview: Callable[[WaveSlices, list[Result]], dg.MarkdownMetadataValue],
    *,
    made_of: str = "counts",
    has_bases: bool = True,
) -> dg.AssetsDefinition:
    """One asset that replaces a slice of results of its own, from the counts or another asset of the wave."""

    @dg.multi_asset(
        name=name_in_dagster(study, name),
        specs=[
            spec(
                study,
                [name],
                description,
                "statistics",
                {"duckdb", "scipy"},
                deps=[asset_key(study, made_of)],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def computed(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        with said_plainly():
            slices = WaveSlices(workplace, study, context.partition_key)
            results = compute(slices)
        slices.replace_results(name, results)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(results),
                **(base_n(results) if has_bases else {}),
                "preview": preview(slices, results),
            }
        )

    return computed


def _which_test(slices: WaveSlices) -> list[Result]:
    published = slices.data / "published.csv"
    figures = read_published(published) if published.exists() else ()
    return which_test_results(slices.asked, slices.counts(), figures, slices.wave)


def _results(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name_in_dagster(study, "results"),
        specs=[
            spec(
                study,
                ["results"],
                "All results of the wave as results.csv: the one source of every table, chart, sentence and audit.",
                "statistics",
                {"csv"},
                deps=[asset_key(study, *name.split("/")) for name in result_asset_names(study)],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
                writes=["results.csv"],
            )
        ],
        partitions_def=waves,
    )
    def results(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            rows = slices.results()
        path = slices.write_output("results.csv", results_csv(rows).encode())
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(rows),
                "base_n": slices.counts().respondents,
                "preview": results_preview(rows),
                "path": dg.MetadataValue.path(str(path)),
            }
        )

    return results
