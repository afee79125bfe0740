"""The user interface, started as users start it: its graph, and a wave materialised from it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from running import PROGRAM, PROJECT, Cli, Ran, open_to_others, outputs
from serving import ADD_WAVE, LAUNCH, LOCATIONS, Server, free_port, served


@pytest.fixture(scope="module")
def ui(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Cli]]:
    """``infopos dev`` on a copy of the home with the sample wave, the wave's outputs taken away."""
    folder = tmp_path_factory.mktemp("ui")
    cli = Cli(sample.cli.user, folder / "home")
    shutil.copytree(sample.cli.home, cli.home)
    shutil.rmtree(cli.home / "output")
    port = free_port()
    command = [PROGRAM, "dev", "--port", str(port), "--home", cli.home]
    environment = {name: value for name, value in cli.environment.items() if name != "INFOPOS_HOME"}
    with served(command, port, folder, environment) as server:
        server.loaded()
        yield server, cli


def launched(server: Server, job: str, wave: str, **selector: Any) -> str:
    """Launch a run as the interface does; the id of the run."""
    repository = server.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]
    params = {
        "selector": {
            "repositoryLocationName": repository["location"]["name"],
            "repositoryName": repository["name"],
            "jobName": job,
            **selector,
        },
        "mode": "default",
        "runConfigData": {},
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": wave}]},
    }
    answer = server.ask(LAUNCH, params=params)["launchRun"]
    assert answer["__typename"] == "LaunchRunSuccess", answer
    return str(answer["run"]["runId"])


def test_the_graph_shows_every_asset_with_its_room_and_the_landed_wave(ui: tuple[Server, Cli]) -> None:
    nodes = {"/".join(node["assetKey"]["path"]): node for node in ui[0].loaded()}
    assert {"infopos/raw_responses", "infopos/responses", "infopos/counts", "infopos/results", "infopos/report"} <= set(
        nodes
    )
    assert sum(name.startswith("infopos/charts/") for name in nodes) == 14
    for node in nodes.values():
        assert node["groupName"] in ("ingest", "privacy", "statistics", "disclosure", "reporting")
        assert node["description"]
        assert node["partitionKeys"] == ["2017", "2019", "2021"]
    assert [key["path"] for key in nodes["infopos/counts"]["dependencyKeys"]] == [["infopos", "responses"]]


def test_the_server_listens_on_this_machine_alone(ui: tuple[Server, Cli]) -> None:
    def listening(table: str) -> set[str]:
        rows = [line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
        return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == ui[0].port}

    if not Path("/proc/net/tcp").exists():
        pytest.skip("no /proc here")
    assert listening("tcp") == {"0100007F"}
    assert listening("tcp6") == set()


def test_a_wave_materialised_from_the_interface_writes_the_same_outputs_as_the_command_line(
    ui: tuple[Server, Cli], sample: Ran
) -> None:
    server, cli = ui
    assert not cli.output("2017").exists()
    assert server.succeeds(launched(server, "infopos_wave", "2017"))
    assert (cli.output("2017") / "report.html").read_text("utf-8").rstrip().endswith("</html>")
    assert outputs(cli.output("2017")) == outputs(sample.cli.output("2017"))
    for path in (cli.home / "output").rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_one_chart_is_materialised_on_its_own_from_the_interface(ui: tuple[Server, Cli], sample: Ran) -> None:
    server, cli = ui
    shutil.rmtree(cli.output("2017"), ignore_errors=True)
    chosen = [
        {"path": ["infopos", "charts", "vergelijking_3"]},
        {"path": ["infopos", "descriptives", "vergelijking_3"]},
    ]
    assert server.succeeds(launched(server, "__ASSET_JOB", "2017", assetSelection=chosen))
    chart = Path("charts/vergelijking_3.svg")
    assert list(outputs(cli.output("2017"))) == [str(chart)]
    assert (cli.output("2017") / chart).read_bytes() == (sample.cli.output("2017") / chart).read_bytes()


@pytest.mark.usefixtures("careless")
def test_plain_dagster_dev_shows_the_graph_and_keeps_its_history_in_the_project_to_its_owner(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("schemas", "data"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("workspace.yaml", "dagster.yaml"):
        shutil.copy(PROJECT / name, project / name)
    cli = Cli(tmp_path / "user", tmp_path / "elsewhere")
    cli.user.mkdir()
    environment = {
        name: value for name, value in cli.environment.items() if name not in ("INFOPOS_HOME", "INFOPOS_PROJECT")
    }
    port = free_port()
    command: list[str | Path] = [Path(sys.executable).with_name("dagster"), "dev", "-h", "127.0.0.1", "-p", str(port)]
    with served(command, port, project, environment) as server:
        assert any(node["assetKey"]["path"] == ["infopos", "report"] for node in server.loaded())
        repository = server.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]
        selector = {"repositoryName": repository["name"], "repositoryLocationName": repository["location"]["name"]}
        added = server.ask(ADD_WAVE, repository=selector)["addDynamicPartition"]
        assert added["__typename"] == "AddDynamicPartitionSuccess"
        assert not server.succeeds(launched(server, "infopos_wave", "2030")), "nothing landed"
    assert open_to_others(project / ".infopos") == []
    index = project / ".infopos/dagster/history/runs/index.db"
    with closing(sqlite3.connect(index)) as connection:
        assert connection.execute("SELECT partition FROM dynamic_partitions").fetchall() == [("2030",)]
    kept = [path for path in cli.user.rglob("*") if path.is_file()]
    assert kept == [], "Dagster's telemetry log would be a file here, and be sent from here"
    assert not cli.home.exists()
