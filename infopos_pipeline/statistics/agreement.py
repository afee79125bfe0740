"""How far coders agree beyond chance: Cohen's kappa of two, Krippendorff's alpha of any number, with 95% intervals.

Here: both coefficients from counts and categories, and why one is missing. Not here: what a unit is and which values
coders gave it (interviews). A unit is what every coder gives one value, such as a turn that has a theme or has it not.
The intervals are about more material of the same kind coded by the same coders, not about other coders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from operator import mul
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.distributions import student_quantile
from infopos_pipeline.statistics.effects import Z
from infopos_pipeline.statistics.intervals import BOOTSTRAP_SAMPLES, BOOTSTRAP_SEED
from infopos_pipeline.statistics.outcome import Effect

Level = Literal["nominal", "ordinal", "interval"]
"""What is known of two different values: that they differ, which is higher, how far apart they are."""

Value = str | float
Floats = NDArray[np.float64]

Coincidences = Floats
"""Pairs of values that two coders gave to one unit (… × values × values), a pair weighing 1/(m - 1) of m coders."""

KAPPA = "cohen's kappa"
NOTHING_CODED_TWICE = "no unit was coded by two coders"
ONE_CATEGORY = "the coders used one and the same category throughout"
NO_SPREAD = "no interval: its standard error would be zero, which is no certainty"
TOO_FEW_UNITS = "no interval: too few units to redraw"
ONE_CLUSTER = "no interval: all units are of one cluster"
ALL_IN_ONE_CLUSTER = "no interval: without one of the clusters nothing varies"

_FEWEST_UNITS = 4  # of three, each would be the whole redraw in 1/27 of them: more than the 2.5% beyond a limit
_MOST_UNDEFINED = 0.05  # of the redraws; with more, the limits would be about the others only
_ROUNDING = 1e-12  # what lies closer together is equal
_LARGEST_BATCH = 4_000_000  # cells of redrawn coincidences in memory at once


@dataclass(frozen=True)
class Agreement:
    """How far coders agree.

    Attributes:
        effect: the coefficient by its name, with its 95% interval; no value if it is undefined.
        percentage: units in which two coders agree, not corrected for chance. With more coders: pairs of values of one
            unit that are equal, a pair weighing 1/(m - 1) in a unit with m values, as it does in alpha.
        base: units with values of at least two coders.
        reason: why the value or its interval is missing, or what the interval leaves out; None if there is nothing to
            say.
    """

    effect: Effect
    percentage: float | None
    base: int
    reason: str | None = None


def cohens_kappa(table: ContingencyTable) -> Agreement:
    """Agreement of two coders beyond what their own use of the categories gives by chance.

    The interval is kappa ± 1.96 standard errors, cut off at -1 and 1. It takes units as independent: of turns of a few
    interviews it is too narrow (see `krippendorffs_alpha`).

    Args:
        table: units by the category of the first coder (rows) and of the second (columns), in the same order.

    Raises:
        ValueError: the table is not square.

    Sources: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46; J. L. Fleiss, J. Cohen and B. S.
    Everitt, Psychological Bulletin 72 (1969), 323-327, the standard error that holds at any kappa.
    """
    if table.shape[0] != table.shape[1]:
        raise ValueError(f"Two coders use the same categories, found a table of {table.shape[0]} × {table.shape[1]}.")
    if not table.n:
        return Agreement(Effect(KAPPA, None), None, 0, NOTHING_CODED_TWICE)
    agreed = sum(row[place] for place, row in enumerate(table.counts))
    by_chance = sum(map(mul, table.row_totals, table.column_totals))  # a whole number: n² times the share expected
    found = Agreement(Effect(KAPPA, None), 100 * agreed / table.n, table.n)
    if by_chance == table.n**2:
        return replace(found, reason=ONE_CATEGORY)
    value = (table.n * agreed - by_chance) / (table.n**2 - by_chance)
    half = Z * _error_of_kappa(table, value, by_chance / table.n**2)
    if not half:
        return replace(found, effect=Effect(KAPPA, value), reason=NO_SPREAD)
    return replace(found, effect=Effect(KAPPA, value, max(value - half, -1.0), min(value + half, 1.0)))


def _error_of_kappa(table: ContingencyTable, kappa: float, by_chance: float) -> float:
    """The standard error of Fleiss, Cohen and Everitt; zero if rounding is all there is of it."""
    shares = np.asarray(table.counts, dtype=np.float64) / table.n
    # To the cell (i, j) belong column i and row j, where its two categories would meet their like.
    weights = (kappa - 1) * (shares.sum(axis=0)[:, None] + shares.sum(axis=1)[None, :])
    np.fill_diagonal(weights, 1 + weights.diagonal())
    squares = float((shares * weights**2).sum())
    variance = squares - (kappa - by_chance * (1 - kappa)) ** 2
    return sqrt(variance / table.n) / (1 - by_chance) if variance > 1e-12 * squares else 0.0


def krippendorffs_alpha(
    units: Sequence[Sequence[Value | None]], level: Level = "nominal", clusters: Sequence[Hashable] | None = None
) -> Agreement:
    """Agreement of any number of coders beyond what their pooled use of the values gives by chance.

    Without clusters units count as independent, and the interval runs between the 2.5% and the 97.5% point of alpha in
    9,999 redraws of whole units (fixed seed), the expected disagreement being computed anew in each. The algorithm of
    Hayes and Krippendorff (2007) redraws pairs of values and keeps the expected disagreement. It takes pairs of one
    unit as independent and is too narrow; redrawn units kept close to their level where Zapf and others (2016) compared
    the two in simulations.

    Units of one interview are not independent: what coders read differently there, they do so in one turn after the
    other. That makes the interval above too narrow. With clusters it is alpha ± t standard errors of the jackknife that
    leaves out one cluster at a time, with clusters - 1 degrees of freedom, cut off at -1 and 1. Redrawing clusters
    instead needs many of them (Cameron and Miller 2015); the jackknife keeps near its level with six.

    Args:
        units: for each unit the values of its coders, None where one gave none; coders are not told apart. Values are
            numbers if the level is ordinal or interval.
        level: which differences between values count, and how much.
        clusters: for each unit what it belongs to, such as its interview.

    Raises:
        ValueError: not a cluster a unit, or a value that is no number where numbers are needed.

    Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); A. F. Hayes and K. Krippendorff,
    Communication Methods and Measures 1 (2007), 77-89; A. Zapf and others, BMC Medical Research Methodology 16 (2016),
    93; J. W. Tukey, Annals of Mathematical Statistics 29 (1958), 614; J. Hughes, arXiv 2210.13265 (2022), the jackknife
    of alpha; A. C. Cameron and D. L. Miller, Journal of Human Resources 50 (2015), 317-372.
    """
    if clusters is not None and len(clusters) != len(units):
        raise ValueError(f"Each unit is of a cluster, found {len(clusters)} clusters for {len(units)} units.")
    name = f"krippendorff's alpha ({level})"
    given = [[value for value in unit if value is not None] for unit in units]
    coded_twice = [place for place, values in enumerate(given) if len(values) > 1]
    if not coded_twice:
        return Agreement(Effect(name, None), None, 0, NOTHING_CODED_TWICE)
    material = _Material.of([given[place] for place in coded_twice], level)
    if clusters is None:
        blocks, times = material.alike()
    else:
        blocks = material.by_cluster([clusters[place] for place in coded_twice])
        times = np.ones(len(blocks))
    whole = np.tensordot(times, blocks, 1)
    found = Agreement(Effect(name, None), float(100 * whole.trace() / whole.sum()), len(coded_twice), ONE_CATEGORY)
    value = float(material.alphas(whole))
    if np.isnan(value):
        return found
    low, high, reason = (
        _redrawn(material, blocks, times) if clusters is None else _left_out(material, blocks, whole, value)
    )
    return replace(found, effect=Effect(name, value, low, high), reason=reason)


@dataclass(frozen=True)
class _Material:
    """Units with at least two values each, as counts of each value, and how far values are apart.

    Attributes:
        tallies: for each unit how often each value was given to it.
        scores: the values as numbers in ascending order; zeros if the level is nominal.
        level: which differences between values count.
    """

    tallies: tuple[tuple[int, ...], ...]
    scores: tuple[float, ...]
    level: Level

    @classmethod
    def of(cls, units: Sequence[Sequence[Value]], level: Level) -> _Material:
        values: Iterable[Value] = dict.fromkeys(value for unit in units for value in unit)
        if level != "nominal":
            values = sorted(values, key=float)
        place = {value: index for index, value in enumerate(values)}
        tallies = []
        for unit in units:
            tally = [0] * len(place)
            for value in unit:
                tally[place[value]] += 1
            tallies.append(tuple(tally))
        scores = tuple(0.0 if level == "nominal" else float(value) for value in place)
        return cls(tuple(tallies), scores, level)

    def alike(self) -> tuple[Coincidences, Floats]:
        """The coincidences of every kind of unit, and how many units are of that kind.

        In order of first appearance, which neither the names of the values nor the order of the coders changes.
        """
        kinds = Counter(self.tallies)
        times = np.array(list(kinds.values()), dtype=np.float64)
        return np.stack([self._coincidences(tally) for tally in kinds]), times

    def by_cluster(self, clusters: Sequence[Hashable]) -> Coincidences:
        """The coincidences of every cluster."""
        sums: dict[Hashable, Coincidences] = {}
        for tally, cluster in zip(self.tallies, clusters, strict=True):
            sums[cluster] = sums.get(cluster, np.float64(0)) + self._coincidences(tally)
        return np.stack(list(sums.values()))

    def _coincidences(self, tally: tuple[int, ...]) -> Coincidences:
        counts = np.array(tally, dtype=np.float64)
        return (np.outer(counts, counts) - np.diag(counts)) / (sum(tally) - 1)

    def alphas(self, coincidences: Coincidences) -> Floats:
        """Alpha of each table of coincidences: 1 - observed / expected disagreement; NaN if none is expected."""
        totals = coincidences.sum(axis=-1)
        if self.level == "nominal":
            distances = 1 - np.eye(len(self.scores))
        else:
            # Krippendorff's ordinal distance is that of the mid-ranks among all values.
            scores = totals.cumsum(axis=-1) - totals / 2 if self.level == "ordinal" else np.array(self.scores)
            distances = (scores[..., :, None] - scores[..., None, :]) ** 2
        observed = (coincidences * distances).sum(axis=(-2, -1))
        expected = (totals[..., :, None] * totals[..., None, :] * distances).sum(axis=(-2, -1))
        undefined = np.full(expected.shape, np.nan)
        ratios = np.divide(observed * (totals.sum(axis=-1) - 1), expected, out=undefined, where=expected > 0)
        return np.asarray(1.0 - ratios)


_Limits = tuple[float | None, float | None, str | None]
"""The lower and the upper limit, and a reason if there is something to say."""


def _redrawn(material: _Material, blocks: Coincidences, times: Floats) -> _Limits:
    """The percentile bootstrap of units, `times` of them with each of the coincidences in `blocks`."""
    size = int(times.sum())
    if size < _FEWEST_UNITS:
        return None, None, TOO_FEW_UNITS
    drawn = np.random.default_rng(BOOTSTRAP_SEED).multinomial(size, times / size, size=BOOTSTRAP_SAMPLES)
    batches = np.array_split(drawn, 1 + len(drawn) * blocks[0].size // _LARGEST_BATCH)
    alphas = np.concatenate([material.alphas(np.tensordot(batch.astype(np.float64), blocks, 1)) for batch in batches])
    defined = alphas[~np.isnan(alphas)]
    missing = len(alphas) - len(defined)
    if missing > _MOST_UNDEFINED * len(alphas):
        return None, None, f"no interval: nothing varies in {missing} of {len(alphas)} redraws"
    low, high = np.quantile(defined, [0.025, 0.975]).tolist()
    if high - low < _ROUNDING:
        return None, None, NO_SPREAD
    return low, high, f"the interval leaves out {missing} of {len(alphas)} redraws: nothing varies" if missing else None


def _left_out(material: _Material, blocks: Coincidences, whole: Coincidences, value: float) -> _Limits:
    """The jackknife of clusters, each with its coincidences in `blocks`, around the alpha of the whole."""
    clusters = len(blocks)
    if clusters == 1:
        return None, None, ONE_CLUSTER
    without = material.alphas(whole - blocks)
    if np.isnan(without).any():
        return None, None, ALL_IN_ONE_CLUSTER
    spread = float(((without - value) ** 2).sum())
    error = sqrt((clusters - 1) / clusters * spread)
    if error < _ROUNDING:
        return None, None, NO_SPREAD
    half = student_quantile(0.975, clusters - 1) * error
    return max(value - half, -1.0), min(value + half, 1.0), None
