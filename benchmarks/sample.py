"""What a whole wave of 75 takes, from its export to the finished report, beside the import of its libraries, and where
it goes: starting up, Dagster, rendering, and the steps.

All are whole processes, in turn, several times; a warm-up of each is not counted. The rest of the run is split by
Dagster's own record of its steps; what Dagster itself takes is measured on a run of the same assets that make nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import dagster as dg

from benchmarks.processes import forget_files, seconds
from benchmarks.results import markdown_table
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.runs import register_waves
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.project import Home, find_project
from infopos_pipeline.study import load_study

STUDY, SAMPLE = "infopos", "2017"
LIBRARIES = "dagster, pandas, pandera, pyarrow, duckdb, scipy, great_tables, altair"
USED = "dagster, pandas, pandera.pandas, pyarrow.csv, duckdb, scipy.stats, great_tables, altair"
"""The same libraries by the parts the pipeline uses: pandera and scipy load theirs only when asked."""


RENDERING = ("charts", "tables", "report")
"""The steps that make what people read."""


def measure_sample(times: int) -> str:
    """Imports, a wave added to an empty home, and a rerun in which nothing changed; with all files in memory, and cold:
    those of Python, of the environment and of the project are read from the disk.
    """
    # A program that was installed has its bytecode; the warm-up leaves that of a checkout.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    warm: dict[str, list[float]] = {}
    cold: dict[str, list[float]] = {}
    parts: dict[str, list[float]] = {}
    steps: dict[str, float] = {}
    for turn in range(times + 1):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["INFOPOS_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
            home = Path(folder) / "home"
            now = {name: seconds(*command) for name, command in _commands(home).items()}
            now_cold = {name: _cold(*command) for name, command in _commands(Path(folder) / "cold").items()}
            steps = _steps(home, now["whole wave"])
            alone = {
                "Dagster": _dagster_alone(Path(folder)),
                "rendering": sum(steps[f"{STUDY}_{name}"] for name in RENDERING),
            }
        if turn:
            for taken, values in ((warm, now), (cold, now_cold), (parts, alone)):
                for name, value in values.items():
                    taken.setdefault(name, []).append(value)
    middle = {name: median(values) for name, values in (warm | parts).items()}
    last = [[name, f"{value:.2f}"] for name, value in steps.items()]
    return "\n\n".join(
        [
            _beside_imports("whole process", warm),
            _beside_imports("whole process, cold start", cold),
            markdown_table(["each by itself", "seconds", "÷ whole wave"], _shares(middle)),
            markdown_table(["the last whole wave", "seconds"], last),
        ]
    )


def _commands(home: Path) -> dict[str, tuple[str, ...]]:
    """What is timed, in this order."""
    infopos = str(Path(sys.executable).with_name("infopos"))
    data = find_project(os.environ).wave_data(STUDY, SAMPLE)
    export = (str(data / "export.csv"), "--frame", str(data / "frame.csv"))
    return {
        "import": (sys.executable, "-c", f"import {LIBRARIES}"),
        "import as used": (sys.executable, "-c", f"import {USED}"),
        "whole wave": (infopos, "add", *export, "--wave", SAMPLE, "--home", str(home)),
        "rerun": (infopos, "run", "--home", str(home)),
        "help": (infopos, "--help"),
        "check": (infopos, "check", *export),
    }


def _cold(*command: str) -> float:
    forget_files(Path(sys.prefix), Path(sys.base_prefix), find_project(os.environ).root)
    return seconds(*command)


def _beside_imports(what: str, taken: dict[str, list[float]]) -> str:
    bases = [median(taken[base]) for base in ("import", "import as used")]
    rows = [
        [
            name,
            *(f"{value:.2f}" for value in (min(values), median(values), max(values))),
            *(f"{median(values) / base:.2f}" for base in bases),
        ]
        for name, values in taken.items()
    ]
    return markdown_table([what, "minimum", "median", "maximum", "÷ import", "÷ import as used"], rows)


def _shares(middle: dict[str, float]) -> list[list[str]]:
    """What starting up, Dagster and rendering each take. They overlap: steps load what they draw with, and each is
    written into the history.
    """
    parts = {
        "start-up: the libraries": middle["import as used"],
        "start-up: the command line": middle["help"],
        "Dagster: a new history, and a run of the same assets that make nothing": middle["Dagster"],
        f"rendering: the steps {', '.join(RENDERING)}": middle["rendering"],
    }
    return [[name, f"{value:.2f}", f"{value / middle['whole wave']:.2f}"] for name, value in parts.items()]


def _dagster_alone(folder: Path) -> float:
    """The seconds of a first run of the study's assets in a new home, if making them took no time."""
    study = load_study(find_project(os.environ).schema_folder(STUDY))
    workplace = Workplace(project_folder=str(folder), home_folder=str(folder))
    declared = build_definitions([study], workplace).assets or ()
    made = [_of_nothing(assets) for assets in declared if isinstance(assets, dg.AssetsDefinition)]
    definitions = dg.Definitions(made, jobs=[dg.define_asset_job("nothing")], executor=dg.in_process_executor)
    home = Home(folder / "of nothing")
    home.prepare()
    start = perf_counter()
    job = definitions.resolve_job_def("nothing")
    with open_instance(home) as instance:
        register_waves(instance, study, [SAMPLE])
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        assert job.execute_in_process(instance=instance, partition_key=SAMPLE, run_config=quiet).success
    return perf_counter() - start


def _of_nothing(assets: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The same assets and checks, which read and make nothing."""

    @dg.multi_asset(
        name=assets.op.name,
        specs=[dg.AssetSpec(spec.key, deps=list(spec.deps)) for spec in assets.specs],
        check_specs=list(assets.check_specs),
        partitions_def=assets.partitions_def,
    )
    def nothing() -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        for check in assets.check_specs:
            yield dg.AssetCheckResult(asset_key=check.asset_key, check_name=check.name, passed=True)
        for spec in assets.specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return nothing


def _steps(home: Path, whole: float) -> dict[str, float]:
    """Where the first run of a home went: Dagster's own record of its steps, and what lies around them."""
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        run = instance.get_runs()[-1]
        steps = {
            step.step_key: (step.end_time or 0) - (step.start_time or 0)
            for step in instance.get_run_step_stats(run.run_id)
        }
        stats = instance.get_run_stats(run.run_id)
    inside = (stats.end_time or 0) - (stats.start_time or 0)
    around = {"between steps (Dagster)": inside - sum(steps.values()), "before and after (imports)": whole - inside}
    return steps | around
