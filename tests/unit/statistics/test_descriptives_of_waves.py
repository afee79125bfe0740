"""Descriptive figures of a wave: in its own options, and saying so where it did not ask."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest
from weather_poll import POLL, WAVES, responses

from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.results import NOT_ASKED
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.missing import Missing

FACTS = {"streek": "kust", "grootte": "klein"}
ROWS = {
    "2001": [{"neerslag": "nat", "jas": "ja", "lucht": "dicht"}, {"neerslag": "droog", "mee": ("muts",)}],
    "2002": [{"neerslag": "mist", "paraplu": "ja", "jas": "nee", "lucht": "helder"}, {"mee": ("muts", "stok")}],
    "2003": [{"neerslag": "bui", "paraplu": "nee"}, {"mee": ("pet", "stok")}],
    "2004": [{"neerslag": "geen"}, {"mee": ("niets",)}],
}


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


@pytest.fixture(scope="module")
def figures(poll):
    """The figures of a place in a wave: item, group, statistic, category, value, text."""

    def made(place, wave):
        asked = poll.at(wave)
        rows = {f"m{number}": {**FACTS, **answers} for number, answers in enumerate(ROWS[wave])}
        approached = pd.DataFrame({"pseudonym": list(rows), **{name: [value] * 2 for name, value in FACTS.items()}})
        frames = (nw.from_native(frame).lazy() for frame in (responses(asked, rows), approached))
        return place_results(asked.places()[place], asked, Counts(count(*frames, asked), asked), wave)

    return made


@pytest.mark.parametrize("wave", WAVES)
def test_what_the_wave_did_not_ask_has_one_row_that_says_so(figures, poll, wave):
    found = figures("kenmerken", wave)
    asked = poll.at(wave)
    for item in asked.places()["kenmerken"].items:
        rows = [row for row in found if row.item == item]
        if asked.asked(item):
            assert NOT_ASKED not in {row.text for row in rows}
            assert rows[0].value is not None
        else:
            (row,) = rows
            assert (row.statistic, row.category, row.group, row.value, row.base) == ("n", "", "", None, None)
            assert row.text == NOT_ASKED
    unasked = {row.item for row in found if row.text == NOT_ASKED}
    assert unasked == ({"paraplu", "beschut"} if wave in ("2001", "2004") else set())


@pytest.mark.parametrize("wave", WAVES)
def test_figures_are_of_the_options_and_groups_of_the_wave(figures, poll, wave):
    item = poll.at(wave).items["neerslag"]
    rows = [row for row in figures("kenmerken", wave) if row.item == "neerslag" and row.statistic == "n"]
    assert [row.category for row in rows] == ["", *item.options, *item.groups]
    chosen = next(answers["neerslag"] for answers in ROWS[wave] if "neerslag" in answers)
    assert {row.category for row in rows if row.value} >= {"", chosen}
    boxes = [row for row in figures("kenmerken", wave) if row.item == "mee" and row.statistic == "n"]
    ticked = next(answers["mee"] for answers in ROWS[wave] if "mee" in answers)
    options = poll.at(wave).items["mee"].options
    assert {row.category: row.value for row in boxes if row.category in options} == {
        name: int(name in ticked) for name in options
    }


def test_an_item_that_the_export_did_not_have_has_one_row_that_says_so(figures, monkeypatch):
    left_out = [{"neerslag": "bui", "paraplu": Missing.NOT_ASKED}, {"paraplu": Missing.NOT_ASKED}]
    monkeypatch.setitem(ROWS, "2003", left_out)
    (row,) = (row for row in figures("kenmerken", "2003") if row.item == "paraplu")
    assert (row.value, row.text) == (None, NOT_ASKED)
    monkeypatch.setitem(ROWS, "2003", [{**left_out[0], "paraplu": Missing.SKIPPED}, left_out[1]])
    assert NOT_ASKED not in {row.text for row in figures("kenmerken", "2003") if row.item == "paraplu"}


def test_a_split_by_what_was_not_asked_says_so_and_the_other_splits_stay(figures):
    rows = figures("lucht_naar_paraplu", "2001")
    assert [(row.group, row.text) for row in rows if row.text == NOT_ASKED] == [("paraplu", NOT_ASKED)]
    assert {row.group for row in rows} == {"paraplu", "jas"}
    both = figures("lucht_naar_paraplu", "2002")
    assert not [row for row in both if row.text == NOT_ASKED]
    assert {(row.group, row.group_value) for row in both if row.value == 1 and not row.category} == {
        ("paraplu", "ja"),
        ("jas", "nee"),
    }


@pytest.mark.parametrize(("wave", "n"), [("2001", None), ("2002", 1), ("2003", 0), ("2004", None)])
def test_a_fact_of_what_was_not_asked_is_no_zero(figures, wave, n):
    response, umbrellas = figures("veldwerk", wave)
    assert (response.value, response.text) == (2, "")
    assert (umbrellas.value, umbrellas.text) == (n, NOT_ASKED if n is None else "")


def test_what_is_derived_from_what_was_not_asked_has_no_answer(poll):
    frame = responses(poll.at("2001"), {"m": FACTS})
    assert set(frame["beschut"]) == {Missing.NOT_ASKED}
    assert set(responses(poll.at("2002"), {"m": FACTS})["beschut"]) == {Missing.SKIPPED}
