"""Merging before suppressing: which level a place takes, and what it shows then."""

from __future__ import annotations

import pytest
from tiny_studies import WAVE, Wave, declare, group, item, single, table, with_settings

from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.disclosure.primary import PrimaryRule
from infopos_pipeline.disclosure.recoding import (
    category_figures,
    choose_recodings,
    levels,
    public_study,
    recoded_results,
    shown_categories,
)
from infopos_pipeline.disclosure.release import publish

MILD = {"item": "opinion", "merges": {"good": group("very_good", "good_enough")}}
STRONG = {"item": "opinion", "merges": {"good": group("very_good", "good_enough"), "rest": group("bad", "worst")}}


@pytest.fixture
def study(tmp_path):
    opinion = item(
        "very_good", "good_enough", "bad", "worst", kind="ordinal", groups={"not_good": group("bad", "worst")}
    )
    return declare(
        tmp_path,
        items={"opinion": opinion, "other": item("u", "v")},
        facts={"region": single("north", "south")},
        tables={
            "alone": table("frequencies", items=["opinion"]),
            "split": table("crosstab", items=["opinion"], by=["region"]),
            "means": table("means", items=["opinion"], by=["other"]),
        },
        disclosure={"recodings": [MILD, STRONG]},
    )


def people(**counts):
    """So many respondents of each opinion, in the north unless it says south."""
    return [
        {
            "region": "south" if name.startswith("south_") else "north",
            "opinion": name.removeprefix("south_"),
            "other": "u",
        }
        for name, n in counts.items()
        for _ in range(n)
    ]


def chosen(study, respondents):
    wave = Wave(study, respondents)
    recodings = choose_recodings(study, wave.counts, PrimaryRule(study, wave.counts).sensitive)
    return {place: tuple(recoding.merges) for (place, _), recoding in recodings.chosen.items()}


def test_an_item_has_its_levels_from_as_it_is_to_strong(study):
    assert [level and tuple(level.merges) for level in levels(study, "opinion")] == [None, ("good",), ("good", "rest")]
    assert levels(study, "other") == (None,)
    assert levels(with_settings(study, recode=False), "opinion") == (None,)


def test_a_merge_stands_in_the_place_of_its_first_option(study):
    opinion = study.variables["opinion"]
    shown = [shown_categories(opinion, level) for level in levels(study, "opinion")]
    assert shown == [
        ["very_good", "good_enough", "bad", "worst", "not_good"],
        ["good", "bad", "worst", "not_good"],
        ["good", "rest", "not_good"],
    ]


def test_nothing_is_merged_where_nothing_is_small(study):
    respondents = people(very_good=5, good_enough=5, bad=5, worst=5)
    respondents += people(south_very_good=5, south_good_enough=5, south_bad=5, south_worst=5)
    assert chosen(study, respondents) == {}


def test_the_mildest_level_at_which_nothing_is_small_is_taken(study):
    # By hand: one very good; with good enough they are six.
    assert chosen(study, people(very_good=1, good_enough=5, bad=5, worst=5)) == {"alone": ("good",), "split": ("good",)}
    # By hand: one very good, one worst; only the strong level takes both in.
    assert chosen(study, people(very_good=1, good_enough=5, bad=5, worst=1))["alone"] == ("good", "rest")


def test_each_place_takes_its_own_level_for_all_its_groups(study):
    # By hand: in all nothing is small, in the south one is very good.
    respondents = people(very_good=5, good_enough=5, bad=5, worst=5)
    respondents += people(south_very_good=1, south_good_enough=5, south_bad=5, south_worst=5)
    assert chosen(study, respondents) == {"split": ("good",)}


def test_if_no_level_is_enough_the_one_with_the_smallest_share_is_taken(study):
    # By hand, of the counts alone: 1, 1, 1, 0 and group 1 (all small); 2, 1, 0, 1; 2, 1, 1. A tie takes the milder.
    assert chosen(study, people(very_good=1, good_enough=1, bad=1)) == {}
    # 1, 2, 0, 7 and group 7: three of five; 3, 0, 7, 7: one of four; 3, 7, 7: none.
    assert chosen(study, people(very_good=1, good_enough=2, worst=7))["alone"] == ("good", "rest")


def test_the_counts_of_a_place_are_of_the_categories_of_its_level(study):
    merging = choose_recodings(study, Wave(study, people(bad=1)).counts, lambda figure: False).study
    split = study.places()["split"]
    (_, mild, _) = levels(study, "opinion")
    found = category_figures(split, "opinion", mild, merging)
    assert found[:4] == [
        Figure("opinion", ("very_good", "good_enough"), "region", "north"),
        Figure("opinion", ("bad",), "region", "north"),
        Figure("opinion", ("worst",), "region", "north"),
        Figure("opinion", ("bad", "worst"), "region", "north"),
    ]
    assert len(found) == 8


def test_recoded_results_are_counted_anew_and_stand_where_the_others_stood(study):
    wave = Wave(study, people(very_good=1, good_enough=5, bad=4, worst=2, south_bad=3))
    recodings = choose_recodings(study, wave.counts, PrimaryRule(study, wave.counts).sensitive)
    assert recodings.at("alone", "opinion").merges.keys() == {"good", "rest"}

    found = recoded_results(wave.results, recodings, wave.counts, WAVE)

    alone = [(row.category, row.value) for row in found if (row.place, row.statistic) == ("alone", "n")]
    assert alone == [("", 15), ("good", 6), ("rest", 9), ("not_good", 9)]
    percentages = {row.category: row.value for row in found if (row.place, row.statistic) == ("alone", "pct")}
    assert percentages == {"good": 40.0, "rest": 60.0, "not_good": 60.0}
    assert list(dict.fromkeys(row.place for row in found)) == ["alone", "split", "means"]
    assert [row for row in found if row.place == "means"] == [row for row in wave.results if row.place == "means"]
    assert len({row.key() for row in found}) == len(found)


def test_a_public_study_has_the_merges_as_options_with_a_label(study):
    public = public_study(study).variables["opinion"]
    assert public.category_label("good", "nl") == "very_good+good_enough"
    assert list(public.options) == ["very_good", "good_enough", "bad", "worst", "good", "rest"]
    assert list(public.groups) == ["not_good"]


def test_a_public_set_says_what_was_merged_where(study):
    wave = Wave(study, people(very_good=1, good_enough=9, bad=8, worst=2, south_bad=3))
    public = publish(study, wave.counts, wave.results, WAVE)
    assert public.recoded[("alone", "opinion")] == ("good", "rest")
    shown = {row.category for row in public.rows if row.place == "alone" and row.statistic == "n"}
    assert shown == {"", "good", "rest", "not_good"}
    unmerged = publish(with_settings(study, recode=False), wave.counts, wave.results, WAVE)
    assert unmerged.recoded == {}


def test_a_fact_of_the_frame_can_be_merged(tmp_path):
    study = declare(
        tmp_path,
        items={"opinion": item("a", "b")},
        facts={"size": single("small", "middle", "large", kind="ordinal")},
        tables={"t": table("frequencies", items=["size"])},
        disclosure={"recodings": [{"item": "size", "merges": {"smaller": group("small", "middle")}}]},
    )
    sizes = ["small"] * 1 + ["middle"] * 4 + ["large"] * 4
    wave = Wave(study, [{"size": size, "opinion": "a"} for size in sizes])
    public = publish(study, wave.counts, wave.results, WAVE)
    assert [(row.category, row.value) for row in public.rows if row.statistic == "n"] == [
        ("", 9),
        ("smaller", 5),
        ("large", 4),
    ]
    assert public.study.variables["size"].category_label("smaller", "en") == "small+middle"
