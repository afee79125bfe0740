"""The Pandera schema of an export's cells, built from the study and the binding.

It is held against the distinct texts of a column, not against its rows: a national survey costs what its options
cost. Rows are looked up only for what fails. Pandera's own errors hold raw cells, so none of them leaves this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from infopos_pipeline.ingest.cells import Cells, question, rows_with
from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem, and_more, did_you_mean, quotable
from infopos_pipeline.quality.meanings import TICK_WORDS, UNKNOWN, Meanings, columns_of
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

LISTED = 1000
"""Rows listed of one kind of problem in a column; a report stays bounded however bad the file."""
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
    """The texts that a cell of each column may hold: those with a meaning.

    That they are texts is not checked: ingest reads nothing else, and it would take most of the time of a check.
    """
    return pa.DataFrameSchema(
        {
            name: pa.Column(object, pa.Check.isin(_known(column)), name=name, required=False)
            for name, column in meanings.items()
        }
    )


def _known(meanings: Meanings) -> list[str]:
    return ["", *(text for text, code in zip(meanings.texts, meanings.codes, strict=True) if code != UNKNOWN)]


def cell_problems(cells: Cells, meanings: Mapping[str, Meanings]) -> Iterator[Problem]:
    """Every cell that holds what its item does not allow, by row."""
    texts = {name: pd.Series(column.texts, dtype=object) for name, column in meanings.items()}
    for column, codes in _failures(cell_schema(meanings), pd.DataFrame(texts).fillna("")).items():
        categorical = cells.columns[column]
        rows = rows_with(categorical, codes)
        for index in rows[:LISTED]:
            problem = _problem(cells, meanings[column], meanings[column].texts[categorical.codes[index]], index)
            yield and_more(problem, len(rows) - LISTED) if index == rows[:LISTED][-1] else problem


def cell_notices(cells: Cells, meanings: Mapping[str, Meanings]) -> Iterator[Problem]:
    """Labels that were understood though they are spelt otherwise, and columns with labels in two languages."""
    for name, column in meanings.items():
        for told in (one for one in column.told if one.spelling):
            rows = rows_with(cells.columns[name], [column.texts.index(told.text)])
            if rows:
                yield and_more(_respelled(cells, column, rows[0]), len(rows) - 1)
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


def _problem(cells: Cells, meanings: Meanings, text: str, index: int) -> Problem:
    item, bound = meanings.item, meanings.bound
    hint = said("Export with answer codes, or declare the code in the study's binding.")
    if item.kind == "number":
        code, expected, known = "no_number", said("a number, or nothing"), list[str]()
    elif item.kind == "multiple" and bound.delimiter is None:
        words = [*bound.ticked, *bound.not_ticked] or list(TICK_WORDS)
        code, expected, known = "unknown_code", said("nothing, or one of {listed}", listed=_listed(words)), list[str]()
    else:
        known = list(bound.codes) or _labels(item)
        what = said("answer codes") if bound.codes else said("answers")
        joined = said(", joined by '{delimiter}'", delimiter=bound.delimiter) if bound.delimiter else ""
        code, expected = (
            "unknown_code",
            said("one of the {what} {listed}{joined}, or nothing", what=what, listed=_listed(known), joined=joined),
        )
    if text in meanings.marked:
        hint = said("The file marks this value as missing: say what it means under 'missing' in the study's binding.")
    near = "" if item.identifying else did_you_mean(text, [*known, *_labels(item)])
    return Problem(
        code=code,
        file=cells.file,
        row=cells.row(index),
        question=question(item.name, cells.headings[meanings.column]),
        found=None if item.identifying else quotable(text),
        expected=expected,
        hint=said("{hint}{near}", hint=hint, near=near),
    )


def _labels(item: Item) -> list[str]:
    return list(dict.fromkeys(label for option in item.options.values() for label in (option.nl, option.en)))


def _listed(words: list[str]) -> str:
    """The words, of many the first ones."""
    listed = ", ".join(islice(words, _EXAMPLES))
    if len(words) <= _EXAMPLES:
        return listed
    return said("{listed} and {rest} more", listed=listed, rest=len(words) - _EXAMPLES)
