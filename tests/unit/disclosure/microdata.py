"""Everybody's answers, guessed: every way in which respondents could have answered that agrees with a public set.

Nothing of the package's linked sets, figures or solvers takes part. What is public is read from the text of
``results.csv``; what is sensitive is counted from the respondents themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tiny_studies import Respondent, Wave

from infopos_pipeline.statistics.results import Result, results_from_csv
from infopos_pipeline.study import Study

Weights = NDArray[np.int64]
Person = Mapping[str, Any]
"""An answer to every variable: None, an option, or the ticked options."""


@dataclass(frozen=True)
class Count:
    """What a row is of: who gave one of ``chosen`` (nobody's answer in particular if there is none), in a group."""

    item: str
    chosen: tuple[str, ...] = ()
    group: str = ""
    value: str = ""
    mentions: bool = False
    others: bool = False

    def of(self, person: Person) -> int:
        answer = person[self.item]
        if answer is None or (self.group and person[self.group] is None):
            return 0
        if self.value and person[self.group] != self.value:
            return 0
        answer = answer if isinstance(answer, tuple) else (answer,)
        found = len(answer) if not self.chosen else len([one for one in answer if one in self.chosen])
        if self.others:
            return int(found == 0)
        return found if self.mentions else int(found > 0)

    @property
    def base(self) -> Count:
        """Who answered, in the same group."""
        return Count(self.item, (), self.group, self.value)


def everybody(study: Study, wave: Wave, derived: Mapping[str, Callable[[Person], Any]]) -> list[Person]:
    """Every way to answer: each question with each of its answers or none, and what is derived from those. The frame
    has a fact of everybody.
    """
    questions: dict[str, list[Any]] = {}
    for name, variable in study.variables.items():
        match variable.kind:
            case "multiple":
                boxes = list(variable.options)
                ways = chain.from_iterable(combinations(boxes, size) for size in range(1, len(boxes) + 1))
                questions[name] = [None, *ways]
            case "number":
                questions[name] = [None, *sorted({str(r[name]) for r in wave.respondents if r.get(name) is not None})]
            case "single" | "ordinal" if name not in study.derived:
                known = study.frame is not None and name in study.frame.facts
                questions[name] = [*([] if known else [None]), *variable.options]
    return [with_derived(dict(zip(questions, way, strict=True)), derived) for way in product(*questions.values())]


def with_derived(person: Mapping[str, Any], derived: Mapping[str, Callable[[Person], Any]]) -> Person:
    return {**person, **{name: compute(person) for name, compute in derived.items()}}


def answers_of(respondent: Respondent, study: Study, derived: Mapping[str, Callable[[Person], Any]]) -> Person:
    """A respondent as a person of :func:`everybody`."""
    answered = {name: respondent.get(name) or None for name in study.variables if name not in study.derived}
    return with_derived({name: str(a) if isinstance(a, int) else a for name, a in answered.items()}, derived)


def merges(study: Study) -> dict[tuple[str, str], tuple[str, ...]]:
    """The options of every declared group and merge, by item and name."""
    found = {(n, g): group.options for n, variable in study.variables.items() for g, group in variable.groups.items()}
    for recoding in study.disclosure.recodings:
        found |= {(recoding.item, name): merge.options for name, merge in recoding.merges.items()}
    return found


def count_of(row: Result, study: Study) -> Count:
    """What a row of ``n`` or ``pct`` counts."""
    mentions = row.item in study.places()[row.place].mentions
    chosen = merges(study).get((row.item, row.category), (row.category,) if row.category else ())
    return Count(row.item, tuple(chosen), row.group, row.group_value, mentions)


def counts_shown(rows: Sequence[Result], study: Study) -> list[Count]:
    """Every count that rows of results are of, withheld or not."""
    found = [count_of(row, study) for row in rows if row.statistic == "n" and row.item in study.variables]
    return list(dict.fromkeys(found))


def sensitive(rows: Sequence[Result], study: Study, people: Sequence[Person], threshold: int) -> list[Count]:
    """The counts that need protection: of fewer respondents than the threshold, and those of nobody or everybody in a
    group, unless they are of all answers there are. Of several answers, that somebody gave none of these is a count as
    well.
    """
    shown = counts_shown(rows, study)
    boxes = [one for one in shown if study.variables[one.item].kind == "multiple" and one.chosen]
    shown += [Count(one.item, one.chosen, one.group, one.value, others=True) for one in boxes]
    found = []
    for one in dict.fromkeys(shown):
        of = sum(one.of(person) > 0 for person in people)
        base = sum(one.base.of(person) > 0 for person in people)
        telling = bool(one.chosen) and set(one.chosen) != set(study.variables[one.item].options)
        if 0 < of < threshold or (telling and base and of in (0, base)):
            found.append(one)
    return found


@dataclass(frozen=True)
class Public:
    """What rows say: sums over everybody that lie between two whole numbers."""

    weights: Weights
    low: Weights
    high: Weights

    def knowing(self, weights: Weights, value: int) -> Public:
        """With one more sum known."""
        ends = (np.append(end, value) for end in (self.low, self.high))
        return Public(np.vstack([self.weights, weights]), *ends)


def public_of(text: str, study: Study, people: Sequence[Person], respondents: int, rounding: int = 0) -> Public:
    """What ``results.csv`` says; how many respondents there are is no secret. Of figures rounded to a base their range
    is known.
    """
    sums: dict[Count, int] = {}
    weighted: list[tuple[Weights, int]] = []
    for row in results_from_csv(text):
        if row.suppressed or row.item not in study.variables:
            continue
        if row.statistic in ("n", "pct"):
            counted = count_of(row, study)
            base = Count(counted.item, (), counted.group, counted.value, counted.mentions)
            if row.base is not None:
                sums[base] = row.base
            if row.value is not None:
                n = row.value if row.statistic == "n" else row.value * (row.base or 0) / 100
                assert abs(n - round(n)) < 1e-6
                sums[counted] = round(n)
        elif row.statistic in ("mean", "sd") and row.value is not None:
            weighted += list(_moments(row, study, people, rows=results_from_csv(text)))
    rows = [(np.ones(len(people), dtype=np.int64), respondents, respondents)]
    for counted, n in sums.items():
        weights = np.array([counted.of(person) for person in people], dtype=np.int64)
        rows.append((weights, max(n - max(rounding - 1, 0), 0), n + max(rounding - 1, 0)))
    rows += [(weights, total, total) for weights, total in weighted]
    return Public(*(np.array(part, dtype=np.int64) for part in zip(*rows, strict=True)))


def _moments(
    row: Result, study: Study, people: Sequence[Person], rows: Sequence[Result]
) -> Iterator[tuple[Weights, int]]:
    """The sum of scores, or of their squares, that a mean or standard deviation of a group gives away. Scores are 1, 2,
    and so on; the tests declare no others.
    """
    group = Count(row.item, (), row.group, row.group_value)
    scores = {name: place for place, name in enumerate(study.variables[row.item].options, start=1)}
    score = np.array([scores[p[row.item]] if group.of(p) else 0 for p in people], dtype=np.int64)
    assert row.base is not None
    assert row.value is not None
    yield weights_of(group, people), row.base
    total = row.value * row.base
    if row.statistic == "sd":
        mean = next(other.value for other in rows if other == replace(row, statistic="mean", value=other.value))
        assert mean is not None
        score, total = score**2, row.value**2 * (row.base - 1) + row.base * mean**2
    assert abs(total - round(total)) < 1e-6
    yield score, round(total)


def bounds_of(public: Public, target: Weights) -> tuple[int, int]:
    """The smallest and the largest value of a count over all ways to answer that agree with what is public.

    People whose answers no sum tells apart are put together; then the sums reached by so many of each kind are listed,
    one kind after the other, and what can agree no more is left out.
    """
    weights, low, high = _distinct(public)
    kinds = np.unique(np.vstack([weights, target]), axis=1)[:, ::-1].T
    everyone = int(np.flatnonzero((weights == 1).all(axis=1))[0])
    sums = np.zeros((1, len(low)), dtype=np.int64)
    least = most = np.zeros(1, dtype=np.int64)
    for number, (*kind, worth) in enumerate(kinds.tolist()):
        later = kinds[number + 1 :, :-1].max(axis=0) if number + 1 < len(kinds) else np.zeros(len(low), dtype=np.int64)
        reached = [(sums, least, most)]
        while len(sums):
            sums, least, most = sums + np.array(kind), least + worth, most + worth
            fits = (sums <= high).all(axis=1)
            sums, least, most = sums[fits], least[fits], most[fits]
            reached.append((sums, least, most))
        sums, least, most = (np.concatenate(parts) for parts in zip(*reached, strict=True))
        left = (high[everyone] - sums[:, [everyone]]) * later
        fits = (sums + left >= low).all(axis=1)
        sums, same = np.unique(sums[fits], axis=0, return_inverse=True)
        extremes = np.full(len(sums), np.iinfo(np.int64).max), np.full(len(sums), -1)
        np.minimum.at(extremes[0], same.ravel(), least[fits])
        np.maximum.at(extremes[1], same.ravel(), most[fits])
        least, most = extremes
    assert len(least), "nothing agrees with what is public"
    return int(least.min()), int(most.max())


def _distinct(public: Public) -> tuple[Weights, Weights, Weights]:
    """Each sum once, those of fewest people first: they are settled soonest."""
    weights = np.unique(public.weights, axis=0)
    weights = weights[np.argsort((weights > 0).sum(axis=1), kind="stable")]
    same = [(public.weights == row).all(axis=1) for row in weights]
    return weights, np.array([public.low[s].max() for s in same]), np.array([public.high[s].min() for s in same])


def weights_of(counted: Count, people: Sequence[Person]) -> Weights:
    return np.array([counted.of(person) for person in people], dtype=np.int64)


def parts_of(people: Sequence[Person], own: Collection[Count], among: Sequence[Count]) -> set[Count]:
    """The counts that are of nobody but whom one of ``own`` counts."""
    return {one for one in among if any((weights_of(one, people) <= weights_of(other, people)).all() for other in own)}
