"""Response as rows: against SciPy and counts by hand; weights against a raking loop of its own, and off by default."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import product
from math import comb

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from weather_poll import POLL, responses

from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.response_results import NON_RESPONSE, RAKING, WEIGHTED, response_results
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.missing import Missing

WAVE = "2003"
AREAS, SIZES = ("kust", "land"), ("klein", "midden", "groot")
LISTED = {
    ("kust", "klein"): 9, ("kust", "midden"): 8, ("kust", "groot"): 5,
    ("land", "klein"): 12, ("land", "midden"): 14, ("land", "groot"): 6,
}  # fmt: skip
CAME = {
    ("kust", "klein"): 8, ("kust", "midden"): 7, ("kust", "groot"): 5,
    ("land", "klein"): 6, ("land", "midden"): 9, ("land", "groot"): 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


def weighted(study: Study, *facts: str) -> Study:
    """The study with weights by some facts."""
    frame = study.declared.frame.model_copy(update={"weights": facts})
    return replace(study, declared=study.declared.model_copy(update={"frame": frame}))


def results_of(study, listed, rows, wave=WAVE):
    """The results of a wave, from the numbers on the list and what every responder answered."""
    asked = study.at(wave)
    facts = [cell for cell, n in listed.items() for _ in range(n)]
    approached = pd.DataFrame(facts, columns=["streek", "grootte"], dtype=str)
    approached.insert(0, "pseudonym", [f"p{place}" for place in range(len(approached))])
    frames = (nw.from_native(frame).lazy() for frame in (responses(asked, rows), approached))
    return response_results(asked, Counts(count(*frames, asked), asked), wave)


def people(came, answers=lambda cell, place: {}):
    """Responders by pseudonym, with their facts and what they answered."""
    return {
        f"{'-'.join(cell)}-{place}": {"streek": cell[0], "grootte": cell[1], **answers(cell, place)}
        for cell, n in came.items()
        for place in range(n)
    }


def value(results, place, item, statistic, category="", group=""):
    (row,) = (
        row
        for row in results
        if (row.place, row.item, row.statistic, row.category, row.group) == (place, item, statistic, category, group)
    )
    return row.value


def margin(cells, place):
    found = Counter()
    for cell, n in cells.items():
        found[cell[place]] += n
    return found


# Who answered, of everybody approached.


@pytest.fixture(scope="module")
def plain(poll):
    return results_of(poll, LISTED, people(CAME))


def test_everybody_approached_and_who_responded_are_counted_by_every_fact(plain):
    for fact, place, categories in (("streek", 0, AREAS), ("grootte", 1, SIZES)):
        listed, came = margin(LISTED, place), margin(CAME, place)
        for category in categories:
            assert value(plain, NON_RESPONSE, fact, "n", category, "approached") == listed[category]
            assert value(plain, NON_RESPONSE, fact, "n", category, "responded") == came[category]
            found = value(plain, NON_RESPONSE, fact, "pct", category, "responded")
            assert found == pytest.approx(100 * came[category] / listed[category])
    rows = [row for row in plain if row.item == "grootte" and row.category]
    assert [row.category for row in rows] == [size for size in SIZES for _ in range(3)]
    assert {row.base for row in rows if row.category == "klein"} == {21}
    assert {(row.wave, row.place) for row in plain} == {(WAVE, NON_RESPONSE)}
    assert len({row.key() for row in plain}) == len(plain)


def test_two_categories_are_compared_by_fishers_test(plain):
    """37 of 54 responded: 20 of 22 on the coast, 17 of 32 inland."""
    table = [[20, 2], [17, 15]]
    expected = stats.fisher_exact(table)
    assert value(plain, NON_RESPONSE, "streek", "p_value") == pytest.approx(expected.pvalue)
    assert value(plain, NON_RESPONSE, "streek", "test_statistic") == pytest.approx(
        comb(22, 20) * comb(32, 17) / comb(54, 37)
    )
    # Cramér's V as W. Bergsma, Journal of the Korean Statistical Society 42 (2013), 323-328, corrects it.
    phi_squared = stats.chi2_contingency(table, correction=False).statistic / 54 - 1 / 53
    assert value(plain, NON_RESPONSE, "streek", "effect") == pytest.approx((phi_squared / (1 - 1 / 53)) ** 0.5)
    (row,) = (row for row in plain if (row.item, row.statistic) == ("streek", "p_value"))
    assert (row.method, row.base) == ("response_exact", 54)


def test_three_categories_are_compared_over_every_draw_from_the_frame(plain):
    listed, came = margin(LISTED, 1), margin(CAME, 1)
    sizes = [listed[size] for size in SIZES]

    def ways(draw):
        return comb(sizes[0], draw[0]) * comb(sizes[1], draw[1]) * comb(sizes[2], draw[2])

    observed = ways([came[size] for size in SIZES])
    draws = [draw for draw in product(*(range(size + 1) for size in sizes)) if sum(draw) == 37]
    expected = sum(ways(draw) for draw in draws if ways(draw) <= observed) / comb(54, 37)
    assert value(plain, NON_RESPONSE, "grootte", "p_value") == pytest.approx(expected)


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4)), min_size=2, max_size=2))
def test_any_response_in_two_areas_agrees_with_scipy(poll, areas):
    listed = {(area, "klein"): came + silent for area, (came, silent) in zip(AREAS, areas, strict=True)}
    came = {(area, "klein"): came for area, (came, _) in zip(AREAS, areas, strict=True)}
    results = results_of(poll, listed, people(came))
    if not sum(listed.values()):
        assert results == []
        return
    assert value(results, NON_RESPONSE, "streek", "p_value") == pytest.approx(stats.fisher_exact(areas).pvalue)


def test_a_category_that_nobody_is_in_has_no_percentage_and_a_full_response_says_so(poll):
    listed = {cell: n for cell, n in LISTED.items() if cell[1] != "groot"}
    results = results_of(poll, listed, people(listed))
    assert value(results, NON_RESPONSE, "grootte", "n", "groot", "approached") == 0
    assert value(results, NON_RESPONSE, "grootte", "pct", "groot", "responded") is None
    assert value(results, NON_RESPONSE, "grootte", "p_value") == 1
    (row,) = (row for row in results if (row.item, row.statistic) == ("grootte", "effect"))
    assert (row.value, row.text) == (None, "everybody answered, or nobody did, or all approached are of one kind")


def test_a_wave_that_nobody_answered_is_a_response_of_nobody(poll):
    results = results_of(weighted(poll, "streek"), LISTED, {})
    assert value(results, NON_RESPONSE, "streek", "pct", "kust", "responded") == 0
    assert value(results, NON_RESPONSE, "streek", "p_value") == 1
    (row,) = (row for row in results if row.place == WEIGHTED)
    assert (row.item, row.statistic, row.value, row.method) == ("streek", "design_effect", None, RAKING)
    assert row.text.startswith("Raking needs responders")


def test_without_a_frame_there_is_nothing_to_hold_the_response_against(poll, small_study, small_responses):
    made = small_responses({"lft": "40"})
    frames = (nw.from_native(frame).lazy() for frame in (made.responses, made.approached))
    assert response_results(small_study, Counts(count(*frames, small_study), small_study), WAVE) == []
    assert results_of(poll, {}, {}) == []


# Weights.


def test_nothing_is_weighted_unless_the_study_says_so(plain, poll, study):
    assert poll.frame.weights == ()
    assert study.frame.weights == (), "nor in the declared study"
    assert not [row for row in plain if row.place == WEIGHTED]


def answers(cell, place):
    """Answers that differ by area and size, with some that skipped."""
    chance = random.Random(f"{cell}{place}")
    clear = chance.random() < (0.8 if cell[0] == "kust" else 0.3)
    taken = tuple(name for name in ("hoed", "stok") if chance.random() < (0.6 if cell[1] == "groot" else 0.3))
    return {
        "lucht": Missing.SKIPPED if chance.random() < 0.1 else "helder" if clear else "dicht",
        "mee": taken or Missing.SKIPPED,
        "graden": 17.5,
        "paraplu": Missing.NOT_REACHED,
    }


def raked_by_hand(listed, came, facts):
    """Everyone's weight: one margin after the other, until nothing changes any more; their mean is 1."""
    cells = list(came)
    weights = np.ones(len(cells))
    numbers = np.array([came[cell] for cell in cells], dtype=float)
    total = sum(listed.values())
    for _ in range(5000):
        for place in facts:
            for category, wanted in margin(listed, place).items():
                own = np.array([cell[place] == category for cell in cells])
                weights[own] *= wanted / total * numbers.sum() / (weights * numbers)[own].sum()
    return dict(zip(cells, weights, strict=True))


@pytest.fixture(scope="module")
def two_facts(poll):
    return results_of(weighted(poll, "streek", "grootte"), LISTED, people(CAME, answers))


def test_weights_are_those_of_a_raking_loop(two_facts):
    weights = raked_by_hand(LISTED, CAME, (0, 1))
    numbers = np.array([CAME[cell] for cell in weights])
    values = np.array(list(weights.values()))
    assert value(two_facts, WEIGHTED, "streek grootte", "weight_low") == pytest.approx(values.min(), rel=1e-9)
    assert value(two_facts, WEIGHTED, "streek grootte", "weight_high") == pytest.approx(values.max(), rel=1e-9)
    everyone = np.repeat(values, numbers)
    assert everyone.mean() == pytest.approx(1)
    assert value(two_facts, WEIGHTED, "streek grootte", "design_effect") == pytest.approx(
        1 + everyone.var() / everyone.mean() ** 2
    )
    rows = [row for row in two_facts if row.item == "streek grootte"]
    assert {(row.base, row.method, row.category) for row in rows} == {(37, RAKING, "")}


def test_weighted_shares_are_the_weights_of_who_chose_of_those_who_answered(two_facts):
    weights = raked_by_hand(LISTED, CAME, (0, 1))
    given_by = [(weights[cell], answers(cell, place)) for cell, n in CAME.items() for place in range(n)]
    sky = [(weight, given["lucht"]) for weight, given in given_by if given["lucht"] != Missing.SKIPPED]
    for option in ("helder", "bewolkt", "dicht"):
        expected = 100 * sum(w for w, chosen in sky if chosen == option) / sum(w for w, _ in sky)
        assert value(two_facts, WEIGHTED, "lucht", "pct", option) == pytest.approx(expected, rel=1e-9)
    taken = [(weight, given["mee"]) for weight, given in given_by if given["mee"] != Missing.SKIPPED]
    for option in ("hoed", "stok", "pet"):
        expected = 100 * sum(w for w, chosen in taken if option in chosen) / sum(w for w, _ in taken)
        assert value(two_facts, WEIGHTED, "mee", "pct", option) == pytest.approx(expected, rel=1e-9)
    assert {row.base for row in two_facts if (row.place, row.item) == (WEIGHTED, "lucht")} == {len(sky)}
    for row in two_facts:
        if (row.place, row.statistic) == (WEIGHTED, "pct") and row.value is not None:
            low, high = (value(two_facts, WEIGHTED, row.item, f"pct_{end}", row.category) for end in ("low", "high"))
            assert 0 <= low <= row.value <= high <= 100


def test_one_fact_is_weighted_by_the_ratio_of_the_shares(poll):
    results = results_of(weighted(poll, "streek"), LISTED, people(CAME, answers))
    ratios = [22 / 54 / (20 / 37), 32 / 54 / (17 / 37)]
    assert value(results, WEIGHTED, "streek", "weight_low") == pytest.approx(min(ratios))
    assert value(results, WEIGHTED, "streek", "weight_high") == pytest.approx(max(ratios))


def test_what_is_weighted_are_the_items_of_the_charts_that_were_asked(two_facts, poll):
    """A number has no options to give the share of."""
    items = list(dict.fromkeys(row.item for row in two_facts if row.place == WEIGHTED))
    assert items == ["streek grootte", "lucht", "mee", "paraplu", "streek"]
    assert value(two_facts, WEIGHTED, "paraplu", "pct", "ja") is None, "nobody reached it"
    before = results_of(weighted(poll, "streek"), LISTED, people(CAME), wave="2001")
    assert list(dict.fromkeys(row.item for row in before if row.place == WEIGHTED)) == ["streek", "lucht", "mee"]
    assert {row.category for row in before if (row.place, row.item) == (WEIGHTED, "mee")} == {"muts", "stok"}


def test_what_is_weighted_by_has_the_shares_of_the_frame(two_facts):
    for area, n in margin(LISTED, 0).items():
        shares = [value(two_facts, WEIGHTED, "streek", statistic, area) for statistic in ("pct", "pct_low", "pct_high")]
        assert shares == pytest.approx([100 * n / 54] * 3, abs=1e-4)


@pytest.mark.parametrize(
    ("came", "reason"),
    [
        ({cell: n for cell, n in CAME.items() if cell[1] != "groot"}, "Nobody answered of groot"),
        ({("kust", "klein"): 9, ("land", "midden"): 14, ("land", "groot"): 6}, "No weights match all margins"),
    ],
)
def test_weights_that_cannot_be_had_give_a_reason_and_no_number(poll, came, reason):
    results = results_of(weighted(poll, "streek", "grootte"), LISTED, people(came, answers))
    (row,) = (row for row in results if row.place == WEIGHTED)
    assert (row.item, row.statistic, row.value, row.base) == ("streek grootte", "design_effect", None, None)
    assert row.text.startswith(reason)
    assert value(results, NON_RESPONSE, "streek", "p_value") is not None, "the response is counted all the same"


def test_weights_leave_the_rows_of_the_response_as_they_are(poll, two_facts):
    rows = results_of(poll, LISTED, people(CAME, answers))
    assert [row for row in two_facts if row.place == NON_RESPONSE] == rows
    assert len({row.key() for row in two_facts}) == len(two_facts)
