"""Who respondents are: as the frame has them where there is one, and what they gave of themselves."""

from __future__ import annotations

import pytest
from builders import small_export

from infopos_pipeline.quality.reading import read_answers


@pytest.fixture
def found(study):
    def read(export, frame=None, of=study):
        return read_answers(export.content(), frame, of, ("export", "frame"))

    return read


def test_municipality_and_token_are_those_of_the_frame_row_by_row(found, export, make_frame):
    frame = make_frame(
        ("t1", "Sint Jansteën", "Zuid", "9000"),
        ("t2", "Bakelhorn", "Zuid", "30000"),
        ("t3", "Zuurbesveen", "Zuid", "8000"),
    )
    export.add(token="t3", naam=" Anna Regen ").add(token="t2", naam="Bert Wind")
    export.add(gemeente="SINT-JANSTEEN", email="n@zuurbesveen.example")
    answers = found(export, frame)
    assert answers.contacts.of(0) == ["Zuurbesveen", "t3", "Anna Regen", ""]
    assert answers.contacts.of(1) == ["Sint Jansteën", "t1", "", "n@zuurbesveen.example"]
    assert list(answers.contacts.given.columns) == ["naam", "email"]
    assert len(answers.contacts.given) == len(answers.municipalities) == 2


def test_without_the_frame_the_municipality_is_the_one_that_was_typed(found, export):
    contacts = found(export.add(token="t1", gemeente="Zuurbesveen", naam="Anna Regen")).contacts
    assert contacts.of(0) == ["Zuurbesveen", "t1", "Anna Regen", ""]


def test_a_study_without_a_frame_has_tokens_and_what_it_asks(found, small_study):
    contacts = found(small_export({"lft": "40"}, {"token": ""}), of=small_study).contacts
    assert [contacts.of(row) for row in range(2)] == [["", "t0"], ["", ""]]


def test_a_word_for_a_question_that_was_not_shown_is_no_name(found, export):
    contacts = found(export.add(token="t1", naam="N/A", email="N/A", tevr="N/A")).contacts
    assert contacts.of(0)[2:] == ["", ""]


def test_contacts_do_not_show_in_a_representation(found, export):
    answers = found(export.add(token="tok1", gemeente="Zuurbesveen", naam="Anna Regen"))
    for text in ("Anna", "Zuurbesveen", "tok1"):
        assert text not in repr(answers.contacts)
