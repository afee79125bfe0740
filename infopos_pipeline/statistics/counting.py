"""Responses, counted once: every contingency table the study needs, in one pass, on any engine narwhals speaks to.

Everything after this module computes from these counts; no respondent is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from infopos_pipeline.statistics.tallying import tally
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import expression_columns, state_name, variable_columns
from infopos_pipeline.study.expression_columns import condition_column
from infopos_pipeline.study.missing import Missing, is_missing
from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.shown import Filter, Hypothesis

BETWEEN = "\x1f"
"""Unit separator: stands between the categories of a cell while it is one text; no option name holds it."""

EVERYONE = "(everyone)"
"""The table with one cell: all respondents of the wave."""

FILTER = "(filter)"
"""The column of a cell that says for whom a filter holds; no variable has such a name."""

HOLDS, DOES_NOT_HOLD, NOT_KNOWN = "holds", "does_not_hold", "not_known"

APPROACHED = "approached"
"""The table that counts the frame: the municipalities approached by its facts."""


@dataclass(frozen=True)
class CountedCell:
    """A cell: its columns with their categories, the respondents in it, and the municipalities they are."""

    table: str
    cell: tuple[tuple[str, str], ...]
    n: int
    n_entities: int


def contingency_tables(study: Study) -> dict[str, tuple[str, ...]]:
    """The tables to count, by name: everyone, every variable alone, every predictor with every outcome it is shown or
    tested against, the two predictors of a hypothesis with its outcome, what is weighted by the facts it is weighted
    by, and the quasi-identifiers together.
    """
    alone = [(name,) for name, variable in study.variables.items() if variable_columns(variable) and _kept(study, name)]
    shown = [(g, item) for table in study.tables.values() if not table.filter for g in table.by for item in table.items]
    hypotheses = [hypothesis for hypothesis in study.hypotheses.values() if not hypothesis.filter]
    tested = [table for hypothesis in hypotheses for table in _tested(hypothesis)]
    together = [table for hypothesis in hypotheses for table in _together(hypothesis, study)]
    weights = study.frame.weights if study.frame else ()
    weighted = [weights, *((*weights, chart.item) for chart in study.charts.values())] if weights else []
    everything = ((), *alone, *shown, *tested, *together, *weighted, quasi_identifiers(study))
    return {table_name(*variables): variables for variables in everything}


def filtered_tables(study: Study) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The tables to count of those for whom a filter holds, by name: the condition of the filter, and the variables.

    Of every filter whom it holds for, of tables with a filter every item by the predictors it is shown by, of
    hypotheses with one what is tested. They count everybody too: who is left out stands in cells of their own.
    """
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for table in study.tables.values():
        alone = [(item,) for item in table.items]
        shown = [(group, item) for group in table.by for item in table.items] if table.by else alone
        found |= _where(table.filter, shown) if table.filter else {}
    for hypothesis in study.hypotheses.values():
        tested = [*_tested(hypothesis), *_together(hypothesis, study)]
        found |= _where(hypothesis.filter, tested) if hypothesis.filter else {}
    return found


def _where(declared: Filter, tables: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {table_name(*names, where=declared.when): (declared.when, names) for names in ((), *tables)}


def _tested(hypothesis: Hypothesis) -> list[tuple[str, ...]]:
    """Every predictor of a hypothesis with its outcomes."""
    return [(predictor, test.outcome) for test in hypothesis.profiles.values() for predictor in hypothesis.predictors]


def _together(hypothesis: Hypothesis, study: Study) -> list[tuple[str, ...]]:
    """The two predictors of a hypothesis with its outcomes, if each of them makes two groups."""
    two = len(hypothesis.predictors) == 2 and all(study.variables[name].grouping for name in hypothesis.predictors)
    return [(*hypothesis.predictors, test.outcome) for test in hypothesis.profiles.values()] if two else []


def quasi_identifiers(study: Study) -> tuple[str, ...]:
    """What the study declares that outsiders can know of a municipality, in the order of its variables."""
    return tuple(name for name in study.variables if name in study.disclosure.quasi_identifiers)


def table_name(*variables: str, where: str = "") -> str:
    """The name of the table of these variables; without any, that of the table with one cell for everyone.

    ``where`` is the condition of a filter that is a part of the table.
    """
    name = " × ".join(variables) or EVERYONE
    return f"{name} {FILTER} {where}" if where else name


def _kept(study: Study, name: str) -> bool:
    item = study.items.get(name)
    return item is None or not item.identifying


def count(responses: nw.LazyFrame[Any], approached: nw.LazyFrame[Any], study: Study) -> list[CountedCell]:
    """Count every table of a wave, in one pass each over responses and frame; cells in a fixed order.

    ``responses`` and ``approached`` are the slices of that name of one wave.
    """
    filtered = filtered_tables(study)
    conditions = {condition: f"{FILTER} {place}" for place, condition in enumerate(study.filters)}
    tables = {name: _columns(variables, study) for name, variables in contingency_tables(study).items()}
    tables |= {
        name: (conditions[condition], *_columns(variables, study)) for name, (condition, variables) in filtered.items()
    }
    if conditions:
        responses = responses.with_columns(**{conditions[text]: _filter_column(text, study) for text in conditions})
    facts = tuple(study.frame.facts) if study.frame else ()
    cells = _counted(responses, tables)
    return [*cells, *(_counted(approached, {APPROACHED: facts}) if facts else ())]


def _columns(variables: Iterable[str], study: Study) -> tuple[str, ...]:
    return tuple(column.name for variable in variables for column in variable_columns(study.variables[variable]))


def _filter_column(condition: str, study: Study) -> nw.Expr:
    """Whether a filter holds of a respondent, does not, or turns on an answer that is missing."""
    holds, does_not = (
        condition_column(study.filters[condition], expression_columns(study), truth) for truth in (True, False)
    )
    return (
        nw.when(holds)
        .then(nw.lit(HOLDS))
        .otherwise(nw.when(does_not).then(nw.lit(DOES_NOT_HOLD)).otherwise(nw.lit(NOT_KNOWN)))
    )


def _counted(frame: nw.LazyFrame[Any], tables: Mapping[str, tuple[str, ...]]) -> list[CountedCell]:
    rows, entities = tally(frame, list(tables.values()), "pseudonym")
    names = list(tables)
    headings = [tuple(FILTER if name.startswith(FILTER) else name for name in columns) for columns in tables.values()]
    return [
        CountedCell(names[place], tuple(zip(headings[place], categories, strict=True)), n, entities[place, categories])
        for (place, categories), n in sorted(rows.items())
    ]


class Counts:
    """The counts of one wave, asked by variable: of everybody, or of those for whom a filter holds (:meth:`where`)."""

    def __init__(self, cells: Iterable[CountedCell], study: Study, where: str = "") -> None:
        self._study, self._where = study, where
        self._tables: dict[str, list[tuple[dict[str, str], int]]] = {}
        self._entities: dict[str, list[int]] = {}
        self._readers: dict[str, Callable[[Mapping[str, str]], tuple[str, ...] | None]] = {}
        for cell in cells:
            self._tables.setdefault(cell.table, []).append((dict(cell.cell), cell.n))
            self._entities.setdefault(cell.table, []).append(cell.n_entities)

    def where(self, declared: Filter | None) -> Counts:
        """The counts of those for whom a filter holds; of everybody, if there is none.

        Only tables that were counted with the filter have cells then.
        """
        if declared is None:
            return self
        found = Counts((), self._study, declared.when)
        found._tables = {  # the same counts, looked at otherwise
            name: [(cell, n) for cell, n in cells if cell.get(FILTER) == HOLDS] for name, cells in self._tables.items()
        }
        found._entities = {
            name: [k for (cell, _), k in zip(cells, self._entities[name], strict=True) if cell.get(FILTER) == HOLDS]
            for name, cells in self._tables.items()
        }
        return found

    def filtered(self, declared: Filter) -> dict[str, int]:
        """For how many respondents a filter holds, does not, and is not known to."""
        found = dict.fromkeys((HOLDS, DOES_NOT_HOLD, NOT_KNOWN), 0)
        for cell, n in self._tables.get(table_name(where=declared.when), []):
            found[cell[FILTER]] += n
        return found

    def cells(self, *variables: str) -> list[tuple[dict[str, str], int]]:
        """The cells of a table: categories by column, and respondents."""
        return self._tables.get(table_name(*variables, where=self._where), [])

    def cells_with_entities(self, *variables: str) -> list[tuple[dict[str, str], int, int]]:
        """The cells of a table: categories by column, respondents, and the distinct municipalities they are of."""
        name = table_name(*variables, where=self._where)
        return [(cell, n, k) for (cell, n), k in zip(self.cells(*variables), self._entities.get(name, []), strict=True)]

    def tables_that_do_not_add_up(self) -> list[str]:
        """Tables that do not count every respondent once: none, unless something is wrong."""
        return [
            name
            for name, cells in self._tables.items()
            if name != APPROACHED and sum(n for _, n in cells) != self.respondents
        ]

    @property
    def approached(self) -> int:
        """The municipalities of the frame that the study is about."""
        return sum(n for _, n in self._tables.get(APPROACHED, []))

    @property
    def respondents(self) -> int:
        """Everyone in the wave."""
        return sum(n for _, n in self.cells())

    @property
    def entities(self) -> int:
        """The distinct municipalities (respondents, in a study without a frame) in the wave."""
        return sum(self._entities.get(EVERYONE, []))

    def answered(self, variable: str) -> int:
        """Respondents with an answer: an option, a number, or at least one box."""
        return sum(n for cell, n in self.cells(variable) if self.answer(cell, variable) is not None)

    def left_out(self) -> frozenset[str]:
        """The items that the wave should have asked and that its export did not have: nobody was asked them."""
        return frozenset(
            name
            for name, item in self._study.asked_items.items()
            if item.since is not None and variable_columns(item) and self.respondents
            if self.in_state(name, Missing.NOT_ASKED) == self.respondents
        )

    def in_state(self, variable: str, state: Missing) -> int:
        """Respondents without an answer for this reason."""
        column = state_name(self._study.variables[variable])
        return sum(n for cell, n in self.cells(variable) if cell[column] == state)

    def answer(self, cell: Mapping[str, str], variable: str) -> tuple[str, ...] | None:
        """What a cell says of a variable: the categories chosen, or None where an answer is missing."""
        if variable not in self._readers:
            self._readers[variable] = answer_reader(self._study.variables[variable])
        return self._readers[variable](cell)


def answer_reader(variable: Variable) -> Callable[[Mapping[str, str]], tuple[str, ...] | None]:
    """What tells of a cell the categories chosen of a variable, by column; None where an answer is missing."""
    columns = variable_columns(variable)
    first, last = columns[0].name, columns[-1].name
    if variable.kind == "multiple":
        boxes = [
            (option, column.name, column.categories[0])
            for option, column in zip(variable.options, columns, strict=True)
        ]

        def chosen(cell: Mapping[str, str]) -> tuple[str, ...] | None:
            if is_missing(cell[first]):
                return None
            return tuple(option for option, name, ticked in boxes if cell[name] == ticked)

        return chosen
    return lambda cell: None if is_missing(cell[last]) else (cell[first],)
