"""The Pandera schema of an export's cells, built from the study and the binding.

It is held against the distinct texts of a column, not against its rows: a national survey costs what its options
cost. Rows are looked up only for what fails. Pandera's own errors hold raw cells, so none of them leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from infopos_pipeline.ingest.cells import Cells, question, row_number
from infopos_pipeline.problems import Problem, and_more, did_you_mean, quotable
from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.columns import Column, variable_columns
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

TICK_WORDS: Mapping[str, bool] = {
    "Y": True,
    "Yes": True,
    "Ja": True,
    "1": True,
    "N": False,
    "No": False,
    "Nee": False,
    "0": False,
}
"""What survey systems write in a box's cell, besides nothing at all for a box that was not ticked."""

NUMBER_PATTERN = r"[-+]?\d{1,15}([.,]\d{1,15})?"
LISTED = 1000
"""Rows listed of one kind of problem in a column; a report stays bounded however bad the file."""


def cell_schema(study: Study, binding: Binding) -> pa.DataFrameSchema:
    """The texts that a cell of each bound column may hold; text items take anything and have no column here.

    That they are texts is not checked: ingest reads nothing else, and it would take most of the time of a check.
    """
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(object, _check(column, binding), name=column.name, required=False)
            for item in study.asked_items.values()
            for column in variable_columns(item)
            if column.content != "state"
        }
    )


def _check(column: Column, binding: Binding) -> pa.Check:
    if column.content == "measure":
        return pa.Check.str_matches(f"^({NUMBER_PATTERN})?$")
    words = tuple(TICK_WORDS) if column.content == "box" else tuple(binding.items[column.variable].codes)
    return pa.Check.isin(("", *words))


def cell_problems(cells: Cells, study: Study) -> Iterator[Problem]:
    """Every cell that holds what its item does not allow, by row."""
    schema = cell_schema(study, cells.binding)
    texts = {name: pd.Series(cells.columns[name].categories, dtype=object).str.strip() for name in schema.columns}
    for column, codes in _failures(schema, pd.DataFrame(texts).fillna("")).items():
        item = study.items[column.split("__")[0]]
        categorical = cells.columns[column]
        rows = np.flatnonzero(np.isin(categorical.codes, codes))
        for index in rows[:LISTED]:
            problem = _problem(cells, item, column, texts[column][categorical.codes[index]], int(index))
            yield and_more(problem, len(rows) - LISTED) if index == rows[:LISTED][-1] else problem


def _failures(schema: pa.DataFrameSchema, distinct: pd.DataFrame) -> dict[str, list[int]]:
    """The rows of ``distinct`` that are not allowed, by column."""
    failed: dict[str, list[int]] = {}
    try:
        schema.validate(distinct, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for column, row in zip(cases["column"], cases["index"], strict=True):
            failed.setdefault(str(column), []).append(int(row))
    return failed


def _problem(cells: Cells, item: Item, column: str, text: str, index: int) -> Problem:
    if item.kind == "number":
        code, expected, near = "no_number", "a number, or nothing", ""
    elif item.kind == "multiple":
        code, expected, near = "unknown_code", f"nothing, or one of {', '.join(TICK_WORDS)}", ""
    else:
        codes = tuple(cells.binding.items[item.name].codes)
        code, expected, near = (
            "unknown_code",
            f"one of the answer codes {', '.join(codes)}, or nothing",
            did_you_mean(text, codes),
        )
    return Problem(
        code=code,
        file=cells.file,
        row=row_number(index),
        question=question(item.name, cells.headings[column]),
        found=None if item.identifying else quotable(text),
        expected=expected,
        hint=f"Export with answer codes, or declare the code in the study's binding.{'' if item.identifying else near}",
    )
