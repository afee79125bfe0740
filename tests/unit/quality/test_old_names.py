"""Respondents and frames that use the name of a municipality before or after a herindeling."""

from __future__ import annotations

import dataclasses

import pytest

from infopos_pipeline.problems import InputError
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study.protection import Merger

MERGERS = (("Nieuwbeek", ["Oudbeek"]), ("Groot Beek", ["Nieuwbeek", "Dorp aan de Beek"]), ("Zandstad", ["Zand"]))
OLDEST, NEWER, MERGED = "Oudbeek", "Nieuwbeek", "Groot Beek"


@pytest.fixture
def merging(study):
    mergers = tuple(Merger.model_validate({"into": into, "from": old}) for into, old in MERGERS)
    return dataclasses.replace(study, mergers=mergers)


@pytest.fixture
def check(export, make_frame, merging):
    """Municipalities of an export of (token, name), held against a frame of names with the tokens t1, t2, …"""

    def checked(names, *respondents):
        for token, name in respondents:
            export.add(token=token, gemeente=name)
        frame = make_frame(*((f"t{number}", name, "Zuid", "9000") for number, name in enumerate(names, start=1)))
        return read_answers(export.content(), frame, merging, ("export.csv", "frame.csv"))

    return checked


@pytest.mark.parametrize("in_frame", [OLDEST, NEWER, MERGED])
@pytest.mark.parametrize("typed", [OLDEST, NEWER, MERGED, "GROOT-BEEK"])
@pytest.mark.parametrize("token", ["", "t1"])
def test_an_old_and_a_new_name_mean_the_same_row_of_the_frame(check, in_frame, typed, token):
    assert check([in_frame, "Elders"], (token, typed)).municipalities == ("grootbeek",)


def test_the_name_in_the_frame_comes_before_its_successor(check):
    checked = check([OLDEST, MERGED], ("", OLDEST), ("", MERGED))
    assert checked.municipalities == ("nieuwbeek", "grootbeek")
    assert checked.approached["municipality"].tolist() == ["nieuwbeek", "grootbeek"]


def test_the_nearest_successor_in_the_frame_counts(check):
    assert check([NEWER, MERGED], ("", OLDEST)).municipalities == ("nieuwbeek",)


def test_municipalities_approached_apart_stay_apart(check):
    checked = check([NEWER, "Dorp aan de Beek"], ("t1", NEWER), ("", "dorp aan de beek"))
    assert checked.municipalities == ("nieuwbeek", "dorpaandebeek")


def test_a_name_does_not_depend_on_who_responded(check):
    assert check([NEWER, "Dorp aan de Beek"], ("t1", "")).municipalities == ("nieuwbeek",)


def test_a_municipality_that_the_study_is_not_about_stays_apart_too(export, make_frame, merging):
    frame = make_frame(("t1", NEWER, "Zuid", "9000"), ("t2", "Dorp aan de Beek", "Zuid", "90000"))
    checked = read_answers(export.add(token="t1").content(), frame, merging, ("export.csv", "frame.csv"))
    assert checked.municipalities == ("nieuwbeek",)
    assert checked.approached["municipality"].tolist() == ["nieuwbeek"]


def problem_of(check, *arguments):
    with pytest.raises(InputError) as caught:
        check(*arguments)
    (problem,) = caught.value.problems
    for name in (OLDEST, NEWER, MERGED, "Dorp", "Zand"):
        assert name.casefold() not in str(problem).casefold()
    return problem


def test_the_name_of_a_merger_is_not_enough_where_its_parts_were_approached(check):
    problem = problem_of(check, [NEWER, "Dorp aan de Beek"], ("", MERGED))
    assert problem.code == "not_in_frame"
    assert "token" in problem.hint


def test_with_a_token_the_name_of_a_merger_is_enough(check):
    assert check([NEWER, "Dorp aan de Beek"], ("t2", MERGED)).municipalities == ("dorpaandebeek",)


def test_who_merges_with_a_municipality_of_the_frame_is_not_that_one(check):
    assert problem_of(check, [NEWER], ("", "Dorp aan de Beek")).code == "not_in_frame"


def test_two_parts_of_a_merger_answer_for_it_once(check):
    assert problem_of(check, [MERGED], ("", NEWER), ("", "Dorp aan de Beek")).code == "double_respondent"


@pytest.mark.parametrize("typed", ["Zand", "Zandstad", "Dorp aan de Beek"])
def test_a_token_and_a_name_of_two_municipalities_conflict(check, typed):
    assert problem_of(check, [NEWER, "Zand"], ("t1", typed)).code == "conflict"
