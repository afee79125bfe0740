"""Figures as sums over hidden cells: what respondents themselves put into every cell adds up to every figure."""

from __future__ import annotations

from itertools import chain, combinations
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from microdata import Count, bounds_of, public_of, weights_of
from random_studies import random_case
from tiny_studies import WAVE, Wave, declare, item, label, single, table

from infopos_pipeline.disclosure.answers import PossibleAnswers
from infopos_pipeline.disclosure.attack import bounds, exactly_published
from infopos_pipeline.disclosure.control import prepare
from infopos_pipeline.disclosure.figures import Figure, category_options, counted, frequency_figure
from infopos_pipeline.disclosure.joint import MOST_CELLS, _tables, cliques, linked_set
from infopos_pipeline.disclosure.linked_reduction import reduced
from infopos_pipeline.statistics.results import results_csv


def cells_of(wave: Wave, figures: list[Figure]) -> np.ndarray:
    """The hidden cells of a wave, filled by its respondents one after the other."""
    possible = PossibleAnswers(wave.study, wave.counts)
    tables = _tables(figures, possible)
    cells = np.zeros(sum(prod(table.shape) for table in tables), dtype=np.int64)
    rows = wave.responses.to_dict("records")
    for joint in tables:
        for row in rows:
            at = [
                classes[possible.universe(root).index({name: row[name] for name in possible.universe(root)[0]})]
                for root, classes in zip(joint.roots, joint.classes, strict=True)
            ]
            cells[joint.cells[tuple(at)]] += 1
    return cells


@pytest.mark.parametrize("seed", range(16))
def test_every_figure_is_the_sum_of_the_cells_that_respondents_fill(seed, tmp_path):
    case = random_case(seed, tmp_path)
    program = prepare(case.study, case.wave.counts, case.wave.results, WAVE).program
    linked = program.linked

    cells = cells_of(case.wave, list(program.figures))

    assert (linked.figures @ cells).tolist() == linked.values.tolist()
    assert not (linked.relations @ cells).any()
    assert {int(linked.values[place]) for place in program.totals} == {len(case.wave.respondents)}
    for place, figure in enumerate(program.figures):
        own = Count(
            figure.item, figure.options, figure.group, figure.group_value, figure.base == "mentions", figure.others
        )
        assert linked.values[place] == sum(map(own.of, case.people)), figure


@pytest.mark.parametrize("seed", range(16))
def test_no_attacker_knows_more_than_the_linked_set_leaves_open(seed, tmp_path):
    """Of random figures published, the bounds over all ways to answer are never wider, and mostly the same."""
    case = random_case(seed, tmp_path)
    program = prepare(case.study, case.wave.counts, case.wave.results, WAVE).program
    generator = np.random.default_rng(seed)
    figures = list(program.figures)
    public = {place for place in range(len(figures)) if generator.random() < 0.5} | program.totals
    kinds, weights = case.kinds, {}
    for place, figure in enumerate(figures):
        own = Count(
            figure.item, figure.options, figure.group, figure.group_value, figure.base == "mentions", figure.others
        )
        weights[place] = weights_of(own, kinds)
    known = public_of(results_csv([]), case.study, kinds, len(case.people))
    for place in public - program.totals:
        known = known.knowing(weights[place], int(program.linked.values[place]))
    targets = [place for place in range(len(figures)) if place not in public][:8]

    found = bounds(reduced(program.linked), exactly_published(program.linked, public), targets, seconds=30)

    exact = [bounds_of(known, weights[place]) for place in targets]
    assert all(low <= least and most <= high for (low, high), (least, most) in zip(found, exact, strict=True))
    same = sum(tuple(map(int, one)) == other for one, other in zip(found, exact, strict=True) if np.isfinite(one[1]))
    assert same >= len(targets) * 3 / 4


GROUPS = st.lists(st.sets(st.sampled_from("abcdefg"), min_size=2, max_size=3), min_size=1, max_size=7)


def maximal_cliques(edges: set[frozenset[str]]) -> set[frozenset[str]]:
    """By trying all sets of roots."""
    names = sorted(set(chain.from_iterable(edges)))
    whole = [
        frozenset(some)
        for size in range(2, len(names) + 1)
        for some in combinations(names, size)
        if all(frozenset(pair) in edges for pair in combinations(some, 2))
    ]
    return {one for one in whole if not any(one < other for other in whole)}


def is_chordal(edges: set[frozenset[str]]) -> bool:
    """Whether roots can be taken away one by one, the neighbours of each being neighbours of each other."""
    left = set(chain.from_iterable(edges))
    while left:
        for root in sorted(left):
            near = {other for other in left if frozenset((root, other)) in edges}
            if all(frozenset(pair) in edges for pair in combinations(sorted(near), 2)):
                left.remove(root)
                break
        else:
            return False
    return True


@given(GROUPS)
def test_cliques_are_those_of_a_chordal_graph_with_every_group_in_one(groups):
    ordered = "abcdefg"
    tuples = [tuple(name for name in ordered if name in group) for group in groups]

    found = cliques(tuples, dict.fromkeys(ordered, 2), ordered)

    edges = {frozenset(pair) for clique in found for pair in combinations(clique, 2)}
    assert all(any(set(group) <= set(clique) for clique in found) for group in groups)
    assert is_chordal(edges)
    assert {frozenset(clique) for clique in found if len(clique) > 1} == maximal_cliques(edges)
    assert len(set(found)) == len(found)


def test_a_clique_of_too_many_cells_leaves_the_groups_as_they_are():
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    size = round(MOST_CELLS ** (1 / 3))

    assert len(cliques(ring, dict.fromkeys("abcd", size), "abcd")) == 2
    assert cliques(ring, dict.fromkeys("abcd", size + 1), "abcd") == ring


def test_tables_that_nobody_shows_together_are_linked_by_the_question_they_share(tmp_path):
    """By hand: happy is an opinion; so is what of an opinion stands in a table by region."""
    study = declare(
        tmp_path,
        items={"opinion": item("a", "b"), "other": item("u", "v")},
        derived={
            "happy": {
                **single("yes", "no"),
                "options": {
                    "yes": {**label("x"), "when": "opinion in (a,)"},
                    "no": {**label("x"), "when": "opinion in (b,)"},
                },
            }
        },
        tables={
            "one": table("frequencies", items=["happy"]),
            "two": table("frequencies", items=["opinion"]),
            "three": table("frequencies", items=["other"]),
        },
    )
    wave = Wave(study, [{"opinion": "a", "other": "u"}] * 2 + [{"opinion": "b", "other": "v"}] * 3)
    figures = [Figure("happy", ("yes",)), Figure("opinion", ("a",)), Figure("other", ("u",))]

    linked, totals = linked_set(figures, study, wave.counts)

    assert bounds(linked, exactly_published(linked, {0, *totals}), [1, 2], seconds=10) == [(2, 2), (0, 5)]


@pytest.mark.parametrize(
    ("figure", "name", "weights"),
    [
        # Respondents: south with p and q; north with q; north without an answer.
        (Figure("boxes"), "boxes answered", (1, 1, 0)),
        (Figure("boxes", base="mentions"), "boxes answered, mentions", (2, 1, 0)),
        (Figure("boxes", ("p", "q")), "boxes=p+q", (1, 1, 0)),
        (Figure("boxes", ("p", "q"), base="mentions"), "boxes=p+q, mentions", (2, 1, 0)),
        (Figure("boxes", ("p",), others=True), "boxes, none of p", (0, 1, 0)),
        (Figure("boxes", ("q",), "region", "north"), "region=north, boxes=q", (0, 1, 0)),
        (Figure("boxes", (), "region"), "region given, boxes answered", (1, 1, 0)),
    ],
)
def test_what_a_figure_counts_and_is_called(figure, name, weights, tmp_path):
    study = declare(
        tmp_path,
        items={"boxes": item("p", "q", kind="multiple")},
        facts={"region": single("north", "south")},
        tables={"t": table("crosstab", items=["boxes"], by=["region"])},
    )
    south, north, silent = (
        {"region": "south", "boxes": ("p", "q")},
        {"region": "north", "boxes": ("q",)},
        {"region": "north"},
    )

    assert str(figure) == name
    found = [
        counted(figure, Wave(study, [respondent], not_responding=[north]).counts).n
        for respondent in (south, north, silent)
    ]
    assert tuple(found) == weights


def test_municipalities_are_counted_once_where_they_answer_twice(tmp_path):
    """By hand: of three respondents in the north two are of one municipality, and it answered a and b."""
    study = declare(
        tmp_path,
        items={"opinion": item("a", "b")},
        facts={"region": single("north", "south")},
        tables={"t": table("crosstab", items=["opinion"], by=["region"])},
    )
    respondents = [{"region": "north", "opinion": opinion} for opinion in "aba"]
    counts = Wave(study, respondents, municipalities=["one", "one", "two"]).counts

    found = counted(Figure("opinion", ("a", "b"), "region", "north"), counts)

    # Which cells are of the same municipality no count says: two at least.
    assert (found.n, found.entities) == (3, 2)
    assert counted(Figure("opinion", ("b",)), counts).entities == 1


def test_a_row_of_a_declared_group_counts_its_options_once_a_respondent(tmp_path):
    boxes = item("p", "q", "r", kind="multiple", groups={"some": {"options": ["r", "p"], "label": label("x")}})
    study = declare(
        tmp_path, items={"boxes": boxes}, tables={"t": table("frequencies", items=["boxes"], mentions=["boxes"])}
    )
    wave = Wave(study, [{"boxes": ("p", "r")}])
    (row,) = [row for row in wave.results if row.category == "some" and row.statistic == "n"]

    figure = frequency_figure(row, study.places()["t"], study)

    assert category_options(study.variables["boxes"], "some") == ("p", "r")
    assert figure == Figure("boxes", ("p", "r"), base="mentions")
    assert counted(figure, wave.counts).n == row.value == 2
