"""What an empty cell means: skipped, routed out, or never reached. Cells become answers here.

A survey system writes nothing both for a box that was not ticked and for a page nobody opened. The page a respondent
got to and the routing tell them apart; a dropout never becomes a "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells, question, row_number
from infopos_pipeline.problems import Problem, quotable
from infopos_pipeline.quality.schema import TICK_WORDS
from infopos_pipeline.study.columns import ANSWERED, Column, box_column, expression_columns, variable_columns
from infopos_pipeline.study.expressions import condition_column, items_named
from infopos_pipeline.study.missing import MISSING_STATES, NOT_TICKED, TICKED, Missing
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

Mask = NDArray[np.bool_]
_STATE_CODES = {state: code for code, state in enumerate(MISSING_STATES)}


def page_problems(cells: Cells) -> Iterator[Problem]:
    """Every cell of the progress column that is no number of a page."""
    pages = [_page(text) for text in cells.progress.categories]
    for index, code in enumerate(cells.progress.codes):
        if pages[code] is None:
            yield Problem(
                code="no_page",
                file=cells.file,
                row=row_number(index),
                question=cells.binding.progress,
                found=quotable(str(cells.progress.categories[int(code)]).strip()),
                expected="the number of the last page the respondent saw",
                hint="This column is the survey system's own; export the file again.",
            )


def _page(text: str) -> int | None:
    """The number of a page; nobody who left no trace got past page 0."""
    digits = text.strip() or "0"
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def pages_reached(cells: Cells) -> NDArray[np.int64]:
    """The last page of every respondent, from a progress column without problems."""
    pages = np.array([_page(text) for text in cells.progress.categories], dtype=np.int64)
    return np.take(pages, cells.progress.codes)


def resolve(cells: Cells, study: Study) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Answers: one categorical column an answer column, each cell an option or a missing state; and what to notice.

    Takes cells without problems. Items are resolved in the order of the questionnaire, since routing looks back.
    """
    pages = pages_reached(cells)
    answers: dict[str, pd.Categorical | NDArray[np.float64]] = {}
    notices: list[Problem] = []
    for item in study.items.values():
        if not study.asked(item.name):
            answers.update(_not_asked(item, cells.rows))
            continue
        if item.kind == "text":
            continue
        asked = _asked(item, study, answers, cells.rows)
        state = np.where(
            pages < item.page,
            _STATE_CODES[Missing.NOT_REACHED],
            np.where(asked, _STATE_CODES[Missing.SKIPPED], _STATE_CODES[Missing.NOT_APPLICABLE]),
        )
        answered = _answered(item, cells)
        notices += _routed_out(item, cells, answered & ~asked)
        answers.update(_columns(item, cells, answered & asked, state))
        if item.exclusive:
            notices += _not_exclusive(item, cells, answers)
    return pd.DataFrame(answers), tuple(notices)


def _not_asked(item: Item, rows: int) -> Iterator[tuple[str, pd.Categorical | NDArray[np.float64]]]:
    """The answer columns of an item that is not in the questionnaire of this wave."""
    everyone = np.full(rows, _STATE_CODES[Missing.NOT_ASKED])
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
    frame = nw.from_native(pd.DataFrame({name: answers[name] for name in looked_at}), eager_only=True)
    column = condition_column(condition, expression_columns(study))
    return np.asarray(frame.select(asked=column)["asked"].to_numpy(), dtype=bool)


def _answered(item: Item, cells: Cells) -> Mask:
    """Who gave an answer: any cell for one column, any ticked box for several."""
    if item.kind == "multiple":
        ticked = [_ticked(cells.columns[column.name]) for column in variable_columns(item)]
        return np.asarray(np.any(np.stack(ticked), axis=0))
    categorical = cells.columns[item.name]
    filled = np.array([bool(text.strip()) for text in categorical.categories])
    return np.take(filled, categorical.codes)


def _ticked(categorical: pd.Categorical) -> Mask:
    ticked = np.array([TICK_WORDS.get(text.strip(), False) for text in categorical.categories])
    return np.take(ticked, categorical.codes)


def _columns(
    item: Item, cells: Cells, answered: Mask, state: NDArray[np.int64]
) -> Iterator[tuple[str, pd.Categorical | NDArray[np.float64]]]:
    """The answer columns of an item: what was answered, else the state."""
    for column in variable_columns(item):
        match column.content:
            case "box":
                codes = np.where(
                    _ticked(cells.columns[column.name]),
                    column.categories.index(TICKED),
                    column.categories.index(NOT_TICKED),
                )
            case "category":
                options = cells.binding.items[item.name].codes
                categorical = cells.columns[column.name]
                places = [
                    column.categories.index(options[t.strip()]) if t.strip() else -1 for t in categorical.categories
                ]
                codes = np.array(places)[categorical.codes]
            case "measure":
                categorical = cells.columns[column.name]
                values = [float(t.strip().replace(",", ".")) if t.strip() else np.nan for t in categorical.categories]
                yield column.name, np.where(answered, np.array(values)[categorical.codes], np.nan)
                continue
            case "state":
                codes = np.full(cells.rows, column.categories.index(ANSWERED))
        yield column.name, _categorical(column, codes, answered, state)


def _categorical(column: Column, codes: NDArray[np.int64], answered: Mask, state: NDArray[np.int64]) -> pd.Categorical:
    all_codes = np.where(answered, codes, len(column.categories) + state)
    return pd.Categorical.from_codes(all_codes.tolist(), categories=pd.Index(column.allowed))


def _routed_out(item: Item, cells: Cells, contradictions: Mask) -> Iterator[Problem]:
    heading = next(heading for name, heading in cells.headings.items() if name.split("__")[0] == item.name)
    for index in np.flatnonzero(contradictions):
        yield Problem(
            code="routed_out",
            file=cells.file,
            row=row_number(int(index)),
            question=question(item.name, heading),
            expected=f"no answer, since it is asked only if {item.asked_if}",
            hint="The answer is left out and counts as not applicable.",
        )


def _not_exclusive(item: Item, cells: Cells, answers: Mapping[str, object]) -> Iterator[Problem]:
    columns = variable_columns(item)
    ticked = np.array([np.asarray(answers[column.name]) == TICKED for column in columns])
    alone = next(
        place for place, column in enumerate(columns) if column.name == box_column(item.name, item.exclusive or "")
    )
    for index in np.flatnonzero(ticked[alone] & (ticked.sum(axis=0) > 1)):
        yield Problem(
            code="not_exclusive",
            file=cells.file,
            row=row_number(int(index)),
            question=question(item.name, cells.headings[columns[alone].name]),
            expected=f"'{item.exclusive}' alone, or other boxes without it",
            hint="Both are kept as they were ticked.",
        )
