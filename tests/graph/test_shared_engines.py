"""What `orchestration.instance` relies on in Dagster: where its SQLite storages get their engines from."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.pool import Pool

from infopos_pipeline.orchestration.instance import _SQLITE_STORAGES, open_instance
from infopos_pipeline.project import Home


def test_an_open_instance_connects_once_a_file_and_dagster_gets_its_own_engines_back(tmp_path: Path) -> None:
    connected: list[object] = []
    with open_instance(Home(tmp_path / "home")):
        pass  # its databases are made once

    def note(connection: object, record: object) -> None:
        connected.append(connection)

    event.listen(Pool, "connect", note)
    try:
        with open_instance(Home(tmp_path / "home")) as instance:
            for wave in map(str, range(20)):
                instance.add_dynamic_partitions("waves", [wave])
                assert instance.has_dynamic_partition("waves", wave)
            instance.get_runs()
    finally:
        event.remove(Pool, "connect", note)
    files = list((tmp_path / "home").rglob("*.db"))
    assert files
    # SQLAlchemy may hold a second connection while one is in use; Dagster alone makes one a query, over a hundred here.
    assert len(connected) <= 2 * len(files)
    for module in _SQLITE_STORAGES:
        assert import_module(module).create_engine is create_engine
