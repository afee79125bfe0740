"""Conditions over codes: joined, negated, written, and put into the names of a study."""

from __future__ import annotations

import pytest

from infopos_pipeline.drafting.conditions import (
    Answered,
    AnyAnswer,
    Compared,
    Joined,
    Negated,
    Ticked,
    both,
    either,
    negated,
    renamed,
    written,
)

ONE, TWO, BOX = AnyAnswer("q", ("1",)), AnyAnswer("q", ("2",)), Ticked("m", "b")


def test_answers_to_one_question_are_put_together():
    assert either([ONE, BOX, TWO, ONE]) == Joined("or", (AnyAnswer("q", ("1", "2")), BOX))


def test_that_a_question_was_answered_is_not_said_where_its_answer_is():
    assert both([Answered("q"), ONE]) == ONE
    assert both([Answered("q"), negated(ONE)]) == Negated(ONE)
    assert both([Answered("q"), BOX]) == Joined("and", (Answered("q"), BOX))


def test_what_does_not_hold_includes_whoever_did_not_answer():
    assert written(negated(ONE)) == "not answered(q) or not q in ('1',)"
    assert written(negated(negated(ONE))) == "q in ('1',)"
    assert written(negated(either([ONE, BOX]))) == (
        "(not answered(q) or not q in ('1',)) and (not answered(m) or not b in m)"
    )


@pytest.mark.parametrize("code", ["Q1[SQ001]", "1", "in", "Q1.2", "é", "a b", "it's", ""])
def test_a_code_that_is_no_name_stands_between_quotation_marks_and_is_found_again(code):
    text = written(AnyAnswer(code, (code, "A1")))
    assert renamed(text, {code: "vraag"}, {(code, code): "ja", (code, "A1"): "nee"}) == "vraag in (ja, nee)"


def test_codes_become_names_wherever_they_stand():
    condition = both(
        [either([ONE, BOX]), Compared("count(m) > 1", ("m",)), Compared("sum('n[1]', k) == 2", ("n[1]", "k"))]
    )
    items = {"q": "kleur", "m": "dieren", "n[1]": "leeftijd", "k": "kinderen"}
    assert renamed(written(condition), items, {("q", "1"): "4_of_meer", ("m", "b"): "hond"}) == (
        "(kleur in ('4_of_meer',) or hond in dieren) and count(dieren) > 1 and sum(leeftijd, kinderen) == 2"
    )


def test_an_answer_is_renamed_by_its_question():
    options = {("q", "1"): "ja", ("r", "1"): "nee"}
    assert renamed("q in ('1',) and r in ('1',)", {"q": "a", "r": "b"}, options) == "a in (ja,) and b in (nee,)"


def test_what_has_no_name_is_an_error():
    with pytest.raises(KeyError):
        renamed("q in ('1',)", {"q": "a"}, {})
    with pytest.raises(KeyError):
        renamed("answered(q)", {}, {})
