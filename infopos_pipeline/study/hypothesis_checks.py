"""What hypotheses must say: tests that take their variables, tables that show whom they are of, and one name a figure.

Not here: that the names they use are declared (``references``).
"""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.study.choice_of_tests import refusal
from infopos_pipeline.study.shown import Hypothesis
from infopos_pipeline.study.study import Study
from infopos_pipeline.study.version_checks import Mistake

HYPOTHESES = "hypotheses.yaml"


def hypothesis_mistakes(study: Study) -> Iterator[Mistake]:
    """Every mistake in hypotheses whose names are all declared, in declared order."""
    for hypothesis in study.hypotheses.values():
        yield from _tests(hypothesis, study)
        yield from _filter(hypothesis, study)
    yield from _tested_twice(study)


def _tests(hypothesis: Hypothesis, study: Study) -> Iterator[Mistake]:
    for profile, test in hypothesis.profiles.items():
        outcome = study.variables[test.outcome]
        for index, name in enumerate(hypothesis.predictors):
            if name == outcome.name:
                at = ("hypotheses", hypothesis.name, "predictors", index)
                yield HYPOTHESES, at, f"'{name}' is the outcome, and cannot be a predictor of itself"
            message = refusal(test.test, study.variables[name], outcome, by_option=hypothesis.each == "option")
            if message:
                yield HYPOTHESES, ("hypotheses", hypothesis.name, "profiles", profile, "test"), message


def _filter(hypothesis: Hypothesis, study: Study) -> Iterator[Mistake]:
    """A table shows those whom its tests are of."""
    table = study.tables[hypothesis.table]
    own, shown = (study.filters[each.filter.when] if each.filter else None for each in (hypothesis, table))
    if own != shown and not (table.layout == "tests" and shown is None):
        message = (
            f"table '{table.name}' is of {'those of another filter' if shown else 'everybody'}; give both the same "
            "filter, or name a table with 'layout: tests' and no filter"
        )
        yield HYPOTHESES, ("hypotheses", hypothesis.name, "filter"), message


def _tested_twice(study: Study) -> Iterator[Mistake]:
    """A predictor and an outcome are tested once in a table and profile: nothing else tells their figures apart."""
    tested_by: dict[tuple[str, str, str, str], str] = {}
    for name, hypothesis in study.hypotheses.items():
        for profile, test in hypothesis.profiles.items():
            for index, predictor in enumerate(hypothesis.predictors):
                key = (hypothesis.table, profile, predictor, test.outcome)
                if key in tested_by:
                    message = f"'{tested_by[key]}' tests it in the same table already; name another table"
                    yield HYPOTHESES, ("hypotheses", name, "predictors", index), message
                tested_by[key] = name
