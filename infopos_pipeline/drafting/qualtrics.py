"""The questionnaire of a Qualtrics survey file (``.qsf``): JSON with questions, blocks and the flow through these.

Here: the file, pages, conditions and the whole. Not here: types of questions (``qualtrics_questions``) and the logic of
conditions (``qualtrics_logic``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from infopos_pipeline.drafting.conditions import both, written
from infopos_pipeline.drafting.qualtrics_logic import UntranslatableError, described, translated
from infopos_pipeline.drafting.qualtrics_questions import Payload, administration_of, language, questions_of
from infopos_pipeline.drafting.questions import Question, Questionnaire
from infopos_pipeline.ingest.headings import QUALTRICS_SYSTEM
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

_EXPORT_AGAIN = said("In Qualtrics: Tools, Import/Export, Export Survey (.qsf).")
_LOOPED = "Its block is repeated (loop and merge): an export has its columns once a round."
_SHUFFLED = "Its block is shown to some, or in random order: who did not see it cannot be told from who skipped it."


_ELSEWHERE: Mapping[str, Any] = {"0": {"0": {"Description": "or in another branch"}}}
"""Stands for what is not said here, so that nobody takes one branch for all of them."""


@dataclass(frozen=True)
class _Place:
    """A question in the flow: its page, the logic of branches around it, what a person should know."""

    number: str
    page: int
    logic: tuple[Mapping[str, Any], ...]
    remarks: tuple[str, ...]


def read_qualtrics(content: bytes, file: str) -> Questionnaire:
    """The questionnaire of a Qualtrics survey file.

    Args:
        content: the file.
        file: what messages call it.

    Raises:
        InputError: it is no such file, is damaged, or has no question.
    """
    entry, elements = _read(content, file)
    own = language(str(entry.get("SurveyLanguage") or ""))
    payloads = {
        str(payload.get("QuestionID") or element.get("PrimaryAttribute")): Payload(payload, own)
        for element in elements
        if element.get("Element") == "SQ" and isinstance(payload := element.get("Payload"), Mapping)
    }
    questions: list[Question] = []
    administration = list(QUALTRICS_SYSTEM)
    choices: dict[tuple[str, str], tuple[Question, str]] = {}
    for place in _places(elements, payloads):
        payload = payloads[place.number]
        administration += administration_of(payload)
        before = dict(choices)
        for asked in questions_of(payload):
            question = replace(asked.question, page=place.page, remarks=(*place.remarks, *asked.question.remarks))
            question = _routed(question, [*place.logic, payload.mapping("DisplayLogic")], before)
            questions.append(question)
            choices |= {(asked.number, choice): (question, code) for choice, code in asked.choices.items()}
    if not questions:
        raise InputError(
            [_problem("no_questions", file, said("a survey with questions"), said("Is this the right survey?"))]
        )
    title = str(entry.get("SurveyName") or "")
    return Questionnaire({own: title} if title else {}, tuple(questions), own, tuple(administration))


def _read(content: bytes, file: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The survey's entry and its elements."""
    expected = said("a Qualtrics survey file (JSON)")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError([_problem("encoding", file, said("UTF-8 text"), _EXPORT_AGAIN)]) from None
    except json.JSONDecodeError as error:
        hint = said("Is it whole? {export_again}", export_again=_EXPORT_AGAIN)
        raise InputError([_problem("not_json", file, expected, hint, row=error.lineno)]) from None
    except (RecursionError, ValueError):
        raise InputError([_problem("not_json", file, expected, _EXPORT_AGAIN)]) from None
    entry = document.get("SurveyEntry") if isinstance(document, Mapping) else None
    elements = document.get("SurveyElements") if isinstance(document, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(elements, list):
        raise InputError([_problem("not_a_survey", file, said("a Qualtrics survey with its elements"), _EXPORT_AGAIN)])
    return entry, [element for element in elements if isinstance(element, Mapping)]


def _places(elements: list[Mapping[str, Any]], payloads: Mapping[str, Payload]) -> Iterator[_Place]:
    """Every question that is in the flow, in order, each once; without a flow, the blocks in theirs."""
    blocks = {str(block.get("ID")): block for block in _blocks(elements)}
    flows = _members([element.get("Payload") for element in elements if element.get("Element") == "FL"])
    steps = [step for flow in flows for step in _steps(flow, (), ())] or [(name, (), ()) for name in blocks]
    within = {name: [logic for one, logic, _ in steps if one == name] for name, _, _ in steps}
    page = 0
    seen: set[str] = set()
    for name, logic, remarks in steps:
        if len(within[name]) > 1:
            logic = (*logic, _ELSEWHERE) if all(within[name]) else ()
        block = blocks.get(name, {})
        if block.get("Type") == "Trash":
            continue
        page += 1
        if isinstance(options := block.get("Options"), Mapping) and options.get("Looping") not in (None, "None"):
            remarks = (*remarks, _LOOPED)
        for element in _members(block.get("BlockElements")):
            if element.get("Type") == "Page Break":
                page += 1
            number = str(element.get("QuestionID"))
            if element.get("Type") != "Question" or number not in payloads or number in seen:
                continue
            seen.add(number)
            skips = ("What follows is skipped by some of its answers (skip logic): write it as asked_if there.",)
            yield _Place(number, page, logic, (*remarks, *(skips if element.get("SkipLogic") else ())))


def _blocks(elements: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for element in elements:
        if element.get("Element") == "BL":
            yield from _members(element.get("Payload"))


def _steps(
    flow: Mapping[str, Any], logic: tuple[Mapping[str, Any], ...], remarks: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...], tuple[str, ...]]]:
    """The blocks of a flow, with the logic of the branches that they lie in."""
    for step in _members(flow.get("Flow")):
        if step.get("Type") in ("Block", "Standard"):
            yield str(step.get("ID")), logic, remarks
        branch = step.get("BranchLogic")
        shuffled = (_SHUFFLED,) if step.get("Type") == "BlockRandomizer" and _SHUFFLED not in remarks else ()
        inside = (*logic, branch) if isinstance(branch, Mapping) else logic
        yield from _steps(step, inside, (*remarks, *shuffled))


def _members(container: Any) -> list[Mapping[str, Any]]:
    """The members of what Qualtrics writes as a list or as a mapping by number."""
    members = container.values() if isinstance(container, Mapping) else container if isinstance(container, list) else []
    return [member for member in members if isinstance(member, Mapping)]


def _routed(question: Question, logic: list[Mapping[str, Any]], choices: Any) -> Question:
    """A question with its condition, translated where that can be."""
    needed = [one for one in logic if one]
    if not needed:
        return question
    condition = " AND ".join(described(one) or "a condition" for one in needed)
    try:
        asked_if = written(both([translated(one, choices) for one in needed]))
    except UntranslatableError:
        remark = "It is asked under a condition that could not be translated: write it as asked_if."
        return replace(question, condition=condition, remarks=(*question.remarks, remark))
    return replace(question, condition=condition, asked_if=asked_if)


def _problem(code: str, file: str, expected: str, hint: str, row: int | None = None) -> Problem:
    return Problem(code=code, file=file, expected=expected, hint=hint, row=row)
