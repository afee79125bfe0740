"""Spark in the place of DuckDB: the same responses, counts and results, to the byte, and nothing left behind.

Spark runs as it does without any settings, on this machine alone.
"""

from __future__ import annotations

import csv
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import narwhals as nw
import pyarrow as pa
import pytest
from programs import java_path
from running import PROJECT, Cli, project_without_documents

from benchmarks.big_exports import write_csv
from benchmarks.big_study import STUDY, WAVE, write_study
from benchmarks.engines import turn
from infopos_pipeline.ingest import parts
from infopos_pipeline.ingest.landing import land, landed_waves
from infopos_pipeline.orchestration.data_out import exported_files
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.keys import asset_key, wave_job_name, waves_of
from infopos_pipeline.orchestration.landed_responses import Told, read_landed
from infopos_pipeline.orchestration.removal import remove_wave
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import OutdatedError, WaveSlices
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.privacy.keys import load_key
from infopos_pipeline.problems import InputError, Problem, UnforeseenError
from infopos_pipeline.statistics.counting import CountedCell, count
from infopos_pipeline.statistics.panel_counting import AnswerPattern, count_patterns, followed_variables
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.columns import box_column
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column
from infopos_pipeline.study.parsing import parse_condition
from infopos_pipeline.study.vocabulary import Vocabulary
from infopos_pipeline.warehouse import Warehouse, WarehouseError, spark_slices
from infopos_pipeline.warehouse.spark import of_each, session, write_parquet

ENGINES = ("duckdb", "spark")
FORMATS = ("csv", "sav", "parquet")
CANARY = "Roodborstcanary"
_FEW_ROWS = 1800
_PART = 1 << 18
"""Bytes a part: these rows make four."""


@pytest.fixture(scope="module", autouse=True)
def java() -> Iterator[None]:
    java_path()
    with pytest.MonkeyPatch.context() as hurried:
        # Half a minute of Spark does not repay a better compiler.
        hurried.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@dataclass
class Engine:
    """A home whose responses an engine makes."""

    workplace: Workplace
    study: Study

    @property
    def parquet(self) -> list[Path]:
        return sorted((self.workplace.home.root / "warehouse").rglob("*.parquet"))

    def take(self, wave: str = WAVE) -> Told:
        """Take in what landed."""
        with self.workplace.at_work():
            self.workplace.warehouse(self.study)
            slices = WaveSlices(self.workplace, self.study, wave)
            with slices.staging() as staged:
                told = read_landed(slices.landed, slices.asked, self.workplace.key(), staged)
                slices.replace_responses(staged, told.approached)
            return told

    def counted(self, wave: str = WAVE) -> list[CountedCell]:
        with self.workplace.at_work():
            slices = WaveSlices(self.workplace, self.study, wave)
            return count(slices.responses(), slices.approached(), slices.asked)

    def files(self, wave: str = WAVE) -> dict[str, bytes]:
        """All responses, as they are given out."""
        with self.workplace.at_work():
            landed = WaveSlices(self.workplace, self.study, wave).landed
        return exported_files(self.study, self.workplace, landed, FORMATS)

    def patterns(self, wave: str, *names: str) -> list[AnswerPattern]:
        with self.workplace.at_work():
            slices = WaveSlices(self.workplace, self.study, wave)
            waves = [landed.wave for landed in slices.compared]
            return count_patterns(slices.compared_responses(), self.study, waves, names)


def engines_in(folder: Path, project: Path, study: str, **exports: tuple[Path, Path | None]) -> dict[str, Engine]:
    """A home for each engine, with the same key, in which the exports have landed, by wave."""
    load_key(folder / "pseudonym.key", (), frozenset())
    found = {}
    for engine in ENGINES:
        workplace = Workplace(
            project_folder=str(project),
            home_folder=str(folder / f"één [{engine}] {{huis}}"),
            key_file=str(folder / "pseudonym.key"),
            engine=engine,
        )
        for wave, (export, frame) in exports.items():
            content = frame.read_bytes() if frame else None
            land(workplace.home.landing(study), wave.strip("_"), export, content, synthetic=True)
        found[engine] = Engine(workplace, load_study(project / "schemas" / study))
    return found


# the sample study


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    """The sample wave of 2017 up to its results by both engines, and the responses of that of 2019."""
    folder = tmp_path_factory.mktemp("sampled")
    project = project_without_documents(folder / "project", "2017", "2019")
    data = project / "data" / "infopos"
    exports = {f"_{wave}": (data / wave / "export.csv", data / wave / "frame.csv") for wave in ("2017", "2019")}
    engines = engines_in(folder, project, "infopos", **exports)
    for engine in engines.values():
        definitions = build_definitions([engine.study], engine.workplace)
        wanted = (
            dg.AssetSelection.assets(asset_key(engine.study, "results")).upstream().required_multi_asset_neighbors()
        )
        with open_instance(engine.workplace.home) as instance:
            instance.add_dynamic_partitions(waves_of(engine.study).name, ["2017"])
            definitions.resolve_job_def(wave_job_name(engine.study)).execute_in_process(
                instance=instance,
                partition_key="2017",
                asset_selection=list(wanted.resolve(definitions.resolve_asset_graph())),
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
        engine.take("2019")
    return engines


def test_the_results_of_the_sample_wave_are_the_same_to_the_byte(sampled: dict[str, Engine]) -> None:
    outputs = [engine.workplace.home.output("infopos", "2017") / "results.csv" for engine in sampled.values()]
    one, other = (output.read_bytes() for output in outputs)
    assert len(one.splitlines()) > 1000
    assert one == other


def test_the_counts_that_rest_are_the_same(sampled: dict[str, Engine]) -> None:
    found = []
    for engine in sampled.values():
        with engine.workplace.at_work():
            warehouse = engine.workplace.warehouse(engine.study)
            columns = ["wave", "table", "cell", "n", "n_entities"]
            found.append(warehouse.rows(engine.study, "counts", columns, '"table", "cell"'))
    assert len(found[0]) > 500
    assert found[0] == found[1]


def test_what_the_warehouse_of_spark_counts_is_what_duckdb_counts(sampled: dict[str, Engine]) -> None:
    assert sampled["duckdb"].counted("2019") == sampled["spark"].counted("2019")


def test_the_data_out_are_the_same_to_the_byte(sampled: dict[str, Engine]) -> None:
    assert sampled["duckdb"].files("2017") == sampled["spark"].files("2017")


def test_answers_are_followed_through_waves_by_either_engine(sampled: dict[str, Engine]) -> None:
    names = followed_variables(sampled["duckdb"].study, ["2017", "2019"])[:3]
    one, other = (engine.patterns("2019", *names) for engine in sampled.values())
    assert {wave for pattern in one for wave, _ in pattern.answers} == {"2017", "2019"}
    assert one == other


def test_responses_of_spark_are_in_files_that_their_owner_alone_reads(sampled: dict[str, Engine]) -> None:
    engine = sampled["spark"]
    assert len(engine.parquet) == 2
    folder = engine.workplace.home.root / "warehouse" / "parquet"
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}
    with engine.workplace.at_work():
        assert engine.workplace.warehouse(engine.study).rows(engine.study, "responses", ["wave"], "wave") == []
        assert engine.workplace.key_ids() == {engine.workplace.key().key_id}
    assert sampled["duckdb"].parquet == []


def test_responses_that_the_other_engine_made_are_outdated(sampled: dict[str, Engine]) -> None:
    for engine, other in (ENGINES, reversed(ENGINES)):
        home = sampled[engine].workplace
        switched = Workplace(
            project_folder=home.project_folder, home_folder=home.home_folder, key_file=home.key_file, engine=other
        )
        with pytest.raises(OutdatedError, match="infopos run --wave 2019"):
            Engine(switched, sampled[engine].study).counted("2019")


# an export in parts

Monitors = Callable[[Callable[[list[list[str]]], None]], dict[str, Engine]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The rows of an export in which tokens, and whole respondents without one, come again further down."""
    path = tmp_path_factory.mktemp("drawn") / "export.csv"
    write_csv(path, _FEW_ROWS)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    token = rows[0].index("token")
    for row, other in ((900, 5), (1500, 5), (1200, 7)):
        rows[row][token] = rows[other][token]
    for row in (20, 21, 700, 1100, 1700):
        rows[row][1:] = rows[19][1:]
        rows[row][token] = ""
    for row in range(800, 830):
        rows[row][token] = " "
    return rows


@pytest.fixture
def monitors(tmp_path: Path, rows: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> Monitors:
    """Both engines with a wave of the big study, changed as is asked, which is read in parts."""
    monkeypatch.setattr(parts, "PART", _PART)
    write_study(tmp_path / "project")

    def make(change: Callable[[list[list[str]]], None]) -> dict[str, Engine]:
        changed = [row[:] for row in rows]
        change(changed)
        export = tmp_path / "export.csv"
        with export.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(changed)
        assert len(parts.cuts(export, "export").lengths) == 4
        return engines_in(tmp_path, tmp_path / "project", STUDY, **{f"_{WAVE}": (export, None)})

    return make


def test_parts_that_are_read_apart_give_the_same_responses_and_counts(monitors: Monitors) -> None:
    one, other = (engine for engine in monitors(lambda rows: None).values())
    told, told_apart = one.take(), other.take()
    counted = one.counted()
    assert counted == other.counted()
    everyone = next(cell for cell in counted if not cell.cell)
    assert everyone.n == told.rows == told_apart.rows == _FEW_ROWS
    assert everyone.n_entities == _FEW_ROWS - 3
    assert told.answered == told_apart.answered
    assert one.files() == other.files()


def test_problems_of_a_later_part_are_the_same_with_the_same_rows(monitors: Monitors) -> None:
    def spoil(rows: list[list[str]]) -> None:
        for row in (3, 1001, 1002, 1790):
            rows[row][rows[0].index("single01")] = "A9"
        rows[1002][rows[0].index("lastpage")] = "99"

    found = [_problems(engine) for engine in monitors(spoil).values()]
    assert {problem.row for problem in found[0]} == {4, 1002, 1003, 1791}
    assert found[0] == found[1]


def test_a_damaged_part_is_told_of_with_the_same_row(monitors: Monitors) -> None:
    found = [_problems(engine) for engine in monitors(lambda rows: rows[1400].pop()).values()]
    assert [problem.row for problem in found[0]] == [1401]
    assert found[0] == found[1]


def _problems(engine: Engine) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        engine.take()
    assert engine.parquet == []
    return error.value.problems


def test_an_interruption_leaves_the_old_slice_and_a_removal_none(
    monitors: Monitors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*given: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    def write_and_stop(*given: Any) -> None:
        write_parquet(*given)
        stop()

    engine = monitors(lambda rows: None)["spark"]
    engine.take()
    old = {path: path.read_bytes() for path in engine.parquet}
    with monkeypatch.context() as interrupted:
        interrupted.setattr(spark_slices, "write_parquet", write_and_stop)
        with pytest.raises(KeyboardInterrupt):
            engine.take()
    assert {path: path.read_bytes() for path in engine.parquet} == old
    assert made_from_of(engine)

    export = tmp_path / "export.csv"
    export.write_bytes(export.read_bytes() + export.read_bytes().splitlines(keepends=True)[30])
    landing = engine.workplace.home.landing(STUDY)
    land(landing, WAVE, export, None, synthetic=True)
    made_from = made_from_of(engine)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(Warehouse, "replace", lambda *given, **named: given[2] == "approached" or stop())
        with pytest.raises(KeyboardInterrupt):
            engine.take()
    assert made_from_of(engine) == made_from
    assert set(engine.parquet) > set(old)

    engine.take()
    assert not set(engine.parquet) & set(old)
    with open_instance(engine.workplace.home) as instance:
        remove_wave(instance, engine.study, engine.workplace, WAVE)
    assert [path for path in (engine.workplace.home.root / "warehouse" / "parquet").rglob("*") if path.is_file()] == []


def made_from_of(engine: Engine) -> str | None:
    with engine.workplace.at_work():
        return engine.workplace.warehouse(engine.study).made_from(engine.study, "responses", wave=WAVE)


def test_a_new_key_leaves_no_responses_of_the_old_one(monitors: Monitors) -> None:
    engine = monitors(lambda rows: None)["spark"]
    engine.take()
    assert engine.parquet
    engine.workplace.rotate_key()
    assert engine.parquet == []
    with pytest.raises(OutdatedError):
        engine.counted()


def test_a_damaged_file_is_said_to_be_and_how_to_mend_it(monitors: Monitors) -> None:
    engine = monitors(lambda rows: None)["spark"]
    engine.take()
    for file in engine.parquet:
        file.with_name(f".{file.name}.crc").unlink()
        file.write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(WarehouseError, match="infopos restore"):
        engine.files()


def test_the_benchmark_finds_the_same_by_both_engines(tmp_path: Path) -> None:
    write_study(tmp_path / "project")
    write_csv(export := tmp_path / "project" / "export.csv", 300)
    one, other = (turn(engine, export, tmp_path / engine) for engine in ENGINES)
    assert {name: one[name] for name in ("counts", "results")} == {name: other[name] for name in ("counts", "results")}


# conditions, which filters are


ITEMS = Vocabulary(
    {"mood": ("bad", "fair", "good"), "pets": ("dog", "cat")},
    frozenset({"pets"}),
    frozenset({"age", "kids"}),
    ordinal=frozenset({"mood"}),
)
COLUMNS = ItemColumns(
    boxes=lambda item: (f"{item}__dog", f"{item}__cat"),
    box=box_column,
    state=lambda item: {"mood": "mood", "pets": "pets__dog"}.get(item, f"{item}__state"),
    scores=lambda item: {"bad": -1.0, "fair": 0.5, "good": 3.0},
)
CONDITIONS = (
    "age / kids > 1",
    "age / (kids - kids) > 0 or mood == bad",
    "mean(age, kids, at_least=1) >= 1",
    "mean(age, kids) < 1",
    "sum(age, kids) == 1",
    "score(mood) / age < 1",
    "recode(mood, bad=1, good=0) / kids >= 0",
    "count(pets) >= 1",
    "not (dog in pets)",
    "mood in (bad, good) or age >= 18",
    "0 <= age < 2.5",
    "answered(age) and mood != bad",
)


def test_conditions_hold_of_whom_they_hold_in_duckdb() -> None:
    """What DuckDB finds is held against a plain evaluation in Python (test_expression_evaluation)."""
    numbers, moods = (None, -2.0, 0.0, 1.0, 18.0), ("bad", "fair", "good", "~skipped")
    boxes = (("ticked", "not_ticked"), ("not_ticked", "not_ticked"), ("~not_reached", "~not_reached"))
    names = ("age", "age__state", "kids", "kids__state", "mood", "pets__dog", "pets__cat")
    everybody = [
        (age, "~skipped" if age is None else "answered", kids, "~skipped" if kids is None else "answered", mood, *pets)
        for age, kids, mood, pets in product(numbers, numbers, moods, boxes)
    ]
    rows = pa.table({"row": range(len(everybody)), **dict(zip(names, zip(*everybody, strict=True), strict=True))})
    wanted = {
        f"{holds} {text}": condition_column(parse_condition(text, ITEMS), COLUMNS, holds)
        for text, holds in product(CONDITIONS, (True, False))
    }
    found = [
        nw.from_native(frame).select("row", **wanted).sort("row").collect("pyarrow").to_native()
        for frame in (duckdb.from_arrow(rows), session().createDataFrame(rows))
    ]
    for name in wanted:
        one, other = ([value is True for value in table[name].to_pylist()] for table in found)
        assert one == other, name
        assert any(one) or not name.startswith("True"), name


# what nobody may see


def test_an_error_on_an_executor_says_nothing_of_a_cell(capfd: pytest.CaptureFixture[str]) -> None:
    def quote(number: int) -> None:
        raise ValueError(f"{CANARY} {number}")

    with pytest.raises(UnforeseenError) as error:
        of_each(1, quote)
    shown = [str(error.value), *map(str, capfd.readouterr())]
    assert not [text for text in shown if CANARY in text]
    assert error.value.__cause__ is error.value.__context__ is None


def test_spark_listens_to_this_machine_alone() -> None:
    """As the kernel tells of the sockets of its process (proc_net(5)): addresses in hexadecimal, state 0A listens."""
    java = Path("/proc", str(session().sparkContext._gateway.proc.pid))
    opened = [str(file.readlink()) for file in (java / "fd").iterdir()]
    sockets = {name[len("socket:[") : -1] for name in opened if name.startswith("socket:")}
    lines = [line.split() for name in ("tcp", "tcp6") for line in (java / "net" / name).read_text().splitlines()[1:]]
    listening = {line[1].split(":")[0] for line in lines if line[3] == "0A" and line[9] in sockets}
    assert listening
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


# what a user can mend


def test_without_java_a_run_ends_with_what_to_install(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "user", tmp_path / "home", {"INFOPOS_ENGINE": "spark", "PATH": "", "JAVA_HOME": ""})
    finished = cli("run")
    assert finished.returncode == 1
    assert (finished.stdout + finished.stderr).count("Java 17") == 1
    assert "Traceback" not in finished.stdout + finished.stderr


def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "user", tmp_path / "home", {"INFOPOS_ENGINE": "sparc"})
    wave = PROJECT / "data" / "infopos" / "2017"
    for command in (["run"], ["add", wave / "export.csv", "--wave", "2018", "--frame", wave / "frame.csv"], ["dev"]):
        finished = cli.here(*command)
        assert finished.exit_code == 1
        assert finished.output.count("Did you mean 'spark'?") == 1
    assert [landed.wave for landed in landed_waves(cli.home / "landing" / "infopos")] == ["2017", "2019", "2021"]


def test_without_pyspark_all_else_loads_and_spark_says_what_to_install() -> None:
    program = """
import sys
sys.modules["pyspark"] = None  # as where it is not installed
import infopos_pipeline.orchestration.landed_responses, infopos_pipeline.warehouse.spark as spark
try:
    spark.session()
except spark.UserError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "The engine spark needs PySpark: pip install infopos[spark]\n"
