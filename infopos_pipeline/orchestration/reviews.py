"""The texts of a wave that a person reviews, as they rest: read, made anew, and decided on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from infopos_pipeline.orchestration.arrivals import landed_answers
from infopos_pipeline.orchestration.provenance import forget_provenance
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import require_landed
from infopos_pipeline.privacy.open_answers import OpenAnswer
from infopos_pipeline.privacy.redaction import Redactor, redactor
from infopos_pipeline.privacy.sealed_texts import SealedText, carried_over
from infopos_pipeline.problems import discreet
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from infopos_pipeline.reporting.report import ReviewedAnswers

Kind = TypeVar("Kind", bound=SealedText)


def stored_texts(warehouse: Warehouse, study: Study, wave: str, kind: type[Kind]) -> list[Kind]:
    """The texts of one kind of a wave, by their ids."""
    columns = [column.name for column in fields(kind)]
    rows = warehouse.rows(study, kind.table, columns, f'"{kind.id_field}"', wave=wave)
    return [kind(**dict(zip(columns, row, strict=True))) for row in rows]


def stored_answers(warehouse: Warehouse, study: Study, wave: str) -> list[OpenAnswer]:
    """The open answers of a wave, by the order of the questionnaire and then by their ids."""
    order = {name: place for place, name in enumerate(study.items)}
    answers = [answer for answer in stored_texts(warehouse, study, wave, OpenAnswer) if answer.item in order]
    return sorted(answers, key=lambda answer: order[answer.item])


@discreet
def answers_redactor(workplace: Workplace, study: Study, wave: str) -> Redactor:
    """What redacts the open answers of a wave, and what is typed in the place of one: the names of its frame and those
    that respondents gave go too.

    Raises:
        InputError: the export is not as the study is declared now.
        UserError: it is gone, or was changed.
    """
    asked = study.at(wave)
    given = landed_answers(require_landed(workplace, study, wave), asked).open_answers
    return redactor(asked, given.municipalities, given.persons)


def renew_texts(warehouse: Warehouse, study: Study, wave: str, kind: type[Kind], made: Iterable[Kind]) -> list[Kind]:
    """Replace the texts of one kind of a wave by those made anew, and keep what a person decided on the same ones."""
    texts = carried_over(made, stored_texts(warehouse, study, wave, kind))
    columns = {
        column.name: pa.array([getattr(text, column.name) for text in texts], _arrow_type(str(column.type)))
        for column in fields(kind)
    }
    warehouse.replace(study, kind.table, pa.table(columns), wave=wave)
    return texts


def _arrow_type(annotation: str) -> pa.DataType:
    """The type of a column, by the annotation of its field: said, since of no rows nothing tells."""
    return {"bytes": pa.binary(), "Sequence[str]": pa.list_(pa.string())}.get(annotation, pa.string())


def store_decision(
    warehouse: Warehouse, home: Home, study: Study, wave: str, before: SealedText, after: SealedText
) -> bool:
    """Put a decision in the place of what stood there; False if that has changed since, and then nothing is stored."""
    changed = {"status": after.status, "sealed": after.sealed, "text": after.text}
    same = {"wave": wave, before.id_field: before.text_id, "status": before.status}
    forget_provenance(home, study, wave)
    return warehouse.update(study, before.table, changed, **same) == 1


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
