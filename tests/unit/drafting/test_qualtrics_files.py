"""Questionnaires of Qualtrics: types, pages, conditions, and files that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infopos_pipeline.drafting.qualtrics import read_qualtrics
from infopos_pipeline.problems import InputError
from infopos_pipeline.study.model import Privacy


def labels(*texts: str, **more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Choices or scale points 1, 2, …; ``more`` adds to one of them, by "c" and its number."""
    return {str(n): {"Display": text, **more.get(f"c{n}", {})} for n, text in enumerate(texts, start=1)}


def question(number: int, kind: str, selector: str, **more: Any) -> dict[str, Any]:
    payload = {
        "QuestionID": f"QID{number}",
        "DataExportTag": f"Q{number}",
        "QuestionText": f"Vraag {number}",
        "QuestionType": kind,
        "Selector": selector,
        "Language": [],
        **more,
    }
    return {"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": payload}


def block(name: str, *elements: int | str, **more: Any) -> dict[str, Any]:
    """A block of questions, by number; a text is the type of another element."""
    listed = [
        {"Type": "Question", "QuestionID": f"QID{one}"} if isinstance(one, int) else {"Type": one} for one in elements
    ]
    return {"Type": "Standard", "ID": name, "BlockElements": listed, **more}


def survey(*questions: dict[str, Any], blocks: Any = None, flow: Any = None) -> bytes:
    numbers = [int(one["Payload"]["QuestionID"].removeprefix("QID")) for one in questions]
    elements = [*questions, {"Element": "BL", "Payload": blocks or [block("B1", *numbers)]}]
    if flow is not None:
        elements.append({"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}})
    entry = {"SurveyName": "Peiling", "SurveyLanguage": "NL"}
    return json.dumps({"SurveyEntry": entry, "SurveyElements": elements}).encode()


def read(*questions: dict[str, Any], **how: Any):
    return read_qualtrics(survey(*questions, **how), "survey.qsf")


ABC = labels("a", "b", "c")
YES_NO = labels("ja", "nee")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (question(1, "MC", "SAVR", Choices=ABC), [("Q1", "single", ["1", "2", "3"])]),
        (question(1, "MC", "DL", Choices=ABC, ChoiceOrder=["3", "1", "2"]), [("Q1", "single", ["3", "1", "2"])]),
        (question(1, "MC", "SAHR", Choices=YES_NO, RecodeValues={"1": "1", "2": "0"}), [("Q1", "single", ["1", "0"])]),
        (question(1, "MC", "MAVR", Choices=YES_NO), [("Q1", "multiple", ["1", "2"])]),
        (question(1, "MC", "MACOL", Choices=YES_NO, RecodeValues={"1": "7"}), [("Q1", "multiple", ["7", "2"])]),
        (
            question(1, "MC", "NPS", Choices=[{"Display": str(n)} for n in range(11)], ChoiceOrder=list("0123")),
            [("Q1", "ordinal", ["0", "1", "2", "3"])],
        ),
        (
            question(1, "Matrix", "Likert", SubSelector="SingleAnswer", Choices=YES_NO, Answers=ABC,
                     AnswerOrder=[1, 2, 3]),
            [("Q1_1", "ordinal", ["1", "2", "3"]), ("Q1_2", "ordinal", ["1", "2", "3"])],
        ),
        (
            question(1, "Matrix", "Likert", SubSelector="DL", Choices=YES_NO, Answers=ABC, RecodeValues={"1": "5"},
                     ChoiceDataExportTags={"1": "werk", "2": "thuis"}),
            [("werk", "ordinal", ["5", "2", "3"]), ("thuis", "ordinal", ["5", "2", "3"])],
        ),
        (
            question(1, "Matrix", "Likert", SubSelector="MultipleAnswer", Choices=labels("rij"), Answers=YES_NO),
            [("Q1_1", "multiple", ["1", "2"])],
        ),
        (
            question(1, "Matrix", "TE", SubSelector="Short", Choices=labels("rij"), Answers=YES_NO),
            [("Q1_1_1", "text", []), ("Q1_1_2", "text", [])],
        ),
        (question(1, "Matrix", "CS", Choices=labels("rij"), Answers=labels("x")), [("Q1_1_1", "number", [])]),
        (question(1, "Matrix", "MaxDiff", Choices=labels("rij"), Answers=YES_NO), [("Q1_1", "single", ["1", "2"])]),
        (
            question(1, "SBS", "SBSMatrix", Choices=YES_NO, AdditionalQuestions={
                "1": {"QuestionText": "k1", "QuestionType": "Matrix", "Selector": "Likert",
                      "SubSelector": "SingleAnswer", "DataExportTag": "Q1#1", "Choices": labels("rij"),
                      "Answers": YES_NO, "RecodeValues": []},
                "2": {"QuestionText": "k2", "QuestionType": "Matrix", "Selector": "TE", "SubSelector": "Short",
                      "DataExportTag": "Q1#2", "Choices": labels("rij"), "Answers": labels("x")},
            }),
            [("Q1#1_1", "ordinal", ["1", "2"]), ("Q1#2_1_1", "text", [])],
        ),
        (question(1, "TE", "SL"), [("Q1", "text", [])]),
        (question(1, "TE", "ML"), [("Q1", "text", [])]),
        (question(1, "TE", "FORM", Choices=YES_NO), [("Q1_1", "text", []), ("Q1_2", "text", [])]),
        (
            question(1, "TE", "SL", Validation={"Settings": {"ContentType": "ValidNumber"}}),
            [("Q1", "number", [])],
        ),
        (question(1, "Slider", "HSLIDER", Choices=YES_NO), [("Q1_1", "number", []), ("Q1_2", "number", [])]),
        (question(1, "CS", "HR", Choices=labels("x")), [("Q1_1", "number", [])]),
        (question(1, "RO", "DND", Choices=labels("x")), [("Q1_1", "number", [])]),
        (question(1, "HotSpot", "OnOff"), [("Q1", "text", [])]),
    ],
    ids=lambda value: value["Payload"]["QuestionType"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_every_type_becomes_questions_with_the_headings_of_an_export(asked, expected):
    assert [(q.code, q.kind, [a.code for a in q.answers]) for q in read(asked).questions] == expected


def test_what_is_shown_or_measured_is_no_question_and_its_columns_are_known():
    questionnaire = read(question(1, "DB", "TB"), question(2, "Timing", "PageTimer"), question(3, "TE", "SL"))
    assert [q.code for q in questionnaire.questions] == ["Q3"]
    assert {"ResponseId", "Q2_Page Submit", "Q2_Click Count"} <= set(questionnaire.administration)


def test_tick_boxes_have_a_column_each_and_may_exclude_the_others():
    choices = labels("a", "geen", "anders", c2={"ExclusiveAnswer": True}, c3={"TextEntry": "true"})
    (asked,) = read(question(1, "MC", "MAVR", Choices=choices, RecodeValues={"3": "99"})).questions
    assert [(box.column, box.exclusive) for box in asked.answers] == [("Q1_1", False), ("Q1_2", True), ("Q1_99", False)]
    assert asked.other == "Q1_99_TEXT"


def test_several_choices_with_a_text_keep_every_text():
    choices = labels("a", "b", c1={"TextEntry": "on"}, c2={"TextEntry": "true"})
    first, second = read(question(1, "MC", "SAVR", Choices=choices)).questions
    assert (first.other, second.code, second.kind) == ("Q1_2_TEXT", "Q1_1_TEXT", "text")


def test_a_row_or_a_field_may_have_a_text_or_a_name_of_its_own():
    rows = labels("werk", "anders", c2={"TextEntry": "true"})
    matrix = question(1, "Matrix", "Likert", SubSelector="SingleAnswer", Choices=rows, Answers=YES_NO)
    form = question(2, "TE", "FORM", Choices=YES_NO, ChoiceDataExportTags={"1": "straat"})
    assert [q.code for q in read(matrix, form).questions] == ["Q1_1", "Q1_2", "Q1_2_TEXT", "straat", "Q2_2"]


def test_texts_are_without_markup_and_translations_have_their_language():
    translated = {
        "EN": {"QuestionText": "<b>Question</b>", "Choices": {"1": {"Display": "yes"}}},
        "PT-BR": [],
    }
    choices = {"1": {"Display": "ja<br>zeker"}, "2": {"Display": "nee"}}
    asked = question(1, "MC", "SAVR", QuestionText="<p>Vraag&nbsp;1</p>", Choices=choices, Language=translated)
    questionnaire = read(asked)
    (one,) = questionnaire.questions
    assert (questionnaire.title, questionnaire.language) == ({"nl": "Peiling"}, "nl")
    assert one.text == {"nl": "Vraag 1", "en": "Question"}
    assert [answer.text for answer in one.answers] == [{"nl": "ja zeker", "en": "yes"}, {"nl": "nee"}]


def test_an_address_gives_somebody_away_and_other_texts_may():
    address = question(1, "TE", "SL", Validation={"Settings": {"ContentType": "ValidEmail"}})
    assert [q.privacy for q in read(address, question(2, "TE", "ML")).questions] == [Privacy.DIRECT, Privacy.OPEN]


def test_a_forced_question_is_mandatory():
    forced = question(1, "MC", "SAVR", Choices=ABC, Validation={"Settings": {"ForceResponse": "ON"}})
    asked = question(2, "MC", "SAVR", Choices=ABC, Validation={"Settings": {"ForceResponse": "RequestResponse"}})
    assert [q.mandatory for q in read(forced, asked).questions] == [True, False]


TEXTS = [question(number, "TE", "SL") for number in range(1, 6)]


def pages(**how: Any) -> list[tuple[str, int]]:
    return [(q.code, q.page) for q in read(*TEXTS, **how).questions]


def test_blocks_and_page_breaks_make_pages_in_the_order_of_the_flow():
    blocks = [block("B1", 1, "Page Break", 2), {"Type": "Trash", "ID": "T", "BlockElements": [
        {"Type": "Question", "QuestionID": "QID5"}]}, block("B2", 3, 4)]  # fmt: skip
    flow = [{"Type": "EmbeddedData"}, {"Type": "Standard", "ID": "B2"}, {"Type": "Block", "ID": "B1"}]
    assert pages(blocks=blocks, flow=flow) == [("Q3", 1), ("Q4", 1), ("Q1", 2), ("Q2", 3)]
    assert pages(blocks=blocks) == [("Q1", 1), ("Q2", 2), ("Q3", 3), ("Q4", 3)]
    assert pages(blocks={"0": blocks[0], "1": blocks[2]}) == pages(blocks=blocks)


def condition(operator: str, left: str, right: str = "", word: str = "", kind: str = "Question") -> dict[str, Any]:
    found = {
        "LogicType": kind,
        "Operator": operator,
        "LeftOperand": left,
        "Type": "Expression",
        "Description": "<b>Als</b> x",
    }
    return {**found, **({"RightOperand": right} if right else {}), **({"Conjuction": word} if word else {})}


def logic(*groups: list[dict[str, Any]], types: tuple[str, ...] = ("If", "AndIf", "AndIf")) -> dict[str, Any]:
    numbered = {
        str(n): {**{str(m): one for m, one in enumerate(group)}, "Type": types[n]} for n, group in enumerate(groups)
    }
    return {**numbered, "Type": "BooleanExpression", "inPage": False}


FIRST = question(1, "MC", "SAVR", Choices=ABC, RecodeValues={"1": "10", "2": "20", "3": "30"})
BOXES = question(2, "MC", "MAVR", Choices=ABC)
NUMBER = question(3, "TE", "SL", Validation={"Settings": {"ContentType": "ValidNumber"}})
CHOSEN = condition("Selected", "q://QID1/SelectableChoice/2")
NOT_CHOSEN = condition("NotSelected", "q://QID1/SelectableChoice/2")
BOX = condition("Selected", "q://QID2/SelectableChoice/1", word="And")
OR_BOX = condition("Selected", "q://QID2/SelectableChoice/1", word="Or")


@pytest.mark.parametrize(
    ("shown", "asked_if"),
    [
        (logic([CHOSEN]), "Q1 in ('20',)"),
        (logic([NOT_CHOSEN]), "not answered(Q1) or not Q1 in ('20',)"),
        (logic([CHOSEN, BOX]), "Q1 in ('20',) and '1' in Q2"),
        (logic([CHOSEN, OR_BOX]), "Q1 in ('20',) or '1' in Q2"),
        (
            logic([CHOSEN, condition("Selected", "q://QID1/SelectableChoice/3", word="Or")]),
            "Q1 in ('20', '30')",
        ),
        (logic([CHOSEN], [OR_BOX, CHOSEN | {"Conjuction": "Or"}]), "Q1 in ('20',) and ('1' in Q2 or Q1 in ('20',))"),
        (logic([CHOSEN], [BOX], types=("If", "OrIf")), "Q1 in ('20',) or '1' in Q2"),
        (logic([condition("GreaterThan", "q://QID3/ChoiceTextEntryValue", "18")]), "Q3 > 18"),
        (
            logic([condition("NotEqualTo", "q://QID3/ChoiceTextEntryValue", "18")]),
            "not answered(Q3) or not Q3 == 18",
        ),
        (logic([condition("LessThanOrEqual", "q://QID3/ChoiceTextEntryValue", "2.5")]), "Q3 <= 2.5"),
    ],
)
def test_display_logic_is_translated_where_it_is_simple(shown, asked_if):
    *_, last = read(FIRST, BOXES, NUMBER, question(4, "TE", "SL", DisplayLogic=shown)).questions
    assert (last.asked_if, last.remarks) == (asked_if, ())
    assert last.condition.startswith("Als x")


@pytest.mark.parametrize(
    "shown",
    [
        logic([condition("Is", "mobile", kind="DeviceType")]),
        logic([condition("Displayed", "q://QID1/ChoiceDisplayed/1")]),
        logic([condition("Selected", "q://QID1/SelectableChoice/9")]),
        logic([condition("Selected", "q://QID5/SelectableChoice/1")]),
        logic([condition("Contains", "q://QID3/ChoiceTextEntryValue", "x")]),
        logic([condition("EqualTo", "q://QID3/ChoiceTextEntryValue", "twee")]),
        logic([CHOSEN, BOX, OR_BOX]),
        logic([CHOSEN], [BOX], types=("If", "ElseIf")),
        {"Type": "BooleanExpression"},
    ],
)
def test_other_logic_is_kept_and_left_to_a_person(shown):
    later = question(5, "MC", "SAVR", Choices=ABC)
    asked = read(FIRST, BOXES, NUMBER, question(4, "TE", "SL", DisplayLogic=shown), later).questions[3]
    assert asked.asked_if is None
    assert asked.condition
    assert any("condition" in remark for remark in asked.remarks)


def test_a_branch_of_the_flow_is_a_condition_of_its_blocks():
    branch = {"Type": "Branch", "BranchLogic": logic([CHOSEN]), "Flow": [{"Type": "Standard", "ID": "B2"}]}
    flow = [{"Type": "Standard", "ID": "B1"}, branch]
    inside = question(3, "TE", "SL", DisplayLogic=logic([BOX]))
    *_, last = read(FIRST, BOXES, inside, blocks=[block("B1", 1, 2), block("B2", 3)], flow=flow).questions
    assert last.asked_if == "Q1 in ('20',) and '1' in Q2"


def test_a_block_in_several_branches_is_left_to_a_person_and_one_outside_is_always_asked():
    branches = [
        {"Type": "Branch", "BranchLogic": logic([one]), "Flow": [{"Type": "Standard", "ID": "B2"}]}
        for one in (CHOSEN, NOT_CHOSEN)
    ]
    blocks = [block("B1", 1), block("B2", 4)]
    asked = (FIRST, question(4, "TE", "SL"))
    *_, twice = read(*asked, blocks=blocks, flow=[{"Type": "Standard", "ID": "B1"}, *branches]).questions
    outside = [{"Type": "Standard", "ID": "B1"}, branches[0], {"Type": "Standard", "ID": "B2"}]
    *_, always = read(*asked, blocks=blocks, flow=outside).questions
    assert (twice.asked_if, bool(twice.condition)) == (None, True)
    assert (always.asked_if, always.condition) == (None, "")


def test_what_a_person_has_to_know_is_remarked():
    skipping = block("B1", 1)
    skipping["BlockElements"][0]["SkipLogic"] = [{"SkipToDestination": "ENDOFSURVEY"}]
    names = {"1": "wel", "2": "niet"}
    named = question(1, "MC", "SAVR", Choices=YES_NO, VariableNaming=names, DynamicChoices={"Locator": "q://QID9"})
    looping = block("B2", 2, Options={"Looping": "Static"})
    flow = [{"Type": "Standard", "ID": "B1"}, {"Type": "BlockRandomizer", "Flow": [{"Type": "Standard", "ID": "B2"}]}]
    one, two = read(named, question(2, "TE", "SL"), blocks=[skipping, looping], flow=flow).questions
    assert [any(word in remark for remark in one.remarks) for word in ("skip logic", "wel, niet", "carried")] == [
        True
    ] * 3
    assert [any(word in remark for remark in two.remarks) for word in ("loop", "random order")] == [True, True]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b'{"SurveyEntry": {', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"\xff\xfe\x00", "encoding"),
        (b"[]", "not_a_survey"),
        (b'{"SurveyEntry": null, "SurveyElements": []}', "not_a_survey"),
        (b'{"SurveyEntry": {}, "SurveyElements": {}}', "not_a_survey"),
        (b'{"SurveyEntry": {}, "SurveyElements": [null, 3, {"Element": "SQ"}]}', "no_questions"),
        (survey(question(1, "DB", "TB")), "no_questions"),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_a_file_that_is_none_is_refused_with_what_is_expected(content, code):
    with pytest.raises(InputError) as error:
        read_qualtrics(content, "survey.qsf")
    (problem,) = error.value.problems
    assert (problem.code, problem.file) == (code, "survey.qsf")
    assert problem.hint


def test_members_of_another_shape_than_expected_are_passed_over():
    odd = question(
        1, "MC", "SAVR", Choices={"1": "ja", "2": None, "3": {"Display": None}}, RecodeValues=[], Validation=[]
    )
    odd["Payload"] |= {
        "DisplayLogic": [],
        "VariableNaming": [],
        "Language": {"EN": None},
        "ChoiceOrder": {"0": 2, "1": "1"},
    }
    (asked,) = read(odd, blocks=[block("B1", 1, 9), {"ID": "B2"}], flow=[{"Type": "Block", "ID": "B1"}, None]).questions
    assert [(answer.code, answer.text["nl"]) for answer in asked.answers] == [("2", ""), ("1", "ja")]
    odd["Payload"]["ChoiceOrder"] = True
    assert [answer.code for answer in read(odd).questions[0].answers] == ["1", "2", "3"]
