"""What expressions may name, and finding it: items, options and constants as they stand in the text of one."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from infopos_pipeline.problems import did_you_mean


class ExpressionError(ValueError):
    """An expression is not in the language, or names what the study does not declare."""


@dataclass(frozen=True)
class Vocabulary:
    """What expressions may name.

    Attributes:
        options: the options of every item that has any.
        multiple: which of these have tick boxes.
        numbers: the items that are numbers.
        ordinal: those of which every option has a score.
        derived: those that are no questions, so that nobody reaches them.
        later: derived variables that cannot be named yet.
    """

    options: Mapping[str, tuple[str, ...]]
    multiple: frozenset[str]
    numbers: frozenset[str]
    ordinal: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every item an expression may name."""
        return frozenset(self.options) | self.numbers

    def chosen_from(self, name: str) -> bool:
        """Whether an item has one answer out of several."""
        return name in self.options and name not in self.multiple


def name_in(node: ast.expr | None) -> str | None:
    """The name that stands somewhere, in quotes or not; names of digits are numbers to Python."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
            return str(value)
    return None


def item_named(node: ast.expr, vocabulary: Vocabulary) -> str:
    """The item that is named somewhere. Raises :class:`ExpressionError`, as all of these do."""
    name = name_in(node)
    if name is None:
        raise ExpressionError(f"'{ast.unparse(node)}' should be the name of an item")
    if name in vocabulary.later:
        raise ExpressionError(f"'{name}' is not derived yet: a variable builds on those that are declared before it")
    if name not in vocabulary.names:
        raise ExpressionError(f"no item is called '{name}'.{did_you_mean(name, vocabulary.names)}")
    return name


def choice_item(node: ast.expr, vocabulary: Vocabulary) -> str:
    """The single or ordinal item that is named somewhere."""
    item = item_named(node, vocabulary)
    if not vocabulary.chosen_from(item):
        use = f"; write 'option in {item}' for a tick box" if item in vocabulary.multiple else ", but a number"
        raise ExpressionError(f"'{item}' is not a single or ordinal item{use}")
    return item


def box_item(node: ast.expr, vocabulary: Vocabulary) -> str:
    """The multiple-response item that is named somewhere."""
    item = item_named(node, vocabulary)
    if item not in vocabulary.multiple:
        raise ExpressionError(
            f"count() takes a multiple-response item, and '{item}' is none; count(({item}, …), (option, …)) counts in "
            "how many items an option was chosen"
        )
    return item


def options_of(node: ast.expr, item: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The options of an item that stand in brackets, each once."""
    if not isinstance(node, ast.Tuple) or not node.elts:
        raise ExpressionError(f"'{ast.unparse(node)}' should be options in brackets: (a, b), or (a,) for one")
    return tuple(dict.fromkeys(option_of(element, item, vocabulary) for element in node.elts))


def option_of(node: ast.expr, item: str, vocabulary: Vocabulary) -> str:
    """The option of an item that is named somewhere."""
    name = name_in(node)
    if name is None or name not in vocabulary.options[item]:
        shown = ast.unparse(node)
        raise ExpressionError(f"'{item}' has no option '{shown}'.{did_you_mean(shown, vocabulary.options[item])}")
    return name


def constant(node: ast.expr) -> float:
    """A number written as digits, below zero or not."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            return -finite(operand)
        case ast.Constant():
            return finite(node)
    raise ExpressionError(f"'{ast.unparse(node)}' should be a number")


def finite(node: ast.Constant) -> float:
    """The number that a constant is."""
    value = node.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if isfinite(float(value)):
                return float(value)
        except OverflowError:
            pass
    raise ExpressionError(f"'{ast.unparse(node)}' should be a number")
