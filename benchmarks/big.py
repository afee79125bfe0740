"""The big study counted by all contestants: at the size of a national monitor, and larger than memory."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.big_exports import write_csv, write_sav
from benchmarks.big_study import CROSSTABS, QUESTIONS, Form, write_codebook, write_study
from benchmarks.contest import (
    FLOOR,
    FLOOR_DUCKDB,
    NAMES,
    PIPELINE,
    PLAIN,
    TABLEONE,
    Turn,
    contest,
    contest_table,
    medians,
    steps_table,
)
from benchmarks.pipeline import KEPT, READ
from benchmarks.results import markdown_table

ROWS, MANY_ROWS = 180_000, 2_000_000
CAP = 2 << 30
"""Bytes of memory that a process may use on the larger file."""


def measure_big(rows: int, times: int) -> str:
    """A CSV export, the same with 1% bad cells, and the same as ``.sav``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder)
        csv = contest(_export(folder, "codes", rows), (PIPELINE, PLAIN, TABLEONE, FLOOR, FLOOR_DUCKDB), times)
        bad = contest(_export(folder, "codes", rows, bad=0.01), (PIPELINE, PLAIN), times)
        sav = contest(_export(folder, "sav", rows), (PIPELINE, PLAIN, FLOOR), times)
    alike = _same_work(csv), _same_work(sav)
    checked = median((turn.steps or {})[READ] for turn in csv[PIPELINE])
    slower = [[NAMES[who], f"{medians(turns)[0] / medians(csv[who])[0]:.2f}"] for who, turns in bad.items()]
    slower.append([f"{NAMES[PIPELINE]}, this step alone", f"{medians(bad[PIPELINE])[0] / checked:.2f}"])
    return "\n\n".join(
        [
            f"{rows:,} respondents, {len(QUESTIONS)} questions: all frequencies and {len(CROSSTABS)} crosstabs, the "
            "same counts by all. Seconds begin after the imports, with declarations or codebook loaded."
            + ("" if TABLEONE in csv else " tableone is not installed here."),
            f"### From CSV\n\n{contest_table(csv)}",
            steps_table(csv[PIPELINE]),
            alike[0],
            f"### From CSV with 1% bad cells, until the failure report\n\n{contest_table(bad)}",
            markdown_table(["contestant", "÷ its clean time"], slower),
            f"### From .sav\n\n{contest_table(sav)}",
            steps_table(sav[PIPELINE]),
            alike[1],
        ]
    )


def _same_work(measured: Mapping[str, list[Turn]]) -> str:
    """What this pipeline takes without what it alone does, beside the others."""
    seconds = median(turn.seconds - sum((turn.steps or {})[name] for name in KEPT) for turn in measured[PIPELINE])
    rows = [
        [f"÷ {NAMES[who]}", f"{seconds / medians(measured[who])[0]:.2f}"]
        for who in (FLOOR, FLOOR_DUCKDB, PLAIN)
        if who in measured
    ]
    return markdown_table(["this pipeline, without keeping answers under pseudonyms", f"{seconds:.2f} s"], rows)


def measure_beyond(few: int, many: int, times: int) -> str:
    """Answers in full, so that the larger file does not fit under the cap; and whether time grows as rows do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder)
        export = _export(folder, "full", few)
        contestants = (PIPELINE, PLAIN, FLOOR, FLOOR_DUCKDB)
        small = contest(export, contestants, times, CAP)
        export = _export(folder, "full", many)
        size = export.stat().st_size
        large = contest(export, contestants, times, CAP)
    growth = [
        [NAMES[who], f"{_growth(small[who], large[who], many / few):.2f}"]
        for who in large
        if not (small[who][0].failed or large[who][0].failed)
    ]
    return "\n\n".join(
        [
            f"CSV with answers in full, every process limited to {CAP / 2**30:.0f} GiB (RLIMIT_DATA).",
            f"### {few:,} respondents\n\n{contest_table(small)}",
            f"### {many:,} respondents, a file of {size / 2**30:.2f} GiB\n\n{contest_table(large)}",
            markdown_table(["contestant", "seconds a row ÷ those of the smaller file"], growth),
        ]
    )


def _growth(small: list[Turn], large: list[Turn], rows: float) -> float:
    return medians(large)[0] / medians(small)[0] / rows


def _export(folder: Path, form: Form, rows: int, bad: float = 0.0) -> Path:
    """An export with its codebook beside it."""
    path = folder / f"{form}{'_bad' if bad else ''}.{'sav' if form == 'sav' else 'csv'}"
    if form == "sav":
        write_sav(path, rows)
    else:
        write_csv(path, rows, form, bad)
    write_codebook(path.with_suffix(".json"), form)
    return path
