"""Conditions over question and answer codes: as text in the expression language of studies, and in a study's own names.

Here: joining and negating what a reader of a questionnaire file understood, writing it, and giving it other names. Not
here: understanding a survey system's own language (``limesurvey_relevance``, ``qualtrics_logic``), and what a condition
says of a respondent (``study.expressions``).

A survey system takes no answer for an empty one, so that "is not yes" holds of whoever skipped the question. In a study
nothing is known of them; what the survey system means is then ``not answered(q) or not q in (yes,)``.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class AnyAnswer:
    """The answer to a question is one of these."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Ticked:
    """A box of a question is ticked."""

    question: str
    answer: str


@dataclass(frozen=True)
class Compared:
    """A comparison of numbers, written already, and the questions that it looks at."""

    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """There is an answer to a question."""

    question: str


@dataclass(frozen=True)
class Negated:
    """Something is known not to hold; of what nothing is known of, it does not say that either."""

    part: AnyAnswer | Ticked | Compared | Answered


@dataclass(frozen=True)
class Joined:
    """Conditions joined by ``and`` or ``or``."""

    word: str
    parts: tuple[Condition, ...]


Condition: TypeAlias = AnyAnswer | Ticked | Compared | Answered | Negated | Joined


def either(parts: Iterable[Condition]) -> Condition:
    """One condition that holds where any of several does; answers to one question are put together."""
    joined: dict[object, Condition] = {}
    for part in _flat("or", parts):
        if isinstance(part, AnyAnswer):
            before = joined.get(part.question)
            answers = (*before.answers, *part.answers) if isinstance(before, AnyAnswer) else part.answers
            joined[part.question] = AnyAnswer(part.question, tuple(dict.fromkeys(answers)))
        else:
            joined[part] = part
    return _one("or", tuple(joined.values()))


def both(parts: Iterable[Condition]) -> Condition:
    """One condition that holds where all of several do; that a question was answered is not said twice."""
    flat = list(_flat("and", parts))
    known = {part.question for part in flat if isinstance(part, Answered)}
    told = dict.fromkeys(_told(part, known) for part in flat)
    implied = {question for part in told for question in _needs(part)}
    return _one("and", tuple(p for p in told if not (isinstance(p, Answered) and p.question in implied)))


def negated(condition: Condition) -> Condition:
    """A condition that holds wherever another does not, also where a question it looks at was not answered."""
    match condition:
        case Joined(word=word, parts=parts):
            return either(map(negated, parts)) if word == "and" else both(map(negated, parts))
        case Answered():
            return Negated(condition)
        case Negated(part=Answered() as part):
            return part
        case Negated(part=part):
            opposite: Condition = part
        case AnyAnswer() | Ticked() | Compared():
            opposite = Negated(condition)
    return either([*(Negated(Answered(question)) for question in _needs(condition)), opposite])


def written(condition: Condition) -> str:
    """A condition over codes as text. A code that is no name in the language stands between quotation marks."""
    return _text(_node(condition))


def named(code: str) -> str:
    """A code as :func:`written` writes it."""
    return ast.unparse(_name(code))


def renamed(asked_if: str, items: Mapping[str, str], options: Mapping[tuple[str, str], str]) -> str:
    """A condition over codes in the names of a study.

    Args:
        asked_if: the condition, as :func:`written` writes it.
        items: the item of every question code.
        options: the option of every question code and answer code.

    Raises:
        KeyError: it names a question or an answer that has no name.
    """
    return _text(_Renaming(items, options).visit(ast.parse(asked_if, mode="eval").body))


def _flat(word: str, parts: Iterable[Condition]) -> Iterator[Condition]:
    for part in parts:
        if isinstance(part, Joined) and part.word == word:
            yield from part.parts
        else:
            yield part


def _one(word: str, parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else Joined(word, parts)


def _told(part: Condition, known: set[str]) -> Condition:
    """What is left to say where some questions are known to be answered."""
    if not (isinstance(part, Joined) and part.word == "or"):
        return part
    ruled_out = {Negated(Answered(question)) for question in known}
    still = [one for one in part.parts if one not in ruled_out]
    return either(still) if still else part


def _needs(part: Condition) -> tuple[str, ...]:
    """The questions that were answered wherever a condition on them holds."""
    match part:
        case AnyAnswer(question=question) | Ticked(question=question):
            return (question,)
        case Compared(questions=questions):
            return questions
        case Negated(part=AnyAnswer() | Ticked() | Compared() as inner):
            return _needs(inner)
    return ()


def _node(condition: Condition) -> ast.expr:
    match condition:
        case AnyAnswer(question=question, answers=answers):
            options = ast.Tuple([_name(answer) for answer in answers], ast.Load())
            return ast.Compare(_name(question), [ast.In()], [options])
        case Ticked(question=question, answer=answer):
            return ast.Compare(_name(answer), [ast.In()], [_name(question)])
        case Compared(text=text):
            return ast.parse(text, mode="eval").body
        case Answered(question=question):
            return ast.Call(ast.Name("answered", ast.Load()), [_name(question)], [])
        case Negated(part=part):
            return ast.UnaryOp(ast.Not(), _node(part))
        case Joined(word=word, parts=parts):
            return ast.BoolOp(ast.And() if word == "and" else ast.Or(), [_node(part) for part in parts])


def _text(node: ast.expr) -> str:
    """What Python's own writing does, without brackets that nobody needs."""
    match node:
        case ast.BoolOp(op=word, values=values):
            parts = [f"({_text(value)})" if isinstance(value, ast.BoolOp) else _text(value) for value in values]
            return (" and " if isinstance(word, ast.And) else " or ").join(parts)
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp() as operand):
            return f"not ({_text(operand)})"
    return ast.unparse(node)


def _name(code: str) -> ast.expr:
    is_name = code.isidentifier() and code.isascii() and not keyword.iskeyword(code)
    return ast.Name(code, ast.Load()) if is_name else ast.Constant(code)


def _code(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else str(node.value) if isinstance(node, ast.Constant) else ""


class _Renaming(ast.NodeTransformer):
    """Puts names in the place of codes; which question an answer belongs to is known where they are compared."""

    def __init__(self, items: Mapping[str, str], options: Mapping[tuple[str, str], str]) -> None:
        self.items, self.options = items, options

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        match node:
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=answers)]):
                item = _code(left)
                options: list[ast.expr] = [_name(self.options[item, _code(answer)]) for answer in answers]
                return ast.Compare(_name(self.items[item]), node.ops, [ast.Tuple(options, ast.Load())])
            case ast.Compare(left=answer, ops=[ast.In()], comparators=[right]):
                item = _code(right)
                return ast.Compare(_name(self.options[item, _code(answer)]), node.ops, [_name(self.items[item])])
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.Call(node.func, [self.visit(argument) for argument in node.args], [])

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return _name(self.items[node.id])

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return _name(self.items[node.value]) if isinstance(node.value, str) else node
