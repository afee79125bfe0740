"""One contestant, in a process of its own: what it takes to count an export, and what it counted, as JSON.

Measured is what comes after the imports and after the study, or the codebook, was loaded. What a contestant imports
only when it needs it is told in what it says; given back on standard input, it is imported before the clock. The memory
that the process may use is limited before anything is imported.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any


def main() -> None:
    """Run the contestant that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant", choices=CONTESTANTS)
    parser.add_argument("export", type=Path, help="its codebook lies beside it, as does the folder schemas")
    parser.add_argument("--cap", type=int, help="bytes of memory")
    chosen = parser.parse_args()
    if chosen.cap:
        # Anonymous memory and stacks; what is only reserved, or mapped from a file, is none (setrlimit(2)).
        resource.setrlimit(resource.RLIMIT_DATA, (chosen.cap, chosen.cap))
    print(json.dumps(CONTESTANTS[chosen.contestant](chosen.export)))


def _pipeline(export: Path) -> dict[str, Any]:
    from benchmarks import pipeline, tables
    from benchmarks.big_study import STUDY, WAVE
    from infopos_pipeline.problems import InputError
    from infopos_pipeline.study import load_study

    start = perf_counter()
    study = load_study(export.parent / "schemas" / STUDY)
    steps = pipeline.Steps()
    loaded = {"study: declarations loaded (before the clock)": perf_counter() - start}
    with tempfile.TemporaryDirectory(dir=export.parent) as home:

        def run() -> Any:
            try:
                return pipeline.results(export, study, WAVE, Path(home), steps)
            except InputError as error:
                return [str(problem.line) for problem in error.problems], error

        measured = _measured(run)
    found = measured.pop("found")
    if isinstance(found, list):
        return measured | {"steps": loaded | steps.seconds, "tables": tables.of_results(found)}
    lines, error = found
    columns = {(problem.question or "").split(" (")[-1].rstrip(")") for problem in error.problems}
    return measured | {"columns": sorted(columns), "reported": len(lines)}


def _script(name: str, export: Path) -> dict[str, Any]:
    from pandera.errors import SchemaErrors

    from benchmarks import tables

    script, codebook = import_module(f"benchmarks.{name}"), _codebook(export)

    def run() -> Any:
        try:
            return script.count(export, codebook)
        except SchemaErrors as errors:
            return errors.failure_cases

    measured = _measured(run)
    found = measured.pop("found")
    if isinstance(found, tuple):
        frequencies, crosstabs = found
        return measured | {"tables": tables.of_frames(frequencies, crosstabs, codebook)}
    return measured | {"columns": sorted(set(found["column"])), "reported": len(found)}


def _floor(read: str | None, export: Path) -> dict[str, Any]:
    from benchmarks import floor, tables

    codebook = _codebook(export)
    measured = _measured(lambda: floor.count(export, codebook, getattr(floor, read) if read else None))
    frequencies, crosstabs = measured.pop("found")
    return measured | {"tables": tables.of_codes(frequencies, crosstabs, codebook)}


CONTESTANTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "pipeline": _pipeline,
    "plain": partial(_script, "plain_script"),
    "tableone": partial(_script, "tableone_script"),
    "floor": partial(_floor, None),
    "floor_duckdb": partial(_floor, "by_duckdb"),
}


def _codebook(export: Path) -> dict[str, Any]:
    codebook: dict[str, Any] = json.loads(export.with_suffix(".json").read_text(encoding="utf-8"))
    return codebook


def _measured(run: Callable[[], Any]) -> dict[str, Any]:
    """What a run found, its seconds, the most bytes that the process had in memory until then, and what it imported."""
    for name in json.loads(sys.stdin.read() or "[]"):
        with suppress(ImportError):
            import_module(name)
    before = set(sys.modules)
    start = perf_counter()
    found = run()
    seconds = perf_counter() - start
    return {"found": found, "seconds": seconds, "peak": _peak(), "imported": sorted(set(sys.modules) - before)}


def _peak() -> int:
    """The high-water mark of this program's own memory; ``getrusage`` would count its parent's until it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
