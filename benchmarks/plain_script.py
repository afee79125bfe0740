"""What a colleague would write: read the export, check it against the codebook, count. One file, made to be read.

python plain_script.py export.csv codebook.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyreadstat


def read(path: Path) -> pd.DataFrame:
    """The export: a row a respondent."""
    return pyreadstat.read_sav(path)[0] if path.suffix == ".sav" else pd.read_csv(path)


def checks(codebook: dict[str, Any]) -> pa.DataFrameSchema:
    """What every column may hold; an empty cell is no answer."""
    choices = {name: pa.Check.isin(list(cells.values())) for name, cells in codebook["choices"].items()}
    boxes = {name: pa.Check.isin(codebook["box_cells"]) for name in codebook["boxes"]}
    numbers = {name: pa.Check.in_range(*between) for name, between in codebook["numbers"].items()}
    return pa.DataFrameSchema(
        {name: pa.Column(checks=check, nullable=True) for name, check in (choices | boxes | numbers).items()}
    )


def with_classes(answers: pd.DataFrame, classes: dict[str, Any]) -> pd.DataFrame:
    """The answers, and the classes of a number."""
    limits = [float("-inf"), *classes["below"].values()]
    return answers.assign(
        **{classes["name"]: pd.cut(answers[classes["of"]], limits, right=False, labels=list(classes["below"]))}
    )


def count(path: Path, codebook: dict[str, Any]) -> tuple[dict[str, pd.Series[int]], dict[str, pd.DataFrame]]:
    """The frequencies of every column, and every crosstab."""
    answers = with_classes(checks(codebook).validate(read(path), lazy=True), codebook["classes"])
    counted = [*codebook["choices"], *codebook["boxes"], *codebook["numbers"]]
    frequencies = {name: answers[name].value_counts() for name in counted}
    crosstabs = {
        f"{group} × {outcome}": pd.crosstab(answers[group], answers[outcome])
        for group, outcome in codebook["crosstabs"]
    }
    return frequencies, crosstabs


if __name__ == "__main__":
    tables = count(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    for found in tables:
        for name, table in found.items():
            print(name, table, sep="\n", end="\n\n")
