"""Waves of a home: the sample makes way for the first export, a wave is replaced by its correction, and waves stand
next to each other without touching.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from counted_again import differences, recounted, results_of
from random_exports import Export, make_export
from running import PROJECT, Cli, Ran, hashes, project_without_documents

FIRST, CORRECTED, SECOND = (make_export(seed, respondents=14) for seed in (61, 62, 63))


@contextmanager
def instance_of(cli: Cli) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(cli.home / "dagster")) as instance:
        yield instance


def slices(cli: Cli) -> dict[str, set[str]]:
    """The waves that each table of the warehouse holds."""
    with duckdb.connect(str(cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'infopos'").fetchall()
        return {
            name: {wave for (wave,) in connection.execute(f'SELECT DISTINCT wave FROM infopos."{name}"').fetchall()}
            for (name,) in tables
        }


@pytest.fixture(scope="module")
def waves(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A home with the sample, to which three exports are added one after the other; what each step said and left."""
    folder = tmp_path_factory.mktemp("waves")
    project = project_without_documents(folder / "project", "2017", "2019", "2021")
    cli = Cli(sample.cli.user, folder / "home", {"INFOPOS_PROJECT": str(project)})
    shutil.copytree(sample.cli.home, cli.home)
    found: dict[str, Any] = {"cli": cli, "runs before": run_ids(cli)}

    def step(name: str, export: Export, wave: str) -> None:
        files = export.write(folder / name)
        found[f"said {name}"] = cli.done_here("add", files[0], "--wave", wave, "--frame", files[1])
        found[f"home {name}"] = hashes(cli.home)
        found[f"slices {name}"] = slices(cli)
        found[f"runs {name}"] = run_ids(cli)
        with instance_of(cli) as instance:
            found[f"partitions {name}"] = set(instance.get_dynamic_partitions("infopos_waves"))
            found[f"materialised {name}"] = materialised_partitions(instance)
            found[f"checks {name}"] = checked_runs(instance)
        found[f"results {name}"] = results_of(cli.output(wave) / "results.csv")

    step("first", FIRST, "2019")
    found["traces first"] = [
        str(path.relative_to(cli.home))
        for path in cli.home.rglob("*")
        if path.is_file()
        for run_id in found["runs before"]
        if run_id.encode() in path.read_bytes()
    ]
    step("corrected", CORRECTED, "2019")
    step("second", SECOND, "2021")
    return found


def run_ids(cli: Cli) -> set[str]:
    with instance_of(cli) as instance:
        return {run.run_id for run in instance.get_runs()}


def materialised_partitions(instance: dg.DagsterInstance) -> set[str]:
    return {partition for key in instance.all_asset_keys() for partition in instance.get_materialized_partitions(key)}


def checked_runs(instance: dg.DagsterInstance) -> set[str]:
    """The runs that asset checks have a record of."""
    key = dg.AssetCheckKey(dg.AssetKey(["infopos", "responses"]), "known_answers")
    history = instance.event_log_storage.get_asset_check_execution_history(key, limit=50)
    return {record.run_id for record in history}


def outputs_of(home: dict[str, str], wave: str) -> dict[str, str]:
    return {name: value for name, value in home.items() if name.startswith(f"output/infopos/{wave}/")}


def test_the_first_add_removes_the_synthetic_wave_and_says_so(waves: dict) -> None:
    assert "synthetic sample waves (2017, 2019, 2021) were removed" in waves["said first"]
    assert "(synthetic" not in waves["said first"].partition("were removed")[2]


def test_nothing_of_the_synthetic_wave_is_left_in_the_home(waves: dict) -> None:
    assert all(found <= {"2019"} for found in waves["slices first"].values())
    assert waves["partitions first"] == {"2019"}
    assert waves["materialised first"] == {"2019"}
    assert not waves["runs before"] & waves["runs first"]
    assert not waves["runs before"] & waves["checks first"]
    for name in waves["home first"]:
        assert "/2017/" not in name
        assert not any(run_id in name for run_id in waves["runs before"]), name


def test_no_file_holds_the_id_of_a_removed_run(waves: dict) -> None:
    """Not even in the pages that a database keeps of what was deleted."""
    assert waves["traces first"] == []


def test_an_added_wave_has_its_own_numbers(waves: dict) -> None:
    for name, export, wave in (("first", FIRST, "2019"), ("corrected", CORRECTED, "2019"), ("second", SECOND, "2021")):
        assert differences(waves[f"results {name}"], recounted(export.content, export.frame_content, wave)) == []


def test_adding_a_wave_again_replaces_it(waves: dict) -> None:
    assert "removed" not in waves["said corrected"]
    assert waves["partitions corrected"] == {"2019"}
    landed = [name for name in waves["home corrected"] if name.startswith("landing/")]
    assert len(landed) == 5  # export, frame, how the questions were put, what points at them, and the lock
    cli = waves["cli"]
    current = json.loads((cli.home / "landing/infopos/2019/current.json").read_text())
    assert (cli.home / "landing/infopos/2019" / current["arrival"] / "export").read_bytes() == CORRECTED.content
    assert current["synthetic"] is False


def test_a_second_wave_leaves_the_first_ones_outputs_and_landing_as_they_were(waves: dict) -> None:
    before, after = waves["home corrected"], waves["home second"]
    assert outputs_of(before, "2019")
    assert outputs_of(before, "2019") == outputs_of(after, "2019")
    assert outputs_of(after, "2021")
    assert waves["partitions second"] == {"2019", "2021"}
    assert waves["slices second"]["responses"] == {"2019", "2021"}
    for name in before:
        assert not name.startswith("landing/") or after[name] == before[name]


def test_each_study_and_wave_is_one_dagster_run(waves: dict) -> None:
    with instance_of(waves["cli"]) as instance:
        runs = instance.get_runs()
    assert len(waves["runs first"]) == 1
    assert len(waves["runs second"]) == 3
    assert sorted(run.tags["dagster/partition"] for run in runs) == ["2019", "2019", "2021"]
    assert {run.job_name for run in runs} == {"infopos_wave"}


def test_run_of_one_wave_leaves_the_others_alone(waves: dict) -> None:
    cli = waves["cli"]
    before = hashes(cli.home / "output")
    said = cli.done_here("run", "--wave", "2021")
    assert "2019" not in said
    assert hashes(cli.home / "output") == before


def test_audit_of_a_wave_without_published_figures_says_so(waves: dict) -> None:
    finished = waves["cli"].here("audit", "--wave", "2019")
    assert finished.exit_code == 1
    assert "published" in finished.stderr


def test_a_wave_whose_run_fails_says_so_and_keeps_what_stood(own_sample: Cli, tmp_path: Path) -> None:
    """The key lies in the home, which is refused; the sample's outputs stay."""
    key = own_sample.home / "pseudonym.key"
    key.write_text("ab" * 32 + "\n")
    key.chmod(0o600)
    cli = Cli(own_sample.user, own_sample.home, {"INFOPOS_KEY_FILE": str(key)})
    before = hashes(cli.home / "output")
    finished = cli.here("run")
    assert finished.exit_code == 1
    assert "INFOPOS_KEY_FILE" in finished.stderr
    assert "Traceback" not in finished.output
    assert hashes(cli.home / "output") == before


def test_the_sample_is_not_landed_in_a_home_that_has_a_wave_of_its_own(waves: dict) -> None:
    landed = {path.name for path in (waves["cli"].home / "landing/infopos").iterdir()}
    assert landed == {"2019", "2021"}
    assert (PROJECT / "data/infopos/2017/export.csv").exists()
