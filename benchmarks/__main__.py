"""``make bench``: how long ``infopos run`` on the sample wave takes beside the import of its libraries, and where it
goes.

Both are whole processes, in turn, several times; the figure is the ratio of their medians. A warm-up run of each is not
counted. The rest of the run is split by Dagster's own record of its steps. ``python -m benchmarks --waves`` measures
what it costs to add a wave to few and to many, ``--reading`` what it costs to read a big export, ``--rendering`` what
it costs to write the report in each format.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

import dagster as dg

from benchmarks.processes import seconds
from benchmarks.reading import measure_reading
from benchmarks.rendering import measure_rendering
from benchmarks.waves import measure_waves

LIBRARIES = "dagster, pandas, pandera, pyarrow, duckdb, scipy, great_tables, altair"
USED = "dagster, pandas, pandera.pandas, pyarrow.csv, duckdb, scipy.stats, great_tables, altair"
"""The same libraries by the parts the pipeline uses: pandera and scipy load theirs only when asked."""


def measure(times: int) -> None:
    """Measure imports and run in turn and print medians and ratios."""
    infopos = str(Path(sys.executable).with_name("infopos"))
    taken: dict[str, list[float]] = {"import": [], "import as used": [], "run": [], "rerun": []}
    for turn in range(times + 1):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            now = {
                "import": seconds(sys.executable, "-c", f"import {LIBRARIES}"),
                "import as used": seconds(sys.executable, "-c", f"import {USED}"),
                "run": seconds(infopos, "run", "--home", str(home)),
                "rerun": seconds(infopos, "run", "--home", str(home)),
            }
            if turn == times:
                print_steps(home, now["run"])
        if turn:
            for name, value in now.items():
                taken[name].append(value)
    print(f"\nseconds, wall clock, {times} turns after a warm-up: minimum, median, maximum")
    for name, values in taken.items():
        print(f"  {name:15} {min(values):6.2f} {median(values):6.2f} {max(values):6.2f}")
    for name in ("run", "rerun"):
        for base in ("import", "import as used"):
            print(f"  {name} / {base}: {median(taken[name]) / median(taken[base]):.2f}")


def print_steps(home: Path, whole: float) -> None:
    """Where the first run of a home went: Dagster's own record of its steps, and what lies around them."""
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        run = instance.get_runs()[-1]
        steps = {
            step.step_key: (step.end_time or 0) - (step.start_time or 0)
            for step in instance.get_run_step_stats(run.run_id)
        }
        stats = instance.get_run_stats(run.run_id)
    inside = (stats.end_time or 0) - (stats.start_time or 0)
    print("seconds of one run in an empty home")
    for name, value in steps.items():
        print(f"  {name:28} {value:6.2f}")
    print(f"  {'between steps (Dagster)':28} {inside - sum(steps.values()):6.2f}")
    print(f"  {'before and after (imports)':28} {whole - inside:6.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--waves", type=int, nargs="*", metavar="N", help="adding a wave to so many; default: 2 12 200")
    parser.add_argument("--reading", action="store_true", help="reading 180,000 × 100 cells")
    parser.add_argument("--rendering", action="store_true", help="writing the report in each format")
    chosen = parser.parse_args()
    if chosen.reading:
        measure_reading(chosen.times)
    elif chosen.rendering:
        measure_rendering(chosen.times)
    elif chosen.waves is None:
        measure(chosen.times)
    else:
        measure_waves(chosen.waves or [2, 12, 200], chosen.times)
