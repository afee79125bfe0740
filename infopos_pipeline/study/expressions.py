"""Conditions and numbers over a respondent's answers, as trees: what they are made of, and which items they look at.

Here: the nodes, and walking through them. Not here: how they are written (``parsing``), and what they are of columns
of answers (``expression_columns``). Nothing of it is ever run as code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {"-": operator.sub, "*": operator.mul, "/": operator.truediv}
"""What two numbers become; those that are added up are a :class:`Sum`."""


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
class Answered:
    """There is an answer to an item: known of everyone."""

    item: str


@dataclass(frozen=True)
class Constant:
    """A number that is the same for everyone."""

    value: float


@dataclass(frozen=True)
class NumberOf:
    """The value of a number item."""

    item: str


@dataclass(frozen=True)
class CountOf:
    """How many boxes of a multiple-response item are ticked."""

    item: str


@dataclass(frozen=True)
class ScoreOf:
    """The declared score of the answer to an ordinal item."""

    item: str


@dataclass(frozen=True)
class Recoded:
    """The number that an option of a single or ordinal item stands for; of other options there is none."""

    item: str
    numbers: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Indicator:
    """1 where a condition holds, 0 where it does not."""

    condition: AnyOption | Ticked


@dataclass(frozen=True)
class Sum:
    """The sum of numbers, all of which are needed."""

    parts: tuple[Number, ...]


@dataclass(frozen=True)
class Mean:
    """The mean of the numbers that are there, if there are ``at_least`` so many."""

    parts: tuple[Number, ...]
    at_least: int


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers become one. One that is not finite, as after division by zero, is none."""

    left: Number
    symbol: str
    right: Number


@dataclass(frozen=True)
class Comparison:
    """Two numbers compared."""

    left: Number
    relation: str
    right: Number


@dataclass(frozen=True)
class Combination:
    """Conditions joined by ``and`` or ``or``, or one of them negated by ``not``."""

    word: str
    parts: tuple[Condition, ...]


Number: TypeAlias = Constant | NumberOf | CountOf | ScoreOf | Recoded | Indicator | Sum | Mean | Arithmetic
Condition: TypeAlias = AnyOption | Ticked | Reached | Answered | Comparison | Combination
Expression: TypeAlias = Condition | Number
Leaf: TypeAlias = AnyOption | Ticked | Reached | Answered | NumberOf | CountOf | ScoreOf | Recoded
"""What looks at one item."""


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is directly made of; nothing for what looks at one item, or is a constant."""
    match expression:
        case Combination(parts=parts) | Sum(parts=parts) | Mean(parts=parts):
            return parts
        case Comparison(left=left, right=right) | Arithmetic(left=left, right=right):
            return left, right
        case Indicator(condition=condition):
            return (condition,)
    return ()


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every part of an expression that looks at an item, in order."""
    parts = parts_of(expression)
    for part in parts:
        yield from leaves(part)
    if not parts and not isinstance(expression, Constant):
        yield expression  # type: ignore[misc]


def depth(expression: Expression) -> int:
    """How many parts lie within each other, at the most."""
    return 1 + max(map(depth, parts_of(expression)), default=0)


def items_named(expression: Expression) -> tuple[str, ...]:
    """The items an expression names, in order, each once."""
    return tuple(dict.fromkeys(leaf.item for leaf in leaves(expression)))


def operands(expression: Expression) -> tuple[str, ...]:
    """The items whose answers an expression turns on, in order, each once."""
    turned_on = (leaf for leaf in leaves(expression) if not isinstance(leaf, Reached | Answered))
    return tuple(dict.fromkeys(leaf.item for leaf in turned_on))
