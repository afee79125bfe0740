"""LimeSurvey's relevance equations, as conditions over question and answer codes where that can be said.

The language is brought into Python's grammar word by word and read by Python's own parser; nothing is ever run. Source:
LimeSurvey's manual, "ExpressionScript - Presentation" (operators, their words, ``.NAOK``), and its source,
``UpgradeConditionsToRelevance`` (how rows of the older table of conditions belong together).
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from infopos_pipeline.drafting.conditions import (
    Answered,
    AnyAnswer,
    Compared,
    Condition,
    Ticked,
    both,
    either,
    named,
    negated,
)
from infopos_pipeline.drafting.limesurvey_tables import Row
from infopos_pipeline.drafting.questions import Question

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')
    |(?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<name>\w+(?:\#\d+)?(?:\.\w+)*)
    |(?P<mark>&&|\|\||[=!<>]=|[<>!()+,-]))""",
    re.VERBOSE | re.ASCII,
)
_WORDS = {"and": "and", "or": "or", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "not": "~"}
_MARKS = {"&&": "and", "||": "or", "!": "~"}
"""Negation binds more tightly than in Python's ``not``, as ``~`` does."""
_FUNCTIONS = ("is_empty", "count", "sum")
_PROPERTIES = ("NAOK", "code")
_SYMBOLS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class UntranslatableError(ValueError):
    """An equation says what conditions of studies cannot, or names what is not there."""


@dataclass(frozen=True)
class Column:
    """What a name in an equation stands for: a question, or the box of one with this answer code."""

    question: Question
    box: str | None = None


def equation_of(rows: Iterable[Row]) -> str:
    """The equation that rows of the table of conditions stand for: any scenario, of which everything holds.

    Several values of one question are alternatives, unless the row is about one box ("+" before its name).
    """
    scenarios = []
    for _, of_scenario in groupby(sorted(rows, key=_scenario), key=_scenario):
        terms: dict[str, list[str]] = {}
        for place, row in enumerate(of_scenario):
            name = row.get("cfieldname", "")
            term = _term(name.removeprefix("+"), row.get("method", "").strip() or "==", row.get("value", ""))
            terms.setdefault(f"{name} {place}" if name.startswith("+") else name, []).append(term)
        scenarios.append(" and ".join(f"({' or '.join(alternatives)})" for alternatives in terms.values()))
    return scenarios[0] if len(scenarios) == 1 else " or ".join(f"({scenario})" for scenario in scenarios)


def _scenario(row: Row) -> str:
    return row.get("scenario", "")


def _term(name: str, method: str, value: str) -> str:
    name = name.partition(".")[0]
    return f"{name}.NAOK {method} {_quoted(value)}"


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def translated(equation: str, names: Mapping[str, Column]) -> Condition:
    """An equation as a condition.

    Args:
        equation: as LimeSurvey writes it.
        names: what its names stand for.

    Raises:
        UntranslatableError: it cannot be said so.
    """
    text, standing_for = _python(equation)
    try:
        tree = ast.parse(text, mode="eval").body
        return _Translation({name: _column(code, names) for name, code in standing_for.items()}, names).condition(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UntranslatableError(equation) from None


def _python(equation: str) -> tuple[str, dict[str, str]]:
    """The equation in Python's grammar, with a name that Python knows for every name in it."""
    words: list[str] = []
    standing_for: dict[str, str] = {}
    place, end = 0, len(equation.rstrip())
    while place < end:
        token = _TOKEN.match(equation, place)
        if token is None:
            raise UntranslatableError(equation)
        place = token.end()
        word = token[0].strip()
        if name := token["name"]:
            word = _WORDS.get(name.lower(), name)
            if name.lower() not in _WORDS and name not in _FUNCTIONS:
                word = f"name{len(standing_for)}"
                standing_for[word] = name
        elif token["text"]:
            word = repr(word[1:-1])
        words.append(_MARKS.get(word, word))
    return " ".join(words), standing_for


def _column(code: str, names: Mapping[str, Column]) -> Column:
    """What a name stands for. ``that.`` before a question means all of its columns."""
    parts = code.split(".")
    whole = len(parts) > 1 and parts[0] == "that"
    name, *properties = parts[1:] if whole else parts
    if name not in names or any(word not in _PROPERTIES for word in properties):
        raise UntranslatableError(code)
    return names[name]


@dataclass(frozen=True)
class _Translation:
    columns: Mapping[str, Column]
    names: Mapping[str, Column]

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return both([self.condition(value) for value in values])
            case ast.BoolOp(op=ast.Or(), values=values):
                return either([self.condition(value) for value in values])
            case ast.UnaryOp(op=ast.Invert(), operand=operand):
                return negated(self.condition(operand))
            case ast.Call(func=ast.Name(id="is_empty"), args=[ast.Name(id=name)]):
                return negated(_answered(self.columns[name]))
            case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in _SYMBOLS:
                return self.comparison(left, _SYMBOLS[type(relation)], right)
        raise UntranslatableError(ast.unparse(node))

    def comparison(self, left: ast.expr, symbol: str, right: ast.expr) -> Condition:
        if isinstance(left, ast.Constant):
            left, symbol, right = right, _FLIPPED[symbol], left
        if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
            column = self.columns[left.id]
            if column.box is not None or column.question.kind != "number" or right.value == "":
                return _chosen(column, symbol, str(right.value))
        one, other = self.number(left), self.number(right)
        if one.counted and other.value is not None:
            return _counted(one, symbol, other.value)
        questions = tuple(dict.fromkeys((*one.questions, *other.questions)))
        if not questions or one.counted or other.counted:
            raise UntranslatableError(ast.unparse(left))
        if symbol == "!=":
            return negated(Compared(f"{one.text} == {other.text}", questions))
        return Compared(f"{one.text} {symbol} {other.text}", questions)

    def number(self, node: ast.expr) -> _Number:
        match node:
            case ast.Constant(value=int() | float() | str() as value):
                return _constant(float(value))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return _constant(-float(value))
            case ast.Name(id=name):
                column = self.columns[name]
                if column.box is None and column.question.kind == "number":
                    return _Number(named(column.question.code), (column.question.code,))
            case ast.Call(func=ast.Name(id="count"), args=arguments):
                return self.count(arguments)
            case ast.Call(func=ast.Name(id="sum"), args=[argument]):
                return self.number(argument)
            case ast.Call(func=ast.Name(id="sum"), args=arguments) if arguments:
                return _sum([self.number(argument) for argument in arguments])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _sum([self.number(left), self.number(right)])
        raise UntranslatableError(ast.unparse(node))

    def count(self, arguments: Sequence[ast.expr]) -> _Number:
        """How many boxes of a question are ticked; of some of its boxes a study cannot say it."""
        columns = [self.columns[argument.id] for argument in arguments if isinstance(argument, ast.Name)]
        questions = {column.question.code: column.question for column in columns}
        boxes = [column.box for column in columns]
        if len(columns) == len(arguments) and len(questions) == 1:
            (question,) = questions.values()
            whole = boxes == [None] or sorted(map(str, boxes)) == sorted(answer.code for answer in question.answers)
            if question.kind == "multiple" and whole:
                return _Number(f"count({named(question.code)})", (question.code,), counted=True)
        raise UntranslatableError("count")


@dataclass(frozen=True)
class _Number:
    """A number as studies write it, the questions it looks at, its ``value`` if it looks at none."""

    text: str
    questions: tuple[str, ...] = ()
    value: float | None = None
    counted: bool = False


def _constant(value: float) -> _Number:
    return _Number(str(int(value) if value.is_integer() else value), value=value)


def _sum(parts: Sequence[_Number]) -> _Number:
    """A sum of numbers; where a question was skipped, LimeSurvey adds nothing and a study knows no sum."""
    if any(part.value is not None or part.counted for part in parts):
        raise UntranslatableError("sum")
    questions = tuple(dict.fromkeys(question for part in parts for question in part.questions))
    return _Number(f"sum({', '.join(part.text for part in parts)})", questions)


def _answered(column: Column) -> Condition:
    """That something stands in a column: for a box, that it is ticked."""
    code = column.question.code
    return Answered(code) if column.box is None else Ticked(code, column.box)


def _chosen(column: Column, symbol: str, value: str) -> Condition:
    """An answer or a box compared with a code: in order only where codes are numbers."""
    question = column.question
    if symbol in ("==", "!="):
        holds = _holding(column, value)
        return holds if symbol == "==" else negated(holds)
    try:
        limit = float(value)
        codes = [answer.code for answer in question.answers if _RELATIONS[symbol](float(answer.code), limit)]
    except ValueError:
        raise UntranslatableError(question.code) from None
    if column.box is not None or question.kind not in ("single", "ordinal") or not codes:
        raise UntranslatableError(question.code)
    return AnyAnswer(question.code, tuple(codes))


def _holding(column: Column, value: str) -> Condition:
    question = column.question
    if value == "":
        return negated(_answered(column))
    if column.box is not None and value in ("Y", "1"):
        return Ticked(question.code, column.box)
    if column.box is None and value in [answer.code for answer in question.answers]:
        multiple = question.kind == "multiple"
        return Ticked(question.code, value) if multiple else AnyAnswer(question.code, (value,))
    raise UntranslatableError(question.code)


def _counted(count: _Number, symbol: str, limit: float) -> Condition:
    """A count compared: of no ticked box LimeSurvey counts 0, where a study has no answer."""
    answered = Answered(count.questions[0])
    if (symbol, limit) in ((">", 0.0), ("!=", 0.0), (">=", 1.0)):
        return answered
    if (symbol, limit) in (("==", 0.0), ("<", 1.0), ("<=", 0.0)):
        return negated(answered)
    compared = Compared(f"{count.text} {symbol} {_constant(limit).text}", count.questions)
    return either([negated(answered), compared]) if _RELATIONS[symbol](0.0, limit) else compared
