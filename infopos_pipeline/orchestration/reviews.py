"""The open answers of a wave as they rest: read, made anew, and decided on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from infopos_pipeline.orchestration.provenance import forget_provenance
from infopos_pipeline.privacy.open_answers import OpenAnswer, carried_over
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from infopos_pipeline.reporting.report import ReviewedAnswers

_COLUMNS = [column.name for column in fields(OpenAnswer)]


def stored_answers(warehouse: Warehouse, study: Study, wave: str) -> list[OpenAnswer]:
    """The open answers of a wave, by the order of the questionnaire and then by their ids."""
    order = {name: place for place, name in enumerate(study.items)}
    rows = warehouse.rows(study, "open_answers", _COLUMNS, "answer", wave=wave)
    answers = [answer for answer in (OpenAnswer(*row) for row in rows) if answer.item in order]
    return sorted(answers, key=lambda answer: order[answer.item])


def renew_answers(warehouse: Warehouse, study: Study, wave: str, made: Iterable[OpenAnswer]) -> list[OpenAnswer]:
    """Replace the open answers of a wave by those made anew, and keep what a person decided on the same ones."""
    answers = carried_over(made, stored_answers(warehouse, study, wave))
    frame = pd.DataFrame([astuple(answer) for answer in answers], columns=_COLUMNS)
    warehouse.replace(study, "open_answers", frame, wave=wave)
    return answers


def store_decision(
    warehouse: Warehouse, home: Home, study: Study, wave: str, before: OpenAnswer, after: OpenAnswer
) -> bool:
    """Put a decision in the place of what stood there; False if that has changed since, and then nothing is stored."""
    changed = {"status": after.status, "sealed": after.sealed, "text": after.text}
    same = {"wave": wave, "answer": before.answer, "status": before.status}
    forget_provenance(home, study, wave)
    return warehouse.update(study, "open_answers", changed, **same) == 1


def reviewed_answers(warehouse: Warehouse, study: Study, wave: str) -> list[ReviewedAnswers]:
    """What the report of a wave may show of its open answers, by item."""
    from infopos_pipeline.reporting.report import ReviewedAnswers

    found = []
    for item, group in groupby(stored_answers(warehouse, study, wave), key=lambda answer: answer.item):
        answers = list(group)
        statuses = [answer.status for answer in answers]
        found.append(
            ReviewedAnswers(
                item=item,
                texts=tuple(answer.text for answer in answers if answer.text),
                unreviewed=statuses.count("unreviewed"),
                dropped=statuses.count("dropped"),
            )
        )
    return found
