"""The registered tests: their names, conventions and sources, and one way to run any of them.

Here: what a declaration or a command line may ask for. Not here: how a test is computed (`exact`, `ordinal`,
`means`, `trends`, `panel`), nor tests that need more than one table (`stratified`, `multiple_response`,
`several_waves`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from infopos_pipeline.statistics import exact, means, ordinal, panel, trends
from infopos_pipeline.statistics.contingency import ContingencyTable, TableError
from infopos_pipeline.statistics.outcome import TestResult

__all__ = ["TESTS", "StatisticalTest", "TestResult", "run_test"]


@dataclass(frozen=True)
class StatisticalTest:
    """One registered test.

    Attributes:
        name: what declarations and the command line call it.
        label: its name in running text and footnotes, in Dutch (nl) and English (en).
        function: takes a table, returns the result; never raises on a valid table.
        conditions: the shape it takes, its conventions, its effect.
        reference: where the method was published.
    """

    name: str
    label: Mapping[str, str]
    function: Callable[[ContingencyTable], TestResult]
    conditions: str
    reference: str


def run_test(name: str, table: ContingencyTable) -> TestResult:
    """The result of a registered test on a table.

    Raises:
        TableError: there is no test of that name; the message lists the nearest ones.
    """
    if name not in TESTS:
        near = get_close_matches(name, TESTS, n=3, cutoff=0.4) or list(TESTS)
        raise TableError(f"There is no test {name!r}. Did you mean {', '.join(near)}?")
    return TESTS[name].function(table)


def _test(
    name: str,
    function: Callable[[ContingencyTable], TestResult],
    nl: str,
    en: str,
    conditions: str,
    reference: str,
) -> StatisticalTest:
    return StatisticalTest(name, MappingProxyType({"nl": nl, "en": en}), function, conditions, reference)


_ALL = (
    _test(
        "chi_square",
        exact.chi_square,
        "chi-kwadraattoets van Pearson",
        "Pearson's chi-square test",
        "Any rows × columns, order ignored; asymptotic, no continuity correction (no Yates). Effect: "
        "Cramér's V corrected for bias, interval from the noncentral chi-square.",
        "Pearson (1900), Philosophical Magazine 50, 157-175",
    ),
    _test(
        "fisher",
        exact.fisher,
        "exacte toets van Fisher",
        "Fisher's exact test",
        "Any rows × columns, order ignored; exact given both margins. Two-sided: the sum of the "
        "probabilities of all tables no more likely than the observed one (relative tolerance 1e-7). "
        "Statistic and effect of a 2×2 table: the sample odds ratio, with the exact conditional interval;"
        " of a larger one: the probability of the table, and Cramér's V.",
        "Fisher (1935), The Design of Experiments; Freeman and Halton (1951), Biometrika 38, 141-149",
    ),
    _test(
        "spearman",
        ordinal.spearman,
        "rangcorrelatie van Spearman",
        "Spearman's rank correlation",
        "Ordered rows × ordered columns (mid-ranks); p from Student's t with n - 2 degrees of freedom. "
        "Statistic and effect: rho, interval by Fisher's z with the Bonett-Wright variance.",
        "Spearman (1904), American Journal of Psychology 15, 72-101",
    ),
    _test(
        "kendall",
        ordinal.kendall,
        "tau-b van Kendall",
        "Kendall's tau-b",
        "Ordered rows × ordered columns; p from the normal distribution, variance corrected for ties, no "
        "continuity correction. Statistic and effect: tau-b, interval from its asymptotic standard error.",
        "Kendall (1945), Biometrika 33, 239-251",
    ),
    _test(
        "mann_whitney_asymptotic",
        ordinal.mann_whitney_asymptotic,
        "Mann-Whitneytoets (asymptotisch)",
        "Mann-Whitney test (asymptotic)",
        "Two rows × ordered columns (mid-ranks); normal approximation corrected for ties, no continuity "
        "correction. Statistic: U of the first row. Effect: rank-biserial correlation, positive if the "
        "first row scores higher.",
        "Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60",
    ),
    _test(
        "mann_whitney_exact",
        ordinal.mann_whitney_exact,
        "Mann-Whitneytoets (exact)",
        "Mann-Whitney test (exact)",
        "Two rows × ordered columns; exact permutation distribution of the mid-rank sum W, ties as "
        "observed. Two-sided: |W - E(W)| at least as large as observed. Statistic: U of the first row. "
        "Effect: rank-biserial correlation.",
        "Lehmann (1975), Nonparametrics, section 1.4",
    ),
    _test(
        "linear_by_linear",
        ordinal.linear_by_linear,
        "lineair-bij-lineairtoets (asymptotisch)",
        "linear-by-linear association test (asymptotic)",
        "Rows and columns with their scores (rows 1, 2, … unless given); statistic (n - 1)r² with one degree of "
        "freedom, no continuity correction. Effect: Pearson's r between the scores, Fisher's z interval.",
        "Mantel (1963), Journal of the American Statistical Association 58, 690-700",
    ),
    _test(
        "linear_by_linear_exact",
        ordinal.linear_by_linear_exact,
        "lineair-bij-lineairtoets (exact)",
        "linear-by-linear association test (exact)",
        "Rows and columns with their scores (rows 1, 2, … unless given); exact given both margins. Statistic: T, the "
        "sum of count × row score × column score. Two-sided: |T - E(T)| at least as large as observed. "
        "Effect: Pearson's r between the scores.",
        "Agresti, Mehta and Patel (1990), Journal of the American Statistical Association 85, 453-458",
    ),
    _test(
        "student",
        means.student,
        "t-toets van Student",
        "Student's t-test",
        "Two rows × columns with scores; pooled variance, two-sided. Statistic: t of the first minus the "
        "second row. Effect: Hedges' g, interval from the noncentral t.",
        "Student (1908), Biometrika 6, 1-25",
    ),
    _test(
        "welch",
        means.welch,
        "t-toets van Welch",
        "Welch's t-test",
        "Two rows × columns with scores; separate variances, Satterthwaite's degrees of freedom, "
        "two-sided. Statistic: t of the first minus the second row. Effect: Hedges' g (pooled deviation).",
        "Welch (1947), Biometrika 34, 28-35",
    ),
    _test(
        "kruskal",
        trends.kruskal,
        "Kruskal-Wallistoets",
        "Kruskal-Wallis test",
        "Two or more rows (order ignored) × ordered columns (mid-ranks); H corrected for ties, asymptotic"
        " chi-square with rows - 1 degrees of freedom. Effect: epsilon squared, H/(n - 1), without "
        "interval.",
        "Kruskal and Wallis (1952), Journal of the American Statistical Association 47, 583-621",
    ),
    _test(
        "jonckheere",
        trends.jonckheere,
        "Jonckheere-Terpstratoets",
        "Jonckheere-Terpstra test",
        "Ordered rows × ordered columns; statistic J (pairs in order over the rows, ties one half), "
        "normal approximation with the variance corrected for ties, two-sided, no continuity correction. "
        "Effect: Somers' d of columns on rows.",
        "Jonckheere (1954), Biometrika 41, 133-145; Terpstra (1952), Indagationes Mathematicae 14, 327-333",
    ),
    _test(
        "cochran_armitage",
        trends.cochran_armitage,
        "Cochran-Armitage-trendtoets",
        "Cochran-Armitage test for trend",
        "Ordered rows, scored 1, 2, … unless given, × two columns; statistic z of the trend in the share of the second"
        " column, z² = n·r², two-sided, no continuity correction. Effect: Pearson's r between row score "
        "and column.",
        "Cochran (1954), Biometrics 10, 417-451; Armitage (1955), Biometrics 11, 375-386",
    ),
    _test(
        "mcnemar_exact",
        exact.mcnemar_exact,
        "exacte McNemartoets",
        "McNemar's exact test",
        "2×2 table of pairs (rows before, columns after); exact binomial test of the two counts off the "
        "diagonal, two-sided: twice the smaller tail. Statistic: the smaller of the two. Effect: the "
        "ratio of the upper right to the lower left.",
        "McNemar (1947), Psychometrika 12, 153-157",
    ),
    _test(
        "marginal_homogeneity_exact",
        panel.marginal_homogeneity_exact,
        "exacte toets op marginale homogeniteit",
        "exact marginal homogeneity test",
        "Square table of pairs (rows before, columns after, the same ordered categories) with scores; exact "
        "distribution of the sum of the changes over all ways to swap the answers of pairs. Two-sided: the sum"
        " at least as far from zero as observed. Statistic: the sum of the changes, after minus before. "
        "Effect: change in mean, interval of the paired t-test. On 2×2 it is McNemar's exact test.",
        "Agresti (1983), Biometrics 39, 505-510; Fisher (1935), The Design of Experiments, section 21",
    ),
    _test(
        "wilcoxon_signed_rank_exact",
        panel.wilcoxon_signed_rank_exact,
        "rangtekentoets van Wilcoxon (exact)",
        "Wilcoxon signed-rank test (exact)",
        "Square table of pairs (rows before, columns after, the same ordered categories) with scores; changes "
        "ranked by size (mid-ranks), who did not change left out (Wilcoxon's way, not Pratt's); exact with "
        "ties as observed. Two-sided: |V - E(V)| at least as large as observed. Statistic: V, the rank sum of the "
        "rises. Effect: matched-pairs rank-biserial correlation, positive if scores rise, without interval.",
        "Wilcoxon (1945), Biometrics Bulletin 1, 80-83",
    ),
    _test(
        "boschloo",
        exact.boschloo,
        "exacte toets van Boschloo",
        "Boschloo's exact test",
        "2×2 table, row totals fixed; unconditional, the maximum over the common share. Two-sided: all "
        "tables whose two-sided Fisher p-value is no larger than observed (as R's Exact, unlike SciPy, "
        "which doubles a one-sided p-value). Statistic: Fisher's p-value. Effect: difference of the "
        "shares in the first column, Newcombe's interval.",
        "Boschloo (1970), Statistica Neerlandica 24",
    ),
    _test(
        "permutation_means",
        means.permutation_means,
        "exacte permutatietoets van gemiddelden",
        "exact permutation test of means",
        "Two rows × columns with scores; exact distribution of the difference of the means over all ways "
        "to deal the scores. Two-sided: the first row's total at least as far from its expectation as "
        "observed. Statistic: mean of the first minus the second row. Effect: Hedges' g.",
        "Pitman (1937), Supplement to the Journal of the Royal Statistical Society 4, 119-130",
    ),
)

TESTS: Mapping[str, StatisticalTest] = MappingProxyType({test.name: test for test in _ALL})
