"""Conditions and numbers as narwhals expressions over the columns of answers, on any engine narwhals speaks to.

A condition that turns on an item without an answer has no truth value, and a number none (Kleene's logic of three
values): what is not known neither holds nor does not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import narwhals as nw

from infopos_pipeline.study.expressions import (
    ARITHMETIC,
    RELATIONS,
    Answered,
    AnyOption,
    Arithmetic,
    Combination,
    Comparison,
    Condition,
    Constant,
    CountOf,
    Expression,
    Indicator,
    Mean,
    Number,
    NumberOf,
    Reached,
    Recoded,
    ScoreOf,
    Sum,
    Ticked,
    items_named,
    parts_of,
)
from infopos_pipeline.study.missing import MISSING_MARK, TICKED, Missing


@dataclass(frozen=True)
class ItemColumns:
    """What the columns of an item are called: its tick boxes, one of them (None where the questionnaire of a wave does
    not have it), and its state; and the score of every option of an ordinal item.
    """

    boxes: Callable[[str], tuple[str, ...]]
    box: Callable[[str, str], str | None]
    state: Callable[[str], str]
    scores: Callable[[str], Mapping[str, float]]


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
    truth = _truth(condition, columns)
    return _all([*_requirements(condition, columns), truth if holds else ~truth])


def known_column(expression: Expression, columns: ItemColumns) -> nw.Expr:
    """Where everything that a condition or number turns on is known, whether it decides or not."""
    return _all(list(_requirements(expression, columns)))


def number_column(number: Number, columns: ItemColumns) -> nw.Expr:
    """A number as a narwhals expression, meant only where it is known."""
    match number:
        case Constant(value=value):
            return nw.lit(value)
        case NumberOf(item=item):
            return nw.col(item)
        case CountOf(item=item):
            return nw.sum_horizontal(*(_one_or_zero(_text(box) == TICKED) for box in columns.boxes(item)))
        case ScoreOf(item=item):
            return _looked_up(item, columns.scores(item))
        case Recoded(item=item, numbers=numbers):
            return _looked_up(item, dict(numbers))
        case Indicator(condition=condition):
            return _one_or_zero(_truth(condition, columns))
        case Sum(parts=parts):
            return nw.sum_horizontal(*(number_column(part, columns) for part in parts))
        case Mean(parts=parts):
            there = [known_column(part, columns) for part in parts]
            values = [
                nw.when(known).then(number_column(part, columns)).otherwise(0.0)
                for known, part in zip(there, parts, strict=True)
            ]
            return nw.sum_horizontal(*values) / nw.sum_horizontal(*map(_one_or_zero, there))
    sides = (number_column(side, columns) for side in (number.left, number.right))
    computed: nw.Expr = ARITHMETIC[number.symbol](*sides)
    return computed


def _truth(condition: Condition, columns: ItemColumns) -> nw.Expr:
    """Whether a condition without and, or and not holds, where it is known."""
    match condition:
        case Reached(item=item):
            return _text(columns.state(item)) != Missing.NOT_REACHED
        case Answered(item=item):
            return _answered(item, columns)
        case AnyOption(item=item, options=options):
            return _text(item).is_in(list(options))
        case Ticked(item=item, option=option):
            box = columns.box(item, option)
            return nw.lit(False) if box is None else _text(box) == TICKED
        case Comparison(left=left, relation=relation, right=right):
            compared: nw.Expr = RELATIONS[relation](number_column(left, columns), number_column(right, columns))
            return compared
    raise TypeError(condition)


def _requirements(expression: Expression, columns: ItemColumns) -> Iterator[nw.Expr]:
    """What must be true of a respondent for an expression to be known."""
    match expression:
        case Reached() | Answered():
            return
        case Mean(parts=parts, at_least=at_least):
            there = [_one_or_zero(known_column(part, columns)) for part in parts]
            yield nw.sum_horizontal(*there) >= at_least
            # A mean of what else was asked is another scale.
            yield from (_text(columns.state(item)) != Missing.NOT_ASKED for item in items_named(expression))
        case AnyOption() | Ticked() | NumberOf() | CountOf() | ScoreOf() | Recoded():
            yield _answered(expression.item, columns)
    if not isinstance(expression, Mean):
        for part in parts_of(expression):
            yield from _requirements(part, columns)
    if isinstance(expression, Recoded):
        yield _text(expression.item).is_in([option for option, _ in expression.numbers])
    if isinstance(expression, Sum | Mean | Arithmetic):
        yield number_column(expression, columns).is_finite()


def _answered(item: str, columns: ItemColumns) -> nw.Expr:
    return ~_text(columns.state(item)).str.starts_with(MISSING_MARK)


def _looked_up(item: str, numbers: Mapping[str, float]) -> nw.Expr:
    found: nw.Expr = nw.lit(0.0)
    for option, number in numbers.items():
        found = nw.when(_text(item) == option).then(nw.lit(number)).otherwise(found)
    return found


def _text(column: str) -> nw.Expr:
    return nw.col(column).cast(nw.String)


def _one_or_zero(truth: nw.Expr) -> nw.Expr:
    return truth.cast(nw.Float64)


def _all(requirements: list[nw.Expr]) -> nw.Expr:
    return nw.all_horizontal(*requirements, ignore_nulls=False) if requirements else nw.lit(True)
