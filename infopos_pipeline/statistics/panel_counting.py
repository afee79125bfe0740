"""The panel, counted once: how many municipalities gave which answers in this wave and the waves before.

From these counts follow the pairs and singles of two waves and the patterns of several; no respondent is looked at
again. Municipalities are the same if their pseudonyms are. A study without a frame has no panel: there each wave is a
sample of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from infopos_pipeline.statistics.counting import BETWEEN
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.model import Item

_ABSENT = "\x1e"
"""Stands for the answer of a municipality that is not in a wave; no option name holds it."""

_BETWEEN_WAVES = "\x1d"
"""Stands between the cells of two waves: another mark, or a cell that is absent would be split in the middle."""


@dataclass(frozen=True)
class AnswerPattern:
    """Municipalities with the same answers to a variable in every wave.

    Attributes:
        variable: the variable.
        answers: in order of the waves, the wave and its cell: the categories of the variable's columns as one text. A
            wave that did not ask it, or that the municipalities are not in, is left out.
        n: how many municipalities they are.
    """

    variable: str
    answers: tuple[tuple[str, str], ...]
    n: int


def followed_variables(study: Study, waves: Sequence[str]) -> tuple[str, ...]:
    """What is followed through the waves: every item and derived variable that one asked and that is counted."""
    versions = [study.at(wave) for wave in waves]
    return tuple(
        name
        for name, variable in (*study.items.items(), *study.derived.items())
        if variable_columns(variable) and any(version.asked(name) for version in versions)
        if not (isinstance(variable, Item) and variable.identifying)
    )


def count_patterns(
    responses: Mapping[str, nw.LazyFrame[Any]], study: Study, names: Sequence[str]
) -> list[AnswerPattern]:
    """Count the patterns of variables over waves, in one query; in a fixed order.

    Args:
        responses: the slice of responses of every wave, in order.
        study: the study of all waves.
        names: the variables.
    """
    if study.frame is None:
        return [pattern for wave, frame in responses.items() for pattern in _counted({wave: frame}, study, names)]
    return _counted(responses, study, names)


def _counted(responses: Mapping[str, nw.LazyFrame[Any]], study: Study, names: Sequence[str]) -> list[AnswerPattern]:
    versions = {wave: study.at(wave) for wave in responses}
    columns = {
        (name, wave): [column.name for column in variable_columns(version.variables[name])]
        for wave, version in versions.items()
        for name in names
        if version.asked(name)
    }
    if not columns:
        return []
    joined = _joined(responses, columns)
    waves = {name: [wave for wave in responses if (name, wave) in columns] for name in names}
    cells = [
        joined.select(
            "pseudonym",
            variable=nw.lit(name),
            answers=nw.concat_str([nw.col(_column(name, wave)) for wave in waves[name]], separator=_BETWEEN_WAVES),
        )
        for name in names
        if waves[name]
    ]
    rows = nw.concat(cells, how="vertical").group_by("variable", "answers").agg(n=nw.len()).collect().rows()
    found = []
    for name, text, n in rows:
        parts = zip(waves[name], text.split(_BETWEEN_WAVES), strict=True)
        answers = tuple((wave, cell) for wave, cell in parts if cell != _ABSENT)
        if answers:
            found.append(AnswerPattern(name, answers, int(n)))
    order = {name: place for place, name in enumerate(names)}
    return sorted(found, key=lambda pattern: (order[pattern.variable], pattern.answers))


def _joined(
    responses: Mapping[str, nw.LazyFrame[Any]], columns: Mapping[tuple[str, str], Sequence[str]]
) -> nw.LazyFrame[Any]:
    """One row a municipality, with a text column a variable and wave."""
    everyone = nw.concat([frame.select("pseudonym") for frame in responses.values()], how="vertical").unique()
    for wave, frame in responses.items():
        own = [name for name, asked in columns if asked == wave]
        texts = {_column(name, wave): _text(columns[name, wave]) for name in own}
        everyone = everyone.join(frame.select("pseudonym", **texts), on="pseudonym", how="left")
    return everyone.with_columns(**{_column(*key): nw.col(_column(*key)).fill_null(_ABSENT) for key in columns})


def _text(columns: Sequence[str]) -> nw.Expr:
    return nw.concat_str([nw.col(name).cast(nw.String).fill_null("") for name in columns], separator=BETWEEN)


def _column(name: str, wave: str) -> str:
    return f"{name} in {wave}"
