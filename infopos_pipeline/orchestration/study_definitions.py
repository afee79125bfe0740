"""A study's part of the definitions: its partitions, its assets, its job."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from infopos_pipeline.orchestration.assets.disclosure import disclosure_assets
from infopos_pipeline.orchestration.assets.interviews import interview_assets
from infopos_pipeline.orchestration.assets.outputs import output_assets
from infopos_pipeline.orchestration.assets.responses import response_assets
from infopos_pipeline.orchestration.assets.results import result_assets
from infopos_pipeline.orchestration.assets.trends import trend_assets
from infopos_pipeline.orchestration.keys import wave_job_name, waves_of
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.sensors import arrival_sensor, change_schedule
from infopos_pipeline.study import Study


def build_definitions(studies: Iterable[Study], workplace: Workplace) -> dg.Definitions:
    """The definitions of all studies. Different partitions do not run together, so each study has a job of its own."""
    assets: list[dg.AssetsDefinition] = []
    jobs, sensors, schedules = [], [], []
    for study in studies:
        waves = waves_of(study)
        own = [
            *response_assets(study, waves),
            *result_assets(study, waves),
            *trend_assets(study, waves),
            *interview_assets(study, waves),
            *disclosure_assets(study, waves),
            *output_assets(study, waves),
        ]
        assets += own
        job = dg.define_asset_job(
            wave_job_name(study),
            selection=dg.AssetSelection.assets(*(key for definition in own for key in definition.keys)),
            description=(
                f"Everything of one wave of {study.name}: from the landed export to the report. Choose the wave as the "
                "partition; what a person reads is in the group report, at the right of the graph."
            ),
        )
        jobs.append(job)
        sensors.append(arrival_sensor(study, job, waves))
        schedules.append(change_schedule(study, job))
    return dg.Definitions(
        assets=assets,
        jobs=jobs,
        sensors=sensors,
        schedules=schedules,
        resources={"workplace": workplace},
        executor=dg.in_process_executor,
    )
