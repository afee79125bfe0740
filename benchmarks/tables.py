"""What every contestant counted, in one shape, so that it can be held side by side.

By table, by category, how often it occurs; categories that never do are left out. A crosstab is called
``group × outcome``, and so are its categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.statistics.results import Result

Tables = dict[str, dict[str, int]]


def of_results(rows: Iterable[Result]) -> Tables:
    """The tables in the pipeline's results."""
    found: Tables = {}
    for row in rows:
        if row.statistic == "n" and row.category and row.value:
            table = f"{row.group} × {row.item}" if row.group else row.item
            category = f"{row.group_value} × {row.category}" if row.group else row.category
            found.setdefault(table, {})[category] = int(row.value)
    return found


def of_frames(
    frequencies: Mapping[str, pd.Series[int]], crosstabs: Mapping[str, pd.DataFrame], codebook: Mapping[str, Any]
) -> Tables:
    """The tables of somebody who counted cells as they stand in the export."""
    options = _options(codebook)
    found: Tables = {}
    for column, counts in frequencies.items():
        table = codebook["boxes"].get(column, [column])[0]
        meant = options.get(column, {})
        for cell, n in counts.items():
            category = str(int(float(str(cell)))) if column in codebook["numbers"] else meant.get(str(cell))
            if n and category:
                found.setdefault(table, {})[category] = int(n)
    for name, crosstab in crosstabs.items():
        group, outcome = name.split(" × ")
        found[name] = {
            f"{options.get(group, {}).get(str(row), row)} × {options[outcome][str(column)]}": int(n)
            for row, counts in crosstab.to_dict("index").items()
            for column, n in counts.items()
            if n
        }
    return found


def of_codes(
    frequencies: Mapping[str, NDArray[np.intp]], crosstabs: Mapping[str, NDArray[np.intp]], codebook: Mapping[str, Any]
) -> Tables:
    """The tables of somebody who counted by the places of options, 0 being no answer; of a box 1 is a tick."""
    categories: dict[str, list[str]] = {
        **{name: list(cells) for name, cells in codebook["choices"].items()},
        **{name: [option] for name, (_, option) in codebook["boxes"].items()},
        **{name: [str(number) for number in range(high + 1)] for name, (_, high) in codebook["numbers"].items()},
        codebook["classes"]["name"]: list(codebook["classes"]["below"]),
    }
    found: Tables = {}
    for column, counts in frequencies.items():
        if column != codebook["classes"]["name"]:
            table = codebook["boxes"].get(column, [column])[0]
            named = zip(categories[column], counts[1:], strict=column not in codebook["boxes"])
            found.setdefault(table, {}).update({category: int(n) for category, n in named if n})
    for name, counts in crosstabs.items():
        group, outcome = name.split(" × ")
        found[name] = {
            f"{categories[group][row - 1]} × {categories[outcome][column - 1]}": int(counts[row, column])
            for row, column in np.argwhere(counts)
            if row and column
        }
    return found


def _options(codebook: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """By column what a cell, as text, means; of a tick box, a tick alone."""
    return {
        **{name: {str(cell): option for option, cell in cells.items()} for name, cells in codebook["choices"].items()},
        **{name: {str(codebook["box_cells"][0]): option} for name, (_, option) in codebook["boxes"].items()},
    }
