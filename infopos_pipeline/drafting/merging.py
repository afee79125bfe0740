"""The questions of a questionnaire file under the headings of an export, whether these are codes or questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from infopos_pipeline.drafting.questions import Question, Questionnaire
from infopos_pipeline.drafting.vocabulary import identifies
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study.model import Privacy

_OTHER = {"nl": "anders", "en": "other", "de": "sonstiges", "fr": "autre"}
"""What the column of other answers is called."""


@dataclass(frozen=True)
class Merged:
    """A questionnaire as an export has it.

    Attributes:
        questions: under the headings of the export.
        absent: the codes of questions that are not in it.
        used: the headings of all columns that are somebody's answers.
    """

    questions: tuple[Question, ...]
    absent: tuple[str, ...] = ()
    used: frozenset[str] = field(default_factory=frozenset)


def merged(asked: Questionnaire, seen: Questionnaire, table: SourceTable) -> Merged:
    """The questions of a questionnaire file, then those that are ``seen`` in the export alone.

    Raises:
        InputError: none of the questions is in the export.
    """
    headings = _Headings(table)
    found: list[Question] = []
    absent: list[str] = []
    for question in asked.questions:
        here = _under_headings(question, headings)
        if here is None:
            absent.append(question.code)
        else:
            found.append(_with_what_is_seen(here, seen))
        found += _other(question, headings)
    if not found:
        expected, hint = said("questions that are in the export"), said("Is this the questionnaire of another survey?")
        raise InputError([Problem(code="wrong_study", file=table.file, expected=expected, hint=hint)])
    used = {heading for question in found for heading in columns_of(question)}
    last = max(question.page for question in asked.questions)
    more = [
        replace(question, page=last + 1, remarks=(*question.remarks, "The questionnaire file does not have it."))
        for question in seen.questions
        if not used & set(columns_of(question))
    ]
    return Merged((*map(_with_privacy, found), *more), tuple(absent), frozenset(used))


def columns_of(question: Question) -> Iterator[str]:
    """The headings of the columns of a question."""
    boxes = [answer.column for answer in question.answers if answer.column]
    yield from boxes if question.kind == "multiple" and not question.delimiter else [question.column or question.code]


class _Headings:
    """The headings of an export by their codes and by their texts, as systems spell these."""

    def __init__(self, table: SourceTable) -> None:
        self._codes = {_code(heading): heading for heading in reversed(table.headings) if heading}
        whole = [text or heading for heading, text in zip(table.headings, table.texts, strict=True)]
        self._texts = {_words(text): heading for text, heading in zip(whole, table.headings, strict=True)}

    def find(self, code: str, *texts: Mapping[str, str]) -> str | None:
        """The heading that is a code, or the texts one after the other in some language."""
        languages = texts[0] if texts else {}
        asked = [" ".join(text.get(language, "") for text in texts) for language in languages]
        return self._codes.get(_code(code)) or next(
            (self._texts[key] for text in asked if (key := _words(text)) and key in self._texts), None
        )


def _code(heading: str) -> str:
    """``code[SQ001]``, ``code_SQ001`` and ``code_SQ001_`` are one."""
    return re.sub(r"[\W_]+", "_", heading).strip("_").casefold()


def _words(text: str) -> str:
    """A question without signs and spaces: ``Question [Row]`` and ``Question: Row`` are one."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _under_headings(question: Question, headings: _Headings) -> Question | None:
    """A question under the headings that the export has; None where it has none of them."""
    whole = headings.find(question.code, question.text)
    if question.kind != "multiple" or question.delimiter:
        return None if whole is None else replace(question, column=whole)
    boxes = [headings.find(answer.column, question.text, answer.text) for answer in question.answers]
    if any(boxes):
        pairs = zip(question.answers, boxes, strict=True)
        return replace(question, answers=tuple(replace(answer, column=box) for answer, box in pairs if box))
    return None if whole is None else replace(question, column=whole, delimiter=",")


def _with_what_is_seen(question: Question, seen: Questionnaire) -> Question:
    """A question with what only the export says: why there is no answer, and the words in boxes."""
    columns = set(columns_of(question))
    alike = next((other for other in seen.questions if columns & set(columns_of(other))), None)
    if alike is None:
        return question
    codes = {answer.code for answer in question.answers}
    missing = {code: state for code, state in alike.missing.items() if code not in codes}
    boxes = question.kind == "multiple" and alike.kind == "multiple"
    return replace(
        question,
        missing={**missing, **question.missing},
        none_ticked=alike.none_ticked if boxes else question.none_ticked,
        ticked=alike.ticked if boxes else (),
        not_ticked=alike.not_ticked if boxes else (),
    )


def _other(question: Question, headings: _Headings) -> Iterator[Question]:
    """The column of what people wrote under "other", if the question has one."""
    text = {language: f"{words}: {_OTHER.get(language, 'other')}" for language, words in question.text.items()}
    if question.other and (heading := headings.find(question.other, text)):
        yield Question(question.other, text, "text", page=question.page, privacy=Privacy.OPEN, column=heading)


def _with_privacy(question: Question) -> Question:
    """Free text that asks who somebody is names that person, whatever the source says."""
    asks = any(identifies(text) for text in (question.code, *question.text.values()))
    return replace(question, privacy=Privacy.DIRECT) if question.kind == "text" and asks else question
