"""Which test was it? Every registered test held against the stars a table was printed with.

A report that does not name its tests still prints their stars. Each registered test is run on the counts behind
every printed star, under every declared reading of the thresholds; those that give all stars could have been used, the
others could not. Tests that give one p-value in every cell are one test under several names here, and are named
together. Where a test gives no p-value, it gives no star.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose
from typing import Literal

from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.published import Figure
from infopos_pipeline.statistics.registry import TESTS, run_test
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.testing import tables_of
from infopos_pipeline.statistics.verdicts import stars
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Hypothesis, ProfileTest, Stars

SAME = 1e-9
"""P-values closer than this, relative to their size, in every cell are those of one test."""

PROFILE: Literal["as_published"] = "as_published"
PAIRED = frozenset({"mcnemar_exact", "marginal_homogeneity_exact", "wilcoxon_signed_rank_exact"})
"""Tests of one group asked twice; the tables here compare groups of different respondents."""


Cell = tuple[str, str, str]
"""Outcome, predictor and category."""


@dataclass(frozen=True)
class Candidate:
    """Tests that are the same thing on these tables, under one reading of the thresholds.

    ``missed`` are the cells whose star they do not give, each with the printed and the given mark.
    """

    tests: tuple[str, ...]
    reading: str
    printed: int
    missed: tuple[tuple[Cell, str, str], ...]


def candidates(table: str, study: Study, counts: Counts, figures: Sequence[Figure]) -> list[Candidate]:
    """Every group of tests under every reading, for the stars printed in one table; none if no star row was printed."""
    hypotheses = _tested_in(table, study)
    printed = {
        (figure.key.item, figure.key.group, figure.key.category): figure.value
        for figure in figures
        if figure.key.place == table and figure.key.statistic == "stars"
    }
    if not hypotheses or not printed:
        return []
    tables = _tables(hypotheses, study, counts, printed)
    p_values = {
        name: {cell: run_test(name, of_cell).p_value for cell, of_cell in tables.items()}
        for name in TESTS
        if name not in PAIRED
    }
    declared = hypotheses[0].profiles[PROFILE]
    return [
        Candidate(tests, _named(reading), len(printed), tuple(_missed(p_values[tests[0]], printed, declared, reading)))
        for reading in _readings(declared)
        for tests in _same(p_values)
    ]


def which_test_results(study: Study, counts: Counts, figures: Sequence[Figure], wave: str) -> list[Result]:
    """Rows of the statistic ``stars_reproduced``: how many printed stars each candidate gives, out of ``base``.

    ``method`` names the tests, ``category`` the reading, ``text`` the cells missed.
    """
    return [
        Result(
            wave=wave,
            profile=PROFILE,
            place=table,
            item="",
            category=candidate.reading,
            statistic="stars_reproduced",
            value=candidate.printed - len(candidate.missed),
            text="; ".join(
                f"{_words(cell, table, study)}: {given or '-'} instead of {mark or '-'}"
                for cell, mark, given in candidate.missed
            ),
            base=candidate.printed,
            method=", ".join(candidate.tests),
        )
        for table in study.tables
        for candidate in candidates(table, study, counts, figures)
    ]


def _tested_in(table: str, study: Study) -> list[Hypothesis]:
    return [h for h in study.hypotheses.values() if h.table == table and PROFILE in h.profiles]


def _words(cell: Cell, table: str, study: Study) -> str:
    """A cell in words; its outcome only where the table has several."""
    outcomes = {hypothesis.profiles[PROFILE].outcome for hypothesis in _tested_in(table, study)}
    return " ".join(filter(None, cell if len(outcomes) > 1 else cell[1:]))


def _tables(
    hypotheses: Sequence[Hypothesis], study: Study, counts: Counts, printed: Container[Cell]
) -> dict[Cell, ContingencyTable]:
    """The counts behind every printed star row."""
    return {
        (declared.outcome, predictor, category): table
        for hypothesis in hypotheses
        for declared in [hypothesis.profiles[PROFILE]]
        for predictor in hypothesis.predictors
        if study.variables[predictor].options  # of a number no table is printed by group
        if study.variables[predictor].kind != "multiple"  # nor by box
        for category, table in tables_of(hypothesis, declared, study.variables[predictor], study, counts)
        if (declared.outcome, predictor, category) in printed
    }


def _readings(declared: ProfileTest) -> Iterator[tuple[Stars, ...]]:
    """Every combination of thresholds that the marks could mean, the declared one first."""
    for below in product(*((star.below, *star.readings) for star in declared.stars)):
        yield tuple(Stars(mark=star.mark, below=limit) for star, limit in zip(declared.stars, below, strict=True))


def _named(reading: Sequence[Stars]) -> str:
    return ", ".join(f"{star.mark} p < {star.below:g}" for star in reading)


def _same(p_values: Mapping[str, Mapping[Cell, float | None]]) -> list[tuple[str, ...]]:
    """The tests in groups that give one p-value in every cell; tests that do not apply anywhere are left out."""
    groups: list[tuple[str, ...]] = []
    for name, values in p_values.items():
        if all(value is None for value in values.values()):
            continue
        for place, group in enumerate(groups):
            if all(_equal(values[cell], p_values[group[0]][cell]) for cell in values):
                groups[place] = (*group, name)
                break
        else:
            groups.append((name,))
    return groups


def _equal(one: float | None, other: float | None) -> bool:
    return one is other or (one is not None and other is not None and isclose(one, other, rel_tol=SAME))


def _missed(
    p_values: Mapping[Cell, float | None],
    printed: Mapping[Cell, str],
    declared: ProfileTest,
    reading: tuple[Stars, ...],
) -> Iterator[tuple[Cell, str, str]]:
    under = declared.model_copy(update={"stars": reading})
    for cell, mark in printed.items():
        given = stars(p_values.get(cell), under)
        if given != mark:
            yield cell, mark, given
