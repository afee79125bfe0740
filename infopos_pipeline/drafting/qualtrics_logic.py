"""Qualtrics' display and branch logic, as conditions over question and answer codes where that can be said.

The logic is a mapping of groups, each a mapping of expressions; the first expression of a group joins nothing, each
further one says whether it is joined by "and" or by "or" (Qualtrics spells it ``Conjuction``). Groups say the same of
themselves in their ``Type``: If, AndIf, OrIf. Where both words stand in one list, which of them binds first is not
documented: such logic is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infopos_pipeline.drafting.conditions import AnyAnswer, Compared, Condition, Ticked, both, either, named, negated
from infopos_pipeline.drafting.markup import plain
from infopos_pipeline.drafting.questions import Question

_CHOICE = re.compile(r"q://(?P<question>QID[\w#]+)/Selectable(?:Choice|Answer)/(?P<choice>\w+)")
_VALUE = re.compile(r"q://(?P<question>QID[\w#]+)/Choice(?:TextEntry|Numeric)(?:Entry)?Value(?:/(?P<choice>\w+))?")
_RELATIONS = {
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
    "EqualTo": "==",
    "NotEqualTo": "!=",
}


class UntranslatableError(ValueError):
    """The logic says what conditions of studies cannot, or looks at what is no question."""


Choices = Mapping[tuple[str, str], tuple[Question, str]]
"""By question and choice of Qualtrics, the question and the answer code that it selects ("" for a number)."""


def described(logic: Mapping[str, Any]) -> str:
    """The logic as Qualtrics words it."""
    return " ".join(
        text
        for group in _entries(logic)
        for expression in _entries(group)
        if (text := plain(str(expression.get("Description", ""))))
    )


def translated(logic: Mapping[str, Any], choices: Choices) -> Condition:
    """The logic as a condition. Raises :class:`UntranslatableError`."""
    groups = [
        (str(group.get("Type", "")).removesuffix("If"), _joined(_expressions(group, choices)))
        for group in _entries(logic)
    ]
    return _joined(groups)


def _expressions(group: Mapping[str, Any], choices: Choices) -> list[tuple[str, Condition]]:
    return [(str(one.get("Conjuction") or ""), _expression(one, choices)) for one in _entries(group)]


def _joined(parts: Sequence[tuple[str, Condition]]) -> Condition:
    words = {word.lower() for word, _ in parts[1:]}
    if not parts or len(words) > 1 or not words <= {"and", "or"}:
        raise UntranslatableError
    conditions = [condition for _, condition in parts]
    return either(conditions) if words == {"or"} else both(conditions)


def _expression(expression: Mapping[str, Any], choices: Choices) -> Condition:
    if expression.get("LogicType") != "Question":
        raise UntranslatableError
    operator = str(expression.get("Operator", ""))
    left = str(expression.get("LeftOperand", ""))
    if (choice := _CHOICE.fullmatch(left)) and operator in ("Selected", "NotSelected"):
        question, code = _found(choice, choices)
        multiple = question.kind == "multiple"
        selected = Ticked(question.code, code) if multiple else AnyAnswer(question.code, (code,))
        return selected if operator == "Selected" else negated(selected)
    if (value := _VALUE.fullmatch(left)) and operator in _RELATIONS:
        return _compared(_found(value, choices)[0], _RELATIONS[operator], str(expression.get("RightOperand", "")))
    raise UntranslatableError


def _found(match: re.Match[str], choices: Choices) -> tuple[Question, str]:
    try:
        return choices[match["question"], match["choice"] or ""]
    except KeyError:
        raise UntranslatableError from None


def _compared(question: Question, relation: str, limit: str) -> Condition:
    if question.kind != "number" or not re.fullmatch(r"-?\d+(\.\d+)?", limit):
        raise UntranslatableError
    number = f"{float(limit):g}" if "." in limit else str(int(limit))
    if relation == "!=":
        return negated(Compared(f"{named(question.code)} == {number}", (question.code,)))
    return Compared(f"{named(question.code)} {relation} {number}", (question.code,))


def _entries(mapping: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The numbered members, in order."""
    for key in sorted((key for key in mapping if key.isdecimal()), key=int):
        if isinstance(mapping[key], Mapping):
            yield mapping[key]
