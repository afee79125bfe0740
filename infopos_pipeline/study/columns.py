"""The columns of the stations, derived from the declarations: the one source of the Pandera schema, the DDL and
metadata.

An item is one column with an option name or a missing state in it; a multiple-response item is one such column a tick
box; a number is a typed column beside a column with its state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.study.expression_columns import ItemColumns
from infopos_pipeline.study.missing import MISSING_STATES, NOT_TICKED, TICKED, Missing
from infopos_pipeline.study.model import Item, Variable
from infopos_pipeline.study.study import Study

KEY_COLUMNS = ("wave", "pseudonym", "key_id")
"""What every slice of responses has besides; no variable is called so."""

ANSWERED = "answered"
"""The state of a number that was given."""


@dataclass(frozen=True)
class Column:
    """A column of answers or responses.

    ``categories`` are the values it may hold besides the missing states; a measure has none.
    """

    name: str
    variable: str
    content: Literal["category", "box", "state", "measure"]
    categories: tuple[str, ...]
    description: str

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every value a categorical column may hold."""
        return (*self.categories, *MISSING_STATES)

    @property
    def sql_type(self) -> str:
        """The DuckDB type with its default, so that a table which grows stays true of the waves before."""
        if self.content == "measure":
            return "DOUBLE"
        return f"{enum_type(self.allowed)} NOT NULL DEFAULT '{Missing.NOT_ASKED}'"


def enum_type(values: Sequence[str]) -> str:
    """The DuckDB type of one of some texts, kept as a number of one byte or two."""
    return f"ENUM({', '.join(sql_text(value) for value in dict.fromkeys(values))})"


def enum_values(sql_type: str) -> tuple[str, ...]:
    """The texts that a DuckDB type is one of; none of a type of another kind."""
    if not sql_type.startswith("ENUM("):
        return ()
    return tuple(
        value.replace("''", "'") for value in re.findall(r"'((?:[^']|'')*)'", sql_type.partition(" NOT NULL")[0])
    )


def sql_text(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def box_column(item: str, option: str) -> str:
    """The column of one tick box."""
    return f"{item}__{option}"


def state_column(item: str) -> str:
    """The column with the state of a number item."""
    return f"{item}__state"


def variable_columns(variable: Variable) -> tuple[Column, ...]:
    """The columns of one variable; a text item has none, since open answers are kept apart.

    Of an item with versions: the columns of all of them.
    """
    options = variable.every_option if isinstance(variable, Item) else variable.options
    label = f"{variable.label.en} / {variable.label.nl}"
    match variable.kind:
        case "text":
            return ()
        case "multiple":
            return tuple(
                Column(
                    box_column(variable.name, name), variable.name, "box", (TICKED, NOT_TICKED), f"{label}: {option.en}"
                )
                for name, option in options.items()
            )
        case "number":
            return (
                Column(variable.name, variable.name, "measure", (), label),
                Column(state_column(variable.name), variable.name, "state", (ANSWERED,), f"{label}: state"),
            )
    return (Column(variable.name, variable.name, "category", tuple(options), label),)


def state_name(variable: Variable) -> str:
    """The column that tells whether a variable has an answer: the state of a number, the first box of several."""
    columns = variable_columns(variable)
    return columns[-1 if variable.kind == "number" else 0].name


def expression_columns(study: Study) -> ItemColumns:
    """The columns that the expressions of a study look at."""

    def boxes(item: str) -> tuple[str, ...]:
        return tuple(column.name for column in variable_columns(study.variables[item]) if column.content == "box")

    def box(item: str, option: str) -> str | None:
        name = box_column(item, option)
        return name if name in boxes(item) else None

    return ItemColumns(
        boxes, box, lambda item: state_name(study.variables[item]), lambda item: study.variables[item].scores
    )


def answer_columns(study: Study) -> tuple[Column, ...]:
    """The columns of answers: every item that is not free text."""
    return tuple(column for item in study.items.values() for column in variable_columns(item))


def response_columns(study: Study) -> tuple[Column, ...]:
    """The columns of responses after wave, pseudonym and key: frame facts, items, derived variables.

    Direct identifiers are text and so have no column; should a study declare one with options, it is left out here.
    """
    return tuple(
        column
        for variable in study.variables.values()
        if not (isinstance(variable, Item) and variable.identifying)
        for column in variable_columns(variable)
    )
