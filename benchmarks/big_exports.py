"""Exports of the big study: made-up respondents, the same for every form and the same again from the same seed.

Respondents are drawn in parts of a hundred thousand, so that a file larger than memory is written in little.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
from numpy.typing import NDArray
from pyarrow import csv

from benchmarks.big_study import BOX_CELLS, LAST_PAGE, QUESTIONS, Form, Question, cell, heading

_SEED = 2021
_PART = 100_000
_DROPPED_OUT, _SKIPPED, _TICKED = 0.05, 0.03, 0.3
_JUNK = 1000
"""Distinct texts that bad cells hold."""

Codes = NDArray[np.int16]
"""A cell: 0 empty, from 1 on the places of options; of a box 1 ticked and 2 not; of a number one more than it is."""


def write_csv(path: Path, rows: int, form: Form = "codes", bad: float = 0.0) -> None:
    """Write an export as LimeSurvey does, every cell in quotes; a share of ``bad`` of the answers is no answer."""
    options = csv.WriteOptions(quoting_style="all_valid", batch_size=_PART)
    writer = None
    for start, drawn in _parts(rows):
        table = _texts(start, drawn, form, bad)
        writer = writer or csv.CSVWriter(path, table.schema, write_options=options)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def write_sav(path: Path, rows: int) -> None:
    """Write an export as SPSS does: codes with their labels, an empty cell as system-missing."""
    parts = []
    for start, drawn in _parts(rows):
        columns = {name: np.where(codes == 0, np.nan, _numeric(question, codes)) for name, question, codes in drawn}
        tokens = pd.Series(_tokens(start, len(next(iter(columns.values())))))
        parts.append(pd.DataFrame({"token": tokens, **_named(columns)}))
    frame = pd.concat(parts, ignore_index=True)
    labels: dict[str, dict[float, str]] = {}
    for question in QUESTIONS:
        if question.kind in ("single", "ordinal"):
            places = enumerate(question.labels.values(), start=1)
            labels[question.name] = {float(place): label for place, label in places}
        for option in question.labels if question.kind == "multiple" else ():
            labels[heading(question.name, option, "sav")] = {1.0: "Ja", 0.0: "Nee"}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, row_compress=True)


Column = tuple[tuple[str, str], Question | None, Codes]
"""The question and option of a column (the option of a box alone), its question (none: the last page), its cells."""


def _parts(rows: int) -> Iterator[tuple[int, list[Column]]]:
    for start in range(0, rows, _PART):
        yield start, _drawn(np.random.default_rng([_SEED, start]), min(_PART, rows - start))


def _drawn(rng: np.random.Generator, rows: int) -> list[Column]:
    stopped = rng.random(rows) < _DROPPED_OUT
    reached = np.where(stopped, rng.integers(1, LAST_PAGE, rows), LAST_PAGE)
    found: list[Column] = [(("lastpage", ""), None, reached.astype(np.int16))]
    answers: dict[str, Codes] = {}
    for question in QUESTIONS:
        shown = reached >= question.page
        if question.kind == "multiple":
            for option in question.labels:
                ticks = np.where(rng.random(rows) < _TICKED, 1, 2)
                found.append(((question.name, option), question, (ticks * shown).astype(np.int16)))
            continue
        if question.asked_if:
            other, options = question.asked_if
            shown = shown & np.isin(answers[other], [int(option.removeprefix("a")) for option in options])
        shown = shown & (rng.random(rows) >= _SKIPPED)
        if question.kind == "number":
            codes = rng.integers(question.between[0] + 1, question.between[1] + 2, rows)
        else:
            codes = 1 + rng.binomial(len(question.labels) - 1, 0.4, rows)
        answers[question.name] = (codes * shown).astype(np.int16)
        found.append(((question.name, ""), question, answers[question.name]))
    return found


def _named(columns: dict[tuple[str, str], NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    return {heading(name, option, "sav") if option else name: values for (name, option), values in columns.items()}


def _numeric(question: Question | None, codes: Codes) -> NDArray[np.float64]:
    if question is None or question.kind in ("single", "ordinal"):
        return codes.astype(float)
    return np.asarray(codes - 1 if question.kind == "number" else codes == 1, dtype=np.float64)


def _tokens(start: int, rows: int) -> list[str]:
    """A token of eight digits each, in no order that means anything."""
    return [f"{place * 48271 % 99_999_989:08}" for place in range(start + 1, start + rows + 1)]


def _texts(start: int, drawn: list[Column], form: Form, bad: float) -> pa.Table:
    rows = len(drawn[0][2])
    rng = np.random.default_rng([_SEED, start, 1])
    columns = {
        "id": pa.array(np.arange(start + 1, start + rows + 1).astype(str)),
        "token": pa.array(_tokens(start, rows)),
    }
    for (name, option), question, codes in drawn:
        texts, places = _cells(question, form), codes.astype(np.int32)
        if bad and question is not None:
            junk = np.flatnonzero(rng.random(rows) < bad)
            places[junk] = len(texts) + rng.integers(0, _JUNK, len(junk))
            texts = [*texts, *(f"fout {number}" for number in range(_JUNK))]
        encoded = pa.DictionaryArray.from_arrays(places, pa.array(texts))
        columns[heading(name, option, form) if option else name] = encoded.cast(pa.string())
    return pa.table(columns)


def _cells(question: Question | None, form: Form) -> list[str]:
    """The text of every code."""
    if question is None:
        return [str(page) for page in range(LAST_PAGE + 1)]
    if question.kind == "multiple":
        return ["", *map(str, BOX_CELLS[form])]
    if question.kind == "number":
        return ["", *(str(number) for number in range(question.between[1] + 1))]
    return ["", *(str(cell(question, option, form)) for option in question.labels)]
