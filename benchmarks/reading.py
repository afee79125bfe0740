"""What it costs to read 180,000 × 100 cells, beside the fastest readers there are: DuckDB for CSV, polars-readstat for
SPSS files. Each is measured in turn in one process, with its libraries imported, and the ratios are of the medians.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
import numpy as np
import pandas as pd
import polars_readstat
import pyreadstat

from benchmarks.results import markdown_table
from infopos_pipeline.ingest.reading import read_source

ROWS, COLUMNS = 180_000, 100
_LABELS = {1.0: "Zeer tevreden", 2.0: "Tevreden", 3.0: "Neutraal", 4.0: "Ontevreden", 5.0: "Zeer ontevreden"}


def measure_reading(times: int) -> str:
    """Write the files and read them in turn: medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"export.{name}" for name in ("csv", "sav", "zsav")}
        _write(files)
        content = {name: path.read_bytes() for name, path in files.items()}
        others: dict[str, Callable[[], object]] = {
            "csv": lambda: duckdb.connect().sql(f"SELECT * FROM read_csv('{files['csv']}')").to_arrow_table(),
            "sav": lambda: polars_readstat.scan_readstat(str(files["sav"])).collect(),
            "zsav": lambda: polars_readstat.scan_readstat(str(files["zsav"])).collect(),
        }
        rows = []
        for name, other in others.items():
            pairs = [(_seconds(other), _seconds(partial(read_source, content[name], name))) for _ in range(times + 1)]
            fastest, own = (median(taken) for taken in zip(*pairs[1:], strict=True))
            rows.append([name, f"{fastest:.2f}", f"{own:.2f}", f"{own / fastest:.2f}"])
    return markdown_table([f"{ROWS:,} × {COLUMNS} cells", "the fastest other", "this pipeline", "ratio"], rows)


def _write(files: dict[str, Path]) -> None:
    drawn = np.random.default_rng(2017).integers(1, 6, (ROWS, COLUMNS))
    frame = pd.DataFrame(drawn, columns=[f"q{place}" for place in range(COLUMNS)])
    frame.to_csv(files["csv"], index=False)
    labels = dict.fromkeys(frame.columns, _LABELS)
    pyreadstat.write_sav(frame.astype(float), files["sav"], variable_value_labels=labels, row_compress=True)
    pyreadstat.write_sav(frame.astype(float), files["zsav"], variable_value_labels=labels, compress=True)


def _seconds(read: Callable[[], object]) -> float:
    start = perf_counter()
    read()
    return perf_counter() - start
