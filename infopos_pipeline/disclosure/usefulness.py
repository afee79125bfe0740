"""What survives disclosure control: the same wave at several thresholds, with and without merging categories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from infopos_pipeline.disclosure.control import Before
from infopos_pipeline.disclosure.release import NotPublishable, publish
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study

THRESHOLDS = (3, 5, 10)
"""Of distinct municipalities: what statistical offices use, from lenient to strict."""

SETTINGS = tuple((threshold, recode) for recode in (True, False) for threshold in THRESHOLDS)
"""Thresholds, and whether categories are merged first."""


@dataclass(frozen=True)
class Useful:
    """What one setting leaves.

    Attributes:
        threshold: the setting's.
        recode: whether categories are merged first.
        places: by place how many of its counts, percentages and means are public, and how many there are.
        tests: how many tests are public, and how many there are.
        refusal: why nothing is; "" if something is.
    """

    threshold: int
    recode: bool
    places: Mapping[str, tuple[int, int]]
    tests: tuple[int, int]
    refusal: str = ""


def usefulness(
    study: Study,
    counts: Counts,
    results: Sequence[Result],
    wave: str,
    before: Before | None = None,
    settings: Sequence[tuple[int, bool]] = SETTINGS,
) -> Iterator[Useful]:
    """What each setting (threshold, whether to merge first) would leave of a wave, one after the other."""
    for threshold, recode in settings:
        other = study.disclosure.model_copy(update={"threshold": threshold, "recode": recode, "width": None})
        try:
            public = publish(replace(study, disclosure=other), counts, results, wave, before)
        except NotPublishable as refusal:
            yield Useful(threshold, recode, {}, (0, 0), str(refusal))
        else:
            yield Useful(threshold, recode, shown_by_place(public.rows), tests_shown(public.rows))


def shown_by_place(rows: Sequence[Result]) -> dict[str, tuple[int, int]]:
    """Of every place how many counts, percentages and means are public, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.statistic in ("n", "pct", "mean"):
            shown, of = found.get(row.place, (0, 0))
            found[row.place] = shown + (not row.suppressed), of + 1
    return found


def total(places: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """The same of all places together."""
    return sum(shown for shown, _ in places.values()), sum(of for _, of in places.values())


def tests_shown(rows: Sequence[Result]) -> tuple[int, int]:
    """How many tests are public, and how many there are."""
    tests = [row for row in rows if row.statistic == "p_value"]
    return sum(not row.suppressed for row in tests), len(tests)
