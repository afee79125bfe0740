"""Responses as the warehouse gives them, for exports; what PSPP says of a file; and what a .sav holds, read back."""

from __future__ import annotations

import csv
import io
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyreadstat

from infopos_pipeline.reporting.data_out.codebook import Codebook, codebook
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import response_columns

WAVE = "2017"


def table_of(responses: pd.DataFrame, study: Study, wave: str = WAVE) -> pa.Table:
    """The slice of a wave: every column of the study, not asked where the wave has none."""
    columns: dict[str, Any] = {"wave": [wave] * len(responses), "pseudonym": responses["pseudonym"].to_list()}
    for column in response_columns(study):
        if column.content == "measure":
            given = responses.get(column.name, pd.Series([None] * len(responses)))
            columns[column.name] = pa.array(given.astype(float), pa.float64(), from_pandas=True)
        elif column.name in responses:
            columns[column.name] = pa.array(responses[column.name].astype(str))
        else:
            columns[column.name] = pa.array(["~not_asked"] * len(responses), pa.string())
    return pa.table(columns)


@dataclass(frozen=True)
class Exported:
    """A codebook with the rows that it is of."""

    book: Codebook
    rows: pa.Table

    @classmethod
    def of(cls, responses: pd.DataFrame, study: Study, wave: str = WAVE, **how: Any) -> Exported:
        rows = table_of(responses, study, wave)
        return cls(codebook(study, wave, rows, **how), rows)

    def counted(self, name: str) -> Counter[str]:
        """How many rows have which category."""
        return Counter(self.rows[name].to_pylist())


def read_sav(content: bytes, folder: Path) -> tuple[pd.DataFrame, Any]:
    """The data and the dictionary of a file, user-missing values as they stand."""
    path = folder / "read.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(path, user_missing=True)


@dataclass
class PsppTable:
    """A table of PSPP's output, under the last text that was echoed."""

    under: str
    title: str
    rows: list[list[str]] = field(default_factory=list)

    def row(self, *labels: str) -> list[str]:
        """The cells behind the labels that a row begins with."""
        return next(row[len(labels) :] for row in self.rows if row[: len(labels)] == list(labels))


def run_pspp(program: str, syntax: Path) -> list[PsppTable]:
    """What a syntax file gives; a command that PSPP does not take fails."""
    output = syntax.with_suffix(".out.csv")
    command = [program, syntax.name, "-o", output.name, "-O", "format=csv"]
    finished = subprocess.run(command, cwd=syntax.parent, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    text = output.read_text(encoding="utf-8")
    assert not any(line.startswith(("error:", "warning:", f"{syntax.name}:")) for line in text.splitlines()), text
    tables: list[PsppTable] = []
    under = ""
    inside = False
    for row in csv.reader(io.StringIO(text, newline="")):
        if not row:
            inside = False
        elif row[0].startswith("Table: "):
            tables.append(PsppTable(under, ",".join(row).removeprefix("Table: ")))
            inside = True
        elif inside:
            tables[-1].rows.append(row)
        else:
            under = ",".join(row)
    return tables
