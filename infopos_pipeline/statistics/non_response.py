"""Who answered, held against everyone approached: is either kind of municipality over-represented?

Here: the exact comparison of the responders with the frame on one fact or on several together. Not here: what
non-response could hide (`uncertainty`), weights that make up for it (`raking`).
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.effects import cramers_v
from infopos_pipeline.statistics.exact import pearson_chi_square
from infopos_pipeline.statistics.ordinal import NO_RESPONDENTS
from infopos_pipeline.statistics.outcome import TestResult, outcome
from infopos_pipeline.statistics.tables import fisher_p_value, table_probability

Category = TypeVar("Category", bound=Hashable)

NAME = "response_exact"
EVERYBODY = "everybody answered, or nobody did, or all approached are of one kind"


def response_exact(approached: Mapping[Category, int], responded: Mapping[Category, int]) -> TestResult:
    """The exact test that the responders are a draw at random from everyone approached.

    If they are, their numbers by category have a multivariate hypergeometric distribution; the p-value sums the draws
    that are no more likely than the one observed, which is Fisher's exact test of category × answered or not. The
    statistic is the probability of the observed draw, the effect Cramér's V. For several facts together the categories
    are their combinations.

    Args:
        approached: the municipalities on the list, by category.
        responded: those that answered, by category; a category left out has none.

    Raises:
        TableError: a category that is not on the list, or with more responders than municipalities.

    Sources: G. H. Freeman and J. H. Halton, Biometrika 38 (1951), 141-149; E. L. Lehmann, Nonparametrics (1975),
    chapter 1.
    """
    for category, number in responded.items():
        if number > approached.get(category, 0):
            raise TableError(f"{number} responders of a kind of which {approached.get(category, 0)} were approached.")
    rows = [
        (responded.get(category, 0), number - responded.get(category, 0)) for category, number in approached.items()
    ]
    n = sum(map(sum, rows))
    if not n:
        return outcome(NAME, 0, reason=NO_RESPONDENTS)
    used = contingency_table(rows).without_empty()
    if min(used.shape) < 2:
        return outcome(NAME, n, p=1.0, reason=EVERYBODY)
    effect = cramers_v(pearson_chi_square(used), n, *used.shape)
    p, probability = fisher_p_value(used.counts), table_probability(used.counts)
    return outcome(NAME, n, statistic=probability, p=p, effect=effect)
