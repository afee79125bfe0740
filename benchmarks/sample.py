"""What a whole wave of 75 takes, from its export to the finished report, beside the import of its libraries, and where
it goes.

All are whole processes, in turn, several times; a warm-up of each is not counted. The rest of the run is split by
Dagster's own record of its steps.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

import dagster as dg

from benchmarks.processes import seconds
from benchmarks.results import markdown_table
from infopos_pipeline.project import find_project

STUDY, SAMPLE = "infopos", "2017"
LIBRARIES = "dagster, pandas, pandera, pyarrow, duckdb, scipy, great_tables, altair"
USED = "dagster, pandas, pandera.pandas, pyarrow.csv, duckdb, scipy.stats, great_tables, altair"
"""The same libraries by the parts the pipeline uses: pandera and scipy load theirs only when asked."""


def measure_sample(times: int) -> str:
    """Imports, a wave added to an empty home, and a rerun in which nothing changed."""
    infopos = str(Path(sys.executable).with_name("infopos"))
    data = find_project(os.environ).wave_data(STUDY, SAMPLE)
    add = ("add", str(data / "export.csv"), "--frame", str(data / "frame.csv"), "--wave", SAMPLE)
    taken: dict[str, list[float]] = {"import": [], "import as used": [], "whole wave": [], "rerun": []}
    steps: list[list[str]] = []
    for turn in range(times + 1):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["INFOPOS_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
            home = Path(folder) / "home"
            now = {
                "import": seconds(sys.executable, "-c", f"import {LIBRARIES}"),
                "import as used": seconds(sys.executable, "-c", f"import {USED}"),
                "whole wave": seconds(infopos, *add, "--home", str(home)),
                "rerun": seconds(infopos, "run", "--home", str(home)),
            }
            if turn == times:
                steps = _steps(home, now["whole wave"])
        if turn:
            for name, value in now.items():
                taken[name].append(value)
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
    ]
    heads = ["whole process", "minimum", "median", "maximum", "÷ import", "÷ import as used"]
    return f"{markdown_table(heads, rows)}\n\n{markdown_table(['the whole wave', 'seconds'], steps)}"


def _steps(home: Path, whole: float) -> list[list[str]]:
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
    return [[name, f"{value:.2f}"] for name, value in (steps | around).items()]
