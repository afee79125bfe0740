"""Weights that make the responders match the frame on several facts at once, and what they cost.

Off unless a study declares it: with nearly everybody in, weights repair little and every one of them costs precision.
Here: raking, the range and the design effect of the weights, a weighted share with its interval. Not here: whether the
responders differ from the frame at all (`non_response`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.outcome import Effect

Reals = NDArray[np.float64]
Cell = tuple[str, ...]

CLOSE_ENOUGH = 1e-12  # the largest distance between a weighted margin and the frame's, as a share of everyone
MOST_ROUNDS = 1_000


@dataclass(frozen=True)
class RakingWeights:
    """One weight for the responders of each combination of facts; build it with `rake`.

    Attributes:
        responders: the number of responders of each combination.
        weights: the weight of each of them; over the responders the mean is 1.
        population: everyone in the frame.
        rounds: how often all margins were gone through.
    """

    responders: Mapping[Cell, int]
    weights: Mapping[Cell, float]
    population: int
    rounds: int

    @property
    def n(self) -> int:
        """The number of responders."""
        return sum(self.responders.values())

    @property
    def lowest(self) -> float:
        """The smallest weight."""
        return min(self.weights.values())

    @property
    def highest(self) -> float:
        """The largest weight."""
        return max(self.weights.values())

    @property
    def design_effect(self) -> float:
        """How much larger unequal weights make the variance of a mean: 1 + cv² of the weights.

        Source: L. Kish, Journal of Official Statistics 8 (1992), 183-200.
        """
        return sum(n * self.weights[cell] ** 2 for cell, n in self.responders.items()) / self.n

    @property
    def effective_n(self) -> float:
        """The number of responders of equal weight that would be as precise."""
        return self.n / self.design_effect


def rake(responders: Mapping[Cell, int], margins: Sequence[Mapping[str, int]]) -> RakingWeights:
    """Weights with which the responders have the frame's margins: iterative proportional fitting.

    Each margin in turn is matched by multiplying the weights of its categories, until all match at once (to 1e-12 of
    the whole). The result depends on no order but for that rounding.

    Args:
        responders: the number of responders of each combination of facts.
        margins: for each fact in turn how many of the frame have each category.

    Raises:
        TableError: margins that do not add up to the same number, a category of the frame without responders (merge
            it with another), responders with a category that is not in the frame, or combinations so empty that no
            weights can match all margins.

    Source: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940), 427-444.
    """
    held = {cell: n for cell, n in responders.items() if n}
    cells = list(held)
    counts = np.array(contingency_table([list(held.values()) or [0]]).counts[0], dtype=np.float64)
    population = _population(held, margins)
    places = [[list(margin).index(cell[fact]) for cell in cells] for fact, margin in enumerate(margins)]
    targets = [np.array(list(margin.values())) / population for margin in margins]
    weighted = counts / counts.sum()
    for rounds in range(1, MOST_ROUNDS + 1):
        for place, target in zip(places, targets, strict=True):
            now = np.bincount(place, weighted, minlength=len(target))
            factors = np.divide(target, now, out=np.zeros_like(target), where=now > 0)
            weighted = weighted * factors[place]
        away = (
            np.abs(np.bincount(place, weighted, minlength=len(target)) - target).max()
            for place, target in zip(places, targets, strict=True)
        )
        if max(away) <= CLOSE_ENOUGH:
            weights = weighted / counts * counts.sum()
            return RakingWeights(held, dict(zip(cells, weights.tolist(), strict=True)), population, rounds)
    raise TableError(
        f"No weights match all margins after {MOST_ROUNDS} rounds: too many combinations have no responders. "
        "Merge categories or rake on fewer facts."
    )


def _population(held: Mapping[Cell, int], margins: Sequence[Mapping[str, int]]) -> int:
    """The number in the frame, if responders and margins fit together."""
    if not held or not margins or any(len(cell) != len(margins) for cell in held):
        raise TableError("Raking needs responders, and for each of their facts a margin of the frame.")
    totals = [sum(margin.values()) for margin in margins]
    if len(set(totals)) > 1:
        raise TableError(f"The margins of the frame add up to different numbers: {', '.join(map(str, totals))}.")
    for fact, margin in enumerate(margins):
        present = {cell[fact] for cell in held}
        if empty := [category for category, number in margin.items() if number > 0 and category not in present]:
            raise TableError(f"Nobody answered of {', '.join(empty)}: merge with another category before raking.")
        if strange := sorted(present - {category for category, number in margin.items() if number > 0}):
            raise TableError(f"There are responders but nobody in the frame of {', '.join(strange)}.")
    return totals[0]


def weighted_share(
    raked: RakingWeights,
    chosen: Mapping[Cell, int],
    answered: Mapping[Cell, int] | None = None,
    population: int | None = None,
) -> Effect:
    """The weighted share of those that chose something, with a 95% interval from its linearised variance.

    The variance is that of the residuals of the linearised share on the margins, since what the margins explain does
    not vary any more; Wilson's interval is taken at the number of respondents that would have this variance.

    Args:
        raked: the weights.
        chosen: how many of each combination of facts chose it.
        answered: how many of each answered the question; all responders unless given.
        population: the length of the list, for statements about it only; see `change`.

    Raises:
        TableError: more that chose than answered, than responded, or than the list is long.

    Sources: J.-C. Deville and C.-E. Särndal, Journal of the American Statistical Association 87 (1992), 376-382; C.
    Franco, R. J. A. Little, T. A. Louis and E. V. Slud, Journal of Survey Statistics and Methodology 7 (2019), 334-364.
    """
    name = "weighted share"
    base = raked.responders if answered is None else answered
    cells = list(raked.responders)
    n, said, yes = (
        np.array([counts.get(cell, 0) for cell in cells], dtype=np.float64)
        for counts in (raked.responders, base, chosen)
    )
    if (yes > said).any() or (said > n).any() or not set(chosen) | set(base) <= set(cells):
        raise TableError("More chose than answered, or more answered than responded.")
    if population is not None and raked.n > population:
        raise TableError(f"{raked.n} municipalities do not come from a list of {population}.")
    weights = np.array([raked.weights[cell] for cell in cells])
    total = float(weights @ said)
    if not total:
        return Effect(name, None)
    share = float(weights @ yes) / total
    left = 1.0 if population is None else 1 - raked.n / population
    spread = share * (1 - share)
    if spread:
        variance = left * _linearised_variance(cells, n, said, yes, weights, share)
    else:  # nobody or everybody: nothing to go by but the weights
        spread, variance = 1.0, left * float(weights**2 @ said) / total**2
    if variance <= 0:
        return Effect(name, share, share, share)
    effective = max(spread / variance, 1.0)
    return Effect(name, share, *wilson(share * effective, effective))


def _linearised_variance(cells: list[Cell], n: Reals, said: Reals, yes: Reals, weights: Reals, share: float) -> float:
    """The variance of the weighted share, from what the margins leave of its linearised values."""
    facts = [[cell[fact] for cell in cells] for fact in range(len(cells[0]))]
    dummies = np.array([np.array(fact) == category for fact in facts for category in sorted(set(fact))]).T
    means, roots = (yes - share * said) / n, np.sqrt(n)
    fitted = dummies @ np.linalg.lstsq(dummies * roots[:, None], means * roots, rcond=None)[0]
    # The values of those that chose it, of those that answered otherwise, and of those without an answer.
    values = weights * (np.array([[1 - share], [-share], [0.0]]) - fitted)
    numbers, size = np.array([yes, said - yes, n - said]), float(n.sum())
    away = values - float((numbers * values).sum()) / size
    return float((numbers * away**2).sum()) * size / (size - 1) / float(weights @ said) ** 2
