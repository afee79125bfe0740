"""Public sets of tiny studies, attacked by going through every way in which so many respondents could have answered.

The attack knows nothing of linked sets, figures, components or solvers: it reads ``results.csv`` and counts people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from microdata import (
    Count,
    Public,
    bounds_of,
    count_of,
    counts_shown,
    parts_of,
    public_of,
    sensitive,
    weights_of,
)
from random_studies import Case, random_case

from infopos_pipeline.disclosure.release import NotPublishable, PublicSet, publish
from infopos_pipeline.statistics.results import Result, results_csv

BLOCKS = [range(start, start + 8) for start in range(0, 48, 8)]


def published(case: Case) -> PublicSet | None:
    try:
        return publish(case.study, case.wave.counts, case.wave.results, "w1")
    except NotPublishable:
        return None


def shown_rows(case: Case, public: Sequence[Result]) -> list[Result]:
    return [*case.wave.results, *public]


def leaks(case: Case, rows: Sequence[Result], rounding: int = 0) -> Iterator[tuple[Count, tuple[int, int], str]]:
    """Every count that is bounded to less than the declared width by someone: the count, its bounds, and who."""
    study, kinds, people = case.study, case.kinds, case.people
    width = study.disclosure.protection_width
    public = public_of(results_csv(rows), study, kinds, len(people), rounding)
    targets = sensitive(shown_rows(case, rows), study, people, study.disclosure.threshold)
    for target in targets:
        low, high = bounds_of(public, weights_of(target, kinds))
        assert low <= sum(map(target.of, people)) <= high
        if high - low < width:
            yield target, (low, high), "anybody"
    for everything, own in alone(case, [*counts_shown(shown_rows(case, rows), study), *targets]):
        known = knowing(public, own, case)
        about_itself = parts_of(kinds, everything, [*targets, *(target.base for target in targets)])
        for target in targets:
            if target not in about_itself and target.base not in about_itself:
                low, high = bounds_of(known, weights_of(target, kinds))
                if high - low < width:
                    yield target, (low, high), f"whoever is alone in {own}"


def counted(case: Case, count: Count) -> list[int]:
    """The places of the respondents whom a count is of."""
    return [place for place, person in enumerate(case.people) if count.of(person)]


def alone(case: Case, counts: Sequence[Count]) -> Iterator[tuple[list[Count], list[Count]]]:
    """For every respondent who is alone in counts of a table: all counts in which it is, and those of that table.

    Of tables that no count joins the package cannot tell whose counts are the same municipality's; docs/disclosure.md
    says so.
    """
    owners: dict[int, list[Count]] = {}
    for count in dict.fromkeys(counts):
        who = counted(case, count)
        if len(who) == 1:
            owners.setdefault(who[0], []).append(count)
    for own in owners.values():
        for table in dict.fromkeys((count.group, count.item) for count in own):
            yield own, [count for count in own if (count.group, count.item) == table]


def knowing(public: Public, own: Sequence[Count], case: Case) -> Public:
    for count in own:
        public = public.knowing(weights_of(count, case.kinds), sum(map(count.of, case.people)))
    return public


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_nobody_can_narrow_down_a_sensitive_count_of_a_public_set(block, tmp_path):
    """48 studies, 96 kinds of respondents at most. Whoever is alone knows all its counts in a table."""
    said = 0
    for seed in block:
        case = random_case(seed, tmp_path / str(seed))
        public = published(case)
        if public is None:
            continue
        assert list(leaks(case, public.rows)) == [], seed
        said += sum(row.value is not None and row.item != "region" for row in public.rows)
    assert said > 0


@pytest.mark.parametrize("base", [3, 5])
def test_nobody_can_narrow_down_a_sensitive_count_of_a_rounded_set(base, tmp_path):
    """Twelve studies for either base. Of a rounded count everybody knows which values become it."""
    sets = 0
    for seed in [*range(2, 44, 4), 5]:
        case = random_case(seed, tmp_path / str(seed), mode="rounding", rounding_base=base, width=base - 1)
        public = published(case)
        if public is None:
            continue
        sets += 1
        assert all(row.value % base == 0 for row in public.rows if row.statistic == "n" and row.value is not None), seed
        assert list(leaks(case, public.rows, base)) == [], seed
    assert sets >= 9


def test_this_attack_finds_what_one_row_too_many_gives_away(tmp_path):
    """The tests above can fail: of most withheld counts, publishing one more makes something known."""
    found = tried = 0
    for seed in range(6):
        case = random_case(seed, tmp_path / str(seed))
        public = published(case)
        assert public is not None
        true = {row.key(): row for row in case.wave.results}
        targets = sensitive(shown_rows(case, public.rows), case.study, case.people, case.study.disclosure.threshold)
        for place, row in enumerate(public.rows):
            if row.suppressed and row.statistic == "n" and row.key() in true and count_of(row, case.study) in targets:
                rows = [*public.rows]
                rows[place] = replace(row, value=true[row.key()].value, text="")
                tried += 1
                found += any(leaks(case, rows))
    assert tried >= 5
    assert found == tried
