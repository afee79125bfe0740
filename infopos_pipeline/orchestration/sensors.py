"""What runs by itself: a sensor that takes in what is dropped, and a schedule that reruns what has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from infopos_pipeline.ingest.incoming import Drop, done, drops, take, taken
from infopos_pipeline.ingest.landing import LandedWave, landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.arrivals import Arrived, frame_of_before, quarantine, take_in
from infopos_pipeline.orchestration.checks import response_check_results
from infopos_pipeline.orchestration.interrupted import end_interrupted
from infopos_pipeline.orchestration.keys import ARRIVAL_TAG, asset_key, name_in_dagster
from infopos_pipeline.orchestration.provenance import waves_after
from infopos_pipeline.orchestration.removal import remove_samples
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import outdated_before
from infopos_pipeline.problems import Problem
from infopos_pipeline.study import Study

SECONDS = 5
"""How often the sensor looks. A file is taken at the second look that finds it unchanged."""


def arrival_sensor(study: Study, job: Any, waves: dg.DynamicPartitionsDefinition) -> dg.SensorDefinition:
    """The sensor on the drop of a study; on from the start."""

    @dg.sensor(
        name=name_in_dagster(study, "arrivals"),
        job=job,
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            f"Watches incoming/{study.name}/<wave>/ in the home for export.* (and frame.*): a good one lands and runs, "
            "a bad one goes to quarantine with its report."
        ),
    )
    def arrivals(context: dg.SensorEvaluationContext, workplace: Workplace) -> dg.SensorResult:
        os.umask(0o077)
        end_interrupted(context.instance, workplace.home)
        incoming = workplace.home.incoming(study.name)
        before: Mapping[str, Any] = json.loads(context.cursor) if context.cursor else {}
        waiting: dict[str, Any] = {}
        reasons = []
        for drop in drops(incoming):
            reason = _not_yet(drop, before.get(drop.wave), workplace, study)
            if reason:
                waiting[drop.wave] = _cursor(drop)
                reasons.append(f"{drop.wave}: {reason}")
            else:
                take(drop)
        events: list[dg.AssetCheckEvaluation] = []
        for drop in taken(incoming):
            arrived = _arrive(drop, workplace, study, context.instance)
            done(drop)
            events += _checks(arrived, study)
        requests = list(_requests(workplace, study, _not_run(context.instance, workplace, study)))
        known = set(context.instance.get_dynamic_partitions(waves.name or ""))
        new = [request.partition_key for request in requests if request.partition_key not in known]
        return dg.SensorResult(
            run_requests=requests,
            dynamic_partitions_requests=[waves.build_add_request([name for name in new if name])] if new else [],
            cursor=json.dumps(waiting),
            asset_events=events,
            skip_reason=None if requests else "; ".join(reasons) or "nothing new in the drop",
        )

    return arrivals


def _cursor(drop: Drop) -> Mapping[str, list[int]]:
    return {name: list(seen) for name, seen in drop.seen.items()}


def _not_yet(drop: Drop, before: object, workplace: Workplace, study: Study) -> str:
    """Why a drop is not taken at this look; "" if it is."""
    if before != _cursor(drop):
        return "waits until the file has stopped growing"
    if study.frame and not drop.frames and frame_of_before(workplace.home, study, drop.wave) is None:
        return "waits for the frame (frame.csv beside the export)"
    return ""


def _arrive(drop: Drop, workplace: Workplace, study: Study, instance: dg.DagsterInstance) -> Arrived:
    """Take a drop in; one with several exports goes to quarantine as it is."""
    home = workplace.home
    export = drop.exports[0]
    frame = drop.frames[0].read_bytes() if drop.frames else frame_of_before(home, study, drop.wave)
    if len(drop.exports) > 1 or len(drop.frames) > 1:
        problem = Problem(
            code="several_files",
            file="export" if len(drop.exports) > 1 else "frame",
            expected=said("one export and one frame a wave"),
            hint=said("Leave one of each in the folder of the wave."),
        )
        folder = quarantine(home, study, drop.wave, export, frame, [problem])
        for path in drop.files:
            path.replace(folder / path.name)
        return Arrived(drop.wave, None, folder, (problem,))
    return take_in(home, study, drop.wave, export, frame, make_room=lambda: remove_samples(instance, study, workplace))


def _checks(arrived: Arrived, study: Study) -> Iterator[dg.AssetCheckEvaluation]:
    """The checks of a bad export, so that it shows where those of good ones do, which their runs make."""
    if arrived.landed is not None:
        return
    key = asset_key(study, "responses")
    for result in response_check_results(key, arrived.problems):
        yield dg.AssetCheckEvaluation(
            asset_key=key,
            check_name=result.check_name or "",
            passed=result.passed,
            severity=result.severity,
            description=f"{result.description}; the export is in quarantine" if not result.passed else None,
            metadata=result.metadata,
            partition=arrived.wave,
        )


def _not_run(instance: dg.DagsterInstance, workplace: Workplace, study: Study) -> list[LandedWave]:
    """The waves of which the arrival that counts has had no run yet, whoever took it in."""
    return [
        landed
        for landed in landed_waves(workplace.home.landing(study.name))
        if not landed.arrival.synthetic
        and not instance.get_runs_count(dg.RunsFilter(tags={ARRIVAL_TAG: landed.arrival.arrival}))
    ]


def _requests(workplace: Workplace, study: Study, arrived: Sequence[LandedWave]) -> Iterator[dg.RunRequest]:
    """The runs that arrivals ask for, by wave, since one goes after the other: also of earlier waves that those are
    compared with, where they are outdated, such as by what was declared for the new wave; and of the later waves that
    are compared with them.

    Run keys are remembered for ever, also of failed runs: an arrival's own id lets the same file run again.
    """
    waves = [landed.wave for landed in arrived]
    before = outdated_before(workplace, study, waves) if arrived else []
    names = {name for wave in waves for name in waves_after(workplace, study, wave)} - set(waves)
    after = [landed for landed in landed_waves(workplace.home.landing(study.name)) if landed.wave in names]
    wanted = {landed.wave: landed for landed in (*after, *before, *arrived)}
    for landed in sorted(wanted.values(), key=lambda landed: landed.wave):
        renewed_for = "" if landed in arrived else f"-for-{arrived[-1].arrival.arrival}"
        yield dg.RunRequest(
            run_key=f"{landed.arrival.arrival}{renewed_for}",
            partition_key=landed.wave,
            tags={ARRIVAL_TAG: landed.arrival.arrival},
        )


def change_schedule(study: Study, job: Any) -> dg.ScheduleDefinition:
    """Every morning: the waves of which export, declarations, code or key differ from those of their last report."""

    @dg.schedule(
        name=name_in_dagster(study, "changes"),
        job=job,
        cron_schedule="0 5 * * *",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Runs the waves whose export, declarations, code or key changed since their report; no others.",
    )
    def changes(context: dg.ScheduleEvaluationContext, workplace: Workplace) -> Sequence[dg.RunRequest] | dg.SkipReason:
        from infopos_pipeline.orchestration.provenance import changed_waves

        requests = [
            dg.RunRequest(
                run_key=f"{landed.wave}-{sources}-{context.scheduled_execution_time:%Y%m%d}",
                partition_key=landed.wave,
                tags={ARRIVAL_TAG: landed.arrival.arrival},
            )
            for landed, sources in changed_waves(workplace, study)
        ]
        return requests or dg.SkipReason("nothing has changed since the last reports")

    return changes
