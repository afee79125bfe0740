"""Cells: the text of an export, bound to the items of a study. They live in memory only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from infopos_pipeline.ingest.text import TextTable
from infopos_pipeline.problems import InputError, Problem, did_you_mean
from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.columns import box_column
from infopos_pipeline.study.study import Study

_PLACES_LISTED = 10
"""How many columns with the same heading are listed; the rest are counted."""


@dataclass(frozen=True)
class Cells:
    """One row a respondent, in the order of the export.

    ``columns`` holds pandas categoricals of text under the names of answer columns (the item; for multiple response
    one a box); ``headings`` the heading each stands under in the export. ``token`` and ``progress`` are what the
    survey system keeps of a respondent. ``unknown`` are headings that no binding knows, ``left_out`` items added to the
    questionnaire after the first wave of which the export has no column.
    """

    file: str
    binding: Binding
    columns: Mapping[str, pd.Categorical]
    headings: Mapping[str, str]
    progress: pd.Categorical
    token: pd.Categorical | None
    unknown: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """The number of respondents."""
        return len(self.progress)


def row_number(index: int) -> int:
    """The row of a respondent as a spreadsheet shows it: the headings are row 1."""
    return index + 2


def bind(table: TextTable, binding: Binding, study: Study) -> Cells:
    """Find every column the binding names.

    Raises:
        InputError: a bound column is missing, or stands in the file twice.
    """
    positions: dict[str, list[int]] = {}
    for position, heading in enumerate(table.headings):
        positions.setdefault(_canonical(heading), []).append(position)
    left_out = tuple(_left_out(binding, study, positions))
    binding = binding.without(left_out)
    wanted = dict(_wanted(binding))
    optional = {binding.token} if binding.token else set()
    bound = {_canonical(heading): heading for heading in (*wanted.values(), binding.progress, *optional)}
    if not bound.keys() & positions.keys():
        raise InputError([no_headings(table.file, binding.progress)])
    problems = [
        *_missing(
            bound, positions, table, optional, {heading: name.split("__")[0] for name, heading in wanted.items()}
        ),
        *_double(bound, positions, table),
    ]
    if problems:
        raise InputError(problems)

    def column(heading: str) -> pd.Categorical:
        chunk = table.columns.column(positions[_canonical(heading)][0]).chunk(0)
        return pd.Categorical.from_codes(chunk.indices.to_numpy(), categories=chunk.dictionary.to_pylist())

    known = set(bound) | {_canonical(heading) for heading in binding.administration}
    return Cells(
        file=table.file,
        binding=binding,
        columns={name: column(heading) for name, heading in wanted.items()},
        headings=wanted,
        progress=column(binding.progress),
        token=column(binding.token) if binding.token and _canonical(binding.token) in positions else None,
        unknown=tuple(heading for heading in table.headings if _canonical(heading) not in known),
        left_out=left_out,
    )


def _left_out(binding: Binding, study: Study, positions: Mapping[str, object]) -> Iterator[str]:
    """The items added after the first wave of which the export has no column at all."""
    for name, bound in binding.items.items():
        headings = [bound.column] if bound.column is not None else list(bound.columns.values())
        if study.items[name].since is not None and not any(_canonical(heading) in positions for heading in headings):
            yield name


def _wanted(binding: Binding) -> Iterator[tuple[str, str]]:
    """Answer columns and their headings."""
    for name, bound in binding.items.items():
        if bound.column is not None:
            yield name, bound.column
        for option, heading in bound.columns.items():
            yield box_column(name, option), heading


def _canonical(heading: str) -> str:
    """LimeSurvey writes a sub-question as ``code[SQ001]`` or ``code_SQ001``, by export and version."""
    return re.sub(r"_(SQ\d+)$", r"[\1]", heading)


def _missing(
    bound: Mapping[str, str],
    positions: Mapping[str, list[int]],
    table: TextTable,
    optional: set[str],
    names: Mapping[str, str],
) -> Iterator[Problem]:
    spare = [heading for heading in table.headings if heading and _canonical(heading) not in bound]
    for canonical, heading in bound.items():
        if canonical not in positions and heading not in optional:
            yield Problem(
                code="missing_column",
                file=table.file,
                row=1,
                question=question(names.get(heading, heading), heading),
                expected=f"a column with the heading '{heading}'",
                hint="Export with question codes as headings, and with all questions." + did_you_mean(heading, spare),
            )


def _double(bound: Mapping[str, str], positions: Mapping[str, list[int]], table: TextTable) -> Iterator[Problem]:
    for canonical, heading in bound.items():
        if len(places := positions.get(canonical, [])) > 1:
            listed = ", ".join(str(place + 1) for place in places[:_PLACES_LISTED])
            rest = f" and {len(places) - _PLACES_LISTED} more" if len(places) > _PLACES_LISTED else ""
            yield Problem(
                code="double_column",
                file=table.file,
                row=1,
                question=heading,
                found=f"columns {listed}{rest} with this heading",
                expected="one column a heading",
                hint="Remove the double column, or export the file again.",
            )


def no_headings(file: str, heading: str) -> Problem:
    """A file whose first row has no known heading. Its cells may be a respondent's, so none of them is shown."""
    return Problem(
        code="no_headings",
        file=file,
        row=1,
        expected=f"headings that are question codes, such as '{heading}'",
        hint="Export with question codes as headings in the first row.",
    )


def question(name: str, heading: str) -> str:
    """How a problem names a question: by item, and by heading where that is another."""
    return name if name == heading else f"{name} ({heading})"
