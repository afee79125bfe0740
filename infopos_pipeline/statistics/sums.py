"""The exact distribution of a sum of independent whole numbers, and the p-value of a tail of it.

Swapping the two answers of a pair, or dealing the answers of one municipality anew over its waves, gives every
municipality a whole number by chance, and the statistic is their sum. Its distribution follows by adding one
municipality after the other (a convolution); past a stated size sums are simulated with a fixed seed. Not here: which
numbers a test adds (`panel`, `change`, `several_waves`), nor tables with fixed margins (`conditional`).

Source of the method: M. Pagano and D. Tritchler, "On obtaining permutation distributions in polynomial time", Journal
of the American Statistical Association 78 (1983), 435-440.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics import simulation
from infopos_pipeline.statistics.compositions import TooLargeError
from infopos_pipeline.statistics.distributions import log_factorial
from infopos_pipeline.statistics.outcome import PValue

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

LARGEST_SUM = 4_000_000
LARGEST_WORK = 400_000_000  # additions; past either, sums are simulated instead
MOST_SIMULATED = 5_000  # numbers that terms drawn more than once can be

_BATCH = 1_000_000


@dataclass(frozen=True)
class Term:
    """A whole number by chance, and how many times it is drawn independently.

    Attributes:
        values: the numbers it can be, at or above zero, ascending.
        chances: the probability of each.
        times: how many such numbers the sum has.
    """

    values: tuple[int, ...]
    chances: tuple[float, ...]
    times: int = 1


def coins(step: int, number: int) -> Term:
    """The number of heads among fair coins, each of which counts for `step`."""
    heads = np.arange(number + 1)
    logs = log_factorial(np.array(number)) - log_factorial(heads) - log_factorial(number - heads)
    return Term(tuple((step * heads).tolist()), tuple(np.exp(logs - number * np.log(2)).tolist()))


def expectation(terms: Sequence[Term]) -> float:
    """The mean of the sum."""
    return sum(term.times * sum(map(float.__mul__, map(float, term.values), term.chances)) for term in terms)


def two_sided_p_value(terms: Sequence[Term], observed: int) -> PValue:
    """The probability that the sum lies at least as far from its expectation as observed, on either side."""
    expected = expectation(terms)
    least = abs(observed - expected) * (1 - 1e-9) - 1e-9  # rounding must not make an equal distance smaller
    return sum_p_value(terms, lambda sums: np.abs(sums - expected) >= least)


def sum_p_value(terms: Sequence[Term], is_extreme: Callable[[Integers], NDArray[np.bool_]]) -> PValue:
    """The probability that the sum is extreme: exact, or simulated if there are too many sums to go through.

    Args:
        terms: the independent parts of the sum.
        is_extreme: tells of an array of sums which of them are at least as extreme as observed.

    Raises:
        TooLargeError: simulating is too much as well; not if every term is drawn once.
    """
    if _too_large(terms):
        return _simulated(terms, is_extreme)
    chances = _distribution(terms)
    possible = np.flatnonzero(chances)
    weights = chances[possible]
    return PValue(float(weights[is_extreme(possible)].sum() / weights.sum()))


def _in_order(terms: Sequence[Term]) -> list[Term]:
    """The terms in the order they are added: those that can be most numbers first, when the sums are still few."""
    return sorted(terms, key=lambda term: len(term.values), reverse=True)


def _too_large(terms: Sequence[Term]) -> bool:
    length, work = 1, 0
    for term in _in_order(terms):
        largest, times = term.values[-1], term.times
        work += len(term.values) * (times * length + largest * times * (times - 1) // 2)
        length += times * largest
    return length > LARGEST_SUM or work > LARGEST_WORK


def _distribution(terms: Sequence[Term]) -> Reals:
    """The probability of every sum 0, 1, …: one term after the other."""
    chances = np.ones(1)
    for term in _in_order(terms):
        for _ in range(term.times):
            longer = np.zeros(len(chances) + term.values[-1])
            for value, chance in zip(term.values, term.chances, strict=True):
                longer[value : value + len(chances)] += chance * chances
            chances = longer
    return chances


def _simulated(terms: Sequence[Term], is_extreme: Callable[[Integers], NDArray[np.bool_]]) -> PValue:
    if sum(len(term.values) for term in terms if term.times > 1) > MOST_SIMULATED:
        raise TooLargeError
    generator = np.random.default_rng(simulation.SEED)
    sums = np.zeros(simulation.REPLICATES, dtype=np.int64)
    for term in terms:
        values, chances = np.asarray(term.values, dtype=np.int64), np.asarray(term.chances)
        chances = chances / chances.sum()
        if term.times == 1:
            sums += generator.choice(values, size=len(sums), p=chances)
            continue
        for part in np.array_split(sums, 1 + len(sums) * len(values) // _BATCH):
            part += generator.multinomial(term.times, chances, size=len(part)) @ values
    extreme = int(is_extreme(sums).sum())
    return simulation.p_value_of_replicates(extreme, "there are too many sums to go through", "sums")
