"""Which answers there can be: for every variable what it says of each possible answer to the questions behind it.

A derived variable says nothing of its own: it is a function of questions. Counts of two variables that look at one
question are therefore linked, even if no table shows both. What is behind a variable are its *roots*: questions and
facts of the frame. Answers to a root between which no published count tells apart are one *class*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.messages import said
from infopos_pipeline.privacy.responses import derive
from infopos_pipeline.problems import UserError
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import ANSWERED, state_name, variable_columns
from infopos_pipeline.study.expressions import operands
from infopos_pipeline.study.missing import MISSING_STATES, NOT_TICKED, TICKED, is_missing
from infopos_pipeline.study.model import Item

Answer = tuple[str, ...] | None
_Columns = dict[str, str | float]
Classes = NDArray[np.int64]

MOST_ANSWERS = 20_000
"""The most ways to answer the questions behind one variable; 14 tick boxes have 16,384."""


class TooManyAnswersError(UserError):
    """A study's disclosure control cannot be computed; the message names the question."""


@dataclass(frozen=True)
class PossibleAnswers:
    """What the variables of a study say of every possible answer to their roots."""

    study: Study
    counts: Counts

    def roots(self, variable: str) -> tuple[str, ...]:
        """The questions and facts a variable is a function of, in declared order."""
        roots = self.study.roots(variable)
        return tuple(name for name in self.study.variables if name in roots)

    @cached_property
    def _universes(self) -> dict[str, list[_Columns]]:
        return {}

    def universe(self, root: str) -> list[_Columns]:
        """Every possible answer to a root, each as the columns of a response; missing states come last. Everybody knows
        that the frame has its facts of every respondent.
        """
        if root not in self._universes:
            self._universes[root] = self._every_answer(root)
        return self._universes[root]

    def _every_answer(self, root: str) -> list[_Columns]:
        variable = self.study.variables[root]
        names = [column.name for column in variable_columns(variable)]
        missing: list[_Columns] = [dict.fromkeys(names, state) for state in MISSING_STATES]
        match variable.kind:
            case "multiple":
                if 2 ** len(names) > MOST_ANSWERS:
                    raise TooManyAnswersError(
                        said(
                            "The item {item} has {number} tick boxes: too many for disclosure control, "
                            "which looks at every way to tick them. Declare fewer, or leave the item out "
                            "of the tables.",
                            item=root,
                            number=len(names),
                        )
                    )
                ways = list(product((TICKED, NOT_TICKED), repeat=len(names)))
                if not (isinstance(variable, Item) and variable.none_ticked == "answer"):
                    ways.pop()
                ticked: list[_Columns] = [dict(zip(names, way, strict=True)) for way in ways]
                return [*ticked, *missing]
            case "number":
                found = {cell[names[0]] for cell, _ in self.counts.cells(root) if cell[names[0]]}
                given: list[_Columns] = [{names[0]: float(n), names[1]: ANSWERED} for n in sorted(found, key=float)]
                absent: list[_Columns] = [{names[0]: float("nan"), names[1]: state} for state in MISSING_STATES]
                return [*given, *absent]
        chosen: list[_Columns] = [{names[0]: option} for option in variable.options]
        of_frame = self.study.frame is not None and root in self.study.frame.facts
        return chosen if of_frame else [*chosen, *missing]

    @cached_property
    def _answers(self) -> dict[str, NDArray[np.object_]]:
        return {}

    def answers(self, variable: str) -> NDArray[np.object_]:
        """What a variable says, by the answers to its roots: one axis a root, in the order of :meth:`universe`."""
        if variable not in self._answers:
            self._answers[variable] = self._every_value(variable)
        return self._answers[variable]

    def _every_value(self, variable: str) -> NDArray[np.object_]:
        roots = self.roots(variable)
        shape = tuple(len(self.universe(root)) for root in roots)
        if np.prod(shape, dtype=float) > MOST_ANSWERS:
            raise TooManyAnswersError(
                said(
                    "The variable {variable} depends on {items}, with too many answers together for "
                    "disclosure control. Leave it out of the tables, or derive it from fewer questions.",
                    variable=variable,
                    items=", ".join(roots),
                )
            )
        rows = [{k: v for part in parts for k, v in part.items()} for parts in product(*map(self.universe, roots))]
        if variable not in roots:
            derived = derive(pd.DataFrame(rows), self.study, (variable,))
            rows = [{str(k): v for k, v in row.items()} for row in derived.to_dict("records")]
        values = np.empty(len(rows), dtype=object)
        for place, row in enumerate(rows):
            values[place] = self._answer(row, variable)
        return values.reshape(shape)

    def _answer(self, row: Mapping[str, str | float], variable: str) -> Answer:
        cell = {name: value if isinstance(value, str) else _number(value) for name, value in row.items()}
        return self.counts.answer(cell, variable)

    def leaves_out(self, variable: str) -> bool:
        """Whether somebody can have all answers that a derived variable turns on, and still no value of it."""
        if variable not in self.study.derived:
            return False
        turns_on = self.study.roots(variable, operands)
        answered = [
            [not (root in turns_on and self._is_missing(answer, root)) for answer in self.universe(root)]
            for root in self.roots(variable)
        ]
        return any(answer is None for answer in self.answers(variable)[np.ix_(*answered)].flat)

    def _is_missing(self, answer: _Columns, root: str) -> bool:
        return is_missing(str(answer[state_name(self.study.variables[root])]))

    def classes(self, root: str, variables: Collection[str]) -> Classes:
        """For every answer to a root its class: answers of which all ``variables`` say the same are one."""
        signatures: list[tuple[object, ...]] = [() for _ in self.universe(root)]
        for variable in sorted(variables):
            roots = self.roots(variable)
            if root in roots:
                along = np.moveaxis(self.answers(variable), roots.index(root), 0)
                slices = along.reshape(len(signatures), -1)
                signatures = [(*before, *part) for before, part in zip(signatures, slices, strict=True)]
        codes = {signature: code for code, signature in enumerate(dict.fromkeys(signatures))}
        return np.array([codes[signature] for signature in signatures], dtype=np.int64)


def first_of_each(classes: Classes) -> Sequence[int]:
    """The first member of every class, by class."""
    return [int(place) for place in np.unique(classes, return_index=True)[1]]


def _number(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


__all__ = ["Answer", "Classes", "PossibleAnswers", "TooManyAnswersError", "first_of_each", "state_name"]
