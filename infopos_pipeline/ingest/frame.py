"""Reading a frame: the municipalities approached, as text, one row each."""

from __future__ import annotations

import pandas as pd

from infopos_pipeline.ingest.cells import no_headings
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, did_you_mean
from infopos_pipeline.study.model import Frame


def row_number(index: int) -> int:
    """The row of a municipality as a spreadsheet shows it: the headings are row 1."""
    return index + 2


def frame_columns(frame: Frame) -> tuple[str, ...]:
    """The headings that a frame file must have."""
    facts = [fact.column for fact in frame.facts.values()]
    eligible = [frame.eligible.column] if frame.eligible else []
    return tuple(dict.fromkeys([frame.token, frame.municipality, *facts, *eligible]))


def read_frame(content: bytes, file: str, frame: Frame) -> pd.DataFrame:
    """The declared columns of a frame file as text, in its order; row 0 is row 2 of the file.

    Raises:
        InputError: the file is no table of text, or a declared column is missing or double.
    """
    table = read_source(content, file)
    if not set(frame_columns(frame)) & set(table.headings):
        raise InputError([no_headings(file, frame.municipality)])
    problems = [
        Problem(
            code="missing_column" if column not in table.headings else "double_column",
            file=file,
            row=1,
            question=column,
            expected=said("one column with the heading '{column}'", column=column),
            hint=said("A frame has the headings {headings}.", headings=", ".join(frame_columns(frame)))
            + did_you_mean(column, table.headings),
        )
        for column in frame_columns(frame)
        if table.headings.count(column) != 1 or f"{column} #2" in table.headings
    ]
    if problems:
        raise InputError(problems)
    return pd.DataFrame(
        {
            column: [cell.strip() for cell in table.columns.column(table.headings.index(column)).to_pylist()]
            for column in frame_columns(frame)
        }
    )
