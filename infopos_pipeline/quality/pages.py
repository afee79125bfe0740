"""The last page that every respondent got to: as the survey system says, else as far as there are answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells
from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem, of_rows, quotable
from infopos_pipeline.quality.meanings import columns_of, not_shown_words
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

_NOT_FINISHED = ("", "0", "false", "no", "nee", "n", "onwaar")
"""What a column of who finished has for whoever did not."""
_PAST_THE_LAST = 10**6


def page_problems(cells: Cells) -> Iterator[Problem]:
    """Every cell of the progress column that is no number of a page."""
    progress = cells.progress
    if progress is None:
        return
    wrong = [code for code, text in enumerate(progress.categories) if _page(text) is None]
    rows = np.flatnonzero(np.isin(progress.codes, wrong))

    def problem(index: int) -> Problem:
        return Problem(
            code="no_page",
            file=cells.file,
            row=cells.row(index),
            question=cells.binding.progress,
            found=quotable(str(progress[index]).strip()),
            expected=said("the number of the last page the respondent saw"),
            hint=said("This column is the survey system's own; export the file again."),
        )

    yield from of_rows(rows, problem)


def _page(text: str) -> int | None:
    """The number of a page; nobody who left no trace got past page 0."""
    digits = text.strip().removesuffix(".0") or "0"
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def pages_reached(cells: Cells, study: Study) -> NDArray[np.int64]:
    """The last page of every respondent, from columns without problems.

    Without a column that tells it, the last page with an answer is the last one reached, as far as anybody can know.
    """
    if cells.binding.complete:
        return np.full(cells.rows, _PAST_THE_LAST)
    if cells.progress is not None:
        pages = np.array([_page(text) for text in cells.progress.categories], dtype=np.int64)
        reached = np.take(pages, cells.progress.codes)
    else:
        reached = np.zeros(cells.rows, dtype=np.int64)
        words = not_shown_words(cells, study)
        for item in study.asked_items.values():
            reached = np.where(_filled(cells, item, words), np.maximum(reached, item.page), reached)
    if cells.finished is not None:
        finished = [text.strip().casefold() not in _NOT_FINISHED for text in cells.finished.categories]
        reached = np.where(np.take(finished, cells.finished.codes), _PAST_THE_LAST, reached)
    return np.asarray(reached)


def _filled(cells: Cells, item: Item, not_shown: frozenset[str]) -> NDArray[np.bool_]:
    """Who has anything in a column of an item."""
    bound = cells.binding.items[item.name]
    told = np.zeros(cells.rows, dtype=np.bool_)
    missing = {text for text, state in {**cells.binding.missing, **bound.missing}.items() if state != "dont_know"}
    for name in columns_of(item, bound):
        texts = [str(text).strip() for text in cells.columns[name].categories]
        filled = [bool(text) and text not in missing and text not in not_shown for text in texts]
        told |= np.take(filled, cells.columns[name].codes)
    return told
