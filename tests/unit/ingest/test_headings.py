"""The first rows of an export tell which system wrote it, which rows are headings, and what codes are in them."""

from __future__ import annotations

import pytest

from infopos_pipeline.ingest.headings import FORMS_SYSTEM, LIMESURVEY_SYSTEM, numbered, recognise, tidy, title_above

ENGLISH, DUTCH = (
    [LIMESURVEY_SYSTEM[code][place] for code in ("id", "submitdate", "lastpage", "startlanguage")] for place in (0, 1)
)
IMPORT_IDS = {
    "double quotes": ['{"ImportId":"startDate","timeZone":"Europe/Amsterdam"}', '{"ImportId":"QID1"}'],
    "single quotes": ["{'ImportId': 'startDate'}", "{'ImportId': 'QID1_TEXT'}"],
    "spaces": ['{ "ImportId" : "startDate" }', '{ "ImportId" : "QID1" }'],
}


def test_limesurvey_with_codes():
    found = recognise([["id", "submitdate", "lastpage", "G01Q01", "G01Q02[SQ001]"], ["1", "", "3", "A1", "Y"]])
    assert (found.format, found.rows, found.marks) == ("limesurvey", 1, False)
    assert found.codes == ("id", "submitdate", "lastpage", "G01Q01", "G01Q02[SQ001]")
    assert set(found.texts) == {""}


@pytest.mark.parametrize("heading", ["zorg[SQ001]", "zorg[other]"])
def test_a_heading_of_a_box_is_enough_for_limesurvey(heading):
    assert recognise([["naam", heading], ["x", "Y"]]).format == "limesurvey"


def test_limesurvey_with_codes_and_questions():
    headings = [
        "id. Response ID",
        "lastpage. Last page",
        "doel.  Is het  doel bekend?",
        "zorg[SQ001]. Waarover? [Lawaai]",
    ]
    found = recognise([headings, ["1", "3", "Ja", "Nee"]])
    assert (found.format, found.rows) == ("limesurvey", 1)
    assert found.codes == ("id", "lastpage", "doel", "zorg[SQ001]")
    assert found.texts == ("Response ID", "Last page", "Is het doel bekend?", "Waarover? [Lawaai]")


def test_some_headings_may_be_without_a_question():
    found = recognise([["id. Response ID", "a. Vraag", "b. Vraag twee", "currentuser"]])
    assert (found.codes[-1], found.texts[-1]) == ("currentuser", "")


def test_questions_that_begin_like_a_code_do_not_make_codes():
    """Of ``1. Vraag`` no code begins with a digit; of the others too few look like one."""
    for headings in (["1. Vraag een", "2. Vraag twee", "3. Vraag drie"], ["Evt. toelichting", "Naam", "Leeftijd"]):
        found = recognise([headings])
        assert (found.format, found.codes) == ("table", tuple(headings))


@pytest.mark.parametrize("system", [ENGLISH, DUTCH], ids=["English", "Dutch"])
def test_limesurvey_with_questions(system):
    found = recognise([[*system, "Is het doel bekend?"], ["1", "", "3", "nl", "Ja"]])
    assert (found.format, found.codes[-1]) == ("limesurvey", "Is het doel bekend?")


def test_limesurvey_vv_has_questions_above_codes():
    rows = [
        ["Response ID", "Date", "Page", "Is het doel bekend?"],
        ["id", "submitdate", "lastpage", "doel"],
        ["1", "", "3", "A1"],
    ]
    found = recognise(rows)
    assert (found.format, found.rows, found.marks) == ("limesurvey", 2, True)
    assert found.codes == ("id", "submitdate", "lastpage", "doel")
    assert found.texts[-1] == "Is het doel bekend?"


@pytest.mark.parametrize("spelled", IMPORT_IDS.values(), ids=IMPORT_IDS)
def test_qualtrics_has_three_rows(spelled):
    found = recognise([["StartDate", "Q1"], ["Start Date", "Is het doel bekend?"], spelled])
    assert (found.format, found.rows) == ("qualtrics", 3)
    assert (found.codes, found.texts) == (("StartDate", "Q1"), ("Start Date", "Is het doel bekend?"))


@pytest.mark.parametrize("system", [0, 1], ids=["English", "Dutch"])
def test_microsoft_forms(system):
    names = [(name, *others)[system] for name, others in FORMS_SYSTEM.items()]
    found = recognise([[*names[1:6], "Is het doel bekend?\xa0"], ["1", "x", "x", "x", "x", "Ja"]])
    assert (found.format, found.codes[-1]) == ("forms", "Is het doel bekend?")


@pytest.mark.parametrize("stamp", ["Timestamp", "Tijdstempel"])
def test_google_forms(stamp):
    assert recognise([[stamp, "Is het doel bekend?"], ["x", "Ja"]]).format == "forms"


def test_any_other_headings_are_a_table():
    assert recognise([["naam", "leeftijd", "ID"], ["x", "1", "2"]]).format == "table"


@pytest.mark.parametrize("format", ["limesurvey", "qualtrics", "forms", "spss", "table"])
@pytest.mark.parametrize("rows", [[["a", "b"]], [["a", "b"], ["Een"]], [["a", "b"], ["1", "2"], ["3", "4", "5"]]])
def test_what_is_said_of_the_format_counts_whatever_the_rows_look_like(format, rows):
    found = recognise(rows, format)
    assert (found.format, found.codes) == (format, ("a", "b"))
    assert len(found.texts) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["StartDate", "Q1"], ["Start Date"], IMPORT_IDS["spaces"]],
        [["StartDate", "Q1"], ["Start Date", "a", "b", "c"], IMPORT_IDS["spaces"]],
        [["x"], ["id", "submitdate", "lastpage", "doel"]],
    ],
)
def test_a_damaged_row_of_questions_leaves_a_text_a_code(rows):
    found = recognise(rows)
    assert len(found.texts) == len(found.codes)


def test_a_heading_is_compared_without_what_nobody_sees():
    assert tidy("\ufeff  Is het\xa0doel\n bekend? ") == "Is het doel bekend?"


def test_headings_that_stand_there_twice_are_numbered_and_empty_ones_are_not():
    assert numbered(["naam", "", "naam", "doel", "", "naam"]) == ("naam", "", "naam #2", "doel", "", "naam #3")
    assert recognise([["Naam ", "Naam\xa0"]]).codes == ("Naam", "Naam #2")


def test_a_single_cell_above_rows_with_more_of_them_is_a_title():
    assert title_above([["Titel", "", ""], ["a", "b", "c"]])
    assert not title_above([["a", "b"], ["1", "2"]])
    assert not title_above([["a"], ["1"]])
    assert not title_above([])
