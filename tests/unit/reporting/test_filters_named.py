"""A filter is named under its hypothesis and in the notes of its tests; boxes and numbers are named as groups."""

from __future__ import annotations

import pytest
from tiny_studies import Wave, declare, item, label, table

from infopos_pipeline.reporting.formats.great_tables_html import table_model
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.tested import model_of_tests
from infopos_pipeline.reporting.tables.verdicts import verdict_model

from .reading import report_html

ITEMS = {
    "pair": item("a", "b"),
    "mood": item("c", "d", kind="ordinal"),
    "boxes": {**item(kind="multiple"), "options": {"p": label("Box P"), "q": label("Box Q")}},
    "age": {"kind": "number", "page": 1, "label": label("Age in years")},
}


def hypothesis(test, predictors, place, **more):
    profiles = {"recommended": {"test": test, "outcome": "mood", "rule": "every_predictor"}}
    said = {"nl": "Het is zo.", "en": "It is so."}
    return {"place": "said", "table": place, "statement": said, "predictors": predictors, "profiles": profiles, **more}


TALL = {"when": "age >= 30", "label": {"nl": "wie dertig is", "en": "those of thirty"}}


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    tables = {
        "said": table("text"),
        "few": table("crosstab", items=["mood"], by=["pair"], filter=TALL),
        "explored": table("tests"),
        "by": table("tests"),
    }
    hypotheses = {
        "few": hypothesis("mann_whitney_exact", ["pair"], "few", filter=TALL),
        "explored": hypothesis("fisher", ["pair"], "explored", filter="age < 30", exploratory=True),
        "numbers": hypothesis("spearman", ["age"], "by"),
        "boxed": hypothesis("mann_whitney_exact", ["boxes"], "by"),
    }
    study = declare(tmp_path_factory.mktemp("named"), items=ITEMS, tables=tables, hypotheses=hypotheses)
    people = [
        {"pair": "ab"[i % 2], "mood": "cd"[i // 2 % 2], "boxes": ("pq"[i % 3 % 2],), "age": None if i == 0 else 18 + i}
        for i in range(30)
    ]
    return Wave(study, people)


def test_a_filter_stands_under_its_hypothesis_in_words(wave):
    verdicts = verdict_model(wave.study, wave.results, None, "en").groups[0].rows
    assert [row.label for row in verdicts][:2] == ["1. It is so.\nOnly: those of thirty", "2. It is so."]
    tests = model_of_tests(wave.study.tables["few"], wave.study, wave.results, "nl", "recommended")
    assert tests.groups[0].label.startswith("1. Het is zo.\nAlleen: wie dertig is\nToets:")


def test_the_notes_say_whom_tests_are_of_and_how_many_are_left_out(wave):
    note = (
        "Only respondents of whom this holds: {}. These are {} out of 30; of {} it does not hold, of 1 it is not known."
    )
    tests = model_of_tests(wave.study.tables["few"], wave.study, wave.results, "en", "recommended")
    shown = table_model(wave.study.tables["few"], wave.study, wave.results, "en")
    for model in (tests, shown):
        assert [n for n in model.notes if "this holds" in n] == [note.format("those of thirty", 18, 11)]
    explored = table_model(wave.study.tables["explored"], wave.study, wave.results, "en")
    assert [n for n in explored.notes if "this holds" in n] == [note.format("age < 30", 11, 18)]
    others = table_model(wave.study.tables["by"], wave.study, wave.results, "en")
    assert not [n for n in others.notes if "this holds" in n]


def test_boxes_are_named_beside_their_predictor_and_keep_their_figures(wave):
    model = table_model(wave.study.tables["by"], wave.study, wave.results, "en")
    _, boxed = model.groups
    assert [row.label for row in boxed.rows] == ["x – Box P", "x – Box Q"]
    (p, q) = ([row for row in wave.results if row.group == "boxes" and row.group_value == box] for box in "pq")
    for rows, shown in ((p, boxed.rows[0]), (q, boxed.rows[1])):
        (value,) = (row.value for row in rows if row.statistic == "p_value")
        assert value in shown.cells[3].numbers


def test_which_way_an_effect_points_is_said_of_numbers_and_boxes(wave):
    notes = " ".join(table_model(wave.study.tables["by"], wave.study, wave.results, "en").notes)
    assert (
        "Spearman's rho above 0: whoever gave a higher number scores higher than whoever gave a lower number" in notes
    )
    assert "Rank-biserial correlation above 0: whoever ticked the box scores higher than whoever did not" in notes


def test_a_whole_report_is_made(wave):

    for language in ("nl", "en"):
        html = report_html(
            Report(study=wave.study, wave="w1", results=tuple(wave.results), synthetic=True, language=language)
        )
        assert ("Alleen: wie dertig is" if language == "nl" else "Only: those of thirty") in html
