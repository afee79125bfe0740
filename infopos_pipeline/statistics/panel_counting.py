"""The panel, counted once: how many municipalities gave which answers in this wave and the waves before.

From these counts follow the pairs and singles of two waves and the patterns of several; no respondent is looked at
again. Municipalities are the same if their pseudonyms are. A study without a frame has no panel: there each wave is a
sample of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from infopos_pipeline.statistics.counting import BETWEEN
from infopos_pipeline.statistics.tallying import tally
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.model import Item

_ABSENT = ""
"""Stands for the cell of a municipality that is not in a wave: one that is there is never empty."""

_BETWEEN_WAVES = "\x1d"
"""Group separator: stands between the cells of two waves."""


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
    responses: nw.LazyFrame[Any], study: Study, waves: Sequence[str], names: Sequence[str]
) -> list[AnswerPattern]:
    """Count the patterns of variables over waves, in one query; without a frame in one pass a wave. In a fixed order.

    Args:
        responses: the slices of responses of these waves, with their column ``wave``.
        study: the study of all waves.
        waves: the waves, in order.
        names: the variables.
    """
    versions = {wave: study.at(wave) for wave in waves}
    # Without a frame nobody is known to be in two waves: the waves are counted one by one.
    found = list((_apart if study.frame is None else _together)(responses, versions, names))
    order = {name: place for place, name in enumerate(names)}
    return sorted(found, key=lambda pattern: (order[pattern.variable], pattern.answers))


def _apart(
    responses: nw.LazyFrame[Any], versions: Mapping[str, Study], names: Sequence[str]
) -> Iterator[AnswerPattern]:
    for wave, version in versions.items():
        asked = [name for name in names if version.asked(name)]
        tables = [tuple(column.name for column in variable_columns(version.variables[name])) for name in asked]
        rows, _ = tally(responses.filter(nw.col("wave") == wave), tables, "pseudonym")
        for (place, cell), n in rows.items():
            yield AnswerPattern(asked[place], ((wave, BETWEEN.join(cell)),), n)


def _together(
    responses: nw.LazyFrame[Any], versions: Mapping[str, Study], names: Sequence[str]
) -> Iterator[AnswerPattern]:
    asked = {name: {wave: version for wave, version in versions.items() if version.asked(name)} for name in names}
    keys = [name for name, own in asked.items() if own]
    texts = [_texts(responses, name, asked[name]).with_columns(part=nw.lit(place)) for place, name in enumerate(keys)]
    if not texts:
        return
    rows = nw.concat(texts, how="vertical").group_by("part", "answers").agg(n=nw.len()).collect().rows()
    for place, text, n in rows:
        cells = zip(asked[keys[place]], text.split(_BETWEEN_WAVES), strict=True)
        yield AnswerPattern(keys[place], tuple((wave, cell) for wave, cell in cells if cell != _ABSENT), int(n))


def _texts(responses: nw.LazyFrame[Any], name: str, versions: Mapping[str, Study]) -> nw.LazyFrame[Any]:
    """One row a municipality, with its answers to a variable in all waves as one text; of one wave, a row a respondent.

    A join of the waves would take a planner ever longer with their number; here they are put together by municipality.
    """
    columns = {
        wave: tuple(column.name for column in variable_columns(version.variables[name]))
        for wave, version in versions.items()
    }
    text = nw.lit(_ABSENT)
    for own in dict.fromkeys(columns.values()):
        those = [wave for wave in versions if columns[wave] == own]
        text = nw.when(nw.col("wave").is_in(those)).then(_text(own)).otherwise(text)
    rows = responses.filter(nw.col("wave").is_in(list(versions))).select("pseudonym", "wave", text=text)
    if len(versions) == 1:
        return rows.select(answers="text")
    places = {str(place): wave for place, wave in enumerate(versions)}
    absent = nw.lit(_ABSENT)
    by_wave = {
        place: nw.when(nw.col("wave") == wave).then(nw.col("text")).otherwise(absent) for place, wave in places.items()
    }
    # The greatest text is that of the wave, if there is one: nothing sorts before no text.
    together = rows.with_columns(**by_wave).group_by("pseudonym").agg(nw.col(*places).max())
    return together.select(answers=nw.concat_str([nw.col(place) for place in places], separator=_BETWEEN_WAVES))


def _text(columns: Sequence[str]) -> nw.Expr:
    return nw.concat_str([nw.col(name).cast(nw.String).fill_null("") for name in columns], separator=BETWEEN)
