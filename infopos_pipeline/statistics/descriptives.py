"""Frequencies, split or not, with their bases; means and standard deviations; the numbers of the fieldwork."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from infopos_pipeline.statistics.counting import FILTER, Counts
from infopos_pipeline.statistics.results import NOT_ASKED, Profile, Result
from infopos_pipeline.statistics.uncertainty import (
    Interval,
    list_intervals,
    mention_intervals,
    respondent_interval,
)
from infopos_pipeline.study import Study
from infopos_pipeline.study.missing import NOT_TICKED, TICKED
from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.shown import Base, Fact, Filter, Table

DECLARED = "declared"
"""The method of a number that no respondent gave: a fact declared in ``study.yaml``."""


@dataclass(frozen=True)
class Distribution:
    """How the answers to one variable are spread: respondents or mentions by category, out of ``base``.

    For multiple response one respondent can stand under several categories, so the counts may add to more than the
    base.
    """

    base: int
    counts: Mapping[str, int]

    def pct(self, category: str) -> float | None:
        """The percentage of the base, 0 to 100; None where there is no base."""
        return 100 * self.counts[category] / self.base if self.base else None


def distribution(
    counts: Counts, variable: Variable, base: Base = "respondents", group: tuple[str, str] | None = None
) -> Distribution:
    """The distribution of a variable, of everyone or of one group (a predictor and its category).

    Declared merges of options count whoever chose any of them; of mentions, every one of them.
    """
    if group:
        cells = counts.cells(group[0], variable.name)
        return _spread([(c, n) for c, n in cells if counts.answer(c, group[0]) == group[1:]], variable, counts, base)
    return _spread(counts.cells(variable.name), variable, counts, base)


def grouped(counts: Counts, variable: Variable, predictor: Variable, box: str = "") -> dict[str, Distribution]:
    """The distribution of a variable in each group of a predictor: its options in declared order, or the values of a
    number that occur in order of size, or for one ``box`` of several who ticked it and who did not.
    """
    groups = (TICKED, NOT_TICKED) if box else tuple(predictor.options)
    found: dict[str, list[tuple[dict[str, str], int]]] = {group: [] for group in groups}
    for cell, n in counts.cells(predictor.name, variable.name):
        answer = counts.answer(cell, predictor.name)
        if answer is not None:
            group = (TICKED if box in answer else NOT_TICKED) if box else answer[0]
            found.setdefault(group, []).append((cell, n))
    if predictor.kind == "number":
        found = dict(sorted(found.items(), key=lambda entry: float(entry[0])))
    return {group: _spread(cells, variable, counts) for group, cells in found.items()}


def _spread(
    cells: Iterable[tuple[dict[str, str], int]], variable: Variable, counts: Counts, base: Base = "respondents"
) -> Distribution:
    chosen: dict[str, int] = dict.fromkeys((*variable.options, *variable.groups), 0)
    total = 0
    for cell, n in cells:
        answer = counts.answer(cell, variable.name)
        if answer is None:
            continue
        total += n * (len(answer) if base == "mentions" else 1)
        for category in answer:
            chosen[category] = chosen.get(category, 0) + n
        for name, merged in variable.groups.items():
            if set(answer) & set(merged.options):
                chosen[name] += n * (len(set(answer) & set(merged.options)) if base == "mentions" else 1)
    if variable.kind == "number":
        chosen = dict(sorted(chosen.items(), key=lambda entry: float(entry[0])))
    return Distribution(total, chosen)


def moments(spread: Distribution, scores: Mapping[str, float]) -> tuple[float | None, float | None]:
    """Mean and sample standard deviation (divisor n - 1) of scored categories; None where n does not allow it.

    A category without a score, such as a declared merge, repeats others and is passed over.
    """
    if spread.base == 0:
        return None, None
    scored = [(score, spread.counts[category]) for category, score in scores.items()]
    mean = sum(score * n for score, n in scored) / spread.base
    squares = sum((score - mean) ** 2 * n for score, n in scored)
    return mean, sqrt(squares / (spread.base - 1)) if spread.base > 1 else None


def scores_of(variable: Variable, spread: Distribution) -> dict[str, float]:
    """The score of every category: declared for options, the number itself for a number; a merge has none."""
    return variable.scores or {category: float(category) for category in spread.counts}


def place_results(place: Table, study: Study, counts: Counts, wave: str) -> list[Result]:
    """Every descriptive figure of one place, in declared order."""
    study = study.without(counts.left_out())
    results = list(_facts(place, study, counts, wave))
    if place.filter:
        results += filter_results(wave, place.name, "", place.filter, counts)
    counts = counts.where(place.filter)
    for item in place.items:
        if study.asked(item):
            results += (_split if place.by else _whole)(place, item, study, counts, wave)
        results += _unasked(place, item, study, wave)
    return results


def filter_results(wave: str, place: str, item: str, declared: Filter, counts: Counts) -> Iterator[Result]:
    """Of how many respondents a filter holds, does not, and is not known to, out of everybody."""
    for category, n in counts.filtered(declared).items():
        yield Result(wave, place, item, "n", category=category, group=FILTER, value=n, base=counts.respondents)


def _whole(place: Table, item: str, study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    """The frequencies of everyone, each with its intervals."""
    variable = study.variables[item]
    spread = distribution(counts, variable, place.base(item))
    mentions = mention_intervals(variable, counts) if place.base(item) == "mentions" else {}
    in_frame = study.frame is not None and item in study.frame.facts

    def intervals(category: str, n: int) -> Iterator[Interval]:
        if place.base(item) == "mentions":
            yield from filter(None, [mentions.get(category)])
            return
        yield from respondent_interval(n, spread.base)
        # Of whom was approached nobody knows for whom a filter would have held.
        if not in_frame and not place.filter:
            yield from list_intervals(variable, n, spread.base, counts)

    yield from _frequencies(wave, place, variable, spread, intervals)
    if variable.kind == "number":
        mean, deviation = moments(spread, scores_of(variable, spread))
        for statistic, number in (("mean", mean), ("sd", deviation)):
            yield Result(wave, place.name, item, statistic, value=number, base=spread.base)  # type: ignore[arg-type]


def _unasked(place: Table, item: str, study: Study, wave: str) -> Iterator[Result]:
    """That there is nothing to count: the item, or what it is split by, is not in the questionnaire of the wave."""
    for group in place.by or ("",):
        if not study.asked(item) or (group and not study.asked(group)):
            yield Result(wave, place.name, item, "n", group=group, text=NOT_ASKED)


def _split(place: Table, item: str, study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    variable = study.variables[item]
    for group in (name for name in place.by if study.asked(name)):
        if place.layout == "means":
            yield from mean_results(wave, place.name, study.variables[group], variable, counts)
            continue
        for value in study.variables[group].options:
            spread = distribution(counts, variable, place.base(item), (group, value))

            def intervals(category: str, n: int, base: int = spread.base) -> Iterator[Interval]:
                yield from respondent_interval(n, base)

            yield from _frequencies(wave, place, variable, spread, intervals, group, value)


def _frequencies(
    wave: str,
    place: Table,
    variable: Variable,
    spread: Distribution,
    intervals: Callable[[str, int], Iterable[Interval]],
    group: str = "",
    value: str = "",
) -> Iterator[Result]:
    def result(statistic: str, number: float | int | None, category: str = "", method: str = "") -> Result:
        return Result(
            wave=wave,
            place=place.name,
            item=variable.name,
            category=category,
            group=group,
            group_value=value,
            statistic=statistic,  # type: ignore[arg-type]
            value=number,
            base=spread.base,
            method=method,
        )

    yield result("n", spread.base)
    for category, n in spread.counts.items():
        yield result("n", n, category)
        yield result("pct", spread.pct(category), category)
        for method, low, high in intervals(category, n):
            yield result("pct_low", low, category, method)
            yield result("pct_high", high, category, method)


def mean_results(
    wave: str, place: str, group: Variable, variable: Variable, counts: Counts, profile: Profile = ""
) -> Iterator[Result]:
    """The number of respondents over all groups, and n, mean and standard deviation of each group."""
    spreads = {value: distribution(counts, variable, group=(group.name, value)) for value in group.options}
    common = {"wave": wave, "place": place, "item": variable.name, "group": group.name, "profile": profile}
    total = sum(spread.base for spread in spreads.values())
    yield Result(**common, statistic="n", value=total, base=total)  # type: ignore[arg-type]
    for value, spread in spreads.items():
        mean, deviation = moments(spread, scores_of(variable, spread))
        for statistic, number in (("n", spread.base), ("mean", mean), ("sd", deviation)):
            yield Result(
                **common,  # type: ignore[arg-type]
                group_value=value,
                statistic=statistic,  # type: ignore[arg-type]
                value=number,
                base=spread.base,
            )


def _facts(place: Table, study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    for name, fact in place.facts.items():
        asked = fact.item is None or study.asked(fact.item)
        value = _fact(fact, name, study, counts, wave) if asked else None
        text, method = "" if asked else NOT_ASKED, DECLARED if fact.declared else ""
        yield Result(wave=wave, place=place.name, item=name, statistic="n", value=value, text=text, method=method)


def _fact(fact: Fact, name: str, study: Study, counts: Counts, wave: str) -> int | None:
    if fact.counted == "approached":
        return counts.approached
    if fact.counted == "respondents":
        return counts.respondents
    if fact.declared == "eligibility":
        return int(study.frame.eligible.below) if study.frame and study.frame.eligible else None
    if fact.declared == "fieldwork":
        facts = study.declared.waves.get(wave)
        return facts.fieldwork.get(name) if facts else None
    return distribution(counts, study.variables[fact.item or ""]).counts.get(fact.category or "")
