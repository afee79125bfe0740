"""A wave against those before it, and its response against the frame: answer patterns, trends, non-response.

Rows belong to the wave that is compared, never to those it is compared with: those stay as they are.
"""

import dagster as dg
import narwhals as nw
import pyarrow as pa

from infopos_pipeline.ingest.landing import waves_before
from infopos_pipeline.orchestration.assets.results import NON_RESPONSE, TRENDS, read_counts, replace_results
from infopos_pipeline.orchestration.keys import asset_key, spec
from infopos_pipeline.orchestration.metadata import PATTERN_SCHEMA, RESULT_SCHEMA, results_preview
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.statistics.panel_counting import AnswerPattern, count_patterns, followed_variables
from infopos_pipeline.statistics.response_results import response_results
from infopos_pipeline.statistics.trend_results import trend_results
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse

PATTERNS = "answer_patterns"


def trend_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``answer_patterns``, ``trends`` and ``non_response`` of a wave."""
    return [_patterns(study, waves), _trends(study, waves), _non_response(study, waves)]


def compared_waves(workplace: Workplace, study: Study, wave: str) -> list[str]:
    """The waves that a wave is compared with, and itself last."""
    before = waves_before(workplace.home.landing(study.name), wave, study.trends.earlier)
    return [*(landed.wave for landed in before), wave]


def _patterns(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{study.name}_{PATTERNS}",
        specs=[
            spec(
                study,
                [PATTERNS],
                f"How many municipalities answered what in this wave and the {study.trends.earlier} before it.",
                "statistics",
                {"duckdb"},
                deps=[asset_key(study, "responses")],
                metadata={"dagster/column_schema": PATTERN_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def answer_patterns(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        compared = compared_waves(workplace, study, wave)
        responses = {one: nw.from_native(warehouse.relation(study, "responses", one)) for one in compared}
        names = followed_variables(study, wave)
        found = count_patterns(responses, study, names) if len(compared) > 1 else []
        warehouse.replace(study, PATTERNS, _rows(found), wave=wave)
        return dg.MaterializeResult(metadata={"dagster/row_count": len(found), "waves": len(compared)})

    return answer_patterns


def _rows(patterns: list[AnswerPattern]) -> pa.Table:
    pair = pa.struct([("wave", pa.string()), ("cell", pa.string())])
    answers = [[{"wave": wave, "cell": cell} for wave, cell in pattern.answers] for pattern in patterns]
    return pa.table(
        {
            "variable": pa.array([pattern.variable for pattern in patterns], pa.string()),
            "answers": pa.array(answers, pa.list_(pair)),
            "n": pa.array([pattern.n for pattern in patterns], pa.int64()),
        }
    )


def read_patterns(warehouse: Warehouse, study: Study, wave: str) -> list[AnswerPattern]:
    """The answer patterns of a wave, from their slice."""
    rows = warehouse.rows(study, PATTERNS, ["variable", "answers", "n"], '"variable", "answers"', wave=wave)
    return [
        AnswerPattern(variable, tuple((pair["wave"], pair["cell"]) for pair in answers), n)
        for variable, answers, n in rows
    ]


def _trends(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{study.name}_{TRENDS}",
        specs=[
            spec(
                study,
                [TRENDS],
                "This wave against all earlier ones: values, changes of all and of the panel, tests of the family.",
                "statistics",
                {"duckdb", "scipy"},
                deps=[asset_key(study, PATTERNS)],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def trends(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        compared = compared_waves(workplace, study, wave)
        results = trend_results(study, compared, read_patterns(warehouse, study, wave))
        replace_results(warehouse, study, wave, TRENDS, results)
        # No figure of another wave in the history of this one: that wave can be removed.
        return dg.MaterializeResult(metadata={"dagster/row_count": len(results), "waves": len(compared)})

    return trends


def _non_response(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{study.name}_{NON_RESPONSE}",
        specs=[
            spec(
                study,
                [NON_RESPONSE],
                "Who responded against everybody in the frame, by each of its facts; weights if they are declared.",
                "statistics",
                {"duckdb", "scipy"},
                deps=[asset_key(study, "counts")],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def non_response(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        warehouse = workplace.warehouse(study)
        results = response_results(study.at(wave), read_counts(warehouse, study, wave), wave)
        replace_results(warehouse, study, wave, NON_RESPONSE, results)
        return dg.MaterializeResult(metadata={"dagster/row_count": len(results), "preview": results_preview(results)})

    return non_response
