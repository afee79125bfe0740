"""Which answers there can be, and what derived variables say of them: small studies, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_studies import Wave, declare, item, label, single, table

from infopos_pipeline.disclosure.answers import PossibleAnswers, TooManyAnswersError
from infopos_pipeline.disclosure.release import publish
from infopos_pipeline.study.missing import MISSING_STATES, Missing

NUMBER = {"kind": "number", "page": 1, "label": label("x")}


def derived(**conditions):
    return {
        **single(*conditions),
        "options": {name: {**label(name), "when": when} for name, when in conditions.items()},
    }


@pytest.fixture
def possible(tmp_path):
    study = declare(
        tmp_path,
        items={
            "opinion": item("a", "b", "c"),
            "boxes": item("p", "q", kind="multiple"),
            "children": NUMBER,
            "later": item("u", "v", asked_if="opinion in (a,)"),
        },
        facts={"region": single("north", "south")},
        derived={
            "happy": derived(yes="opinion in (a,)", no="not (opinion in (a,))"),
            "northern": derived(yes="region in (north,) and opinion in (a,)", no="not (region in (north,))"),
            "stopped": derived(no="reached(later)", yes="not reached(later)"),
            "got_there": derived(yes="reached(later)"),
            "load": {"kind": "number", "label": label("x"), "value": "sum(children, count(boxes))"},
        },
        tables={"t": table("characteristics", items=["happy", "load"])},
    )
    respondents = [{"region": "north", "children": n, "boxes": ("p",)} for n in (2, 0, 2)]
    return PossibleAnswers(study, Wave(study, respondents).counts)


def test_a_question_can_be_answered_with_every_option_or_not_at_all(possible):
    assert possible.universe("opinion") == [{"opinion": answer} for answer in ("a", "b", "c", *MISSING_STATES)]


def test_tick_boxes_can_be_ticked_in_every_way_but_one(possible):
    ticked = [(row["boxes__p"], row["boxes__q"]) for row in possible.universe("boxes")]
    assert ticked[:3] == [("ticked", "ticked"), ("ticked", "not_ticked"), ("not_ticked", "ticked")]
    assert ticked[3:] == [(state, state) for state in MISSING_STATES]


def test_a_number_can_be_what_somebody_gave(possible):
    assert [row["children"] for row in possible.universe("children")[:2]] == [0.0, 2.0]
    assert [row["children__state"] for row in possible.universe("children")] == ["answered"] * 2 + [*MISSING_STATES]


def test_the_frame_has_its_facts_of_everybody(possible):
    assert possible.universe("region") == [{"region": "north"}, {"region": "south"}]


def test_a_derived_variable_depends_on_the_questions_and_facts_that_it_names(possible):
    assert possible.roots("opinion") == ("opinion",)
    assert possible.roots("northern") == ("region", "opinion")
    assert possible.roots("stopped") == ("later",)
    assert possible.roots("load") == ("boxes", "children")


def test_what_a_derived_variable_says_of_every_answer(possible):
    missing = [None] * 5
    assert possible.answers("happy").tolist() == [("yes",), ("no",), ("no",), *missing]
    assert possible.answers("stopped").tolist()[:2] == [("no",), ("no",)]
    assert possible.answers("stopped")[2 + MISSING_STATES.index(Missing.NOT_REACHED)] == ("yes",)
    assert possible.answers("load")[:3, :2].tolist() == [[("2",), ("4",)], [("1",), ("3",)], [("1",), ("3",)]]
    assert all(answer is None for answer in possible.answers("load")[3:].flat)


def test_answers_that_nothing_tells_apart_are_one_class(possible):
    # By hand: happy tells a from b and c, and either from no answer, whatever the reason.
    assert possible.classes("opinion", ["happy"]).tolist() == [0, 1, 1, 2, 2, 2, 2, 2]
    assert possible.classes("opinion", ["opinion", "happy"]).tolist() == [0, 1, 2, 3, 3, 3, 3, 3]
    assert possible.classes("opinion", ["boxes"]).tolist() == [0] * 8
    assert possible.classes("boxes", ["load"]).tolist() == [0, 1, 1, 2, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("variable", "leaves_out"),
    [
        ("happy", False),
        ("stopped", False),
        ("northern", True),
        ("got_there", True),
        ("load", False),
        ("opinion", False),
    ],
)
def test_a_derived_variable_leaves_out_whoever_answered_and_has_none_of_its_options(possible, variable, leaves_out):
    # By hand: in the north there is no option for b and c; and got_there has none for whoever stopped before.
    assert possible.leaves_out(variable) is leaves_out


def test_too_many_tick_boxes_are_named(tmp_path):
    boxes = [f"box{number}" for number in range(15)]
    study = declare(
        tmp_path,
        items={"many": item(*boxes, kind="multiple")},
        tables={"t": table("characteristics", items=["many"])},
    )
    wave = Wave(study, [{"many": ("box1",)}] * 9)
    with pytest.raises(TooManyAnswersError, match="many has 15 tick boxes"):
        publish(study, wave.counts, wave.results, "w1")


def test_a_variable_of_too_many_answers_together_is_named(tmp_path):
    boxes = [f"b{number}" for number in range(8)]
    study = declare(
        tmp_path,
        items={name: item(*boxes, kind="multiple") for name in ("one", "other")},
        derived={"both": derived(yes="b1 in one and b1 in other", no="not (b1 in one and b1 in other)")},
        tables={"t": table("characteristics", items=["both"])},
    )
    wave = Wave(study, [{"one": ("b1",), "other": ("b2",)}] * 9)
    with pytest.raises(TooManyAnswersError, match="both depends on one, other"):
        publish(study, wave.counts, wave.results, "w1")


def test_a_variable_that_stands_nowhere_may_have_as_many_answers_as_it_likes(tmp_path):
    study = declare(
        tmp_path,
        items={"many": item(*[f"box{number}" for number in range(15)], kind="multiple"), "few": item("u", "v")},
        tables={"t": table("characteristics", items=["few"])},
    )
    wave = Wave(study, [{"few": "u"}] * 9 + [{"few": "v"}] * 5)
    public = publish(study, wave.counts, wave.results, "w1")
    assert [row.value for row in public.rows if row.statistic == "n"] == [14, 9, 5]


def test_classes_are_numbered_from_0_without_gaps(possible):
    for root in ("opinion", "boxes", "children", "region", "later"):
        classes = possible.classes(root, ["happy", "load", "stopped", "region", "opinion"])
        assert np.unique(classes).tolist() == list(range(classes.max() + 1))
