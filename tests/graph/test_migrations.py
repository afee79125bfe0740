"""What `orchestration.instance` relies on in Dagster: that its storages learn their migrations from Alembic's folder of
scripts, which is read once, however many databases a run opens.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from infopos_pipeline.orchestration import instance
from infopos_pipeline.project import Home


def test_a_new_history_and_the_databases_of_its_runs_read_the_migrations_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str | None] = []
    by_alembic = ScriptDirectory.from_config

    def reading(config: Config) -> ScriptDirectory:
        read.append(config.get_main_option("script_location"))
        return by_alembic(config)

    monkeypatch.setattr(instance, "_read_migrations", reading)
    monkeypatch.setattr(instance, "_known_migrations", {})
    for _ in range(2):
        with instance.open_instance(Home(tmp_path / "home")) as opened:
            for run in ("one", "another"):
                assert opened.event_log_storage.get_logs_for_run(run) == []  # makes the database of that run
    assert len(list((tmp_path / "home" / "dagster" / "history").rglob("*.db"))) >= 4
    assert len(read) == 1
    assert ScriptDirectory.from_config == by_alembic
