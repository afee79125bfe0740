"""The table every test starts from: how many respondents of each group chose each ordered category.

Here: the shape of a table, its validation, its margins. Not here: counting respondents (`counting`), tests
(`exact`, `ordinal`, `means`), intervals and effects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from operator import mul

from infopos_pipeline.messages import said

LARGEST_TOTAL = 20_000_000  # respondents in a table
LARGEST_SCORE = 1e100  # in absolute value; its square must still be a number


class TableError(ValueError):
    """No table, no scores or no such test; the message says what is wrong."""


@dataclass(frozen=True)
class ContingencyTable:
    """Respondents by group and ordered category; build it with `contingency_table`, which validates.

    Attributes:
        counts: one tuple a group (row), with one count a category (column).
        scores: the value of each category, for means and rank order of the columns.
        row_scores: the value of each group, where groups are ordered by more than their place; else none.
    """

    counts: tuple[tuple[int, ...], ...]
    scores: tuple[float, ...]
    row_scores: tuple[float, ...] = ()

    @property
    def n(self) -> int:
        """The number of respondents in the table."""
        return sum(map(sum, self.counts))

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return len(self.counts), len(self.scores)

    @property
    def row_totals(self) -> tuple[int, ...]:
        """The number of respondents in each group."""
        return tuple(map(sum, self.counts))

    @property
    def column_totals(self) -> tuple[int, ...]:
        """The number of respondents in each category."""
        return tuple(sum(column) for column in zip(*self.counts, strict=True))

    @property
    def group_means(self) -> tuple[float | None, ...]:
        """The mean score of each group; None for a group without respondents."""
        return tuple(
            sum(map(mul, row, self.scores)) / total if total else None
            for row, total in zip(self.counts, self.row_totals, strict=True)
        )

    def without_empty(self) -> "ContingencyTable":
        """The table without empty rows and columns: they hold no information about association."""
        columns = [index for index, total in enumerate(self.column_totals) if total]
        return ContingencyTable(
            tuple(tuple(row[index] for index in columns) for row in self.counts if any(row)),
            tuple(self.scores[index] for index in columns),
            tuple(score for score, row in zip(self.row_scores, self.counts, strict=False) if any(row)),
        )

    def by_score(self) -> "ContingencyTable":
        """The table with its columns in ascending order of score and columns of equal score added up."""
        ordered = sorted(set(self.scores))
        place = {score: index for index, score in enumerate(ordered)}
        rows = []
        for row in self.counts:
            merged = [0] * len(ordered)
            for count, score in zip(row, self.scores, strict=True):
                merged[place[score]] += count
            rows.append(tuple(merged))
        return ContingencyTable(tuple(rows), tuple(ordered), self.row_scores)

    def by_row_score(self) -> "ContingencyTable":
        """The table with its rows in ascending order of their score and rows of equal score added up."""
        if not self.row_scores:
            return self
        turned = ContingencyTable(tuple(zip(*self.counts, strict=True)), self.row_scores).by_score()
        return ContingencyTable(tuple(zip(*turned.counts, strict=True)), self.scores, turned.scores)

    @property
    def unit_scores(self) -> tuple[float, ...]:
        """The scores shifted and shrunk to run from 0 to 1: what a test gives must not depend on their unit."""
        low, high = min(self.scores), max(self.scores)
        return tuple((score - low) / (high - low) if high > low else 0.0 for score in self.scores)

    def transposed(self) -> "ContingencyTable":
        """Rows and columns exchanged; the new columns are scored 1, 2, …."""
        columns = tuple(zip(*self.counts, strict=True))
        return ContingencyTable(columns, tuple(float(place + 1) for place in range(len(self.counts))))


def contingency_table(
    counts: Iterable[Iterable[object]],
    scores: Iterable[object] | None = None,
    row_scores: Iterable[object] | None = None,
) -> ContingencyTable:
    """A validated table from rows of counts, and a score for each column (1, 2, … unless given) and, if given, row.

    Counts may be any whole numbers at or above zero (a float such as 3.0 is whole); scores any finite
    numbers.

    Raises:
        TableError: not a table, empty, unequal rows, or a count or a score that cannot be one.
    """
    rows = [[_count(cell) for cell in row] for row in _rows(counts)]
    if not rows or not rows[0]:
        raise TableError(said("The table is empty: give at least one row with at least one count."))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise TableError(
                said(
                    "Rows differ in length: row 1 has {first} counts, row {row} has {counts}.",
                    first=len(rows[0]),
                    row=number,
                    counts=len(row),
                )
            )
    if sum(map(sum, rows)) > LARGEST_TOTAL:
        raise TableError(said("The counts add up to more than {most} respondents.", most=LARGEST_TOTAL))
    values = [float(place + 1) for place in range(len(rows[0]))] if scores is None else _scores(scores)
    if len(values) != len(rows[0]):
        raise TableError(
            said(
                "There are {scores} scores for {columns} columns; give one a column.",
                scores=len(values),
                columns=len(rows[0]),
            )
        )
    of_rows = [] if row_scores is None else _scores(row_scores)
    if of_rows and len(of_rows) != len(rows):
        raise TableError(
            said("There are {scores} scores for {rows} rows; give one a row.", scores=len(of_rows), rows=len(rows))
        )
    return ContingencyTable(tuple(map(tuple, rows)), tuple(values), tuple(of_rows))


_A_TABLE, _A_ROW = said("a table: a list of rows of counts"), said("a row of counts")
_SOME_SCORES = said("a list of scores")


def _rows(counts: object) -> list[Sequence[object]]:
    return [_sequence(row, _A_ROW) for row in _sequence(counts, _A_TABLE)]


def _sequence(value: object, wanted: str) -> list[object]:
    if isinstance(value, str | bytes | dict | set | frozenset) or not isinstance(value, Iterable):
        raise TableError(said("Expected {wanted}, found {shown}.", wanted=wanted, shown=_shown(value)))
    return list(value)


def _count(cell: object) -> int:
    number = _finite(cell)
    if number is None or number != int(number):
        raise TableError(said("A count must be a whole number, found {shown}.", shown=_shown(cell)))
    if number < 0:
        raise TableError(said("A count cannot be negative, found {shown}.", shown=_shown(cell)))
    return int(number)


def _scores(scores: object) -> list[float]:
    values = []
    for score in _sequence(scores, _SOME_SCORES):
        number = _finite(score)
        if number is None or abs(number) > LARGEST_SCORE:
            raise TableError(said("A score must be a finite number, found {shown}.", shown=_shown(score)))
        values.append(float(number))
    return values


def _finite(value: object) -> int | float | None:
    """The value as a finite number; None if it is none. True and False are no numbers here."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if not isinstance(value, Real):
        return None
    number = float(value)
    return number if isfinite(number) else None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
