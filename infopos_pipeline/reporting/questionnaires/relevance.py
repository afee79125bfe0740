"""Routing as LimeSurvey's relevance equations: a question is shown to exactly those that the study asks it.

An equation takes what is empty for a value like any other; a condition of a study says nothing of whoever did not
answer. So wherever an empty value would make an equation true, the equation says that there is an answer. Source:
LimeSurvey's manual, "ExpressionScript - Presentation" (``is_empty``, ``count``, ``sum``, ``.NAOK``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infopos_pipeline.study.expressions import (
    Answered,
    AnyOption,
    Arithmetic,
    Combination,
    Comparison,
    Condition,
    Constant,
    CountOf,
    Number,
    NumberOf,
    Reached,
    Sum,
    Ticked,
    operands,
)

NEVER = "0"


@dataclass(frozen=True)
class Names:
    """How equations name the columns of an item, each of its boxes by option, and its answer codes by option."""

    columns: tuple[str, ...]
    boxes: Mapping[str, str]
    codes: Mapping[str, str]


class InexpressibleError(ValueError):
    """LimeSurvey cannot say this."""


def equation(condition: Condition, names: Mapping[str, Names], holds: bool = True) -> str | None:
    """The equation that is true where a condition is known to hold, or with ``holds`` false, known not to.

    None stands for what is true of everyone who gets to see the question, such as that an earlier page was reached.

    Raises:
        InexpressibleError: the condition has means, scores, recodes or a division in it.
    """
    match condition:
        case Combination(word="not", parts=(part,)):
            return equation(part, names, not holds)
        case Combination(word=word, parts=parts):
            return _joined("and" if (word == "and") == holds else "or", [equation(p, names, holds) for p in parts])
        case Reached():
            return None if holds else NEVER
        case Answered(item=item):
            return _answered(names[item]) if holds else f"!({_answered(names[item])})"
        case AnyOption(item=item, options=options):
            (column,) = names[item].columns
            said = [f'{column}.NAOK == "{names[item].codes[option]}"' for option in options]
            text = said[0] if len(said) == 1 else f"({' or '.join(said)})"
        case Ticked(item=item, option=option):
            text = f'{names[item].boxes[option]}.NAOK == "Y"' if option in names[item].boxes else NEVER
        case Comparison(left=left, relation=relation, right=right):
            text = f"{_number(left, names)} {relation} {_number(right, names)}"
    if holds and not isinstance(condition, Comparison):
        return text
    known = [_answered(names[item]) for item in operands(condition)]
    return f"({' and '.join([*known, text if holds else f'!({text})'])})"


def _joined(word: str, parts: list[str | None]) -> str | None:
    if word == "or" and None in parts:
        return None
    said = [part for part in parts if part is not None]
    return None if not said else said[0] if len(said) == 1 else f"({f' {word} '.join(said)})"


def _answered(name: Names) -> str:
    if name.boxes:
        return f"{_count(name)} > 0"
    return f"!is_empty({name.columns[0]}.NAOK)"


def _count(name: Names) -> str:
    return f"count({', '.join(f'{column}.NAOK' for column in name.columns)})"


def _number(number: Number, names: Mapping[str, Names]) -> str:
    match number:
        case Constant(value=value):
            return str(int(value) if value.is_integer() else value)
        case NumberOf(item=item):
            return f"{names[item].columns[0]}.NAOK"
        case CountOf(item=item):
            return _count(names[item])
        case Sum(parts=parts):
            return f"sum({', '.join(_number(part, names) for part in parts)})"
        case Arithmetic(left=left, symbol="-" | "*" as symbol, right=right):
            return f"({_number(left, names)} {symbol} {_number(right, names)})"
    raise InexpressibleError
