"""What a landed wave was asked is held against what is declared: a change stops until it is declared as one."""

from __future__ import annotations

import json

import pytest
from weather_poll import POLL, WAVES

from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.wording import wording, wording_problems

Q, B = "questionnaire.yaml", "bindings/limesurvey.yaml"


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


@pytest.fixture(scope="module")
def recorded(poll):
    """How each wave was asked, as it rests beside its export."""
    return {wave: json.loads(json.dumps(wording(poll.at(wave)), ensure_ascii=False)) for wave in WAVES}


@pytest.fixture
def problems_of(changed_study, recorded):
    """Every problem of a wave after changes: (file, old text, new text)."""

    def found(wave, *changes):
        for change in changes:
            folder = changed_study(*change, POLL)
        return list(wording_problems(load_study(folder), wave, recorded[wave]))

    return found


def test_what_is_recorded_is_how_the_questions_of_the_wave_were_put(recorded):
    assert recorded["2001"]["neerslag"] == {
        "label": "Is het droog",
        "options": {"droog": "Ja", "nat": "Nee", "wit": "Wit"},
        "codes": {"limesurvey A1": "droog", "limesurvey A2": "nat", "limesurvey A3": "wit"},
    }
    assert recorded["2002"]["mee"]["codes"] == {"limesurvey mee[SQ001]": "muts", "limesurvey mee[SQ002]": "stok"}
    assert recorded["2003"]["graden"] == {"label": "Hoeveel graden het is", "options": {}, "codes": {}}
    assert "paraplu" in recorded["2003"]
    assert "paraplu" not in recorded["2004"]


def test_a_study_that_did_not_change_has_no_problem(poll, recorded, declared_study):
    for wave in WAVES:
        assert list(wording_problems(poll, wave, recorded[wave])) == []
    for wave in ("2017", "2019", "2021"):
        assert list(wording_problems(declared_study, wave, wording(declared_study.at(wave)))) == []


def test_a_wave_of_which_nothing_was_recorded_has_no_problem(poll):
    assert list(wording_problems(poll, "2001", {})) == []


CHANGES = {
    # what is changed, the wave, the item, what was found and what is expected now
    "the label of an item": (
        (Q, "{nl: Hoe de lucht is, en", "{nl: Hoe blauw de lucht is, en"),
        "2003",
        "lucht",
        "'Hoe de lucht is' when wave 2003 landed",
        "'Hoe blauw de lucht is', as it is declared for this wave now",
    ),
    "the label of a version": (
        (Q, "nl: Een jas om", "nl: Een regenjas om"),
        "2002",
        "jas",
        "'Een jas om' when wave 2002 landed",
        "'Een regenjas om', as it is declared for this wave now",
    ),
    "the label of an option": (
        (Q, "bewolkt: {nl: Bewolkt", "bewolkt: {nl: Half bewolkt"),
        "2001",
        "lucht",
        "option bewolkt: 'Bewolkt' when wave 2001 landed",
        "option bewolkt: 'Half bewolkt', as it is declared for this wave now",
    ),
    "the label of a box": (
        (Q, "geit: {nl: Geit", "geit: {nl: Berggeit"),
        "2003",
        "dieren",
        "option geit: 'Geit' when wave 2003 landed",
        "option geit: 'Berggeit', as it is declared for this wave now",
    ),
    "the label of free text": (
        (Q, "nl: Nog iets over het weer", "nl: Nog iets over gisteren"),
        "2004",
        "opmerking",
        "'Nog iets over het weer' when wave 2004 landed",
        "'Nog iets over gisteren', as it is declared for this wave now",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_label_is_a_problem_that_names_item_and_wave(problems_of, change):
    changed, wave, item, found, expected = CHANGES[change]
    (problem,) = problems_of(wave, changed)
    assert (problem.code, problem.file, problem.question, problem.row) == ("changed_label", Q, item, None)
    assert (problem.found, problem.expected) == (found, expected)
    assert f"how it was until {wave}, with its 'comparability'" in problem.hint
    assert f"add the export of {wave} again" in problem.hint


def test_an_added_option_is_a_problem_with_its_code(problems_of):
    option, code = "      dicht: {nl: Dicht, en: Overcast}\n", "A3: dicht}"
    problems = problems_of(
        "2001",
        (Q, option, f"{option}      loodgrijs: {{nl: Loodgrijs, en: Leaden}}\n"),
        (B, code, "A3: dicht, A4: loodgrijs}"),
    )
    assert [(problem.question, problem.found, problem.expected) for problem in problems] == [
        (
            "lucht",
            "option loodgrijs: none when wave 2001 landed",
            "option loodgrijs: 'Loodgrijs', as it is declared for this wave now",
        ),
        (
            "lucht",
            "code limesurvey A4: none when wave 2001 landed",
            "code limesurvey A4: 'loodgrijs', as it is declared for this wave now",
        ),
    ]


def test_a_removed_option_is_a_problem_with_its_code(problems_of):
    problems = problems_of("2004", (Q, "      geit: {nl: Geit, en: Goat}\n", ""), (B, ', geit: "dier[SQ002]"', ""))
    assert [(problem.question, problem.found, problem.expected) for problem in problems] == [
        (
            "dieren",
            "option geit: 'Geit' when wave 2004 landed",
            "option geit: none, as it is declared for this wave now",
        ),
        (
            "dieren",
            "code limesurvey dier[SQ002]: 'geit' when wave 2004 landed",
            "code limesurvey dier[SQ002]: none, as it is declared for this wave now",
        ),
    ]


def test_a_code_that_moved_is_a_problem(problems_of):
    problems = problems_of("2003", (B, "{A1: helder, A2: bewolkt, A3: dicht}", "{A1: dicht, A2: bewolkt, A3: helder}"))
    assert [problem.found for problem in problems] == [
        "code limesurvey A1: 'helder' when wave 2003 landed",
        "code limesurvey A3: 'dicht' when wave 2003 landed",
    ]
    assert [problem.expected.split(",")[0] for problem in problems] == [
        "code limesurvey A1: 'dicht'",
        "code limesurvey A3: 'helder'",
    ]
    assert all("where only codes moved: under 'versions' in the binding" in problem.hint for problem in problems)


def test_boxes_that_changed_columns_are_a_problem(problems_of):
    """The headings of boxes are their codes: a tick would mean another option."""
    problems = problems_of(
        "2004", (B, '{hond: "dier[SQ001]", geit: "dier[SQ002]"}', '{geit: "dier[SQ001]", hond: "dier[SQ002]"}')
    )
    assert [problem.found for problem in problems] == [
        "code limesurvey dier[SQ001]: 'hond' when wave 2004 landed",
        "code limesurvey dier[SQ002]: 'geit' when wave 2004 landed",
    ]


GONE = '    since: "2003"\n    label: {nl: Wie er mee gaat'


def test_an_item_that_is_not_asked_in_the_wave_any_more_is_a_problem(problems_of):
    (problem,) = problems_of("2003", (Q, GONE, GONE.replace("2003", "2004")))
    assert (problem.code, problem.question) == ("changed_label", "dieren")
    assert problem.found == "'Wie er mee gaat' when wave 2003 landed"
    assert problem.expected == "the item among those asked in this wave"
    assert problem.hint == "Keep it in questionnaire.yaml with 'until: \"2003\"' or later."


def test_an_item_that_is_gone_is_a_problem_in_the_waves_that_asked_it_alone(changed_study, recorded):
    item = (
        "  graden:\n    kind: number\n    page: 2\n    label: {nl: Hoeveel graden het is, en: How many degrees it is}\n"
    )
    changed_study(Q, item, "", POLL)
    changed_study(B, "  graden: {column: graden}\n", "", POLL)
    changed_study("charts.yaml", "    item: graden\n", "    item: lucht\n", POLL)
    study = load_study(changed_study("trends.yaml", "  - {item: graden}\n", "", POLL))
    for wave in WAVES:
        assert [problem.question for problem in wording_problems(study, wave, recorded[wave])] == ["graden"]
        assert list(wording_problems(study, wave, wording(study.at(wave)))) == []


def test_changes_of_translations_pages_routing_and_groups_are_none(problems_of):
    assert not problems_of(
        "2003",
        (Q, "en: What the sky is like", "en: What the sky looks like"),
        (Q, "en: Overcast", "en: Grey"),
        (Q, "label: {nl: Niet helder", "label: {nl: Minder helder"),
        (Q, "    page: 3\n    since", "    page: 4\n    since"),
    )


def test_the_language_of_the_study_is_the_one_that_counts(changed_study):
    study = load_study(changed_study("study.yaml", "language: nl", "language: en", POLL))
    before = wording(study.at("2003"))
    assert before["lucht"]["label"] == "What the sky is like"
    study = load_study(changed_study(Q, "en: What the sky is like", "en: How the sky looks", POLL))
    assert [problem.question for problem in wording_problems(study, "2003", before)] == ["lucht"]
    changed_study(Q, "en: How the sky looks", "en: What the sky is like", POLL)
    study = load_study(changed_study(Q, "nl: Hoe de lucht is", "nl: Hoe blauw de lucht is", POLL))
    assert list(wording_problems(study, "2003", before)) == []


def test_a_change_that_is_declared_as_a_version_is_none_any_more(problems_of, changed_study, recorded):
    changed = (Q, "{nl: Hoe de lucht is, en", "{nl: Hoe blauw de lucht is, en")
    assert problems_of("2003", changed)
    group = "        label: {nl: Niet helder, en: Not clear}\n"
    version = (
        '    versions:\n      - until: "2003"\n        comparability: comparable\n'
        "        label: {nl: Hoe de lucht is, en: What the sky is like}\n"
    )
    study = load_study(changed_study(Q, group, group + version, POLL))
    for wave in WAVES[:3]:
        assert list(wording_problems(study, wave, recorded[wave])) == []
    (problem,) = wording_problems(study, "2004", recorded["2004"])
    assert problem.question == "lucht"


def test_codes_that_are_declared_as_a_version_of_the_binding_are_no_problem(problems_of):
    old, new = "codes: {A1: helder, A2: bewolkt, A3: dicht}}", "codes: {A1: dicht, A2: bewolkt, A3: helder}"
    version = ', versions: [{until: "2003", codes: {A1: helder, A2: bewolkt, A3: dicht}}]}'
    assert not problems_of("2003", (B, old, new + version))


def test_an_item_that_is_kept_until_a_wave_is_no_problem_there(problems_of):
    assert not problems_of("2003", (Q, GONE, '    until: "2003"\n' + GONE))


@pytest.mark.parametrize("wave", ["2017", "2019", "2021"])
def test_the_declared_study_is_held_against_each_wave_by_itself(declared_study, wave):
    """The options of the role and the words of two questions differ between the sample waves."""
    waves = {"2017", "2019", "2021"} - {wave}
    for other in sorted(waves):
        found = {p.question for p in wording_problems(declared_study, wave, wording(declared_study.at(other)))}
        assert found <= {
            "functie",
            "juridisch_kader_bekend",
            "prioritering_mogelijk",
            "dashboard",
            "communicatie_bronnen",
        }
        assert found
