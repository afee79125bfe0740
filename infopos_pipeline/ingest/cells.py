"""Cells: the text of an export, bound to the items of a study. They live in memory only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from infopos_pipeline.ingest.columns_found import ColumnsFound, Wanted
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, did_you_mean
from infopos_pipeline.study.bindings import Binding, Format
from infopos_pipeline.study.columns import box_column
from infopos_pipeline.study.study import Study

_PLACES_LISTED = 10
"""How many columns with the same heading are listed; the rest are counted."""
_TOO_FEW = 0.25
"""The part of the columns below which an export is of another study."""


@dataclass(frozen=True)
class Cells:
    """One row a respondent, in the order of the export.

    ``columns`` holds pandas categoricals of text under the names of answer columns (the item; for multiple response
    one a box, or the item where one column holds all boxes); ``headings`` the heading each stands under in the export.
    ``token``, ``progress`` and ``finished`` are what the survey system keeps of a respondent. ``unknown`` are headings
    that no binding knows, ``left_out`` items added to the questionnaire after the first wave of which the export has no
    column. ``labels`` and ``marked`` are, by answer column, the labels of codes and the codes for missing that a file
    with a dictionary has. ``first_row`` is the row of the first respondent as the file's own program shows it.
    """

    file: str
    format: Format
    binding: Binding
    rows: int
    columns: Mapping[str, pd.Categorical]
    headings: Mapping[str, str]
    progress: pd.Categorical | None
    finished: pd.Categorical | None
    token: pd.Categorical | None
    unknown: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    first_row: int = 2
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    marked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()

    def row(self, index: int) -> int:
        """The row of a respondent as the file's own program shows it."""
        return index + self.first_row


def bind(table: SourceTable, binding: Binding, study: Study) -> Cells:
    """Find every column the binding names.

    Raises:
        InputError: a bound column is missing, or stands in the file twice; the file is of another study; or it has a
            column that a strict binding does not know.
    """
    found = ColumnsFound(table, _wanted(binding, study))
    left_out = tuple(_left_out(binding, study, found))
    binding = binding.without(left_out)
    wanted = _wanted(binding, study)
    needed = {name: one for name, one in wanted.items() if one.needed}
    bound = {name: place for name in wanted if (place := found.place(name)) is not None}
    if not any(name in bound for name in wanted):
        raise InputError([no_headings(table.file, next(iter(needed.values())).heading)])
    if len(needed) > 3 and sum(name in bound for name in needed) < _TOO_FEW * len(needed):
        raise InputError([_wrong_study(table, study, sum(name in bound for name in needed), len(needed))])
    known = {*bound.values(), *found.administration((*binding.administration,))}
    unknown = tuple(
        heading
        for place, heading in enumerate(table.headings)
        if place not in known and heading and not found.twice(place)
    )
    problems = [
        *(_missing(table, one, unknown) for name, one in needed.items() if name not in bound),
        *_double(table, wanted, found),
    ]
    if binding.strict:
        problems += [_undeclared(table, heading, [one.heading for one in wanted.values()]) for heading in unknown]
    if problems:
        raise InputError(problems)

    def column(name: str) -> pd.Categorical | None:
        if name not in bound:
            return None
        chunk = table.columns.column(bound[name]).chunk(0)
        texts = chunk.dictionary.to_pylist()
        return categorical(chunk.indices.to_numpy().astype(np.min_scalar_type(-len(texts) - 1), copy=False), texts)

    answers = [name for name, one in wanted.items() if one.item]
    return Cells(
        file=table.file,
        format=table.format,
        binding=binding,
        rows=table.columns.num_rows,
        columns={name: cells for name in answers if (cells := column(name)) is not None},
        headings={name: wanted[name].heading for name in answers},
        progress=column(_PROGRESS),
        finished=column(_FINISHED),
        token=column(_TOKEN),
        unknown=unknown,
        left_out=left_out,
        first_row=table.first_row,
        labels={name: table.labels[bound[name]] for name in answers if bound[name] in table.labels},
        marked={name: table.missing[bound[name]] for name in answers if bound[name] in table.missing},
        notices=(*table.notices, *_nameless(table)),
    )


def joined_cells(parts: Sequence[Cells]) -> Cells:
    """The parts of one export as one."""
    first = parts[0]
    if len(parts) == 1:
        return first

    def together(columns: Sequence[pd.Categorical | None]) -> pd.Categorical | None:
        there = [column for column in columns if column is not None]
        return union_categoricals(there) if there else None

    return replace(
        first,
        rows=sum(part.rows for part in parts),
        columns={name: union_categoricals([part.columns[name] for part in parts]) for name in first.columns},
        progress=together([part.progress for part in parts]),
        finished=together([part.finished for part in parts]),
        token=together([part.token for part in parts]),
        notices=tuple(dict.fromkeys(notice for part in parts for notice in part.notices)),
    )


def part_found(table: SourceTable, binding: Binding, study: Study) -> float:
    """The part of the columns a binding cannot do without that a table has."""
    wanted = _wanted(binding, study)
    found = ColumnsFound(table, wanted)
    needed = [name for name, one in wanted.items() if one.needed]
    return sum(found.place(name) is not None for name in needed) / len(needed)


_PROGRESS, _FINISHED, _TOKEN = "\x1fprogress", "\x1ffinished", "\x1ftoken"
"""Names of the system's columns, that no answer column has."""


def _wanted(binding: Binding, study: Study) -> dict[str, Wanted]:
    """Every column to look for: of answers by their name, and those of the system."""
    return {
        **dict(_wanted_answers(binding, study)),
        **{
            name: Wanted(heading, system=True, needed=name == _PROGRESS)
            for name, heading in (
                (_PROGRESS, binding.progress),
                (_FINISHED, binding.finished),
                (_TOKEN, binding.token),
            )
            if heading is not None
        },
    }


def _wanted_answers(binding: Binding, study: Study) -> Iterator[tuple[str, Wanted]]:
    for name, bound in binding.items.items():
        item = study.items[name]
        texts = (bound.text,) if bound.text else (item.label.nl, item.label.en)
        if bound.column is not None:
            yield name, Wanted(bound.column, texts, item=name)
        for option, heading in bound.columns.items():
            label = item.options[option]
            boxes = tuple(f"{text} [{shown}]" for text in texts for shown in dict.fromkeys((label.nl, label.en)))
            yield box_column(name, option), Wanted(heading, boxes, item=name)


def _left_out(binding: Binding, study: Study, found: ColumnsFound) -> Iterator[str]:
    """The items added after the first wave of which the export has no column at all."""
    for name, bound in binding.items.items():
        columns = [name] if bound.column is not None else [box_column(name, option) for option in bound.columns]
        if study.items[name].since is not None and not any(found.place(column) is not None for column in columns):
            yield name


def _missing(table: SourceTable, wanted: Wanted, spare: tuple[str, ...]) -> Problem:
    return Problem(
        code="missing_column",
        file=table.file,
        row=1,
        question=question(wanted.item or wanted.heading, wanted.heading),
        expected=said("a column with the heading '{heading}'", heading=wanted.heading),
        hint=said("Export with question codes as headings, and with all questions.")
        + did_you_mean(wanted.heading, spare),
    )


def _double(table: SourceTable, wanted: Mapping[str, Wanted], found: ColumnsFound) -> Iterator[Problem]:
    for name, one in wanted.items():
        if len(places := found.places(name)) > 1:
            listed = ", ".join(str(place + 1) for place in places[:_PLACES_LISTED])
            rest = (
                said(" and {number} more", number=len(places) - _PLACES_LISTED) if len(places) > _PLACES_LISTED else ""
            )
            yield Problem(
                code="double_column",
                file=table.file,
                row=1,
                question=one.heading,
                found=said("columns {listed}{rest} with this heading", listed=listed, rest=rest),
                expected=said("one column a heading"),
                hint=said(
                    "Remove the double column, or export the file again. Are both meant? Then bind the "
                    "second one as '{heading} #2'.",
                    heading=one.heading,
                ),
            )


def _nameless(table: SourceTable) -> Iterator[Problem]:
    for place, heading in enumerate(table.headings):
        if not heading and any(map(str.strip, table.distinct(place))):
            yield Problem(
                code="unknown_column",
                file=table.file,
                row=1,
                found=said("cells in column {column}, which has no heading", column=place + 1),
                expected=said("a heading above every column"),
                hint=said("The column is not read. Is it an answer? Then give it its heading."),
            )


def _undeclared(table: SourceTable, heading: str, known: list[str]) -> Problem:
    return Problem(
        code="undeclared_column",
        file=table.file,
        row=1,
        question=heading,
        expected=said("headings that the binding knows, since it is strict"),
        hint=said("Remove the column, or name it under 'administration' in the binding.")
        + did_you_mean(heading, known),
    )


def _wrong_study(table: SourceTable, study: Study, found: int, needed: int) -> Problem:
    return Problem(
        code="wrong_study",
        file=table.file,
        row=1,
        found=said("{found} of the {needed} columns of this study", found=found, needed=needed),
        expected=said("an export of the study '{study}'", study=study.name),
        hint=said("Is this the export of another survey? Say which study with --study."),
    )


def no_headings(file: str, heading: str) -> Problem:
    """A file whose first row has no known heading. Its cells may be a respondent's, so none of them is shown."""
    return Problem(
        code="no_headings",
        file=file,
        row=1,
        expected=said("headings that are question codes, such as '{heading}'", heading=heading),
        hint=said(
            "Export with question codes as headings in the first row. Is it the export of another study? "
            "Say which with --study."
        ),
    )


def question(name: str, heading: str) -> str:
    """How a problem names a question: by item, and by heading where that is another."""
    return name if name == heading else f"{name} ({heading})"


def categorical(codes: NDArray[np.signedinteger[Any]], texts: Sequence[str]) -> pd.Categorical:
    """A pandas categorical of codes that are known to be places of these texts: pandas would look at each again."""
    kind = pd.CategoricalDtype(pd.Index(texts, dtype=object))
    return pd.Categorical.from_codes(codes, dtype=kind, validate=False)  # type: ignore[call-arg, arg-type]  # since pandas 2.1
