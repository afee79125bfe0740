"""From the text of a condition or number to its tree: parsed, held against what is declared, never evaluated as code.

The language is a small part of Python's grammar, read by Python's own parser; ``docs/expressions.md`` describes it.
Here: conditions, and what gives a derived variable its options. Numbers are in ``number_parsing``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.expressions import (
    Answered,
    AnyOption,
    Combination,
    Comparison,
    Condition,
    Constant,
    Expression,
    Number,
    Reached,
    Ticked,
    depth,
    items_named,
)
from infopos_pipeline.study.number_parsing import number_in, recoded_entries
from infopos_pipeline.study.vocabulary import (
    ExpressionError,
    Vocabulary,
    choice_item,
    constant,
    item_named,
    name_in,
    option_of,
    options_of,
)

Parsed = TypeVar("Parsed", bound=Expression)
Value = TypeVar("Value")

_RELATIONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}

DEEPEST = 40
"""How many parts may lie within each other; engines go through them one within the other too."""


def parse_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse a condition. Raises :class:`ExpressionError` with what is wrong and the nearest known name."""
    return _parsed(text, lambda node: _about_answers(_condition(node, vocabulary), text))


def parse_number(text: str, vocabulary: Vocabulary) -> Number:
    """Parse a number. Raises :class:`ExpressionError`."""
    return _parsed(text, lambda node: _about_answers(number_in(node, vocabulary), text))


def parse_options(text: str, vocabulary: Vocabulary, options: tuple[str, ...]) -> dict[str, Condition]:
    """Parse what gives a derived variable its options: by option the condition under which it is the first to hold.

    Raises:
        ExpressionError: it is neither ``bins(number, limit, …)`` nor ``recode(item, option=option, …)``, or does not
            fit the options.
    """

    def by_option(node: ast.expr) -> dict[str, Condition]:
        match node:
            case ast.Call(func=ast.Name(id="bins"), args=[number, *limits], keywords=[]) if limits:
                conditions = _bins(number, limits, vocabulary, options)
            case ast.Call(func=ast.Name(id="recode")):
                conditions = _recoded_options(node, vocabulary, options)
            case _:
                raise ExpressionError(
                    f"'{text}' does not say which option holds; use bins(number, limit, …), "
                    "recode(item, option=option, …), or a 'when' for each option"
                )
        return {option: _about_answers(condition, text) for option, condition in conditions.items()}

    return _parsed(text, by_option)


def _parsed(text: str, parse: Callable[[ast.expr], Value]) -> Value:
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(
            f"'{text}' cannot be read as an expression; a name that begins with a digit, or is a word of Python as "
            "'class' is, stands in quotes"
        ) from None
    try:
        return parse(node)
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> ExpressionError:
    return ExpressionError(f"more than {DEEPEST} parts lie within each other; use derived variables for some of them")


def _about_answers(expression: Parsed, text: str) -> Parsed:
    if depth(expression) > DEEPEST:
        raise _too_deep()
    for part in _joined(expression):
        if not items_named(part):
            raise ExpressionError(f"'{text}' should look at an item everywhere; a constant is the same for everyone")
    return expression


def _joined(expression: Expression) -> Iterator[Expression]:
    """What ``and``, ``or`` and ``not`` join."""
    if isinstance(expression, Combination):
        for part in expression.parts:
            yield from _joined(part)
    else:
        yield expression


def _condition(node: ast.expr, vocabulary: Vocabulary) -> Condition:
    match node:
        case ast.BoolOp(op=word, values=values):
            name = "and" if isinstance(word, ast.And) else "or"
            return Combination(name, tuple(_condition(value, vocabulary) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _not(_condition(operand, vocabulary))
        case ast.Call(func=ast.Name(id="reached"), args=[argument], keywords=[]):
            item = item_named(argument, vocabulary)
            if item in vocabulary.derived:
                raise ExpressionError(f"reached() takes a question, and '{item}' is derived from some")
            return Reached(item)
        case ast.Call(func=ast.Name(id="answered"), args=[argument], keywords=[]):
            return Answered(item_named(argument, vocabulary))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return _membership(left, right, vocabulary)
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[right]):
            return _not(_membership(left, right, vocabulary))
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as equal], comparators=[right]) if (
            name_in(left) in vocabulary.options
        ):
            same = AnyOption(item := choice_item(left, vocabulary), (option_of(right, item, vocabulary),))
            return same if isinstance(equal, ast.Eq) else _not(same)
        case ast.Compare(left=left, ops=relations, comparators=others) if all(type(r) in _RELATIONS for r in relations):
            numbers = [number_in(side, vocabulary) for side in (left, *others)]
            comparisons = [
                Comparison(one, _RELATIONS[type(relation)], other)
                for relation, (one, other) in zip(relations, pairwise(numbers), strict=True)
            ]
            return comparisons[0] if len(comparisons) == 1 else Combination("and", tuple(comparisons))
    raise ExpressionError(
        f"'{ast.unparse(node)}' is not a condition; use in, ==, comparisons, answered(), reached(), and, or, not"
    )


def _not(condition: Condition) -> Condition:
    return Combination("not", (condition,))


def _membership(left: ast.expr, right: ast.expr, vocabulary: Vocabulary) -> Condition:
    if name_in(right) is not None:
        item = item_named(right, vocabulary)
        if item not in vocabulary.multiple:
            raise ExpressionError(f"'{item}' has no tick boxes; write '{item} in (option, …)'")
        return Ticked(item, option_of(left, item, vocabulary))
    item = choice_item(left, vocabulary)
    return AnyOption(item, options_of(right, item, vocabulary))


def _bins(
    number: ast.expr, limits: list[ast.expr], vocabulary: Vocabulary, options: tuple[str, ...]
) -> dict[str, Condition]:
    """The first option below the first limit, each further one from its limit on: the first that holds counts."""
    value, bounds = number_in(number, vocabulary), [constant(limit) for limit in limits]
    if any(later <= earlier for earlier, later in pairwise(bounds)):
        raise ExpressionError("the limits of bins() go from low to high")
    if len(options) != len(bounds) + 1:
        raise ExpressionError(
            f"bins() with {len(bounds)} limits makes {len(bounds) + 1} options, and {len(options)} are declared"
        )
    *lower, highest = options
    below: dict[str, Condition] = {
        option: Comparison(value, "<", Constant(bound)) for option, bound in zip(lower, bounds, strict=True)
    }
    return below | {highest: Comparison(value, ">=", Constant(bounds[-1]))}


def _recoded_options(call: ast.Call, vocabulary: Vocabulary, options: tuple[str, ...]) -> dict[str, Condition]:
    item, entries = recoded_entries(call, vocabulary)
    members: dict[str, list[str]] = {option: [] for option in options}
    for option, value in entries.items():
        name = name_in(value)
        if name not in members:
            shown = ast.unparse(value)
            raise ExpressionError(f"this variable has no option '{shown}'.{did_you_mean(shown, options)}")
        members[name].append(option)
    for name, own in members.items():
        if not own:
            raise ExpressionError(f"no option of '{item}' becomes '{name}'")
    return {name: AnyOption(item, tuple(own)) for name, own in members.items()}
