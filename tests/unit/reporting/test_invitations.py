"""The invitation list: what LimeSurvey imports as participants, and tokens nobody can guess."""

from __future__ import annotations

import csv
import io
import re

import pytest

from infopos_pipeline.ingest.frame import read_frame
from infopos_pipeline.problems import InputError
from infopos_pipeline.reporting.questionnaires.invitations import invitations
from infopos_pipeline.study.model import Frame

HEADINGS = "firstname,lastname,email,emailstatus,token,language,validfrom,validuntil,attribute_1 <Gemeente>"


def listed(content: bytes, study):
    made = invitations(content, "frame.csv", study, study.frame)
    return made, list(csv.DictReader(io.StringIO(made.content.decode(), newline="")))


def test_every_municipality_is_a_participant_with_the_token_of_the_frame(study, make_frame):
    made, rows = listed(make_frame(("t1", "Stad", "Noord", "9000"), ("t2", "Dorp, het", "Zuid", "800")), study)
    assert made.content.decode().partition("\n")[0] == HEADINGS
    assert [(row["token"], row["attribute_1 <Gemeente>"]) for row in rows] == [("t1", "Stad"), ("t2", "Dorp, het")]
    assert {row["language"] for row in rows} == {"nl"}
    assert (made.frame, made.participants, made.addresses) == (None, 2, 0)


def test_participants_without_a_name_are_told_apart_by_their_municipality(study, make_frame):
    _, rows = listed(make_frame(("t1", "Stad", "Noord", "9000"), ("t2", "Dorp", "Zuid", "800")), study)
    assert len({(row["firstname"], row["lastname"], row["email"]) for row in rows}) == 2


def test_names_and_addresses_of_the_frame_are_taken_over(study, make_frame):
    headings = ("token", "gemeente", "regio", "inwoners", "lastname", "email", "firstname")
    frame = make_frame(
        ("t1", "Stad", "Noord", "9000", "Jansen", "j.jansen@stad.example", "Jo"),
        ("t2", "Dorp", "Zuid", "800", "", "", ""),
        headings=headings,
    )
    made, rows = listed(frame, study)
    first, second = ([row[name] for name in ("firstname", "lastname", "email", "emailstatus")] for row in rows)
    assert first == ["Jo", "Jansen", "j.jansen@stad.example", "OK"]
    assert second == ["", "Dorp", "", ""]
    assert made.addresses == 1


def test_missing_tokens_are_made_and_the_frame_is_given_back_with_them(study, make_frame):
    rows = [("t1", "Stad", "Noord", "9000"), ("", "Dorp", "Zuid", "800"), ("", "Gehucht", "Zuid", "80")]
    made, participants = listed(make_frame(*rows), study)
    tokens = [row["token"] for row in participants]
    assert tokens[0] == "t1"
    assert len(set(tokens)) == 3
    assert all(re.fullmatch(r"[a-z2-9]{15}", token) and not set(token) & set("ilo01") for token in tokens[1:])
    again = read_frame(made.frame, "frame.csv", study.frame)
    assert list(again["token"]) == tokens
    assert list(again["gemeente"]) == ["Stad", "Dorp", "Gehucht"]
    assert list(again["inwoners"]) == ["9000", "800", "80"]


def test_a_frame_without_a_column_for_tokens_gets_one(study, make_frame):
    frame = make_frame(("Stad", "Noord", "9000"), headings=("gemeente", "regio", "inwoners"))
    made, (row,) = listed(frame, study)
    assert made.frame.decode().splitlines() == ["token,gemeente,regio,inwoners", f"{row['token']},Stad,Noord,9000"]


def test_tokens_are_fresh_each_time(study, make_frame):
    frame = make_frame(*(("", f"Gemeente {number}", "Noord", "9") for number in range(50)))
    first, second = (listed(frame, study)[1] for _ in range(2))
    assert not {row["token"] for row in first} & {row["token"] for row in second}


def test_a_participant_is_one_line_since_limesurvey_reads_lines(study, make_frame):
    frame = make_frame(("t1", "Sint\nAnna", "Noord", "9000"), headings=("token", "gemeente", "regio", "inwoners"))
    made, (row,) = listed(frame, study)
    assert len(made.content.decode().splitlines()) == 2
    assert row["lastname"] == "Sint Anna"


@pytest.mark.parametrize(
    ("tokens", "rows"),
    [(("a b", "t2"), [2]), (("t1", "T1"), [3]), (("t1", "x" * 36), [3]), (("é", "<b>"), [2, 3])],
)
def test_tokens_that_limesurvey_does_not_take_are_refused_and_not_shown(study, make_frame, tokens, rows):
    frame = make_frame(*((token, f"Stad {place}", "Noord", "9") for place, token in enumerate(tokens)))
    with pytest.raises(InputError) as error:
        listed(frame, study)
    assert [(problem.code, problem.row) for problem in error.value.problems] == [("token", row) for row in rows]
    assert not any(token in str(error.value) for token in tokens if len(token) > 2)


def test_a_file_that_is_no_frame_of_the_study_is_refused(study, make_frame):
    with pytest.raises(InputError) as error:
        listed(make_frame(("Stad", "9"), headings=("plaats", "inwoners")), study)
    assert {problem.question for problem in error.value.problems} == {"gemeente", "regio"}


def test_a_study_may_call_its_columns_otherwise(study, make_frame):
    frame = Frame(token="code", municipality="plaats", municipality_item="gemeente")
    made = invitations(make_frame(("c1", "Stad"), headings=("code", "plaats")), "frame.csv", study, frame)
    assert made.content.decode().splitlines()[1] == ",Stad,,,c1,nl,,,Stad"
