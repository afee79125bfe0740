"""What a row of results gives away: the counts behind it, each a :class:`Figure`.

A percentage gives away its count and its base, an interval and a mean the same and more. Which rows may be published
is decided over figures, so that one count that stands in a table, a chart and a sentence is one thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.shown import Base, Table


@dataclass(frozen=True, order=True)
class Figure:
    """A count: the respondents (or their mentions) who gave one of some answers, of everyone or of one group.

    Attributes:
        item: the variable.
        options: the answers counted, in declared order; none for everyone who answered.
        group: the predictor that splits the count, if one does.
        group_value: the group; "" with a predictor for everyone who has a group.
        base: respondents each count once, mentions once a box.
        others: whether those are counted who answered and gave none of ``options``.
    """

    item: str
    options: tuple[str, ...] = ()
    group: str = ""
    group_value: str = ""
    base: Base = "respondents"
    others: bool = False

    def __str__(self) -> str:
        """`region=north, satisfaction=good+very_good`: what messages, exceptions and the ledger call a figure."""
        group = (
            [f"{self.group}={self.group_value}" if self.group_value else f"{self.group} given"] if self.group else []
        )
        answer = f"{self.item}={'+'.join(self.options)}" if self.options else f"{self.item} answered"
        if self.others:
            answer = f"{self.item}, none of {'+'.join(self.options)}"
        return ", ".join([*group, answer, *(["mentions"] if self.base == "mentions" else [])])

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables a count looks at: the predictor first, as in the name of its table."""
        return (self.group, self.item) if self.group else (self.item,)

    def weight(self, answers: Mapping[str, tuple[str, ...] | None]) -> int:
        """How often a respondent with these answers (None where one is missing) counts."""
        answer = answers[self.item]
        if answer is None:
            return 0
        if self.group:
            group = answers[self.group]
            if group is None or (self.group_value and group != (self.group_value,)):
                return 0
        chosen = len(set(answer) & set(self.options)) if self.options else len(answer)
        if self.others:
            return int(not chosen)
        return chosen if self.base == "mentions" else int(bool(chosen))


@dataclass(frozen=True)
class Counted:
    """The size of a figure: respondents or mentions, and the distinct municipalities they are of.

    ``entities`` is a lower bound where a municipality can have several respondents in several cells.
    """

    n: int
    entities: int


def counted(figure: Figure, counts: Counts) -> Counted:
    """Count a figure. Where no municipality answered twice, the municipalities of its cells simply add up."""
    n, total, largest = 0, 0, 0
    for cell, respondents, entities in counts.cells_with_entities(*figure.variables):
        weight = figure.weight({name: counts.answer(cell, name) for name in figure.variables})
        if weight:
            n += weight * respondents
            total += entities
            largest = max(largest, entities)
    return Counted(n, total if counts.entities == counts.respondents else largest)


Frequency = Literal["n", "pct"]


def category_options(variable: Variable, category: str) -> tuple[str, ...]:
    """The options a category stands for: itself, or those of a declared merge."""
    merge = variable.groups.get(category)
    if merge is None:
        return (category,)
    return tuple(option for option in variable.options if option in merge.options)


def frequency_figure(result: Result, place: Table, study: Study) -> Figure:
    """The count that a row of frequencies is of: a category's, or the base without one."""
    variable = study.variables[result.item]
    options = category_options(variable, result.category) if result.category else ()
    base = place.base(result.item)
    # A single box is ticked as often as there are respondents who ticked it.
    plain = base == "respondents" or len(options) == 1
    return Figure(result.item, options, result.group, result.group_value, "respondents" if plain else base)


def base_figure(result: Result, place: Table) -> Figure:
    """The base of a row of frequencies or means."""
    return Figure(result.item, (), result.group, result.group_value, place.base(result.item))


def table_figures(item: Variable, group: Variable, counts: Counts, value: str = "") -> Iterator[Figure]:
    """Every count of a predictor × item table, or of one group of it: bases and categories."""
    for group_value in [value] if value else group.options:
        yield Figure(item.name, (), group.name, group_value)
        for option in item.options or number_values(item, counts):
            yield Figure(item.name, (option,), group.name, group_value)


def number_values(item: Variable, counts: Counts) -> list[str]:
    """The values of a number that occur in the wave."""
    answers = [counts.answer(cell, item.name) for cell, _ in counts.cells(item.name)]
    return sorted({answer[0] for answer in answers if answer}, key=float)
