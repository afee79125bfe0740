"""Three or more waves that hold largely the same municipalities: do they differ, and do they rise or fall?

Under the hypothesis the answers of one municipality could have come in any order, so they are dealt anew over the waves
it answered, each municipality by itself. What municipalities differ in is never mixed up with what changed. Whoever
answered one wave only says nothing about change and is left out. Here: Cochran's Q, the trend over the waves, Page's
test. Not here: two waves (`panel`), separate samples at every wave (`trends.cochran_armitage`,
`ordinal.linear_by_linear_exact`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt
from operator import mul
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics.compositions import TooLargeError
from infopos_pipeline.statistics.conditional import whole_scores
from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.distributions import chi_square_upper, normal_two_sided, student_quantile
from infopos_pipeline.statistics.ordinal import midranks
from infopos_pipeline.statistics.outcome import Effect, PValue, TestResult, outcome
from infopos_pipeline.statistics.sums import Term, sum_p_value, two_sided_p_value

Reals: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Row: TypeAlias = tuple[int | None, ...]

LARGEST_WHOLE = 2**60
LARGEST_TERM = 50_000  # ways to deal one municipality's answers that are told apart; past it a test is asymptotic
NO_CHANGE = "no municipality answered two waves differently"

_ASYMPTOTIC = "there are too many ways to deal the answers over the waves: asymptotic p-value ({})"


@dataclass(frozen=True)
class AnswerPatterns:
    """Municipalities by the answers they gave in every wave; build it with `answer_patterns`.

    Attributes:
        answers: for each pattern the score of the answer in every wave, None where there is none.
        counts: the number of municipalities with each pattern, at least one.
        waves: the score of every wave.
    """

    answers: tuple[tuple[float | None, ...], ...]
    counts: tuple[int, ...]
    waves: tuple[float, ...]

    @property
    def n(self) -> int:
        """The number of municipalities."""
        return sum(self.counts)


def answer_patterns(
    counts: Mapping[tuple[str | None, ...], int], scores: Mapping[str, float], waves: Sequence[float] | None = None
) -> AnswerPatterns:
    """The patterns that say something about change: those with an answer in at least two waves.

    Args:
        counts: for each pattern, a category or None a wave in order of the waves, the number of municipalities.
        scores: the value of each category: 1 and 0 for a share, 1, 2, … for ordered answers.
        waves: the value of each wave, such as its year; 1, 2, … unless given.

    Raises:
        TableError: patterns of different length, fewer than two waves, a category without a score, waves that do not
            ascend, or counts or scores that cannot be one.
    """
    lengths = {len(pattern) for pattern in counts}
    if len(lengths) != 1 or min(lengths) < 2:
        raise TableError("Patterns must have one category (or None) a wave, for the same two or more waves.")
    if missing := sorted({str(answer) for pattern in counts for answer in pattern if answer not in (None, *scores)}):
        raise TableError(f"There is no score for {', '.join(missing)}.")
    value = dict(zip(scores, contingency_table([[0] * len(scores)], scores.values()).scores, strict=True))
    (numbers,) = contingency_table([list(counts.values())]).counts
    width = lengths.pop()
    times = contingency_table([[0] * width], waves).scores
    if any(one >= other for one, other in pairwise(times)):
        raise TableError("The values of the waves must ascend.")
    used: dict[tuple[float | None, ...], int] = {}
    for pattern, number in zip(counts, numbers, strict=True):
        if number and sum(answer is not None for answer in pattern) > 1:
            answers = tuple(None if answer is None else value[answer] for answer in pattern)
            used[answers] = used.get(answers, 0) + number
    return AnswerPatterns(tuple(used), tuple(used.values()), times)


def cochran_q_exact(patterns: AnswerPatterns) -> TestResult:
    """Whether the waves differ: Cochran's Q with its exact permutation distribution.

    For answers scored 1 and 0 and complete patterns the statistic is Cochran's Q; with gaps, or with other scores, it
    is the same quadratic form d'V⁻d of the wave totals' distances from their expectations that Q is a case of (Mantel
    and Haenszel's; Friedman's on raw scores). The effect, for complete patterns, is Q/(n(waves - 1)), from 0 to 1,
    without interval.

    Sources: W. G. Cochran, Biometrika 37 (1950), 256-266; M. W. Birch, Journal of the Royal Statistical Society B 27
    (1965), 111-124; R. C. Serlin, J. Carr and L. A. Marascuilo, Psychological Bulletin 92 (1982), 786-790 (the effect).
    """
    name = "cochran_q_exact"
    varying = _varying(patterns)
    if not varying:
        return outcome(name, patterns.n, p=1.0 if patterns.n else None, reason=NO_CHANGE)
    expected, variance = _moments(varying)
    # All totals but the last: the sum of all answers is given, so the last one follows.
    inverse = np.linalg.pinv(variance[:-1, :-1], rcond=1e-10, hermitian=True)
    bases = [1 + sum(n * max(answers) for answers, n in _in_wave(varying, wave)) for wave in range(len(expected) - 1)]
    strides = list(accumulate(bases, mul, initial=1))[:-1]

    def quadratic(totals: Reals) -> Reals:
        away = totals - expected[:-1]
        return np.asarray((away @ inverse * away).sum(axis=1))

    def is_extreme(sums: Integers) -> NDArray[np.bool_]:
        totals = sums[:, None] // np.array(strides) % np.array(bases)
        return quadratic(totals.astype(np.float64)) >= q * (1 - 1e-9)

    q = float(quadratic(_totals(varying)[None, :-1])[0])
    df = int(np.linalg.matrix_rank(variance, hermitian=True))
    try:
        p, reason = sum_p_value(_terms(varying, [*strides, 0]), is_extreme), None
    except TooLargeError:
        p, reason = PValue(chi_square_upper(q, df)), _ASYMPTOTIC.format("chi-square")
    complete = all(None not in row for row in patterns.answers)
    effect = Effect("eta squared of Q", q / (patterns.n * (len(patterns.waves) - 1)) if complete else None)
    return outcome(name, patterns.n, statistic=q, df=df, p=p, effect=effect, reason=reason)


def wave_trend_exact(patterns: AnswerPatterns) -> TestResult:
    """Whether the answers rise or fall over the waves: exact permutation within municipalities.

    The statistic is the sum of wave score × answer over all answers; the p-value counts every way to deal each
    municipality's answers over the waves it answered with a statistic at least as far from its expectation. The effect
    is the change per unit of the wave score within municipalities, with an interval that lets the answers of one
    municipality go together in any way.

    Sources: N. Mantel, Journal of the American Statistical Association 58 (1963), 690-700 (the statistic within
    strata); C. R. Mehta, N. R. Patel and P. Senchaudhuri, the same journal 87 (1992), 438-451 (exact); K.-Y. Liang and
    S. L. Zeger, Biometrika 73 (1986), 13-22 (the interval).
    """
    return _trend("wave_trend_exact", patterns, _slope(patterns))


def page_exact(patterns: AnswerPatterns) -> TestResult:
    """Page's test for ordered waves, exact with ties: the same on mid-ranks within municipalities, complete ones only.

    The statistic is L, the sum over the waves 1, 2, … of wave × rank sum; two-sided by |L - E(L)|. For answers whose
    order is to be trusted but not their scores.

    Source: E. B. Page, Journal of the American Statistical Association 58 (1963), 216-230.
    """
    complete = [(row, n) for row, n in zip(patterns.answers, patterns.counts, strict=True) if None not in row]
    waves = tuple(float(place + 1) for place in range(len(patterns.waves)))
    return _trend(
        "page_exact",
        AnswerPatterns(tuple(_ranks(row) for row, _ in complete), tuple(n for _, n in complete), waves),
        None,
    )


def _trend(name: str, patterns: AnswerPatterns, effect: Effect | None) -> TestResult:
    statistic = sum(
        n * sum(wave * answer for wave, answer in zip(patterns.waves, row, strict=True) if answer is not None)
        for row, n in zip(patterns.answers, patterns.counts, strict=True)
    )
    varying, waves = _varying(patterns), whole_scores(patterns.waves)
    if not varying:
        p = 1.0 if patterns.n else None
        return outcome(name, patterns.n, statistic=statistic, p=p, effect=effect, reason=NO_CHANGE)
    observed = int(_totals(varying) @ np.array(waves))
    try:
        return outcome(
            name,
            patterns.n,
            statistic=statistic,
            p=two_sided_p_value(_terms(varying, waves), observed),
            effect=effect,
        )
    except TooLargeError:
        expected, variance = _moments(varying)
        z = float(observed - expected @ waves) / sqrt(waves @ variance @ waves)
        reason = _ASYMPTOTIC.format("normal")
        return outcome(name, patterns.n, statistic=statistic, p=normal_two_sided(z), effect=effect, reason=reason)


def _slope(patterns: AnswerPatterns) -> Effect:
    """The change per unit of the wave score within municipalities, each of which is one cluster of answers."""
    name = "change per wave"
    clusters = []
    for row, n in zip(patterns.answers, patterns.counts, strict=True):
        pairs = [(wave, answer) for wave, answer in zip(patterns.waves, row, strict=True) if answer is not None]
        waves, answers = np.array(pairs).T
        away = waves - waves.mean()
        # From the first answer on: what never changed is exactly zero, also where the mean of the waves is rounded.
        clusters.append((n, away @ away, away @ (answers - answers[0])))
    if not clusters:
        return Effect(name, None)
    numbers, squares, products = np.array(clusters).T
    slope = float(numbers @ products / (numbers @ squares))
    variance = float(numbers @ (products - slope * squares) ** 2) / float(numbers @ squares) ** 2
    if patterns.n < 2 or variance <= 1e-24 * slope**2:
        return Effect(name, slope)
    half = student_quantile(0.975, patterns.n - 1) * sqrt(variance * patterns.n / (patterns.n - 1))
    return Effect(name, slope, slope - half, slope + half)


def _varying(patterns: AnswerPatterns) -> list[tuple[Row, int]]:
    """The patterns whose answers differ, as whole numbers with the same spacing; the others never change a sum."""
    held = sorted({answer for row in patterns.answers for answer in row if answer is not None})
    whole = dict(zip(held, whole_scores(held), strict=True)) if held else {}
    return [
        (tuple(None if answer is None else whole[answer] for answer in row), n)
        for row, n in zip(patterns.answers, patterns.counts, strict=True)
        if len(set(row) - {None}) > 1
    ]


def _ranks(row: Sequence[float | None]) -> tuple[float | None, ...]:
    """The mid-ranks of the answers of a complete pattern."""
    held = sorted({answer for answer in row if answer is not None})
    rank = dict(zip(held, midranks([row.count(answer) for answer in held]), strict=True))
    return tuple(None if answer is None else rank[answer] for answer in row)


def _in_wave(varying: Sequence[tuple[Row, int]], wave: int) -> list[tuple[list[int], int]]:
    """The answers of every pattern that has one in this wave, and how many municipalities have it."""
    return [([answer for answer in row if answer is not None], n) for row, n in varying if row[wave] is not None]


def _totals(varying: Sequence[tuple[Row, int]]) -> Reals:
    """The total of the answers in every wave."""
    totals = np.array([[n * (answer or 0) for answer in row] for row, n in varying], dtype=np.float64)
    return np.asarray(totals.sum(axis=0))


def _moments(varying: Sequence[tuple[Row, int]]) -> tuple[Reals, Reals]:
    """The expectation and the covariance of the totals if every municipality's answers are dealt anew."""
    width = len(varying[0][0])
    expected, variance = np.zeros(width), np.zeros((width, width))
    for row, n in varying:
        there = np.array([answer is not None for answer in row], dtype=np.float64)
        answers = np.array([answer for answer in row if answer is not None], dtype=np.float64)
        expected += n * answers.mean() * there
        variance += n * answers.var(ddof=1) * (np.diag(there) - np.outer(there, there) / len(answers))
    return expected, variance


def _terms(varying: Sequence[tuple[Row, int]], weights: Sequence[int]) -> list[Term]:
    """For each pattern the sum of weight × answer over all ways to deal its answers over the waves it has.

    Raises:
        TooLargeError: there are too many different sums, or they are too large for a whole number.
    """
    if max(weights) * int(_totals(varying).sum()) > LARGEST_WHOLE:
        raise TooLargeError
    terms = []
    for row, n in varying:
        there = [(weight, answer) for weight, answer in zip(weights, row, strict=True) if answer is not None]
        sums = _dealt(tuple(sorted(answer for _, answer in there)), [weight for weight, _ in there])
        terms.append(Term(tuple(sorted(sums)), tuple(sums[value] for value in sorted(sums)), n))
    return terms


def _dealt(answers: tuple[int, ...], weights: Sequence[int]) -> dict[int, float]:
    """The probability of every sum of weight × answer, one wave after the other drawing from the answers left."""
    states: dict[tuple[int, ...], dict[int, float]] = {answers: {0: 1.0}}
    for weight in weights:
        following: dict[tuple[int, ...], dict[int, float]] = {}
        for left, sums in states.items():
            for answer in set(left):
                place, chance = left.index(answer), left.count(answer) / len(left)
                reached = following.setdefault((*left[:place], *left[place + 1 :]), {})
                for value, probability in sums.items():
                    new = value + weight * answer
                    reached[new] = reached.get(new, 0.0) + probability * chance
        states = following
        if sum(map(len, states.values())) > LARGEST_TERM:
            raise TooLargeError
    (sums,) = states.values()
    return sums
