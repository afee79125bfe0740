"""The plain script with tableone in place of ``value_counts`` and ``crosstab``: a table a group of all its outcomes.

tableone (https://github.com/tompollard/tableone) makes the table of characteristics of a paper: it counts categories
by group, and neither reads nor checks. It needs statsmodels, so it is no dependency of ours; where it is installed it
takes part.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.plain_script import checks, read, with_classes

TableOne: Any = import_module("tableone").TableOne


def count(path: Path, codebook: dict[str, Any]) -> tuple[dict[str, pd.Series[int]], dict[str, pd.DataFrame]]:
    """The frequencies of every column, and every crosstab."""
    answers = with_classes(checks(codebook).validate(read(path), lazy=True), codebook["classes"])
    counted = [*codebook["choices"], *codebook["boxes"], *codebook["numbers"]]
    whole = _frequencies(answers, counted)
    by_group: dict[str, list[str]] = {}
    for group, outcome in codebook["crosstabs"]:
        by_group.setdefault(group, []).append(outcome)
    split = {group: _frequencies(answers, outcomes, group) for group, outcomes in by_group.items()}
    frequencies = {name: whole.loc[name]["Overall"] for name in counted}
    return frequencies, {f"{a} × {b}": split[a].loc[b].T for a, b in codebook["crosstabs"]}


def _frequencies(answers: pd.DataFrame, columns: list[str], group: str | None = None) -> pd.DataFrame:
    """How often every category occurs, in each group if there are any."""
    looked_at = answers[[*columns, *([group] if group else [])]]
    table = TableOne(
        looked_at, columns=columns, categorical=columns, groupby=group, pval=False, missing=False, include_null=False
    )
    frequencies: pd.DataFrame = table.cat_describe["freq"]
    return frequencies
