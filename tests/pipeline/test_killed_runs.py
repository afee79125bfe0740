"""A command is killed at any moment: no reader ever sees half of anything, and the same command again makes it whole.

The moments are spread over the whole of a command, as long as an undisturbed one takes; or over the changes it makes to
files, where a command is short. How they fell is shown.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from corrected_waves import OTHER, WAVE, Waves, corrected_waves, held, history
from running import Cli
from village_polls import STUDY, export_of, project_of
from warm_runs import Server
from wave_versions import Version, half_done, leftovers, reading, version_of

from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.study import load_study

SEED = 2024
RUNS, FIRST_RUNS, RESTORES = 24, 6, 2
"""How many commands of each kind are killed."""
EVERY = 23
"""The changes of files between two kills of a command that is killed at every so manieth."""
OVER = {"SUCCESS", "FAILURE", "NOT_STARTED"}
"""The states of a run that the queue of runs does not wait for; a run killed before it began stays in the last."""
BETWEEN = "between its writes"


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waves]:
    with corrected_waves(tmp_path_factory.mktemp("killed")) as waves:
        yield waves


def phase(now: Version, before: Version, after: Version) -> str:
    """How far a killed run had come, by what it had written."""
    pairs = [
        (getattr(now, kind).get(name), getattr(after, kind).get(name))
        for kind in ("slices", "files")
        for name in {*getattr(before, kind), *getattr(after, kind)}
        if getattr(before, kind).get(name) != getattr(after, kind).get(name)
    ]
    written = sum(one == other for one, other in pairs)
    return "before its first write" if not written else BETWEEN if written < len(pairs) else "after its last write"


def timed(server: Server, cli: Cli, *arguments: str) -> float:
    """How many seconds a command takes that nobody disturbs."""
    begin = time.monotonic()
    server.done(cli, *arguments)
    return time.monotonic() - begin


def shown(phases: Counter[str], what: str, looks: int) -> str:
    told = ", ".join(f"{number} {name}" for name, number in sorted(phases.items()))
    return f"Killed: {what}\n{phases.total()} kills: {told}; {looks} looks at the outputs meanwhile"


def test_a_run_killed_at_any_moment_leaves_whole_slices_and_files_and_a_rerun_mends_it(
    waves: Waves, record_property
) -> None:
    rng, home = random.Random(SEED), waves.home
    phases: Counter[str] = Counter()
    both = before, after = waves.first, waves.second
    looks = 0

    waves.point(waves.first)
    length = timed(waves.server, waves.cli, "run")
    assert half_done(version_of(home, STUDY), (waves.first,)) == []

    moments = rng.sample(range(RUNS), RUNS)
    while moments or not phases[BETWEEN]:
        waves.point(after)
        with reading(home / "output" / STUDY, *both) as reader:
            for _ in range(2):  # the second time what is there is of two makings already
                moment = moments.pop() if moments else rng.randrange(RUNS)
                command = waves.server.start(waves.cli, "run")
                killed = command.killed_after((moment + rng.random()) / RUNS * length)
                now = version_of(home, STUDY)
                assert half_done(now, both) == []
                if killed:
                    phases[phase(now, before, after)] += 1
                else:  # it was faster than the last one
                    moments.append(rng.randrange(RUNS))
            length = timed(waves.server, waves.cli, "run")
        assert reader.wrong == []
        looks += reader.looks
        assert half_done(version_of(home, STUDY), (after,)) == []
        assert leftovers(home) == []
        before, after = after, before
    record_property("shown", shown(phases, "a run of a corrected wave", looks))
    assert phases.total() >= RUNS

    with history(home) as instance:
        runs = instance.get_runs()
        assert {run.status.value for run in runs} <= OVER
        assert all(instance.all_logs(run.run_id) for run in runs if run.is_finished)
        assert instance.get_dynamic_partitions(f"{STUDY}_waves") == [OTHER, WAVE]


def test_the_drop_goes_on_after_a_run_was_killed_and_waits_for_one_that_is_not(waves: Waves) -> None:
    """Dagster starts one run at a time, and would count a killed one as under way for ever."""
    waves.stale()
    study = load_study(waves.files / "project" / "schemas" / STUDY)
    folders = {"project_folder": str(waves.files / "project"), "home_folder": str(waves.home)}
    workplace = Workplace(**folders, key_file=waves.cli.environment["INFOPOS_KEY_FILE"])
    look = build_definitions([study], workplace).resolve_sensor_def(f"{STUDY}_arrivals")
    command = waves.server.start(waves.cli, "run", "--wave", WAVE)
    while not any(held(path) for path in waves.home.glob("dagster/at_work/*.lock")):
        assert command.running()
    command.send(signal.SIGSTOP)

    def state_after_a_look() -> str:
        with history(waves.home) as instance:
            with dg.build_sensor_context(instance, resources={"workplace": workplace}) as context:
                look.evaluate_tick(context)
            return str(instance.get_runs(limit=1)[0].status.value)

    assert state_after_a_look() == "STARTED"
    command.send(signal.SIGKILL)
    assert command.end().code == -signal.SIGKILL
    assert state_after_a_look() == "FAILURE"
    assert list(waves.home.glob("dagster/at_work/*")) == []


def test_a_first_run_killed_at_any_moment_leaves_nothing_or_whole_files(
    waves: Waves, tmp_path: Path, record_property
) -> None:
    """With charts and every document."""
    rng = random.Random(SEED + 1)
    cli = Cli(waves.cli.user, tmp_path / "home", {"INFOPOS_PROJECT": str(project_of(tmp_path / "project"))})
    phases: Counter[str] = Counter()
    landed = cli.home / "landing" / STUDY / WAVE

    def empty() -> None:
        shutil.rmtree(cli.home, ignore_errors=True)
        shutil.copytree(waves.files / "landed", landed)

    empty()
    length = timed(waves.server, cli, "run")
    nothing, whole = Version({}, {}), version_of(cli.home, STUDY)

    moments, looks = rng.sample(range(FIRST_RUNS), FIRST_RUNS), 0
    while moments:
        empty()
        with reading(cli.home / "output" / STUDY, nothing, whole) as reader:
            moment = moments.pop()
            command = waves.server.start(cli, "run")
            killed = command.killed_after((moment + rng.random()) / FIRST_RUNS * length)
            now = version_of(cli.home, STUDY)
            assert half_done(now, (nothing, whole)) == []
            if killed:
                phases[phase(now, nothing, whole)] += 1
            else:
                moments.append(rng.randrange(FIRST_RUNS))
            length = timed(waves.server, cli, "run")
        assert reader.wrong == []
        looks += reader.looks
        assert half_done(version_of(cli.home, STUDY), (whole,)) == []
        assert leftovers(cli.home) == []
        with history(cli.home) as instance:
            assert {run.status.value for run in instance.get_runs()} <= OVER
    record_property("shown", shown(phases, "a first run in a new home", looks))
    assert phases.total() >= FIRST_RUNS


def test_a_removal_killed_at_any_change_can_be_finished_and_leaves_no_trace(waves: Waves, record_property) -> None:
    home = waves.home
    remove = ("remove", "--wave", WAVE, "--yes")
    waves.fresh()
    other, gone = waves.second.of(OTHER), Version({}, {})
    with history(home) as instance:
        runs = [run.run_id for run in instance.get_runs() if run.tags["dagster/partition"] == WAVE]
    assert len(runs) == 2
    kills, change = 0, random.Random(SEED + 2).randint(1, EVERY)
    while waves.server.run(waves.cli, *remove, killed_at_change=change).code < 0:
        now = version_of(home, STUDY)
        assert half_done(now.of(OTHER), (other,)) == []
        assert half_done(now.of(WAVE), (waves.second.of(WAVE), gone)) == []
        waves.server.done(waves.cli, *remove)
        assert half_done(version_of(home, STUDY), (other,)) == []
        assert traces(home, runs) == []
        assert leftovers(home) == []
        waves.fresh()
        kills, change = kills + 1, change + EVERY
    record_property("shown", f"Killed: the removal of a wave\n{kills} kills, at every {EVERY}th change of a file")
    assert kills >= 3


def traces(home: Path, runs: list[str]) -> list[str]:
    """Where the wave, or a run of it, is still to be found."""
    with history(home) as instance:
        found = [f"partition {name}" for name in instance.get_dynamic_partitions(f"{STUDY}_waves") if name == WAVE]
        found += [f"run {run.run_id}" for run in instance.get_runs() if run.tags["dagster/partition"] == WAVE]
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if path.name == WAVE or any(run in path.name or run.encode() in content for run in runs):
            found.append(str(path.relative_to(home)))
    return found


def test_a_first_export_killed_while_the_samples_make_way_takes_them_out_at_the_next_try(
    waves: Waves, tmp_path: Path, record_property
) -> None:
    project = project_of(tmp_path / "project", whole=False)
    sample = project / "data" / STUDY / OTHER
    sample.mkdir(parents=True)
    (sample / "export.csv").write_bytes(export_of(30))
    (sample / "frame.csv").write_bytes(waves.frame.read_bytes())
    export = tmp_path / "export.csv"
    export.write_bytes(export_of(33, 1))
    cli = Cli(waves.cli.user, tmp_path / "home", {"INFOPOS_PROJECT": str(project)})
    add = ("add", export, "--wave", WAVE, "--frame", waves.frame)
    waves.server.done(cli, "run")
    shutil.copytree(cli.home, tmp_path / "with sample")
    assert "synthetic sample waves" in waves.server.done(cli, *add)
    wanted = untimed(version_of(cli.home, STUDY))

    kills, change = 0, random.Random(SEED + 3).randint(1, EVERY)
    while True:
        shutil.rmtree(cli.home)
        shutil.copytree(tmp_path / "with sample", cli.home)
        assert waves.server.run(cli, *add, killed_at_change=change).code < 0
        if (cli.home / "landing" / STUDY / WAVE / "current.json").exists():
            break
        waves.server.done(cli, *add)
        now = version_of(cli.home, STUDY)
        assert {wave for _, wave, *_ in now.slices} == {WAVE}
        assert untimed(now) == wanted
        assert [path.name for path in (cli.home / "landing" / STUDY).iterdir()] == [WAVE]
        with history(cli.home) as instance:
            assert instance.get_dynamic_partitions(f"{STUDY}_waves") == [WAVE]
            assert {run.tags["dagster/partition"] for run in instance.get_runs()} == {WAVE}
        kills, change = kills + 1, change + EVERY
    record_property(
        "shown", f"Killed: a first export, while samples make way\n{kills} kills, at every {EVERY}th change"
    )
    assert kills >= 3


def untimed(version: Version) -> dict[str, bytes]:
    """The files that hold no time of landing, nor the hash of one that does."""
    timed = ("report.html", "report.docx", "report.pdf", "provenance.json")
    return {name: content for name, content in version.files.items() if not name.endswith(timed)}


def test_a_restore_killed_at_any_moment_can_be_done_again(waves: Waves, record_property) -> None:
    rng, home = random.Random(SEED + 4), waves.home
    warehouse = home / "warehouse" / "warehouse.duckdb"
    waves.fresh()
    length = timed(waves.server, waves.cli, "restore", "--yes")
    kills = 0
    for number in range(RESTORES):
        waves.fresh()
        warehouse.write_bytes(warehouse.read_bytes()[:5000])
        with reading(home / "output" / STUDY, waves.second) as reader:
            command = waves.server.start(waves.cli, "restore", "--yes")
            kills += command.killed_after((number + rng.random()) / RESTORES * length)
            waves.server.done(waves.cli, "restore", "--yes")
        assert reader.wrong == []
        assert half_done(version_of(home, STUDY), (waves.second,)) == []
    record_property("shown", f"Killed: a restoration\n{kills} kills of {RESTORES}")
    assert kills
