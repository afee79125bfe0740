"""The list of municipalities says of every year what Statistics Netherlands does, and goes along in the package."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from infopos_pipeline.privacy.dutch_places import derived, letters, spellings, words_of
from infopos_pipeline.privacy.municipalities import Use, municipalities, ordinary_words

ROOT = Path(__file__).resolve().parents[3]

# Numbers of municipalities on 1 January: Statistics Netherlands (CBS), Gemeentelijke indeling, one page a year.
ON_1_JANUARY = {
    2001: 504,
    2005: 467,
    2010: 431,
    2015: 393,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
    2023: 342,
    2024: 342,
    2025: 342,
}


def guises(name: str) -> set[str]:
    return {"".join(words) for spelling in spellings(name) for words in (spelling, *derived(spelling))}


@pytest.mark.parametrize(("year", "number"), ON_1_JANUARY.items())
def test_as_many_municipalities_exist_as_statistics_netherlands_counts(year, number):
    day = f"{year}-01-01"
    existing = [one for one in municipalities() if one.formed <= day and not "" < one.abolished <= day]
    assert len(existing) == number


def test_no_municipality_is_listed_twice_and_the_list_is_in_order():
    names = [one.name for one in municipalities()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert len(names) == 605


def test_dates_are_dates_and_nothing_ends_before_it_begins():
    for one in municipalities():
        days = [date.fromisoformat(day) for day in (one.formed, one.abolished) if day]
        assert days == sorted(days)


def test_the_list_holds_no_word_that_follows_from_a_name_by_rule():
    for one in municipalities():
        made = {guise for name in (one.name, *one.also) for guise in guises(name)}
        own = ["".join(words_of(word)) for word in one.derived]
        assert [word for word in own if word in made and word not in ordinary_words()] == [], one
        assert len(set(own)) == len(own), one
        assert len({letters(name) for name in (one.name, *one.also)}) == 1 + len(one.also), one


def test_every_ordinary_word_is_a_guise_of_a_municipality():
    known = {
        guise for one in municipalities() for name in (one.name, *one.also, *one.derived) for guise in guises(name)
    }
    assert set(ordinary_words()) - known == set()
    assert set(ordinary_words().values()) == set(Use)


def test_both_lists_go_along_in_the_package():
    builder = WheelBuilder(str(ROOT))
    included = {file.distribution_path for file in builder.recurse_included_files()}
    assert {f"infopos_pipeline/privacy/{name}.csv" for name in ("municipalities", "ordinary_words")} <= included


# The examples of Dutch municipalities in Algemene Nederlandse Spraakkunst (e-ANS), 12.4.2.2.5 and 12.4.2.3.3.c.
FROM_NAMES = {
    "Almere": "Almeers",
    "Arnhem": "Arnhems Arnhemmer",
    "Bunnik": "Bunniker",
    "Ede": "Edes Edenaar",
    "Eindhoven": "Eindhovens",
    "Epe": "Epes",
    "Gilze": "Gils",
    "Goirle": "Goirles",
    "Lelystad": "Lelystedeling",
    "Leiden": "Leidenaar",
    "Lisse": "Lisses Lissenaar",
    "Monster": "Monsteraar",
    "Rheden": "Rhedens",
    "Rotterdam": "Rotterdammer",
    "Spijkenisse": "Spijkenisses",
    "Staphorst": "Staphorstenaar",
    "Texel": "Texelaar",
    "Utrecht": "Utrechts",
    "Vianen": "Vianens",
    "Waalre": "Waalres",
    "Zoetermeer": "Zoetermeerder",
    "Zwolle": "Zwollenaar",
}


@pytest.mark.parametrize(("name", "expected"), FROM_NAMES.items())
def test_adjectives_and_words_for_inhabitants_follow_from_a_name(name, expected):
    assert set(map(letters, expected.split())) <= guises(name)


@pytest.mark.parametrize(
    ("name", "expected"), [("Grave", "Graafse"), ("Rozendaal", "Rozendaler"), ("Sluis", "Sluizer")]
)
def test_spelling_follows_the_ending(name, expected):
    assert letters(expected) in guises(name)
