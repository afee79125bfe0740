"""Cells become answers: options where somebody answered, and the one reason why not where nobody did."""

from __future__ import annotations

import random

import numpy as np
import pytest
from builders import SMALL_HEADINGS, Export, small_export
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.problems import InputError, quotable
from infopos_pipeline.quality import validate
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.quality.schema import TICK_WORDS
from infopos_pipeline.study.columns import answer_columns, box_column, state_column
from infopos_pipeline.study.missing import MISSING_STATES, NOT_TICKED, TICKED, Missing


def answers_of(export, study):
    return validate(read_export(export.content(), "export.csv", study), None, study)


@pytest.fixture
def small(small_study):
    """Answers of the small study, from rows of cells."""
    return lambda *rows: answers_of(small_export(*rows), small_study)


def test_the_sample_is_answers_one_row_a_respondent(sample_answers, study):
    assert list(sample_answers.answers.columns) == [column.name for column in answer_columns(study)]
    assert len(sample_answers.answers) == 75
    assert sample_answers.set_aside == ()
    assert len(sample_answers.approached) == 81


def test_an_answer_code_is_its_option_and_an_empty_cell_is_skipped(export, study):
    answers = answers_of(export.add(doel="A2", tevr=" A5 "), study).answers.iloc[0]
    assert (answers["doelstelling"], answers["tevredenheid"]) == ("nee", "zeer_ontevreden")
    assert answers["capaciteit"] == Missing.SKIPPED


@pytest.mark.parametrize("word", TICK_WORDS)
def test_every_word_for_a_box_is_understood(export, study, word):
    """Beside a box that was ticked, since an item without any tick was skipped."""
    answers = answers_of(export.add(voord__1=word, voord__2="Y"), study).answers.iloc[0]
    assert answers["gewenste_voordelen__driehoek"] == (TICKED if TICK_WORDS[word] else NOT_TICKED)
    assert answers["gewenste_voordelen__trend"] == NOT_TICKED


@pytest.mark.parametrize("cell", ["", "N", "0"])
def test_no_box_ticked_on_a_page_that_was_seen_is_skipped_and_not_a_no(export, study, cell):
    answers = answers_of(export.add(voord__1=cell, gemeente="x"), study).answers.iloc[0]
    assert answers["gewenste_voordelen__driehoek"] == Missing.SKIPPED


def test_a_page_nobody_opened_is_not_reached(export, study):
    export.add(lastpage="1", gemeente="x").add(lastpage="", gemeente="y").add(lastpage="0", gemeente="z")
    answers = answers_of(export, study).answers
    assert answers["functie"].tolist() == [Missing.SKIPPED, Missing.NOT_REACHED, Missing.NOT_REACHED]
    assert set(answers["doelstelling"]) == {Missing.NOT_REACHED}


def test_who_was_routed_past_an_item_is_not_applicable(export, study):
    export.add(infint="A1").add(infint="A2").add(infint="A4", kninafd__1="Y").add(gemeente="x")
    answers = answers_of(export, study).answers
    assert answers["knelpunten_afdelingen__zorg_welzijn"].tolist() == [
        Missing.NOT_APPLICABLE,
        Missing.SKIPPED,
        TICKED,
        Missing.NOT_APPLICABLE,  # who did not answer what the routing looks at was not asked
    ]


def test_an_answer_that_was_routed_out_is_left_out_with_a_notice(export, study):
    export.add(infint="A2").add(infint="A1", kninafd__1="Y", kninafd__2="Y")
    checked = answers_of(export, study)
    assert checked.answers["knelpunten_afdelingen__zorg_welzijn"][1] == Missing.NOT_APPLICABLE
    (notice,) = checked.notices
    assert (notice.code, notice.row, notice.question) == (
        "routed_out",
        3,
        "knelpunten_afdelingen (kninafd[SQ001])",
    )
    assert "informatie_intern in (knelpunten, beiden)" in notice.expected


def test_an_exclusive_option_beside_others_is_kept_with_a_notice(export, study):
    export.add(behoef__1="Y", behoef__4="Y").add(behoef__4="Y").add(behoef__1="Y", behoef__2="Y")
    checked = answers_of(export, study)
    assert checked.answers["behoefte_middelen__geen"].tolist() == [TICKED, TICKED, NOT_TICKED]
    (notice,) = checked.notices
    assert (notice.code, notice.row, notice.question) == ("not_exclusive", 2, "behoefte_middelen (behoef[SQ004])")


def test_a_column_no_binding_knows_is_a_notice(export, study):
    export.headings.append("nieuw")
    (notice,) = answers_of(export.add(gemeente="x"), study).notices
    assert (notice.code, notice.row, notice.question) == ("unknown_column", 1, "nieuw")


def test_numbers_are_read_with_point_or_comma_beside_their_state(small):
    rows = [{"lft": cell, "lastpage": "3"} for cell in ("18", "17,5", "17.5", "-1", "+2", " 3 ", "")]
    answers = small(*rows).answers
    np.testing.assert_array_equal(answers["leeftijd"], [18, 17.5, 17.5, -1, 2, 3, np.nan])
    assert answers["leeftijd__state"].tolist() == ["answered"] * 6 + [Missing.SKIPPED]


def test_routing_by_a_number_and_by_negation_asks_nobody_who_did_not_answer(small):
    answers = small(
        {"lft": "18", "oord": "A1"},
        {"lft": "17", "oord": "A3"},
        {"id": "3"},
        {"lft": "30", "oord": "A2", "lastpage": "1"},
    ).answers
    assert answers["kinderen__state"].tolist() == [
        Missing.SKIPPED,
        Missing.NOT_APPLICABLE,
        Missing.NOT_APPLICABLE,
        Missing.NOT_REACHED,
    ]
    assert answers["zorgen__geen"].tolist() == answers["kinderen__state"].tolist()


@pytest.mark.parametrize("cell", ["veel", "1.234,5", "1e3", "0x10", "²", "nan", "inf", "1 000", "--1", "9" * 400])
def test_what_is_no_number_is_refused(small, cell):
    with pytest.raises(InputError) as caught:
        small({"lft": "18"}, {"lft": cell})
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.question) == ("no_number", 3, "leeftijd (lft)")
    assert problem.found == quotable(cell)


def test_without_a_frame_everybody_is_an_entity_of_its_own(small):
    checked = small({"token": "a"}, {"token": " b "}, *[{"lft": age, "token": ""} for age in ("1", "2", "1")])
    assert checked.municipalities[:2] == ("a", "b")
    assert len(set(checked.municipalities)) == 5
    assert checked.approached.empty
    assert list(checked.facts.columns) == []


def test_a_respondent_without_frame_and_token_is_named_by_what_was_answered_and_not_by_the_row(small):
    rows = [{"lft": age, "token": ""} for age in ("1", "2", "1", "3")]
    names = small(*rows).municipalities
    assert small(*rows[::-1]).municipalities == tuple(names[place] for place in (3, 0, 1, 2))
    assert small({"lft": "2", "token": ""}).municipalities == (names[1],)


def test_a_frame_given_for_a_study_without_one_is_not_read(small_study, make_frame):
    content = (",".join(SMALL_HEADINGS) + "\n1,t,3,18,A1,,,,,,\n").encode()
    checked = read_answers(content, make_frame(("t", "x", "Zuid", "1")), small_study, ("export", "frame"))
    assert checked.municipalities == ("t",)


def law(cells: dict[str, str], item, earlier: dict[str, str]) -> dict[str, str]:
    """What the answer columns of an item must hold, from one respondent's cells: written out by hand."""
    ticked = {option for option in item.options if cells.get(f"{item.name} {option}") == "Y"}
    given = bool(ticked) if item.kind == "multiple" else bool(cells[item.name])
    routes = {
        "knelpunten_afdelingen": earlier.get("informatie_intern") in ("knelpunten", "beiden"),
        "missen_afdelingen": earlier.get("informatie_intern") in ("missen", "beiden"),
        "knelpunten_externe_partijen": earlier.get("informatie_extern") in ("knelpunten", "beiden"),
        "missen_externe_partijen": earlier.get("informatie_extern") in ("missen", "beiden"),
    }
    asked = routes.get(item.name, True)
    if given and asked:
        if item.kind == "multiple":
            return {box_column(item.name, o): TICKED if o in ticked else NOT_TICKED for o in item.options}
        return {item.name: cells[item.name]}
    page = int(cells["page"] or 0)
    state = Missing.NOT_REACHED if page < item.page else Missing.SKIPPED if asked else Missing.NOT_APPLICABLE
    names = [box_column(item.name, o) for o in item.options] if item.kind == "multiple" else [item.name]
    return dict.fromkeys(names, state)


def any_respondent(chance: random.Random, study) -> tuple[dict[str, str], dict[str, str]]:
    """A respondent who stopped on some page and gave any answers up to there: the row, and its cells by item."""
    page = chance.randint(0, 9)
    row, cells = {"id": "1", "lastpage": chance.choice([f"{page}", f" {page}"]) if page else ""}, {"page": f"{page}"}
    for item in study.asked_items.values():
        bound = study.bindings["limesurvey"].items[item.name]
        reached = page >= item.page
        if item.kind == "multiple":
            for option, heading in bound.columns.items():
                row[heading] = cells[f"{item.name} {option}"] = chance.choice(["", "Y", "N"]) if reached else ""
        elif item.kind == "text":
            row[bound.column] = chance.choice(["", "NA", "vrije tekst"]) if reached else ""
        else:
            row[bound.column] = code = chance.choice(["", *bound.codes]) if reached else ""
            cells[item.name] = bound.codes.get(code, "")
    return row, cells


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_every_answer_is_an_option_or_exactly_the_state_that_page_routing_and_cell_determine(
    seed, study, sample_export
):
    """Dropouts write nothing past their last page, as survey systems do; anything else may be in any cell."""
    chance = random.Random(seed)
    export = Export(sample_export.decode("utf-8-sig").split("\r\n")[0].replace('"', "").split(","))
    respondents = [any_respondent(chance, study) for _ in range(12)]
    export.rows.extend(row for row, _ in respondents)
    answers = answers_of(export, study).answers
    for index, (_, cells) in enumerate(respondents):
        earlier: dict[str, str] = {}
        for item in study.asked_items.values():
            if item.kind == "text":
                continue
            expected = law(cells, item, earlier)
            earlier |= expected
            assert {name: answers[name][index] for name in expected} == expected
            if int(cells["page"]) < item.page:
                assert set(expected.values()) == {Missing.NOT_REACHED}, "a dropout never becomes a no"


def test_bases_of_the_sample_fall_from_page_to_page_as_respondents_stop(sample_answers, sample_rows, study):
    for item in study.items.values():
        if item.kind == "text" or not study.asked(item.name):
            continue
        name = box_column(item.name, next(iter(item.options))) if item.kind == "multiple" else item.name
        unreached = sum(int(row["lastpage"]) < item.page for row in sample_rows)
        assert (sample_answers.answers[name] == Missing.NOT_REACHED).sum() == unreached


def test_every_cell_of_every_column_is_allowed(sample_answers, study):
    for column in answer_columns(study):
        assert set(sample_answers.answers[column.name].cat.categories) == set(column.allowed)
    assert set(MISSING_STATES) >= {Missing.SKIPPED, Missing.NOT_REACHED, Missing.NOT_APPLICABLE, Missing.NOT_ASKED}
    assert state_column("x") == "x__state"
