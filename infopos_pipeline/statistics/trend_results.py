"""Trends as results: this wave and those before it, by indicator.

All rows stand at the place ``trends``; their group says what they are of, their group value which wave:

    wave        the value of an indicator in a wave, with its interval
    totals      the change since that wave, of everybody who answered either; intervals allow for the overlap
    panel       the change since that wave, of the municipalities that answered both
    all_waves   the trend over all comparable waves, within municipalities (separate samples: Cochran-Armitage or
                Jonckheere)

Only the indicators of the declared family are tested. Holm goes over all tests of one kind, of every earlier wave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from infopos_pipeline.statistics.change import OverlappingWaves, change_in_mean, change_in_share, overlapping_waves
from infopos_pipeline.statistics.contingency import contingency_table
from infopos_pipeline.statistics.distributions import student_quantile
from infopos_pipeline.statistics.exact import mcnemar_exact
from infopos_pipeline.statistics.following import Followed, follow
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.means import group_moments
from infopos_pipeline.statistics.multiplicity import holm
from infopos_pipeline.statistics.outcome import Effect, TestResult
from infopos_pipeline.statistics.panel import marginal_homogeneity_exact, overlapping_waves_exact
from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.results import NOT_ASKED, Result, Statistic
from infopos_pipeline.statistics.several_waves import cochran_q_exact, wave_trend_exact
from infopos_pipeline.statistics.trends import cochran_armitage, jonckheere
from infopos_pipeline.statistics.uncertainty import WILSON
from infopos_pipeline.study import Study

TRENDS = "trends"
WAVE, TOTALS, PANEL, ALL_WAVES = "wave", "totals", "panel", "all_waves"
NOT_COMPARABLE = "not_comparable"
"""What stands in ``text`` of a row about a wave in which a variable was asked so that it cannot be compared."""
HOLM_FAMILY = "holm over the family"
STUDENT = "student"


def trend_results(study: Study, waves: Sequence[str], patterns: Sequence[AnswerPattern]) -> list[Result]:
    """Every figure of a wave against those before it, by indicator in the order of the questionnaire.

    Args:
        study: the study of all waves.
        waves: the waves, the one the results are of last; the others are compared with it.
        patterns: the answer patterns in those waves.
    """
    if len(waves) < 2:
        return []
    followed = list(follow(study, waves, patterns))
    tests = _adjusted([test for one in followed if one.indicator in study.trends.family for test in _tests(one, study)])
    rows: list[Result] = []
    for one in followed:
        rows += _levels(one)
        rows += _changes(one, study)
        for test in tests:
            if test.followed is one:
                rows += _test_rows(test)
    return rows


def _result(one: Followed, group: str, value: str, statistic: Statistic, number: float | int | None) -> Result:
    indicator = one.indicator
    return Result(
        wave=one.waves[-1],
        place=TRENDS,
        item=indicator.item,
        category=indicator.category or "",
        group=group,
        group_value=value,
        statistic=statistic,
        value=number,
    )


def _levels(one: Followed) -> Iterator[Result]:
    """The value in every wave: the share with Wilson's interval, or the mean with Student's."""
    for wave in one.waves:
        text = "" if wave in one.comparable else NOT_COMPARABLE if wave in one.asked else NOT_ASKED
        counted = one.level(wave)
        base = sum(counted.values()) if counted is not None else None
        yield replace(_result(one, WAVE, wave, "n", base), text=text, base=base)
        if counted and base:
            for statistic, number, method in _values(one, counted, base):
                yield replace(_result(one, WAVE, wave, statistic, number), text=text, base=base, method=method)


def _values(one: Followed, counted: Mapping[float, int], base: int) -> Iterator[tuple[Statistic, float | None, str]]:
    if one.indicator.category is not None:
        chosen = counted.get(1.0, 0)
        low, high = wilson(chosen, base)
        yield "pct", 100 * chosen / base, ""
        yield "pct_low", 100 * low, WILSON
        yield "pct_high", 100 * high, WILSON
        return
    moments = group_moments(tuple(counted.values()), tuple(counted))
    yield "mean", moments.mean, ""
    half = student_quantile(0.975, base - 1) * sqrt(moments.variance / base) if base > 1 else None
    yield "mean_low", None if half is None else moments.mean - half, STUDENT
    yield "mean_high", None if half is None else moments.mean + half, STUDENT


def _compared(one: Followed, study: Study) -> tuple[str, ...]:
    """The earlier waves that a change is given for: of what is not tested, the last comparable one."""
    if one.waves[-1] not in one.comparable:
        return ()
    earlier = one.comparable[:-1]
    return earlier if one.indicator in study.trends.family else earlier[-1:]


def _change(one: Followed, waves: OverlappingWaves) -> Effect:
    return change_in_mean(waves) if one.indicator.category is None else change_in_share(waves, 1)


def _panel_of(waves: OverlappingWaves) -> OverlappingWaves:
    return overlapping_waves(waves.pairs.counts, scores=waves.scores)


def _changes(one: Followed, study: Study) -> Iterator[Result]:
    """The change since earlier waves, of all and of the panel: of a share between -1 and 1, of a mean in its scores."""
    for earlier in _compared(one, study):
        waves = one.overlapping(earlier)
        if waves is None:
            continue
        kinds = [(TOTALS, waves), *([(PANEL, _panel_of(waves))] if study.frame else [])]
        for kind, compared in kinds:
            effect = _change(one, compared)
            yield replace(_result(one, kind, earlier, "n", compared.n), base=compared.n)
            for statistic, number in (
                ("effect", effect.value),
                ("effect_low", effect.low),
                ("effect_high", effect.high),
            ):
                row = _result(one, kind, earlier, statistic, number)  # type: ignore[arg-type]
                yield replace(row, base=compared.n, method=effect.name)


@dataclass(frozen=True)
class _Test:
    """One test of an indicator: of a kind, against an earlier wave ("" for all waves)."""

    followed: Followed
    kind: str
    earlier: str
    result: TestResult
    adjusted: float | None = None


def _tests(one: Followed, study: Study) -> Iterator[_Test]:
    for earlier in _compared(one, study):
        waves = one.overlapping(earlier)
        if waves is None:
            continue
        yield _Test(one, TOTALS, earlier, overlapping_waves_exact(waves))
        if study.frame:
            paired = mcnemar_exact if one.indicator.category is not None else marginal_homogeneity_exact
            yield _Test(one, PANEL, earlier, paired(waves.pairs))
    if one.answered and len(one.comparable) > 2 and one.waves[-1] in one.comparable:
        for result in _over_all_waves(one, study):
            yield _Test(one, ALL_WAVES, "", result)


def _over_all_waves(one: Followed, study: Study) -> Iterator[TestResult]:
    """Tests of three waves or more: within municipalities, or between samples that share nobody."""
    if study.frame:
        yield wave_trend_exact(one.patterns())
        if one.indicator.category is not None:
            yield cochran_q_exact(one.patterns())
        return
    levels = [one.level(wave) or {} for wave in one.comparable]
    scores = sorted({value for level in levels for value in level} | {0.0, 1.0})
    table = contingency_table([[level.get(score, 0) for score in scores] for level in levels], scores)
    yield cochran_armitage(table) if one.indicator.category is not None else jonckheere(table)


def _adjusted(tests: Sequence[_Test]) -> list[_Test]:
    """The tests with p-values adjusted over all of one kind and name."""
    found = list(tests)
    for key in dict.fromkeys((test.kind, _family(test)) for test in tests):
        places = [place for place, test in enumerate(tests) if (test.kind, _family(test)) == key]
        for place, value in zip(places, holm([tests[place].result.p_value for place in places]), strict=True):
            found[place] = replace(tests[place], adjusted=value)
    return found


def _family(test: _Test) -> str:
    """Tests of all waves are a family each: the trend, and whether the waves differ at all."""
    return test.result.test if test.kind == ALL_WAVES else ""


def _test_rows(test: _Test) -> Iterator[Result]:
    found = test.result
    figures: list[tuple[Statistic, float | None, str]] = [
        ("test_statistic", found.statistic, found.test),
        ("df", found.df, found.test),
        ("p_value", found.p_value, found.test),
        ("p_adjusted", test.adjusted, f"{HOLM_FAMILY}: {found.test}"),
    ]
    if test.kind == ALL_WAVES:
        effects = ("effect", found.effect), ("effect_low", found.effect_low), ("effect_high", found.effect_high)
        figures += [(statistic, value, found.effect_name or "") for statistic, value in effects]  # type: ignore[misc]
    for statistic, value, method in figures:
        if statistic == "df" and value is None:
            continue
        reason = (found.reason or "") if value is None else ""
        row = _result(test.followed, test.kind, test.earlier, statistic, value)
        yield replace(row, text=reason, base=found.n, method=method)
