"""The columns of the stations follow from the declarations, and the names of municipalities from their spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.study import load_study
from infopos_pipeline.study.columns import answer_columns, response_columns, state_name, variable_columns
from infopos_pipeline.study.missing import MISSING_STATES, is_missing
from infopos_pipeline.study.names import NAME_PATTERN, normalise_municipality


def test_an_item_is_one_column_a_box_or_a_number_beside_its_state(small_study):
    assert [(column.name, column.content) for column in answer_columns(small_study)] == [
        ("leeftijd", "measure"),
        ("leeftijd__state", "state"),
        ("oordeel", "category"),
        ("kinderen", "measure"),
        ("kinderen__state", "state"),
        ("zorgen__verkeer", "box"),
        ("zorgen__lawaai", "box"),
        ("zorgen__afval", "box"),
        ("zorgen__geen", "box"),
    ]


def test_names_of_columns_are_unique(study, small_study):
    for each in (study, small_study):
        names = [column.name for column in response_columns(each)]
        assert len(names) == len(set(names))


def test_every_categorical_column_allows_its_options_and_the_missing_states(study):
    for column in response_columns(study):
        assert column.allowed == (*column.categories, *MISSING_STATES)
        assert not any(is_missing(category) for category in column.categories)
        assert column.sql_type == "DOUBLE" or column.sql_type.endswith("NOT NULL DEFAULT '~not_asked'")


def test_responses_have_no_column_for_identifying_or_open_items(study):
    told = {column.variable for column in response_columns(study)}
    assert told.isdisjoint(name for name, item in study.items.items() if item.identifying)
    assert {"regio", "grootteklasse", "functie", "missen_intern"} <= told


IDENTIFYING = "  communicatie_bronnen:\n", "  communicatie_bronnen:\n    privacy: direct identifier\n"
"""A change that makes an item with options identifying."""


def test_an_identifying_item_with_options_stays_out_of_responses_too(changed_study):
    folder = changed_study("questionnaire.yaml", *IDENTIFYING)
    changed = load_study(folder)
    assert "communicatie_bronnen" not in {column.name for column in response_columns(changed)}
    assert "communicatie_bronnen" in {column.name for column in answer_columns(changed)}


def test_the_state_of_a_variable_stands_in_one_column(small_study):
    assert [state_name(item) for item in small_study.items.values() if variable_columns(item)] == [
        "leeftijd__state",
        "oordeel",
        "kinderen__state",
        "zorgen__verkeer",
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "Sint Jansteën",
        "sint jansteen",
        "SINT-JANSTEEN",
        " Sint  Jansteen ",
        "Sint\u00a0Jansteen",
        "sintjansteen",
        unicodedata.normalize("NFD", "Sint-Jansteën"),
        unicodedata.normalize("NFC", "Sint-Jansteën"),
        "Sint\u2013Jansteen",
    ],
)
def test_spellings_of_one_municipality_agree(spelling):
    assert normalise_municipality(spelling) == "sintjansteen"


def test_apostrophes_and_ligatures_make_no_difference():
    assert normalise_municipality("'s-Gravenzande") == normalise_municipality("’s Gravenzande") == "sgravenzande"
    assert normalise_municipality("Ĳsselmuiden") == normalise_municipality("IJsselmuiden")


def test_municipalities_that_differ_in_more_stay_apart():
    assert normalise_municipality("Bergen (NH)") != normalise_municipality("Bergen (L)")
    assert normalise_municipality("Hengelo") != normalise_municipality("Hengevelde")


@given(st.text())
def test_normalising_once_is_enough(name):
    once = normalise_municipality(name)
    assert normalise_municipality(once) == once


@given(st.text())
def test_unicode_forms_agree(name):
    forms = {normalise_municipality(unicodedata.normalize(form, name)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("name", "fits"), [("2017", True), ("2019-pilot_2", True), ("", False), ("A", False), ("../x", False)]
)
def test_names_of_studies_and_waves_are_safe_as_folders(name, fits):
    assert bool(NAME_PATTERN.fullmatch(name)) is fits
