"""Conditions and numbers: what they say of a respondent, and what is refused as not being in the language."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.study.columns import box_column, state_column
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column, number_column
from infopos_pipeline.study.expressions import operands
from infopos_pipeline.study.parsing import parse_condition, parse_number
from infopos_pipeline.study.vocabulary import ExpressionError, Vocabulary

OPTIONS = {"kleur": ("rood", "groen", "4_of_meer"), "maat": ("1", "2"), "dieren": ("hond", "kat")}
WORDS = Vocabulary(OPTIONS, frozenset({"dieren"}), frozenset({"leeftijd", "kinderen"}), ordinal=frozenset({"maat"}))
COLUMNS = ItemColumns(
    boxes=lambda item: tuple(box_column(item, option) for option in OPTIONS[item]) if item == "dieren" else (),
    box=box_column,
    state=lambda item: (
        state_column(item) if item in WORDS.numbers else box_column(item, "hond") if item == "dieren" else item
    ),
    scores=lambda item: {"1": 1.0, "2": 2.5},
)


def respondents(*rows) -> pd.DataFrame:
    """Respondents of (kleur, maat, ticked animals or a state, leeftijd or None)."""
    return pd.DataFrame(
        [
            {
                "kleur": kleur,
                "maat": maat,
                **{
                    box_column("dieren", option): dieren
                    if isinstance(dieren, str)
                    else ("ticked" if option in dieren else "not_ticked")
                    for option in OPTIONS["dieren"]
                },
                "leeftijd": float("nan") if leeftijd is None else float(leeftijd),
                "leeftijd__state": "~skipped" if leeftijd is None else "answered",
                "kinderen": 2.0,
                "kinderen__state": "answered",
            }
            for kleur, maat, dieren, leeftijd in rows
        ]
    )


def holds(text: str, *row, known: bool = True) -> bool:
    frame = nw.from_native(respondents(row), eager_only=True)
    expression = condition_column(parse_condition(text, WORDS), COLUMNS, known)
    return bool(frame.select(x=expression)["x"][0])


ANN = ("rood", "1", ["hond", "kat"], 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kleur in (rood, groen)", True),
        ("kleur in (groen,)", False),
        ("kleur in ('4_of_meer', rood)", True),
        ("maat in (1, 2)", True),
        ("maat in (2,)", False),
        ("hond in dieren", True),
        ("count(dieren) == 2", True),
        ("count(dieren) != 2", False),
        ("count(dieren) > 1", True),
        ("2 > count(dieren)", False),
        ("leeftijd >= 18", True),
        ("leeftijd < 18", False),
        ("leeftijd <= 17.5", False),
        ("leeftijd > kinderen", True),
        ("sum(leeftijd, kinderen, count(dieren)) == 22", True),
        ("kleur in (rood,) and maat in (2,)", False),
        ("kleur in (rood,) or maat in (2,)", True),
        ("not (kleur in (rood,))", False),
        ("not (kleur in (groen,)) and not (maat in (2,))", True),
        ("not (kleur in (rood,) and maat in (2,))", True),
        ("kleur in (groen,) or kleur in (rood,) and maat in (1,)", True),
        ("  kleur in (rood,)  ", True),
        ("kleur == rood", True),
        ("kleur != rood", False),
        ("kleur == '4_of_meer'", False),
        ("maat == 1", True),
        ("kleur not in (groen, '4_of_meer')", True),
        ("kat not in dieren", False),
        ("'kat' in dieren", True),
        ("17 < leeftijd <= 18", True),
        ("18 < leeftijd < 30", False),
        ("1 < kinderen < leeftijd != 19", True),
        ("-leeftijd < -17.5", True),
        ("leeftijd / kinderen == 9", True),
        ("leeftijd - 2 * kinderen + 1 == 15", True),
        ("score(maat) == 1", True),
        ("recode(kleur, rood=-2, groen=1) == -2", True),
        ("count(dieren, (hond,)) == 1", True),
        ("answered(kleur) and answered(leeftijd)", True),
    ],
)
def test_a_condition_is_true_or_false_of_a_respondent(text, expected):
    assert holds(text, *ANN) is expected
    assert holds(text, *ANN, known=False) is not expected


SILENT = ("~skipped", "~not_reached", "~not_applicable", None)


@pytest.mark.parametrize(
    "text",
    [
        "kleur in (rood,)",
        "not (kleur in (rood,))",
        "hond in dieren",
        "not (hond in dieren)",
        "count(dieren) == 0",
        "count(dieren) < 2",
        "leeftijd < 18",
        "leeftijd != 18",
        "not (leeftijd < 18)",
        "kleur in (rood,) or not (maat in (1,))",
        "kleur == rood",
        "kleur != rood",
        "kat not in dieren",
        "10 < leeftijd < 20",
        "leeftijd + kinderen > 0",
        "count(dieren, (hond,)) == 0",
        "count((kleur,), (rood,)) == 0",
        "score(maat) < 9",
        "recode(kleur, rood=1) < 9",
        "mean(leeftijd, kinderen) > 0",
    ],
)
def test_nothing_is_known_of_who_did_not_answer(text):
    assert holds(text, *SILENT) is False
    assert holds(text, *SILENT, known=False) is False


def test_a_missing_answer_does_not_matter_where_the_other_decides():
    row = ("rood", "~skipped", ["kat"], None)
    assert holds("kleur in (rood,) or maat in (1,)", *row) is True
    assert holds("kleur in (groen,) and maat in (1,)", *row, known=False) is True
    assert holds("kleur in (rood,) and maat in (1,)", *row) is False
    assert holds("kleur in (rood,) and maat in (1,)", *row, known=False) is False


ATOMS = st.sampled_from(["kleur in (rood,)", "maat in (1,)", "hond in dieren", "leeftijd >= 18"])
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
    ),
    max_leaves=6,
)
ROWS = st.tuples(
    st.sampled_from(["rood", "groen", "~skipped"]),
    st.sampled_from(["1", "2", "~not_reached"]),
    st.sampled_from([["hond"], ["kat"], "~not_applicable"]),
    st.sampled_from([17, 18, None]),
)


def three_valued(text: str, row) -> bool | None:
    """Kleene's logic, by hand."""
    kleur, maat, dieren, leeftijd = row
    truths = {
        "kleur in (rood,)": None if kleur[0] == "~" else kleur == "rood",
        "maat in (1,)": None if maat[0] == "~" else maat == "1",
        "hond in dieren": None if dieren == "~not_applicable" else "hond" in dieren,
        "leeftijd >= 18": None if leeftijd is None else leeftijd >= 18,
    }
    if text in truths:
        return truths[text]
    if text.startswith("not ("):
        inner = three_valued(text[5:-1], row)
        return None if inner is None else not inner
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            left, word, right = text[1:place], text[place + 2 :].split(" ")[0], text[place + 1 :].split(" (", 1)[1][:-1]
            sides = three_valued(left, row), three_valued(right, row)
            decisive = word == "or"
            return decisive if decisive in sides else None if None in sides else not decisive
    raise AssertionError(text)


@given(TEXTS, ROWS)
def test_conditions_follow_three_valued_logic(text, row):
    truth = three_valued(text, row)
    assert holds(text, *row) is (truth is True)
    assert holds(text, *row, known=False) is (truth is False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(dieren)", 2),
        ("leeftijd", 18),
        ("sum(leeftijd, count(dieren))", 20),
        ("sum(sum(kinderen), kinderen)", 4),
        ("sum(leeftijd, 1)", 19),
        ("mean(leeftijd, kinderen)", 10),
        ("count((kleur, kleur), (rood, groen))", 2),
        ("recode(kleur, {'4_of_meer': 4, 'rood': 1}, groen=2)", 1),
    ],
)
def test_a_number_is_computed(text, expected):
    frame = nw.from_native(respondents(ANN), eager_only=True)
    assert frame.select(x=number_column(parse_number(text, WORDS), COLUMNS))["x"][0] == expected


def test_operands_are_named_once_in_order():
    text = "leeftijd < 18 and not (kleur in (rood,)) or leeftijd > count(dieren)"
    assert operands(parse_condition(text, WORDS)) == ("leeftijd", "kleur", "dieren")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').system('true')",
        "kleur.upper()",
        "kleur.__class__",
        "open('x')",
        "eval('1')",
        "lambda: 1",
        "(lambda: kleur)()",
        "[kleur for kleur in (1, 2)]",
        "{kleur}",
        "kleur[0]",
        "kleur if maat else leeftijd",
        "(kleur := 1)",
        "f'{kleur}'",
        "leeftijd // 2 > 1",
        "leeftijd % 2 == 1",
        "+leeftijd > 1",
        "leeftijd / 0 > 1",
        "1 + 1 > 1",
        "leeftijd > 1e999",
        "leeftijd > 1j",
        "leeftijd ** 9 > 2",
        "count(dieren, kleur) > 1",
        "count(dieren, (vis,)) > 1",
        "count(dieren, ()) > 1",
        "count((), (rood,)) > 1",
        "count((kleur, maat), (rood,)) > 1",
        "count((dieren,), (hond,)) > 1",
        "mean() > 1",
        "mean(leeftijd, at_least=0) > 1",
        "mean(leeftijd, at_least=2) > 1",
        "mean(leeftijd, at_least=True) > 1",
        "mean(leeftijd, at_least=kinderen) > 1",
        "mean(leeftijd, at_most=1) > 1",
        "mean(*leeftijd) > 1",
        "score(kleur) > 1",
        "score(dieren) > 1",
        "score(maat, maat) > 1",
        "recode(kleur) > 1",
        "recode(kleur, roze=1) > 1",
        "recode(kleur, rood=groen) > 1",
        "recode(kleur, rood=True) > 1",
        "recode(kleur, {'rood': 1}, rood=2) > 1",
        "recode(kleur, **maat) > 1",
        "recode(kleur, {**maat}) > 1",
        "recode(dieren, hond=1) > 1",
        "recode(leeftijd, a=1) > 1",
        "bins(leeftijd, 18)",
        "answered()",
        "answered(kleur, maat)",
        "answered(paard)",
        "reached(kleur).x",
        "kleur == maat",
        "kleur == rood == groen",
        "dieren == hond",
        "kleur < rood",
        "kleur in ()",
        "rood == kleur",
        "leeftijd < kleur < kinderen",
        "1 < leeftijd in (1, 2)",
        "count(x=dieren) > 1",
        "count(*dieren) > 1",
        "sum() > 1",
        "sum(1, 2) > 1",
        "max(leeftijd, kinderen) > 1",
        "leeftijd",
        "kleur",
        "kleur is rood",
        "kleur in rood",
        "kleur in [rood]",
        "kleur in (rood)",
        "leeftijd < True",
        "leeftijd < '18'",
        "leeftijd in (1, 2)",
        "dieren in (hond, kat)",
        "rood in kleur",
        "kleur in (*rood,)",
        "kleur in (maat,)",
        "await kleur",
        "True",
        "1 < 2",
        "kleur in (rood,) or 1 < 2",
        "import os",
        "kleur = rood",
        "kleur in (rood,); leeftijd > 1",
        "",
        "kleur in (rood,",
        "kleur in (rood,)\x00",
        "4_of_meer in kleur",
    ],
)
def test_what_is_not_in_the_language_is_refused(text):
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text, WORDS)
    assert str(caught.value)


@pytest.mark.parametrize(
    "text", ["3", "kleur", "dieren", "count(kleur)", "sum(leeftijd, kleur)", "leeftijd > 1", "leeftijd.real"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ExpressionError):
        parse_number(text, WORDS)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("kleuren in (rood,)", "'kleur'"),
        ("kleur in (roodd,)", "'rood'"),
        ("honde in dieren", "'hond'"),
        ("leeftyd > 1", "'leeftijd'"),
    ],
)
def test_the_nearest_name_is_suggested(text, suggestion):
    with pytest.raises(ExpressionError, match=f"Did you mean {suggestion}"):
        parse_condition(text, WORDS)


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text):
    try:
        parse_condition(text, WORDS)
    except ExpressionError:
        return
    raise AssertionError(text)
