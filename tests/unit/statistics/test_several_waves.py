"""Three or more waves of largely the same municipalities: printed elsewhere, every way to deal, and laws."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from infopos_pipeline.statistics import several_waves, sums
from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.multiple_response import cochran_q, tick_patterns
from infopos_pipeline.statistics.registry import run_test
from infopos_pipeline.statistics.several_waves import (
    NO_CHANGE,
    AnswerPatterns,
    answer_patterns,
    cochran_q_exact,
    page_exact,
    wave_trend_exact,
)

quick = settings(derandomize=True, max_examples=40, deadline=None)
SCORES = {"no": 0.0, "yes": 1.0}


def of_rows(rows: Sequence[Sequence[float | None]], waves: Sequence[float] | None = None) -> AnswerPatterns:
    """The patterns of municipalities listed one by one, with their scores for categories."""
    counts = Counter(tuple(None if answer is None else repr(answer) for answer in row) for row in rows)
    scores = {repr(answer): answer for row in rows for answer in row if answer is not None}
    return answer_patterns(counts, scores or SCORES, waves)


def test_cochran_q_agrees_with_sprent_and_smeeton() -> None:
    """Applied Nonparametric Statistical Methods, example 7.8 (by the tests of the R package ANSM5): five members, three
    climbs; Q = 1.2, exact p 0.85185185.
    """
    climbs = [(1, 1, 0, 0, 1), (1, 0, 0, 1, 0), (0, 1, 1, 1, 1)]
    result = cochran_q_exact(of_rows(list(zip(*climbs, strict=True))))
    assert result.statistic == pytest.approx(1.2)
    assert result.df == 2
    assert result.p_value == pytest.approx(0.85185185, abs=5e-9)
    assert result.reason is None


def test_cochran_q_agrees_with_conover() -> None:
    """W. J. Conover, Practical Nonparametric Statistics (1980), section 4.6: three sportsmen, twelve games, Q = 2.8."""
    games = ["111", "111", "010", "110", "000", "111", "111", "110", "001", "010", "111", "111"]
    result = cochran_q_exact(of_rows([tuple(map(int, game)) for game in games]))
    assert (result.statistic, result.df, result.n) == (pytest.approx(2.8), 2, 12)
    assert result.effect == pytest.approx(2.8 / (12 * 2))


def test_page_agrees_with_scipy() -> None:
    """Hollander and Wolfe, example 7.2: the strength of cotton; SciPy gives the exact p of one side, without ties."""
    strength = [[7.46, 7.17, 7.76, 8.14, 7.63], [7.68, 7.57, 7.73, 8.15, 8.00], [7.21, 7.80, 7.74, 7.87, 7.93]]
    expected = stats.page_trend_test(strength, method="exact")
    result = page_exact(of_rows(strength))
    assert result.statistic == expected.statistic
    assert result.p_value == pytest.approx(2 * expected.pvalue, rel=1e-10)


patterns_of_three = st.lists(
    st.lists(st.sampled_from([None, 0, 1, 1, 2.5]), min_size=3, max_size=3), min_size=1, max_size=4
)


def dealings(row: Sequence[float | None]) -> list[tuple[float | None, ...]]:
    """Every order in which a municipality can have given its answers in the waves it answered."""
    there = [place for place, answer in enumerate(row) if answer is not None]
    dealt = []
    for order in permutations([answer for answer in row if answer is not None]):
        new: list[float | None] = [None] * len(row)
        for place, answer in zip(there, order, strict=True):
            new[place] = answer
        dealt.append(tuple(new))
    return dealt


def trend(rows: Sequence[Sequence[float | None]], waves: Sequence[int]) -> Fraction:
    return sum((wave * Fraction(a) for row in rows for wave, a in zip(waves, row, strict=True) if a), Fraction(0))


@quick
@given(patterns_of_three, st.sampled_from([(1, 2, 3), (2017, 2019, 2024)]))
def test_every_way_to_deal_the_answers_is_counted(rows: list[list[float | None]], waves: tuple[int, ...]) -> None:
    rows = [row for row in rows if sum(answer is not None for answer in row) > 1]
    assume(rows)
    found = [trend(dealt, waves) for dealt in product(*map(dealings, rows))]
    mean = sum(found, Fraction(0)) / len(found)
    extreme = sum(abs(value - mean) >= abs(trend(rows, waves) - mean) for value in found)
    result = wave_trend_exact(of_rows(rows, waves))
    assert result.p_value == pytest.approx(extreme / len(found), rel=1e-10)
    assert result.statistic == pytest.approx(float(trend(rows, waves)))
    assert result.n == len(rows)


@quick
@given(patterns_of_three)
def test_q_is_counted_over_every_way_to_deal_too(rows: list[list[float | None]]) -> None:
    rows = [row for row in rows if sum(answer is not None for answer in row) > 1]
    totals = np.array(
        [[sum(row[wave] or 0.0 for row in dealt) for wave in range(3)] for dealt in product(*map(dealings, rows))]
    )
    away = totals - totals.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(away.T, bias=True), rcond=1e-9, hermitian=True)
    quadratic = np.einsum("ni,ij,nj->n", away, inverse, away)
    seen = np.array([sum(row[wave] or 0.0 for row in rows) for wave in range(3)]) - totals.mean(axis=0)
    assume(rows and np.abs(away).max() > 0)
    result = cochran_q_exact(of_rows(rows))
    assert result.statistic == pytest.approx(seen @ inverse @ seen, abs=1e-8)
    assert result.p_value == pytest.approx(np.mean(quadratic >= seen @ inverse @ seen - 1e-8), rel=1e-10)


complete_ticks = st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=2, max_size=12)


@quick
@given(complete_ticks)
def test_complete_ticks_have_cochrans_own_statistic(rows: list[list[int]]) -> None:
    counts = Counter(map(tuple, rows))
    own = cochran_q(tick_patterns(list(counts), [list(counts.values())]))
    result = cochran_q_exact(of_rows(rows))
    assert result.statistic == (None if own.statistic is None else pytest.approx(own.statistic, abs=1e-9))
    if result.effect is not None:
        assert 0 <= result.effect <= 1 + 1e-12


@quick
@given(complete_ticks, st.randoms(use_true_random=False))
def test_q_knows_no_order_of_the_waves_and_a_trend_turns_with_it(rows: list[list[int]], random: object) -> None:
    order = [2, 0, 3, 1]
    one, other = cochran_q_exact(of_rows(rows)), cochran_q_exact(of_rows([[row[i] for i in order] for row in rows]))
    assert other.p_value == pytest.approx(one.p_value, rel=1e-9)
    rise, fall = wave_trend_exact(of_rows(rows)), wave_trend_exact(of_rows([row[::-1] for row in rows]))
    assert fall.p_value == pytest.approx(rise.p_value, rel=1e-9)
    assert fall.effect == pytest.approx(-(rise.effect or 0.0), abs=1e-12)
    if rise.effect_low is not None:
        assert fall.effect_high == pytest.approx(-rise.effect_low, abs=1e-9)


@quick
@given(complete_ticks)
def test_page_on_two_answers_is_the_trend(rows: list[list[int]]) -> None:
    """Mid-ranks of zeros and ones lie as far apart in every municipality whose answers differ."""
    assert page_exact(of_rows(rows)).p_value == pytest.approx(wave_trend_exact(of_rows(rows)).p_value, rel=1e-9)


def test_with_two_waves_all_of_them_are_the_test_of_pairs() -> None:
    table = [[4, 2, 1], [0, 5, 2], [1, 1, 6]]
    counts = {(a, b): n for a, row in zip("xyz", table, strict=True) for b, n in zip("xyz", row, strict=True)}
    patterns = answer_patterns(counts, {"x": 1, "y": 2, "z": 4}, [2017, 2019])
    pairs = run_test("marginal_homogeneity_exact", contingency_table(table, [1, 2, 4]))
    for test in (cochran_q_exact, wave_trend_exact):
        assert test(patterns).p_value == pytest.approx(pairs.p_value, rel=1e-10)
    trend = wave_trend_exact(patterns)
    assert trend.effect_low is not None
    assert trend.effect_high is not None
    assert (trend.effect, trend.effect_low, trend.effect_high) == pytest.approx(
        (pairs.effect / 2, pairs.effect_low / 2, pairs.effect_high / 2)  # type: ignore[operator]  # two years apart
    )
    signed = run_test("wilcoxon_signed_rank_exact", contingency_table([[9, 5], [2, 3]]))
    ticks = answer_patterns({("no", "yes"): 5, ("yes", "no"): 2, ("yes", "yes"): 3, ("no", "no"): 9}, SCORES)
    assert page_exact(ticks).p_value == pytest.approx(signed.p_value, rel=1e-10)


def test_a_slope_without_spread_has_no_interval() -> None:
    """All rise alike, or nobody changes: that the standard error vanishes is no certainty."""
    risen = wave_trend_exact(answer_patterns({("no", "no", "yes"): 30}, SCORES, [2017, 2019, 2024]))
    assert (risen.effect, risen.effect_low) == (pytest.approx((2024 - 2020) / (9 + 1 + 16)), None)
    assert wave_trend_exact(answer_patterns({("no", None, "no"): 3}, SCORES)).effect == 0
    assert wave_trend_exact(answer_patterns({("no", "yes"): 1}, SCORES)).effect_low is None


def test_the_interval_of_the_slope_lets_answers_of_one_municipality_go_together() -> None:
    """200 simulated studies of 60 municipalities with a level of their own, a random slope around 0.3, and gaps."""
    generator = np.random.default_rng(8)
    covered, runs = 0, 200
    for _ in range(runs):
        level, slope = generator.normal(0, 2, 60), generator.normal(0.3, 0.4, 60)
        answers = np.rint(level[:, None] + slope[:, None] * np.arange(4) + generator.normal(0, 1, (60, 4)))
        gaps = generator.random((60, 4)) < 0.1
        rows = [
            [None if gap else float(a) for a, gap in zip(*both, strict=True)]
            for both in zip(answers, gaps, strict=True)
        ]
        result = several_waves._slope(of_rows(rows))
        assert result.low is not None
        assert result.high is not None
        covered += result.low <= 0.3 <= result.high
    assert 0.9 <= covered / runs <= 0.985


def test_a_planted_rise_is_found_where_separate_samples_would_not_see_it() -> None:
    """The same 60 municipalities, most of them always yes or always no; 8 turn to yes and one to no."""
    counts: Mapping[tuple[str | None, ...], int] = {
        ("yes", "yes", "yes"): 25,
        ("no", "no", "no"): 26,
        ("no", "no", "yes"): 4,
        ("no", "yes", "yes"): 4,
        ("yes", "no", "no"): 1,
    }
    patterns = answer_patterns(counts, SCORES, [2017, 2019, 2021])
    rise = wave_trend_exact(patterns)
    assert rise.effect is not None
    assert rise.effect > 0
    assert (rise.p_value or 1) < 0.05
    separate = contingency_table([[34, 26], [31, 29], [27, 33]])
    assert run_test("cochran_armitage", separate).p_value > 0.1  # type: ignore[operator]


def test_the_level_is_held_without_any_change() -> None:
    """500 studies of 40 municipalities that answer three waves by the same chance, their own; a fifth is missing."""
    generator = np.random.default_rng(9)
    rejected = {"q": 0, "trend": 0}
    for _ in range(500):
        ticks = generator.random((40, 3)) < generator.beta(0.6, 0.6, 40)[:, None]
        gaps = generator.random((40, 3)) < 0.2
        rows = [
            [None if gap else int(t) for t, gap in zip(*both, strict=True)] for both in zip(ticks, gaps, strict=True)
        ]
        patterns = of_rows(rows)
        rejected["q"] += (cochran_q_exact(patterns).p_value or 1) <= 0.05
        rejected["trend"] += (wave_trend_exact(patterns).p_value or 1) <= 0.05
    assert 5 <= rejected["q"] <= 40
    assert 5 <= rejected["trend"] <= 40


def test_too_many_sums_are_simulated_and_too_many_ways_asymptotic(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(4)
    patterns = of_rows([[int(tick) for tick in row] for row in generator.random((60, 3)) < [0.4, 0.5, 0.6]])
    tests = (cochran_q_exact, wave_trend_exact, page_exact)
    exact = [test(patterns) for test in tests]
    assert all(result.reason is None and result.p_low is None for result in exact)
    monkeypatch.setattr(sums, "LARGEST_WORK", 10)
    for test, before in zip(tests, exact, strict=True):
        result = test(patterns)
        assert "simulated sums" in (result.reason or "")
        assert result.p_low is not None
        assert result.p_high is not None
        assert result.p_low <= (before.p_value or 0) <= result.p_high
    for limit in ("several_waves.LARGEST_TERM", "several_waves.LARGEST_WHOLE", "sums.MOST_SIMULATED"):
        with monkeypatch.context() as patch:
            patch.setattr(f"infopos_pipeline.statistics.{limit}", 1)
            for test, before in zip(tests, exact, strict=True):
                result = test(patterns)
                assert "asymptotic p-value" in (result.reason or ""), limit
                assert result.p_value == pytest.approx(before.p_value, abs=0.04)
                assert (result.statistic, result.df, result.effect) == (before.statistic, before.df, before.effect)


def test_two_hundred_waves_have_an_answer() -> None:
    generator = np.random.default_rng(2)
    patterns = of_rows([[int(tick) for tick in row] for row in generator.random((75, 200)) < 0.5])
    q, rise = cochran_q_exact(patterns), wave_trend_exact(patterns)
    assert q.df == 199
    for result in (q, rise):
        assert "asymptotic" in (result.reason or "")
        assert 0.001 < (result.p_value or 0) <= 1


def test_who_answered_one_wave_only_is_left_out_and_who_never_changed_says_nothing() -> None:
    counts = {("yes", None, "no"): 2, ("yes", None, None): 9, (None, None, None): 4, ("no", "no", "no"): 3}
    patterns = answer_patterns(counts, SCORES)
    assert patterns.n == 5
    without = answer_patterns({("yes", None, "no"): 2, ("no", "no", "no"): 0}, SCORES)
    assert without.n == 2
    for test in (cochran_q_exact, wave_trend_exact):
        assert test(patterns).p_value == test(without).p_value
    same = answer_patterns({("yes", "yes", "yes"): 3, (None, "no", "no"): 2}, SCORES)
    nobody = answer_patterns({("yes", None, None): 3}, SCORES)
    for test in (cochran_q_exact, wave_trend_exact, page_exact):
        assert (test(same).p_value, test(same).reason) == (1, NO_CHANGE)
        assert (test(nobody).p_value, test(nobody).n) == (None, 0)


@pytest.mark.parametrize(
    ("counts", "waves", "message"),
    [
        ({}, None, "the same two or more waves"),
        ({("yes",): 1}, None, "the same two or more waves"),
        ({("yes", "no"): 1, ("yes", "no", "no"): 1}, None, "the same two or more waves"),
        ({("yes", "perhaps"): 1}, None, "There is no score for perhaps"),
        ({("yes", "no"): -1}, None, "cannot be negative"),
        ({("yes", "no"): 1}, [2019, 2017], "must ascend"),
        ({("yes", "no"): 1}, [2019], "There are 1 scores for 2 columns"),
    ],
)
def test_what_are_no_patterns_is_refused(
    counts: dict[tuple[str | None, ...], int], waves: object, message: str
) -> None:
    with pytest.raises(TableError, match=message):
        answer_patterns(counts, SCORES, waves)  # type: ignore[arg-type]
