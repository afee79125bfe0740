"""Derived variables of responses: classes, recodes, scales, and variables that build on others; and who has none."""

from __future__ import annotations

import math

import pytest
from tiny_studies import Wave, declare, item, label, options, single

from infopos_pipeline.study import StudyError
from infopos_pipeline.study.missing import Missing

NUMBER = {"kind": "number", "page": 1, "label": label("x")}
SCORED = item(kind="ordinal") | {
    "options": {
        "never": {**label("x"), "score": 0},
        "often": {**label("x"), "score": 2.5},
        "1": {**label("x"), "score": 9},
    }
}
ITEMS = {
    "age": NUMBER,
    "kids": NUMBER,
    "tint": item("red", "green", "blue"),
    "first": SCORED,
    "second": SCORED,
    "third": SCORED,
    "pets": item("dog", "cat", "fish", kind="multiple"),
}


def number(value):
    return {"kind": "number", "label": label("x"), "value": value}


def classes(value, *names, kind="ordinal"):
    return single(*names, kind=kind) | {"value": value}


def when(**conditions):
    return single() | {"options": {name: {**label("x"), "when": text} for name, text in conditions.items()}}


@pytest.fixture
def derived_of(tmp_path):
    """The values of a derived variable of respondents, and their states."""

    def values(derived, name, *respondents):
        study = declare(tmp_path, items=ITEMS, tables={}, derived=derived)
        responses = Wave(study, respondents).responses
        if study.derived[name].kind != "number":
            return responses[name].tolist()
        states = responses[f"{name}__state"].tolist()
        given = [(value, state) for value, state in zip(responses[name], states, strict=True)]
        assert all(math.isfinite(value) == (state == "answered") for value, state in given)
        return [value if state == "answered" else state for value, state in given]

    return values


def test_a_number_is_put_into_classes_from_each_limit_on(derived_of):
    derived = {"class": classes("bins(age, 18, 30.5, 65)", "young", "adult", "middle", "old")}
    ages = (-1, 17.9, 18, 30.4, 30.5, 64, 65, 1000)
    found = derived_of(derived, "class", *({"age": age} for age in ages), {"age": Missing.NOT_REACHED})
    assert found == ["young", "young", "adult", "adult", "middle", "middle", "old", "old", Missing.NOT_REACHED]


def test_options_are_recoded_and_what_is_not_named_is_outside(derived_of):
    derived = {"warm": classes("recode(tint, red=yes, green=no)", "yes", "no", kind="single")}
    found = derived_of(derived, "warm", {"tint": "red"}, {"tint": "green"}, {"tint": "blue"}, {})
    assert found == ["yes", "no", Missing.NOT_APPLICABLE, Missing.SKIPPED]


def test_options_become_numbers_as_declared_or_as_said(derived_of):
    derived = {"scored": number("score(first)"), "said": number("recode(first, {'1': 100}, never=-1)")}
    respondents = [{"first": answer} for answer in ("never", "often", "1", Missing.NOT_ASKED)]
    assert derived_of(derived, "scored", *respondents) == [0, 2.5, 9, Missing.NOT_ASKED]
    assert derived_of(derived, "said", *respondents) == [-1, Missing.NOT_APPLICABLE, 100, Missing.NOT_ASKED]


def test_a_scale_is_the_mean_of_all_its_answers_or_of_enough_of_them(derived_of):
    all_scores = "score(first), score(second), score(third)"
    derived = {"whole": number(f"mean({all_scores})"), "enough": number(f"mean({all_scores}, at_least=2)")}
    respondents = [
        {"first": "never", "second": "often", "third": "often"},
        {"first": "never", "second": "often"},
        {"second": Missing.NOT_REACHED, "third": "often", "first": Missing.NOT_APPLICABLE},
    ]
    assert derived_of(derived, "whole", *respondents) == [
        pytest.approx(5 / 3),
        Missing.SKIPPED,
        Missing.NOT_APPLICABLE,
    ]
    assert derived_of(derived, "enough", *respondents) == [pytest.approx(5 / 3), 1.25, Missing.NOT_APPLICABLE]


def test_answers_of_a_battery_and_boxes_are_counted(derived_of):
    derived = {
        "high": number("count((first, second, third), (often, 1))"),
        "furry": number("count(pets, (dog, cat))"),
    }
    full = {"first": "often", "second": "1", "third": "never", "pets": ("dog", "fish")}
    assert derived_of(derived, "high", full, {"first": "often"}) == [2, Missing.SKIPPED]
    assert derived_of(derived, "furry", full, {"pets": ("fish",)}, {}) == [1, 0, Missing.SKIPPED]


def test_division_by_zero_gives_no_number(derived_of):
    derived = {"share": number("kids / age"), "inverse": number("1 / (kids / age)")}
    respondents = [
        {"kids": 1, "age": 4},
        {"kids": 1, "age": 0},
        {"kids": 0, "age": 0},
        {"kids": 0, "age": 4},
        {"age": 0},
    ]
    none = Missing.NOT_APPLICABLE
    assert derived_of(derived, "share", *respondents) == [0.25, none, none, 0, Missing.SKIPPED]
    assert derived_of(derived, "inverse", *respondents) == [4, none, none, none, Missing.SKIPPED]


def test_a_number_too_large_to_hold_is_none(derived_of):
    derived = {"huge": number("age * 1e300 * age")}
    assert derived_of(derived, "huge", {"age": 1}, {"age": 1e6}) == [1e300, Missing.NOT_APPLICABLE]


def test_variables_build_on_those_before_them(derived_of):
    derived = {
        "share": number("kids / age"),
        "class": classes("bins(share, 0.5)", "low", "high"),
        "both": when(yes="'class' == high and tint == red", no="'class' != high or tint != red"),
        "level": number("recode('class', low=1, high=2) + share"),
    }
    respondents = [
        {"kids": 3, "age": 4, "tint": "red"},
        {"kids": 1, "age": 4, "tint": "red"},
        {"kids": 1, "age": 0, "tint": "red"},
        {"age": Missing.NOT_REACHED, "kids": 1, "tint": "red"},
        {"kids": 3, "age": 4},
    ]
    assert derived_of(derived, "both", *respondents) == [
        "yes",
        "no",
        Missing.NOT_APPLICABLE,
        Missing.NOT_REACHED,
        Missing.SKIPPED,
    ]
    assert derived_of(derived, "level", *respondents) == [
        2.75,
        1.25,
        Missing.NOT_APPLICABLE,
        Missing.NOT_REACHED,
        2.75,
    ]


def test_who_answered_is_known_of_everyone(derived_of):
    derived = {"told": when(yes="answered(age)", no="not answered(age)")}
    assert derived_of(derived, "told", {"age": 1}, {}, {"age": Missing.NOT_REACHED}) == ["yes", "no", "no"]


def test_the_roots_of_a_variable_are_the_questions_behind_all_it_builds_on(tmp_path):
    derived = {
        "share": number("kids / age"),
        "class": classes("bins(share, 0.5)", "low", "high"),
        "both": when(yes="'class' == high and answered(tint)", no="'class' == low"),
    }
    study = declare(tmp_path, items=ITEMS, tables={}, derived=derived)
    assert study.roots("both") == {"kids", "age", "tint"}
    assert study.roots("tint") == {"tint"}


REFUSED = {
    "itself": ({"a": number("a + 1")}, "a", "not derived yet"),
    "a later one": ({"a": number("b + 1"), "b": number("age")}, "a", "not derived yet"),
    "each other": ({"a": number("b"), "b": number("a")}, "a", "not derived yet"),
    "a page that a derived variable has not": (
        {"a": number("age"), "b": when(yes="reached(a)")},
        "b",
        "takes a question",
    ),
    "options with both": ({"a": when(x="age < 1", y="age > 1") | {"value": "bins(age, 1)"}}, "a", "says when"),
    "options with neither": ({"a": single("x", "y")}, "a", "'when'"),
    "a number without value": ({"a": {"kind": "number", "label": label("x")}}, "a", "has a value"),
    "a number with options": ({"a": number("age") | {"options": options("x")}}, "a", "no options"),
    "a number that is a class": ({"a": number("bins(age, 1)")}, "a", "not a number"),
    "an option that is a number": ({"a": classes("age", "x", "y")}, "a", "which option holds"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_derivation_that_cannot_be_is_refused_with_file_line_and_field(tmp_path, name):
    derived, variable, message = REFUSED[name]
    with pytest.raises(StudyError) as caught:
        declare(tmp_path, items=ITEMS, tables={}, derived=derived)
    assert caught.value.file.name == "derivations.yaml"
    assert caught.value.line is not None
    assert caught.value.field.startswith(f"derived.{variable}")
    assert message in caught.value.message
