"""Dagster with a home of the poll of the weather, as the daemon and the user interface drive it, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
from weather_exports import STUDY, Poll, Weather, poll_in

from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.provenance import changed_waves
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study, load_study

MORNING = datetime(2026, 3, 1, 5, tzinfo=UTC)


def study_of(poll: Poll) -> Study:
    return load_study(poll.project / "schemas" / STUDY)


def workplace_of(poll: Poll) -> Workplace:
    key = str(poll.cli.user / "pseudonym.key")
    return Workplace(project_folder=str(poll.project), home_folder=str(poll.cli.home), key_file=key)


def definitions_of(poll: Poll) -> dg.Definitions:
    """The definitions of the study as it is declared now."""
    return _definitions(poll.project.parent, poll.cli.user, study_of(poll).fingerprint)


@lru_cache
def _definitions(folder: Path, user: Path, fingerprint: str) -> dg.Definitions:
    poll = poll_in(folder, user)
    return build_definitions([study_of(poll)], workplace_of(poll))


def materialised(poll: Poll, wave: str, *names: str) -> list[str]:
    """Materialise some assets of a wave, of all without names; what the failures say."""
    job = definitions_of(poll).resolve_job_def(f"{STUDY}_wave")
    keys = [dg.AssetKey([STUDY, *name.split("/")]) for name in names]
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with open_instance(Home(poll.cli.home)) as instance:
        done = job.execute_in_process(
            instance=instance, partition_key=wave, asset_selection=keys or None, run_config=quiet, raise_on_error=False
        )
    failures = [event.step_failure_data.user_failure_data for event in done.all_events if event.is_step_failure]
    return [failure.description or "" if failure else "no message for users" for failure in failures]


def scheduled(poll: Poll) -> list[str]:
    """The waves that the change schedule asks for, in order."""
    schedule = definitions_of(poll).resolve_schedule_def(f"{STUDY}_changes")
    with context_of(poll, dg.build_schedule_context, scheduled_execution_time=MORNING) as context:
        asked = schedule(context)
    if isinstance(asked, dg.SkipReason):
        assert asked.skip_message == "nothing has changed since the last reports"
    requests = [] if isinstance(asked, dg.SkipReason) else asked
    waves = [request.partition_key for request in requests]
    assert waves == [landed.wave for landed, _ in changed_waves(workplace_of(poll), study_of(poll))]
    return waves


def dropped(poll: Poll, wave: str, export: Weather) -> list[str]:
    """Drop an export, and look twice, as the daemon does; the waves that the sensor asks for, in order."""
    folder = poll.cli.home / "incoming" / STUDY / wave
    folder.mkdir(parents=True)
    (folder / "frame.csv").write_bytes(export.frame_content)
    (folder / "export.csv").write_bytes(export.content)
    sensor = definitions_of(poll).resolve_sensor_def(f"{STUDY}_arrivals")
    cursor, found = None, []
    for _ in range(2):
        with context_of(poll, dg.build_sensor_context, cursor=cursor) as context:
            looked = sensor(context)
            cursor = looked.cursor
            found += [request.partition_key for request in looked.run_requests or []]
            for event in looked.asset_events:
                context.instance.report_runless_asset_event(event)
    return found


@contextmanager
def context_of(poll: Poll, build: Callable[..., Any], **more: object) -> Iterator[Any]:
    """What the daemon gives a sensor or a schedule."""
    resources = {"workplace": workplace_of(poll)}
    with open_instance(Home(poll.cli.home)) as instance, build(instance, resources=resources, **more) as context:
        yield context


def run_ids(poll: Poll) -> list[str]:
    """The runs of a home, the earliest first."""
    with open_instance(Home(poll.cli.home)) as instance:
        return [record.dagster_run.run_id for record in instance.get_run_records(ascending=True)]
