"""Trends as rows: worked by hand, held against SciPy and every way to swap and deal, panel and totals apart."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations, product
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from weather_poll import POLL, WAVES

from infopos_pipeline.statistics.counting import BETWEEN
from infopos_pipeline.statistics.panel_counting import AnswerPattern, followed_variables
from infopos_pipeline.statistics.results import NOT_ASKED
from infopos_pipeline.statistics.trend_results import (
    ALL_WAVES,
    HOLM_FAMILY,
    NOT_COMPARABLE,
    PANEL,
    STUDENT,
    TOTALS,
    TRENDS,
    WAVE,
    trend_results,
)
from infopos_pipeline.statistics.uncertainty import WILSON
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing
from infopos_pipeline.study.model import Label, Option
from infopos_pipeline.study.trends import Indicator, Trends

SCORES = {"helder": 1.0, "bewolkt": 2.0, "dicht": 3.0}
SKIPPED = Missing.SKIPPED


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


@pytest.fixture(scope="module")
def frameless(poll) -> Study:
    return replace(poll, declared=poll.declared.model_copy(update={"frame": None}))


def of(study, *names):
    """The study with no other items, and without derived variables, for speed."""
    return replace(study, items={name: study.items[name] for name in names}, derived={}, conditions={}, numbers={})


def patterns(variable, waves, *rows):
    """Patterns of a variable: its answers (None: not there), a wave each, and how many municipalities gave them."""
    made = []
    for *answers, n in rows:
        pairs = tuple((wave, answer) for wave, answer in zip(waves, answers, strict=True) if answer is not None)
        made.append(AnswerPattern(variable, pairs, n))
    return made


def number(value):
    """The cell of a number item."""
    return f"{value}{BETWEEN}answered" if isinstance(value, float) else f"{BETWEEN}{value}"


def boxes(study, wave, *ticked):
    """The cell of what is taken along in a wave."""
    return BETWEEN.join(TICKED if name in ticked else NOT_TICKED for name in study.at(wave).items["mee"].options)


class Rows:
    """Results by item and category, group, wave, statistic and method."""

    def __init__(self, results):
        self.results = results

    def of(self, item, category="", group=None, value=None, statistic=None, method=None):
        found = [r for r in self.results if (r.item, r.category) == (item, category)]
        wanted = (("group", group), ("group_value", value), ("statistic", statistic), ("method", method))
        return [r for r in found if all(w is None or getattr(r, name) == w for name, w in wanted)]

    def one(self, *which, **more):
        (row,) = self.of(*which, **more)
        return row

    def value(self, *which, **more):
        return self.one(*which, **more).value

    def values(self, item, category, group, value, method=None):
        return {r.statistic: r.value for r in self.of(item, category, group, value, method=method)}


TWO = ("2002", "2003")
SKY = [
    ("helder", "helder", 10),
    ("helder", "bewolkt", 6),
    ("bewolkt", "helder", 2),
    ("dicht", "dicht", 4),
    ("helder", None, 3),
    (None, "dicht", 5),
    (SKIPPED, "bewolkt", 2),
    ("bewolkt", SKIPPED, 1),
    (SKIPPED, Missing.NOT_REACHED, 7),
]
"""22 municipalities answered both, 4 the first only, 7 the second only; of 7 there is no answer at all."""


@pytest.fixture(scope="module")
def sky(poll):
    return Rows(trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, *SKY)))


# Levels.


def test_the_level_of_a_wave_is_of_everybody_who_answered_it(sky):
    levels = {
        (category, wave): sky.values("lucht", category, WAVE, wave)
        for category in ("", "helder", "niet_helder")
        for wave in TWO
    }
    assert [levels["helder", wave]["n"] for wave in TWO] == [19 + 3 + 4, 12 + 8 + 9]
    assert [levels["helder", wave]["pct"] for wave in TWO] == pytest.approx([100 * 19 / 26, 100 * 12 / 29])
    assert [levels["niet_helder", wave]["pct"] for wave in TWO] == pytest.approx([100 * 7 / 26, 100 * 17 / 29])
    assert [levels["", wave]["mean"] for wave in TWO] == pytest.approx([(19 + 3 * 2 + 4 * 3) / 26, (12 + 16 + 27) / 29])
    assert all(row.base == (26 if row.group_value == "2002" else 29) for row in sky.results if row.group == WAVE)
    assert all((row.wave, row.place, row.profile) == ("2003", TRENDS, "") for row in sky.results)


def test_levels_have_the_intervals_that_newcombe_printed(poll):
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    printed = {"2001": (81, 263, 25.53, 36.62), "2002": (15, 148, 6.24, 16.05), "2003": (0, 20, 0.0, 16.11)}
    printed["2004"] = (1, 29, 0.61, 17.18)
    made = [
        AnswerPattern("lucht", ((wave, answer),), count)
        for wave, (n, base, *_) in printed.items()
        for answer, count in (("helder", n), ("dicht", base - n))
        if count
    ]
    rows = Rows(trend_results(of(poll, "lucht"), WAVES, made))
    for wave, (n, base, low, high) in printed.items():
        found = rows.values("lucht", "helder", WAVE, wave)
        assert found["n"] == base
        assert found["pct"] == pytest.approx(100 * n / base)
        assert (round(found["pct_low"], 2), round(found["pct_high"], 2)) == (low, high)
        assert {row.method for row in rows.of("lucht", "helder", WAVE, wave) if "_" in row.statistic} == {WILSON}


def test_means_have_students_interval(sky):
    for wave, counts in (("2002", (19, 3, 4)), ("2003", (12, 8, 9))):
        answers = np.repeat([1.0, 2.0, 3.0], counts)
        expected = stats.ttest_1samp(answers, 0).confidence_interval()
        found = sky.values("lucht", "", WAVE, wave)
        assert (found["mean_low"], found["mean_high"]) == pytest.approx((expected.low, expected.high))
        assert {row.method for row in sky.of("lucht", "", WAVE, wave) if "_" in row.statistic} == {STUDENT}


def test_a_wave_that_nobody_answered_has_no_level_and_one_answer_no_interval_of_a_mean(poll):
    made = patterns("lucht", TWO, ("helder", SKIPPED, 1), (SKIPPED, None, 3))
    rows = Rows(trend_results(of(poll, "lucht"), TWO, made))
    assert rows.values("lucht", "helder", WAVE, "2003") == {"n": 0}
    assert rows.one("lucht", "helder", WAVE, "2003").base == 0
    one = rows.values("lucht", "", WAVE, "2002")
    assert (one["n"], one["mean"], one["mean_low"], one["mean_high"]) == (1, 1.0, None, None)


# Changes, by formulae written anew.


def wilson(k, n):
    z = stats.norm.ppf(0.975)
    middle, half = (2 * k + z * z) / 2 / (n + z * z), z * sqrt(z * z + 4 * k * (n - k) / n) / 2 / (n + z * z)
    return middle - half, middle + half


def change_in_share(both, before_only, after_only, neither, first=(0, 0), second=(0, 0)):
    """Zou and Donner's interval: pairs by answer, then (yes, no) of those in the first, and in the second wave only."""
    pairs = both + before_only + after_only + neither
    k1, k2 = both + before_only + first[0], both + after_only + second[0]
    n1, n2 = pairs + sum(first), pairs + sum(second)
    margins = (both + before_only) * (after_only + neither) * (both + after_only) * (before_only + neither)
    cross = both * neither - before_only * after_only
    phi = 0.0 if not margins else (max(cross - pairs / 2, 0) if cross > 0 else cross) / sqrt(margins)
    r = phi * pairs / sqrt(n1 * n2)
    (l1, u1), (l2, u2), p1, p2 = wilson(k1, n1), wilson(k2, n2), k1 / n1, k2 / n2
    low = p2 - p1 - sqrt((p2 - l2) ** 2 - 2 * r * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    high = p2 - p1 + sqrt((u2 - p2) ** 2 - 2 * r * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2)
    return p2 - p1, low, high


def change_in_separate(first, second):
    """Newcombe's interval of two samples that share nobody, from (yes, no) in each."""
    n1, n2 = sum(first), sum(second)
    (l1, u1), (l2, u2), p1, p2 = wilson(first[0], n1), wilson(second[0], n2), first[0] / n1, second[0] / n2
    return p2 - p1, p2 - p1 - sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2), p2 - p1 + sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)


def change_in_mean(pairs, first, second):
    """Derrick and others' interval, from the answers of every municipality."""
    one = np.array([before for before, _ in pairs] + first)
    other = np.array([after for _, after in pairs] + second)
    s1, s2, n1, n2, both = one.var(ddof=1), other.var(ddof=1), len(one), len(other), len(pairs)
    r = np.corrcoef(np.array(pairs).T)[0, 1]
    error = sqrt(s1 / n1 + s2 / n2 - 2 * r * sqrt(s1 * s2) * both / (n1 * n2))
    welch = (s1 / n1 + s2 / n2) ** 2 / ((s1 / n1) ** 2 / (n1 - 1) + (s2 / n2) ** 2 / (n2 - 1))
    alone = n1 + n2 - 2 * both
    df = both - 1 + (welch - both + 1) / (alone + 2 * both) * alone
    change, half = other.mean() - one.mean(), stats.t.ppf(0.975, df) * error
    return change, change - half, change + half


def effects(rows, item, category, kind, earlier):
    name = "change in share" if category else "change in mean"
    found = rows.values(item, category, kind, earlier, method=name)
    return tuple(found[statistic] for statistic in ("effect", "effect_low", "effect_high"))


def test_the_change_of_all_and_of_the_panel_in_a_share(sky):
    assert effects(sky, "lucht", "helder", PANEL, "2002") == pytest.approx(change_in_share(10, 6, 2, 4))
    assert effects(sky, "lucht", "helder", TOTALS, "2002") == pytest.approx(
        change_in_share(10, 6, 2, 4, first=(3, 1), second=(0, 7))
    )
    assert sky.value("lucht", "helder", PANEL, "2002", "effect") == pytest.approx(12 / 22 - 16 / 22)
    assert sky.value("lucht", "helder", TOTALS, "2002", "effect") == pytest.approx(12 / 29 - 19 / 26)
    assert sky.value("lucht", "niet_helder", PANEL, "2002", "effect") == pytest.approx(10 / 22 - 6 / 22)
    for kind, n in ((PANEL, 22), (TOTALS, 22 + 4 + 7)):
        assert sky.value("lucht", "helder", kind, "2002", "n") == n
        assert all(row.base == n for row in sky.of("lucht", "helder", kind, "2002"))


def test_the_change_of_all_and_of_the_panel_in_a_mean(sky):
    pairs = [(SCORES[a], SCORES[b]) for a, b, n in SKY[:4] for _ in range(n)]
    expected = stats.ttest_rel([b for _, b in pairs], [a for a, _ in pairs]).confidence_interval()
    change, low, high = effects(sky, "lucht", "", PANEL, "2002")
    assert change == pytest.approx(4 / 22)
    assert (low, high) == pytest.approx((expected.low, expected.high))
    found = effects(sky, "lucht", "", TOTALS, "2002")
    assert found == pytest.approx(change_in_mean(pairs, [1.0] * 3 + [2.0], [3.0] * 5 + [2.0] * 2))
    assert found[0] == pytest.approx(55 / 29 - 37 / 26)


def test_a_mean_that_everybody_gave_alike_did_not_change(poll):
    """One value is a scale all the same; it has no interval, which is no certainty."""
    rows = Rows(
        trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, ("dicht", "dicht", 5), ("dicht", None, 2)))
    )
    for kind, n in ((TOTALS, 7), (PANEL, 5)):
        assert rows.value("lucht", "", kind, "2002", "n") == n
        assert effects(rows, "lucht", "", kind, "2002") == (0.0, None, None)
        assert rows.value("lucht", "", kind, "2002", "p_value") == 1


def test_no_answer_in_common_is_a_panel_of_nobody(poll):
    rows = Rows(trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, ("dicht", None, 5), (None, "helder", 4))))
    assert rows.value("lucht", "helder", PANEL, "2002", "n") == 0
    assert effects(rows, "lucht", "helder", PANEL, "2002") == (None, None, None)
    assert effects(rows, "lucht", "helder", TOTALS, "2002") == pytest.approx(change_in_separate((0, 5), (4, 0)))


# Tests, by every way to swap and deal.


def share_of_ways(ways, observed):
    """How many of all ways lie at least as far from their mean as what was observed."""
    away = np.abs(np.array(ways) - np.mean(ways))
    return np.mean(away >= abs(observed - np.mean(ways)) - 1e-9)


def swapped_and_dealt(pairs, first, second):
    """The two-sided p-value of the later total: every pair swapped or not, the singles dealt in every way."""
    changed = [(a, b) for a, b in pairs if a != b]
    singles = first + second
    swaps = [
        sum(pair[side] for pair, side in zip(changed, sides, strict=True))
        for sides in product((0, 1), repeat=len(changed))
    ]
    deals = [sum(chosen) for chosen in combinations(singles, len(second))]
    ways = np.add.outer(swaps, deals).ravel()
    return share_of_ways(ways, sum(b for _, b in changed) + sum(second))


FEW = [
    ("helder", "bewolkt", 3),
    ("helder", "dicht", 2),
    ("bewolkt", "helder", 1),
    ("dicht", "dicht", 4),
    ("helder", None, 2),
    ("bewolkt", None, 1),
    (None, "dicht", 3),
    (None, "helder", 1),
]


def test_the_tests_of_two_waves_count_every_way(poll):
    family = Trends(family=(Indicator(item="lucht"), Indicator(item="lucht", category="niet_helder")))
    study = replace(of(poll, "lucht"), trends=family)
    rows = Rows(trend_results(study, TWO, patterns("lucht", TWO, *FEW)))
    merged = {"helder": 0.0, "bewolkt": 1.0, "dicht": 1.0}
    for category, scores in (("", SCORES), ("niet_helder", merged)):
        pairs = [(scores[a], scores[b]) for a, b, n in FEW[:4] for _ in range(n)]
        first = [scores[a] for a, _, n in FEW[4:6] for _ in range(n)]
        second = [scores[b] for _, b, n in FEW[6:] for _ in range(n)]
        name = "marginal_homogeneity_exact" if not category else "mcnemar_exact"
        panel = rows.one("lucht", category, PANEL, "2002", "p_value")
        assert panel.method == name
        assert panel.value == pytest.approx(swapped_and_dealt(pairs, [], []))
        totals = rows.one("lucht", category, TOTALS, "2002", "p_value")
        assert totals.method == "overlapping_waves_exact"
        assert totals.value == pytest.approx(swapped_and_dealt(pairs, first, second))
        assert (panel.base, totals.base) == (10, 17)
    assert rows.value("lucht", "niet_helder", PANEL, "2002", "p_value") == pytest.approx(stats.binomtest(1, 6).pvalue)
    assert rows.value("lucht", "", PANEL, "2002", "test_statistic") == 3 + 2 * 2 - 1
    assert rows.value("lucht", "", TOTALS, "2002", "test_statistic") == 3 * 2 + 2 * 3 + 1 + 4 * 3 + 3 * 3 + 1


THREE = ("2002", "2003", "2004")
LONG = [
    ("helder", "bewolkt", "dicht", 1),
    ("helder", "helder", "bewolkt", 2),
    ("bewolkt", "helder", None, 1),
    (None, "bewolkt", "dicht", 1),
    ("dicht", "dicht", "dicht", 3),
    ("helder", None, None, 4),
]


def dealt(row):
    """Every order in which a municipality could have given its answers, each once: all are as likely."""
    there = [place for place, answer in enumerate(row) if answer is not None]
    return [
        tuple(dict(zip(there, order, strict=True)).get(place) for place in range(len(row)))
        for order in sorted(set(permutations([answer for answer in row if answer is not None])))
    ]


def test_the_tests_of_three_waves_count_every_way_within_municipalities(poll):
    family = Trends(family=(Indicator(item="lucht"), Indicator(item="lucht", category="niet_helder")))
    study = replace(of(poll, "lucht"), trends=family)
    rows = Rows(trend_results(study, THREE, patterns("lucht", THREE, *LONG)))
    years = (2002, 2003, 2004)
    for category, scores in (("", SCORES), ("niet_helder", {"helder": 0.0, "bewolkt": 1.0, "dicht": 1.0})):
        own = [tuple(None if a is None else scores[a] for a in answers) for *answers, n in LONG for _ in range(n)]
        own = [row for row in own if sum(answer is not None for answer in row) > 1]
        ways = [np.array([[a or 0.0 for a in row] for row in way]).sum(axis=0) for way in product(*map(dealt, own))]
        seen = np.array([[a or 0.0 for a in row] for row in own]).sum(axis=0)
        trend = rows.one("lucht", category, ALL_WAVES, "", "p_value", "wave_trend_exact")
        assert trend.value == pytest.approx(share_of_ways(np.array(ways) @ years, seen @ years))
        assert trend.base == len(own) == 8
        away = np.array(ways) - np.mean(ways, axis=0)
        inverse = np.linalg.pinv(np.cov(away.T, bias=True), rcond=1e-9, hermitian=True)
        q = np.einsum("ni,ij,nj->n", away, inverse, away)
        d = seen - np.mean(ways, axis=0)
        if category:
            found = rows.one("lucht", category, ALL_WAVES, "", "p_value", "cochran_q_exact")
            assert found.value == pytest.approx(np.mean(q >= d @ inverse @ d - 1e-9))
    assert not rows.of("lucht", "", ALL_WAVES, method="cochran_q_exact")


def test_a_trend_over_all_waves_takes_three_that_compare(poll, sky):
    assert ALL_WAVES not in {row.group for row in sky.results}
    study = replace(of(poll, "jas"), trends=Trends(family=(Indicator(item="jas", category="ja"),)))
    for waves, tested in ((WAVES[:3], False), (WAVES, True)):
        made = patterns("jas", waves, (*["ja"] * (len(waves) - 1), "nee", 4), (*["nee"] * len(waves), 2))
        found = {row.method for row in trend_results(study, waves, made) if row.group == ALL_WAVES}
        assert bool(found) == tested, waves


def test_the_change_per_wave_is_that_within_municipalities(poll):
    """A regression of the answer on the year with a constant for each municipality, by least squares."""
    rows = Rows(trend_results(of(poll, "lucht"), THREE, patterns("lucht", THREE, *LONG)))
    own = [answers for *answers, n in LONG for _ in range(n) if sum(answer is not None for answer in answers) > 1]
    cells = [(m, y, SCORES[a]) for m, row in enumerate(own) for y, a in enumerate(row) if a is not None]
    design = np.array([[y, *(float(m == other) for other in range(len(own)))] for m, y, _ in cells])
    slope = np.linalg.lstsq(design, np.array([score for *_, score in cells]), rcond=None)[0][0]
    found = rows.values("lucht", "", ALL_WAVES, "", method="change per wave")
    assert found["effect"] == pytest.approx(slope)
    assert found["effect_low"] < slope < found["effect_high"]


def test_where_nobody_changed_the_trend_is_exactly_zero(poll):
    """Also over years whose mean is no round number."""
    waves = ("2002", "2003", "2007")
    made = patterns("graden", waves, *[(*[number(value)] * 3, 2) for value in (0.1, 17.3, -4.7)])
    rows = Rows(trend_results(of(poll, "graden"), waves, made))
    found = rows.values("graden", "", ALL_WAVES, "", method="change per wave")
    assert found == {"effect": 0.0, "effect_low": None, "effect_high": None}
    assert rows.value("graden", "", ALL_WAVES, "", "p_value") == 1
    assert rows.one("graden", "", PANEL, "2003", "effect").value == 0


def test_years_count_as_years_and_other_waves_one_by_one(poll):
    def slope(*waves):
        made = patterns("lucht", waves, *[(*answers, n) for *answers, n in LONG])
        return Rows(trend_results(of(poll, "lucht"), waves, made)).value(
            "lucht", "", ALL_WAVES, "", "effect", "change per wave"
        )

    assert slope("2003", "2004", "2005") == pytest.approx(slope("a", "b", "c"))
    assert slope("2003", "2013", "2023") == pytest.approx(slope("a", "b", "c") / 10)
    assert slope("2003-1", "2003-2", "2004-1") == pytest.approx(slope("a", "b", "c"))
    # By name the tenth comes before the second.
    assert slope("1", "10", "2") == pytest.approx(slope("a", "b", "c"))


# Panel and totals.

answers_of_two = st.sampled_from([None, SKIPPED, *SCORES])
any_sky = st.lists(st.tuples(answers_of_two, answers_of_two, st.integers(1, 6)), min_size=1, max_size=10).map(
    lambda rows: [row for row in rows if row[:2] != (None, None)]
)


def given_both(row):
    return all(answer in SCORES for answer in row[:2])


@given(any_sky)
def test_who_answered_one_wave_only_changes_nothing_in_the_panel(poll, rows):
    study = of(poll, "lucht")

    def of_panel(some):
        results = trend_results(study, TWO, patterns("lucht", TWO, *some))
        return {(*row.key(), row.base, row.text): row.value for row in results if row.group == PANEL}

    with_singles, pairs = of_panel(rows), of_panel([row for row in rows if given_both(row)])
    # A mean needs a scale, which somebody's answer gives: without any pair only the singles have one.
    assert pairs.keys() <= with_singles.keys()
    assert {key: with_singles[key] for key in pairs} == pytest.approx(pairs, abs=1e-12)
    assert not any(value for key, value in with_singles.items() if key not in pairs)


@given(any_sky)
def test_if_everybody_answered_both_the_totals_are_the_panel(poll, rows):
    pairs = [row for row in rows if given_both(row)]
    results = Rows(trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, *pairs)))
    for category in ("", *SCORES, "niet_helder"):
        one, other = (
            [
                (row.statistic, row.value, row.base)
                for row in results.of("lucht", category, kind)
                if "effect" in row.statistic
            ]
            for kind in (TOTALS, PANEL)
        )
        assert one == other
    if pairs:
        p_values = [results.value("lucht", "", kind, "2002", "p_value") for kind in (TOTALS, PANEL)]
        assert p_values[0] == pytest.approx(p_values[1])


@given(any_sky)
def test_the_totals_are_of_everybody_who_answered_either(poll, rows):
    results = Rows(trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, *rows)))
    somebody = [row for row in rows if row[0] in SCORES or row[1] in SCORES]
    before, after = (Counter() for _ in TWO)
    for first, second, n in rows:
        before[first] += n
        after[second] += n
    n1, n2 = (sum(counts[name] for name in SCORES) for counts in (before, after))
    assert results.value("lucht", "dicht", TOTALS, "2002", "n") == sum(n for *_, n in somebody)
    found = results.value("lucht", "dicht", TOTALS, "2002", "effect")
    assert found == (pytest.approx(after["dicht"] / n2 - before["dicht"] / n1, abs=1e-12) if n1 and n2 else None)


def test_merged_patterns_count_as_one(poll):
    split = [row for a, b, n in SKY for row in ((a, b, 1),) * n]
    whole, apart = (trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, *rows)) for rows in (SKY, split))
    assert whole == apart


# Items that come, go and change.


@pytest.fixture(scope="module")
def everything(poll):
    """Four waves of municipalities that answered all that was asked, in the terms of each wave."""

    def at(wave, variable, answer):
        return answer if poll.at(wave).asked(variable) else None

    def made(variable, waves, *rows):
        asked = [
            (*(at(wave, variable, answer) for wave, answer in zip(waves, row, strict=False)), row[-1]) for row in rows
        ]
        return patterns(variable, waves, *[row for row in asked if any(answer is not None for answer in row[:-1])])

    def results(*waves):
        return Rows(
            trend_results(
                poll,
                waves,
                [
                    *made(
                        "neerslag",
                        waves,
                        *[
                            (*(answers[wave] for wave in waves), n)
                            for answers, n in (
                                ({"2001": "nat", "2002": "mist", "2003": "bui", "2004": "motregen"}, 5),
                                ({"2001": "nat", "2002": "plensbui", "2003": "geen", "2004": "geen"}, 3),
                                ({"2001": "droog", "2002": "geen", "2003": "bui", "2004": "bui"}, 4),
                                ({"2001": "wit", "2002": "wit", "2003": "wit", "2004": "wit"}, 2),
                            )
                        ],
                    ),
                    *made(
                        "wind",
                        waves,
                        *[
                            (*(answers[wave] for wave in waves), n)
                            for answers, n in (
                                ({"2001": "zwak", "2002": "zwak", "2003": "matig", "2004": "hard"}, 6),
                                ({"2001": "matig", "2002": "hard", "2003": "stil", "2004": "stil"}, 4),
                            )
                        ],
                    ),
                    *made("jas", waves, *[(*["ja"] * len(waves), 7), (*["nee"] * len(waves), 3)]),
                    *made("paraplu", waves, *[(*["ja"] * len(waves), 6), (*["nee"] * len(waves), 4)]),
                    *made("sjaal", waves, *[(*["ja"] * len(waves), 8), (*["nee"] * len(waves), 2)]),
                    *made(
                        "mee",
                        waves,
                        (*(boxes(poll, wave, "muts", "pet", "stok") for wave in waves), 9),
                        (*(boxes(poll, wave, "stok", "lantaarn") for wave in waves), 1),
                    ),
                    *made(
                        "dieren",
                        waves,
                        (*[BETWEEN.join([TICKED, NOT_TICKED])] * len(waves), 3),
                        (*[BETWEEN.join([NOT_TICKED, TICKED])] * len(waves), 1),
                    ),
                ],
            )
        )

    return results


def texts(rows, item, category, waves):
    return [rows.one(item, category, WAVE, wave, "n").text for wave in waves]


def levels(rows, item, category, waves, statistic="pct"):
    return [rows.values(item, category, WAVE, wave).get(statistic) for wave in waves]


def changes(rows, item, category, kind=TOTALS):
    return [row.group_value for row in rows.of(item, category, kind, statistic="n")]


def test_an_item_that_is_not_asked_any_more_keeps_its_line_and_has_no_change(everything):
    rows = everything(*WAVES)
    assert texts(rows, "paraplu", "ja", WAVES) == [NOT_ASKED, "", "", NOT_ASKED]
    assert levels(rows, "paraplu", "ja", WAVES) == [None, 60.0, 60.0, None]
    assert rows.one("paraplu", "ja", WAVE, "2004", "n").value is None
    assert {row.group for row in rows.of("paraplu", "ja")} == {WAVE}
    assert changes(everything("2002", "2003"), "paraplu", "ja") == ["2002"]


def test_an_item_that_was_added_starts_its_line(everything):
    rows = everything(*WAVES[:3])
    assert texts(rows, "dieren", "hond", WAVES[:3]) == [NOT_ASKED, NOT_ASKED, ""]
    assert levels(rows, "dieren", "hond", WAVES[:3]) == [None, None, 75.0]
    assert changes(rows, "dieren", "hond") == []
    assert changes(everything(*WAVES), "dieren", "hond") == ["2003"]


def test_a_wave_that_left_an_item_out_is_a_gap_over_which_it_compares(everything):
    rows = everything(*WAVES[:3])
    assert texts(rows, "sjaal", "ja", WAVES[:3]) == ["", NOT_ASKED, ""]
    assert levels(rows, "sjaal", "ja", WAVES[:3]) == [80.0, None, 80.0]
    assert changes(rows, "sjaal", "ja") == ["2001"]


def test_other_words_break_the_line_and_the_value_stays_in_its_own_terms(everything):
    rows = everything(*WAVES)
    assert texts(rows, "jas", "ja", WAVES) == [NOT_COMPARABLE, "", "", ""]
    assert levels(rows, "jas", "ja", WAVES) == [70.0] * 4
    assert changes(rows, "jas", "ja") == ["2003"]
    assert changes(everything("2001", "2002"), "jas", "ja") == []


def test_words_that_do_not_matter_break_nothing(everything):
    rows = everything("2003", "2004")
    assert texts(rows, "jas", "ja", ("2003", "2004")) == ["", ""]
    assert changes(rows, "jas", "ja", PANEL) == ["2003"]


def test_a_recoded_item_is_read_in_the_terms_of_the_last_wave(everything):
    rows = everything(*WAVES)
    assert texts(rows, "neerslag", "regen", WAVES) == [""] * 4
    assert levels(rows, "neerslag", "regen", WAVES) == pytest.approx([100 * n / 14 for n in (8, 8, 9, 9)])
    assert levels(rows, "neerslag", "geen", WAVES) == pytest.approx([100 * n / 14 for n in (4, 4, 3, 3)])
    assert changes(rows, "neerslag", "regen") == ["2001", "2002", "2003"], "it is of the family"
    assert changes(rows, "neerslag", "geen") == ["2003"]
    # Dry then a shower: 4 changed one way, 3 the other.
    assert rows.value("neerslag", "regen", PANEL, "2001", "p_value") == pytest.approx(stats.binomtest(3, 7).pvalue)


def test_a_part_of_what_was_one_answer_does_not_compare_and_has_no_value_of_its_own(everything):
    rows = everything(*WAVES)
    assert texts(rows, "neerslag", "motregen", WAVES) == [NOT_COMPARABLE, NOT_COMPARABLE, "", ""]
    assert levels(rows, "neerslag", "motregen", WAVES) == [None, None, 0.0, pytest.approx(100 * 5 / 14)]
    assert rows.one("neerslag", "motregen", WAVE, "2001", "n").value is None
    assert changes(rows, "neerslag", "motregen") == ["2003"]


def test_merged_options_count_as_what_they_became(everything):
    rows = everything(*WAVES)
    assert levels(rows, "wind", "", WAVES, "mean") == [4.0, (6 * 4 + 4 * 9) / 10, 2.4, (6 * 9) / 10]
    assert levels(rows, "wind", "matig", WAVES) == [100.0, 60.0, 60.0, 0.0]
    assert texts(rows, "wind", "", WAVES) == [""] * 4


def test_boxes_that_split_compare_as_a_group_and_new_ones_do_not(everything):
    rows = everything(*WAVES)
    assert texts(rows, "mee", "hoofd", WAVES) == [""] * 4
    assert levels(rows, "mee", "hoofd", WAVES) == [90.0] * 4
    assert texts(rows, "mee", "pet", WAVES) == [NOT_COMPARABLE, NOT_COMPARABLE, "", ""]
    assert texts(rows, "mee", "lantaarn", WAVES) == [NOT_COMPARABLE, NOT_COMPARABLE, "", ""]
    assert levels(rows, "mee", "lantaarn", WAVES) == [None, None, 10.0, 10.0]
    assert levels(rows, "mee", "stok", WAVES) == [100.0] * 4
    assert not rows.of("mee", "muts"), "what is no answer any more is not followed"


def test_a_wave_that_was_not_comparable_and_that_nobody_answered_has_a_base_of_nobody(poll):
    rows = Rows(trend_results(of(poll, "jas"), ("2001", "2002"), patterns("jas", ("2001", "2002"), (SKIPPED, "ja", 3))))
    row = rows.one("jas", "ja", WAVE, "2001", "n")
    assert (row.value, row.base, row.text) == (0, 0, NOT_COMPARABLE)


# Exports that lack an item.

NO_BOXES = BETWEEN.join([Missing.NOT_ASKED] * 2)
DOG = BETWEEN.join([TICKED, NOT_TICKED])


def test_a_wave_whose_export_lacks_an_item_did_not_ask_it(poll):
    waves = ("2003", "2004", "2005")
    made = patterns("dieren", waves, (DOG, NO_BOXES, DOG, 6), (None, NO_BOXES, None, 2))
    rows = Rows(trend_results(of(poll, "dieren"), waves, made))
    assert texts(rows, "dieren", "hond", waves) == ["", NOT_ASKED, ""]
    assert levels(rows, "dieren", "hond", waves) == [100.0, None, 100.0]
    assert changes(rows, "dieren", "hond") == ["2003"], "the last wave that has answers, not the one that has none"


def test_the_last_wave_whose_export_lacks_an_item_has_no_change(poll):
    waves = ("2002", "2003")
    made = patterns("paraplu", waves, ("ja", Missing.NOT_ASKED, 6), ("nee", None, 2))
    rows = Rows(trend_results(of(poll, "paraplu"), waves, made))
    assert texts(rows, "paraplu", "ja", waves) == ["", NOT_ASKED]
    assert levels(rows, "paraplu", "ja", waves) == [75.0, None]
    assert changes(rows, "paraplu", "ja") == []


def test_an_item_that_no_export_had_is_asked_nowhere(poll):
    waves = ("2002", "2003")
    made = patterns("paraplu", waves, (Missing.NOT_ASKED, Missing.NOT_ASKED, 6))
    rows = Rows(trend_results(of(poll, "paraplu"), waves, made))
    assert texts(rows, "paraplu", "ja", waves) == [NOT_ASKED, NOT_ASKED]
    assert {row.value for row in rows.results} == {None}


# The family.


def any_patterns(study, waves, seed, size=40):
    """Municipalities with answers at random to everything, as patterns."""
    chance = random.Random(seed)
    versions = {wave: study.at(wave) for wave in waves}
    counted = Counter()
    for variable in followed_variables(study, waves):
        for _ in range(size):
            answers = []
            for wave, version in versions.items():
                if version.asked(variable) and chance.random() < 0.8:
                    answers.append((wave, any_cell(version.variables[variable], chance)))
            if answers:
                counted[variable, tuple(answers)] += 1
    return [AnswerPattern(variable, answers, n) for (variable, answers), n in counted.items()]


def any_cell(variable, chance):
    if variable.kind == "number":
        return number(chance.choice([1.0, 2.5, 30.0, SKIPPED]))
    if variable.kind == "multiple":
        return BETWEEN.join(chance.choice([TICKED, NOT_TICKED]) for _ in variable.options)
    return chance.choice([*variable.options, SKIPPED])


def holm_by_hand(p_values):
    """The smallest times their number, the next times one less, never below the one before, never above one."""
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, largest = {}, 0.0
    for rank, place in enumerate(ranked):
        largest = max(largest, min(1.0, (len(ranked) - rank) * p_values[place]))
        adjusted[place] = largest
    return [adjusted[place] for place in range(len(p_values))]


@pytest.fixture(scope="module")
def random_rows(poll):
    return Rows(trend_results(poll, WAVES[1:], any_patterns(poll, WAVES[1:], seed=5)))


def test_p_values_are_adjusted_over_all_tests_of_a_kind_and_every_earlier_wave(random_rows):
    families = {}
    for row in random_rows.results:
        if row.statistic == "p_value":
            key = (row.group, row.method if row.group == ALL_WAVES else "")
            families.setdefault(key, []).append(row)
    sizes = {key: len(rows) for key, rows in families.items()}
    assert sizes == {
        (TOTALS, ""): 4 * 2,
        (PANEL, ""): 4 * 2,
        (ALL_WAVES, "wave_trend_exact"): 4,
        (ALL_WAVES, "cochran_q_exact"): 2,
    }
    for rows in families.values():
        for row, expected in zip(rows, holm_by_hand([row.value for row in rows]), strict=True):
            found = random_rows.one(
                row.item, row.category, row.group, row.group_value, "p_adjusted", f"{HOLM_FAMILY}: {row.method}"
            )
            assert found.value == pytest.approx(expected)
            assert found.base == row.base


def test_only_the_family_is_tested_and_against_every_wave(random_rows, poll):
    tested = {(row.item, row.category) for row in random_rows.results if row.statistic in ("p_value", "p_adjusted")}
    assert tested == {(one.item, one.category or "") for one in poll.trends.family}
    assert tested == {(row.item, row.category) for row in random_rows.results if row.group == ALL_WAVES}
    for item, category in tested:
        assert changes(random_rows, item, category) == changes(random_rows, item, category, PANEL) == ["2002", "2003"]


def test_what_is_described_has_the_change_since_the_last_wave_that_compares(random_rows):
    assert changes(random_rows, "lucht", "helder") == changes(random_rows, "lucht", "helder", PANEL) == ["2003"]
    assert changes(random_rows, "gekleed", "ja") == ["2003"]
    assert changes(random_rows, "mee", "hand") == ["2003"]
    assert random_rows.of("lucht", "helder", TOTALS, statistic="effect_low")[0].value is not None


def test_without_a_family_nothing_is_tested(poll):
    study = replace(poll, trends=Trends())
    results = trend_results(study, WAVES, any_patterns(poll, WAVES, seed=6, size=10))
    assert {row.group for row in results} == {WAVE, TOTALS, PANEL}
    assert not {row.statistic for row in results} & {"p_value", "p_adjusted", "test_statistic"}


def test_rows_come_in_the_order_of_the_questionnaire_each_with_a_key_of_its_own(random_rows, poll):
    names = list(followed_variables(poll, WAVES[1:]))
    places = [names.index(row.item) for row in random_rows.results]
    assert places == sorted(places)
    assert len({row.key() for row in random_rows.results}) == len(random_rows.results)
    order = list(dict.fromkeys(row.category for row in random_rows.results if row.item == "lucht"))
    assert order == ["", "helder", "bewolkt", "dicht", "niet_helder"]


def test_the_order_of_the_patterns_makes_no_difference(poll, random_rows):
    made = any_patterns(poll, WAVES[1:], seed=5)
    random.Random(1).shuffle(made)
    found = {row.key(): (row.value, row.base, row.text) for row in trend_results(poll, WAVES[1:], made)}
    assert list(found) == [row.key() for row in random_rows.results]
    for row in random_rows.results:
        value, *rest = found[row.key()]
        assert value == (None if row.value is None else pytest.approx(row.value, rel=1e-9, abs=1e-12))
        assert rest == [row.base, row.text]


def test_one_wave_has_nothing_to_be_compared_with(poll):
    assert trend_results(poll, ["2003"], any_patterns(poll, ["2003"], seed=1)) == []
    assert trend_results(poll, [], []) == []


@pytest.mark.parametrize("answer", [None, SKIPPED])
def test_waves_that_nobody_answered_have_levels_of_nobody_and_no_tests(poll, answer):
    made = [
        pattern
        for variable, cell in (("lucht", answer), ("neerslag", answer), ("graden", number(SKIPPED)))
        for pattern in patterns(variable, THREE, (cell, cell, cell, 3))
        if answer
    ]
    results = trend_results(of(poll, "lucht", "neerslag", "graden"), THREE, made)
    assert {row.value for row in results if row.group == WAVE and not row.text} == {0}
    assert all(row.value is None for row in results if row.statistic in ("effect", "pct", "mean"))
    assert all(row.value in (None, 1.0) for row in results if row.statistic == "p_value")


def test_a_test_that_finds_nothing_to_compare_says_so(poll):
    rows = Rows(trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, ("helder", None, 5))))
    row = rows.one("lucht", "", PANEL, "2002", "p_value")
    assert row.value is None
    assert row.text
    same = Rows(
        trend_results(of(poll, "lucht"), TWO, patterns("lucht", TWO, ("dicht", "dicht", 5), ("helder", "helder", 2)))
    )
    assert same.value("lucht", "", PANEL, "2002", "p_value") == 1


# Numbers.

DEGREES = [
    (12.5, 14.0, 1),
    (9.0, 17.25, 1),
    (-3.0, 0.5, 1),
    (20.0, 20.0, 2),
    (31.0, 25.0, 1),
    (SKIPPED, 8.0, 2),
    (15.0, None, 3),
]


def test_numbers_are_followed_as_a_mean(poll):
    cells = [(*(None if value is None else number(value) for value in row[:2]), row[2]) for row in DEGREES]
    rows = Rows(trend_results(of(poll, "graden"), TWO, patterns("graden", TWO, *cells)))
    assert {row.category for row in rows.results} == {""}
    before, after = (
        [row[place] for row in DEGREES for _ in range(row[2]) if isinstance(row[place], float)] for place in (0, 1)
    )
    assert levels(rows, "graden", "", TWO, "mean") == pytest.approx([np.mean(before), np.mean(after)])
    pairs = [row[:2] for row in DEGREES[:5] for _ in range(row[2])]
    expected = stats.ttest_rel([b for _, b in pairs], [a for a, _ in pairs])
    assert effects(rows, "graden", "", PANEL, "2002")[1:] == pytest.approx(tuple(expected.confidence_interval()))
    assert effects(rows, "graden", "", TOTALS, "2002") == pytest.approx(change_in_mean(pairs, [15.0] * 3, [8.0] * 2))
    assert rows.value("graden", "", PANEL, "2002", "p_value") == pytest.approx(swapped_and_dealt(pairs, [], []))
    assert rows.value("graden", "", TOTALS, "2002", "p_value") == pytest.approx(
        swapped_and_dealt(pairs, [15.0] * 3, [8.0] * 2)
    )


# Separate samples.

SAMPLES = {"2002": (9, 4, 2), "2003": (5, 6, 3), "2004": (3, 5, 8)}
"""By wave how many answered helder, bewolkt, dicht."""


@pytest.fixture(scope="module")
def separate(frameless):
    study = replace(
        of(frameless, "lucht"),
        trends=Trends(family=(Indicator(item="lucht"), Indicator(item="lucht", category="niet_helder"))),
    )
    made = [
        AnswerPattern("lucht", ((wave, name),), n)
        for wave, counts in SAMPLES.items()
        for name, n in zip(SCORES, counts, strict=True)
    ]
    return Rows(trend_results(study, THREE, made))


def test_separate_samples_have_no_panel(separate):
    assert {row.group for row in separate.results} == {WAVE, TOTALS, ALL_WAVES}
    assert separate.value("lucht", "", TOTALS, "2002", "n") == sum(SAMPLES["2002"]) + sum(SAMPLES["2004"])


def test_changes_between_separate_samples_are_those_of_two_groups(separate):
    first, last = (np.repeat([1.0, 2.0, 3.0], SAMPLES[wave]) for wave in ("2002", "2004"))
    expected = stats.ttest_ind(last, first, equal_var=False).confidence_interval()
    assert effects(separate, "lucht", "", TOTALS, "2002")[1:] == pytest.approx((expected.low, expected.high))
    assert effects(separate, "lucht", "niet_helder", TOTALS, "2002") == pytest.approx(
        change_in_separate((6, 9), (13, 3))
    )
    # Dealt over 15 and 16: the yeses of the last wave are hypergeometric.
    chances = {k: comb(19, k) * comb(12, 16 - k) / comb(31, 16) for k in range(4, 17)}
    middle = 16 * 19 / 31
    expected = sum(chance for k, chance in chances.items() if abs(k - middle) >= abs(13 - middle) - 1e-9)
    assert separate.value("lucht", "niet_helder", TOTALS, "2002", "p_value") == pytest.approx(expected)


def test_the_trend_of_a_share_in_separate_samples_is_cochran_armitage(separate):
    waves = np.repeat([1, 2, 3], [sum(counts) for counts in SAMPLES.values()])
    answers = np.concatenate([np.repeat([0, 1, 1], counts) for counts in SAMPLES.values()])
    z = np.corrcoef(waves, answers)[0, 1] * sqrt(len(waves))
    found = separate.values("lucht", "niet_helder", ALL_WAVES, "", method="cochran_armitage")
    assert found["test_statistic"] == pytest.approx(z)
    assert found["p_value"] == pytest.approx(2 * stats.norm.sf(abs(z)))
    assert not separate.of("lucht", "niet_helder", ALL_WAVES, method="wave_trend_exact")
    assert not separate.of("lucht", "niet_helder", ALL_WAVES, method="cochran_q_exact")


def test_the_trend_of_a_mean_in_separate_samples_is_jonckheere(separate):
    """Its p-value is that of Kendall's tau between wave and answer, with ties; J counts the pairs in order."""
    waves = np.repeat([1, 2, 3], [sum(counts) for counts in SAMPLES.values()])
    answers = np.concatenate([np.repeat([1, 2, 3], counts) for counts in SAMPLES.values()])
    found = separate.values("lucht", "", ALL_WAVES, "", method="jonckheere")
    pairs = [(a, b) for (v, a), (w, b) in product(zip(waves, answers, strict=True), repeat=2) if v < w]
    assert found["test_statistic"] == sum((a < b) + (a == b) / 2 for a, b in pairs)
    assert found["p_value"] == pytest.approx(stats.kendalltau(waves, answers, method="asymptotic").pvalue)
    assert not separate.of("lucht", "", ALL_WAVES, method="cochran_armitage")


def test_separate_samples_are_adjusted_over_a_family_each(separate):
    for kind, number_of_tests in ((TOTALS, 4), (ALL_WAVES, 2)):
        rows = [row for row in separate.results if (row.group, row.statistic) == (kind, "p_value")]
        assert len(rows) == number_of_tests
    armitage = separate.one("lucht", "niet_helder", ALL_WAVES, "", "p_value")
    adjusted = separate.one("lucht", "niet_helder", ALL_WAVES, "", "p_adjusted")
    assert adjusted.value == armitage.value, "one test of its name is a family of one"


# The scores that count are those of the last wave.


def test_a_mean_takes_the_scores_of_the_last_wave(poll):
    """A version that scored its options otherwise is read by what they mean now."""
    item = poll.items["wind"]
    scored = {name: Option(nl="x", en="x", score=score) for name, score in (("stil", 1), ("zwak", 5), ("hard", 7))}
    before = item.versions[0].model_copy(update={"options": scored, "label": Label(nl="x", en="x")})
    study = replace(of(poll, "wind"), items={"wind": item.model_copy(update={"versions": (before,)})})
    rows = Rows(trend_results(study, TWO, patterns("wind", TWO, ("zwak", "hard", 3), ("stil", "stil", 1))))
    assert levels(rows, "wind", "", TWO, "mean") == [3.0, 27 / 4]
