"""Routing for LimeSurvey: shown to exactly those whom the study asks, and read back as the same."""

from __future__ import annotations

from itertools import product

import narwhals as nw
import pandas as pd
import pytest
from expression_script import shown
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.drafting.conditions import renamed, written
from infopos_pipeline.drafting.limesurvey_relevance import Column, translated
from infopos_pipeline.drafting.questions import Answer, Question
from infopos_pipeline.reporting.questionnaires.relevance import InexpressibleError, Names, equation
from infopos_pipeline.study.columns import box_column, state_column
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column
from infopos_pipeline.study.parsing import parse_condition
from infopos_pipeline.study.vocabulary import Vocabulary

OPTIONS = {"kleur": ("rood", "groen", "4_of_meer"), "dieren": ("hond", "kat")}
WORDS = Vocabulary(OPTIONS, frozenset({"dieren"}), frozenset({"leeftijd", "kinderen"}), frozenset({"kleur"}))
COLUMNS = ItemColumns(
    boxes=lambda item: tuple(box_column(item, option) for option in OPTIONS[item]),
    box=box_column,
    state=lambda item: (
        state_column(item) if item in WORDS.numbers else box_column(item, "hond") if item == "dieren" else item
    ),
    scores=lambda item: {option: float(place) for place, option in enumerate(OPTIONS[item], start=1)},
)
NAMES = {
    "kleur": Names(("kl",), {}, {"rood": "A1", "groen": "A2", "4_of_meer": "A3"}),
    "dieren": Names(("di_SQ001", "di_SQ002"), {"hond": "di_SQ001", "kat": "di_SQ002"}, {}),
    "leeftijd": Names(("lft",), {}, {}),
    "kinderen": Names(("ki_SQ9",), {}, {}),
}
KLEUR = Question("kl", {}, "single", tuple(Answer(code, {}) for code in ("A1", "A2", "A3")))
DIEREN = Question("di", {}, "multiple", (Answer("SQ001", {}), Answer("SQ002", {})))
READ = {
    "kl": Column(KLEUR),
    "di_SQ001": Column(DIEREN, "SQ001"),
    "di_SQ002": Column(DIEREN, "SQ002"),
    "lft": Column(Question("lft", {}, "number")),
    "ki_SQ9": Column(Question("ki[SQ9]", {}, "number")),
}
ITEMS = {"kl": "kleur", "di": "dieren", "lft": "leeftijd", "ki[SQ9]": "kinderen"}
ANSWERS = {
    **{("kl", code): option for code, option in zip(("A1", "A2", "A3"), OPTIONS["kleur"], strict=True)},
    ("di", "SQ001"): "hond",
    ("di", "SQ002"): "kat",
}

EVERYBODY = list(
    product((None, *OPTIONS["kleur"]), ((), ("hond",), ("kat",), ("hond", "kat")), (None, 17, 18, 40), (None, 0, 18))
)
"""Everybody there could be: kleur, ticked animals (none is skipped), leeftijd, kinderen."""


def answers() -> pd.DataFrame:
    """Everybody as the study keeps them."""
    return pd.DataFrame(
        {
            "kleur": kleur or "~skipped",
            **{
                box_column("dieren", option): ("ticked" if option in dieren else "not_ticked") if dieren else "~skipped"
                for option in OPTIONS["dieren"]
            },
            **{
                name: value
                for item, number in (("leeftijd", leeftijd), ("kinderen", kinderen))
                for name, value in (
                    (item, float("nan") if number is None else float(number)),
                    (state_column(item), "~skipped" if number is None else "answered"),
                )
            },
        }
        for kleur, dieren, leeftijd, kinderen in EVERYBODY
    )


ASKED = nw.from_native(answers(), eager_only=True)


def asked(text: str) -> list[bool]:
    """Whom the study asks."""
    return ASKED.select(x=condition_column(parse_condition(text, WORDS), COLUMNS))["x"].to_list()


def shown_to(relevance: str | None) -> list[bool]:
    """Whom LimeSurvey shows the question."""
    everybody = [
        {
            "kl": NAMES["kleur"].codes[kleur] if kleur else "",
            **{column: "Y" if option in dieren else "" for option, column in NAMES["dieren"].boxes.items()},
            "lft": "" if leeftijd is None else str(leeftijd),
            "ki_SQ9": "" if kinderen is None else str(kinderen),
        }
        for kleur, dieren, leeftijd, kinderen in EVERYBODY
    ]
    return [relevance is None or shown(relevance, one) for one in everybody]


LEAVES = st.sampled_from(
    [
        "kleur in (rood,)",
        "kleur in (groen, '4_of_meer')",
        "hond in dieren",
        "answered(kleur)",
        "answered(dieren)",
        "answered(kinderen)",
        "count(dieren) >= 1",
        "count(dieren) < 2",
        "count(dieren) == 2",
        "leeftijd < 18",
        "leeftijd >= 18",
        "18 != leeftijd",
        "leeftijd == kinderen",
        "sum(leeftijd, kinderen) > 20",
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_a_question_is_shown_to_exactly_those_whom_the_study_asks(text):
    relevance = equation(parse_condition(text, WORDS), NAMES)
    assert shown_to(relevance) == asked(text), relevance


@given(CONDITIONS)
def test_an_equation_reads_back_as_a_condition_that_asks_the_same(text):
    relevance = equation(parse_condition(text, WORDS), NAMES)
    read = renamed(written(translated(relevance, READ)), ITEMS, ANSWERS)
    assert asked(read) == asked(text), (relevance, read)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("kleur in (rood, groen)", None),
        ("not kleur in (rood,)", None),
        ("not hond in dieren", None),
        ("count(dieren) < 2", None),
        ("leeftijd >= 18 and hond in dieren", None),
        ("not (kleur in (rood,) or leeftijd < 18)", "not kleur in (rood,) and not leeftijd < 18"),
    ],
)
def test_a_simple_condition_reads_back_as_it_was_declared(text, same):
    relevance = equation(parse_condition(text, WORDS), NAMES)
    assert renamed(written(translated(relevance, READ)), ITEMS, ANSWERS) == (same or text)


@pytest.mark.parametrize(
    ("text", "relevance"),
    [
        ("reached(kleur)", None),
        ("reached(kleur) and kleur in (rood,)", 'kl.NAOK == "A1"'),
        ("reached(kleur) or kleur in (rood,)", None),
        ("not reached(kleur)", "0"),
    ],
)
def test_whoever_sees_a_question_reached_what_stands_before_it(text, relevance):
    assert equation(parse_condition(text, WORDS), NAMES) == relevance


@pytest.mark.parametrize("text", ["score(kleur) > 1", "mean(leeftijd, kinderen) > 1", "leeftijd / kinderen > 1"])
def test_what_limesurvey_cannot_compute_is_refused(text):
    with pytest.raises(InexpressibleError):
        equation(parse_condition(text, WORDS), NAMES)
