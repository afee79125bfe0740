"""Figures of those for whom a filter holds, and tests by numbers or boxes, are never in a public set, nor make it say
more.
"""

from __future__ import annotations

import random

import pytest
from tiny_studies import WAVE, Wave, declare, item, label, table, with_settings

from infopos_pipeline.disclosure.answers import PossibleAnswers
from infopos_pipeline.disclosure.behind import RowsBehind
from infopos_pipeline.disclosure.release import publish
from infopos_pipeline.statistics.counting import FILTER
from infopos_pipeline.statistics.testing import BENJAMINI_HOCHBERG_STUDY, HOLM_HYPOTHESIS, HOLM_STUDY

NUMBER = {"kind": "number", "page": 1, "label": label("x")}
ITEMS = {
    "pair": item("a", "b"),
    "mood": item("c", "d"),
    "boxes": item("p", "q", kind="multiple"),
    "age": NUMBER,
}


def hypothesis(test, predictor, place="tests", **more):
    profiles = {"recommended": {"test": test, "outcome": "mood", "rule": "every_predictor"}}
    common = {"place": "said", "table": place, "statement": label("x"), "predictors": [predictor]}
    return {**common, "profiles": profiles, **more}


PLAIN = {"said": table("text"), "split": table("crosstab", items=["mood"], by=["pair"])}
FILTERED = {
    "few": table("crosstab", items=["mood"], by=["pair"], filter="age >= 40"),
    "few_alone": table("characteristics", items=["mood", "boxes"], filter="age >= 40"),
    "tests": table("tests"),
}
OF_ALL = {"of_all": hypothesis("fisher", "pair", "split")}
OF_FEW = {"of_few": hypothesis("fisher", "pair", "few", filter="age >= 40")}
EXPLORED = {"looked": hypothesis("fisher", "pair", filter="age < 40", exploratory=True)}

RESPONDENTS = [
    {
        "pair": "ab"[i % 2],
        "mood": "cd"[(i // 2) % 2],
        "boxes": [("p",), ("q",), ("p", "q")][i % 3],
        "age": 20 + 5 * (i % 6),
    }
    for i in range(60)
]


def wave_of(folder, tables, hypotheses, **settings):
    declared = with_settings(declare(folder, items=ITEMS, tables=tables, hypotheses=hypotheses), **settings)
    return Wave(declared, RESPONDENTS)


def public_rows(wave):
    return publish(wave.study, wave.counts, wave.results, WAVE).rows


@pytest.mark.parametrize("verdicts", [False, True], ids=["words kept in", "words let out"])
@pytest.mark.parametrize("mode", ["suppression", "rounding"])
def test_nothing_of_a_filter_is_in_a_public_set(tmp_path, mode, verdicts):
    hypotheses = {**OF_ALL, **OF_FEW, **EXPLORED}
    wave = wave_of(tmp_path, {**PLAIN, **FILTERED}, hypotheses, mode=mode, verdicts=verdicts, width=1)
    inside = [row for row in wave.results if row.place in FILTERED or row.item in ("of_few", "looked")]
    assert {row.statistic for row in inside} >= {"n", "pct", "p_value", "p_adjusted", "verdict"}
    rows = public_rows(wave)
    assert rows
    assert not [row for row in rows if row.place in FILTERED or row.group == FILTER]
    assert not [row for row in rows if row.item in ("of_few", "looked")]
    assert not {"few", "few_alone"} & set(publish(wave.study, wave.counts, wave.results, WAVE).study.tables)


def test_the_rest_is_published_as_if_there_were_no_filters(tmp_path):
    with_filters = public_rows(wave_of(tmp_path / "with", {**PLAIN, **FILTERED}, OF_ALL | OF_FEW))
    without = public_rows(wave_of(tmp_path / "without", PLAIN, OF_ALL))
    over_the_study = (HOLM_STUDY, BENJAMINI_HOCHBERG_STUDY)

    def unadjusted(rows):
        return [row for row in rows if row.method not in over_the_study]

    assert unadjusted(with_filters) == unadjusted(without)
    assert any(row.method == HOLM_HYPOTHESIS and not row.suppressed for row in with_filters)


def test_a_p_value_adjusted_for_the_test_of_a_filter_is_withheld(tmp_path):
    def adjusted(folder, hypotheses):
        rows = public_rows(wave_of(folder, {**PLAIN, **FILTERED}, hypotheses))
        return [row for row in rows if row.method == HOLM_STUDY and row.value is not None]

    assert adjusted(tmp_path / "without", OF_ALL)
    assert not adjusted(tmp_path / "with", OF_ALL | OF_FEW)
    assert adjusted(tmp_path / "apart", OF_ALL | EXPLORED)  # what is explored is a family of its own


@pytest.mark.parametrize("predictor", ["age", "boxes"])
def test_a_test_by_a_number_or_a_box_is_never_published(tmp_path, predictor):
    hypotheses = {"by": hypothesis("cochran_armitage", predictor)}
    wave = wave_of(tmp_path, {**PLAIN, "tests": table("tests")}, hypotheses)
    behind = RowsBehind(wave.study, wave.counts, wave.results, PossibleAnswers(wave.study, wave.counts))
    tests = [row for row in wave.results if row.place == "tests"]
    assert {"p_value", "effect", "p_adjusted"} <= {row.statistic for row in tests}
    assert {behind.behind(row) for row in tests} == {None}
    assert not [row for row in public_rows(wave) if row.place == "tests"]


def test_answers_behind_variables_that_build_on_others_are_those_to_the_questions(tmp_path):
    derived = {
        "old": {"kind": "single", "label": label("x"), "options": {
            "yes": {**label("x"), "when": "age >= 40"}, "no": {**label("x"), "when": "age < 40"}}},
        "both": {"kind": "single", "label": label("x"), "options": {
            "yes": {**label("x"), "when": "old == yes and mood == c"}, "no": {**label("x"), "when": "old == no"}}},
        "ratio": {"kind": "number", "label": label("x"), "value": "recode(old, yes=1, no=0) / recode(mood, c=0, d=1)"},
    }  # fmt: skip
    study = declare(
        tmp_path, items=ITEMS, tables={"t": table("characteristics", items=["both", "ratio"])}, derived=derived
    )
    possible = PossibleAnswers(study, Wave(study, RESPONDENTS).counts)
    assert possible.roots("both") == ("mood", "age")
    ages = [row["age"] for row in possible.universe("age")]
    answers = possible.answers("both")
    assert answers[0][ages.index(45.0)] == ("yes",)
    assert answers[1][ages.index(45.0)] is None
    assert answers[1][ages.index(25.0)] == ("no",)
    assert possible.answers("ratio")[1][ages.index(45.0)] == ("1",)
    assert possible.leaves_out("both")  # an old one with another mood is neither
    assert possible.leaves_out("ratio")  # and a zero divides nothing
    assert not possible.leaves_out("old")


def test_the_order_of_respondents_makes_no_difference_to_what_stays_inside(tmp_path):
    wave = wave_of(tmp_path, {**PLAIN, **FILTERED}, OF_ALL | OF_FEW)
    shuffled = random.Random(1).sample(RESPONDENTS, len(RESPONDENTS))
    assert public_rows(Wave(wave.study, shuffled)) == public_rows(wave)
