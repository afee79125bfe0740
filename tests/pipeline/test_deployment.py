"""History in PostgreSQL, runs as Jobs: deploy/dagster.yaml with a real server on loopback. What a Job would start in a
pod is started here, through the image's own entry point.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from canaries import Search
from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.origin import JobPythonOrigin, RepositoryPythonOrigin
from dagster._core.run_coordinator import QueuedRunCoordinator
from kubernetes_api import DEPLOY, Cluster, as_kubernetes_reads, cluster, rendered
from postgresql_server import Database, postgresql
from running import PROGRAM, open_to_others
from weather_exports import STUDY, Poll, poll_in, project_of, weather
from weather_runs import definitions_of, dropped, materialised

from infopos_pipeline.ingest.landing import landed_wave
from infopos_pipeline.orchestration.instance import dagster_yaml, open_instance
from infopos_pipeline.project import Home

FIRST, LAST = "2002", "2004-mistbankjaar"
EXPORTS = {FIRST: weather("2002", 5), LAST: weather("2004", 5)}
BAD = EXPORTS[LAST].with_cell(1, "lucht", "A9")
IMAGE = "registry.example.org/infopos:0.1.0"
GROWING = ("runs", "run_tags", "event_logs", "asset_keys", "asset_check_executions")
"""Tables that each run adds to."""
BACKFILL = "mistbankbackfill"


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A server, and what leads to it in the environment of this process."""
    with postgresql() as found, pytest.MonkeyPatch.context() as environment:
        for name, value in found.variables.items():
            environment.setenv(name, value)
        yield found


def empty_poll(folder: Path, user: Path | None = None) -> Poll:
    """The poll, without documents beside the page, which take most of the time."""
    project_of(folder / "project")
    poll = poll_in(folder, user)
    poll.redeclare("report.yaml", lambda report: report.update(documents=[]))
    return poll


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A home with its history in SQLite, to which both waves were added."""
    found = empty_poll(tmp_path_factory.mktemp("here"))
    for wave, export in EXPORTS.items():
        found.add(export, wave)
    return found


@dataclass(frozen=True)
class Deployed:
    """A home with its history in PostgreSQL; the last wave was dropped, and run by a Job."""

    poll: Poll
    job: dict[str, Any]
    said: str
    key_mode: int


@pytest.fixture(scope="module")
def deployed(here: Poll, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    folder = tmp_path_factory.mktemp("deployed")
    poll = empty_poll(folder, here.cli.user)
    with cluster(folder) as api:
        declare(poll.cli.home, api)
        poll.add(EXPORTS[FIRST], FIRST)
        assert dropped(poll, LAST, BAD) == []
        assert dropped(poll, LAST, EXPORTS[LAST]) == [LAST]
        launch(poll, LAST)
    (job,) = api.jobs
    ran = started(poll, job, folder / "pod")
    assert ran.returncode == 0, ran.stderr
    mode = stat.S_IMODE((folder / "pod/run/key/pseudonym.key").stat().st_mode)
    return Deployed(poll, job, ran.stdout + ran.stderr, mode)


def declare(home: Path, api: Cluster) -> None:
    """Put deploy/dagster.yaml into a home; the launcher finds the cluster by a file, as it does outside of one."""
    settings = yaml.safe_load((DEPLOY / "dagster.yaml").read_text(encoding="utf-8"))
    settings["run_launcher"]["config"] |= {"load_incluster_config": False, "kubeconfig_file": str(api.kubeconfig)}
    (home / "dagster").mkdir(parents=True)
    (home / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def launch(poll: Poll, wave: str) -> None:
    """Have the run of a wave launched, as the daemon does with one that the sensor asked for and a person backfills."""
    pointer = ModuleCodePointer("infopos_pipeline.definitions", "defs", None)
    repository = RepositoryPythonOrigin("python", pointer, container_image=IMAGE, entry_point=["dagster"])
    landed = landed_wave(Home(poll.cli.home).landing(STUDY), wave)
    assert landed is not None
    tags = {"infopos/arrival": landed.arrival.arrival, "dagster/partition": wave, "dagster/backfill": BACKFILL}
    job = definitions_of(poll).resolve_job_def(f"{STUDY}_wave")
    with open_instance(Home(poll.cli.home)) as instance:
        instance.add_dynamic_partitions(f"{STUDY}_waves", [wave])
        done = BulkActionStatus.COMPLETED_SUCCESS
        named = [FIRST, wave]
        instance.add_backfill(PartitionBackfill(BACKFILL, done, False, {"for": wave}, 0.0, partition_names=named))
        origin = JobPythonOrigin(job.name, repository)
        run = instance.create_run_for_job(job, tags=tags, job_code_origin=origin)
        instance.launch_run(run.run_id, workspace=None)  # type: ignore[arg-type] # the launcher asks it nothing


def started(poll: Poll, job: dict[str, Any], pod: Path) -> subprocess.CompletedProcess[str]:
    """Start what the container of a Job starts: the entry point of the image with the Job's arguments."""
    (pod / "mounted/key").mkdir(parents=True)
    key = pod / "mounted/key/pseudonym.key"
    shutil.copy(poll.cli.user / "pseudonym.key", key)
    key.chmod(0o440)  # as Kubernetes gives a Secret to the group of a pod
    script = pod / "entrypoint.sh"
    text = (DEPLOY / "entrypoint.sh").read_text(encoding="utf-8")
    script.write_text(text.replace("mounted=/etc/infopos", f"mounted={pod / 'mounted'}"), encoding="utf-8")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    given = {variable["name"]: variable["value"] for variable in container["env"]}
    own = {
        "INFOPOS_KEY_FILE": str(pod / "run/key/pseudonym.key"),
        "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        ["sh", script, *container["args"]],
        cwd=pod,
        env=poll.cli.environment | given | own,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


# The instance


def test_runs_wait_for_each_other_and_one_that_died_is_not_started_again(deployed: Deployed) -> None:
    with open_instance(Home(deployed.poll.cli.home)) as instance:
        assert isinstance(instance.run_coordinator, QueuedRunCoordinator)
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_max_resume_run_attempts == 0
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled


def test_a_run_becomes_a_job_that_kubernetes_knows_with_the_home_the_key_and_a_limit(deployed: Deployed) -> None:
    job = deployed.job
    assert as_kubernetes_reads(job) == job
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["image"] == IMAGE
    assert container["resources"]["limits"] == {"memory": "4Gi"}
    assert {source.popitem()[1]["name"] for source in map(dict, container["envFrom"])} == {
        "infopos",
        "infopos-postgres",
    }
    at = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert at == {"home": "/srv/infopos", "key": "/etc/infopos/key", "own-key": "/run/infopos"}
    assert job["spec"]["backoffLimit"] == 0
    assert pod["serviceAccountName"] == "infopos-run"
    assert not pod["automountServiceAccountToken"]
    assert container["args"][:3] == ["dagster", "api", "execute_run"]


def test_every_pod_keeps_to_the_restricted_standard_of_kubernetes(deployed: Deployed) -> None:
    """The profile "restricted" of the Pod Security Standards, which the namespace enforces."""
    (space,) = (one for one in rendered() if one["kind"] == "Namespace")
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    templates = [one["spec"]["template"] for one in (*rendered(), deployed.job) if one["kind"] in ("Deployment", "Job")]
    assert len(templates) == 4
    allowed = {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}
    for pod in (template["spec"] for template in templates):
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert {kind for volume in pod["volumes"] for kind in volume} - {"name"} <= allowed
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
            }
            assert "memory" in container["resources"]["limits"]


def test_what_is_secret_stands_neither_in_a_job_nor_in_the_home(deployed: Deployed, database: Database) -> None:
    key = (deployed.poll.cli.user / "pseudonym.key").read_text(encoding="ascii").strip()
    secrets = Search({"password": database.variables["PGPASSWORD"], "key": key})
    assert secrets.places(json.dumps(deployed.job).encode()) == set()
    assert secrets.places(deployed.said.encode()) == set()
    assert secrets.in_folder(deployed.poll.cli.home) == set()
    assert open_to_others(deployed.poll.cli.home) == []


# Runs


def test_a_job_runs_the_wave_and_its_history_is_in_postgresql(deployed: Deployed, database: Database) -> None:
    home = deployed.poll.cli.home
    with open_instance(Home(home)) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": LAST}))
        assert run.status == dg.DagsterRunStatus.SUCCESS
        assert set(instance.get_dynamic_partitions(f"{STUDY}_waves")) == {FIRST, LAST}
    statuses = database.rows("SELECT partition, status FROM runs ORDER BY id")
    assert statuses == [(FIRST, "SUCCESS"), (LAST, "SUCCESS")]
    assert database.rows(f"SELECT count(*) FROM event_logs WHERE run_id = '{run.run_id}'")[0][0] > 100
    assert database.rows(f"SELECT count(*) FROM asset_check_executions WHERE run_id = '{run.run_id}'")[0][0] > 5
    assert sorted(path.name for path in (home / "dagster").iterdir()) == ["at_work", "dagster.yaml"]
    assert list(home.rglob("*.db")) == []


def test_a_run_takes_the_mounted_key_as_its_own(deployed: Deployed) -> None:
    """infopos refuses a key that a group can read, which a mounted Secret is."""
    assert deployed.key_mode == 0o600


@pytest.mark.parametrize("wave", EXPORTS)
def test_results_are_the_same_bytes_as_those_of_a_home_on_one_machine(
    deployed: Deployed, here: Poll, wave: str
) -> None:
    assert (deployed.poll.output(wave) / "results.csv").read_bytes() == (here.output(wave) / "results.csv").read_bytes()


def test_without_a_key_no_pod_starts(deployed: Deployed, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    script = (DEPLOY / "entrypoint.sh").read_text(encoding="utf-8").replace("/etc/infopos", str(tmp_path / "mounted"))
    own = {"INFOPOS_KEY_FILE": str(tmp_path / "run/pseudonym.key"), "INFOPOS_HOME": str(tmp_path / "home")}
    ran = subprocess.run(["sh", "-c", script, "sh", "touch", tmp_path / "began"], env=os.environ | own, check=False)
    assert ran.returncode != 0
    assert not (tmp_path / "began").exists()


# Removing


@pytest.fixture(scope="module")
def removed(deployed: Deployed, database: Database) -> dict[str, Any]:
    """The last wave was removed, after a run of the first one that came to nothing; what told of it before."""
    poll, user = deployed.poll, deployed.poll.cli.user
    (user / "pseudonym.key").rename(user / "put aside")
    assert len(materialised(poll, FIRST)) >= 1
    (user / "put aside").rename(user / "pseudonym.key")
    landed = landed_wave(Home(poll.cli.home).landing(STUDY), LAST)
    assert landed is not None
    with open_instance(Home(poll.cli.home)) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": LAST}))
    tick = json.dumps({"run_ids": [run.run_id], "run_keys": [landed.arrival.arrival]})
    state = json.dumps({"job_specific_data": {"last_run_key": landed.arrival.arrival}})
    database.rows(f"INSERT INTO job_ticks (tick_body) VALUES ('{tick}'), ('of another run') RETURNING id")
    database.rows(f"INSERT INTO instigators (selector_id, instigator_body) VALUES ('x', '{state}') RETURNING id")
    database.rows(f"ANALYZE {', '.join(GROWING)}; SELECT 1")  # as the server does by itself once a table has grown
    words = {"wave": LAST, "run": run.run_id, "arrival": landed.arrival.arrival, "export": landed.arrival.export_hash}
    search = Search({**words, "backfill": BACKFILL})
    before = told(search, database.cells())
    said = poll.done("remove", "--wave", LAST, "--yes")
    return {"search": search, "before": before, "said": said}


def told(search: Search, contents: Iterable[tuple[str, bytes]]) -> set[tuple[str, str]]:
    """What is found in contents, as (where, what)."""
    return {(where, what) for where, content in contents for what in search.places(content)}


def test_a_removed_wave_leaves_no_row_and_no_byte_in_the_database(removed: dict[str, Any], database: Database) -> None:
    tables = {table for table, _ in removed["before"]}
    assert {*GROWING, "dynamic_partitions", "job_ticks", "instigators", "bulk_actions", "pg_stats"} <= tables
    assert told(removed["search"], database.cells()) == set()
    assert told(removed["search"], database.files()) == set()
    assert database.rows("SELECT tick_body FROM job_ticks") == [("of another run",)]


def test_the_other_wave_keeps_its_runs_and_outputs(removed: dict[str, Any], deployed: Deployed, here: Poll) -> None:
    poll = deployed.poll
    with open_instance(Home(poll.cli.home)) as instance:
        assert instance.get_dynamic_partitions(f"{STUDY}_waves") == [FIRST]
        runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": FIRST}))
        assert sorted(run.status.value for run in runs) == ["FAILURE", "SUCCESS"]
    assert (poll.output(FIRST) / "results.csv").read_bytes() == (here.output(FIRST) / "results.csv").read_bytes()
    assert not poll.output(LAST).exists()


# What a user gets wrong


def test_a_variable_that_is_not_set_is_said_and_no_other_history_is_begun(
    deployed: Deployed, removed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGUSER")
    said = deployed.poll.here("run", "--wave", FIRST)
    assert said.exit_code == 1
    assert "Set the variables that the file names" in said.stderr
    assert said.stderr.count("\n") == 1
    assert sorted(path.name for path in (deployed.poll.cli.home / "dagster").iterdir()) == ["at_work", "dagster.yaml"]


def test_a_password_that_stands_in_the_file_is_not_quoted(tmp_path: Path) -> None:
    poll = empty_poll(tmp_path)
    (poll.cli.home / "dagster").mkdir(parents=True)
    settings = {"storage": {"postgres": {"postgres_db": {"password": 12345678, "hostname": "localhost"}}}}
    (poll.cli.home / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    path, frame = EXPORTS[FIRST].write(tmp_path / "files")
    said = poll.here("add", path, "--wave", FIRST, "--frame", frame)
    assert said.exit_code == 1
    assert "Dagster's history, as" in said.stderr
    assert "12345678" not in said.output


def test_a_home_with_two_histories_is_refused_and_nothing_changes(here: Poll, tmp_path: Path) -> None:
    poll = here.copy(tmp_path)
    file = poll.cli.home / "dagster" / "dagster.yaml"
    file.write_text(dagster_yaml(str(tmp_path / "elsewhere")).partition("\n")[2], encoding="utf-8")
    said = poll.here("remove", "--wave", FIRST, "--yes")
    assert said.exit_code == 1
    assert "declares another history" in said.stderr
    assert landed_wave(Home(poll.cli.home).landing(STUDY), FIRST) is not None
    file.unlink()
    poll.done("remove", "--wave", LAST, "--yes")


def test_another_s_instance_is_left_as_it_is_and_used(here: Poll, tmp_path: Path) -> None:
    poll = here.copy(tmp_path)
    file = poll.cli.home / "dagster" / "dagster.yaml"
    declared = "# ours\n" + dagster_yaml(str(poll.cli.home / "dagster")).partition("\n")[2]
    file.write_text(declared, encoding="utf-8")
    with open_instance(Home(poll.cli.home)) as instance:
        assert len(instance.get_runs(dg.RunsFilter(tags={"dagster/partition": FIRST}))) == 1
    assert file.read_text(encoding="utf-8") == declared
