"""What an empty cell means: skipped, routed out, or never reached. Cells become answers here.

A survey system writes nothing both for a box that was not ticked and for a page nobody opened. The page a respondent
got to and the routing tell them apart; a dropout never becomes a "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells, question
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
        given = _Given(item, cells, meanings)
        asked = _asked(item, study, answers, cells.rows)
        reached = pages >= item.page
        answered = given.answered(reached & asked)
        notices += _routed_out(item, cells, answered & ~asked)
        answers.update(given.columns(answered & asked, _states(given, reached, asked)))
        if item.exclusive:
            notices += _not_exclusive(item, cells, answers)
    return pd.DataFrame(answers, index=pd.RangeIndex(cells.rows)), tuple(notices)


def _states(given: _Given, reached: Mask, asked: Mask) -> Codes:
    """Why whoever did not answer did not: the page first, then routing, then what the export itself says."""
    stated, state = given.stated()
    knew_not = stated & (state == _STATE_CODES[Missing.DONT_KNOW])
    found = np.where(stated, state, np.int16(_STATE_CODES[Missing.SKIPPED]))
    found[~reached] = _STATE_CODES[Missing.NOT_REACHED]
    found[knew_not] = _STATE_CODES[Missing.DONT_KNOW]
    found[~asked & (reached | knew_not)] = _STATE_CODES[Missing.NOT_APPLICABLE]
    return found


class _Given:
    """What the export has of one item: for every respondent the codes of its columns (:class:`Meanings`)."""

    def __init__(self, item: Item, cells: Cells, meanings: Mapping[str, Meanings]) -> None:
        self._item = item
        self._rows = cells.rows
        self._several = item.kind == "multiple" and cells.binding.items[item.name].delimiter is not None
        names = [item.name] if item.name in meanings else [column.name for column in variable_columns(item)]
        self._meanings = [meanings[name] for name in names]
        self._places = [cells.columns[name].codes for name in names]
        self._codes = np.stack(
            [column.codes[places] for column, places in zip(self._meanings, self._places, strict=True)]
        )

    def answered(self, asked: Mask) -> Mask:
        """Who gave an answer: any option or number, any ticked box; with boxes of which none is an answer too, whoever
        was ``asked`` and left them open.
        """
        if self._item.kind != "multiple":
            return np.asarray(self._codes[0] >= 0, dtype=np.bool_)
        ticked = np.asarray(np.any(self._ticks(), axis=0))
        if self._item.none_ticked == "skipped":
            return ticked
        said_no = np.any(self._codes == NOT_TICKED_CODE, axis=0) & (not self._several)
        blank = np.all(self._codes == BLANK, axis=0)
        return np.asarray(ticked | said_no if said_no.any() else ticked | (blank & asked))

    def stated(self) -> tuple[Mask, Codes]:
        """For whom the export itself says why there is no answer, and which state: that of the first box that says."""
        told, state = np.zeros(self._rows, dtype=np.bool_), np.zeros(self._rows, dtype=np.int16)
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
                    yield column.name, np.where(answered, numbers, np.nan)
                    continue
                case "state":
                    codes = np.full(self._rows, column.categories.index(ANSWERED), dtype=np.int16)
                case "category":
                    codes = self._codes[0]
            yield column.name, _categorical(column, codes, answered, state)


def _not_asked(item: Item, rows: int) -> Iterator[tuple[str, pd.Categorical | NDArray[np.float64]]]:
    """The answer columns of an item that is not in the questionnaire of this wave."""
    everyone = np.full(rows, _STATE_CODES[Missing.NOT_ASKED], dtype=np.int16)
    for column in variable_columns(item):
        if column.content == "measure":
            yield column.name, np.full(rows, np.nan)
        else:
            yield column.name, _categorical(column, everyone, np.zeros(rows, dtype=bool), everyone)


def _asked(item: Item, study: Study, answers: Mapping[str, object], rows: int) -> Mask:
    """Who was routed to the item. Whoever did not answer what the routing turns on was not."""
    if item.name not in study.routing:
        return np.ones(rows, dtype=bool)
    condition = study.routing[item.name]
    looked_at = [column.name for name in items_named(condition) for column in variable_columns(study.items[name])]
    frame = nw.from_native(arrow_table({name: answers[name] for name in looked_at}), eager_only=True)
    column = condition_column(condition, expression_columns(study))
    return np.asarray(frame.select(asked=column)["asked"].to_numpy(), dtype=bool)


def _categorical(column: Column, codes: Codes, answered: Mask, state: Codes) -> pd.Categorical:
    all_codes = np.where(answered, codes, state + np.int16(len(column.categories)))
    return pd.Categorical.from_codes(cast(Sequence[int], all_codes), categories=pd.Index(column.allowed))


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
