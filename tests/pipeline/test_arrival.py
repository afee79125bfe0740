"""A file is dropped into the home, and the rest happens by itself: the real daemon, webserver and sensor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from random_exports import make_export
from running import PROGRAM, PROJECT, Cli, hashes, questionnaire_project
from serving import LOCATIONS, Server, free_port, served

CANARY = "Zwaluwkanarie"
"""Stands in every cell of the dropped export that names somebody and in every open answer."""
EXPORT = make_export(2031, respondents=14, plain=True, canary=CANARY)
BAD = EXPORT.with_cell(2, "tevr", "A9")
CORRECTED = EXPORT.with_cell(2, "tevr", "A1")
CHECKS = """{ assetNodeOrError(assetKey: {path: ["infopos", "responses"]}) { ... on AssetNode {
  assetChecksOrError { ... on AssetChecks { checks {
    name executionForLatestMaterialization { evaluation { success description partition } } } } } } } }"""
RUNS = "{ runsOrError { ... on Runs { results { status tags { key value } } } } }"


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Cli]]:
    folder = tmp_path_factory.mktemp("arrival")
    project = questionnaire_project(folder / "project")
    shutil.copytree(PROJECT / "data/infopos/2017", project / "data/infopos/2017")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    cli.user.mkdir()
    port = free_port()
    with served([PROGRAM, "dev", "--port", str(port)], port, folder, cli.environment) as server:
        server.loaded()
        yield server, cli


def drop(cli: Cli, wave: str, export: bytes, frame: bytes | None) -> Path:
    """Put files into the drop as a person does."""
    folder = cli.home / "incoming" / "infopos" / wave
    folder.mkdir(parents=True, exist_ok=True)
    if frame is not None:
        (folder / "frame.csv").write_bytes(frame)
    (folder / "export.csv").write_bytes(export)
    return folder


def finished_runs(server: Server, wave: str, number: int) -> list[str] | None:
    """How the runs of a wave ended, once there are so many and none is under way."""
    runs = server.ask(RUNS)["runsOrError"]["results"]
    own = [run["status"] for run in runs if {"key": "dagster/partition", "value": wave} in run["tags"]]
    return own if len(own) >= number and all(status in ("SUCCESS", "FAILURE") for status in own) else None


def failed_checks(server: Server) -> dict[str, str] | None:
    """The checks that fail, with what they say."""
    checks = server.ask(CHECKS)["assetNodeOrError"]["assetChecksOrError"]["checks"]
    found = {check["name"]: (check["executionForLatestMaterialization"] or {}).get("evaluation") for check in checks}
    return {name: said["description"] for name, said in found.items() if said and not said["success"]} or None


def test_a_dropped_export_becomes_a_report_and_a_bad_one_changes_nothing(dev: tuple[Server, Cli]) -> None:
    server, cli = dev
    folder = drop(cli, "2031", EXPORT.content, EXPORT.frame_content)
    report = cli.output("2031") / "report.html"
    assert server.until(lambda: finished_runs(server, "2031", 1), "the first run") == ["SUCCESS"]
    assert report.exists()
    assert not folder.exists(), "what was taken is gone from the drop"
    assert not (cli.home / "landing" / "infopos" / "2017").exists(), "the sample goes when a wave of one's own comes"
    nodes = server.ask("{ assetNodes { assetKey { path } partitionKeys } }")["assetNodes"]
    assert all(node["partitionKeys"] == ["2031"] for node in nodes)

    before = hashes(cli.home / "output")
    drop(cli, "2031", BAD.content, None)
    quarantine = cli.home / "quarantine" / "infopos" / "2031"
    server.until(lambda: list(quarantine.glob("*/report.txt")) or None, "the quarantine")
    (report_in_quarantine,) = quarantine.glob("*/report.json")
    problems = json.loads(report_in_quarantine.read_text())["problems"]
    assert [(problem["code"], problem["row"]) for problem in problems] == [("unknown_code", 4)]
    assert "Antwoordcodes zijn niet bekend" in report_in_quarantine.with_suffix(".txt").read_text()
    assert report_in_quarantine.with_name("export").read_bytes() == BAD.content
    said = server.until(lambda: (failed_checks(server) or {}).get("known_answers"), "the failed check")
    assert said == "1 problem; the export is in quarantine"
    assert hashes(cli.home / "output") == before
    assert finished_runs(server, "2031", 1) == ["SUCCESS"]

    drop(cli, "2031", CORRECTED.content, None)
    assert server.until(lambda: finished_runs(server, "2031", 2), "the corrected run") == ["SUCCESS"] * 2
    assert hashes(cli.home / "output") != before
    server.until(lambda: "known_answers" not in (failed_checks(server) or {}) or None, "a check that passes again")


def test_two_waves_at_once_both_run_and_the_same_file_again_runs_again(dev: tuple[Server, Cli]) -> None:
    server, cli = dev
    other = make_export(2033, respondents=9, plain=True)
    for wave in ("2033", "2035"):
        drop(cli, wave, other.content, other.frame_content)
    for wave in ("2033", "2035"):
        assert server.until(lambda wave=wave: finished_runs(server, wave, 1), f"the run of {wave}") == ["SUCCESS"]
    drop(cli, "2035", other.content, None)
    assert server.until(lambda: finished_runs(server, "2035", 2), "the run of the same file") == ["SUCCESS"] * 2


def test_an_export_waits_for_its_frame(dev: tuple[Server, Cli]) -> None:
    server, cli = dev
    folder = drop(cli, "2037", EXPORT.content, None)
    tick = server.until(lambda: waits(server), "the reason why it waits")
    assert "2037: waits for the frame" in tick
    assert (folder / "export.csv").exists()
    (folder / "frame.csv").write_bytes(EXPORT.frame_content)
    assert server.until(lambda: finished_runs(server, "2037", 1), "the run with its frame") == ["SUCCESS"]


def test_what_was_dropped_names_nobody_outside_the_folders_of_exports(dev: tuple[Server, Cli]) -> None:
    server, cli = dev
    assert finished_runs(server, "2037", 1) == ["SUCCESS"]
    found = [path for path in sorted(cli.home.rglob("*")) if path.is_file() and holds(path, CANARY)]
    assert {path.relative_to(cli.home).parts[0] for path in found} == {"landing", "quarantine"}
    assert {path.name for path in found} == {"export", "frame"}, "no report quotes a cell of those"


def holds(path: Path, word: str) -> bool:
    content = path.read_bytes().lower()
    return any(word.lower().encode(encoding) in content for encoding in ("utf-8", "utf-16-le"))


def test_a_corrected_wave_renews_those_that_are_compared_with_it(dev: tuple[Server, Cli]) -> None:
    server, cli = dev
    later = hashes(cli.output("2033"))
    drop(cli, "2031", EXPORT.content, None)
    assert server.until(lambda: finished_runs(server, "2033", 2), "the run of the wave after it") == ["SUCCESS"] * 2
    assert hashes(cli.output("2033"))["results.csv"] != later["results.csv"]


def waits(server: Server) -> str | None:
    query = """{ sensorsOrError(repositorySelector: {repositoryName: "%s", repositoryLocationName: "%s"}) {
      ... on Sensors { results { name sensorState { status ticks(limit: 8) { skipReason } } } } } }"""
    node = server.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]
    sensors = server.ask(query % (node["name"], node["location"]["name"]))["sensorsOrError"]["results"]
    (own,) = [sensor for sensor in sensors if sensor["name"] == "infopos_arrivals"]
    assert own["sensorState"]["status"] == "RUNNING"
    return next((t["skipReason"] for t in own["sensorState"]["ticks"] if "frame" in (t["skipReason"] or "")), None)
