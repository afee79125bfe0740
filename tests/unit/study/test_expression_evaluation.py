"""Expressions against a plain evaluation in Python, over random expressions and answers, on two engines."""

from __future__ import annotations

import math
import operator
import re

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.study.columns import box_column, state_column
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column, known_column, number_column
from infopos_pipeline.study.parsing import DEEPEST, parse_condition, parse_number, parse_options
from infopos_pipeline.study.vocabulary import ExpressionError, Vocabulary

CHOICES = {"tint": ("red", "green", "4_more"), "mood": ("bad", "fair", "good")}
BOXES = ("dog", "cat", "fish")
NUMBERS = ("age", "kids")
SCORES = {"bad": -1.0, "fair": 0.5, "good": 3.0}
WORDS = Vocabulary({**CHOICES, "pets": BOXES}, frozenset({"pets"}), frozenset(NUMBERS), ordinal=frozenset({"mood"}))
COLUMNS = ItemColumns(
    boxes=lambda item: tuple(box_column(item, option) for option in BOXES),
    box=box_column,
    state=lambda item: state_column(item) if item in NUMBERS else box_column(item, "dog") if item == "pets" else item,
    scores=lambda item: SCORES,
)

# A respondent is a mapping of items to an option, a set of boxes or a number; None where nothing was answered. What is
# unknown is None too.

RESPONDENTS = st.fixed_dictionaries(
    {name: st.sampled_from([*options, None]) for name, options in CHOICES.items()}
    | {"pets": st.one_of(st.none(), st.sets(st.sampled_from(BOXES), min_size=1))}
    | {name: st.sampled_from([None, -2.0, 0.0, 1.0, 2.5, 18.0]) for name in NUMBERS}
)


def columns_of(respondent):
    row = {name: respondent[name] or "~skipped" for name in CHOICES}
    pets = respondent["pets"]
    for box in BOXES:
        row[box_column("pets", box)] = "~not_reached" if pets is None else "ticked" if box in pets else "not_ticked"
    for name in NUMBERS:
        value = respondent[name]
        row |= {
            name: math.nan if value is None else value,
            state_column(name): "answered" if value is not None else "~skipped",
        }
    return row


def strict(function):
    """A function of several values that is unknown if one of them is, or if what comes out is no finite number."""

    def known(*parts):
        def of(respondent):
            values = [part(respondent) for part in parts]
            if None in values:
                return None
            try:
                found = function(*values)
            except ZeroDivisionError:
                return None
            return found if isinstance(found, bool) or math.isfinite(found) else None

        return of

    return known


def lenient_mean(parts, at_least):
    def of(respondent):
        values = [value for part in parts if (value := part(respondent)) is not None]
        return sum(values) / len(values) if len(values) >= at_least else None

    return of


def chosen(name, options):
    return lambda r: None if r[name] is None else r[name] in options


def quoted(option):
    return f"'{option}'" if option[0].isdigit() else option


def listed(options):
    return "(" + "".join(f"{quoted(option)}, " for option in options) + ")"


SUBSETS = {name: st.lists(st.sampled_from(options), min_size=1, unique=True) for name, options in CHOICES.items()}
"""Texts come with the function that they should be."""

NUMBER_LEAVES = st.one_of(
    st.sampled_from(NUMBERS).map(lambda name: (name, lambda r: r[name])),
    st.just(("count(pets)", lambda r: None if r["pets"] is None else float(len(r["pets"])))),
    st.lists(st.sampled_from(BOXES), min_size=1, unique=True).map(
        lambda own: (
            f"count(pets, {listed(own)})",
            lambda r: None if r["pets"] is None else float(len(r["pets"] & set(own))),
        )
    ),
    st.just(("score(mood)", lambda r: None if r["mood"] is None else SCORES[r["mood"]])),
    st.just(("recode(tint, {'4_more': 4, 'red': -1.5})", lambda r: {"4_more": 4.0, "red": -1.5}.get(r["tint"]))),
    st.just(
        (
            "count((mood, mood), (good, fair))",
            lambda r: None if r["mood"] is None else 2.0 * (r["mood"] in ("good", "fair")),
        )
    ),
)
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def wider(inner):
    constant = st.sampled_from(["2", "0.5", "-3"]).map(lambda text: (text, lambda r: float(text)))
    pair = st.tuples(inner, st.sampled_from(list(ARITHMETIC)), st.one_of(inner, constant))
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        pair.map(lambda t: (f"({t[0][0]} {t[1]} {t[2][0]})", strict(ARITHMETIC[t[1]])(t[0][1], t[2][1]))),
        inner.map(lambda one: (f"-{one[0]}", strict(operator.neg)(one[1]))),
        several.map(
            lambda parts: (
                f"sum({', '.join(text for text, _ in parts)})",
                strict(lambda *values: sum(values))(*(part for _, part in parts)),
            )
        ),
        st.tuples(several, st.integers(1, 3)).map(
            lambda t: (
                f"mean({', '.join(text for text, _ in t[0])}, at_least={min(t[1], len(t[0]))})",
                lenient_mean([part for _, part in t[0]], min(t[1], len(t[0]))),
            )
        ),
    )


NUMBER_TEXTS = st.recursive(NUMBER_LEAVES, wider, max_leaves=5)

RELATIONS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne
}  # fmt: skip


def membership(name):
    return st.one_of(
        SUBSETS[name].map(lambda own: (f"{name} in {listed(own)}", chosen(name, own))),
        SUBSETS[name].map(lambda own: (f"{name} not in {listed(own)}", strict(operator.not_)(chosen(name, own)))),
        st.sampled_from(CHOICES[name]).map(lambda one: (f"{name} == {quoted(one)}", chosen(name, (one,)))),
        st.sampled_from(CHOICES[name]).map(
            lambda one: (f"{name} != {quoted(one)}", strict(operator.not_)(chosen(name, (one,))))
        ),
    )


CONDITION_LEAVES = st.one_of(
    membership("tint"),
    membership("mood"),
    st.sampled_from(BOXES).map(
        lambda box: (f"{box} in pets", lambda r: None if r["pets"] is None else box in r["pets"])
    ),
    st.sampled_from(["tint", "pets", "age"]).map(lambda name: (f"answered({name})", lambda r: r[name] is not None)),
    st.tuples(NUMBER_TEXTS, st.sampled_from(list(RELATIONS)), NUMBER_TEXTS).map(
        lambda t: (f"{t[0][0]} {t[1]} {t[2][0]}", strict(RELATIONS[t[1]])(t[0][1], t[2][1]))
    ),
    st.just(("0 <= age < 2.5", strict(lambda age: 0 <= age < 2.5)(lambda r: r["age"]))),
)


def kleene(word, parts):
    def of(respondent):
        values = [part(respondent) for part in parts]
        decisive = word == "or"
        return decisive if decisive in values else None if None in values else not decisive

    return of


CONDITION_TEXTS = st.recursive(
    CONDITION_LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: (f"not ({one[0]})", strict(operator.not_)(one[1]))),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda t: (f" {t[0]} ".join(f"({text})" for text, _ in t[1]), kleene(t[0], [part for _, part in t[1]]))
        ),
    ),
    max_leaves=4,
)


def on_engines(respondents, **expressions):
    """The columns of each expression, on pandas and on DuckDB, which has null for a number that is not there."""
    frame = pd.DataFrame([columns_of(respondent) for respondent in respondents])
    yield nw.from_native(frame, eager_only=True).select(**expressions).to_dict(as_series=False)
    nulls = frame.astype(object).where(frame.notna(), None)  # noqa: F841 - DuckDB finds it by name
    numbers = ", ".join(f"{name}::DOUBLE AS {name}" for name in NUMBERS)
    relation = duckdb.sql(f"SELECT * REPLACE ({numbers}) FROM nulls")
    yield nw.from_native(relation).select(**expressions).collect().to_dict(as_series=False)


@settings(max_examples=60)
@given(CONDITION_TEXTS, st.lists(RESPONDENTS, min_size=1, max_size=6))
def test_a_condition_is_what_python_makes_of_it_and_unknown_where_that_is(one, respondents):
    text, expected = one
    condition = parse_condition(text, WORDS)
    truths = [expected(respondent) for respondent in respondents]
    holds, does_not = (condition_column(condition, COLUMNS, way) for way in (True, False))
    for found in on_engines(respondents, holds=holds, does_not=does_not):
        assert [value is True for value in found["holds"]] == [truth is True for truth in truths], text
        assert [value is True for value in found["does_not"]] == [truth is False for truth in truths], text


@settings(max_examples=60)
@given(NUMBER_TEXTS, st.lists(RESPONDENTS, min_size=1, max_size=6))
def test_a_number_is_what_python_makes_of_it_and_never_infinite(one, respondents):
    text, expected = one
    number = parse_number(text, WORDS)
    for found in on_engines(respondents, known=known_column(number, COLUMNS), value=number_column(number, COLUMNS)):
        values = [value if known is True else None for known, value in zip(found["known"], found["value"], strict=True)]
        assert values == pytest.approx([expected(respondent) for respondent in respondents], nan_ok=False), text


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=4, unique=True).map(sorted), st.lists(RESPONDENTS, min_size=1)
)
def test_bins_put_every_number_into_the_one_interval_that_it_lies_in(limits, respondents):
    names = tuple(f"bin_{place}" for place in range(len(limits) + 1))
    conditions = parse_options(f"bins(age, {', '.join(map(str, limits))})", WORDS, names)
    assert tuple(conditions) == names
    for found in on_engines(respondents, **{name: condition_column(c, COLUMNS) for name, c in conditions.items()}):
        for place, respondent in enumerate(respondents):
            first = next((name for name in names if found[name][place] is True), None)
            age = respondent["age"]
            assert first == (None if age is None else names[sum(limit <= age for limit in limits)])


def test_a_mean_of_what_a_wave_did_not_ask_is_unknown():
    frame = pd.DataFrame([columns_of({"tint": "red", "mood": "bad", "pets": {"dog"}, "age": 4.0, "kids": None})])
    number = parse_number("mean(age, kids, at_least=1)", WORDS)
    known = [known_column(number, COLUMNS)]
    assert nw.from_native(frame, eager_only=True).select(x=known[0])["x"][0]
    frame[state_column("kids")] = "~not_asked"
    assert not nw.from_native(frame, eager_only=True).select(x=known[0])["x"][0]


LONG = {
    "a sum": "sum(" + ", ".join(["age"] * 300) + ") == 300",
    "an addition": " + ".join(["age"] * 300) + " == 300",
    "alternatives": " or ".join(["age == 1"] * 100),
    "the deepest": "not " * (DEEPEST - 3) + "(age == 1)" if DEEPEST % 2 else "not " * (DEEPEST - 2) + "(age == 1)",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_is_long_or_deep_is_computed(text):
    (found, _) = on_engines(
        [{"tint": None, "mood": None, "pets": None, "age": 1.0, "kids": None}],
        x=condition_column(parse_condition(text, WORDS), COLUMNS),
    )
    assert found["x"] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "not " * 500 + "(age == 1)",
        "-" * 100 + "age == 1",
        "not " * 100_000 + "(age == 1)",
        "(" * 5000 + "age",
        "1" * 5000,
    ],
    ids=["not", "minus", "too deep for the parser", "brackets", "digits"],
)
def test_what_is_too_deep_is_refused_and_breaks_nothing(text):
    with pytest.raises(ExpressionError):
        parse_condition(text, WORDS)


OPTIONS_REFUSED = {
    "too few options": ("bins(age, 18, 65)", "3 options, and 2 are declared"),
    "limits that fall": ("bins(age, 18, 18)", "from low to high"),
    "no limit": ("bins(age)", "which option holds"),
    "a limit that is no number": ("bins(age, kids)", "should be a number"),
    "no number": ("bins(mood, 1)", "score(mood)"),
    "a number": ("age", "which option holds"),
    "an option that is not declared": ("recode(mood, bad=low, good=hihg)", "Did you mean 'high'"),
    "an option of the item that is not": ("recode(mood, bed=low, good=high)", "Did you mean 'bad'"),
    "an option that nothing becomes": ("recode(mood, bad=low)", "no option of 'mood' becomes 'high'"),
    "an option recoded twice": ("recode(mood, {'bad': low}, bad=high)", "recoded twice"),
    "tick boxes": ("recode(pets, dog=low, cat=high)", "not a single or ordinal item"),
    "code": ("__import__('os').system('true')", "which option holds"),
    "code in an option": ("recode(mood, bad=__import__('os'), good=high)", "no option"),
    "code in a limit": ("bins(age, __import__('os'))", "should be a number"),
}


@pytest.mark.parametrize("name", OPTIONS_REFUSED)
def test_what_gives_no_options_is_refused(name):
    text, message = OPTIONS_REFUSED[name]
    with pytest.raises(ExpressionError, match=re.escape(message)):
        parse_options(text, WORDS, ("low", "high"))


def test_options_are_recoded_into_others():
    conditions = parse_options("recode(mood, bad=low, fair=low, good=high)", WORDS, ("high", "low"))
    frame = pd.DataFrame({"mood": ["bad", "fair", "good", "~skipped"]})
    found = nw.from_native(frame, eager_only=True).select(
        **{n: condition_column(c, COLUMNS) for n, c in conditions.items()}
    )
    assert found.to_dict(as_series=False) == {"high": [False, False, True, False], "low": [True, True, False, False]}


@given(st.text(max_size=30))
def test_any_text_is_refused_or_gives_options(text):
    with pytest.raises(ExpressionError):
        parse_options(text, WORDS, ("low", "high"))
