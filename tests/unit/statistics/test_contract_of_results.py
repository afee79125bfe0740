"""``docs/results.md`` is the contract of ``results.csv``: it names every column, statistic, place and kind there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.response_results import NON_RESPONSE, RAKING, WEIGHTED
from infopos_pipeline.statistics.results import NOT_ASKED, RESULT_COLUMNS, STATISTICS, SUPPRESSED
from infopos_pipeline.statistics.trend_results import (
    ALL_WAVES,
    HOLM_FAMILY,
    NOT_COMPARABLE,
    PANEL,
    STUDENT,
    TOTALS,
    TRENDS,
    WAVE,
    trend_results,
)

DOCUMENT = (Path(__file__).parents[3] / "docs" / "results.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", DOCUMENT))


def first_cells(heading: str) -> list[str]:
    """The names in the first column of the table under a heading."""
    table = DOCUMENT.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    rows = (row.split("|") for row in table.splitlines()[2:])
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[1])]


def test_the_columns_are_those_of_the_file_in_their_order():
    assert first_cells("column") == list(RESULT_COLUMNS)


def test_every_statistic_has_a_row_and_no_other():
    assert sorted(first_cells("statistic | is")) == sorted(STATISTICS)


@pytest.mark.parametrize(
    "word", [NON_RESPONSE, WEIGHTED, TRENDS, RAKING, STUDENT, NOT_ASKED, NOT_COMPARABLE, SUPPRESSED, f"{HOLM_FAMILY}: "]
)
def test_places_methods_and_texts_are_named(word):
    assert word in NAMED


def test_the_groups_tests_and_effects_of_trends_are_those_that_occur(declared_study):
    waves = ("2017", "2019", "2021")
    patterns = [
        AnswerPattern(item, tuple(zip(waves, answers, strict=True)), 5)
        for item, answers in [
            ("doelstelling", ("ja", "nee", "ja")),
            ("tevredenheid", ("tevreden", "neutraal", "ontevreden")),
        ]
    ]
    rows = trend_results(declared_study, waves, patterns)
    assert first_cells("group") == [WAVE, TOTALS, PANEL, ALL_WAVES]
    assert {row.group for row in rows} == {WAVE, TOTALS, PANEL, ALL_WAVES}
    methods = {row.method for row in rows if row.statistic in ("p_value", "effect") and row.value is not None}
    assert len(methods) == 9
    assert methods <= NAMED
