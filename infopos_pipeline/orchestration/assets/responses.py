"""From the landed export to the slices of responses and open answers. Identified frames never pass between assets: one
step reads and writes.
"""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.messages import joined, said
from infopos_pipeline.orchestration.checks import response_check_results, response_check_specs
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.landed_responses import Told, read_landed
from infopos_pipeline.orchestration.metadata import OPEN_ANSWER_SCHEMA, response_schema
from infopos_pipeline.orchestration.previews import answered_preview, facts_preview, statuses_preview
from infopos_pipeline.orchestration.provenance import compared_waves
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.reviews import renew_texts
from infopos_pipeline.orchestration.slices import WaveSlices, require_landed, said_plainly
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.open_answers import OpenAnswer, seal_answers
from infopos_pipeline.privacy.redaction import redactor
from infopos_pipeline.privacy.sealed_texts import STATUSES
from infopos_pipeline.problems import InputError, Problem, bounded, discreet
from infopos_pipeline.quality.open_answers import OpenAnswers, joined_open_answers, open_items
from infopos_pipeline.study import Study
from infopos_pipeline.study.wording import wording_problems
from infopos_pipeline.warehouse.spark_slices import PartsToMake
from infopos_pipeline.warehouse.staging import Staging

_SAID = 3
"""Problems of one question that a failed run says in full."""


def response_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``raw_responses``, ``responses`` and ``open_answers`` of a study."""
    key, open_key = asset_key(study, "responses"), asset_key(study, "open_answers")

    @dg.multi_asset(
        name=name_in_dagster(study, "raw_responses"),
        specs=[
            spec(
                study,
                ["raw_responses"],
                "The export as it landed: its fingerprint, when it came, whether it is invented. The file itself "
                "stays in the landing folder.",
                "ingest",
                {"file"},
            )
        ],
        partitions_def=waves,
    )
    def raw_responses(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult[None]:
        with said_plainly():
            landed = require_landed(workplace, study, context.partition_key)
            size = landed.export_file().stat().st_size
        facts: dict[str, str | int | bool] = {
            "sha256": landed.arrival.export_hash,
            "frame_sha256": landed.arrival.frame_hash or "",
            "bytes": str(size),
            "landed": landed.arrival.landed,
            "synthetic": landed.arrival.synthetic,
        }
        return dg.MaterializeResult(
            metadata={
                "preview": facts_preview("The export", facts),
                "path": dg.MetadataValue.path(str(landed.folder)),
                **facts,
            },
            data_version=dg.DataVersion(f"{landed.arrival.export_hash}-{landed.arrival.frame_hash}"),
        )

    @dg.multi_asset(
        name=name_in_dagster(study, "responses"),
        specs=[
            spec(
                study,
                ["responses"],
                "One row a respondent, under a pseudonym: facts of the frame, answers, why an answer is missing, "
                "and what is derived from them. The preview says how many answered each question.",
                "privacy",
                {"duckdb", "pandera"},
                deps=[asset_key(study, "raw_responses")],
                metadata={"dagster/column_schema": response_schema(study)},
            ),
            spec(
                study,
                ["open_answers"],
                "What respondents wrote themselves: redacted, apart from who wrote it, and sealed until a person "
                "has read it (`infopos review`).",
                "privacy",
                {"duckdb"},
                deps=[asset_key(study, "raw_responses")],
                metadata={"dagster/column_schema": OPEN_ANSWER_SCHEMA},
            ),
        ],
        check_specs=response_check_specs(key),
        partitions_def=waves,
    )
    def responses(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        wave = context.partition_key
        asked = study.at(wave)
        with said_plainly():
            landed = require_landed(workplace, study, wave)
        changed = _changed_labels(workplace, study, landed)
        if changed:
            yield from response_check_results(key, changed)
            raise dg.Failure(joined("\n", (problem.line for problem in bounded(changed, _SAID))))
        with said_plainly():
            slices = WaveSlices(workplace, study, wave, landed)
        with slices.staging() as staged:
            with said_plainly():
                read, problems = _read(workplace, slices, staged)
            yield from response_check_results(key, problems)
            if read is None:
                # The problems are in the checks; an exception of their own would only repeat them.
                number = len(problems)
                raise dg.Failure(
                    said(
                        "The export of wave {wave} has {number} problems; run infopos check on it.",
                        wave=wave,
                        number=number,
                    )
                )
            with said_plainly():
                slices.replace_responses(staged, read.approached)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": staged.rows,
                "base_n": staged.rows,
                "preview": answered_preview(read.answered, asked),
                "approached": read.approached.num_rows,
                "set_aside": read.set_aside,
                "synthetic": landed.arrival.synthetic,
            },
        )
        with said_plainly():
            sealed = _sealed(read.open_answers, asked, wave, workplace.key())
        with said_plainly():
            open_answers = discreet(renew_texts)(slices.warehouse, study, wave, OpenAnswer, sealed)
        statuses = _statuses(open_answers, asked)
        yield dg.MaterializeResult(
            asset_key=open_key,
            metadata={
                "dagster/row_count": len(open_answers),
                "preview": statuses_preview(statuses, asked),
                "statuses": statuses,
            },
        )

    return [raw_responses, responses]


def _changed_labels(workplace: Workplace, study: Study, landed: LandedWave) -> list[Problem]:
    """Where the study says otherwise now how this wave, and those it is compared with, were asked."""
    before = compared_waves(workplace, study, landed.wave)
    return [p for one in (*before, landed) for p in wording_problems(study, one.wave, one.questionnaire())]


def _statuses(answers: list[OpenAnswer], study: Study) -> dict[str, dict[str, int]]:
    """How many open answers of each item have which status."""
    found = Counter((answer.item, answer.status) for answer in answers)
    return {item.name: {status: found[item.name, status] for status in STATUSES} for item in open_items(study)}


def _read(
    workplace: Workplace, slices: WaveSlices, staged: Staging | PartsToMake
) -> tuple[Told | None, tuple[Problem, ...]]:
    """Read the export, and stage what is kept of it; what is wrong in it, or worth knowing."""
    try:
        told = read_landed(slices.landed, slices.asked, workplace.key(), staged)
    except InputError as error:
        return None, error.problems
    return told, tuple(bounded(dict.fromkeys(told.remarks)))


@discreet
def _sealed(parts: list[OpenAnswers], study: Study, wave: str, key: Key) -> list[OpenAnswer]:
    """Open answers as they are kept: redacted and sealed."""
    given = joined_open_answers(parts)
    return seal_answers(given, redactor(study, given.municipalities, given.persons), wave, key)
