"""Conditions over a respondent's answers as expressions of SPSS, for the filters of tables and hypotheses.

SPSS too takes a condition on a missing answer for neither true nor false, so that the same respondents are selected.
"""

from __future__ import annotations

from infopos_pipeline.reporting.data_out.codebook import MISSING_CODES
from infopos_pipeline.reporting.data_out.spss_commands import SpssNames
from infopos_pipeline.study.expressions import (
    Answered,
    AnyOption,
    Arithmetic,
    Combination,
    Comparison,
    Constant,
    CountOf,
    Expression,
    Indicator,
    Leaf,
    Mean,
    NumberOf,
    Reached,
    Recoded,
    ScoreOf,
    Sum,
    Ticked,
)
from infopos_pipeline.study.missing import Missing

_RELATIONS = {"==": "=", "!=": "<>"}


def spss_expression(expression: Expression, names: SpssNames) -> str:
    """A condition or a number in the language of SPSS, in brackets where it has parts."""

    def joined(sign: str, *parts: Expression) -> str:
        return f"({f' {sign} '.join(spss_expression(part, names) for part in parts)})"

    match expression:
        case Combination(word="not", parts=(part,)):
            return f"(NOT {spss_expression(part, names)})"
        case Combination(word=word, parts=parts):
            return joined(word.upper(), *parts)
        case Comparison(left=left, relation=relation, right=right):
            return joined(_RELATIONS.get(relation, relation), left, right)
        case Arithmetic(left=left, symbol=sign, right=right):
            return joined(sign, left, right)
        case Sum(parts=parts):
            return joined("+", *parts)
        case Mean(parts=parts, at_least=at_least):
            return f"MEAN.{at_least}({', '.join(spss_expression(part, names) for part in parts)})"
        case Indicator(condition=condition):
            return spss_expression(condition, names)
        case Constant(value=value):
            return f"{value:g}"
    return _leaf(expression, names)


def _leaf(leaf: Leaf, names: SpssNames) -> str:
    """What looks at items itself."""
    match leaf:
        case AnyOption(item=item, options=options):
            return f"ANY({', '.join([names.names(item)[0], *(str(names.code(item, name)) for name in options)])})"
        case Ticked(item=item, option=option):
            return f"({names.box(item, option)} = 1)"
        case Reached(item=item):
            return f"(VALUE({names.state(item)}) <> {MISSING_CODES[Missing.NOT_REACHED]})"
        case Answered(item=item):
            return f"(NOT MISSING({names.state(item)}))"
        case NumberOf(item=item):
            return names.names(item)[0]
        case CountOf(item=item):
            return f"({' + '.join(names.names(item))})"
        case ScoreOf(item=item):
            return names.scored(item)
        case Recoded(item=item, numbers=numbers):
            return names.recoded(item, dict(numbers))
