"""Predictors and outcomes of every kind, and filters: against SciPy and recounts on the respondents themselves."""

from __future__ import annotations

from dataclasses import replace

import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats
from tiny_studies import WAVE, Wave, declare, item, label, table

from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.counting import DOES_NOT_HOLD, FILTER, HOLDS, NOT_KNOWN, Counts, count
from infopos_pipeline.statistics.registry import run_test
from infopos_pipeline.statistics.testing import MOST_CELLS
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.warehouse import Warehouse

NUMBER = {"kind": "number", "page": 1, "label": label("x")}
SCORES = {"low": 5.0, "mid": 2.0, "high": 1.0}
ITEMS = {
    "pair": item("a", "b"),
    "other": item("a", "b"),
    "scale": item(kind="ordinal") | {"options": {name: {**label("x"), "score": s} for name, s in SCORES.items()}},
    "boxes": item("p", "q", kind="multiple"),
    "needs": item("u", "v", kind="multiple"),
    "age": NUMBER,
    "kids": NUMBER,
}
FILTER_TEXT = "age >= 30 and pair == a or kids == 2"


def hypothesis(test, predictors, outcome, place, **more):
    profile = {"test": test, "outcome": outcome, "rule": "every_predictor", "stars": [{"mark": "*", "below": 0.05}]}
    return {
        "place": "text",
        "table": place,
        "statement": label("x"),
        "predictors": predictors,
        "profiles": {"recommended": profile},
        **more,
    }


HYPOTHESES = {
    "ranks": hypothesis("spearman", ["age"], "kids", "tests"),
    "tau": hypothesis("kendall", ["age"], "scale", "tests"),
    "linear": hypothesis("linear_by_linear", ["age", "scale"], "kids", "linear"),
    "exact": hypothesis("linear_by_linear_exact", ["scale"], "pair", "linear"),
    "boxed": hypothesis("fisher", ["boxes"], "pair", "tests"),
    "both_boxed": hypothesis("fisher", ["boxes", "pair"], "needs", "tests", each="option"),
    "scored": hypothesis("mann_whitney_exact", ["boxes"], "age", "tests"),
    "some": hypothesis("student", ["pair", "other"], "kids", "filtered", filter=FILTER_TEXT),
    "some_numbers": hypothesis("spearman", ["age"], "kids", "filtered", filter=FILTER_TEXT),
}
TABLES = {
    "text": table("text"),
    "tests": table("tests"),
    "linear": table("tests"),
    "filtered": table("means", items=["age"], by=["pair", "other"], filter=FILTER_TEXT),
    "alone": table("characteristics", items=["scale", "boxes", "kids"], mentions=["boxes"], filter=FILTER_TEXT),
    "all": table("characteristics", items=["scale", "boxes", "kids"], mentions=["boxes"]),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return declare(tmp_path_factory.mktemp("any"), items=ITEMS, tables=TABLES, hypotheses=HYPOTHESES)


RESPONDENTS = [
    {
        "pair": "ab"[i % 2],
        "other": "ab"[i % 3 % 2],
        "scale": list(SCORES)[i * i % 3],
        "boxes": [("p",), ("q",), ("p", "q")][i % 3] if i % 7 else None,
        "needs": [("u",), ("v",), ("u", "v"), ("u",)][i % 4],
        "age": None if i % 11 == 0 else 18 + i * 5 % 47,
        "kids": [0, 2, 1, 2.5, 3][i * 3 % 5] + i % 2,
    }
    for i in range(40)
]


@pytest.fixture(scope="module")
def wave(study):
    return Wave(study, RESPONDENTS)


def rows_of(wave, **which):
    return [row for row in wave.results if all(getattr(row, name) == value for name, value in which.items())]


def value_of(wave, statistic, **which):
    (row,) = rows_of(wave, statistic=statistic, **which)
    return row.value


def answered(*names):
    return [[r[name] for r in RESPONDENTS if all(r[n] is not None for n in names)] for name in names]


def test_two_numbers_are_correlated_by_rank(wave):
    expected = stats.spearmanr(*answered("age", "kids"))
    found = {"place": "tests", "item": "kids", "group": "age"}
    assert value_of(wave, "effect", **found) == pytest.approx(expected.statistic)
    assert value_of(wave, "p_value", **found) == pytest.approx(expected.pvalue)


def test_a_number_and_scores_agree_in_order(wave):
    ages, scales = answered("age", "scale")
    expected = stats.kendalltau(ages, [SCORES[scale] for scale in scales], method="asymptotic")
    found = {"place": "tests", "item": "scale", "group": "age"}
    assert value_of(wave, "effect", **found) == pytest.approx(expected.statistic)
    assert value_of(wave, "p_value", **found) == pytest.approx(expected.pvalue)


def test_a_linear_association_is_of_the_numbers_and_declared_scores_themselves(wave):
    ages, kids = answered("age", "kids")
    r = stats.pearsonr(ages, kids).statistic
    assert value_of(wave, "effect", place="linear", group="age") == pytest.approx(r)
    assert value_of(wave, "test_statistic", place="linear", group="age") == pytest.approx((len(ages) - 1) * r * r)
    scales, kids = answered("scale", "kids")
    r = stats.pearsonr([SCORES[scale] for scale in scales], kids).statistic
    assert value_of(wave, "effect", place="linear", group="scale", item="kids") == pytest.approx(r)
    scales, pairs = answered("scale", "pair")
    r = stats.pearsonr([SCORES[scale] for scale in scales], ["ab".index(pair) for pair in pairs]).statistic
    assert value_of(wave, "effect", place="linear", group="scale", item="pair") == pytest.approx(r)


def four(box, answers, has):
    """A 2×2 table by hand: who ticked the box and who did not, of those who answered both."""
    both = [r for r in RESPONDENTS if r["boxes"] is not None and r[answers] is not None]
    return [[sum(has(r) is way for r in both if (box in r["boxes"]) is ticked) for way in (True, False)] for ticked in (True, False)]  # fmt: skip  # noqa: E501


def test_each_box_of_a_predictor_is_a_test_of_who_ticked_it_and_who_did_not(wave):
    for box in ("p", "q"):
        expected = stats.fisher_exact(four(box, "pair", lambda r: r["pair"] == "a")).pvalue
        found = {"place": "tests", "item": "pair", "group": "boxes", "group_value": box}
        assert value_of(wave, "p_value", **found) == pytest.approx(expected)
        for need in ("u", "v"):
            expected = stats.fisher_exact(four(box, "needs", lambda r, need=need: need in r["needs"])).pvalue
            found = {"place": "tests", "item": "needs", "group": "boxes", "group_value": box, "category": need}
            assert value_of(wave, "p_value", **found) == pytest.approx(expected)


def test_the_group_that_ticked_a_box_comes_first(wave):
    ages = [[r["age"] for r in RESPONDENTS if r["boxes"] and r["age"] is not None and ("p" in r["boxes"]) is way]
            for way in (True, False)]  # fmt: skip
    expected = stats.mannwhitneyu(*ages)
    found = {"place": "tests", "item": "age", "group": "boxes", "group_value": "p"}
    assert value_of(wave, "test_statistic", **found) == pytest.approx(expected.statistic)


def test_every_box_counts_as_a_test_when_p_values_are_adjusted(wave):
    rows = rows_of(wave, place="tests", item="needs", statistic="p_value")
    assert len(rows) == 2 * 2 + 2
    adjusted = rows_of(wave, place="tests", item="needs", statistic="p_adjusted", method="holm, within the hypothesis")
    smallest = min(row.value for row in rows)
    assert min(row.value for row in adjusted) == pytest.approx(min(1.0, 6 * smallest))


def test_the_keys_of_all_results_are_unique(wave):
    assert len({row.key() for row in wave.results}) == len(wave.results)


# Filters.


def holds(r):
    """The filter by hand, in three values."""
    parts = [None if r["age"] is None else r["age"] >= 30, r["pair"] == "a"]
    first = False if False in parts else None if None in parts else True
    second = None if r["kids"] is None else r["kids"] == 2
    return True if True in (first, second) else None if None in (first, second) else False


def test_a_filter_leaves_those_for_whom_it_holds(study, wave):
    kept = [r for r in RESPONDENTS if holds(r) is True]
    alone = Wave(study, kept)
    for place in ("filtered", "alone"):
        ours = [r for r in rows_of(wave, place=place) if r.group != FILTER and r.statistic != "p_adjusted"]
        recounted = [r for r in rows_of(alone, place=place) if r.group != FILTER and r.statistic != "p_adjusted"]
        assert ours == recounted
        assert len(ours) > 10
    groups = [[r["kids"] for r in kept if r["pair"] == way and r["kids"] is not None] for way in ("a", "b")]
    expected = stats.ttest_ind(*groups)
    found = {"place": "filtered", "item": "kids", "group": "pair"}
    assert value_of(wave, "p_value", **found) == pytest.approx(expected.pvalue)
    both = [(r["age"], r["kids"]) for r in kept if r["age"] is not None]
    expected = stats.spearmanr(*zip(*both, strict=True))
    assert value_of(wave, "p_value", place="filtered", item="kids", group="age") == pytest.approx(expected.pvalue)


def test_those_left_out_are_counted(wave):
    truths = [holds(r) for r in RESPONDENTS]
    expected = {HOLDS: truths.count(True), DOES_NOT_HOLD: truths.count(False), NOT_KNOWN: truths.count(None)}
    assert all(expected.values())
    for place, item_ in (("alone", ""), ("filtered", ""), ("filtered", "some")):
        rows = rows_of(wave, place=place, item=item_, group=FILTER)
        assert {row.category: row.value for row in rows} == expected
        assert {row.base for row in rows} == {len(RESPONDENTS)}


def test_a_filter_says_nothing_of_a_list_of_everybody_approached(tmp_path):
    study = declare(
        tmp_path,
        items={"pair": item("a", "b")},
        facts={"region": item("n", "s")},
        tables={
            "all": table("frequencies", items=["pair"]),
            "n": table("frequencies", items=["pair"], filter="region == n"),
        },
    )
    wave = Wave(study, [{"region": "ns"[i % 2], "pair": "ab"[i % 3 % 2]} for i in range(9)], (), [{"region": "n"}])
    methods = {place: {row.method for row in rows_of(wave, place=place)} for place in ("all", "n")}
    assert methods["n"] == {"", "wilson"} < methods["all"]


def test_a_filter_is_counted_the_same_in_duckdb(study, wave, tmp_path):
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "responses", wave.responses.assign(key_id="k"), wave=WAVE)
        lazy = nw.from_native(warehouse.relation(study, "responses", WAVE)).lazy()
        counts = Counts(count(lazy, lazy, study), study)
    assert counts.tables_that_do_not_add_up() == wave.counts.tables_that_do_not_add_up() == []
    for declared in (study.tables["filtered"].filter, None):
        for variables in (
            (),
            ("pair", "kids"),
            ("age", "kids"),
            ("pair", "other", "kids"),
            ("pair", "age"),
            ("boxes",),
        ):
            found, expected = (c.where(declared).cells_with_entities(*variables) for c in (counts, wave.counts))
            assert found == expected


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "pair": st.sampled_from(["a", "b", None, Missing.NOT_REACHED]),
            "other": st.sampled_from(["a", "b"]),
            "age": st.sampled_from([None, 20, 30, 40]),
            "kids": st.sampled_from([None, 0, 2]),
        }
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE)
def test_tables_of_a_filter_are_those_of_the_respondents_it_holds_of(study, people):
    declared = study.tables["filtered"].filter
    counts = Wave(study, people).counts
    kept = [person for person in people if holds(person) is True]
    assert counts.where(declared).respondents == len(kept)
    assert sum(counts.filtered(declared).values()) == len(people)
    if kept:
        own = Wave(study, kept).counts
        for variables in (("pair", "kids"), ("pair", "other", "kids"), ("age", "kids")):
            assert counts.where(declared).cells(*variables) == own.where(declared).cells(*variables)


def test_a_filter_that_holds_of_nobody_gives_reasons_and_no_numbers(study):
    nobody = Wave(study, [{**r, "kids": None, "age": None} for r in RESPONDENTS])
    rows = rows_of(nobody, place="filtered", statistic="p_value")
    assert rows
    assert all(row.value is None and row.text for row in rows)
    assert value_of(nobody, "n", place="filtered", item="some", category=HOLDS) == 0
    assert rows_of(nobody, item="some", statistic="verdict")[0].text == "inconclusive"


def test_numbers_with_too_many_values_for_one_table_are_not_tested(tmp_path):
    items = {"age": NUMBER, "kids": NUMBER}
    tests = {"ranks": hypothesis("spearman", ["age"], "kids", "tests")}
    study = declare(tmp_path, items=items, tables={"tests": table("tests"), "text": table("text")}, hypotheses=tests)
    n = int(MOST_CELLS**0.5) + 1
    wave = Wave(study, [{"age": i, "kids": -i} for i in range(n)])
    (row,) = rows_of(wave, statistic="p_value")
    assert (row.value, row.base) == (None, n)
    assert "classes" in row.text


# Scores of rows.


def test_rows_are_ordered_and_added_up_by_their_score():
    counts = [[1, 2], [3, 4], [5, 6]]
    table_ = contingency_table(counts, (1, 2), (3, 1, 3))
    assert table_.by_row_score().counts == ((3, 4), (6, 8))
    assert table_.by_row_score().row_scores == (1.0, 3.0)
    assert contingency_table(counts).by_row_score().counts == tuple(map(tuple, counts))


def test_every_row_needs_a_score():
    with pytest.raises(TableError, match="2 scores for 3 rows"):
        contingency_table([[1, 2], [3, 4], [5, 6]], None, (1, 2))


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=5), st.data())
def test_the_order_in_which_scored_rows_are_given_makes_no_difference(counts, data):
    scores = data.draw(st.lists(st.integers(-3, 3), min_size=len(counts), max_size=len(counts)))
    order = data.draw(st.permutations(range(len(counts))))
    one = contingency_table(counts, (1, 2, 4), scores)
    other = contingency_table([counts[i] for i in order], (1, 2, 4), [scores[i] for i in order])
    for test in ("spearman", "kendall", "linear_by_linear", "linear_by_linear_exact", "jonckheere"):
        first, second = run_test(test, one), run_test(test, other)
        assert replace(first, statistic=None) == replace(second, statistic=None), test
        assert first.statistic == pytest.approx(second.statistic)
