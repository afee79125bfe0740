"""Which test takes which predictor and outcome: what each needs of the two sides of its table.

Here, and not beside the tests, so that a declaration that no test can answer is refused when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.shown import TestName

Need = Literal["groups", "two groups", "order"]
"""Any number of groups; two of them; or an order: a number, scored options, or two groups, whose order is no matter."""

NEEDS: Mapping[TestName, tuple[Need, Need]] = {
    "chi_square": ("groups", "groups"),
    "fisher": ("groups", "groups"),
    "spearman": ("order", "order"),
    "kendall": ("order", "order"),
    "mann_whitney_asymptotic": ("two groups", "order"),
    "mann_whitney_exact": ("two groups", "order"),
    "linear_by_linear": ("order", "order"),
    "linear_by_linear_exact": ("order", "order"),
    "student": ("two groups", "order"),
    "welch": ("two groups", "order"),
    "kruskal": ("groups", "order"),
    "jonckheere": ("order", "order"),
    "cochran_armitage": ("order", "two groups"),
    "mcnemar_exact": ("two groups", "two groups"),
    "boschloo": ("two groups", "two groups"),
    "permutation_means": ("two groups", "order"),
}
"""What every test needs of predictor and outcome."""


@dataclass(frozen=True)
class Side:
    """A side of a table: how many groups it makes (none for a number), and whether they have an order."""

    groups: int | None
    ordered: bool

    def meets(self, need: Need) -> bool:
        """Whether it is what a test needs."""
        if need == "order":
            return self.ordered
        return self.groups is not None and (need == "groups" or self.groups == 2)

    def __str__(self) -> str:
        """`3 groups without order`."""
        if self.groups is None:
            return "a number"
        return f"{self.groups} groups" + ("" if self.groups == 2 else " in order" if self.ordered else " without order")


def side(variable: Variable, *, by_option: bool = False) -> Side:
    """What a variable is as a side of a table; ``by_option`` says that each of its options is tested by itself."""
    if by_option or variable.kind == "multiple":
        return Side(2, ordered=True)
    if variable.kind == "number":
        return Side(None, ordered=True)
    groups = len(variable.options)
    return Side(groups, ordered=variable.kind == "ordinal" or groups == 2)


def fitting_tests(predictor: Side, outcome: Side) -> list[TestName]:
    """The tests that take these two sides, in declared order."""
    return [name for name, (one, other) in NEEDS.items() if predictor.meets(one) and outcome.meets(other)]


def refusal(test: TestName, predictor: Variable, outcome: Variable, *, by_option: bool) -> str | None:
    """Why a test cannot be of these variables, and which can; None if it can.

    Args:
        test: the test.
        predictor: whose groups are compared; of tick boxes each by itself.
        outcome: what they are compared by.
        by_option: whether each option of the outcome is tested by itself.
    """
    rows, columns = side(predictor), side(outcome, by_option=by_option)
    if test in (fitting := fitting_tests(rows, columns)):
        return None
    found = f"{test} cannot take '{predictor.name}' ({rows}) with '{outcome.name}' ({columns})"
    can = f"these can: {', '.join(fitting)}" if fitting else "no test can"
    swapped = [] if by_option or predictor.kind == "multiple" else fitting_tests(columns, rows)
    if rows.groups is None and columns.groups is not None and swapped:
        can += f". With '{outcome.name}' as the predictor and '{predictor.name}' as the outcome: {', '.join(swapped)}"
    return f"{found}; {can}"
