"""What an empty cell means: skipped, routed out, or never reached. Cells become answers here.

A survey system writes nothing both for a box that was not ticked and for a page nobody opened. The page a respondent
got to and the routing tell them apart; a dropout never becomes a "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells, categorical, question
from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem, of_rows
from infopos_pipeline.quality.arrow import arrow_table
from infopos_pipeline.quality.meanings import (
    BLANK,
    NOT_TICKED_CODE,
    TICKED_CODE,
    Codes,
    Meanings,
    is_state,
    state_place,
)
from infopos_pipeline.quality.pages import pages_reached
from infopos_pipeline.study.columns import ANSWERED, Column, box_column, expression_columns, variable_columns
from infopos_pipeline.study.expression_columns import condition_column
from infopos_pipeline.study.expressions import items_named
from infopos_pipeline.study.missing import MISSING_STATES, TICKED, Missing
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

Mask = NDArray[np.bool_]
_FEW = np.iinfo(np.int16).max
"""Ways to answer an item that are all resolved, whether they occur or not; where there may be more, rows are."""
_STATE_CODES = {state: code for code, state in enumerate(MISSING_STATES)}


def resolve(cells: Cells, study: Study, meanings: Mapping[str, Meanings]) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Answers: one categorical column an answer column, each cell an option or a missing state; and what to notice.

    Takes cells without problems. Items are resolved in the order of the questionnaire, since routing looks back.
    """
    pages = pages_reached(cells, study)
    answers: dict[str, pd.Categorical | NDArray[np.float64]] = {}
    notices: list[Problem] = []
    for item in study.items.values():
        if not study.asked(item.name):
            answers.update(_not_asked(item, cells.rows))
            continue
        if item.kind == "text":
            continue
        asked = _asked(item, study, answers, cells.rows)
        given = _Given(item, cells, meanings, pages >= item.page, asked)
        answered = given.answered()
        if not asked.all():
            notices += _routed_out(item, cells, (answered & ~given.asked)[given.of_row])
        answers.update(given.columns(answered & given.asked, _states(given)))
        if item.exclusive:
            notices += _not_exclusive(item, cells, answers)
    return pd.DataFrame(answers, index=pd.RangeIndex(cells.rows)), tuple(notices)


def _states(given: _Given) -> Codes:
    """Why whoever did not answer did not: the page first, then routing, then what the export itself says."""
    stated, state = given.stated()
    knew_not = stated & (state == _STATE_CODES[Missing.DONT_KNOW])
    found = np.where(stated, state, np.int16(_STATE_CODES[Missing.SKIPPED]))
    found[~given.reached] = _STATE_CODES[Missing.NOT_REACHED]
    found[knew_not] = _STATE_CODES[Missing.DONT_KNOW]
    found[~given.asked & (given.reached | knew_not)] = _STATE_CODES[Missing.NOT_APPLICABLE]
    return found


class _Given:
    """What the export has of one item: every distinct way to be given it and to answer it, which is resolved once.

    ``reached`` and ``asked`` are by such a way whether its page was reached and the respondent routed to it; ``of_row``
    the way of every respondent.
    """

    def __init__(self, item: Item, cells: Cells, meanings: Mapping[str, Meanings], reached: Mask, asked: Mask) -> None:
        self._item = item
        self._several = item.kind == "multiple" and cells.binding.items[item.name].delimiter is not None
        names = [item.name] if item.name in meanings else [column.name for column in variable_columns(item)]
        self._meanings = [meanings[name] for name in names]
        of_rows: list[NDArray[Any]] = [reached, asked, *(cells.columns[name].codes for name in names)]
        sizes = [2, 2, *(len(column.texts) for column in self._meanings)]
        if prod(sizes) <= _FEW:
            of_row = np.zeros(cells.rows, dtype=np.int16)
            for places, size in zip(of_rows, sizes, strict=True):
                of_row = of_row * np.int16(size) + places.astype(np.int16, copy=False)
            self.of_row: NDArray[Any] = of_row
            of_rows = list(np.unravel_index(np.arange(prod(sizes)), sizes))
        else:
            self.of_row = np.arange(cells.rows)
        self.reached, self.asked = (places.astype(np.bool_) for places in of_rows[:2])
        self._places = of_rows[2:]
        self._codes = np.stack(
            [column.codes[places] for column, places in zip(self._meanings, self._places, strict=True)]
        )

    def answered(self) -> Mask:
        """Who gave an answer: any option or number, any ticked box; with boxes of which none is an answer too, whoever
        was asked and left them open.
        """
        if self._item.kind != "multiple":
            return np.asarray(self._codes[0] >= 0, dtype=np.bool_)
        ticked = np.asarray(np.any(self._ticks(), axis=0))
        if self._item.none_ticked == "skipped":
            return ticked
        if not self._several and any(NOT_TICKED_CODE in column.codes for column in self._meanings):
            return np.asarray(ticked | np.any(self._codes == NOT_TICKED_CODE, axis=0))
        blank = np.all(self._codes == BLANK, axis=0)
        return np.asarray(ticked | (blank & self.reached & self.asked))

    def stated(self) -> tuple[Mask, Codes]:
        """For whom the export itself says why there is no answer, and which state: that of the first box that says."""
        told, state = np.zeros(len(self.asked), dtype=np.bool_), np.zeros(len(self.asked), dtype=np.int16)
        for meanings, codes in zip(reversed(self._meanings), self._codes[::-1], strict=True):
            if np.any(is_state(meanings.codes)):
                states = is_state(codes)
                state[states] = state_place(codes[states])
                told |= states
        return told, state

    def _ticks(self) -> Mask:
        """A row a box, a column a respondent."""
        if self._several:
            return np.asarray(self._meanings[0].ticks[self._places[0]].T, dtype=np.bool_)
        return np.asarray(self._codes == TICKED_CODE)

    def columns(self, answered: Mask, state: Codes) -> Iterator[tuple[str, pd.Categorical | NDArray[np.float64]]]:
        """The answer columns of the item: what was answered, else the state."""
        ticks = self._ticks() if self._item.kind == "multiple" else None
        for place, column in enumerate(variable_columns(self._item)):
            match column.content:
                case "box":
                    assert ticks is not None
                    codes = np.where(ticks[place], np.int16(TICKED_CODE), np.int16(NOT_TICKED_CODE))
                case "measure":
                    numbers = self._meanings[0].numbers[self._places[0]]
                    yield column.name, np.where(answered, numbers, np.nan)[self.of_row]
                    continue
                case "state":
                    codes = np.full(len(self.asked), column.categories.index(ANSWERED), dtype=np.int16)
                case "category":
                    codes = self._codes[0]
            yield column.name, _categorical(column, np.where(answered, codes, _place(column, state)), self.of_row)


def _not_asked(item: Item, rows: int) -> Iterator[tuple[str, pd.Categorical | NDArray[np.float64]]]:
    """The answer columns of an item that is not in the questionnaire of this wave."""
    everyone, state = np.zeros(rows, dtype=np.int8), np.array([_STATE_CODES[Missing.NOT_ASKED]], dtype=np.int16)
    for column in variable_columns(item):
        if column.content == "measure":
            yield column.name, np.full(rows, np.nan)
        else:
            yield column.name, _categorical(column, _place(column, state), everyone)


def _asked(item: Item, study: Study, answers: Mapping[str, object], rows: int) -> Mask:
    """Who was routed to the item. Whoever did not answer what the routing turns on was not."""
    if item.name not in study.routing:
        return np.ones(rows, dtype=bool)
    condition = study.routing[item.name]
    looked_at = [column.name for name in items_named(condition) for column in variable_columns(study.items[name])]
    frame = nw.from_native(arrow_table({name: answers[name] for name in looked_at}), eager_only=True)
    column = condition_column(condition, expression_columns(study))
    return np.asarray(frame.select(asked=column)["asked"].to_numpy(), dtype=bool)


def _place(column: Column, state: Codes) -> Codes:
    """The places of missing states among all that a column may hold."""
    return state + np.int16(len(column.categories))


def _categorical(column: Column, places: Codes, of_row: NDArray[Any]) -> pd.Categorical:
    """For every row the value that stands in its place among all that the column may hold."""
    smallest = places.astype(np.int8 if len(column.allowed) <= np.iinfo(np.int8).max else np.int16)
    return categorical(np.take(smallest, of_row), column.allowed)


def _routed_out(item: Item, cells: Cells, contradictions: Mask) -> Iterator[Problem]:
    heading = next(heading for name, heading in cells.headings.items() if name.split("__")[0] == item.name)

    def problem(index: int) -> Problem:
        return Problem(
            code="routed_out",
            file=cells.file,
            row=cells.row(index),
            question=question(item.name, heading),
            expected=said("no answer, since it is asked only if {asked_if}", asked_if=item.asked_if),
            hint=said("The answer is left out and counts as not applicable."),
        )

    return of_rows(np.flatnonzero(contradictions), problem)


def _not_exclusive(item: Item, cells: Cells, answers: Mapping[str, object]) -> Iterator[Problem]:
    columns = variable_columns(item)
    ticked = np.array([np.asarray(answers[column.name]) == TICKED for column in columns])
    alone = next(
        place for place, column in enumerate(columns) if column.name == box_column(item.name, item.exclusive or "")
    )

    def problem(index: int) -> Problem:
        return Problem(
            code="not_exclusive",
            file=cells.file,
            row=cells.row(index),
            question=question(item.name, cells.headings[columns[alone].name]),
            expected=said("'{exclusive}' alone, or other boxes without it", exclusive=item.exclusive),
            hint=said("Both are kept as they were ticked."),
        )

    return of_rows(np.flatnonzero(ticked[alone] & (ticked.sum(axis=0) > 1)), problem)
