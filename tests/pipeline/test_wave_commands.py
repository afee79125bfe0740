"""``infopos progress``, ``remove``, ``restore``: a wave that runs, one that must go, and a warehouse that is lost."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest
from random_exports import make_export
from running import Cli, hashes, outputs, project_without_documents

EXPORT = make_export(81, respondents=12, plain=True)
OTHER = make_export(82, respondents=9, plain=True)


@pytest.fixture(scope="module")
def two_waves(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    folder = tmp_path_factory.mktemp("commands")
    project = project_without_documents(folder / "project")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    for wave, export in (("2031", EXPORT), ("2033", OTHER)):
        path, frame = export.write(folder / wave)
        cli.done_here("add", path, "--wave", wave, "--frame", frame)
    return cli


def slices(cli: Cli) -> set[str]:
    with duckdb.connect(str(cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        return {wave for (wave,) in connection.execute("SELECT DISTINCT wave FROM infopos.responses").fetchall()}


def test_progress_counts_who_started_and_who_is_through_and_stores_nothing(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "user", tmp_path / "home")
    path, frame = EXPORT.write(tmp_path / "files")
    said = json.loads(cli.done_here("progress", path, "--frame", frame, "--json"))
    rows = list(csv.DictReader(io.StringIO(EXPORT.content.decode("utf-8-sig"), newline="")))
    listed = list(csv.DictReader(io.StringIO(EXPORT.frame_content.decode("utf-8-sig"), newline="")))
    approached = [row for row in listed if int(row["inwoners"]) < 26000]
    others = {name for row in listed if row not in approached for name in (row["token"], row["gemeente"]) if name}
    rows = [row for row in rows if not {row["token"], row["gemeente"]} & others]
    everyone, *by_fact = said["progress"]
    assert everyone == {
        "fact": "",
        "category": "",
        "approached": len(approached),
        "started": len(rows),
        "finished": sum(int(row["lastpage"] or 0) >= 9 for row in rows),
    }
    regions = {row["category"]: row["approached"] for row in by_fact if row["fact"] == "regio"}
    assert regions == {name: sum(r["regio"].casefold() == name for r in approached) for name in regions}
    for name in ("regio", "grootteklasse"):
        assert sum(row["started"] for row in by_fact if row["fact"] == name) == len(rows)
    assert not cli.home.exists()
    text = cli.done_here("progress", path, "--frame", frame)
    assert text.splitlines()[1].split()[:4] == ["everyone", *map(str, list(everyone.values())[2:])]


def test_a_removed_wave_leaves_nothing_and_the_others_stay(two_waves: Cli) -> None:
    other = hashes(two_waves.output("2031"))
    refused = two_waves.here("remove", "--wave", "2033")
    assert refused.exit_code == 2
    assert "--yes" in refused.output
    assert slices(two_waves) == {"2031", "2033"}
    assert two_waves.here("remove", "--wave", "2040", "--yes").exit_code == 1
    aside = two_waves.home / "warehouse" / "damaged-1.duckdb"
    aside.write_bytes(b"what a restore would have set aside holds the wave as well")
    two_waves.done_here("remove", "--wave", "2033", "--yes")
    assert not aside.exists()
    assert slices(two_waves) == {"2031"}
    assert list(two_waves.home.rglob("*2033*")) == []
    assert hashes(two_waves.output("2031")) == other
    assert two_waves.here("run", "--wave", "2033").exit_code == 1


def test_a_damaged_warehouse_is_made_anew_from_what_landed(two_waves: Cli) -> None:
    before = outputs(two_waves.home / "output")
    warehouse = two_waves.home / "warehouse" / "warehouse.duckdb"
    content = bytearray(warehouse.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    warehouse.write_bytes(bytes(content))
    failed = two_waves.here("run")
    assert failed.exit_code == 1
    assert "infopos restore" in failed.output
    assert "Traceback" not in failed.output
    assert outputs(two_waves.home / "output") == before
    assert two_waves.here("restore").exit_code == 2
    said = two_waves.done_here("restore", "--yes")
    assert "damaged-1.duckdb" in said
    assert (two_waves.home / "warehouse" / "damaged-1.duckdb").read_bytes() == bytes(content)
    assert outputs(two_waves.home / "output") == before
    assert slices(two_waves) == {"2031"}


def test_nothing_is_restored_where_nothing_landed(infopos: Cli) -> None:
    finished = infopos.here("restore", "--yes")
    assert finished.exit_code == 1
    assert "Nothing landed" in finished.output
