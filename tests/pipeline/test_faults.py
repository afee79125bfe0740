"""Disks that are full or may not be written, two commands at once, damage, clocks that go wrong, waves without answers
and homes with many: what is wrong is said plainly, nothing is lost, and once it is mended the same command succeeds.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from corrected_waves import OTHER, WAVE, Waves, corrected_waves, held, history
from running import Cli, hashes
from small_disks import small_disk
from village_polls import STUDY, export_of
from warm_runs import Ended
from wave_versions import Version, files_of, half_done, leftovers, version_of

from infopos_pipeline.ingest.landing import land

DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waves]:
    with corrected_waves(tmp_path_factory.mktemp("faults")) as waves:
        yield waves


def plain(ended: Ended, *words: str) -> None:
    """A command that failed said one of these words, and nothing that is for programmers."""
    assert ended.code == 1, ended.said
    assert any(word in ended.said for word in words), ended.said
    for word in ("Traceback", "Errno", "not foreseen", "sqlalchemy.exc", "_duckdb"):
        assert word not in ended.said


def untimed(version: Version) -> dict[str, bytes]:
    """The files that hold no time of landing, nor the hash of one that does."""
    timed = ("report.html", "report.docx", "report.pdf", "provenance.json")
    return {name: content for name, content in version.files.items() if not name.endswith(timed)}


FULL = ("No space left", "disk is full", "File too large", "cannot be read or written")
SMALL = {
    "of everything, at once": ("", 0),
    "of everything, in the middle": ("", 2_700_000),
    "of the history": ("dagster", 100_000),
    "of the warehouse, at once": ("warehouse", 0),
    "of the warehouse, in the middle": ("warehouse", 40_000),
    "of the outputs, at once": ("output", 0),
    "of the outputs, in the middle": ("output", 45_000),
}
"""What lies on the disk, and how many bytes are free on it."""


@pytest.mark.parametrize("disk_of", SMALL)
def test_a_full_disk_is_said_plainly_and_the_same_run_succeeds_when_there_is_room(
    waves: Waves, disk_of: str, record_property
) -> None:
    station, free = SMALL[disk_of]
    waves.stale()
    both = waves.first, waves.second
    with small_disk(waves.home / station) as disk:
        if disk is None:
            record_property("shown", f"Full disk {disk_of}\nno disk of our own here: files may not grow instead")
            plain(waves.server.run(waves.cli, "run", file_size=free // 10 + 4096), *FULL)
            home, seen = waves.home, {}
        else:
            disk.fill(free)
            home, seen = disk.view(waves.home), {"inside": disk.keeper.pid}
            plain(waves.server.run(waves.cli, "run", **seen), *FULL)
            assert half_done(version_of(home, STUDY), both) == []
            disk.clear()
        waves.server.done(waves.cli, "run", **seen)
        assert half_done(version_of(home, STUDY), (waves.first,)) == []
        assert leftovers(home) == []


def test_a_disk_that_is_full_while_the_warehouse_is_made_leaves_none_that_never_opens(waves: Waves) -> None:
    waves.fresh()
    for path in (waves.home / "warehouse").iterdir():
        path.unlink()
    with small_disk(waves.home / "warehouse") as disk:
        seen, room = ({"inside": disk.keeper.pid}, {}) if disk else ({}, {"file_size": 4096})
        if disk:
            disk.fill(4096)
        plain(waves.server.run(waves.cli, "run", "--again", **seen, **room), *FULL)
        if disk:
            disk.clear()
        waves.server.done(waves.cli, "run", **seen)
        home = disk.view(waves.home) if disk else waves.home
        assert half_done(version_of(home, STUDY), (waves.second,)) == []


@pytest.mark.parametrize("station", ["landing", "dagster/history/runs", "warehouse", f"output/{STUDY}/{WAVE}"])
def test_a_folder_that_may_not_be_written_is_named_and_the_same_command_succeeds_when_it_may(
    waves: Waves, station: str
) -> None:
    waves.fresh()
    add = ("add", waves.files / "first.csv", "--wave", WAVE, "--frame", waves.frame)
    folder = waves.home / station / (f"{STUDY}/{WAVE}" if station == "landing" else "")
    folder.chmod(0o500)
    ended = waves.server.run(waves.cli, *add, without_privileges=True)
    plain(ended, "Permission denied", "may not be written")
    assert str(waves.home / station.split("/")[0]) in ended.said
    assert half_done(version_of(waves.home, STUDY), (waves.first, waves.second)) in ([], TIMED)
    folder.chmod(0o700)
    waves.server.done(waves.cli, *add, without_privileges=True)
    assert untimed(version_of(waves.home, STUDY)) == untimed(waves.first)
    assert leftovers(waves.home) == []


TIMED = [f"file {WAVE}/report.html is neither of the versions"]
"""What says when an export landed, after another landed."""


def test_a_home_on_a_disk_that_may_not_be_written_is_refused_and_left_as_it_is(waves: Waves) -> None:
    waves.stale()
    with small_disk(waves.home) as disk:
        if disk is None:  # the modes of what lies on it stand in for it
            disk_home, seen = waves.home, {"without_privileges": True}
            allow(waves.home, folders=0o500, files=0o400)
        else:
            disk_home, seen = disk.path, {"inside": disk.keeper.pid}
            disk.say(f"mount -o remount,ro '{waves.home}'")
        before = hashes(disk_home)
        for command in (("run",), ("remove", "--wave", OTHER, "--yes"), ("restore", "--yes"), ("review", "--json")):
            plain(waves.server.run(waves.cli, *command, **seen), "Read-only", "Permission denied", "may not be")
        assert hashes(disk_home) == before
        if disk is None:
            allow(waves.home, folders=0o700, files=0o600)
        else:
            disk.say(f"mount -o remount,rw '{waves.home}'")
        waves.server.done(waves.cli, "run", **seen)
        assert half_done(version_of(disk_home, STUDY), (waves.first,)) == []


def allow(home: Path, folders: int, files: int) -> None:
    """Set the modes of everything in a home."""
    for path in (home, *home.rglob("*")):
        path.chmod(folders if path.is_dir() else files)


@pytest.mark.parametrize("order", [(WAVE, OTHER), (OTHER, WAVE)], ids=["the later wave first", "the earlier one first"])
def test_of_two_runs_at_once_the_second_waits_or_refuses_clearly(
    waves: Waves, order: tuple[str, str], tmp_path: Path
) -> None:
    waves.stale()
    first, second = order
    one = waves.server.start(waves.cli, "run", "--wave", first)
    while not held(waves.home / "warehouse" / "warehouse.lock"):
        assert one.running()
    one.send(signal.SIGSTOP)
    refused = waves.server.run(waves.cli, "run", "--wave", second, impatient=0.2)
    plain(refused, "Another run holds the warehouse")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    told = waves.server.run(waves.cli, "add", empty, "--wave", second, impatient=0.2)
    plain(told, "empty_file")  # what is wrong with a file is said without waiting
    two = waves.server.start(waves.cli, "run", "--wave", second)
    time.sleep(0.5)
    assert two.running()
    one.send(signal.SIGCONT)
    for ended in (one.end(), two.end()):
        assert ended.code == 0, ended.said
        assert "Traceback" not in ended.said
    assert half_done(version_of(waves.home, STUDY), (waves.first,)) == []
    with history(waves.home) as instance:
        newest = [(run.tags["dagster/partition"], run.status.value) for run in instance.get_runs(limit=2)]
    assert set(newest) == {(first, "SUCCESS"), (second, "SUCCESS")}


def test_of_two_exports_of_a_wave_at_once_one_counts_and_nothing_of_the_other_is_left(waves: Waves) -> None:
    waves.fresh()
    commands = [
        waves.server.start(waves.cli, "add", waves.files / f"{name}.csv", "--wave", WAVE, "--frame", waves.frame)
        for name in ("first", "second")
    ]
    for ended in [command.end() for command in commands]:
        assert ended.code == 0 or plain(ended, "Add it again", "Make the wave anew") is None
    waves.server.done(waves.cli, "run")
    found = version_of(waves.home, STUDY)
    assert untimed(found) in (untimed(waves.first), untimed(waves.second))
    assert len(list((waves.home / "landing" / STUDY / WAVE).glob("*/"))) == 1
    assert leftovers(waves.home) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_warehouse_damaged_anywhere_can_be_restored_and_every_command_says_so(waves: Waves, seed: int) -> None:
    rng = random.Random(seed)
    waves.fresh()
    warehouse = waves.home / "warehouse" / "warehouse.duckdb"
    content = bytearray(warehouse.read_bytes())
    for place in [rng.randrange(3 * 4096), *(rng.randrange(len(content)) for _ in range(40))]:
        content[place : place + 64] = rng.randbytes(len(content[place : place + 64]))
    warehouse.write_bytes(content[: rng.randrange(4096, len(content))] if seed % 2 else content)
    for command in (("run", "--again"), ("review", "--json"), ("release", "--wave", WAVE)):
        plain(waves.server.run(waves.cli, *command), "infopos restore")
    assert files_of(waves.home / "output" / STUDY) == waves.second.files
    waves.server.done(waves.cli, "restore", "--yes")
    assert half_done(version_of(waves.home, STUDY), (waves.second,)) == []


@pytest.mark.parametrize("off", [-DAY, DAY], ids=["a day back", "a day ahead"])
def test_a_clock_that_is_set_between_landing_and_run_changes_no_byte(waves: Waves, off: int) -> None:
    waves.stale()
    waves.server.done(waves.cli, "run", clock=off)
    assert half_done(version_of(waves.home, STUDY), (waves.first,)) == []
    waves.server.done(waves.cli, "run", "--again", "--wave", WAVE)
    assert half_done(version_of(waves.home, STUDY), (waves.first,)) == []


def test_the_last_export_counts_though_the_clock_went_back_before_it_came(waves: Waves) -> None:
    waves.fresh()
    add = ("add", waves.files / "first.csv", "--wave", WAVE, "--frame", waves.frame)
    waves.server.done(waves.cli, *add, clock=-DAY)
    assert untimed(version_of(waves.home, STUDY)) == untimed(waves.first)
    landed = json.loads((waves.home / "landing" / STUDY / WAVE / "current.json").read_text("utf-8"))["landed"]
    earlier = json.loads((waves.files / "first.json").read_text("utf-8"))["landed"]
    assert landed < earlier
    assert "is unchanged" in waves.server.done(waves.cli, "run")


def test_a_wave_in_which_nobody_has_answered_anything_yet_has_a_report(waves: Waves, tmp_path: Path) -> None:
    cli = Cli(waves.cli.user, tmp_path / "home", waves.cli.extra)
    path = tmp_path / "export.csv"
    path.write_bytes(export_of(12, last_page=0))
    waves.server.done(cli, "add", path, "--wave", "2030", "--frame", waves.frame)
    found = files_of(cli.home / "output" / STUDY)
    rows = list(csv.DictReader(io.StringIO(found["2030/results.csv"].decode())))
    counted = {row["item"]: row["value"] for row in rows if row["place"] == "veldwerk" and row["statistic"] == "n"}
    assert counted == {"benaderd": "40", "respons": "12"}
    assert {row["base"] for row in rows if row["item"] == "weer"} <= {"0"}
    assert found["2030/report.html"]


def test_an_export_without_a_row_is_refused_and_the_wave_can_still_come(waves: Waves, tmp_path: Path) -> None:
    """It cannot be told from one that was cut below its headings, and would replace a good one by nothing."""
    waves.fresh()
    path = tmp_path / "export.csv"
    path.write_bytes(export_of(0))
    add = ("--wave", WAVE, "--frame", waves.frame)
    plain(waves.server.run(waves.cli, "add", path, *add), "expected a respondent below the headings")
    assert half_done(version_of(waves.home, STUDY), (waves.second,)) == []
    waves.server.done(waves.cli, "add", waves.files / "first.csv", *add)
    assert untimed(version_of(waves.home, STUDY)) == untimed(waves.first)


def test_a_home_with_200_waves_takes_another_one_and_touches_none_of_them(waves: Waves, tmp_path: Path) -> None:
    cli = Cli(waves.cli.user, tmp_path / "home", waves.cli.extra)
    first, *copies = names = [f"w{number:03}" for number in range(200)]
    waves.server.done(cli, "add", waves.files / "first.csv", "--wave", first, "--frame", waves.frame)
    export, frame = (waves.files / "first.csv").read_bytes(), waves.frame.read_bytes()
    for name in copies:
        land(cli.home / "landing" / STUDY, name, export, frame, synthetic=False)
        shutil.copytree(cli.home / "output" / STUDY / first, cli.home / "output" / STUDY / name)
    copy_slices(cli.home / "warehouse" / "warehouse.duckdb", copies)
    landed, before = hashes(cli.home / "landing"), version_of(cli.home, STUDY)
    assert {wave for _, wave, *_ in before.slices} == set(names)

    add = ("add", waves.files / "second.csv", "--wave", "w200", "--frame", waves.frame)
    said = waves.server.done(cli, *add)
    assert said.count("is done") == 1
    now = version_of(cli.home, STUDY)
    assert all(now.of(name) == before.of(name) for name in names)
    assert now.of("w200").files
    assert hashes(cli.home / "landing").items() >= landed.items()
    with history(cli.home) as instance:
        assert [run.tags["dagster/partition"] for run in instance.get_runs()] == ["w200", first]


def copy_slices(warehouse: Path, waves: Sequence[str]) -> None:
    """Put the slices of the one wave there under other names beside it: running so many waves takes minutes."""
    with duckdb.connect(str(warehouse)) as connection:
        query = "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?"
        for (table,) in connection.execute(query, [STUDY]).fetchall():
            slices = f'SELECT found.* REPLACE (name AS wave) FROM {STUDY}."{table}" found, unnest(?) AS names(name)'
            connection.execute(f'INSERT INTO {STUDY}."{table}" {slices}', [list(waves)])
