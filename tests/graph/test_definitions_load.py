"""The project as Dagster finds it: workspace, instance, and another study that is only declared."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml

from infopos_pipeline.definitions import definitions_of_project
from infopos_pipeline.orchestration.instance import dagster_yaml
from infopos_pipeline.project import Project

DAGSTER = Path(sys.executable).with_name("dagster")


def environment(user: Path) -> dict[str, str]:
    """An environment that points at nothing of the tester's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER_", "INFOPOS_", "XDG_"))}
    return kept | {"HOME": str(user), "INFOPOS_KEY_FILE": str(user / "pseudonym.key")}


def copied(project: Project, folder: Path) -> Path:
    """The declarations of the project and what Dagster reads beside them, without any code."""
    shutil.copytree(project.root / "schemas", folder / "schemas")
    for name in ("workspace.yaml", "dagster.yaml"):
        shutil.copy(project.root / name, folder / name)
    return folder


def test_dagster_validates_the_workspace(project: Project, tmp_path: Path) -> None:
    place = copied(project, tmp_path / "project")
    validated = subprocess.run(
        [DAGSTER, "definitions", "validate", "-w", "workspace.yaml"],
        cwd=place,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert validated.returncode == 0, validated.stdout + validated.stderr
    assert "infopos" in validated.stdout + validated.stderr


def test_the_instance_of_the_project_is_the_one_that_homes_get(project: Project) -> None:
    content = (project.root / "dagster.yaml").read_text(encoding="utf-8")
    assert content == dagster_yaml(".infopos/dagster")


def test_the_instance_sends_nothing_and_runs_one_thing_at_a_time() -> None:
    settings = yaml.safe_load(dagster_yaml("/x"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["nux"] == {"enabled": False}
    assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 1


@pytest.mark.parametrize(
    "base", ["/a folder/with spaces", "/with: colon/and # mark", "/it's", '/a "quoted" one', "/{x}", "/-"]
)
def test_the_history_lies_where_it_should_whatever_the_folder_is_called(base: str) -> None:
    settings = yaml.safe_load(dagster_yaml(base))
    assert settings["storage"]["sqlite"]["base_dir"] == base
    assert settings["compute_logs"]["config"]["base_dir"] == f"{base}/compute_logs"
    assert settings["local_artifact_storage"]["config"]["base_dir"] == base


def test_loading_the_definitions_shuts_a_home_that_was_open_and_all_that_is_written_after(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain ``dagster dev`` has begun its history by then."""
    place = copied(project, tmp_path / "project")
    history = place / ".infopos/dagster/history"
    before = os.umask(0)
    try:
        history.mkdir(parents=True)
        (history / "runs.db").touch()
        for name in ("DAGSTER_HOME", "INFOPOS_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("INFOPOS_PROJECT", str(place))
        definitions_of_project()
        (history / "later.db").touch()
        (history / "later").mkdir()
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (place / ".infopos", *(place / ".infopos").rglob("*"))}
    assert {path.name for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == set()


def test_a_second_study_is_a_second_set_of_assets_without_any_code(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copied(project, tmp_path / "project")
    shutil.copytree(place / "schemas/infopos", place / "schemas/tweede-meting")
    for name in ("DAGSTER_HOME", "INFOPOS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INFOPOS_PROJECT", str(place))
    before = os.umask(0o022)
    try:
        definitions = definitions_of_project()
    finally:
        os.umask(before)
    keys = {study: set() for study in ("infopos", "tweede-meting")}
    for spec in definitions.resolve_all_asset_specs():
        keys[spec.key.path[0]].add(tuple(spec.key.path[1:]))
    assert keys["infopos"] == keys["tweede-meting"]
    assert len(keys["infopos"]) > 40
    assert {job.name for job in definitions.jobs or ()} == {"infopos_wave", "tweede__meting_wave"}
    assert isinstance(definitions, dg.Definitions)
    assert not (place / ".infopos").exists()
