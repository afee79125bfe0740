"""Which test was it: every registered test against the stars that a table was printed with."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import narwhals as nw
import pytest

from infopos_pipeline.statistics import registry, which_test
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.published import Figure, FigureKey, read_published
from infopos_pipeline.statistics.registry import TESTS
from infopos_pipeline.statistics.results import results_csv, results_from_csv
from infopos_pipeline.statistics.which_test import candidates, which_test_results
from infopos_pipeline.study.shown import Stars

PUBLISHED = Path(__file__).parents[3] / "data" / "infopos" / "2017" / "published.csv"
DECLARED = {
    "tabel_2": "* p < 0.05, ** p < 0.005",
    "tabel_3": "* p < 0.1, ** p < 0.05",
    "tabel_4": "* p < 0.05, ** p < 0.005",
}
CHOSEN = {"tabel_2": "spearman", "tabel_3": "fisher", "tabel_4": "student"}


@pytest.fixture(scope="module")
def counts(study, sample_responses):
    """The sample wave, counted."""
    frames = (nw.from_native(frame).lazy() for frame in (sample_responses.responses, sample_responses.approached))
    return Counts(count(*frames, study), study)


@pytest.fixture(scope="module")
def figures():
    return read_published(PUBLISHED)


@pytest.fixture(scope="module")
def rows(study, counts, figures):
    return which_test_results(study, counts, figures, "2017")


def found(rows, place, test, reading=None):
    (row,) = [
        row
        for row in rows
        if (row.place, row.category) == (place, reading or DECLARED[place]) and test in row.method.split(", ")
    ]
    return row


@pytest.mark.parametrize("place", DECLARED)
def test_every_printed_star_is_reproduced_by_the_test_the_study_declares(rows, place, study):
    row = found(rows, place, CHOSEN[place])
    assert row.value == row.base == {"tabel_2": 4, "tabel_3": 16, "tabel_4": 4}[place]
    assert row.text == ""
    assert row.profile == "as_published"
    declared = {h.profiles["as_published"].test for h in study.hypotheses.values() if h.table == place}
    assert declared == {CHOSEN[place]}


@pytest.mark.parametrize(
    ("place", "test"),
    [
        ("tabel_2", "chi_square"),
        ("tabel_2", "fisher"),
        ("tabel_2", "student"),
        ("tabel_2", "mann_whitney_asymptotic"),
        ("tabel_3", "chi_square"),
        ("tabel_3", "spearman"),
        ("tabel_4", "chi_square"),
        ("tabel_4", "mann_whitney_asymptotic"),
        ("tabel_4", "welch"),
        ("tabel_4", "spearman"),
    ],
)
def test_common_choices_that_contradict_the_print_are_named_with_the_cells_they_miss(rows, place, test):
    row = found(rows, place, test)
    assert row.value < row.base
    assert row.text.count("; ") + 1 == row.base - row.value
    assert " instead of " in row.text


def test_what_a_test_misses_is_said_with_the_mark_it_gives_and_the_printed_one(rows):
    assert found(rows, "tabel_2", "student").text == "missen_intern: * instead of **"
    assert found(rows, "tabel_3", "chi_square").text == (
        "missen_intern data_analist: ** instead of *; missen_extern geen: ** instead of *"
    )
    assert found(rows, "tabel_4", "fisher").text == "knelpunten_intern: - instead of *"


def test_tests_that_are_the_same_thing_are_named_together(rows):
    assert found(rows, "tabel_2", "kruskal") is found(rows, "tabel_2", "mann_whitney_asymptotic")
    assert found(rows, "tabel_3", "chi_square") is found(rows, "tabel_3", "cochran_armitage")
    assert found(rows, "tabel_3", "spearman") is found(rows, "tabel_3", "student")
    assert found(rows, "tabel_3", "mann_whitney_exact") is found(rows, "tabel_3", "permutation_means")
    assert found(rows, "tabel_2", "mann_whitney_exact") is not found(rows, "tabel_2", "mann_whitney_asymptotic")
    assert found(rows, "tabel_3", "fisher") is not found(rows, "tabel_3", "boschloo")


def test_every_reading_of_the_thresholds_is_tried_and_named_the_declared_one_first(rows):
    for place in ("tabel_2", "tabel_4"):
        readings = list(dict.fromkeys(row.category for row in rows if row.place == place))
        assert readings == [DECLARED[place], "* p < 0.05, ** p < 0.01", "* p < 0.05, ** p < 0.0005"]
    assert {row.category for row in rows if row.place == "tabel_3"} == {DECLARED["tabel_3"]}
    assert found(rows, "tabel_2", "spearman", "* p < 0.05, ** p < 0.0005").value == 3
    assert found(rows, "tabel_2", "mann_whitney_exact", "* p < 0.05, ** p < 0.01").value == 4


def test_every_registered_test_is_held_against_a_table_once_but_for_those_of_pairs(rows):
    for place, reading in {(row.place, row.category) for row in rows}:
        named = [
            test for row in rows if (row.place, row.category) == (place, reading) for test in row.method.split(", ")
        ]
        only_two_columns = set() if place == "tabel_3" else {"boschloo", "cochran_armitage"}
        of_pairs = {"mcnemar_exact", "marginal_homogeneity_exact", "wilcoxon_signed_rank_exact"}
        assert sorted(named) == sorted(set(TESTS) - of_pairs - only_two_columns)


def test_rows_have_keys_of_their_own_and_come_back_from_their_file(rows):
    assert len({row.key() for row in rows}) == len(rows)
    assert {row.statistic for row in rows} == {"stars_reproduced"}
    assert results_from_csv(results_csv(rows)) == rows


def test_a_wave_of_which_nothing_was_published_gives_no_rows(study, counts, figures):
    assert which_test_results(study, counts, (), "2019") == []
    without = [figure for figure in figures if figure.key.statistic != "stars"]
    assert which_test_results(study, counts, without, "2019") == []


def test_a_table_without_a_published_test_or_without_printed_stars_has_no_candidates(study, counts, figures):
    for table in study.tables:
        assert bool(candidates(table, study, counts, figures)) == (table in DECLARED)
    assert candidates("no_such_table", study, counts, figures) == []


def test_a_study_without_hypotheses_gives_no_rows(small_study, figures):
    assert which_test_results(small_study, Counts([], small_study), figures, "w") == []


def printed(place, *stars):
    return [
        Figure(FigureKey(place=place, item=item, group=group, category=category, statistic="stars"), mark)
        for item, group, category, mark in stars
    ]


def test_a_printed_star_that_no_hypothesis_is_about_is_missed_by_every_test(study, counts, figures):
    stray = printed("tabel_2", ("tevredenheid", "regio", "", "*"))
    for candidate in candidates("tabel_2", study, counts, [*figures, *stray]):
        assert candidate.printed == 5
        assert (("tevredenheid", "regio", ""), "*", "") in candidate.missed


def test_only_cells_with_a_printed_row_count(study, counts):
    one = printed("tabel_2", ("tevredenheid", "knelpunten_extern", "", "**"))
    assert {candidate.printed for candidate in candidates("tabel_2", study, counts, one)} == {1}


def test_two_outcomes_in_one_table_are_each_held_against_their_own_stars(study, counts, figures):
    """Stars of the same predictors under another outcome, in one table."""
    hypotheses = {
        name: hypothesis.model_copy(update={"table": "tabel_2"}) if hypothesis.table == "tabel_4" else hypothesis
        for name, hypothesis in study.hypotheses.items()
    }
    together = dataclasses.replace(study, hypotheses=hypotheses)
    moved = [
        dataclasses.replace(figure, key=figure.key.model_copy(update={"place": "tabel_2"}))
        for figure in figures
        if figure.key.place == "tabel_4" and figure.key.statistic == "stars"
    ]
    apart = {
        (place, test): len(candidate.missed)
        for place in ("tabel_2", "tabel_4")
        for candidate in candidates(place, study, counts, figures)
        for test in candidate.tests
        if candidate.reading == DECLARED[place]
    }
    for candidate in candidates("tabel_2", together, counts, [*figures, *moved]):
        if candidate.reading == DECLARED["tabel_2"]:
            assert candidate.printed == 8
            for test in candidate.tests:
                assert len(candidate.missed) == apart["tabel_2", test] + apart["tabel_4", test]
    rows = which_test_results(together, counts, [*figures, *moved], "2017")
    assert found(rows, "tabel_2", "spearman").text == "aantal_gewenste_voordelen knelpunten_intern: - instead of *"


@pytest.fixture
def planned(monkeypatch):
    """Give tests p-values by name and first cell, in place of those of the sample."""

    def plan(p_values):
        def run(name, table):
            result = registry.run_test("chi_square", table)
            return dataclasses.replace(result, p_value=p_values.get(name, lambda _: 0.5)(table))

        monkeypatch.setattr(which_test, "run_test", run)

    return plan


def test_where_a_test_gives_no_p_value_it_gives_no_star(study, counts, figures, planned):
    """A test that fails in one cell is held against the others; one that never applies is no candidate."""
    tables = []

    def sometimes(table):
        tables.append(table)
        return None if len(tables) == 1 else 0.01

    planned({"student": sometimes, "welch": lambda _: None})
    found = candidates("tabel_2", study, counts, figures)
    (student,) = [each for each in found if "student" in each.tests and each.reading == DECLARED["tabel_2"]]
    assert student.missed[0] == (("tevredenheid", "knelpunten_intern", ""), "*", "")
    assert student.tests == ("student",)
    assert not [each for each in found if "welch" in each.tests]


def test_no_p_value_is_not_a_p_value_of_zero(study, counts, figures, planned):
    tables = []

    def sometimes(table):
        tables.append(table)
        return None if len(tables) == 1 else 0.0

    planned({"student": sometimes, "welch": lambda _: 0.0})
    groups = {each.tests for each in candidates("tabel_2", study, counts, figures)}
    assert ("student",) in groups
    assert ("welch",) in groups


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(0.03, 0.03 * (1 + 1e-12), True), (0.03, 0.03 * (1 + 1e-6), False), (0.0, 0.0, True), (1e-12, 1e-14, False)],
)
def test_tests_are_the_same_if_their_p_values_agree_to_nine_digits(study, counts, figures, planned, one, other, same):
    planned({"student": lambda _: one, "welch": lambda _: other})
    groups = {each.tests for each in candidates("tabel_2", study, counts, figures)}
    assert (("student", "welch") in groups) is same


def test_readings_of_several_marks_are_combined(study, counts, figures):
    stars = (Stars(mark="*", below=0.05, readings=(0.1,)), Stars(mark="**", below=0.01, readings=(0.005, 0.001)))
    hypotheses = {
        name: hypothesis.model_copy(
            update={
                "profiles": {
                    profile: test.model_copy(update={"stars": stars}) for profile, test in hypothesis.profiles.items()
                }
            }
        )
        for name, hypothesis in study.hypotheses.items()
    }
    found = candidates("tabel_2", dataclasses.replace(study, hypotheses=hypotheses), counts, figures)
    assert list(dict.fromkeys(candidate.reading for candidate in found)) == [
        f"* p < {one}, ** p < {two}" for one in (0.05, 0.1) for two in (0.01, 0.005, 0.001)
    ]
