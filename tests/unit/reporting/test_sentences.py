import dataclasses
from typing import get_args

import pytest

from infopos_pipeline.reporting.sentences import chart_sentence, finding
from infopos_pipeline.reporting.tables.tested import PROFILES
from infopos_pipeline.reporting.words import wording
from infopos_pipeline.reporting.words.terms import effect_label
from infopos_pipeline.statistics.audit import Status
from infopos_pipeline.statistics.errata import ErratumKind, Verdict
from infopos_pipeline.statistics.results import STATISTICS, Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Rule

from .conftest import results_of


def sentence(name: str, study: Study, results: list[Result]) -> str:
    return chart_sentence(study.charts[name], study, results, "nl")


def test_the_sentence_names_the_largest_answer_with_percentage_base_and_count(
    study: Study, results: list[Result]
) -> None:
    assert sentence("vergelijking_2", study, results) == (
        "Het meest gegeven antwoord is ‘Tevreden’: 75,0% van de 12 gemeenten (9). Daarna volgt ‘Ontevreden’ met 25,0%."
    )
    assert chart_sentence(study.charts["vergelijking_2"], study, results, "en") == (
        "The most frequent answer is ‘Satisfied’: 75.0% of the 12 municipalities (9). "
        "Next comes ‘Dissatisfied’ with 25.0%."
    )


def test_boxes_are_chosen_and_mentions_are_mentioned(study: Study, results: list[Result]) -> None:
    assert sentence("vergelijking_1b", study, results).startswith(
        "Het vaakst gekozen is ‘Inzicht in trends en ontwikkelingen’: door 100,0% van de 12 gemeenten (12)."
    )
    assert sentence("vergelijking_5", study, results) == (
        "Het vaakst genoemd zijn ‘Zorg & Welzijn’ en ‘Burgerzaken’: elk 50,0% van de 8 vermeldingen (4)."
    )


def test_a_crowd_in_second_place_is_left_out(study: Study, results: list[Result]) -> None:
    # Three benefits tie behind the first one.
    assert "Daarna" not in sentence("vergelijking_1b", study, results)


def test_two_in_second_place_are_named_together(study: Study) -> None:
    results = results_of(
        study, [{"oren_en_ogen": name} for name in ("kan_beter", "kan_beter", "voldoende", "onvoldoende")]
    )
    assert sentence("vergelijking_13", study, results).endswith(
        "Daarna volgen ‘Onvoldoende’ en ‘Voldoende’ met elk 25,0%."
    )


def test_one_and_nobody_read_as_such(study: Study, nobody: list[Result]) -> None:
    one = results_of(study, [{"doelstelling": "ja"}])
    assert (
        sentence("vergelijking_1", study, one) == "Het meest gegeven antwoord is ‘Ja’: 100,0% van de ene gemeente (1)."
    )
    assert sentence("vergelijking_1", study, nobody) == "Niemand gaf een antwoord op deze vraag."
    assert finding(study.charts["vergelijking_1"], study, nobody, "nl") == ("-", "Geen antwoorden", "N = 0 gemeenten")
    assert finding(study.charts["vergelijking_1"], study, one, "nl") == ("100,0%", "Ja", "N = 1 gemeente")


def test_a_study_without_a_frame_has_respondents(study: Study) -> None:
    declared = study.declared.model_copy(update={"frame": None})
    frameless = dataclasses.replace(study, declared=declared)
    assert wording.units(frameless, "respondents", "nl", 1) == "respondent"
    assert wording.units(frameless, "respondents", "en") == "respondents"


def test_places_read_as_they_were_published() -> None:
    assert [wording.place_label(name) for name in ("tabel_1", "vergelijking_1b", "tekst_4_2")] == [
        "Tabel 1",
        "Vergelijking 1b",
        "Tekst 4.2",
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_name_that_results_and_audits_may_hold_has_words(language: str) -> None:
    rules = get_args(Rule)
    keys = [
        *(f"rule_{rule}" for rule in rules),
        *(f"status_{status}" for status in get_args(Status)),
        *(f"kind_{kind}" for kind in get_args(ErratumKind)),
        *(f"statistic_{statistic}" for statistic in STATISTICS),
        *get_args(Verdict),
        *PROFILES,
        *(f"verdict_{profile}" for profile in PROFILES),
    ]
    assert all(wording.say(key, language) for key in keys)  # type: ignore[arg-type]


def test_effects_without_a_dutch_name_keep_their_own() -> None:
    assert effect_label("Hedges' g", "nl") == "g van Hedges"
    assert effect_label("Hedges' g", "en") == "Hedges' g"
    assert effect_label("something new", "nl") == "something new"
