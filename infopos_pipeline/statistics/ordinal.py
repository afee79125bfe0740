"""Tests that use the order of the categories: rank correlations, rank sums and trends.

Here: Spearman, Kendall, Mann-Whitney, linear-by-linear, Kruskal-Wallis, Jonckheere-Terpstra,
Cochran-Armitage. Ranks are mid-ranks: respondents in the same category share the mean of their places. Not
here: tests on means (`means`), tests that ignore the order (`exact`).
"""

from collections.abc import Sequence
from math import sqrt
from operator import mul

from infopos_pipeline.statistics.conditional import permutation_p_value
from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.distributions import chi_square_upper, normal_two_sided, student_two_sided
from infopos_pipeline.statistics.effects import pearson_r, rank_biserial, spearman_rho
from infopos_pipeline.statistics.outcome import Effect, TestResult, outcome
from infopos_pipeline.statistics.pairs import jonckheere_moments, kendall_tau_b

NO_RESPONDENTS = "there are no respondents"
NO_VARIATION = "fewer than two rows or columns with respondents, so there is nothing to compare"
TWO_GROUPS = "the test compares two groups with respondents"


def midranks(totals: Sequence[int]) -> list[float]:
    """The mid-rank of every category, from the number of respondents in each."""
    ranks, before = [], 0
    for total in totals:
        ranks.append(before + (total + 1) / 2)
        before += total
    return ranks


def correlation(table: ContingencyTable, row_values: Sequence[float], column_values: Sequence[float]) -> float:
    """Pearson's correlation over the respondents, from values for rows and columns that both vary."""
    rows, columns = _deviations(table.row_totals, row_values), _deviations(table.column_totals, column_values)
    product = sum(row * sum(map(mul, cells, columns)) for cells, row in zip(table.counts, rows, strict=True))
    row_squares = sum(map(mul, table.row_totals, map(mul, rows, rows)))
    column_squares = sum(map(mul, table.column_totals, map(mul, columns, columns)))
    return float(max(-1.0, min(1.0, product / sqrt(row_squares * column_squares))))


def _deviations(totals: Sequence[int], values: Sequence[float]) -> list[float]:
    """How far each value lies from the mean, in units of the range of the values."""
    span = max(values) - min(values)
    mean = sum(map(mul, totals, values)) / sum(totals)
    return [(value - mean) / span for value in values]


def ordered(table: ContingencyTable) -> ContingencyTable:
    """The table as rank tests see it: columns by score, without empty rows and columns."""
    return table.by_score().without_empty()


def nothing_to_compare(table: ContingencyTable) -> str | None:
    """Why an ordered table leaves nothing to compare, if so."""
    if not table.n:
        return NO_RESPONDENTS
    return NO_VARIATION if min(table.shape) < 2 else None


def spearman(table: ContingencyTable) -> TestResult:
    """Spearman's rho between ordered rows and columns; p from t with n - 2 degrees of freedom."""
    used = ordered(table.by_row_score())
    reason = nothing_to_compare(used) or ("fewer than three respondents" if used.n < 3 else None)
    if reason:
        return outcome("spearman", table.n, reason=reason)
    rho = correlation(used, midranks(used.row_totals), midranks(used.column_totals))
    df = used.n - 2
    p = student_two_sided(rho * sqrt(df / (1 - rho * rho)), df) if abs(rho) < 1 else 0.0
    return outcome("spearman", table.n, statistic=rho, df=df, p=p, effect=spearman_rho(rho, used.n))


def kendall(table: ContingencyTable) -> TestResult:
    """Kendall's tau-b between rows and columns; p normal, variance corrected for ties."""
    used = ordered(table.by_row_score())
    if reason := nothing_to_compare(used):
        return outcome("kendall", table.n, reason=reason)
    effect = kendall_tau_b(used)
    statistic, mean, variance = jonckheere_moments(used)
    p = normal_two_sided((statistic - mean) / sqrt(variance))
    return outcome("kendall", table.n, statistic=effect.value, p=p, effect=effect)


def mann_whitney_asymptotic(table: ContingencyTable) -> TestResult:
    """Mann-Whitney's U of the first group; p normal, ties corrected, no continuity correction."""
    used = ordered(table)
    reason = nothing_to_compare(used) or (TWO_GROUPS if used.shape[0] != 2 else None)
    if reason:
        return outcome("mann_whitney_asymptotic", table.n, reason=reason)
    u, effect = _mann_whitney_u(used)
    (first, second), n = used.row_totals, used.n
    ties = sum(total**3 - total for total in used.column_totals)
    variance = first * second / 12 * (n + 1 - ties / (n * (n - 1)))
    p = normal_two_sided((u - first * second / 2) / sqrt(variance))
    return outcome("mann_whitney_asymptotic", table.n, statistic=u, p=p, effect=effect)


def mann_whitney_exact(table: ContingencyTable) -> TestResult:
    """Mann-Whitney's U of the first group; p exact, ties as observed, two-sided by |W - E(W)|."""
    used = ordered(table)
    if not used.n:
        return outcome("mann_whitney_exact", table.n, reason=NO_RESPONDENTS)
    if used.shape[0] > 2:
        return outcome("mann_whitney_exact", table.n, reason=TWO_GROUPS)
    if min(used.shape) < 2:
        return outcome("mann_whitney_exact", table.n, p=1.0, reason=NO_VARIATION)
    u, effect = _mann_whitney_u(used)
    p = permutation_p_value(used.counts, midranks(used.column_totals))
    return outcome("mann_whitney_exact", table.n, statistic=u, p=p, effect=effect)


def _mann_whitney_u(table: ContingencyTable) -> tuple[float, Effect]:
    first, second = table.row_totals
    ranks = midranks(table.column_totals)
    u = sum(cell * rank for cell, rank in zip(table.counts[0], ranks, strict=True)) - first * (first + 1) / 2
    return u, rank_biserial(u, first, second)


def linear_by_linear(table: ContingencyTable) -> TestResult:
    """The linear-by-linear chi-square (n - 1)r², with the scores of rows (1, 2, … unless given) and columns."""
    rows, used = with_row_scores(table)
    if reason := nothing_to_compare(used):
        return outcome("linear_by_linear", table.n, reason=reason)
    r = correlation(used, rows, used.scores)
    statistic = (used.n - 1) * r * r
    p = chi_square_upper(statistic, 1)
    return outcome("linear_by_linear", table.n, statistic=statistic, df=1, p=p, effect=pearson_r(r, used.n))


def linear_by_linear_exact(table: ContingencyTable) -> TestResult:
    """The exact linear-by-linear test given both margins, two-sided by |T - E(T)|; the statistic is T."""
    rows, used = with_row_scores(table)
    if not used.n:
        return outcome("linear_by_linear_exact", table.n, reason=NO_RESPONDENTS)
    if min(used.shape) < 2:
        return outcome("linear_by_linear_exact", table.n, p=1.0, reason=NO_VARIATION)
    total = sum(
        cell * row * column
        for cells, row in zip(used.counts, rows, strict=True)
        for cell, column in zip(cells, used.scores, strict=True)
    )
    p = permutation_p_value(used.counts, used.scores, rows)
    effect = pearson_r(correlation(used, rows, used.scores), used.n)
    return outcome("linear_by_linear_exact", table.n, statistic=total, p=p, effect=effect)


def with_row_scores(table: ContingencyTable) -> tuple[list[float], ContingencyTable]:
    """The scores of the rows with respondents, 1, 2, … unless given (an empty row in between keeps its place), and the
    table of those rows.
    """
    sorted_rows = table.by_row_score()
    scores = sorted_rows.row_scores or tuple(float(place) for place, _ in enumerate(table.counts, start=1))
    rows = [score for score, total in zip(scores, sorted_rows.row_totals, strict=True) if total]
    return rows, ordered(sorted_rows)
