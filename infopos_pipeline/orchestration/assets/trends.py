"""A wave against those before it, and its response against the frame: answer patterns, trends, non-response.

Rows belong to the wave that is compared, never to those it is compared with: those stay as they are.
"""

import dagster as dg

from infopos_pipeline.orchestration.assets.results import result_asset
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.metadata import PATTERN_SCHEMA
from infopos_pipeline.orchestration.previews import labels_preview, section_shown
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import NON_RESPONSE, PATTERNS, TRENDS, WaveSlices, said_plainly
from infopos_pipeline.statistics.panel_counting import count_patterns, followed_variables
from infopos_pipeline.statistics.response_results import response_results
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.trend_results import trend_results
from infopos_pipeline.study import Study


def trend_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``answer_patterns``, ``trends`` and ``non_response`` of a wave."""
    return [
        _patterns(study, waves),
        result_asset(
            study,
            waves,
            TRENDS,
            "This wave against all earlier ones: values, changes of all and of the panel, tests of the family.",
            lambda slices: trend_results(study, [landed.wave for landed in slices.compared], slices.patterns()),
            _followed,
            made_of=PATTERNS,
            has_bases=False,
        ),
        result_asset(
            study,
            waves,
            NON_RESPONSE,
            "Who responded against everybody in the frame, by each of its facts; weights if they are declared.",
            lambda slices: response_results(slices.asked, slices.counts(), slices.wave),
            lambda slices, results: section_shown("response", slices, results),
        ),
    ]


def _followed(slices: WaveSlices, results: list[Result]) -> dg.MarkdownMetadataValue:
    """What is followed, without a figure: those of a comparison are of another wave too, which can be removed."""
    title = "Followed through the waves (figures stand in the report and in results.csv)"
    names = dict.fromkeys(row.item for row in results if row.item in slices.study.variables)
    return labels_preview(title, names, slices.study)


def _patterns(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name_in_dagster(study, PATTERNS),
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
        with said_plainly():
            slices = WaveSlices(workplace, study, context.partition_key)
            responses = slices.compared_responses()
        compared = [landed.wave for landed in slices.compared]
        names = followed_variables(study, compared)
        found = count_patterns(responses, study, compared, names) if len(compared) > 1 else []
        slices.replace_patterns(found)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(found),
                "preview": labels_preview("Questions whose answers are followed", names, study),
                "waves": str(len(compared)),
            }
        )

    return answer_patterns
