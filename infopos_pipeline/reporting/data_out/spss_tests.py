"""The declared tests as commands of SPSS: which command gives each, and what it cannot give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.reporting.data_out.spss_commands import SpssNames, command, remark
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.shown import Hypothesis, ProfileTest, TestName


@dataclass(frozen=True)
class _SpssTest:
    """The command, its keyword, and what must be said of it.

    ``rows`` says of a test that it wants two groups, or groups in order of their scores.
    """

    command: Literal["CROSSTABS", "NPAR TESTS", "T-TEST"]
    keyword: str = ""
    remark: str = ""
    rows: Literal["", "two", "ordered"] = ""


_TESTS: Mapping[TestName, _SpssTest] = {
    "chi_square": _SpssTest("CROSSTABS", "CHISQ"),
    "fisher": _SpssTest("CROSSTABS", "CHISQ", "syntax_fisher"),
    "boschloo": _SpssTest("CROSSTABS", "CHISQ", "syntax_boschloo"),
    "spearman": _SpssTest("CROSSTABS", "CORR", rows="ordered"),
    "kendall": _SpssTest("CROSSTABS", "BTAU", rows="ordered"),
    "linear_by_linear": _SpssTest("CROSSTABS", "CHISQ", rows="ordered"),
    "linear_by_linear_exact": _SpssTest("CROSSTABS", "CHISQ", "syntax_exact", "ordered"),
    "cochran_armitage": _SpssTest("CROSSTABS", "CHISQ", "syntax_trend", "ordered"),
    "mann_whitney_asymptotic": _SpssTest("NPAR TESTS", "MANN-WHITNEY", rows="two"),
    "mann_whitney_exact": _SpssTest("NPAR TESTS", "MANN-WHITNEY", "syntax_exact", "two"),
    "kruskal": _SpssTest("NPAR TESTS", "KRUSKAL-WALLIS"),
    "jonckheere": _SpssTest("NPAR TESTS", "JONCKHEERE-TERPSTRA"),
    "mcnemar_exact": _SpssTest("NPAR TESTS", "MCNEMAR"),
    "student": _SpssTest("T-TEST", rows="two"),
    "welch": _SpssTest("T-TEST", rows="two"),
    "permutation_means": _SpssTest("T-TEST", remark="syntax_permutation", rows="two"),
}


def test_remarks(declared: ProfileTest, names: SpssNames) -> Iterator[str]:
    """What must be said of a test before its commands."""
    key = _TESTS[declared.test].remark
    if key:
        yield from remark(say(key, names.book.language))


def test_commands(hypothesis: Hypothesis, declared: ProfileTest, predictor: str, names: SpssNames) -> Iterator[str]:
    """The commands that give a test for one predictor (for each box of one with tick boxes), of the outcome or of each
    of its options.
    """
    test, codes = _TESTS[declared.test], names.codes(predictor)
    outcomes = names.options(declared.outcome) if hypothesis.each == "option" else [names.scored(declared.outcome)]
    for group in names.ordered(predictor) if test.rows == "ordered" else names.names(predictor):
        if test.command == "CROSSTABS":
            statistics = f"/STATISTICS={test.keyword}"
            yield command("CROSSTABS /TABLES=", group, "BY", *outcomes, statistics, "/CELLS=COUNT ROW")
        elif test.command == "T-TEST":
            yield command(f"T-TEST GROUPS={group}({codes[0]},{codes[1]})", "/VARIABLES=", *outcomes)
        elif test.keyword == "MCNEMAR":
            yield from (command(f"NPAR TESTS /MCNEMAR={group} WITH {outcome} (PAIRED)") for outcome in outcomes)
        else:
            between = f"({min(codes)},{max(codes)})"
            yield command(f"NPAR TESTS /{test.keyword}=", *outcomes, f"BY {group}{between}")


def has_groups(hypothesis: Hypothesis, declared: ProfileTest, predictor: str, names: SpssNames) -> bool:
    """Whether a predictor has the groups that the command of a test needs: two, at least some, or those of the outcome
    (of pairs).
    """
    test, codes = _TESTS[declared.test], names.codes(predictor)
    if test.keyword == "MCNEMAR":
        return hypothesis.each == "predictor" and len(codes) == 2 and codes == names.codes(declared.outcome)
    return test.command == "CROSSTABS" or (len(codes) == 2 if test.rows == "two" else len(codes) > 1)
