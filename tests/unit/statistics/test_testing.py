"""Families of tests: which p-values are adjusted together, recomputed here from their definition."""

from __future__ import annotations

from collections import Counter

import narwhals as nw
import pytest

from infopos_pipeline.statistics import registry, testing
from infopos_pipeline.statistics.contingency import contingency_table
from infopos_pipeline.statistics.counting import CountedCell, Counts, count, table_name
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.testing import (
    BENJAMINI_HOCHBERG_STUDY,
    HOLM_HYPOTHESIS,
    HOLM_STUDY,
    categories_of,
    study_tests,
    tables_of,
)
from infopos_pipeline.statistics.verdicts import stars
from infopos_pipeline.statistics.which_test import which_test_results
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.study.shown import Stars

ADJUSTMENTS = (HOLM_HYPOTHESIS, HOLM_STUDY, BENJAMINI_HOCHBERG_STUDY)


def holm_by_definition(p_values):
    """Of each p-value: the largest, over those no larger, of itself times the number of tests not smaller."""
    done = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    rank = {place: number for number, (_, place) in enumerate(done)}
    return [
        None if p is None else min(1.0, max((len(done) - rank[i]) * q for q, i in done if rank[i] <= rank[place]))
        for place, p in enumerate(p_values)
    ]


def benjamini_hochberg_by_definition(p_values):
    """Of each p-value: the smallest, over those no smaller, of itself times tests over the number no larger."""
    done = [p for p in p_values if p is not None]
    return [
        None if p is None else min(1.0, *(len(done) * q / sum(r <= q for r in done) for q in done if q >= p))
        for p in p_values
    ]


@pytest.fixture(scope="module")
def counts(study, sample_responses):
    """The sample wave, counted."""
    frames = (nw.from_native(frame).lazy() for frame in (sample_responses.responses, sample_responses.approached))
    return Counts(count(*frames, study), study)


@pytest.fixture(scope="module")
def tests(study, counts):
    return study_tests(study, counts)


@pytest.fixture
def planned(study, counts, monkeypatch):
    """The tests of the study, with p-values by (hypothesis, predictor, category) in place of those of the sample."""

    def planned(p_values, study=study):
        found = []

        def run(name, table):
            result = registry.run_test(name, table)
            found.append(result)
            return result

        monkeypatch.setattr(testing, "run_test", run)
        places = [(t.hypothesis.name, t.profile, t.predictor, t.category) for t in study_tests(study, counts)]
        values = iter([p_values(*place) for place in places])

        def with_p(name, table):
            return type(found[0])(**{**registry.run_test(name, table).as_dict(), "p_value": next(values)})

        monkeypatch.setattr(testing, "run_test", with_p)
        return study_tests(study, counts)

    return planned


def of_family(tests, profile, *, exploratory):
    return [test for test in tests if test.profile == profile and test.hypothesis.exploratory is exploratory]


def adjusted(tests, name):
    return [dict(test.adjusted)[name] for test in tests]


def test_the_expectations_are_24_tests_in_each_profile(tests):
    for profile in ("as_published", "recommended"):
        family = of_family(tests, profile, exploratory=False)
        assert len(family) == 24
        assert Counter(test.hypothesis.name[-1] for test in family) == {"1": 2, "2": 2, "3": 8, "4": 8, "5": 2, "6": 2}
    assert not of_family(tests, "as_published", exploratory=True)


def test_every_test_has_every_adjustment_once(tests):
    assert {tuple(name for name, _ in test.adjusted) for test in tests} == {ADJUSTMENTS}


@pytest.mark.parametrize("exploratory", [False, True], ids=["expected", "exploratory"])
@pytest.mark.parametrize("profile", ["as_published", "recommended"])
def test_adjusted_values_are_those_of_their_family(tests, profile, exploratory):
    family = of_family(tests, profile, exploratory=exploratory)
    raw = [test.result.p_value for test in family]
    assert adjusted(family, HOLM_STUDY) == pytest.approx(holm_by_definition(raw), abs=1e-15)
    assert adjusted(family, BENJAMINI_HOCHBERG_STUDY) == pytest.approx(benjamini_hochberg_by_definition(raw), abs=1e-15)
    for name in {test.hypothesis.name for test in family}:
        own = [test for test in family if test.hypothesis.name == name]
        expected = holm_by_definition([test.result.p_value for test in own])
        assert adjusted(own, HOLM_HYPOTHESIS) == pytest.approx(expected, abs=1e-15)


def test_of_24_equal_p_values_each_counts_24_times_over_the_study(planned):
    tests = planned(lambda *_: 0.001)
    for profile in ("as_published", "recommended"):
        family = of_family(tests, profile, exploratory=False)
        assert adjusted(family, HOLM_STUDY) == pytest.approx([0.024] * 24)
        assert adjusted(family, BENJAMINI_HOCHBERG_STUDY) == pytest.approx([0.001] * 24)
        assert adjusted(family, HOLM_HYPOTHESIS) == pytest.approx(
            [0.008 if test.hypothesis.each == "option" else 0.002 for test in family]
        )


@pytest.mark.parametrize(("explored", "expected"), [(0.0001, 0.03), (0.03, 0.0001)])
def test_looking_around_costs_the_expectations_nothing_nor_the_other_way_round(study, planned, explored, expected):
    tests = planned(lambda name, *_: explored if study.hypotheses[name].exploratory else expected)
    for p_value, exploratory in ((explored, True), (expected, False)):
        family = of_family(tests, "recommended", exploratory=exploratory)
        assert adjusted(family, HOLM_STUDY) == pytest.approx([min(1.0, len(family) * p_value)] * len(family))
        assert adjusted(family, BENJAMINI_HOCHBERG_STUDY) == pytest.approx([p_value] * len(family))


def test_one_profile_costs_the_other_nothing(planned):
    tests = planned(lambda name, profile, *_: 0.0001 if profile == "as_published" else 0.04)
    assert adjusted(of_family(tests, "as_published", exploratory=False), HOLM_STUDY) == pytest.approx([0.0024] * 24)
    assert adjusted(of_family(tests, "recommended", exploratory=False), HOLM_STUDY) == pytest.approx([0.96] * 24)


def test_a_test_without_a_p_value_was_not_done_and_costs_the_others_nothing(planned):
    tests = planned(lambda name, profile, predictor, category: None if predictor == "missen_extern" else 0.01)
    family = of_family(tests, "recommended", exploratory=False)
    done = [test for test in family if test.predictor != "missen_extern"]
    assert len(done) == 24 - 6
    assert adjusted(done, HOLM_STUDY) == pytest.approx([0.18] * 18)
    for name in ADJUSTMENTS:
        assert {test.predictor for test in family if dict(test.adjusted)[name] is None} == {"missen_extern"}
    assert not any(test.survives for test in family if test.predictor == "missen_extern")


def test_a_test_stands_strictly_below_its_level_after_holm(planned):
    for p, stands in ((0.025, False), (0.02499, True)):
        own = [test for test in planned(lambda *_, p=p: p) if test.hypothesis.name == "verwachting_1"]
        assert {test.survives for test in own} == {stands}


def test_raw_and_adjusted_p_values_stand_side_by_side_under_keys_of_their_own(study, counts, tests):
    rows = [row for rows in hypotheses_results(study, counts, "2017").values() for row in rows]
    assert len({row.key() for row in rows}) == len(rows)
    for test in tests:
        own = [
            row
            for row in rows
            if (row.profile, row.place, row.item, row.category, row.group)
            == (test.profile, test.hypothesis.table, test.declared.outcome, test.category, test.predictor)
        ]
        p_values = {row.method: row.value for row in own if row.statistic == "p_value"}
        assert p_values == {test.declared.test: test.result.p_value}
        assert {row.method: row.value for row in own if row.statistic == "p_adjusted"} == dict(test.adjusted)
        assert {row.base for row in own if row.statistic != "mean"} >= {test.result.n}
        for name, value in test.adjusted:
            assert value is None or value >= test.result.p_value, name
        assert dict(test.adjusted)[HOLM_STUDY] >= dict(test.adjusted)[BENJAMINI_HOCHBERG_STUDY]


def test_exploratory_tests_are_marked_and_have_no_verdict(study, counts):
    marked = set()
    for name, rows in hypotheses_results(study, counts, "2017").items():
        (text,) = {
            (row.text, row.method) for row in rows if row.statistic == "verdict" and row.profile == "recommended"
        }
        marked |= {name} if text == ("exploratory", "exploratory") else set()
    assert marked == {name for name, hypothesis in study.hypotheses.items() if hypothesis.exploratory}


def test_a_table_has_the_predictors_options_as_rows_and_the_outcomes_as_columns(study, counts, sample_responses):
    hypothesis = study.hypotheses["verwachting_1"]
    declared, predictor = hypothesis.profiles["recommended"], study.variables["missen_extern"]
    ((category, table),) = tables_of(hypothesis, declared, predictor, study, counts)
    frame = sample_responses.responses
    options = list(study.variables["tevredenheid"].options)
    assert category == ""
    assert table.counts == tuple(
        tuple(int(((frame["missen_extern"] == row) & (frame["tevredenheid"] == column)).sum()) for column in options)
        for row in predictor.options
    )
    assert table.scores == tuple(study.variables["tevredenheid"].scores[option] for option in options)


def test_each_option_has_a_table_of_those_who_ticked_it_and_those_who_did_not(study, counts, sample_responses):
    hypothesis = study.hypotheses["verwachting_3"]
    predictor = study.variables["knelpunten_intern"]
    tables = dict(tables_of(hypothesis, hypothesis.profiles["recommended"], predictor, study, counts))
    frame = sample_responses.responses
    assert list(tables) == list(study.variables["behoefte_middelen"].options)
    boxes = [f"behoefte_middelen__{option}" for option in tables]
    answered = (frame[boxes] == "ticked").any(axis=1)
    for option, table in tables.items():
        ticked = frame[f"behoefte_middelen__{option}"] == "ticked"
        groups = [frame["knelpunten_intern"] == value for value in predictor.options]
        assert table.counts == tuple((int((g & ticked).sum()), int((g & answered & ~ticked).sum())) for g in groups)
        assert table.scores == (1.0, 0.0)


def number_counts(study, *rows):
    """Counts of a predictor against a number: (option, number or missing state, respondents)."""
    name = table_name("knelpunten_intern", "aantal_gewenste_voordelen_volledig")
    outcome = "aantal_gewenste_voordelen_volledig"
    return Counts(
        [
            CountedCell(
                name,
                (
                    ("knelpunten_intern", option),
                    (outcome, "" if value.startswith("~") else value),
                    (f"{outcome}__state", value if value.startswith("~") else "answered"),
                ),
                n,
                n,
            )
            for option, value, n in rows
        ],
        study,
    )


def test_the_columns_of_a_number_are_the_values_that_occur_in_order_of_size(study):
    hypothesis = study.hypotheses["verwachting_5"]
    declared, predictor = hypothesis.profiles["recommended"], study.variables["knelpunten_intern"]
    counted = number_counts(study, ("ja", "10", 2), ("ja", "9", 1), ("nee", "2.5", 4), ("nee", str(Missing.SKIPPED), 8))
    ((_, table),) = tables_of(hypothesis, declared, predictor, study, counted)
    assert (table.scores, table.counts) == ((2.5, 9.0, 10.0), ((0, 1, 2), (4, 0, 0)))


def test_a_number_nobody_gave_is_a_table_of_nobody(study):
    hypothesis = study.hypotheses["verwachting_5"]
    declared, predictor = hypothesis.profiles["recommended"], study.variables["knelpunten_intern"]
    ((_, table),) = tables_of(hypothesis, declared, predictor, study, number_counts(study))
    assert table == contingency_table([[0], [0]], [0.0])
    assert categories_of(study.variables[declared.outcome], []) == ["0"]


def test_all_tests_of_a_wave_are_a_few_hundred_runs_and_each_table_is_made_once(study, counts, monkeypatch):
    """Work, not time: a wave of 75 must stay cheap, and no published table is put together once per test."""
    from infopos_pipeline.statistics import which_test
    from infopos_pipeline.statistics.published import Figure, FigureKey

    runs, tables = Counter(), Counter()

    def run(name, table):
        runs[name] += 1
        return registry.run_test(name, table)

    def made(hypothesis, declared, predictor, *others):
        tables[hypothesis.name, predictor.name] += 1
        return tables_of(hypothesis, declared, predictor, *others)

    monkeypatch.setattr(which_test, "run_test", run)
    monkeypatch.setattr(which_test, "tables_of", made)
    monkeypatch.setattr(testing, "run_test", run)
    declared = sum(
        len(hypothesis.predictors) * (len(study.variables[test.outcome].options) if hypothesis.each == "option" else 1)
        for hypothesis in study.hypotheses.values()
        for test in hypothesis.profiles.values()
    )
    hypotheses_results(study, counts, "2017")
    assert runs.total() == declared
    runs.clear()
    printed = [
        Figure(FigureKey(place="tabel_2", item="tevredenheid", group=predictor, statistic="stars"), "*")
        for predictor in study.tables["tabel_2"].by
    ]
    which_test_results(study, counts, printed, "2017")
    assert set(runs.values()) == {len(printed)}
    assert set(tables.values()) == {1}


def test_the_star_of_a_row_is_that_of_its_raw_p_value(study, counts, tests):
    rows = [row for rows in hypotheses_results(study, counts, "2017").values() for row in rows]
    for test in tests:
        (row,) = [
            row
            for row in rows
            if row.statistic == "stars"
            and (row.profile, row.place, row.item, row.category, row.group)
            == (test.profile, test.hypothesis.table, test.declared.outcome, test.category, test.predictor)
        ]
        assert row.text == stars(test.result.p_value, test.declared)
    thresholds = {test.declared.stars for test in tests if test.profile == "recommended" and test.declared.stars}
    assert thresholds == {(Stars(mark="*", below=0.05),)}
