"""Quotes: each stretch once, sealed, in an order that says nothing, with no more facts than enough others share."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.interviews.coding import CodedSpan, Meaning
from infopos_pipeline.interviews.quotes import Quote, facts_shown, sealed_quotes
from infopos_pipeline.interviews.redacting import RedactedTranscript
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.redaction_spans import PERSON, Span
from infopos_pipeline.privacy.sealed_texts import opened
from infopos_pipeline.problems import UserError

KEY, OTHER = Key(bytes(range(32))), Key(b"\x01" * 32)
TEXT = "R: Willeke Vos weet alles. En verder weet niemand iets; dat is het."
TRANSCRIPTS = {
    "interview_01": RedactedTranscript(TEXT, (Span(3, 14, PERSON),)),
    "interview_02": RedactedTranscript("R: Niemand weet iets. R: Niemand weet iets.", ()),
}


def coded(start: int, end: int, *themes: str, stances=(), coder="A", interview="interview_01") -> CodedSpan:
    return CodedSpan(interview, start, end, coder, ("x",), Meaning(themes, tuple(stances)))


def words(text: str, *themes: str, **others) -> CodedSpan:
    """A span of these words of the first interview."""
    start = TEXT.index(text)
    return coded(start, start + len(text), *themes, **others)


def quotes(*spans: CodedSpan, wave="2017", key=KEY) -> list[Quote]:
    return sealed_quotes(spans, TRANSCRIPTS, wave, key)


def told(rows, wave="2017", key=KEY):
    """What the quotes say, with their themes and stances, sorted."""
    return sorted((opened(row, wave, key), tuple(row.themes), tuple(row.stances)) for row in rows)


SUPPORTS, NUANCES = ("h1", "supports"), ("h2", "nuances")


def test_a_quote_is_redacted_sealed_and_unreviewed():
    (row,) = quotes(words("Willeke Vos weet alles.", "wet"))
    assert told([row]) == [("[naam] weet alles.", ("wet",), ())]
    assert (row.status, row.text, row.interview, row.key_id) == ("unreviewed", "", "interview_01", KEY.key_id)
    assert b"alles" not in row.sealed
    assert "alles" not in repr(row)


def test_a_quote_that_cuts_a_name_has_its_mark_and_nothing_of_it():
    assert told(quotes(words("Vos weet alles.", "wet"), words("R: Will", "zorg"))) == [
        ("R: [naam]", ("zorg",), ()),
        ("[naam] weet alles.", ("wet",), ()),
    ]


def test_a_stretch_is_one_quote_with_the_themes_and_stances_of_all_coders():
    rows = quotes(
        words("Willeke Vos weet alles.", "wet"),
        words("Vos weet alles.", "zorg", "wet", coder="B"),
        words("Willeke Vos weet alles.", stances=[NUANCES, SUPPORTS], coder="C"),
    )
    assert told(rows) == [("[naam] weet alles.", ("wet", "zorg"), ("h1:supports", "h2:nuances"))]
    assert rows[0].taken == (SUPPORTS, NUANCES)


def test_what_has_neither_theme_nor_stance_is_no_quote_and_a_stance_alone_is():
    assert quotes(words("weet alles")) == []
    assert told(quotes(words("weet alles", stances=[SUPPORTS]))) == [("weet alles", (), ("h1:supports",))]


def test_a_stance_is_about_the_themes_that_its_coder_sees_around_it():
    rows = quotes(
        words("En verder weet niemand iets; dat is het.", "zorg"),
        words("En verder weet", "wet", coder="B"),
        words("verder", stances=[SUPPORTS]),
    )
    assert told(rows) == [
        ("En verder weet", ("wet",), ()),
        ("En verder weet niemand iets; dat is het.", ("zorg",), ()),
        ("verder", ("zorg",), ("h1:supports",)),
    ]


def test_a_stretch_in_one_not_even_twice_as_long_is_part_of_that_quote():
    """Twenty characters: eleven in it are part of it, ten are not; nor is what lies half beside it."""
    for start, end, alone in ((20, 31, False), (29, 40, False), (25, 36, False), (20, 30, True), (39, 50, True)):
        rows = quotes(coded(20, 40, "wet"), coded(start, end, "zorg", coder="B"))
        assert len(rows) == (2 if alone else 1), (start, end)
        assert {theme for row in rows for theme in row.themes} == {"wet", "zorg"}


def test_of_stretches_within_one_another_each_is_part_of_one_that_is_a_quote_itself():
    rows = quotes(coded(0, 40, "wet"), coded(0, 24, "zorg"), coded(0, 16, "weer"), coded(30, 60, "mist"))
    assert sorted(tuple(row.themes) for row in rows) == [("mist",), ("weer",), ("wet", "zorg")]


def test_equal_words_in_two_places_are_two_quotes():
    rows = quotes(
        coded(3, 21, "wet", interview="interview_02"),
        coded(25, 43, "zorg", interview="interview_02"),
        words("weet", "wet"),
    )
    assert told(rows) == [
        ("Niemand weet iets.", ("wet",), ()),
        ("Niemand weet iets.", ("zorg",), ()),
        ("weet", ("wet",), ()),
    ]
    assert len({row.quote for row in rows}) == len({row.sealed for row in rows}) == 3


def test_a_stretch_of_white_space_is_no_quote():
    assert quotes(coded(2, 3, "wet")) == []


MANY = [coded(start, start + 9, "wet", interview="interview_02") for start in range(0, 34, 3)]


@given(order=st.permutations(MANY))
def test_quotes_are_the_same_on_every_run_and_whatever_the_order_of_the_spans(order):
    assert quotes(*order) == quotes(*MANY)


def test_ids_are_others_under_another_key_and_in_another_wave():
    rows = (quotes(*MANY), quotes(*MANY, key=OTHER), quotes(*MANY, wave="2019"))
    ids = [{row.quote for row in run} for run in rows]
    seals = [{row.sealed for row in run} for run in rows]
    assert [len(run) for run in ids] == [len(MANY)] * 3
    for of_runs in (ids, seals):
        assert len(set().union(*of_runs)) == 3 * len(MANY)


def test_a_seal_opens_in_its_place_alone():
    one, other = quotes(coded(3, 21, "wet", interview="interview_02"), words("alles", "wet"))
    moved = Quote(quote=other.quote, interview=one.interview, key_id=one.key_id, sealed=one.sealed)
    elsewhere = Quote(quote=one.quote, interview="interview_03", key_id=one.key_id, sealed=one.sealed)
    for row, wave, key in ((one, "2019", KEY), (one, "2017", OTHER), (moved, "2017", KEY), (elsewhere, "2017", KEY)):
        with pytest.raises(UserError) as caught:
            opened(row, wave, key)
        assert "iemand" not in str(caught.value)


def test_the_order_of_rows_is_that_of_ids_and_tells_neither_place_nor_interview():
    spans = [*MANY, *(coded(start, start + 9, "wet") for start in range(0, 55, 3))]
    rows = quotes(*spans)
    assert [row.quote for row in rows] == sorted(row.quote for row in rows)
    interviews = [row.interview for row in rows]
    assert interviews not in (sorted(interviews), sorted(interviews, reverse=True))
    within = [TRANSCRIPTS["interview_02"].text.find(opened(row, "2017", KEY)) for row in rows]
    assert within not in (sorted(within), sorted(within, reverse=True))


def test_a_quote_of_a_whole_interview_is_all_of_it_redacted_and_what_is_half_of_it_is_another():
    whole = coded(0, len(TEXT), "wet")
    assert told(quotes(whole, coded(0, 20, "zorg"))) == [
        ("R: [naam] weet", ("zorg",), ()),
        (TEXT.replace("Willeke Vos", "[naam]"), ("wet",), ()),
    ]


# The facts that quotes may carry -------------------------------------------------------------------------------------

DECLARED = ("regio", "grootteklasse", "kust")
municipalities = st.lists(
    st.fixed_dictionaries(
        {}, optional={"regio": st.sampled_from("nmz"), "grootteklasse": st.sampled_from("12"), "kust": st.just("ja")}
    ),
    max_size=16,
).map(lambda rows: {f"interview_{number:02}": row for number, row in enumerate(rows, start=1)})


@given(facts=municipalities, threshold=st.integers(1, 6))
def test_interviews_that_show_the_same_are_enough_or_all_of_them(facts, threshold):
    shown = facts_shown(facts, DECLARED, threshold)
    alike = defaultdict(list)
    for interview, carried in shown.items():
        alike[tuple(carried.items())].append(interview)
    assert all(len(members) >= threshold or len(members) == len(facts) for members in alike.values())


@given(facts=municipalities, threshold=st.integers(1, 6))
def test_what_is_shown_is_true_in_the_order_of_the_declared_facts(facts, threshold):
    shown = facts_shown(facts, DECLARED, threshold)
    assert shown.keys() == facts.keys()
    for interview, carried in shown.items():
        assert carried.items() <= facts[interview].items()
        assert list(carried) == [fact for fact in DECLARED if fact in carried]


@given(facts=municipalities, threshold=st.integers(1, 6))
def test_what_is_shown_depends_on_no_order_and_on_no_name_of_an_interview(facts, threshold):
    shown = facts_shown(facts, DECLARED, threshold)
    assert facts_shown(dict(reversed(facts.items())), DECLARED, threshold) == shown
    renamed = dict(zip(facts, reversed(facts.values()), strict=True))
    found = facts_shown(renamed, DECLARED, threshold)
    assert [found[name] for name in facts] == [shown[name] for name in reversed(facts)]


@given(facts=municipalities)
def test_what_nobody_could_be_found_by_is_shown(facts):
    """With a threshold of one there is nothing to protect; so there is nothing either where all are alike."""
    assert facts_shown(facts, DECLARED, 1) == {
        name: {fact: of_one[fact] for fact in DECLARED if fact in of_one} for name, of_one in facts.items()
    }
    alike = {name: {"regio": "n", "kust": "ja"} for name in facts}
    assert facts_shown(alike, DECLARED, len(facts)) == alike


def test_a_rare_value_takes_the_next_smallest_along_so_that_both_are_hidden():
    facts = {f"interview_{number:02}": {"regio": value} for number, value in enumerate("nnnmmzz" + "z" * 3, start=1)}
    shown = facts_shown(facts, ["regio"], 3)
    # Two say "m": alone they would be known by what their quotes lack. The three of "n" are the next.
    assert [shown[name].get("regio", "-") for name in facts] == [*"-----", *"zzzzz"]
    assert set(map(str, facts_shown(facts, ["regio"], 6).values())) == {"{}"}
    assert facts_shown({}, ["regio"], 3) == {}


def test_a_fact_that_is_not_declared_is_never_shown():
    assert facts_shown({"interview_01": {"naam": "x"}}, [], 1) == {"interview_01": {}}
