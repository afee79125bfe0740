"""LimeSurvey's ExpressionScript, evaluated as far as tests need it; nothing of the package is used here.

Source: LimeSurvey's manual, "ExpressionScript - Presentation": what is not answered is an empty text; with numbers on
both sides numbers are compared, else texts; an empty text is neither below nor above anything.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping

_TOKEN = re.compile(r"""\s*("[^"]*"|'[^']*'|\d+(?:\.\d+)?(?![\w.])|[\w#]+(?:\.\w+)*|&&|\|\||[=!<>]=|[<>!(),+-])""")
_RELATIONS = {
    "==": operator.eq,
    "eq": operator.eq,
    "!=": operator.ne,
    "ne": operator.ne,
    "<": operator.lt,
    "lt": operator.lt,
    "<=": operator.le,
    "le": operator.le,
    ">": operator.gt,
    "gt": operator.gt,
    ">=": operator.ge,
    "ge": operator.ge,
}


def shown(equation: str, answers: Mapping[str, str]) -> bool:
    """Whether a question with this relevance equation is shown to whoever gave these answers, by name of the column."""
    evaluation = _Evaluation(equation, answers)
    value = evaluation.either()
    assert not evaluation.tokens, equation
    return _true(value)


class _Evaluation:
    def __init__(self, equation: str, answers: Mapping[str, str]) -> None:
        self.tokens = _TOKEN.findall(equation)
        assert "".join(self.tokens) == re.sub(r"\s", "", equation), equation
        self.answers = answers

    def take(self, *wanted: str) -> str | None:
        if self.tokens and (not wanted or self.tokens[0] in wanted):
            return self.tokens.pop(0)
        return None

    def either(self):
        value = self.both()
        while self.take("or", "||"):
            other = self.both()
            value = _true(value) or _true(other)
        return value

    def both(self):
        value = self.compared()
        while self.take("and", "&&"):
            other = self.compared()
            value = _true(value) and _true(other)
        return value

    def compared(self):
        left = self.one()
        if relation := self.take(*_RELATIONS):
            return _compare(left, relation, self.one())
        return left

    def one(self):
        if self.take("!"):
            return not _true(self.one())
        if self.take("-"):
            return -float(self.one())
        if self.take("("):
            value = self.either()
            assert self.take(")")
            return value
        token = self.take()
        assert token is not None
        if token[0] in "\"'":
            return token[1:-1]
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return token
        return self.function(token) if self.take("(") else self.answers.get(token.removesuffix(".NAOK"), "")

    def function(self, name: str):
        arguments = [self.either()]
        while self.take(","):
            arguments.append(self.either())
        assert self.take(")")
        if name == "is_empty":
            return arguments == [""]
        if name == "count":
            return sum(value != "" for value in arguments)
        assert name == "sum", name
        return sum(float(value) for value in arguments if value != "")


def _true(value) -> bool:
    return value not in ("", "0", 0, False)


def _compare(left, relation: str, right) -> bool:
    holds = _RELATIONS[relation]
    try:
        return bool(holds(float(left), float(right)))
    except ValueError:
        if holds in (operator.eq, operator.ne):
            return bool(holds(str(left), str(right)))
        return "" not in (left, right) and bool(holds(str(left), str(right)))
