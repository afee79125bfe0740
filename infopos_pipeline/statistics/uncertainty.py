"""How sure a percentage is: its interval, and its bounds whatever those who did not answer would have said.

    wilson                     percentages of respondents (Wilson 1927)
    cluster bootstrap          percentages of mentions, since one respondent gives several
    finite population          statements about the declared list of municipalities only (exact hypergeometric)
    worst case                 every municipality without an answer counted against, then for the category (Manski 2003,
                               Partial Identification of Probability Distributions)

Item non-response is the weakness of a questionnaire that many stop halfway; the last line shows what it could hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.intervals import finite_population, mention_shares, wilson
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.study.model import Variable

WILSON = "wilson"
CLUSTER_BOOTSTRAP = "cluster bootstrap"
FINITE_POPULATION = "finite population (hypergeometric)"
WORST_CASE = "worst case over all approached"

Interval = tuple[str, float, float]
"""The method, and the lower and upper limit as percentages."""


def respondent_interval(count: int, base: int) -> Iterator[Interval]:
    """Wilson's interval of a percentage of respondents; none without a base."""
    if base:
        low, high = wilson(count, base)
        yield WILSON, 100 * low, 100 * high


def list_intervals(variable: Variable, count: int, base: int, counts: Counts) -> Iterator[Interval]:
    """What a percentage of everyone says of the municipalities approached: its interval there, and its worst case.

    Whom the routing passed by is not among those the percentage is of.
    """
    routed_out = counts.in_state(variable.name, Missing.NOT_APPLICABLE)
    listed = counts.approached - routed_out
    if not base or listed < base:
        return
    if not routed_out:
        low, high = _finite_population(count, base, listed)
        yield FINITE_POPULATION, 100 * low / listed, 100 * high / listed
    yield WORST_CASE, 100 * count / listed, 100 * (count + listed - base) / listed


@lru_cache(maxsize=4096)
def _finite_population(count: int, base: int, listed: int) -> tuple[int, int]:
    return finite_population(count, base, listed)


def mention_intervals(variable: Variable, counts: Counts) -> Mapping[str, Interval]:
    """The bootstrap interval of every option's share of the mentions, by option; none without mentions."""
    patterns: dict[tuple[int, ...], int] = {}
    for cell, n in counts.cells(variable.name):
        answer = counts.answer(cell, variable.name)
        if answer:  # who ticked nothing mentions nothing
            pattern = tuple(int(option in answer) for option in variable.options)
            patterns[pattern] = patterns.get(pattern, 0) + n
    if not patterns:
        return {}
    ordered = sorted(patterns)
    limits = mention_shares(ordered, [patterns[pattern] for pattern in ordered])
    return {
        option: (CLUSTER_BOOTSTRAP, 100 * low, 100 * high)
        for option, (low, high) in zip(variable.options, limits, strict=True)
    }
