"""How often what changed is found, and what did not is not: 500 pairs of waves drawn as the sample waves were.

The pairs are drawn by the script that made the sample waves, which shares no code with the package. Every test of the
family is done as in a run, adjusted as in a run. The family, the planted changes and the level of the tests are
declared; the bounds below follow from them and from 500 draws (three standard errors), not from what came out.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import replace
from math import sqrt
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.trend_results import PANEL, TOTALS, trend_results
from infopos_pipeline.study import Study

DATA = Path(__file__).parents[3] / "data" / "infopos"
PAIRS = 500
LEVEL = 0.05
EARLIER, LATER = "2017", "2021"
PLANTED = {"doelstelling": 1, "informatie_extern": -1}
"""What the plan of 2021 changes in the family, and in which direction."""
POWER = {TOTALS: 0.8, PANEL: 0.5}
"""What studies are usually planned for; the panel has fewer answers, and is to find it more often than not."""


@pytest.fixture(scope="module")
def scripts() -> SimpleNamespace:
    """The modules that made the sample waves."""
    names = ("later_waves", "plans", "invent", "questionnaire", "synthesise", "figures")
    before = dict(sys.modules)
    sys.path.insert(0, str(DATA))
    try:
        modules: dict[str, ModuleType] = {name: __import__(name) for name in names}
    finally:
        sys.path.remove(str(DATA))
        for name in set(sys.modules) - set(before):
            if getattr(sys.modules[name], "__file__", None) and str(DATA) in str(sys.modules[name].__file__):
                del sys.modules[name]
    return SimpleNamespace(**modules)


def of_the_family(study: Study) -> Study:
    """The study with no other items than those of its family: others are described only, which takes time."""
    family = {indicator.item for indicator in study.trends.family}
    return replace(study, items={name: item for name, item in study.items.items() if name in family}, derived={})


def patterns_of(
    earlier: dict[str, dict[str, tuple[str, ...]]], later: dict[str, dict[str, tuple[str, ...]]], item: str
):
    """The answers of two waves as the pipeline counts them: by municipality, an unanswered question as skipped."""
    counted: Counter[tuple[tuple[str, str], ...]] = Counter()
    for name in sorted({*earlier, *later}):
        answers = [
            (wave, respondents[name].get(item, ("~skipped",))[0])
            for wave, respondents in ((EARLIER, earlier), (LATER, later))
            if name in respondents
        ]
        counted[tuple(answers)] += 1
    return [AnswerPattern(item, answers, n) for answers, n in counted.items()]


def found(rows: list[Result], kind: str) -> set[tuple[str, int]]:
    """The indicators that changed by the tests of a kind after Holm, with the direction of the change."""
    by_indicator = {(row.item, row.category, row.statistic): row.value for row in rows if row.group == kind}
    return {
        (item, 1 if by_indicator[item, category, "effect"] > 0 else -1)
        for (item, category, statistic), p in by_indicator.items()
        if statistic == "p_adjusted" and p is not None and p < LEVEL
    }


@pytest.fixture(scope="module")
def rates(scripts: SimpleNamespace, declared_study: Study) -> dict[tuple[str, str], Counter[str]]:
    """How often each indicator was found, by plan (planted, null) and kind of test; "any": one that did not change."""
    study = of_the_family(declared_study)
    items = [
        item
        for item in scripts.questionnaire.read_questionnaire(scripts.synthesise.SCHEMA, EARLIER)
        if item.name in study.items
    ]
    first = scripts.synthesise.read_solution(DATA / EARLIER / "solution.csv")
    plan = scripts.plans.plan_of(first, items)
    changes = scripts.plans.read_changes(DATA / "changes.yaml", scripts.synthesise.SCHEMA / "herindelingen.yaml")
    draw = random.Random(20211117)
    inventions = scripts.invent.read_inventions(DATA / "inventions.yaml")
    frame = scripts.invent.make_frame(sorted(inventions["municipalities"]), draw)
    planned = changes[LATER].plan(plan)
    counted: dict[tuple[str, str], Counter[str]] = {}
    for name, later_plan in (("planted", planned), ("null", replace(planned, targets=plan.targets))):
        for _ in range(PAIRS):
            earlier = scripts.later_waves.draw_wave(None, plan, frame, items, draw)
            later = scripts.later_waves.draw_wave(earlier, later_plan, frame, items, draw)
            patterns = [p for item in study.items for p in patterns_of(earlier.respondents, later.respondents, item)]
            rows = trend_results(study, [EARLIER, LATER], patterns)
            for kind in (TOTALS, PANEL):
                tally = counted.setdefault((name, kind), Counter())
                right = set(PLANTED.items()) if name == "planted" else set()
                hits = found(rows, kind)
                tally.update(item for item, _ in hits)
                tally["any"] += bool(hits - right)
    return counted


@pytest.mark.parametrize("kind", [TOTALS, PANEL])
def test_the_planted_changes_are_found_and_the_planted_nothing_is_not(rates, kind, record_property, declared_study):
    planted, null = rates["planted", kind], rates["null", kind]
    family = [indicator.item for indicator in declared_study.trends.family]
    lines = [f"{'':<28}found when planted   found when nothing changed"]
    lines += [f"{item:<28}{planted[item] / PAIRS:>18.1%}{null[item] / PAIRS:>29.1%}" for item in family]
    lines.append(f"{'any of them, wrongly':<28}{planted['any'] / PAIRS:>18.1%}{null['any'] / PAIRS:>29.1%}")
    record_property("shown", f"{PAIRS} pairs of waves, {kind}, Holm at {LEVEL:.0%}\n" + "\n".join(lines))
    allowed = LEVEL + 3 * sqrt(LEVEL * (1 - LEVEL) / PAIRS)
    assert null["any"] / PAIRS <= allowed, "false alarms in the family"
    assert planted["any"] / PAIRS <= allowed, "what did not change is found beside what did"
    for item in PLANTED:
        assert planted[item] / PAIRS >= POWER[kind]
