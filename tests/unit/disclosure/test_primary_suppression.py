"""Which counts give somebody away by themselves: by hand, on respondents counted for the purpose."""

from __future__ import annotations

import pytest
from tiny_studies import Wave, declare, item, single, table, with_settings

from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.disclosure.primary import PrimaryRule, with_others
from infopos_pipeline.disclosure.sole_contributors import sole_contributors


@pytest.fixture
def study(tmp_path):
    return declare(
        tmp_path,
        items={
            "opinion": item("a", "b", "c"),
            "other": item("u", "v"),
            "boxes": item("p", "q", "r", kind="multiple"),
        },
        facts={"region": single("north", "south")},
        tables={
            "one": table("crosstab", items=["opinion"], by=["region"]),
            "two": table("characteristics", items=["boxes", "other"]),
        },
    )


def north(opinion=None, *boxes, other=None):
    return {"region": "north", "opinion": opinion, "boxes": boxes or None, "other": other}


def south(opinion=None, *boxes, other=None):
    return {"region": "south", "opinion": opinion, "boxes": boxes or None, "other": other}


def sensitive(study, wave, *figures, **settings):
    rule = PrimaryRule(with_settings(study, **settings), wave.counts)
    return [rule.sensitive(figure) for figure in figures]


def test_a_count_below_the_threshold_is_sensitive(study):
    wave = Wave(study, [north("a")] * 3 + [north("b")] * 2 + [north("c")])
    figures = [Figure("opinion", (option,)) for option in "abc"]
    assert sensitive(study, wave, *figures) == [False, True, True]
    assert sensitive(study, wave, *figures, threshold=2) == [False, False, True]
    assert sensitive(study, wave, *figures, threshold=5) == [True, True, True]


def test_what_nobody_and_what_everybody_in_a_group_answered_is_sensitive(study):
    wave = Wave(study, [north("a")] * 5 + [south("a")] * 4 + [south("b")] * 3)
    everybody, nobody = Figure("opinion", ("a",), "region", "north"), Figure("opinion", ("b",), "region", "north")
    merged, of_all = Figure("opinion", ("b", "c"), "region", "north"), Figure("opinion", ("a", "b"))
    assert sensitive(study, wave, everybody, nobody, merged, of_all) == [True, True, True, True]
    assert sensitive(study, wave, everybody, nobody, merged, of_all, group_disclosure=False) == [False] * 4


def test_that_everybody_gave_one_of_all_answers_says_nothing(study):
    wave = Wave(study, [north("a", "p")] * 5)
    figures = [
        Figure("opinion", ("a", "b", "c"), "region", "north"),
        Figure("boxes", ("p", "q", "r")),
        Figure("boxes", ("p", "q", "r"), others=True),
        Figure("opinion"),
    ]
    assert sensitive(study, wave, *figures) == [False] * 4


def test_a_group_in_which_nobody_answered_says_nothing(study):
    wave = Wave(study, [north("a")] * 5 + [south()] * 4)
    assert sensitive(study, wave, Figure("opinion", ("a",), "region", "south")) == [False]
    assert sensitive(study, wave, Figure("opinion", (), "region", "south")) == [False]


def test_a_base_below_the_threshold_is_sensitive(study):
    wave = Wave(study, [north("a")] * 5 + [south("a")] * 2)
    assert sensitive(study, wave, Figure("opinion", (), "region", "south"), Figure("opinion")) == [True, False]


def test_mentions_of_few_municipalities_are_sensitive_however_many_there_are(study):
    # By hand: three mentions by one municipality.
    wave = Wave(study, [north("a", "p", "q", "r"), *[south("a")] * 5])
    figure = Figure("boxes", base="mentions")
    assert PrimaryRule(study, wave.counts).count(figure).n == 3
    assert sensitive(study, wave, figure) == [True]
    assert PrimaryRule(study, wave.counts).alone(figure)


def test_whoever_did_not_tick_a_box_counts_too(study):
    wave = Wave(study, [north("a", "p")] * 8 + [north("a", "q")])
    boxes = [Figure("boxes", ("p",)), Figure("boxes", ("q",)), Figure("opinion", ("a",)), Figure("boxes")]
    found = with_others(boxes, {"boxes"})
    assert found == [Figure("boxes", ("p",), others=True), Figure("boxes", ("q",), others=True)]
    # One ticked something, and not p.
    assert sensitive(study, wave, *found) == [True, False]
    assert with_others(found, {"boxes"}) == []


def test_several_respondents_of_a_municipality_are_one(study):
    wave = Wave(study, [north("a")] * 4, municipalities=["one", "one", "one", "two"])
    rule = PrimaryRule(study, wave.counts)
    figure = Figure("opinion", ("a",), "region", "north")
    assert rule.count(figure).n == 4
    assert rule.sensitive(figure)
    assert not rule.alone(figure)


def contributors(wave, *figures):
    rule = PrimaryRule(wave.study, wave.counts)
    assert all(map(rule.alone, figures))
    return [set(places) for places in sole_contributors(dict(enumerate(figures)), wave.study, wave.counts)]


def test_a_municipality_alone_in_two_boxes_is_one_insider(study):
    together = Wave(study, [north("a", "p", "q"), *[north("a", "r")] * 5])
    apart = Wave(study, [north("a", "p"), north("a", "q"), *[north("a", "r")] * 5])
    boxes = Figure("boxes", ("p",)), Figure("boxes", ("q",))
    assert contributors(together, *boxes) == [{0, 1}]
    assert contributors(apart, *boxes) == [{0}, {1}]


def test_a_municipality_alone_in_a_region_is_alone_in_all_that_is_counted_there(study):
    wave = Wave(study, [south("b", "p"), *[north("a", "q")] * 5])
    figures = Figure("region", ("south",)), Figure("opinion", ("b",)), Figure("opinion", (), "region", "south")
    assert contributors(wave, *figures) == [{0, 1, 2}]


def test_figures_of_tables_that_no_count_joins_are_taken_apart(study):
    # By hand: opinion and other are counted together nowhere, so that no count says whether it is the same one.
    wave = Wave(study, [north("b", other="v"), *[north("a", other="u")] * 5])
    assert contributors(wave, Figure("opinion", ("b",)), Figure("other", ("v",))) == [{0}, {1}]


def test_one_cell_of_two_respondents_is_one_insider_and_two_cells_may_be_two(study):
    """Whose the cells of several respondents are no count says; then nobody is taken to be the same."""
    same = Wave(study, [north("b")] * 2 + [north("a")], municipalities=["one", "one", "two"])
    assert contributors(same, Figure("opinion", ("b",)), Figure("opinion", ("b",), "region", "north")) == [{0, 1}]
    other = Wave(study, [north("b"), north("c"), north("c")], municipalities=["one", "two", "two"])
    assert contributors(other, Figure("opinion", ("b", "c")), Figure("opinion", ("b",))) == [{0}, {1}]
