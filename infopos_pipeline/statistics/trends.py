"""More than two groups: do they differ at all (Kruskal-Wallis), or in order (Jonckheere, Cochran-Armitage)?

Not here: two groups (`ordinal`, `means`), unordered categories (`exact`).
"""

from math import sqrt

from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.distributions import chi_square_upper, normal_two_sided
from infopos_pipeline.statistics.effects import pearson_r
from infopos_pipeline.statistics.ordinal import (
    correlation,
    midranks,
    nothing_to_compare,
    ordered,
    with_row_scores,
)
from infopos_pipeline.statistics.outcome import Effect, TestResult, outcome
from infopos_pipeline.statistics.pairs import jonckheere_moments, somers_d

TWO_COLUMNS = "the test needs exactly two columns, such as yes and no"


def kruskal(table: ContingencyTable) -> TestResult:
    """Kruskal-Wallis's H corrected for ties; p from chi-square with (groups - 1) degrees of freedom."""
    used = ordered(table)
    if reason := nothing_to_compare(used):
        return outcome("kruskal", table.n, reason=reason)
    n, ranks = used.n, midranks(used.column_totals)
    middle = (n + 1) / 2
    between = sum(
        sum(cell * (rank - middle) for cell, rank in zip(cells, ranks, strict=True)) ** 2 / total
        for cells, total in zip(used.counts, used.row_totals, strict=True)
    )
    spread = sum(total * (rank - middle) ** 2 for total, rank in zip(used.column_totals, ranks, strict=True))
    statistic = (n - 1) * between / spread
    df = used.shape[0] - 1
    # H/(n - 1) is the share of the spread of the ranks that lies between the groups.
    effect = Effect("epsilon squared", between / spread)
    return outcome("kruskal", table.n, statistic=statistic, df=df, p=chi_square_upper(statistic, df), effect=effect)


def jonckheere(table: ContingencyTable) -> TestResult:
    """Jonckheere-Terpstra's J over the ordered rows; p normal, ties corrected, two-sided."""
    used = ordered(table.by_row_score())
    if reason := nothing_to_compare(used):
        return outcome("jonckheere", table.n, reason=reason)
    statistic, mean, variance = jonckheere_moments(used)
    p = normal_two_sided((statistic - mean) / sqrt(variance))
    return outcome("jonckheere", table.n, statistic=statistic, p=p, effect=somers_d(used))


def cochran_armitage(table: ContingencyTable) -> TestResult:
    """Cochran-Armitage's z: trend over rows scored 1, 2, … (unless given) in the share of the second of two columns."""
    if table.shape[1] != 2:
        return outcome("cochran_armitage", table.n, reason=TWO_COLUMNS)
    rows, used = with_row_scores(table)
    if reason := nothing_to_compare(used):
        return outcome("cochran_armitage", table.n, reason=reason)
    r = correlation(used, rows, (0.0, 1.0))
    z = r * sqrt(used.n)
    return outcome("cochran_armitage", table.n, statistic=z, p=normal_two_sided(z), effect=pearson_r(r, used.n))
