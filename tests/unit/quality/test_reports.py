"""The check of an export: every problem at once, in order, bounded, and without a cell that identifies anybody."""

from __future__ import annotations

import traceback
import unicodedata

import pytest
from builders import delimited

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.problems import InputError, quotable
from infopos_pipeline.quality import validate
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import load_study

ROWS = [
    ("t1", "Bakelhorn", "Zuid", "9000"),
    ("t2", "Sint Jansteën", "Noord", "10000"),
    ("t3", "Groothuizen", "Midden", "26000"),
    ("", "Wielewaalsrade", "midden", "25999"),
]


@pytest.fixture
def frame(make_frame):
    return make_frame(*ROWS)


def check(export, frame, study):
    return read_answers(export.content(), frame, study, ("export.csv", "frame.csv"))


def problems_of(export, frame, study):
    with pytest.raises(InputError) as caught:
        check(export, frame, study)
    return [(problem.code, problem.file, problem.row, problem.question) for problem in caught.value.problems]


GEMEENTE = "gemeente"


def test_respondents_join_on_token_else_on_the_name(export, frame, study):
    export.add(token="t1", gemeente="Bakelhorn").add(token="t2").add(gemeente="wielewaals-rade")
    checked = check(export, frame, study)
    assert checked.municipalities == ("bakelhorn", "sintjansteen", "wielewaalsrade")
    assert checked.facts["regio"].tolist() == ["zuid", "noord", "midden"]
    assert checked.facts["grootteklasse"].tolist() == ["tot_10000", "tot_18000", "tot_26000"]


@pytest.mark.parametrize(
    "spelling",
    ["sint jansteën", "SINT JANSTEEN", "Sint-Jansteën", " Sint  Jansteen", "SintJansteen",
     unicodedata.normalize("NFD", "Sint Jansteën")],
)  # fmt: skip
def test_a_name_joins_in_any_spelling(export, frame, study, spelling):
    assert check(export.add(gemeente=spelling), frame, study).municipalities == ("sintjansteen",)
    assert check(export.add(token="t1", gemeente="BAKELHORN"), frame, study).municipalities[1] == "bakelhorn"


def test_an_unknown_token_beside_a_known_name_joins_on_the_name(export, frame, study):
    assert check(export.add(token="other", gemeente="Bakelhorn"), frame, study).municipalities == ("bakelhorn",)


@pytest.mark.parametrize("cells", [{"gemeente": "Elders"}, {"token": "t9"}, {"id": "1"}, {"gemeente": "---"}])
def test_a_respondent_not_in_the_frame_is_a_problem(export, frame, study, cells):
    export.add(gemeente="Bakelhorn").add(**cells)
    assert problems_of(export, frame, study) == [("not_in_frame", "export.csv", 3, GEMEENTE)]


@pytest.mark.parametrize("name", ["Sint Jansteën", "Elders"])
def test_a_token_and_a_name_that_disagree_are_a_problem(export, frame, study, name):
    assert problems_of(export.add(token="t1", gemeente=name), frame, study) == [("conflict", "export.csv", 2, GEMEENTE)]


def test_two_rows_of_one_municipality_are_a_problem_that_names_both(export, frame, study):
    export.add(token="t1").add(token="t2").add(gemeente="bakel horn")
    with pytest.raises(InputError) as caught:
        check(export, frame, study)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == ("double_respondent", 4)
    assert "row 2" in problem.expected


def test_a_municipality_past_the_limit_is_set_aside_and_counted_nowhere(export, frame, study):
    """Exactly 26,000 is past it; 25,999 is not."""
    export.add(token="t3", doel="A1").add(token="t1", doel="A2").add(gemeente="Wielewaalsrade").add(
        gemeente="Groothuizen"
    )
    checked = check(export, frame, study)
    assert checked.municipalities == ("bakelhorn", "wielewaalsrade")
    assert checked.answers["doelstelling"].tolist() == ["nee", "~skipped"]
    assert len(checked.facts) == 2
    assert checked.approached["municipality"].tolist() == ["bakelhorn", "sintjansteen", "wielewaalsrade"]
    assert [(aside.code, aside.row, aside.expected) for aside in checked.set_aside] == [
        ("set_aside", 2, "fewer than 26,000 inhabitants"),
        ("set_aside", 5, "fewer than 26,000 inhabitants"),
    ]
    assert all(aside.found is None and "not about this municipality" in aside.hint for aside in checked.set_aside)


def test_a_wave_of_which_everybody_is_set_aside_has_no_answers(export, frame, study):
    checked = check(export.add(token="t3"), frame, study)
    assert checked.answers.empty
    assert checked.municipalities == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("t5", "Elders", "West", "9000"), [("frame_fact", 6, "regio")]),
        (("t5", "Elders", "", "9000"), [("frame_fact", 6, "regio")]),
        (("t5", "Elders", "Zuid", "veel"), [("frame_fact", 6, "inwoners")]),
        (("t5", "Elders", "Zuid", ""), [("frame_fact", 6, "inwoners")]),
        (("t5", "Elders", "Zuid", "-1"), [("frame_fact", 6, "inwoners")]),
        (("t5", "Elders", "Zuid", "9.000"), [("frame_fact", 6, "inwoners")]),
        (("t5", "Elders", "Zuid", "9" * 10), [("frame_fact", 6, "inwoners")]),
        (("t5", "bakel-horn", "Zuid", "9000"), [("frame_row", 6, "gemeente")]),
        (("t1", "Elders", "Zuid", "9000"), [("frame_row", 6, "token")]),
        (("t5", "", "Zuid", "9000"), [("frame_row", 6, "gemeente")]),
        (("t1", "Bakelhorn", "West", "x"), [("frame_fact", 6, "inwoners"), ("frame_fact", 6, "regio"),
                                            ("frame_row", 6, "gemeente"), ("frame_row", 6, "token")]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_frame_is_a_problem_of_the_frame(export, make_frame, study, row, expected):
    found = problems_of(export.add(token="t1"), make_frame(*ROWS, row), study)
    assert found == [(code, "frame.csv", number, question) for code, number, question in expected]


def test_a_fact_is_expected_in_the_words_of_the_declaration(export, make_frame, study):
    with pytest.raises(InputError) as caught:
        check(export.add(), make_frame(("t1", "Bakelhorn", "West", "x")), study)
    assert [problem.expected for problem in caught.value.problems] == ["a whole number", "one of Noord, Midden, Zuid"]


def test_eligibility_may_read_a_column_that_is_no_fact(changed_study, export, make_frame):
    changed = load_study(
        changed_study("study.yaml", "    column: inwoners\n    below: 26000", "    column: woningen\n    below: 10")
    )
    headings = ("token", "gemeente", "regio", "inwoners", "woningen")
    frame = make_frame(("t1", "Bakelhorn", "Zuid", "9", "10"), ("t2", "Elders", "Zuid", "9", "9"), headings=headings)
    checked = check(export.add(token="t1").add(token="t2"), frame, changed)
    assert checked.municipalities == ("elders",)
    frame = make_frame(("t1", "Bakelhorn", "Zuid", "9", "veel"), headings=headings)
    with pytest.raises(InputError) as caught:
        check(export, frame, changed)
    assert [(problem.question, problem.expected) for problem in caught.value.problems] == [
        ("woningen", "a whole number")
    ]


@pytest.mark.parametrize(("inhabitants", "size"), [("0", "tot_10000"), ("9999", "tot_10000"), ("10000", "tot_18000"),
                                                   ("17999", "tot_18000"), ("18000", "tot_26000")])  # fmt: skip
def test_a_number_falls_into_the_class_below_whose_limit_it_lies(export, make_frame, study, inhabitants, size):
    checked = check(export.add(token="t1"), make_frame(("t1", "Bakelhorn", "ZUID", inhabitants)), study)
    assert checked.facts["grootteklasse"].tolist() == [size]


def test_an_unknown_code_says_what_was_found_and_which_codes_there_are(export, frame, study):
    export.add(token="t1", doel="A9").add(token="t2", voord__1="q", functie="a1")
    with pytest.raises(InputError) as caught:
        check(export, frame, study)
    goal, role, box = caught.value.problems
    assert (goal.code, goal.row, goal.question, goal.found) == ("unknown_code", 2, "doelstelling (doel)", "A9")
    assert goal.expected == "one of the answer codes A1, A2, or nothing"
    assert (role.row, role.found) == (3, "a1")
    assert (box.row, box.question, box.found) == (3, "gewenste_voordelen (voord[SQ001])", "q")


def test_one_bad_cell_is_one_problem_however_it_is_spaced(export, frame, study):
    export.add(token="t1", doel="A9").add(token="t2", doel="A9 ").add(gemeente="Wielewaalsrade", doel=" A9")
    assert [row for _, _, row, _ in problems_of(export, frame, study)] == [2, 3, 4]


@pytest.mark.parametrize("cell", ["x", "1.5", "-1", "²", "9" * 30, "9" * 5000])
def test_a_last_page_that_is_no_number_is_a_problem(export, frame, study, cell):
    with pytest.raises(InputError) as caught:
        check(export.add(token="t1").add(token="t2", lastpage=cell), frame, study)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.question, problem.found) == ("no_page", 3, "lastpage", quotable(cell))


def test_everything_wrong_is_said_at_once_in_the_order_of_file_and_row(export, make_frame, study):
    export.add(token="t1", doel="A9").add(gemeente="Elders", lastpage="x").add(token="t1").add(
        token="t2", gemeente="Bakelhorn"
    )
    assert problems_of(export, make_frame(*ROWS), study) == [
        ("unknown_code", "export.csv", 2, "doelstelling (doel)"),
        ("no_page", "export.csv", 3, "lastpage"),
        ("not_in_frame", "export.csv", 3, GEMEENTE),
        ("double_respondent", "export.csv", 4, GEMEENTE),
        ("conflict", "export.csv", 5, GEMEENTE),
    ]
    codes = [code for code, *_ in problems_of(export, make_frame(("t1", "Bakelhorn", "West", "1")), study)]
    assert codes == ["unknown_code", "no_page", "frame_fact"]


def test_an_export_can_be_checked_without_its_frame(export, study):
    assert len(check(export.add(token="nobody"), None, study).answers) == 1


def test_a_very_bad_file_gives_a_report_of_bounded_length_that_counts_the_rest(study, export, frame):
    for number in range(3000):
        export.add(gemeente=f"Elders {number}", doel=f"X{number}", lastpage="?")
    with pytest.raises(InputError) as caught:
        check(export, frame, study)
    problems = caught.value.problems
    assert [problem.code for problem in problems].count("unknown_code") == 100
    assert len(problems) == 300
    last = {problem.code: problem.advice for problem in problems}
    assert all("(And 2900 more rows like this one.)" in hint for hint in last.values())
    assert len(last) == 3


def test_notices_are_bounded_too(study, export):
    for _ in range(1500):
        export.add(behoef__1="Y", behoef__4="Y")
    cells = read_export(export.content(), "export.csv", study)
    notices = validate(cells, None, study).notices
    assert len(notices) == 100
    assert "1400 more" in notices[-1].advice


# No cell of an identifying or open question is ever shown

CANARY = "Kanarie Vogelzang"
PRIVATE = (
    "token",
    "ipaddr",
    "gemeente",
    "naam",
    "email",
    "toelint",
    "knexparo",
    "misexparo",
    "toelext",
    "toeljur",
    "opm",
)


def everything_said(error: BaseException) -> str:
    """What anybody could read of an error: itself, what it came from, and its traceback."""
    said, todo, seen = [], [error], set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        said += [str(each), repr(each), repr(vars(each)), *map(repr, each.args), *traceback.format_exception(each)]
        todo += [each.__cause__, each.__context__]
    return "\n".join(said)


def without_first_line(content: bytes, newline: bytes) -> bytes:
    return content.split(newline, 1)[1]


SPOILED = {
    "cells": lambda export, frame: (export, frame),
    "missing column": lambda export, frame: (export.replace(b'"doel"', b'"goal"', 1), frame),
    "no headings": lambda export, frame: (without_first_line(export, b"\r\n"), frame),
    "unequal row": lambda export, frame: (export.replace(b'\r\n"', b'\r\n"x","', 2), frame),
    "columns that slipped": lambda export, frame: (
        export.replace(b'"tevr"', b'"naam2"').replace(b'"naam"', b'"tevr"').replace(b'"naam2"', b'"naam"'),
        frame,
    ),
    "cut in a cell": lambda export, frame: (export[: export.rindex(CANARY.encode()) + 5], frame),
    "cut between cells": lambda export, frame: (export[: export.rindex(b',"')], frame),
    "cp1252": lambda export, frame: (export + b"\xe9\r\n", frame),
    "cp1252 in a cell": lambda export, frame: (export.replace(CANARY.encode(), CANARY.encode() + b"\xe9"), frame),
    "utf-16": lambda export, frame: (export.decode("utf-8-sig").encode("utf-16"), frame),
    "nul": lambda export, frame: (export.replace(CANARY.encode(), CANARY.encode() + b"\x00"), frame),
    "frame without headings": lambda export, frame: (export, without_first_line(frame, b"\n")),
    "frame in cp1252": lambda export, frame: (export, frame + b"\xe9"),
    "frame cut": lambda export, frame: (export, frame[:-8]),
    "frame with unequal rows": lambda export, frame: (export, frame + b"a,b\n"),
    "frame with a bad fact": lambda export, frame: (export, frame + b"t7,Elders,West,x\n"),
    "frame with a double row": lambda export, frame: (export, frame + frame.split(b"\n")[1] + b"\n"),
}
"""Bad files, made of an export and a frame with canaries in every identifying and open cell."""


@pytest.mark.parametrize("kind", SPOILED)
def test_no_message_holds_a_cell_of_an_identifying_or_open_question(export, make_frame, study, kind):
    private = dict.fromkeys(PRIVATE, CANARY)
    export.add(**private, doel="A9", lastpage="x").add(**private, tevr="A7").add(**private).add(gemeente="Elders")
    frame = make_frame((CANARY, CANARY, "Zuid", "9000"), (CANARY + "2", CANARY + "2", "Zuid", "9000"))
    content, frame = SPOILED[kind](export.content(), frame)
    with pytest.raises(InputError) as caught:
        read_answers(content, frame, study, ("export.csv", "frame.csv"))
    said = everything_said(caught.value)
    for text in (CANARY, "Kanarie", "Vogelzang", "kanarievogelzang", "Elders"):
        assert text not in said
        assert text not in repr(caught.value.__context__)
    for problem in caught.value.problems:
        assert problem.file in ("export.csv", "frame.csv")
        assert problem.expected
        assert problem.hint
        assert CANARY not in repr(problem.as_dict())


def test_notices_and_municipalities_set_aside_hold_no_such_cell(export, make_frame, study):
    private = dict.fromkeys(PRIVATE, CANARY)
    export.add(**private).add(token="t", gemeente="Bakelhorn", infint="A1", kninafd__1="Y", naam=CANARY)
    frame = make_frame((CANARY, CANARY, "Zuid", "30000"), ("t", "Bakelhorn", "Zuid", "9000"))
    checked = check(export, frame, study)
    assert (len(checked.set_aside), len(checked.notices)) == (1, 1)
    assert CANARY not in str((*checked.set_aside, *checked.notices))


IDENTIFYING = "  communicatie_bronnen:\n", "  communicatie_bronnen:\n    privacy: direct identifier\n"
"""A change that makes an item with options identifying."""


def test_a_bad_cell_of_an_identifying_item_with_options_is_not_shown(changed_study, export):
    changed = load_study(changed_study("questionnaire.yaml", *IDENTIFYING))
    with pytest.raises(InputError) as caught:
        check(export.add(combron=CANARY), None, changed)
    (problem,) = caught.value.problems
    assert (problem.question, problem.found) == ("communicatie_bronnen (combron)", None)
    assert CANARY not in everything_said(caught.value)


def test_the_search_for_canaries_looks_through_contexts():
    try:
        try:
            raise ValueError(CANARY)
        except ValueError:
            raise InputError([]) from None
    except InputError as error:
        assert CANARY in everything_said(error)  # noqa: PT017


def test_a_frame_may_be_separated_and_encoded_as_an_export_may(export, study):
    frame = delimited([("token", "gemeente", "regio", "inwoners"), *ROWS], delimiter=";")
    assert check(export.add(token="t1"), frame, study).municipalities == ("bakelhorn",)
