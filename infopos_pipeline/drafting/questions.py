"""What a source says of its questions, whatever kind of source it is: the one form that drafts are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from infopos_pipeline.study.bindings import MissingName
from infopos_pipeline.study.model import Kind, Privacy


@dataclass(frozen=True)
class Answer:
    """One answer that a question offers.

    Attributes:
        code: what an export with codes writes for it; "" where the source has none.
        text: the answer by language ("nl", "en", …); "" stands for a language that the source does not name.
        column: of a tick box that has a column of its own, the heading of that column; else "".
        exclusive: whether it excludes the other boxes.
    """

    code: str
    text: Mapping[str, str]
    column: str = ""
    exclusive: bool = False


@dataclass(frozen=True)
class Question:
    """One question; a row of a battery is a question of its own.

    Attributes:
        code: the heading of its column in an export with codes; of tick boxes, the code before that of the boxes.
        text: the question by language, as of :class:`Answer`, without markup.
        kind: as the study declares it.
        answers: in the order they are offered; none for numbers and texts.
        page: the page it stands on, from 1.
        condition: under which it is asked, as the source writes it; "" for always.
        asked_if: the same in the expression language of studies, over question and answer codes; None where it could
            not be translated.
        other: the heading of the column for "other, namely", if it has one.
        privacy: what its answers give away, as far as the source tells.
        delimiter: what joins several answers in one cell; "" where every box has a column.
        mandatory: whether the survey system lets nobody pass without an answer.
        remarks: what a person has to decide about it, a sentence each.
        missing: what the export writes for no answer, and why there is none.
        none_ticked: whether leaving all boxes open is an answer.
        ticked, not_ticked: the words in its boxes, where the usual ones do not do.
        column: the heading in the export, where that is another than the code.
    """

    code: str
    text: Mapping[str, str]
    kind: Kind
    answers: tuple[Answer, ...] = ()
    page: int = 1
    condition: str = ""
    asked_if: str | None = None
    other: str = ""
    privacy: Privacy = Privacy.NONE
    delimiter: str = ""
    mandatory: bool = False
    remarks: tuple[str, ...] = ()
    missing: Mapping[str, MissingName] = field(default_factory=dict)
    none_ticked: bool = False
    ticked: tuple[str, ...] = ()
    not_ticked: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """All that a source says.

    Attributes:
        title: of the survey by language; empty where the source does not say.
        questions: in the order they are asked.
        language: the first language of the source, "" where it does not say.
        administration: columns of the survey system itself.
        remarks: what a person should know of columns that are left out, by heading.
        missing: what stands for no answer in any column.
        paged: whether the pages are those that the survey system counts in its exports.
    """

    title: Mapping[str, str]
    questions: tuple[Question, ...]
    language: str = ""
    administration: tuple[str, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    paged: bool = False
