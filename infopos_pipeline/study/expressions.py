"""Conditions and numbers over a respondent's answers: parsed, checked, never evaluated as code.

The language is a small part of Python's grammar, read by Python's own parser:

    informatie in (knelpunten, beiden)      the answer to a single or ordinal item is one of these options
    anders in partijen                      this box of a multiple-response item is ticked
    count(voordelen) >= 4                   a number compared: count of ticked boxes, a number item, sum(a, b), a
    constant
    leeftijd < 18 and not (functie in (anders,))
    reached(opmerkingen)                    the respondent got as far as the page of this item

A condition that turns on an item without an answer has no truth value; :func:`operands` lets the caller ask why.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, TypeVar

import narwhals as nw

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.missing import MISSING_MARK, TICKED, Missing


class ExpressionError(ValueError):
    """An expression is not in the language, or names what the study does not declare."""


@dataclass(frozen=True)
class AnyOption:
    """The answer to a single or ordinal item is one of ``options``."""

    item: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Ticked:
    """A box of a multiple-response item is ticked."""

    item: str
    option: str


@dataclass(frozen=True)
class Reached:
    """The respondent got as far as the page of an item: known of everyone, whether there is an answer or not."""

    item: str


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class NumberOf:
    """The sum of numbers of items: ticked boxes of a multiple-response item, or the value of a number item."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two numbers compared."""

    left: NumberOf | Number
    relation: str
    right: NumberOf | Number


@dataclass(frozen=True)
class Combination:
    """Conditions joined by ``and`` or ``or``, or one of them negated by ``not``."""

    word: str
    parts: tuple[Condition, ...]


Condition: TypeAlias = AnyOption | Ticked | Reached | Comparison | Combination
Expression: TypeAlias = Condition | NumberOf | Number
Parsed = TypeVar("Parsed", bound=Expression)

RELATIONS: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
}
_RELATION_FUNCTIONS = dict(RELATIONS.values())


@dataclass(frozen=True)
class Vocabulary:
    """What expressions may name: ``options`` of every item with options, the ``multiple`` and ``numbers`` among
    them.
    """

    options: Mapping[str, tuple[str, ...]]
    multiple: frozenset[str]
    numbers: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """Every item an expression may name."""
        return frozenset(self.options) | self.numbers


def parse_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse a condition. Raises :class:`ExpressionError` with what is wrong and the nearest known name."""
    return _about_answers(_condition(_tree(text), vocabulary), text)


def parse_number(text: str, vocabulary: Vocabulary) -> NumberOf | Number:
    """Parse a number. Raises :class:`ExpressionError`."""
    return _about_answers(_number(_tree(text), vocabulary), text)


def _about_answers(expression: Parsed, text: str) -> Parsed:
    for part in parts_of(expression):
        if not items_named(part):
            raise ExpressionError(f"'{text}' should look at an item everywhere; a constant is the same for everyone")
    return expression


def parts_of(expression: Expression) -> Iterator[Expression]:
    """What an expression is made of, without and, or and not."""
    if isinstance(expression, Combination):
        for part in expression.parts:
            yield from parts_of(part)
    else:
        yield expression


def items_named(expression: Expression) -> tuple[str, ...]:
    """The items an expression names, in order, each once."""
    return tuple(dict.fromkeys(_items(expression, with_reached=True)))


def operands(expression: Expression) -> tuple[str, ...]:
    """The items whose answers an expression turns on, in order, each once."""
    return tuple(dict.fromkeys(_items(expression, with_reached=False)))


def _items(expression: Expression, with_reached: bool) -> Iterator[str]:
    match expression:
        case AnyOption(item=item) | Ticked(item=item):
            yield item
        case Reached(item=item):
            yield from (item,) if with_reached else ()
        case NumberOf(items=items):
            yield from items
        case Comparison(left=left, right=right):
            yield from (*_items(left, with_reached), *_items(right, with_reached))
        case Combination(parts=parts):
            for part in parts:
                yield from _items(part, with_reached)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        raise ExpressionError(f"'{text}' cannot be read as an expression") from None


def _condition(node: ast.expr, vocabulary: Vocabulary) -> Condition:
    match node:
        case ast.BoolOp(op=word, values=values):
            name = "and" if isinstance(word, ast.And) else "or"
            return Combination(name, tuple(_condition(value, vocabulary) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Combination("not", (_condition(operand, vocabulary),))
        case ast.Call(func=ast.Name(id="reached"), args=[argument], keywords=[]):
            return Reached(_item(argument, vocabulary))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return _membership(left, right, vocabulary)
        case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in RELATIONS:
            symbol, _ = RELATIONS[type(relation)]
            return Comparison(_number(left, vocabulary), symbol, _number(right, vocabulary))
    raise ExpressionError(f"'{ast.unparse(node)}' is not a condition; use in, reached(), comparisons, and, or, not")


def _membership(left: ast.expr, right: ast.expr, vocabulary: Vocabulary) -> Condition:
    if isinstance(right, ast.Name):
        item = _item(right, vocabulary)
        if item not in vocabulary.multiple:
            raise ExpressionError(f"'{item}' has no tick boxes; write '{item} in (option, …)'")
        return Ticked(item, _option(left, item, vocabulary))
    if not isinstance(right, ast.Tuple):
        raise ExpressionError(f"'{ast.unparse(right)}' should be options in brackets: (a, b), or (a,) for one")
    item = _item(left, vocabulary)
    if item in vocabulary.multiple or item in vocabulary.numbers:
        raise ExpressionError(f"'{item}' is not a single or ordinal item; write 'option in {item}' for a tick box")
    return AnyOption(item, tuple(_option(element, item, vocabulary) for element in right.elts))


def _number(node: ast.expr, vocabulary: Vocabulary) -> NumberOf | Number:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Number(float(value))
        case ast.Name():
            item = _item(node, vocabulary)
            if item not in vocabulary.numbers:
                raise ExpressionError(f"'{item}' is not a number; count({item}) counts ticked boxes")
            return NumberOf((item,))
        case ast.Call(func=ast.Name(id="count"), args=[argument], keywords=[]):
            item = _item(argument, vocabulary)
            if item not in vocabulary.multiple:
                raise ExpressionError(f"count() takes a multiple-response item, and '{item}' is none")
            return NumberOf((item,))
        case ast.Call(func=ast.Name(id="sum"), args=[_, *_] as arguments, keywords=[]):
            parts = [_number(argument, vocabulary) for argument in arguments]
            if all(isinstance(part, NumberOf) for part in parts):
                return NumberOf(tuple(item for part in parts for item in operands(part)))
    raise ExpressionError(
        f"'{ast.unparse(node)}' is not a number; use a number, count(item), sum(a, b) or a number item"
    )


def _item(node: ast.expr, vocabulary: Vocabulary) -> str:
    if not isinstance(node, ast.Name):
        raise ExpressionError(f"'{ast.unparse(node)}' should be the name of an item")
    if node.id not in vocabulary.names:
        raise ExpressionError(f"no item is called '{node.id}'.{did_you_mean(node.id, vocabulary.names)}")
    return node.id


def _option(node: ast.expr, item: str, vocabulary: Vocabulary) -> str:
    name = node.id if isinstance(node, ast.Name) else str(node.value) if isinstance(node, ast.Constant) else None
    if name is None or name not in vocabulary.options[item]:
        shown = ast.unparse(node)
        raise ExpressionError(f"'{item}' has no option '{shown}'.{did_you_mean(shown, vocabulary.options[item])}")
    return name


@dataclass(frozen=True)
class ItemColumns:
    """What the columns of an item are called: its tick boxes (none for a number item), one of them (None where the
    questionnaire of a wave does not have it), and its state.
    """

    boxes: Callable[[str], tuple[str, ...]]
    box: Callable[[str, str], str | None]
    state: Callable[[str], str]


def condition_column(condition: Condition, columns: ItemColumns, holds: bool = True) -> nw.Expr:
    """A condition as a narwhals expression over the columns of answers: true where it is known to hold.

    With ``holds`` false: where it is known not to. Where it turns on a missing answer, neither is known, so that
    ``not (…)`` is no way to learn anything from silence.
    """
    match condition:
        case Combination(word="not", parts=(part,)):
            return condition_column(part, columns, not holds)
        case Combination(word=word, parts=parts):
            joined = operator.and_ if (word == "and") == holds else operator.or_
            return reduce(joined, [condition_column(part, columns, holds) for part in parts])
        case Reached(item=item):
            truth = nw.col(columns.state(item)).cast(nw.String) != Missing.NOT_REACHED
        case AnyOption(item=item, options=options):
            truth = nw.col(item).cast(nw.String).is_in(list(options))
        case Ticked(item=item, option=option):
            box = columns.box(item, option)
            truth = nw.lit(False) if box is None else nw.col(box).cast(nw.String) == TICKED
        case Comparison(left=left, relation=relation, right=right):
            truth = _RELATION_FUNCTIONS[relation](number_column(left, columns), number_column(right, columns))
    states = [nw.col(columns.state(item)).cast(nw.String) for item in operands(condition)]
    return reduce(operator.and_, [~state.str.starts_with(MISSING_MARK) for state in states], truth if holds else ~truth)


def number_column(number: NumberOf | Number, columns: ItemColumns) -> nw.Expr:
    """A number as a narwhals expression: ticked boxes counted, number items as they are."""
    if isinstance(number, Number):
        return nw.lit(number.value)
    terms: list[nw.Expr] = []
    for item in number.items:
        boxes = [(nw.col(box).cast(nw.String) == TICKED).cast(nw.Float64) for box in columns.boxes(item)]
        terms += boxes or [nw.col(item)]
    return reduce(operator.add, terms)
