"""How far the fieldwork of a running wave is: who of the municipalities approached has started, and who is through.

Counted in memory from a partial export; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from infopos_pipeline.quality.validation import Answers
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import Missing


@dataclass(frozen=True)
class Progress:
    """Response so far, of everyone or of one category of a fact of the frame.

    Attributes:
        fact: the fact; "" for everyone.
        category: the category of it.
        approached: municipalities approached; None in a study without a frame.
        started: respondents in the export.
        finished: those of them who reached the last page.
    """

    fact: str
    category: str
    approached: int | None
    started: int
    finished: int


def response_progress(answers: Answers, study: Study) -> Iterator[Progress]:
    """The response of everyone, then of each category of each fact of the frame, in declared order."""
    finished = _finished(answers, study)
    framed = bool(study.frame) and not answers.approached.empty
    yield Progress("", "", len(answers.approached) if framed else None, len(finished), int(finished.sum()))
    for name, fact in study.frame.facts.items() if study.frame and framed else ():
        started = np.asarray(answers.facts[name].astype(str))
        approached = np.asarray(answers.approached[name].astype(str))
        for category in fact.options:
            own = started == category
            yield Progress(
                name, category, int((approached == category).sum()), int(own.sum()), int((own & finished).sum())
            )


def _finished(answers: Answers, study: Study) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Who reached the last page that has a question with options or a number."""
    states = [
        (item.page, np.asarray(answers.answers[variable_columns(item)[-1].name].astype(str)))
        for item in study.asked_items.values()
        if variable_columns(item)
    ]
    # An item that the export does not have was asked of nobody: it tells nothing of its page.
    told = [(page, state) for page, state in states if not (state == Missing.NOT_ASKED).all()]
    if not told:
        return np.zeros(len(answers.answers), dtype=np.bool_)
    return np.asarray(max(told, key=lambda one: one[0])[1] != Missing.NOT_REACHED)
