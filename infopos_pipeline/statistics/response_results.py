"""Response as results: who answered against everybody in the frame, and weights that make up for the difference.

Rows of response stand at the place ``non_response``, with a fact of the frame as their item: for each category who was
``approached`` and who ``responded``, and the exact test that the responders are a draw at random from the frame.
Weighted shares, which a study has to ask for, stand at the place ``weighted``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from infopos_pipeline.statistics.contingency import TableError
from infopos_pipeline.statistics.counting import APPROACHED, Counts, table_name
from infopos_pipeline.statistics.descriptives import distribution
from infopos_pipeline.statistics.non_response import response_exact
from infopos_pipeline.statistics.raking import Cell, RakingWeights, rake, weighted_share
from infopos_pipeline.statistics.results import Result, Statistic
from infopos_pipeline.study import Study

NON_RESPONSE, WEIGHTED = "non_response", "weighted"
RAKING = "raking"


def response_results(study: Study, counts: Counts, wave: str) -> list[Result]:
    """Response by every fact of the frame, and weighted shares if the study declares weights; none without a frame."""
    if study.frame is None or not counts.approached:
        return []
    results = [row for fact in study.frame.facts for row in _of_fact(fact, study, counts, wave)]
    return results + list(_weighted(study, counts, wave) if study.frame.weights else ())


def _of_fact(fact: str, study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    approached = approached_by(counts, fact)
    responded = distribution(counts, study.variables[fact]).counts
    for category in study.variables[fact].options:
        listed, answered = approached.get(category, 0), responded[category]
        for group, statistic, value in (
            ("approached", "n", listed),
            ("responded", "n", answered),
            ("responded", "pct", 100 * answered / listed if listed else None),
        ):
            yield Result(wave, NON_RESPONSE, fact, statistic, category, group, value=value, base=listed)  # type: ignore[arg-type]
    found = response_exact(approached, responded)
    figures: tuple[tuple[Statistic, float | None, str], ...] = (
        ("test_statistic", found.statistic, found.test),
        ("p_value", found.p_value, found.test),
        ("effect", found.effect, found.effect_name or ""),
    )
    for statistic, value, method in figures:
        reason = (found.reason or "") if value is None else ""
        yield Result(wave, NON_RESPONSE, fact, statistic, value=value, text=reason, base=found.n, method=method)


def approached_by(counts: Counts, fact: str) -> Mapping[str, int]:
    """How many of the frame are in each category of a fact."""
    found: Counter[str] = Counter()
    for cell, n in counts.cells(APPROACHED):
        found[cell[fact]] += n
    return found


def _weighted(study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    """The range of the weights with their design effect, and the weighted share of every answer of the charts."""
    assert study.frame is not None
    facts = study.frame.weights
    margins = [approached_by(counts, fact) for fact in facts]
    responders: Counter[Cell] = Counter()
    for cell, n in counts.cells(table_name(*facts)):
        responders[tuple(cell[fact] for fact in facts)] += n
    name = " ".join(facts)
    try:
        raked = rake(responders, margins)
    except TableError as error:
        yield Result(wave, WEIGHTED, name, "design_effect", text=str(error), method=RAKING)
        return
    figures: tuple[tuple[Statistic, float], ...] = (
        ("weight_low", raked.lowest),
        ("weight_high", raked.highest),
        ("design_effect", raked.design_effect),
    )
    for statistic, value in figures:
        yield Result(wave, WEIGHTED, name, statistic, value=value, base=raked.n, method=RAKING)
    for item in dict.fromkeys(chart.item for chart in study.charts.values() if study.asked(chart.item)):
        if study.variables[item].options:  # a number has no answers to give the share of
            yield from _weighted_item(item, facts, raked, study, counts, wave)


def _weighted_item(
    item: str, facts: tuple[str, ...], raked: RakingWeights, study: Study, counts: Counts, wave: str
) -> Iterator[Result]:
    answered: Counter[Cell] = Counter()
    chosen: dict[str, Counter[Cell]] = {option: Counter() for option in study.variables[item].options}
    for cell, n in counts.cells(table_name(*facts, item)):
        answer = counts.answer(cell, item)
        if answer is None:
            continue
        place = tuple(cell[fact] for fact in facts)
        answered[place] += n
        for option in answer:
            chosen[option][place] += n
    for option, ticked in chosen.items():
        share = weighted_share(raked, ticked, answered)
        figures: tuple[tuple[Statistic, float | None], ...] = (
            ("pct", share.value),
            ("pct_low", share.low),
            ("pct_high", share.high),
        )
        for statistic, value in figures:
            percentage = None if value is None else 100 * value
            base = sum(answered.values())
            yield Result(wave, WEIGHTED, item, statistic, option, value=percentage, base=base, method=RAKING)
