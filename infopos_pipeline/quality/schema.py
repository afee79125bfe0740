"""The Pandera schema of an export's cells, built from the study and the binding.

It is held against the distinct texts of a column, not against its rows: a national survey costs what its options
cost. Rows are looked up only for what fails. Pandera's own errors hold raw cells, so none of them leaves this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from infopos_pipeline.ingest.cells import Cells, question
from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem, and_more, did_you_mean, of_rows, quotable
from infopos_pipeline.quality.meanings import TICK_WORDS, UNKNOWN, Meanings, columns_of
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

_BETWEEN = "\x1f"
"""Unit separator: stands between a column and a text in it, where both are one."""
_COMPARED = 20
"""Distinct texts of a column that are held against every label, for one that is nearly the same."""
_EXAMPLES = 8
"""Tick words and labels that a message names; the rest are in the declarations."""


def column_meanings(cells: Cells, study: Study) -> dict[str, Meanings]:
    """What the texts of every column with answers mean, by column; free text means itself."""
    return {
        column: Meanings(cells, item, column)
        for item in study.asked_items.values()
        if item.kind != "text"
        for column in columns_of(item, cells.binding.items[item.name])
    }


def cell_schema(meanings: Mapping[str, Meanings]) -> pa.DataFrameSchema:
    """The distinct cells of an export, a column with a text in it each: those that its column may hold.

    That they are texts is not checked: ingest reads nothing else. All columns are one check, since Pandera takes its
    time over each.
    """
    known = [
        f"{name}{_BETWEEN}{text}"
        for name, column in meanings.items()
        for text, code in zip(column.texts, column.codes.tolist(), strict=True)
        if code != UNKNOWN
    ]
    return pa.DataFrameSchema({"cell": pa.Column(object, pa.Check.isin(known))})


def cell_problems(cells: Cells, meanings: Mapping[str, Meanings]) -> Iterator[Problem]:
    """Every cell that holds what its item does not allow, by row."""
    places = [(name, code) for name, column in meanings.items() for code in range(len(column.texts))]
    told = [f"{name}{_BETWEEN}{meanings[name].texts[code]}" for name, code in places]
    distinct = pd.DataFrame({"cell": told}, dtype=object)
    failed: dict[str, list[int]] = {}
    for name, code in (places[row] for row in _failures(cell_schema(meanings), distinct)):
        failed.setdefault(name, []).append(code)
    for name, codes in failed.items():
        yield from _problems(cells, meanings[name], codes)


def _problems(cells: Cells, meanings: Meanings, codes: list[int]) -> Iterator[Problem]:
    """The rows of a column that hold one of some texts; what is wrong with a text is found out once."""
    of_row = cells.columns[meanings.column].codes
    expected = _Expected(cells, meanings)
    rows = np.flatnonzero(np.isin(of_row, codes))
    yield from of_rows(rows, lambda index: replace(expected.problem(int(of_row[index])), row=cells.row(index)))


def cell_notices(cells: Cells, meanings: Mapping[str, Meanings]) -> Iterator[Problem]:
    """Labels that were understood though they are spelt otherwise, and columns with labels in two languages."""
    for name, column in meanings.items():
        for told in (one for one in column.told if one.spelling):
            rows = np.flatnonzero(cells.columns[name].codes == column.texts.index(told.text))
            if len(rows):
                yield and_more(_respelled(cells, column, int(rows[0])), len(rows) - 1)
    yield from _other_languages(cells, meanings)


def _other_languages(cells: Cells, meanings: Mapping[str, Meanings]) -> Iterator[Problem]:
    """Every column with labels of another language than most columns have."""
    languages = {name: {one.language for one in column.told if one.language} for name, column in meanings.items()}
    columns = Counter(language for found in languages.values() for language in found)
    usual = max(sorted(columns), key=columns.__getitem__, default="")
    for name, column in meanings.items():
        if languages[name] - {usual}:
            yield Problem(
                code="two_languages",
                file=cells.file,
                question=question(column.item.name, cells.headings[name]),
                expected=said("labels of one language"),
                hint=said("Both languages were understood. Are all labels of one export meant to be in one language?"),
            )


def _respelled(cells: Cells, column: Meanings, index: int) -> Problem:
    return Problem(
        code="spelling",
        file=cells.file,
        row=cells.row(index),
        question=question(column.item.name, cells.headings[column.column]),
        expected=said("the label as it is declared, in capitals and spaces too"),
        hint=said("It was understood. Is it another answer? Then declare it in the study's binding."),
    )


def _failures(schema: pa.DataFrameSchema, distinct: pd.DataFrame) -> list[int]:
    """The rows of ``distinct`` that are not allowed, in order."""
    try:
        schema.validate(distinct, lazy=True)
    except SchemaErrors as errors:
        return sorted(int(row) for row in errors.failure_cases["index"])
    return []


class _Expected:
    """What is told of the texts in a column that mean nothing; of the first few also what they are nearly."""

    def __init__(self, cells: Cells, meanings: Meanings) -> None:
        item, bound = meanings.item, meanings.bound
        self._meanings = meanings
        self._near = [] if item.identifying else _labels(item)
        hint = said("Export with answer codes, or declare the code in the study's binding.")
        if item.kind == "number":
            code, expected = "no_number", said("a number, or nothing")
        elif item.kind == "multiple" and bound.delimiter is None:
            words = [*bound.ticked, *bound.not_ticked] or list(TICK_WORDS)
            code, expected = "unknown_code", said("nothing, or one of {listed}", listed=_listed(words))
        else:
            known = list(bound.codes) or _labels(item)
            what = said("answer codes") if bound.codes else said("answers")
            joined = said(", joined by '{delimiter}'", delimiter=bound.delimiter) if bound.delimiter else ""
            code, expected = (
                "unknown_code",
                said("one of the {what} {listed}{joined}, or nothing", what=what, listed=_listed(known), joined=joined),
            )
            self._near = [] if item.identifying else [*known, *_labels(item)]
        asked = question(item.name, cells.headings[meanings.column])
        self._problem = Problem(code=code, file=cells.file, question=asked, expected=expected, hint=hint)
        self._told: dict[int, Problem] = {}

    def problem(self, place: int) -> Problem:
        """The problem of a distinct text, which is found out once."""
        if place not in self._told:
            self._told[place] = self._of(self._meanings.texts[place])
        return self._told[place]

    def _of(self, text: str) -> Problem:
        hint = self._problem.hint
        if text in self._meanings.marked:
            hint = said(
                "The file marks this value as missing: say what it means under 'missing' in the study's binding."
            )
        if len(self._told) < _COMPARED:
            hint = said("{hint}{near}", hint=hint, near=did_you_mean(text, self._near))
        return replace(self._problem, found=None if self._meanings.item.identifying else quotable(text), hint=hint)


def _labels(item: Item) -> list[str]:
    return list(dict.fromkeys(label for option in item.options.values() for label in (option.nl, option.en)))


def _listed(words: list[str]) -> str:
    """The words, of many the first ones."""
    listed = ", ".join(islice(words, _EXAMPLES))
    if len(words) <= _EXAMPLES:
        return listed
    return said("{listed} and {rest} more", listed=listed, rest=len(words) - _EXAMPLES)
