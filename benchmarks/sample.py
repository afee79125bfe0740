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

from benchmarks.processes import seconds
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
    """Imports, a wave added to an empty home, and a rerun in which nothing changed."""
    # A program that was installed has its bytecode; the warm-up leaves that of a checkout.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    infopos = str(Path(sys.executable).with_name("infopos"))
    data = find_project(os.environ).wave_data(STUDY, SAMPLE)
    add = ("add", str(data / "export.csv"), "--frame", str(data / "frame.csv"), "--wave", SAMPLE)
    taken: dict[str, list[float]] = {}
    steps: dict[str, float] = {}
    for turn in range(times + 1):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["INFOPOS_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
            home = Path(folder) / "home"
            now = {
                "import": seconds(sys.executable, "-c", f"import {LIBRARIES}"),
                "import as used": seconds(sys.executable, "-c", f"import {USED}"),
                "whole wave": seconds(infopos, *add, "--home", str(home)),
                "rerun": seconds(infopos, "run", "--home", str(home)),
                "help": seconds(infopos, "--help"),
                "check": seconds(infopos, *("check", *add[1:4])),
            }
            steps = _steps(home, now["whole wave"])
            now["Dagster"] = _dagster_alone(Path(folder))
            now["rendering"] = sum(steps[f"{STUDY}_{name}"] for name in RENDERING)
        if turn:
            for name, value in now.items():
                taken.setdefault(name, []).append(value)
    middle = {name: median(values) for name, values in taken.items()}
    rows = [
        [
            name,
            f"{min(values):.2f}",
            f"{middle[name]:.2f}",
            f"{max(values):.2f}",
            *(f"{middle[name] / middle[base]:.2f}" for base in ("import", "import as used")),
        ]
        for name, values in taken.items()
        if name not in ("Dagster", "rendering")
    ]
    heads = ["whole process", "minimum", "median", "maximum", "÷ import", "÷ import as used"]
    last = [[name, f"{value:.2f}"] for name, value in steps.items()]
    return "\n\n".join(
        [
            markdown_table(heads, rows),
            markdown_table(["each by itself", "seconds", "÷ whole wave"], _shares(middle)),
            markdown_table(["the last whole wave", "seconds"], last),
        ]
    )


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
