"""A file that fails its checks inside Dagster: the run stops there, the check says why without a cell, and what stood
before still stands.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from random_exports import make_export
from running import Cli, Ran, hashes

from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.keys import wave_job_name
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.project import Home, Project
from infopos_pipeline.study import load_study

CANARY = "Roodborstcanary"
BLOCKING = {"export_structure", "known_answers", "respondents_in_frame", "frame_facts"}


@dataclass
class Failed:
    """A run over a bad file, and the home before and after it."""

    result: dg.ExecuteInProcessResult
    cli: Cli
    before: dict[str, str]
    rows_before: list[tuple]

    def check(self, name: str) -> dg.AssetCheckEvaluation:
        return next(found for found in self.result.get_asset_check_evaluations() if found.check_name == name)


def rows_of(cli: Cli) -> list[tuple]:
    """Everything in the warehouse but the order of rows."""
    with duckdb.connect(str(cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return [
            (table, *map(str, row))
            for (table,) in tables
            for row in connection.execute(f'SELECT * FROM infopos."{table}" ORDER BY ALL').fetchall()
        ]


@pytest.fixture(scope="module")
def failed(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failed]:
    folder = tmp_path_factory.mktemp("blocked")
    cli = Cli(sample.cli.user, folder / "home")
    shutil.copytree(sample.cli.home, cli.home)
    export = make_export(5, respondents=9, plain=True, canary=CANARY, last_pages=(9,), skip=0.0)
    bad = export.with_cell(2, "tevr", "A9").with_cell(4, "tevr", "A8").with_cell(4, "gemeente", f"Elders {CANARY}")
    bad = bad.with_cell(4, "token", "")
    before, rows = hashes(cli.home / "output"), rows_of(cli)
    home = Home(cli.home)
    land(home.landing("infopos"), "2017", bad.content, bad.frame_content, synthetic=False)
    project = Project(Path(__file__).parents[2])
    study = load_study(project.schema_folder("infopos"))
    workplace = Workplace(
        project_folder=str(project.root), home_folder=str(home.root), key_file=str(cli.user / "pseudonym.key")
    )
    job = build_definitions([study], workplace).resolve_job_def(wave_job_name(study))
    with open_instance(home) as instance:
        result = job.execute_in_process(instance=instance, partition_key="2017", raise_on_error=False)
        yield Failed(result, cli, before, rows)


def test_the_run_fails(failed: Failed) -> None:
    assert not failed.result.success
    assert failed.result.dagster_run.status == dg.DagsterRunStatus.FAILURE


def test_the_failed_checks_are_recorded_as_failed_and_the_others_as_passed(failed: Failed) -> None:
    passed = {found.check_name: found.passed for found in failed.result.get_asset_check_evaluations()}
    assert {name for name, good in passed.items() if not good} == {"known_answers", "respondents_in_frame"}
    assert set(passed) >= BLOCKING
    assert failed.check("known_answers").severity == dg.AssetCheckSeverity.ERROR
    assert failed.check("known_answers").blocking


def test_the_check_says_how_many_problems_in_which_rows_of_which_questions(failed: Failed) -> None:
    metadata = {name: value.value for name, value in failed.check("known_answers").metadata.items()}
    assert metadata["problems"] == 2
    assert metadata["rows"] == [4, 6]
    assert any("tevredenheid" in question for question in metadata["questions"])
    assert failed.check("respondents_in_frame").metadata["rows"].value == [6]


def test_no_event_of_the_run_holds_a_cell(failed: Failed) -> None:
    events = failed.result.all_events
    assert events
    for event in events:
        assert CANARY.casefold() not in repr(event).casefold()
    evaluations = repr([found.metadata for found in failed.result.get_asset_check_evaluations()])
    assert "A9" not in evaluations
    assert "A8" not in evaluations


def test_nothing_after_the_failed_check_runs(failed: Failed) -> None:
    materialised = {event.asset_key.path[-1] for event in failed.result.get_asset_materialization_events()}
    assert materialised == {"raw_responses"}
    ran = {event.step_key for event in failed.result.all_events if event.is_step_start}
    assert ran == {"infopos_raw_responses", "infopos_responses"}


def test_the_earlier_slices_and_outputs_stand(failed: Failed) -> None:
    assert hashes(failed.cli.home / "output") == failed.before
    assert rows_of(failed.cli) == failed.rows_before


def test_the_message_of_the_failure_says_what_to_do(failed: Failed) -> None:
    failures = [event for event in failed.result.all_events if event.is_step_failure]
    assert len(failures) == 1
    described = failures[0].step_failure_data.user_failure_data
    assert "infopos check" in described.description


def test_a_corrected_file_runs_after_the_failed_one(failed: Failed) -> None:
    good = make_export(6, respondents=9)
    land(Home(failed.cli.home).landing("infopos"), "2017", good.content, good.frame_content, synthetic=False)
    said = failed.cli.done_here("run", "--wave", "2017")
    assert "Wave 2017 of infopos is done." in said
    assert hashes(failed.cli.home / "output") != failed.before
