"""Which tests a hypothesis may declare for which variables, and whose figures may stand in which table."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from tiny_studies import declare, item, label, table

from infopos_pipeline.statistics.contingency import contingency_table
from infopos_pipeline.statistics.registry import TESTS, run_test
from infopos_pipeline.study import StudyError
from infopos_pipeline.study.choice_of_tests import NEEDS, Side, fitting_tests
from infopos_pipeline.study.shown import TestName as NameOfTest

ITEMS = {
    "pair": item("a", "b"),
    "three": item("a", "b", "c"),
    "scale": item("low", "mid", "high", kind="ordinal"),
    "boxes": item("p", "q", kind="multiple"),
    "age": {"kind": "number", "page": 1, "label": label("x")},
    "kids": {"kind": "number", "page": 1, "label": label("x")},
}
RANKED = {"spearman", "kendall", "linear_by_linear", "linear_by_linear_exact", "jonckheere"}
OF_TWO = {"mann_whitney_asymptotic", "mann_whitney_exact", "student", "welch", "permutation_means"}
OF_TABLES = {"chi_square", "fisher"}
OF_TWO_BY_TWO = {"boschloo", "mcnemar_exact"}
TAKEN = {
    ("pair", "scale"): RANKED | OF_TWO | OF_TABLES | {"kruskal"},
    ("pair", "kids"): RANKED | OF_TWO | {"kruskal"},
    ("pair", "three"): OF_TABLES,
    ("three", "pair"): OF_TABLES | {"kruskal"},
    ("three", "scale"): OF_TABLES | {"kruskal"},
    ("three", "kids"): {"kruskal"},
    ("scale", "kids"): RANKED | {"kruskal"},
    ("scale", "three"): OF_TABLES,
    ("scale", "pair"): RANKED | OF_TABLES | {"kruskal", "cochran_armitage"},
    ("boxes", "scale"): RANKED | OF_TWO | OF_TABLES | {"kruskal"},
    ("boxes", "pair"): set(NEEDS),
    ("age", "kids"): RANKED,
    ("age", "scale"): RANKED,
    ("age", "three"): set(),
    ("age", "boxes"): RANKED | {"cochran_armitage"},
    ("three", "boxes"): OF_TABLES | {"kruskal"},
    ("pair", "boxes"): set(NEEDS),
    ("boxes", "three"): OF_TABLES,
}
"""What a statistician takes; a predictor or outcome with tick boxes is tested box by box."""


def hypothesis(test, predictor, outcome, **more):
    profile = {"test": test, "outcome": outcome, "rule": "every_predictor"}
    each = {"each": "option"} if outcome == "boxes" else {}
    return {
        "place": "text",
        "table": "tests",
        "statement": label("x"),
        "predictors": [predictor],
        "profiles": {"recommended": profile},
        **each,
        **more,
    }


TABLES = {"text": table("text"), "tests": table("tests"), "cross": table("crosstab", items=["scale"], by=["pair"])}


def declared(folder, *hypotheses, tables=TABLES, **more):
    named = {f"h{number}": each for number, each in enumerate(hypotheses, start=1)}
    return declare(folder, items=ITEMS, tables=tables, hypotheses=named, **more)


def refused(folder, *hypotheses, **more) -> StudyError:
    with pytest.raises(StudyError) as caught:
        declared(folder, *hypotheses, **more)
    assert caught.value.line is not None
    return caught.value


def test_every_declared_test_says_what_it_needs_and_can_be_run():
    assert set(NEEDS) == set(get_args(NameOfTest)) <= set(TESTS)


@pytest.mark.parametrize("pair", TAKEN, ids=" × ".join)
def test_a_test_is_taken_where_it_applies_and_refused_elsewhere_with_those_that_do(tmp_path, pair):
    predictor, outcome = pair
    for test in NEEDS:
        one = hypothesis(test, predictor, outcome)
        if test in TAKEN[pair]:
            assert declared(tmp_path, one).hypotheses["h1"].profiles["recommended"].test == test
            continue
        error = refused(tmp_path, one)
        assert (error.file.name, error.field) == ("hypotheses.yaml", "hypotheses.h1.profiles.recommended.test")
        can = error.message.split(";")[1].split(". With")[0].replace(" these can:", "").split(",")
        assert {name.strip() for name in can} == (TAKEN[pair] or {"no test can"})


SHAPES = {"groups": (3, False), "two groups": (2, True), "number": (None, True), "order": (4, True)}


def test_a_test_that_is_taken_gives_a_p_value_on_a_table_of_that_shape():
    for rows, columns in product(SHAPES.values(), repeat=2):
        height, width = (groups or 5 for groups, _ in (rows, columns))
        counts = [[(row * column + row) % 3 + 1 for column in range(width)] for row in range(height)]
        for test in fitting_tests(Side(*rows), Side(*columns)):
            assert run_test(test, contingency_table(counts)).p_value is not None, (test, rows, columns)


def test_a_number_and_unordered_groups_are_swapped(tmp_path):
    message = refused(tmp_path, hypothesis("spearman", "age", "three")).message
    assert message.endswith("no test can. With 'three' as the predictor and 'age' as the outcome: kruskal")
    message = refused(tmp_path, hypothesis("welch", "age", "pair")).message
    assert "With 'pair' as the predictor and 'age' as the outcome: spearman, kendall, mann_whitney" in message


def test_tick_boxes_as_an_outcome_are_tested_each_or_counted(tmp_path):
    error = refused(tmp_path, hypothesis("fisher", "pair", "boxes") | {"each": "predictor"})
    assert "'each: option'" in error.message
    assert "count(boxes)" in error.message


def test_a_variable_is_no_predictor_of_itself(tmp_path):
    error = refused(tmp_path, hypothesis("spearman", "scale", "scale"))
    assert error.field == "hypotheses.h1.predictors.0"


def test_a_predictor_and_an_outcome_meet_once_in_a_table_and_profile(tmp_path):
    one = hypothesis("fisher", "pair", "three")
    error = refused(tmp_path, one, {**one, "filter": "age > 1"})
    assert error.field == "hypotheses.h2.predictors.0"
    assert "'h1'" in error.message
    tables = {**TABLES, "others": table("tests")}
    assert declared(tmp_path, one, {**one, "filter": "age > 1", "table": "others"}, tables=tables)


def test_a_filter_is_a_condition_or_a_condition_with_a_label(tmp_path):
    plain = hypothesis("fisher", "pair", "three", filter="age > 1 and pair == a")
    called = hypothesis("fisher", "pair", "scale", filter={"when": "age > 1", "label": {"nl": "Groot", "en": "Tall"}})
    study = declared(tmp_path, plain, called)
    first, second = (study.hypotheses[name].filter for name in ("h1", "h2"))
    assert (first.text("nl"), second.text("nl"), second.text("en")) == ("age > 1 and pair == a", "Groot", "Tall")
    assert set(study.filters) == {"age > 1 and pair == a", "age > 1"}


FILTERS_REFUSED = {
    "an unknown item": ("agee > 1", "Did you mean 'age'"),
    "a number": ("age", "not a condition"),
    "code": ("__import__('os').system('true')", "not a condition"),
    "a call hidden in a comparison": ("age > exec('1')", "not a number"),
    "nothing": ("", "cannot be read"),
}


@pytest.mark.parametrize("name", FILTERS_REFUSED)
def test_a_filter_that_cannot_be_is_refused_with_its_place(tmp_path, name):
    text, message = FILTERS_REFUSED[name]
    error = refused(tmp_path, hypothesis("fisher", "pair", "three", filter=text))
    assert (error.file.name, error.field) == ("hypotheses.yaml", "hypotheses.h1.filter")
    assert message in error.message
    error = refused(tmp_path, tables={**TABLES, "cross": {**TABLES["cross"], "filter": text}})
    assert (error.file.name, error.field) == ("tables.yaml", "tables.cross.filter")


def test_what_identifies_somebody_is_no_filter(tmp_path):
    named = {**ITEMS, "name": item("ann", "bob", privacy="direct identifier")}
    with pytest.raises(StudyError, match="no item is called 'name'"):
        declare(tmp_path, items=named, tables={"t": table("text", filter="name == ann")})


def test_a_table_shows_those_whom_its_tests_are_of(tmp_path):
    one = hypothesis("kruskal", "pair", "scale", table="cross", filter="age > 1")
    assert "everybody" in refused(tmp_path, one).message
    same = {**TABLES, "cross": {**TABLES["cross"], "filter": {"when": " age>1 ", "label": label("x")}}}
    assert declared(tmp_path, one, tables=same)
    assert "another filter" in refused(tmp_path, {**one, "filter": "age > 2"}, tables=same).message
    unfiltered = {key: value for key, value in one.items() if key != "filter"}
    assert refused(tmp_path, unfiltered, tables=same).field == "hypotheses.h1.filter"


def test_a_table_with_a_filter_has_no_facts_of_the_fieldwork(tmp_path):
    facts = {"n": {"label": label("x"), "counted": "respondents"}}
    error = refused(tmp_path, tables={"t": table("text", filter="age > 1", facts=facts)})
    assert error.field == "tables.t.facts"
