"""P-values from simulated tables, where exact computation is too much: fixed seed, own interval, said so."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics.distributions import beta_quantile
from infopos_pipeline.statistics.outcome import PValue

SEED = 20170621  # any fixed number does; it makes a simulated p-value the same in every run
REPLICATES = 99_999
_BATCH = 10_000


def simulated_p_value(
    counts: Sequence[Sequence[int]],
    is_extreme: Callable[[NDArray[np.int64]], NDArray[np.bool_]],
    why: str = "the table is too large to compute exactly",
) -> PValue:
    """The share of random tables with these margins that are at least as extreme, with a 99% interval.

    The p-value counts the observed table as one of them, (extreme + 1) / (tables + 1), so that it is never
    zero (Davison and Hinkley 1997, section 4.2); the interval is the exact binomial one of Clopper and
    Pearson.

    Args:
        counts: the observed table.
        is_extreme: tells of an array of tables (tables × rows × columns) which are at least as extreme as
            observed.
        why: the reason for simulating, as the result will give it.
    """
    from scipy.stats import random_table

    observed = np.asarray(counts, dtype=np.int64)
    margins = random_table(observed.sum(axis=1), observed.sum(axis=0))
    generator = np.random.default_rng(SEED)
    extreme = 0
    for start in range(0, REPLICATES, _BATCH):
        tables = margins.rvs(min(_BATCH, REPLICATES - start), random_state=generator)
        extreme += int(is_extreme(np.rint(tables).astype(np.int64)).sum())
    return p_value_of_replicates(extreme, why)


def p_value_of_replicates(extreme: int, why: str, what: str = "tables") -> PValue:
    """The p-value if this many of the REPLICATES drawn are extreme; `why` they were drawn and `what` they are."""
    low = beta_quantile(0.005, extreme, REPLICATES - extreme + 1) if extreme else 0.0
    high = beta_quantile(0.995, extreme + 1, REPLICATES - extreme) if extreme < REPLICATES else 1.0
    reason = f"{why}: p-value from {REPLICATES} simulated {what} with a fixed seed"
    return PValue((extreme + 1) / (REPLICATES + 1), low, high, reason)
