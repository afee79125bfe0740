"""The engines side by side on the big study: from the landed export to results, each in a process of its own.

They must count the same and come to the same results. ``python -m benchmarks.engines ENGINE EXPORT`` is one turn; the
folder ``schemas`` lies beside the export, as in :mod:`benchmarks.contestant`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.big_exports import write_csv
from benchmarks.big_study import STUDY, WAVE, write_study
from benchmarks.pipeline import Steps
from benchmarks.results import markdown_table

ENGINES = ("duckdb", "spark")
_STEPS = ("the session starts", "the export is read and checked", "responses are written", "counts", "results")


def measure_engines(rows: int, times: int) -> str:
    """Every engine in turn on one export.

    Raises:
        AssertionError: they did not find the same.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder)
        export = folder / "codes.csv"
        write_csv(export, rows, "codes")
        turns: dict[str, list[Mapping[str, Any]]] = {engine: [] for engine in ENGINES}
        for place in range(times):
            for engine, own in turns.items():
                own.append(_turn(engine, export))
                print(f"engines, turn {place}, {engine}: {own[-1]['seconds']}", file=sys.stderr, flush=True)
    (found,) = {(turn["counts"], turn["results"]) for own in turns.values() for turn in own}
    medians = {
        engine: [median(turn["seconds"][step] for turn in own) for step in _STEPS] for engine, own in turns.items()
    }
    steps = [[step, *(f"{medians[engine][place]:.2f}" for engine in ENGINES)] for place, step in enumerate(_STEPS)]
    total = ["together", *(f"{sum(medians[engine]):.2f}" for engine in ENGINES)]
    return (
        f"{rows:,} respondents. Spark works on this machine alone, which is not what it is for; its counts and its "
        f"results.csv are those of DuckDB (SHA-256 {found[0][:12]}… and {found[1][:12]}…).\n\n"
        + markdown_table(["seconds", *ENGINES], [*steps, total])
    )


def _turn(engine: str, export: Path) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "benchmarks.engines", engine, str(export)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    found: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """One turn of one engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("export", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(turn(chosen.engine, chosen.export, Path(folder))))


def turn(engine: str, export: Path, folder: Path) -> Mapping[str, Any]:
    """What an engine finds in an export: its seconds by step, and hashes of its counts and results."""
    from infopos_pipeline.files import content_hash
    from infopos_pipeline.ingest.landing import land
    from infopos_pipeline.orchestration.landed_responses import read_landed
    from infopos_pipeline.orchestration.resources import Workplace
    from infopos_pipeline.orchestration.slices import WaveSlices
    from infopos_pipeline.statistics.counting import Counts, count
    from infopos_pipeline.statistics.descriptives import place_results
    from infopos_pipeline.statistics.hypotheses import hypotheses_results
    from infopos_pipeline.statistics.results import results_csv
    from infopos_pipeline.study import load_study
    from infopos_pipeline.warehouse.spark import session

    study = load_study(export.parent / "schemas" / STUDY)
    workplace = Workplace(
        project_folder=str(export.parent),
        home_folder=str(folder / "home"),
        key_file=str(folder / "key"),
        engine=engine,
    )
    land(workplace.home.landing(STUDY), WAVE, export, None, synthetic=True)
    steps = Steps()
    with workplace.at_work():
        workplace.warehouse(study)
        key = workplace.key()
        with steps.step(_STEPS[0]):
            if engine == "spark":
                session()
        slices = WaveSlices(workplace, study, WAVE)
        with slices.staging() as staged:
            with steps.step(_STEPS[1]):
                told = read_landed(slices.landed, slices.asked, key, staged)
            with steps.step(_STEPS[2]):
                slices.replace_responses(staged, told.approached)
        with steps.step(_STEPS[3]):
            cells = count(slices.responses(), slices.approached(), slices.asked)
        with steps.step(_STEPS[4]):
            counts = Counts(cells, slices.asked)
            described = [
                r for place in slices.asked.places().values() for r in place_results(place, slices.asked, counts, WAVE)
            ]
            tested = [r for rows in hypotheses_results(slices.asked, counts, WAVE).values() for r in rows]
            written = results_csv([*described, *tested]).encode()
    return {"seconds": steps.seconds, "counts": content_hash(repr(cells).encode()), "results": content_hash(written)}


if __name__ == "__main__":
    main()
