"""The numbers of the expression language: number items, arithmetic, and the functions that make numbers of answers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from infopos_pipeline.study.expressions import (
    AnyOption,
    Arithmetic,
    Constant,
    CountOf,
    Indicator,
    Mean,
    Number,
    NumberOf,
    Recoded,
    ScoreOf,
    Sum,
    Ticked,
)
from infopos_pipeline.study.vocabulary import (
    ExpressionError,
    Vocabulary,
    box_item,
    choice_item,
    constant,
    finite,
    item_named,
    option_of,
    options_of,
)

_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def number_in(node: ast.expr, vocabulary: Vocabulary) -> Number:
    """The number that a part of an expression is. Raises :class:`ExpressionError`."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            negated = number_in(operand, vocabulary)
            if isinstance(negated, Constant):
                return Constant(-negated.value)
            return Arithmetic(Constant(0.0), "-", negated)
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return Constant(finite(node))
        case ast.Name() | ast.Constant(value=str()):
            return NumberOf(_number_item(node, vocabulary))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _added([number_in(side, vocabulary) for side in (left, right)])
        case ast.BinOp(op=symbol, left=left, right=right) if type(symbol) in _ARITHMETIC:
            second = number_in(right, vocabulary)
            if isinstance(symbol, ast.Div) and second == Constant(0.0):
                raise ExpressionError(f"'{ast.unparse(node)}' divides by zero")
            return Arithmetic(number_in(left, vocabulary), _ARITHMETIC[type(symbol)], second)
        case ast.Call(func=ast.Name(id=name)) if name in _FUNCTIONS:
            return _FUNCTIONS[name](node, vocabulary)
    raise ExpressionError(
        f"'{ast.unparse(node)}' is not a number; use a number, a number item, + - * /, {', '.join(_FUNCTIONS)}"
    )


def _number_item(node: ast.expr, vocabulary: Vocabulary) -> str:
    item = item_named(node, vocabulary)
    if item in vocabulary.numbers:
        return item
    use = f"count({item}) counts ticked boxes" if item in vocabulary.multiple else f"recode({item}, option=1, …) is one"
    if item in vocabulary.ordinal:
        use = f"score({item}) is the score of its answer"
    raise ExpressionError(f"'{item}' is not a number; {use}")


def _count(call: ast.Call, vocabulary: Vocabulary) -> Number:
    match call:
        case ast.Call(args=[argument], keywords=[]):
            return CountOf(box_item(argument, vocabulary))
        case ast.Call(args=[ast.Tuple(elts=several), chosen], keywords=[]) if several:
            items = [choice_item(element, vocabulary) for element in several]
            return Sum(tuple(Indicator(AnyOption(item, options_of(chosen, item, vocabulary))) for item in items))
        case ast.Call(args=[argument, chosen], keywords=[]):
            item = box_item(argument, vocabulary)
            return Sum(tuple(Indicator(Ticked(item, option)) for option in options_of(chosen, item, vocabulary)))
    raise ExpressionError(
        f"'{ast.unparse(call)}' should be count(item), count(item, (option, …)) or count((item, …), (option, …))"
    )


def _sum(call: ast.Call, vocabulary: Vocabulary) -> Number:
    if not call.args or call.keywords:
        raise ExpressionError(f"'{ast.unparse(call)}' should be sum(a, b, …)")
    return _added([number_in(argument, vocabulary) for argument in call.args])


def _added(parts: Sequence[Number]) -> Number:
    """The sum of numbers; sums in a sum lie beside the others, so that a long one is no deeper than a short one."""
    return Sum(tuple(each for part in parts for each in (part.parts if isinstance(part, Sum) else (part,))))


def _mean(call: ast.Call, vocabulary: Vocabulary) -> Number:
    parts = tuple(number_in(argument, vocabulary) for argument in call.args)
    match call.keywords:
        case [] if parts:
            return Mean(parts, len(parts))
        case [ast.keyword(arg="at_least", value=ast.Constant(value=int() as least))] if type(
            least
        ) is int and 1 <= least <= len(parts):
            return Mean(parts, least)
    raise ExpressionError(
        f"'{ast.unparse(call)}' should be mean(a, b, …), or mean(a, b, …, at_least=2) with no more than there are"
    )


def _score(call: ast.Call, vocabulary: Vocabulary) -> Number:
    if len(call.args) != 1 or call.keywords:
        raise ExpressionError(f"'{ast.unparse(call)}' should be score(item)")
    item = item_named(call.args[0], vocabulary)
    if item not in vocabulary.ordinal:
        raise ExpressionError(
            f"score() takes an ordinal item, and '{item}' is none; recode(item, option=number, …) gives options numbers"
        )
    return ScoreOf(item)


def _recode(call: ast.Call, vocabulary: Vocabulary) -> Number:
    item, entries = recoded_entries(call, vocabulary)
    return Recoded(item, tuple((option, constant(value)) for option, value in entries.items()))


_FUNCTIONS: Mapping[str, Callable[[ast.Call, Vocabulary], Number]] = {
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "score": _score,
    "recode": _recode,
}


def recoded_entries(call: ast.Call, vocabulary: Vocabulary) -> tuple[str, dict[str, ast.expr]]:
    """The item of a ``recode`` and what each option becomes; options that are no words stand in ``{…}``.

    Raises:
        ExpressionError: it is not written so, or an option is not declared or recoded twice.
    """
    match call.args:
        case [argument]:
            written: list[tuple[ast.expr | None, ast.expr]] = []
        case [argument, ast.Dict(keys=keys, values=values)]:
            written = list(zip(keys, values, strict=True))
        case _:
            raise _not_recode(call)
    item = choice_item(argument, vocabulary)
    written += [(ast.Name(keyword.arg) if keyword.arg else None, keyword.value) for keyword in call.keywords]
    entries: dict[str, ast.expr] = {}
    for key, value in written:
        if key is None:
            raise _not_recode(call)
        option = option_of(key, item, vocabulary)
        if option in entries:
            raise ExpressionError(f"'{option}' is recoded twice")
        entries[option] = value
    if not entries:
        raise _not_recode(call)
    return item, entries


def _not_recode(call: ast.Call) -> ExpressionError:
    return ExpressionError(
        f"'{ast.unparse(call)}' should be recode(item, option=value, …), or recode(item, {{'option': value, …}})"
    )
