"""From the material of the interviews to quotes and their counts. A study without ``themes.yaml`` has none of it."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from infopos_pipeline.interviews.coding import coded_spans
from infopos_pipeline.interviews.counting import interview_results
from infopos_pipeline.interviews.material import coders_of
from infopos_pipeline.interviews.quotes import Quote, sealed_quotes
from infopos_pipeline.orchestration.interview_material import material_of, redacted_material, review_of
from infopos_pipeline.orchestration.interviews import declared_interviews
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.metadata import QUOTE_SCHEMA, RESULT_SCHEMA
from infopos_pipeline.orchestration.previews import facts_preview, section_shown, themes_preview
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.reviews import renew_texts
from infopos_pipeline.orchestration.slices import INTERVIEWS, WaveSlices, said_plainly
from infopos_pipeline.privacy.sealed_texts import STATUSES
from infopos_pipeline.problems import discreet
from infopos_pipeline.study import Study

QUOTES_REVIEWED = "quotes_are_reviewed"


def interview_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``transcripts``, ``quotes`` and ``interviews`` of a study that declares interviews."""
    if study.interviews is None:
        return []
    return [_transcripts(study, waves), _quotes(study, waves), _counts(study, waves)]


def _transcripts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name_in_dagster(study, "transcripts"),
        specs=[
            spec(
                study,
                ["transcripts"],
                "The transcripts of the interviews and what coders selected in them, as they were added: how many. "
                "The texts stay in the folder of the interviews.",
                "interviews",
                {"file"},
                deps=[asset_key(study, "responses")],
            )
        ],
        partitions_def=waves,
    )
    def transcripts(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            material, review = material_of(workplace, study, wave), review_of(workplace, study, wave)
        facts = {
            "transcripts": len(material.transcripts),
            "accepted": len(review.accepted.keys() & material.transcripts.keys()),
            "coders": len(coders_of(material)),
            "selections": len(material.selections),
        }
        version = slices.sources["interviews"] or "none"
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(material.transcripts),
                "preview": facts_preview("The interviews", facts),
                **facts,
            },
            data_version=dg.DataVersion(version),
        )

    return transcripts


def _quotes(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    key = asset_key(study, "quotes")

    @dg.multi_asset(
        name=name_in_dagster(study, "quotes"),
        specs=[
            spec(
                study,
                ["quotes"],
                "What was selected for a theme: redacted, and sealed until a person has read it "
                "(`infopos interviews review`). The preview says how many there are of each theme.",
                "interviews",
                {"duckdb"},
                deps=[asset_key(study, "transcripts")],
                metadata={"dagster/column_schema": QUOTE_SCHEMA},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                QUOTES_REVIEWED,
                asset=key,
                description="A person has read every quote. If not, the report shows only those that were accepted: "
                "infopos interviews review.",
            )
        ],
        partitions_def=waves,
    )
    def quotes(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            made = discreet(_sealed)(workplace, study, wave)
            rows = discreet(renew_texts)(slices.warehouse, study, wave, Quote, made)
        statuses = Counter(row.status for row in rows)
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=QUOTES_REVIEWED,
            passed=not statuses["unreviewed"],
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"unreviewed": statuses["unreviewed"]},
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": len(rows),
                "preview": themes_preview(rows, study),
                **{status: statuses[status] for status in STATUSES},
            },
        )

    return quotes


def _sealed(workplace: Workplace, study: Study, wave: str) -> list[Quote]:
    """The quotes of a wave, made anew; without transcripts nothing is read for them."""
    material = material_of(workplace, study, wave)
    if not material.transcripts:
        return []
    transcripts = redacted_material(workplace, study, wave, material, review_of(workplace, study, wave))
    return sealed_quotes(coded_spans(material, declared_interviews(study)), transcripts, wave, workplace.key())


def _counts(study: Study, waves: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name_in_dagster(study, INTERVIEWS),
        specs=[
            spec(
                study,
                [INTERVIEWS],
                "How many passages and interviews are about each theme, support, nuance or contradict each hypothesis; "
                "agreement between coders, and what each interview added.",
                "interviews",
                {"duckdb"},
                deps=[asset_key(study, "transcripts")],
                metadata={"dagster/column_schema": RESULT_SCHEMA},
            )
        ],
        partitions_def=waves,
    )
    def interviews(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        wave = context.partition_key
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            material = material_of(workplace, study, wave)
            results = discreet(interview_results)(material, declared_interviews(study), wave)
        slices.replace_results(INTERVIEWS, results)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(results),
                "base_n": len(material.transcripts),
                "preview": section_shown("joint_display", slices, results),
            }
        )

    return interviews
