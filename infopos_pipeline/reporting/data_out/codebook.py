"""What exported data hold: every variable with its codes, labels, missing states and frequencies, for every format.

Here: the codebook as a model, made from the declarations and the responses of one wave. Not here: any file
(``spss_file``, ``spss_syntax``, ``data_files``, ``codebook_page``, ``ddi``). Only columns of responses come in, so that
direct identifiers and open answers cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from infopos_pipeline.reporting.tables.crosswalk import comparability
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import KEY_COLUMNS, Column, box_column, response_columns
from infopos_pipeline.study.comparability import meanings
from infopos_pipeline.study.missing import MISSING_STATES, TICKED, Missing
from infopos_pipeline.study.model import Derived, Item, Label, Language, Variable

MISSING_CODES: Mapping[str, int] = {
    "~skipped": -1,
    "~not_applicable": -2,
    "~not_reached": -3,
    "~not_asked": -4,
    "~dont_know": -5,
}
"""The user-missing values of SPSS; a state keeps its code for good, so that files of other days compare."""
KEY_VARIABLES = tuple(name for name in KEY_COLUMNS if name != "key_id")
"""The first variables of an export, both text; the id of the key says nothing of a respondent."""

Measure = Literal["nominal", "ordinal", "scale"]


@dataclass(frozen=True)
class Value:
    """A value that a variable can have: its code in SPSS, the category it is stored as, its label.

    One that is not ``offered`` was an answer in another wave only.
    """

    code: int
    category: str
    label: Label
    missing: bool = False
    offered: bool = True


@dataclass(frozen=True)
class Entry:
    """One variable of the data: a column of responses, or one of the two keys (then ``variable`` is None).

    Attributes:
        name: the column, also in CSV and Parquet.
        spss_name: what SPSS calls it.
        values: what it can hold; none of a number and of a key, which hold what they hold.
        counts: respondents by category, as far as somebody has it.
    """

    name: str
    spss_name: str
    label: Label
    content: Literal["key", "category", "box", "state", "measure"]
    variable: Variable | None = None
    values: tuple[Value, ...] = ()
    counts: Mapping[str, int] | None = None

    @property
    def measure(self) -> Measure:
        """The level of measurement, in the words of SPSS."""
        if self.content == "measure":
            return "scale"
        ordered = self.content == "category" and self.variable is not None and self.variable.kind == "ordinal"
        return "ordinal" if ordered else "nominal"

    def count(self, category: str) -> int:
        """How many respondents have a category."""
        return (self.counts or {}).get(category, 0)


@dataclass(frozen=True)
class Codebook:
    """The codebook of one wave.

    Attributes:
        study: the study of all waves.
        asked: the study as it was asked in this wave, without what its export turned out not to have.
        waves: the waves that there are, by name, this one among them.
        entries: the variables, in the order of the data.
        respondents: how many there are.
        synthetic: whether the answers are invented.
    """

    study: Study
    asked: Study
    wave: str
    waves: tuple[str, ...]
    entries: tuple[Entry, ...]
    respondents: int
    language: Language
    synthetic: bool = False

    @property
    def title(self) -> Label:
        """The title of the study."""
        return self.study.declared.title

    def notices(self, language: Language | None = None) -> list[str]:
        """What every file says of itself: that it is internal, what is not in it, whether it is invented."""
        spoken = language or self.language
        notice = f"{say('internal_mark', spoken)}: {say('data_notice', spoken)}"
        return [notice, say("data_without", spoken), *([say("synthetic", spoken)] if self.synthetic else [])]

    @cached_property
    def by_variable(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each variable of the study: one, or one a tick box, or a number and its state."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.variable is not None:
                found.setdefault(entry.variable.name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def sets(self) -> Mapping[str, tuple[Variable, tuple[Entry, ...]]]:
        """The multiple-response sets of SPSS, by their name: the item and its tick boxes; a set has two at least."""
        several = {
            name: entries
            for name, entries in self.by_variable.items()
            if entries[0].content == "box" and len(entries) > 1
        }
        names = spss_names(several, longest=_LONGEST_NAME - 1)
        return {f"${names[name]}": (self.asked.variables[name], entries) for name, entries in several.items()}

    def waves_asked(self, name: str) -> dict[str, str]:
        """The waves in which a variable was asked, each with how its answers compare with those of this wave."""
        asked = [wave for wave in self.waves if replace(self.study, wave=wave).asked(name)]
        return {wave: self._compares(name, *sorted((wave, self.wave))) for wave in asked}

    def _compares(self, name: str, earlier: str, later: str) -> str:
        if name in self.study.items:
            return comparability(self.study.items[name], earlier, later)
        if name not in self.study.derived or earlier == later:
            return "comparable"
        return "comparable" if meanings(self.study, name, earlier, later) is not None else "not_comparable"


_LONGEST_NAME = 64
"""Bytes of a name in SPSS."""
_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})


def spss_names(names: Iterable[str], longest: int = _LONGEST_NAME) -> dict[str, str]:
    """What SPSS can call variables: a letter first, no word of its language, no longer than it takes, each once.

    Names of columns have small letters, digits and underscores only. Source: IBM SPSS Statistics Command Syntax
    Reference, "Variable Names".
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        fit = name if name[0].isalpha() and name not in _RESERVED else f"v_{name}"
        short, number = fit[:longest].rstrip("_"), 1
        while short in taken:
            number += 1
            tail = f"_{number}"
            short = f"{fit[: longest - len(tail)].rstrip('_')}{tail}"
        taken.add(short)
        found[name] = short
    return found


def codebook(
    study: Study,
    wave: str,
    responses: pa.Table,
    waves: Sequence[str] = (),
    language: Language | None = None,
    synthetic: bool = False,
) -> Codebook:
    """The codebook of a wave.

    Args:
        study: the study of all waves.
        wave: the wave.
        responses: its responses, with the columns of ``response_columns``.
        waves: the waves that there are (default: this one).
        language: of the labels in files that have one language (default: that of the study).
        synthetic: whether the answers are invented.
    """
    counts = {
        column.name: _counted(responses[column.name])
        for column in response_columns(study)
        if column.content != "measure"
    }
    asked = study.at(wave).without(_left_out(study, counts) if responses.num_rows else ())
    columns = response_columns(study)
    names = spss_names([*KEY_VARIABLES, *(column.name for column in columns)])
    keys = [Entry(name, names[name], _said(f"variable_{name}"), "key") for name in KEY_VARIABLES]
    entries = [_entry(column, names[column.name], study, asked, counts.get(column.name)) for column in columns]
    return Codebook(
        study,
        asked,
        wave,
        tuple(waves) or (wave,),
        (*keys, *entries),
        responses.num_rows,
        language or study.declared.language,
        synthetic,
    )


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    return {str(found["values"]): int(found["counts"]) for found in pc.value_counts(column).to_pylist()}


def _left_out(study: Study, counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Items that nobody was asked, whatever is declared: the export had no column of them."""
    columns: dict[str, list[str]] = {}
    for column in response_columns(study):
        columns.setdefault(column.variable, []).append(column.name)
    return [
        name
        for name in study.items
        if name in columns and all(set(counts.get(column, ())) <= {Missing.NOT_ASKED} for column in columns[name])
    ]


def _entry(column: Column, spss_name: str, study: Study, asked: Study, counts: Mapping[str, int] | None) -> Entry:
    variable = asked.variables[column.variable]
    label = variable.label
    values: tuple[Value, ...]
    match column.content:
        case "box":
            values = (Value(1, TICKED, _said("box_ticked")), Value(0, column.categories[1], _said("box_not_ticked")))
            option = next(o for name, o in _options(study, asked, column.variable).items() if _is_box(column, name))
            label = _said("variable_box", option=option, item=label)
        case "state":
            values = (Value(1, column.categories[0], _said("state_answered")),)
            label = _said("variable_state", item=label)
        case "category":
            options = _options(study, asked, column.variable)
            values = tuple(
                Value(code, name, options[name], offered=name in variable.options)
                for code, name in enumerate(column.categories, start=1)
            )
        case _:
            return Entry(column.name, spss_name, label, "measure", variable)
    states = tuple(Value(MISSING_CODES[state], state, _said(state), missing=True) for state in MISSING_STATES)
    return Entry(column.name, spss_name, label, column.content, variable, (*values, *states), counts)


def _is_box(column: Column, option: str) -> bool:
    return column.name == box_column(column.variable, option)


def _options(study: Study, asked: Study, name: str) -> dict[str, Label]:
    """The label of every option that a variable ever had: that of this wave where it has one."""
    declared = study.variables[name]
    every = declared.every_option if isinstance(declared, Item) else declared.options
    return {**every, **asked.variables[name].options}


def _said(key: str, **values: Label) -> Label:
    """A text of ours in both languages, with labels filled in."""
    nl = {name: label.nl for name, label in values.items()}
    en = {name: label.en for name, label in values.items()}
    return Label(nl=say(key, "nl", **nl), en=say(key, "en", **en))


def how_made(variable: Variable, language: Language) -> str:
    """How a derived variable is made, as it is declared; "" of any other."""
    if not isinstance(variable, Derived):
        return ""
    conditions = [f"{option.text(language)}: {option.when}" for option in variable.options.values() if option.when]
    return "; ".join([*([variable.value] if variable.value else []), *conditions])
