"""Open answers at rest: redacted and sealed as every text, and apart from who gave them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.privacy.redaction import Redactor
from infopos_pipeline.privacy.sealed_texts import SealedText, inert, sealed
from infopos_pipeline.quality.open_answers import OpenAnswers


@dataclass(frozen=True, kw_only=True)
class OpenAnswer(SealedText):
    """One open answer as it rests, with its id and its item."""

    table: ClassVar[str] = "open_answers"
    id_field: ClassVar[str] = "answer"
    about_field: ClassVar[str] = "item"
    purpose: ClassVar[str] = "open answer"

    answer: str
    item: str


def seal_answers(answers: OpenAnswers, redactor: Redactor, wave: str, key: Key) -> list[OpenAnswer]:
    """The open answers of a wave, redacted and sealed, all unreviewed.

    They are ordered by their ids: the order of the export is gone, and so is what would tell which answers are of one
    respondent.
    """
    redacted = {text: redactor.redact(inert(text)) for text in {text for _, text in answers.texts}}
    counted = Counter((item, redacted[text]) for item, text in answers.texts if redacted[text])
    rows = []
    for (item, text), number in counted.items():
        for occurrence in range(number):
            answer, closed = sealed(OpenAnswer, text, wave, item, occurrence, key)
            rows.append(OpenAnswer(answer=answer, item=item, key_id=key.key_id, sealed=closed))
    return sorted(rows, key=lambda row: row.answer)
