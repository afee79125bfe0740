"""Which respondent is which municipality of the frame: by token, else by name; a conflict is an error.

Problems found here name rows, never a municipality, a token or another cell of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from infopos_pipeline.ingest.cells import Cells, question
from infopos_pipeline.ingest.frame import row_number
from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem
from infopos_pipeline.study.mergers import Successors
from infopos_pipeline.study.model import Eligibility, Frame, FrameFact
from infopos_pipeline.study.names import normalise_municipality


@dataclass(frozen=True)
class Matching:
    """For every respondent the row of the frame, or None; who is set aside; and the problems met."""

    frame_rows: tuple[int | None, ...]
    set_aside: tuple[int, ...]
    problems: tuple[Problem, ...]


def frame_problems(table: pd.DataFrame, frame: Frame, file: str) -> list[Problem]:
    """What is wrong in the frame itself: facts that are not declared, numbers that are none, a municipality twice."""
    schema = pa.DataFrameSchema({column: pa.Column(object, check) for column, check in _frame_checks(frame).items()})
    try:
        schema.validate(table, lazy=True)
        failed: list[tuple[int, str]] = []
    except SchemaErrors as errors:
        cases = errors.failure_cases
        failed = sorted({(int(row), str(column)) for row, column in zip(cases["index"], cases["column"], strict=True)})
    wrong = [
        Problem(
            code="frame_fact",
            file=file,
            row=row_number(row),
            question=column,
            expected=_expected(frame, column),
            hint=said("Correct the cell, or declare the category in study.yaml."),
        )
        for row, column in failed
    ]
    return wrong + list(_twice(table, frame, file))


def frame_facts(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """The declared facts of every row of a checked frame: one categorical column a fact."""
    return pd.DataFrame(
        {
            name: pd.Categorical([_category(fact, cell) for cell in table[fact.column]], categories=list(fact.options))
            for name, fact in frame.facts.items()
        }
    )


def eligible_rows(table: pd.DataFrame, eligible: Eligibility | None) -> list[bool]:
    """Which rows of a checked frame the study is about."""
    return [float(cell) < eligible.below for cell in table[eligible.column]] if eligible else [True] * len(table)


class _Names:
    """Which rows of a checked frame a normalised name can mean."""

    def __init__(self, names: Iterable[str], successors: Successors) -> None:
        self._successors = successors
        self._own: dict[str, int] = {}
        self._later: dict[str, list[int]] = {}
        for row, name in enumerate(names):
            self._own[name] = row
            for later in successors.path(name)[1:]:
                self._later.setdefault(later, []).append(row)

    def rows(self, name: str) -> list[int]:
        """The row of this name, else of its nearest successor, else the rows that go on under this name.

        A municipality that merges with one of the frame is not that one: it was not approached.
        """
        for known in self._successors.path(name):
            if known in self._own:
                return [self._own[known]]
        return self._later.get(name, [])


def match(cells: Cells, table: pd.DataFrame, frame: Frame, successors: Successors) -> Matching:
    """Join respondents to the rows of a checked frame, by token, else by name: the one in the frame, an older or a
    newer one.
    """
    tokens = {token: row for row, token in enumerate(table[frame.token]) if token}
    names = _Names((normalise_municipality(name) for name in table[frame.municipality]), successors)
    eligible = eligible_rows(table, frame.eligible)
    given_tokens: Sequence[str] = (
        [str(t).strip() for t in cells.token] if cells.token is not None else [""] * cells.rows
    )
    given_names = [normalise_municipality(str(name)) for name in cells.columns[frame.municipality_item]]
    heading = question(frame.municipality_item, cells.headings[frame.municipality_item])
    rows: list[int | None] = []
    set_aside: list[int] = []
    problems: list[Problem] = []
    first: dict[int, int] = {}
    for index, (token, name) in enumerate(zip(given_tokens, given_names, strict=True)):
        by_token, by_name = tokens.get(token), names.rows(name)
        row = by_token if by_token is not None else by_name[0] if len(by_name) == 1 else None
        rows.append(row)
        if row is None:
            problems.append(_problem(cells, index, heading, *(_SEVERAL if by_name else _NOT_IN_FRAME)))
        elif by_token is not None and name and by_token not in by_name:
            problems.append(_problem(cells, index, heading, *_CONFLICT))
        elif not eligible[row]:
            set_aside.append(index)
        elif first.setdefault(row, index) != index:
            expected = said("one row a municipality; row {row} is of the same one", row=cells.row(first[row]))
            problems.append(_problem(cells, index, heading, "double_respondent", expected, _DOUBLE_HINT))
    return Matching(tuple(rows), tuple(set_aside), tuple(problems))


_NOT_IN_FRAME = (
    "not_in_frame",
    said("a municipality of the frame, by token or by name"),
    said(
        "Add the municipality to the frame, or correct its name. Case, spaces, hyphens and diacritics make no "
        "difference."
    ),
)
_SEVERAL = (
    "not_in_frame",
    said("one municipality of the frame; several of them went on under this name"),
    said("Fill in the token, or the name that the municipality had before it merged."),
)
_CONFLICT = (
    "conflict",
    said("the municipality that the frame has for this token"),
    said("Token and name point at two municipalities, or the name is not in the frame: correct one of them."),
)
_DOUBLE_HINT = said("Decide which of the two rows counts and remove the other from the export.")


def _problem(cells: Cells, index: int, heading: str, code: str, expected: str, hint: str) -> Problem:
    return Problem(code=code, file=cells.file, row=cells.row(index), question=heading, expected=expected, hint=hint)


def _frame_checks(frame: Frame) -> dict[str, pa.Check]:
    """The check of every column that a fact or the rule of eligibility reads."""
    checks = {
        fact.column: pa.Check(lambda cell, fact=fact: _category(fact, cell) is not None, element_wise=True)
        for fact in frame.facts.values()
    }
    if frame.eligible:
        checks[frame.eligible.column] = pa.Check(lambda cell: _number(cell) is not None, element_wise=True)
    return checks


def _expected(frame: Frame, column: str) -> str:
    fact = next((fact for fact in frame.facts.values() if fact.column == column), None)
    if fact is None or any(option.below is not None for option in fact.options.values()):
        return said("a whole number")
    return said("one of {options}", options=", ".join(option.cell or option.nl for option in fact.options.values()))


def _number(cell: str) -> float | None:
    """A whole number of inhabitants or the like; no fact of a municipality has ten digits."""
    return float(cell) if cell.isdecimal() and len(cell) < 10 else None


def _category(fact: FrameFact, cell: str) -> str | None:
    """The category that a cell of the frame means; a number past the last class falls into the last one."""
    if any(option.below is not None for option in fact.options.values()):
        number = _number(cell)
        if number is None:
            return None
        below = [name for name, option in fact.options.items() if option.below is not None and number < option.below]
        return below[0] if below else list(fact.options)[-1]
    spellings = {
        spelling.casefold(): name
        for name, option in fact.options.items()
        for spelling in (option.cell or option.nl, name)
    }
    return spellings.get(cell.casefold())


def _twice(table: pd.DataFrame, frame: Frame, file: str) -> Iterator[Problem]:
    names = [normalise_municipality(name) for name in table[frame.municipality]]
    for column, values in ((frame.municipality, names), (frame.token, list(table[frame.token]))):
        first: dict[str, int] = {}
        for row, value in enumerate(values):
            if not value and column == frame.municipality:
                expected, hint = said("the name of a municipality"), said("Fill in the name, or remove the row.")
            elif value and first.setdefault(value, row) != row:
                expected = said("one row each; row {row} has the same", row=row_number(first[value]))
                hint = said("Remove the double row, or correct it.")
            else:
                continue
            yield Problem(
                code="frame_row", file=file, row=row_number(row), question=column, expected=expected, hint=hint
            )
