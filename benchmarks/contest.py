"""The contestants side by side on one export: each a process of its own, in turn, several times; medians.

All must have counted the same, or found the same columns wrong: a benchmark of different things is worth nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.results import markdown_table

PIPELINE, PLAIN, TABLEONE, FLOOR, FLOOR_DUCKDB = "pipeline", "plain", "tableone", "floor", "floor_duckdb"
NAMES = {
    PIPELINE: "this pipeline",
    PLAIN: "plain script (pandas, Pandera)",
    TABLEONE: "plain script with tableone",
    FLOOR: "floor",
    FLOOR_DUCKDB: "floor, read by DuckDB",
}
MOST_TURNS = {TABLEONE: 2}
"""Of whoever takes minutes a turn on a national monitor: the first, and one that counts."""
_OUT_OF_MEMORY = ("memoryerror", "out of memory", "memory allocation", "allocate memory", "bad_alloc", "bad allocation")
"""How Python, DuckDB, OpenBLAS, the system, C++ and DuckDB again say it."""


class DifferentCounts(Exception):  # noqa: N818
    """Contestants did not find the same."""


@dataclass(frozen=True)
class Turn:
    """One process: its seconds without and with start-up, the most bytes it had in memory, its steps, and what it
    found: tables, or the columns that are wrong with the lines of its report. ``imported`` are the modules that it
    imported while the clock ran; ``failed`` says why it did not get there.
    """

    seconds: float
    whole: float
    peak: int = 0
    steps: Mapping[str, float] | None = None
    tables: Mapping[str, Mapping[str, int]] | None = None
    columns: tuple[str, ...] = ()
    reported: int | None = None
    imported: tuple[str, ...] = ()
    failed: str = ""


def contest(export: Path, contestants: Iterable[str], times: int, cap: int | None = None) -> dict[str, list[Turn]]:
    """Let contestants find what is in an export, by turns; the first of each tells what to import, and does not count.

    Raises:
        DifferentCounts: they do not agree.
    """
    turns: dict[str, list[Turn]] = {name: [] for name in contestants if name != TABLEONE or find_spec(TABLEONE)}
    for place in range(times + 1):
        for name, own in turns.items():
            if not (own and own[-1].failed) and len(own) < MOST_TURNS.get(name, place + 1):
                own.append(_turn(name, export, cap, own[0].imported if own else ()))
                print(f"{export.name}, turn {place}, {name}: {own[-1].seconds:.2f} s", file=sys.stderr, flush=True)
    require_the_same([(name, turn) for name, own in turns.items() for turn in own if not turn.failed])
    return {name: own[-1:] if own[-1].failed else own[1:] or own for name, own in turns.items()}


def _turn(name: str, export: Path, cap: int | None, imported: Sequence[str]) -> Turn:
    command = [sys.executable, "-m", "benchmarks.contestant", name, str(export), *(["--cap", str(cap)] if cap else [])]
    # Arrow's own allocator sets a gibibyte aside before it uses any, all of which a limit would count.
    environment = os.environ | ({"ARROW_DEFAULT_MEMORY_POOL": "system"} if cap else {})
    start = perf_counter()
    done = subprocess.run(
        command,
        input=json.dumps(imported),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env=environment,
    )
    whole = perf_counter() - start
    if done.returncode == 0:
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return Turn(whole=whole, **said)
    if cap and (done.returncode < 0 or any(words in done.stderr.lower() for words in _OUT_OF_MEMORY)):
        return Turn(whole, whole, failed="out of memory")
    raise RuntimeError(f"{name} failed on {export.name}:\n{done.stderr[-2000:]}")


def require_the_same(turns: list[tuple[str, Turn]]) -> None:
    """That all turns, each with who took it, found the same.

    Raises:
        DifferentCounts: two did not; the message says in what.
    """
    for (first, expected), (name, other) in pairwise(turns):
        ours, theirs = expected.tables or {}, other.tables or {}
        different = [key for key in sorted({*ours, *theirs}) if ours.get(key) != theirs.get(key)]
        different += sorted({*expected.columns} ^ {*other.columns})
        if different:
            raise DifferentCounts(f"{first} and {name} differ in {len(different)}: {', '.join(different[:5])}")


def medians(turns: list[Turn]) -> tuple[float, float, float]:
    """Of seconds, whole process and peak memory."""
    return median(t.seconds for t in turns), median(t.whole for t in turns), median(t.peak for t in turns)


def contest_table(measured: Mapping[str, list[Turn]]) -> str:
    """Medians as a table, with the ratios of seconds to those of the floor and of this pipeline."""
    bases = [name for name in (FLOOR, FLOOR_DUCKDB, PIPELINE) if name in measured]
    rows = []
    for name, turns in measured.items():
        if turns[0].failed:
            rows.append([NAMES[name], turns[0].failed])
            continue
        seconds, whole, peak = medians(turns)
        ratios = ["" if measured[b][0].failed else f"{seconds / medians(measured[b])[0]:.2f}" for b in bases]
        reported = [] if turns[0].reported is None else [f"{turns[0].reported:,}"]
        rows.append([NAMES[name], f"{seconds:.2f}", f"{whole:.2f}", f"{peak / 2**20:,.0f}", *ratios, *reported])
    heads = [
        "contestant",
        "seconds",
        "whole process",
        "peak MiB",
        *(f"÷ {NAMES[base]}" for base in bases),
        "lines reported",
    ]
    return markdown_table(heads[: max(map(len, rows))], rows)


def steps_table(turns: list[Turn]) -> str:
    """Where the seconds of a contestant went: medians by step."""
    steps = turns[0].steps or {}
    return markdown_table(
        ["step", "seconds"], [[name, f"{median((t.steps or {})[name] for t in turns):.2f}"] for name in steps]
    )
