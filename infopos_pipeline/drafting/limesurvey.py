"""The questionnaire of a LimeSurvey structure file (``.lss``), of version 1.90 and later.

Here: pages, conditions and the whole. Not here: the file's tables (``limesurvey_tables``), types of questions
(``limesurvey_questions``) and the language of conditions (``limesurvey_relevance``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from infopos_pipeline.drafting.conditions import both, written
from infopos_pipeline.drafting.limesurvey_questions import Asked, administration_of, questions_of
from infopos_pipeline.drafting.limesurvey_relevance import Column, UntranslatableError, equation_of, translated
from infopos_pipeline.drafting.limesurvey_tables import Group, QuestionRow, Survey, read_survey
from infopos_pipeline.drafting.questions import Question, Questionnaire

_ADMINISTRATION = (
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "token",
    "startdate",
    "datestamp",
    "ipaddr",
    "refurl",
    "interviewtime",
)
"""What LimeSurvey adds to an export, with question codes as headings."""


def read_limesurvey(content: bytes, file: str) -> Questionnaire:
    """The questionnaire of a LimeSurvey structure file.

    Args:
        content: the file.
        file: what messages call it.

    Raises:
        InputError: it is no such file, is damaged, or has no question.
    """
    survey = read_survey(content, file)
    questions: list[Question] = []
    administration = list(_ADMINISTRATION)
    names: dict[str, Column] = {}
    number = 0
    for place, group in enumerate(survey.groups, start=1):
        for row in group.questions:
            number += 1
            page = {"A": 1, "S": number}.get(survey.format, place)
            administration += administration_of(row)
            before = dict(names)
            for asked in questions_of(row, survey.number, survey.languages):
                question = _routed(asked, replace(asked.question, page=page), _equations(survey, group, row), before)
                if group.randomised:
                    remark = "Its group is asked in random order: the last page does not say whether it was reached."
                    question = replace(question, remarks=(*question.remarks, remark))
                questions.append(question)
                names |= {name: Column(question, box) for name, box in asked.names.items()}
    language = survey.languages[0] if survey.languages else ""
    return Questionnaire(survey.title, tuple(questions), language, tuple(administration))


def _equations(survey: Survey, group: Group, row: QuestionRow) -> list[str]:
    """What has to hold for a question to be shown. Before version 1.92 conditions had a table of their own only."""
    own = row.relevance
    if _always(own) and (conditions := [one for one in survey.conditions if one.get("qid") == row.number]):
        own = equation_of(conditions)
    return [group.relevance, own]


def _always(equation: str) -> bool:
    return equation.strip() in ("", "1")


def _routed(asked: Asked, question: Question, equations: list[str], names: Mapping[str, Column]) -> Question:
    """A question with its condition, translated where that can be."""
    needed = [equation.strip() for equation in (*equations, asked.relevance) if not _always(equation)]
    if not needed:
        return question
    condition = needed[0] if len(needed) == 1 else " and ".join(f"({equation})" for equation in needed)
    try:
        asked_if = written(both([translated(equation, names) for equation in needed]))
    except UntranslatableError:
        remark = "It is asked under a condition that could not be translated: write it as asked_if."
        return replace(question, condition=condition, remarks=(*question.remarks, remark))
    return replace(question, condition=condition, asked_if=asked_if)
