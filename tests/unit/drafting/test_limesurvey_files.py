"""Questionnaires of LimeSurvey: every version and type of question, as an export with question codes has them."""

from __future__ import annotations

import pytest
from structures import SURVEY, Asked, document, structure

from infopos_pipeline.drafting.limesurvey import read_limesurvey
from infopos_pipeline.problems import InputError
from infopos_pipeline.study.model import Privacy

LIST = [("A1", "Een"), ("A2", "Twee")]
ROWS = [("SQ001", "Rij een"), ("SQ002", "Rij twee")]
CELLS = [*ROWS, ("X1", "Kolom een", "1"), ("X2", "Kolom twee", "1")]


def read(*asked: Asked, **how):
    return read_limesurvey(structure(*asked, **how), "survey.lss")


def found(*asked: Asked, **how):
    """Heading, kind and answer codes of every question."""
    return [(q.code, q.kind, [a.code for a in q.answers]) for q in read(*asked, **how).questions]


@pytest.mark.parametrize("old", [True, False], ids=["version 3", "version 4"])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked("L", "Q", answers=LIST), [("Q", "single", ["A1", "A2"])]),
        (Asked("!", "Q", answers=LIST), [("Q", "single", ["A1", "A2"])]),
        (Asked("O", "Q", answers=LIST), [("Q", "single", ["A1", "A2"]), ("Q[comment]", "text", [])]),
        (Asked("M", "Q", parts=ROWS), [("Q", "multiple", ["SQ001", "SQ002"])]),
        (
            Asked("P", "Q", parts=ROWS),
            [("Q", "multiple", ["SQ001", "SQ002"]), ("Q[SQ001comment]", "text", []), ("Q[SQ002comment]", "text", [])],
        ),
        (
            Asked("F", "Q", parts=ROWS, answers=LIST),
            [("Q[SQ001]", "ordinal", ["A1", "A2"]), ("Q[SQ002]", "ordinal", ["A1", "A2"])],
        ),
        (Asked("H", "Q", parts=ROWS[:1], answers=LIST), [("Q[SQ001]", "ordinal", ["A1", "A2"])]),
        (Asked("A", "Q", parts=ROWS[:1]), [("Q[SQ001]", "ordinal", ["1", "2", "3", "4", "5"])]),
        (Asked("B", "Q", parts=ROWS[:1]), [("Q[SQ001]", "ordinal", [str(n) for n in range(1, 11)])]),
        (Asked("C", "Q", parts=ROWS[:1]), [("Q[SQ001]", "ordinal", ["Y", "U", "N"])]),
        (Asked("E", "Q", parts=ROWS[:1]), [("Q[SQ001]", "ordinal", ["I", "S", "D"])]),
        (
            Asked("1", "Q", parts=ROWS[:1], answers=[*LIST, ("B1", "Ja", "1")]),
            [("Q[SQ001][1]", "ordinal", ["A1", "A2"]), ("Q[SQ001][2]", "ordinal", ["B1"])],
        ),
        (
            Asked(":", "Q", parts=CELLS),
            [(f"Q[{row}_{column}]", "number", []) for row in ("SQ001", "SQ002") for column in ("X1", "X2")],
        ),
        (
            Asked(":", "Q", parts=CELLS, settings={"multiflexible_checkbox": "1"}),
            [("Q[SQ001]", "multiple", ["X1", "X2"]), ("Q[SQ002]", "multiple", ["X1", "X2"])],
        ),
        (Asked(";", "Q", parts=CELLS[1:3]), [("Q[SQ002_X1]", "text", [])]),
        (Asked("K", "Q", parts=ROWS), [("Q[SQ001]", "number", []), ("Q[SQ002]", "number", [])]),
        (Asked("Q", "Q", parts=ROWS[:1]), [("Q[SQ001]", "text", [])]),
        (Asked("R", "Q", answers=LIST), [("Q[1]", "single", ["A1", "A2"]), ("Q[2]", "single", ["A1", "A2"])]),
        (Asked("R", "Q", parts=ROWS, settings={"max_subquestions": "1"}), [("Q[1]", "single", ["SQ001", "SQ002"])]),
        (Asked("Y", "Q"), [("Q", "single", ["Y", "N"])]),
        (Asked("G", "Q"), [("Q", "single", ["F", "M"])]),
        (Asked("5", "Q"), [("Q", "ordinal", ["1", "2", "3", "4", "5"])]),
        (Asked("N", "Q"), [("Q", "number", [])]),
        (Asked("S", "Q"), [("Q", "text", [])]),
        (Asked("T", "Q"), [("Q", "text", [])]),
        (Asked("U", "Q"), [("Q", "text", [])]),
        (Asked("D", "Q"), [("Q", "text", [])]),
        (Asked("*", "Q"), [("Q", "text", [])]),
        (Asked("I", "Q"), [("Q", "single", ["nl"])]),
        (Asked("?", "Q"), [("Q", "text", [])]),
    ],
    ids=lambda value: value.kind if isinstance(value, Asked) else "",
)
def test_every_type_becomes_questions_with_the_headings_of_an_export(asked, expected, old):
    assert found(asked, old=old) == expected


def test_a_text_or_an_upload_asks_nothing_and_its_columns_are_known():
    questionnaire = read(Asked("X", "hallo"), Asked("|", "bestand"), Asked("N", "Q"))
    assert [question.code for question in questionnaire.questions] == ["Q"]
    assert {"lastpage", "token", "bestand", "bestand[filecount]"} <= set(questionnaire.administration)


def test_both_forms_of_the_file_say_the_same():
    asked = (
        Asked("L", "een", "Een <p>vraag</p>", answers=LIST, columns={"other": "Y"}),
        Asked("M", "twee", "Twee", group=2, parts=ROWS, settings={"exclude_all_others": "SQ002"}),
        Asked("F", "drie", "Drie", group=2, parts=ROWS, answers=LIST, relevance='een.NAOK == "A1"'),
    )
    assert read(*asked, old=True) == read(*asked, old=False)


def test_texts_are_without_markup():
    texts = {
        "Een<br />vraag": "Een vraag",
        "<p>Wat&nbsp;vindt <em>u</em>?</p>\n": "Wat vindt u?",
        "<script>alert('x')</script>Ja": "Ja",
        "a &lt; b &amp; c": "a < b & c",
        "minder dan <5 jaar": "minder dan <5 jaar",
        "<ul><li>een</li><li>twee</li></ul>": "een twee",
        "kin<strong>der</strong>en": "kinderen",
    }
    questions = read(*(Asked("N", f"Q{place}", text) for place, text in enumerate(texts))).questions
    assert [question.text["nl"] for question in questions] == list(texts.values())
    assert read(Asked("N", "Q")).title == {"nl": "Een peiling"}


def test_a_row_has_the_text_of_its_battery_before_its_own():
    first, second = read(Asked("F", "Q", "Wat vindt u", parts=ROWS, answers=LIST)).questions
    assert first.text == {"nl": "Wat vindt u – Rij een"}
    assert second.text == {"nl": "Wat vindt u – Rij twee"}
    assert any("order" in remark for remark in first.remarks)


def test_languages_keep_their_texts_and_the_survey_has_its_own_first():
    rows = [
        {"qid": "10", "parent_qid": "0", "gid": "1", "type": "L", "title": "Q", "question": text, "language": language}
        for language, text in (("en", "Question"), ("nl-informal", "Vraag"))
    ]
    answers = [
        {"qid": "10", "code": "A1", "answer": text, "language": language, "sortorder": "1"}
        for language, text in (("en", "Yes"), ("nl-informal", "Ja"))
    ]
    groups = [
        {"gid": "1", "language": language, "group_order": str(order)} for language, order in (("en", 9), ("nl", 1))
    ]
    survey = {"language": "nl-informal", "additional_languages": "en "}
    questionnaire = read(Asked("L", "x"), old=True, survey=survey, questions=rows, answers=answers, groups=groups)
    (question,) = questionnaire.questions
    assert questionnaire.language == "nl"
    assert list(question.text.items()) == [("nl", "Vraag"), ("en", "Question")]
    assert question.answers[0].text == {"nl": "Ja", "en": "Yes"}


def test_other_has_a_column_and_of_one_answer_a_code():
    single, multiple = read(
        Asked("L", "een", answers=LIST, columns={"other": "Y"}),
        Asked("M", "twee", parts=ROWS, columns={"other": "Y"}),
    ).questions
    assert (single.other, single.answers[-1].code) == ("een[other]", "-oth-")
    assert (multiple.other, [box.column for box in multiple.answers]) == ("twee[other]", ["twee[SQ001]", "twee[SQ002]"])


def test_other_may_be_called_something_else():
    settings = [
        {"qid": "10", "attribute": "other_replace_text", "value": value, "language": "nl"} for value in ("Iets anders",)
    ]
    asked = Asked("L", "een", answers=LIST, columns={"other": "Y"})
    (question,) = read(asked, question_attributes=settings).questions
    assert question.answers[-1].text == {"nl": "Iets anders"}


def test_what_is_no_number_has_no_place_in_an_order():
    asked = [Asked("N", "a", columns={"question_order": "x"}), Asked("N", "b")]
    assert [question.code for question in read(*asked).questions] == ["a", "b"]


def test_boxes_that_are_shown_under_a_condition_are_remarked():
    (question,) = read(Asked("M", "Q", parts=[("a", "A", "0", "1 == 2")])).questions
    assert any("Some of its boxes" in remark for remark in question.remarks)


def test_boxes_that_exclude_the_others_are_known():
    (question,) = read(Asked("M", "Q", parts=ROWS, settings={"exclude_all_others": "SQ002"})).questions
    assert [box.exclusive for box in question.answers] == [False, True]


def test_a_list_with_assessment_values_of_a_scale_is_ordinal():
    scale = [("A1", "Goed", "0", "2"), ("A2", "Matig", "0", "1"), ("A3", "Slecht", "0", "0")]
    (scored,) = read(Asked("L", "Q", answers=scale)).questions
    (points,) = read(Asked("L", "Q", answers=[("A1", "a", "0", "1"), ("A2", "b", "0", "1")])).questions
    assert (scored.kind, points.kind) == ("ordinal", "single")
    assert scored.remarks
    assert not points.remarks


def test_what_gives_somebody_away_is_said_as_far_as_the_file_tells():
    plain, encrypted, address = read(
        Asked("T", "een"), Asked("S", "twee", columns={"encrypted": "Y"}), Asked("S", "drie", columns={"preg": "/@/"})
    ).questions
    assert [q.privacy for q in (plain, encrypted, address)] == [Privacy.OPEN, Privacy.DIRECT, Privacy.DIRECT]


def test_a_question_nobody_may_skip_is_mandatory():
    asked = [Asked("N", f"Q{letter}", columns={"mandatory": letter}) for letter in "YNS"]
    assert [question.mandatory for question in read(*asked).questions] == [True, False, True]


@pytest.mark.parametrize(("shape", "pages"), [("G", [1, 1, 2]), ("I", [1, 1, 2]), ("A", [1, 1, 1]), ("S", [1, 2, 3])])
def test_pages_are_those_that_the_survey_is_shown_in(shape, pages):
    asked = [Asked("N", "a"), Asked("N", "b"), Asked("N", "c", group=2)]
    assert [question.page for question in read(*asked, survey={"format": shape}).questions] == pages


def test_a_condition_is_kept_and_translated_where_it_can_be():
    first, second, third, fourth = read(
        Asked("L", "een", answers=LIST),
        Asked("N", "twee", relevance='een.NAOK == "A2"'),
        Asked("N", "drie", relevance="twee.NAOK * 2 > 4"),
        Asked("N", "vier", relevance='vijf.NAOK == "A2"'),
    ).questions
    assert (first.condition, first.asked_if) == ("", None)
    assert (second.condition, second.asked_if, second.remarks) == ('een.NAOK == "A2"', "een in (A2,)", ())
    for question in (third, fourth):
        assert question.condition
        assert question.asked_if is None
        assert any("condition" in remark for remark in question.remarks)


def test_the_conditions_of_group_question_and_row_hold_together():
    group = {"gid": "2", "sid": SURVEY, "group_order": "2", "grelevance": "twee > 3"}
    asked = (
        Asked("L", "een", answers=LIST),
        Asked("N", "twee"),
        Asked("K", "drie", group=2, parts=[("a", "A", "0", "twee < 9")], relevance='een == "A1"'),
    )
    groups = [{"gid": "1", "sid": SURVEY, "group_order": "1", "grelevance": ""}, group]
    *_, row = read(*asked, groups=groups).questions
    assert row.asked_if == "twee > 3 and een in (A1,) and twee < 9"


@pytest.mark.parametrize("name", [f"{SURVEY}X1X10", "een", "Q10"])
def test_a_question_is_known_by_its_numbers_too(name):
    _, second = read(
        Asked("L", "een", answers=LIST), Asked("N", "twee", relevance=f'(({name}.NAOK == "A2"))')
    ).questions
    assert second.asked_if == "een in (A2,)"


def test_columns_of_arrays_and_boxes_are_known_by_their_names():
    *_, last = read(
        Asked("M", "m", parts=ROWS),
        Asked("F", "f", parts=ROWS, answers=LIST),
        Asked("1", "d", parts=ROWS, answers=[*LIST, ("B1", "Ja", "1")]),
        Asked(":", "c", parts=CELLS),
        Asked(
            "N",
            "n",
            relevance=f'm_SQ002 == "Y" and f_SQ001 == "A1" and d_SQ001_1 == "B1" and c_SQ001_X2 > 3 '
            f'and {SURVEY}X1X10SQ001 == "Y" and {SURVEY}X1X30SQ002#0 == "A2"',
        ),
    ).questions
    assert last.asked_if == (
        "SQ002 in m and 'f[SQ001]' in (A1,) and 'd[SQ001][2]' in (B1,) and 'c[SQ001_X2]' > 3 and SQ001 in m "
        "and 'd[SQ002][1]' in (A2,)"
    )


def test_conditions_of_an_old_file_stand_in_a_table_of_their_own():
    conditions = [
        {"qid": "20", "cqid": "10", "cfieldname": f"{SURVEY}X1X10", "method": "==", "value": code, "scenario": "1"}
        for code in ("A1", "A2")
    ]
    _, second = read(Asked("L", "een", answers=LIST), Asked("N", "twee"), old=True, conditions=conditions).questions
    assert second.asked_if == "een in (A1, A2)"


def test_what_a_person_has_to_know_is_remarked():
    groups = [{"gid": "1", "sid": SURVEY, "group_order": "1", "grelevance": "", "randomization_group": "r"}]
    (question,) = read(Asked("N", "Q", settings={"hidden": "1", "array_filter": "X"}), groups=groups).questions
    assert [any(word in remark for remark in question.remarks) for word in ("hidden", "array filter", "random")] == [
        True
    ] * 3


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><document>&b;</document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><document>&x;</document>"""


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_before_its_entities_are_read(content):
    with pytest.raises(InputError) as error:
        read_limesurvey(content, "survey.lss")
    assert error.value.problems[0].code == "document_type"


WHOLE = structure(Asked("N", "Q"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_xml"),
        (b"id;naam\n1;x\n", "not_xml"),
        (WHOLE[:-40], "not_xml"),
        (b"<?xml version='1.0' encoding='x-unknown'?><document/>", "not_xml"),
        (b"\x00\x01\x02" * 50, "not_xml"),
        (b"<html><body>Sign in</body></html>", "not_a_survey"),
        (document(kind="Group"), "not_a_survey"),
        (document(), "no_questions"),
        (structure(Asked("N", "Q"), questions=[{"qid": "10", "gid": "1", "type": "N"}]), "damaged"),
        (structure(Asked("N", "Q"), groups=[{"gid": "7", "group_order": "1"}]), "damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_is_expected(content, code):
    with pytest.raises(InputError) as error:
        read_limesurvey(content, "survey.lss")
    (problem,) = error.value.problems
    assert (problem.code, problem.file) == (code, "survey.lss")
    assert problem.expected
    assert problem.hint
