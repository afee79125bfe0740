"""Linear programs over the hidden cells of a linked set: what a solver is asked, and the ways in which it can fail.

Source of the method: the dual simplex method of HiGHS, Q. Huangfu and J. A. J. Hall, Mathematical Programming
Computation 10 (2018), 119-142.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from highspy import HighsModelStatus
    from scipy.sparse import csr_array

EPSILON = 1e-6
"""How far the solver may be from a whole number that it means; its own tolerance is a tenth of this."""

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


class TimeUp(Exception):  # noqa: N818
    """The time limit was reached before an answer was proven."""


class ContradictoryFacts(ValueError):  # noqa: N818
    """No table at all agrees with what is said to be public."""


class SolverFailed(RuntimeError):  # noqa: N818
    """The solver gave up for another reason than time; nothing may be concluded."""


@dataclass(frozen=True)
class Deadline:
    """A moment after which :class:`TimeUp` is raised; made by :meth:`after`."""

    moment: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline so many seconds from now."""
        return cls(monotonic() + seconds)

    def left(self) -> float:
        """Seconds left.

        Raises:
            TimeUp: none are.
        """
        left = self.moment - monotonic()
        if left <= 0:
            raise TimeUp("The time limit was reached before an answer was proven.")
        return left


@dataclass(frozen=True)
class Extreme:
    """The largest or smallest value of an objective.

    Attributes:
        value: that value; infinite if nothing bounds it.
        cells: hidden cells that reach it; None if nothing bounds it.
        duals: for each row, how fast the value changes with its limits.
    """

    value: float
    cells: Numbers | None
    duals: Numbers


class LinearProgram:
    """All cells ≥ 0 with ``low ≤ rows @ cells ≤ high``, to be asked for the extremes of many objectives.

    ``rows`` is rows × cells; ``low`` and ``high`` have one limit a row, where an infinite one says nothing. The solver
    starts each time from where it ended before, so that many questions about the same rows are cheap.
    """

    def __init__(self, rows: csr_array, low: Numbers, high: Numbers, deadline: Deadline) -> None:
        self._deadline = deadline
        self._places = np.arange(max(rows.shape), dtype=np.int32)
        self._cells, self._rows = int(rows.shape[1]), int(rows.shape[0])
        self._solver = _solver(rows)
        self.limit(low, high)

    def limit(self, low: Numbers, high: Numbers) -> None:
        """Put other limits in place of those of all rows."""
        self._all_zero_will_do = bool((low <= 0).all() and (high >= 0).all())
        if self._rows:
            self._solver.changeRowsBounds(self._rows, self._places[: self._rows], low, high)

    def extreme(self, objective: Numbers, *, largest: bool) -> Extreme:
        """The largest or smallest ``objective @ cells``.

        Raises:
            ContradictoryFacts: no cells satisfy the rows.
            TimeUp: the deadline has passed.
            SolverFailed: the solver gave up.
        """
        from highspy import HighsModelStatus

        sign = -1.0 if largest else 1.0
        if not self._cells and self._all_zero_will_do:
            return Extreme(0.0, np.zeros(0), np.zeros(self._rows))
        status = self._solve(sign * objective) if self._cells else HighsModelStatus.kInfeasible
        if status == HighsModelStatus.kInfeasible:
            raise ContradictoryFacts("No table agrees with all that is said to be public.")
        if status == HighsModelStatus.kUnbounded:
            return Extreme(-sign * np.inf, None, np.zeros(self._rows))
        if status != HighsModelStatus.kOptimal:
            self._deadline.left()
            raise SolverFailed(f"The solver ended with {status.name}.")
        answer = self._solver.getSolution()
        cells = np.array(answer.col_value, dtype=np.float64)
        return Extreme(float(objective @ cells), cells, sign * np.array(answer.row_dual, dtype=np.float64))

    def _solve(self, costs: Numbers) -> HighsModelStatus:
        # The solver counts the time of all its runs together.
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + self._deadline.left())
        self._solver.changeColsCost(self._cells, self._places[: self._cells], costs)
        self._solver.run()
        status: HighsModelStatus = self._solver.getModelStatus()
        return status


def whole_program(
    costs: Numbers,
    rows: csr_array,
    low: Numbers,
    high: Numbers,
    limits: tuple[Numbers, Numbers],
    deadline: Deadline,
    *,
    whole: Mask | None = None,
) -> Numbers | None:
    """The whole numbers with the smallest ``costs @ numbers`` among those with ``low ≤ rows @ numbers ≤ high``.

    Args:
        costs: one a number.
        rows: rows × numbers.
        low: the lowest value of each row.
        high: the highest.
        limits: the lowest and the highest value of each number.
        deadline: when to stop.
        whole: which must be whole; None for all.

    Returns:
        The numbers; None if nothing bounds the costs.

    Raises:
        ContradictoryFacts: no whole numbers satisfy the rows.
        TimeUp: the deadline has passed.
        SolverFailed: the solver gave up.
    """
    from highspy import HighsModelStatus, HighsVarType

    solver = _solver(rows)
    places = np.arange(max(rows.shape), dtype=np.int32)
    kinds = np.full(len(costs), int(HighsVarType.kInteger), dtype=np.uint8)
    if whole is not None:
        kinds[~whole] = int(HighsVarType.kContinuous)
    solver.changeColsCost(len(costs), places[: len(costs)], costs)
    solver.changeColsBounds(len(costs), places[: len(costs)], *limits)
    solver.changeRowsBounds(len(low), places[: len(low)], low, high)
    solver.changeColsIntegrality(len(costs), places[: len(costs)], kinds)
    # Numbers that are the best but for a rounding error could differ from one machine to another.
    for option, value in {"presolve": "choose", "solver": "choose", "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9}.items():
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", deadline.left())
    solver.run()
    status = solver.getModelStatus()
    if status == HighsModelStatus.kOptimal:
        return np.array(solver.getSolution().col_value, dtype=np.float64)
    deadline.left()
    if status == HighsModelStatus.kInfeasible:
        raise ContradictoryFacts("No whole numbers satisfy all that is asked.")
    if status in (HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible):
        return None
    raise SolverFailed(f"The solver ended with {status.name}.")


def _solver(rows: csr_array) -> Any:
    """A silent solver with these rows and no objective yet; Any, since its types leave out most of what it can do."""
    from highspy import Highs, HighsLp, MatrixFormat

    class Silent(Highs):
        def __init__(self) -> None:
            super(Highs, self).__init__()  # the one in between prints a banner, whatever its options

    solver: Any = Silent()
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "presolve": "off",
        "solver": "simplex",
        "simplex_strategy": 4,
    }.items():
        solver.setOptionValue(option, value)
    height, width = rows.shape
    program = HighsLp()
    program.num_col_, program.num_row_ = width, height
    program.col_cost_, program.col_lower_ = np.zeros(width), np.zeros(width)
    program.col_upper_ = np.full(width, np.inf)
    program.row_lower_, program.row_upper_ = np.full(height, -np.inf), np.full(height, np.inf)
    program.a_matrix_.format_ = MatrixFormat.kRowwise
    program.a_matrix_.start_ = rows.indptr.astype(np.int32)
    program.a_matrix_.index_ = rows.indices.astype(np.int32)
    program.a_matrix_.value_ = rows.data.astype(np.float64)
    solver.passModel(program)
    return solver
