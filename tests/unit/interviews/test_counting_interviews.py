"""The rows of the place ``interviews``: a small material counted by hand."""

from __future__ import annotations

from collections import Counter
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.interviews.counting import interview_results
from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.statistics.agreement import ONE_CATEGORY, cohens_kappa, krippendorffs_alpha
from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.study.themes import Interviews

THEMES = {
    "wet": {"name": "wet", "label": {"nl": "Wet", "en": "Law"}, "codes": ["Privacywet"]},
    "zorg": {"name": "zorg", "label": {"nl": "Zorg", "en": "Care"}, "codes": ["Zorg"]},
}
DECLARED = Interviews.model_validate(
    {
        "willing": {"item": "weer", "options": ["ja"]},
        "themes": THEMES,
        "stances": {"h1": {"supports": ["H1/steunt"], "contradicts": ["H1/weerspreekt"]}},
        "other_codes": ["Mooi citaat"],
    }
)
WITHOUT_STANCES = Interviews.model_validate({"willing": {"item": "weer", "options": ["ja"]}, "themes": THEMES})

TURNS = ("I: a\n", "R: b\n", "I: c\n", "R: d\n")
"""Five characters each."""
TRANSCRIPTS = {"interview_01": "".join(TURNS), "interview_02": "".join(TURNS[:3]), "interview_03": "R: niets"}
GERDA, PIET, ZUS = "Gerda Geheim", "Piet", "Zus"


def selection(interview: int, start: int, end: int, code: str, coder: str) -> Selection:
    return Selection(f"interview_0{interview}", start, end, tuple(code.split("/")), coder)


MATERIAL = Material(
    TRANSCRIPTS,
    (
        selection(1, 8, 9, "Privacywet", GERDA),
        selection(1, 11, 13, "Privacywet", GERDA),
        selection(1, 8, 9, "Zorg", GERDA),
        selection(1, 8, 9, "H1/steunt", GERDA),
        selection(1, 16, 18, "H1/weerspreekt", GERDA),
        selection(1, 5, 10, "privacywet", PIET),
        selection(1, 17, 19, "Privacywet", PIET),
        selection(2, 0, 15, "Zorg/ouderen", GERDA),
        selection(2, 6, 8, "Zorg", ZUS),
        selection(2, 0, 2, "Mooi citaat", ZUS),
        selection(3, 0, 2, "Mooi citaat", GERDA),
    ),
)


def rows_of(material: Material = MATERIAL, declared: Interviews = DECLARED):
    return interview_results(material, declared, "2017")


def counts(material: Material = MATERIAL, declared: Interviews = DECLARED):
    """What is counted, by item, category and theme: passages and interviews."""
    found = {}
    for row in rows_of(material, declared):
        if row.statistic == "n" and row.group in ("", "theme"):
            found.setdefault((row.item, row.category, row.group_value), {})[row.method] = (row.value, row.base)
    return {key: (one["fragments"][0], *one["interviews"]) for key, one in found.items()}


def agreement(item: str, coders: str, material: Material = MATERIAL):
    """Statistic and method with value, base and text."""
    return {
        (row.statistic, row.method): (row.value, row.base, row.text)
        for row in rows_of(material)
        if (row.group, row.item, row.group_value) == ("coders", item, coders)
    }


def test_passages_and_interviews_are_counted_by_theme_and_stance():
    assert counts() == {
        ("", "", ""): (4, 3, 3),
        ("wet", "", ""): (3, 1, 3),
        ("zorg", "", ""): (2, 2, 3),
        ("h1", "supports", ""): (1, 1, 3),
        ("h1", "supports", "wet"): (1, 1, 3),
        ("h1", "supports", "zorg"): (1, 1, 3),
        ("h1", "nuances", ""): (0, 0, 3),
        ("h1", "contradicts", ""): (1, 1, 3),
    }


def test_a_study_without_stances_has_no_rows_of_them():
    assert set(counts(declared=WITHOUT_STANCES)) == {("", "", ""), ("wet", "", ""), ("zorg", "", "")}


def test_two_coders_are_compared_turn_by_turn_in_the_interviews_that_both_coded():
    """wet: yes yes, no no, yes no, no yes. All themes: 1, 2, 1 and 4 of these, so kappa is (40 - 36) / (64 - 36)."""
    of_wet = agreement("wet", "A × B")
    assert of_wet["pct", "agreement"][:2] == (50, 4)
    assert of_wet["effect", "cohen's kappa"][:2] == (0, 4)
    assert agreement("zorg", "A × B")["pct", "agreement"][:2] == (75, 4)
    of_all = agreement("", "A × B")
    assert of_all["pct", "agreement"][:2] == (62.5, 8)
    assert of_all["effect", "cohen's kappa"][:2] == (pytest.approx(1 / 7), 8)


def test_kappa_and_its_interval_are_those_of_the_table_by_hand():
    by_hand = cohens_kappa(ContingencyTable(((1, 2), (1, 4)), (1.0, 0.0)))
    found = agreement("", "A × B")
    for statistic, value in (
        ("effect", by_hand.effect.value),
        ("effect_low", by_hand.effect.low),
        ("effect_high", by_hand.effect.high),
    ):
        assert found[statistic, "cohen's kappa"] == (value, 8, "")


def test_where_nobody_sees_a_theme_there_is_no_coefficient_and_the_row_says_why():
    found = agreement("wet", "A × C")
    assert found["pct", "agreement"] == (100, 3, "")
    assert found["effect", "cohen's kappa"] == (None, 3, ONE_CATEGORY)
    assert found["effect", "krippendorff's alpha (nominal)"] == (None, 3, ONE_CATEGORY)
    assert len(found) == 3


def test_coders_without_a_common_interview_are_not_compared():
    assert {row.group_value for row in rows_of() if row.group == "coders"} == {"A × B", "A × C", "A, B, C"}


def test_three_coders_have_alpha_over_all_that_two_of_them_coded():
    """zorg, by hand: 2 coincidences yes-yes, 3 yes-no, 3 no-yes, 6 no-no; 1 - 6 / (2 · 5 · 9 / 13) = 2/15."""
    found = agreement("zorg", "A, B, C")
    value, base, _ = found["effect", "krippendorff's alpha (nominal)"]
    assert (value, base) == (pytest.approx(2 / 15), 7)
    assert found["pct", "agreement"][:2] == (pytest.approx(100 * 4 / 7), 7)
    assert not any(method == "cohen's kappa" for _, method in found)


def test_the_interval_of_alpha_takes_an_interview_for_a_cluster():
    first = [["no", "no", None], ["yes", "no", None], ["no", "no", None], ["no", "no", None]]
    second = [["yes", None, "no"], ["yes", None, "yes"], ["yes", None, "no"]]
    by_hand = krippendorffs_alpha(first + second, clusters=[1] * 4 + [2] * 3)
    found = agreement("zorg", "A, B, C")
    method = "krippendorff's alpha (nominal)"
    expected = {"effect": by_hand.effect.value, "effect_low": by_hand.effect.low, "effect_high": by_hand.effect.high}
    assert by_hand.effect.low is not None
    assert {statistic: found[statistic, method][0] for statistic in expected} == expected


def test_one_coder_agrees_with_nobody():
    alone = Material(TRANSCRIPTS, tuple(one for one in MATERIAL.selections if one.coder == GERDA))
    assert not [row for row in rows_of(alone) if row.group == "coders"]


def test_an_interview_adds_the_codes_for_themes_that_none_before_had():
    """Also codes under one that was there are new; other case is not, nor are codes for a stance or for nothing."""
    found = [(row.group_value, row.method, row.value) for row in rows_of() if row.group == "saturation"]
    assert found == [
        ("interview_01", "new codes", 2),
        ("interview_01", "codes so far", 2),
        ("interview_02", "new codes", 1),
        ("interview_02", "codes so far", 3),
        ("interview_03", "new codes", 0),
        ("interview_03", "codes so far", 3),
    ]


def test_nothing_added_has_no_rows_and_nothing_coded_has_zeros():
    assert rows_of(Material()) == []
    assert {row.value for row in rows_of(Material(TRANSCRIPTS)) if row.method != "interviews"} == {0}
    assert counts(Material(TRANSCRIPTS))["", "", ""] == (0, 3, 3)


def test_no_row_names_a_coder():
    assert not any(name in repr(row) for row in rows_of() for name in ("Gerda", "Geheim", PIET, ZUS))


def test_more_coders_than_letters_are_told_apart():
    """The 27th is AA."""
    selections = tuple(selection(1, 0, 2, "Zorg", f"coder {number:02}") for number in range(27))
    labels = {row.group_value for row in rows_of(Material(TRANSCRIPTS, selections)) if row.group == "coders"}
    assert {"A × AA", "Z × AA"} <= labels
    assert len(labels) == 27 * 26 / 2 + 1


materials = st.lists(
    st.builds(
        lambda interview, start, length, code, coder: selection(
            interview, start, min(start + length, len(TRANSCRIPTS[f"interview_0{interview}"])), code, coder
        ),
        st.integers(1, 3),
        st.integers(0, 7),
        st.integers(1, 12),
        st.sampled_from(["Privacywet", "Zorg", "Zorg/H1/steunt", "H1/weerspreekt", "Mooi citaat"]),
        st.sampled_from([GERDA, PIET, ZUS]),
    ),
    max_size=10,
).map(lambda selections: Material(TRANSCRIPTS, tuple(sorted(set(selections)))))


@given(material=materials)
def test_every_row_has_a_key_of_its_own_and_its_numbers_are_possible(material):
    rows = rows_of(material)
    keys = Counter(
        (
            row.wave,
            row.profile,
            row.place,
            row.item,
            row.category,
            row.group,
            row.group_value,
            row.statistic,
            row.method,
        )
        for row in rows
    )
    assert set(keys.values()) == {1}
    for row in rows:
        value = nan if row.value is None else row.value
        if row.method == "interviews":
            assert 0 <= value <= row.base == 3
        if row.statistic == "pct":
            assert 0 <= value <= 100
        if row.statistic.startswith("effect") and row.value is not None:
            assert -1 <= value <= 1


@given(material=materials, order=st.randoms(use_true_random=False))
def test_rows_are_the_same_whatever_the_order_of_selections(material, order):
    shuffled = list(material.selections)
    order.shuffle(shuffled)
    assert rows_of(Material(dict(reversed(TRANSCRIPTS.items())), tuple(shuffled))) == rows_of(material)
