"""Whoever is drawn is drawn at random from those who are willing, and stays drawn."""

from __future__ import annotations

import csv
import io
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from builders import small_export
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from infopos_pipeline.ingest.landing import Arrival
from infopos_pipeline.interviews.draw import (
    DrawRecord,
    Respondent,
    draw,
    no_longer_willing,
    record_from_json,
    rekeyed,
    respondents,
    rows_by_pseudonym,
)
from infopos_pipeline.interviews.material import INTERVIEW
from infopos_pipeline.interviews.names_list import names_list
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.responses import pseudonym
from infopos_pipeline.problems import UserError
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study.themes import Willing

ARRIVAL = Arrival("a1", "2017-10-01T12:00:00+00:00", "e" * 64, "f" * 64, synthetic=True)
NAMES = [f"place{number}" for number in range(40)]
OTHER_KEY = Key(bytes(32))


def start(seed: int) -> DrawRecord:
    return DrawRecord(seed=seed, key_id="k")


def among(names, no=(), strata=None):
    """Respondents by a pseudonym, which here tells who they are."""
    return {f"p {name}": Respondent(name, name not in no, (strata or {}).get(name, "")) for name in names}


def chosen(record: DrawRecord) -> list[str]:
    return [who.removeprefix("p ") for who in record.drawn.values()]


@st.composite
def lists(draw_from, least=1):
    """Names, those of them who said no, strata, a seed, and how many are wanted: not more than are willing."""
    names = NAMES[: draw_from(st.integers(least, len(NAMES)))]
    no = draw_from(st.sets(st.sampled_from(names), max_size=len(names) - least))
    strata = {name: draw_from(st.sampled_from("aaaabc")) for name in names}
    n = draw_from(st.integers(least, len(names) - len(no)))
    return names, no, strata, draw_from(st.integers(0, 10**12)), n


# Chance. The seeds are fixed: a bound that holds now holds always.


def chi_square(counts, expected) -> float:
    return sum((count - expected) ** 2 for count in counts) / expected


def assert_like_chance(statistic: float, freedom: int) -> None:
    """Neither too far from what is expected nor too near to it: both would be chance one time in a thousand."""
    low, high = stats.chi2.ppf([0.001, 0.999], freedom)
    assert low < statistic < high


def test_over_10000_seeds_every_one_of_13_is_drawn_equally_often():
    known, counts, seeds, n = among(NAMES[:13]), Counter(), 10_000, 6
    for seed in range(seeds):
        counts.update(chosen(draw(start(seed), known, ARRIVAL, n)))
    without_replacement = Fraction(13 - 1, 13 - n)
    assert_like_chance(chi_square(counts.values(), seeds * n / 13) * without_replacement, 13 - 1)
    assert set(counts) == set(NAMES[:13])


def test_over_10000_seeds_every_subset_is_drawn_equally_often_in_every_order():
    known, seeds = among(NAMES[:5]), 10_000
    drawn = Counter(tuple(chosen(draw(start(seed), known, ARRIVAL, 2))) for seed in range(seeds))
    assert set(drawn) == set(permutations(NAMES[:5], 2))
    assert_like_chance(chi_square(drawn.values(), seeds / 20), 20 - 1)
    pairs = [drawn[pair] + drawn[pair[::-1]] for pair in combinations(NAMES[:5], 2)]
    assert_like_chance(chi_square(pairs, seeds / 10), 10 - 1)


def test_of_strata_that_are_alike_each_has_the_odd_interview_equally_often():
    strata = dict(zip(NAMES[:6], "aabbcc", strict=True))
    known, seeds = among(NAMES[:6], strata=strata), 3000
    odd = Counter()
    for seed in range(seeds):
        of_stratum = Counter(strata[name] for name in chosen(draw(start(seed), known, ARRIVAL, 4, "fact")))
        odd[max(of_stratum, key=of_stratum.__getitem__)] += 1
    assert_like_chance(chi_square(odd.values(), seeds / 3), 3 - 1)


# Laws


@given(lists())
def test_nobody_who_said_no_is_drawn_and_nobody_twice(case):
    names, no, strata, seed, n = case
    record = draw(start(seed), among(names, no, strata), ARRIVAL, n, "fact")
    assert len(set(chosen(record))) == n
    assert not set(chosen(record)) & no
    assert list(record.drawn) == [f"interview_{number:02}" for number in range(1, n + 1)]
    assert all(INTERVIEW.fullmatch(name) for name in record.drawn)
    assert record.draws[0].willing == tuple(sorted(f"p {name}" for name in set(names) - no))
    everyone = chosen(draw(start(seed), among(names, no), ARRIVAL, len(names) - len(no)))
    assert chosen(record) == [name for name in everyone if name in chosen(record)]


@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(case, chance):
    names, no, strata, seed, n = case
    shuffled = chance.sample(names, len(names))
    for fact in (None, "fact"):
        given_strata = strata if fact else None
        one = draw(start(seed), among(names, no, given_strata), ARRIVAL, n, fact)
        assert one == draw(start(seed), among(shuffled, no, given_strata), ARRIVAL, n, fact)


@given(lists(), st.data())
def test_earlier_draws_stand_when_the_list_grows_or_somebody_takes_a_yes_back(case, data):
    names, no, strata, seed, n = case
    before = draw(start(seed), among(names, no, strata), ARRIVAL, n, "fact")
    grown = [*names, *(f"new{number}" for number in range(data.draw(st.integers(0, 20))))]
    now_no = no | data.draw(st.sets(st.sampled_from(names)))
    later = {name: strata.get(name, data.draw(st.sampled_from("abcd"))) for name in grown}
    free = set(grown) - now_no - set(chosen(before))
    after = draw(before, among(grown, now_no, later), ARRIVAL, n + data.draw(st.integers(0, len(free))), "fact")
    assert after.draws[: len(before.draws)] == before.draws
    assert {name: after.drawn[name] for name in before.drawn} == before.drawn
    assert not set(chosen(after)[n:]) & (now_no | set(chosen(before)))
    taken_back = [name for name, who in zip(before.drawn, chosen(before), strict=True) if who in now_no]
    assert [name for name in no_longer_willing(after, among(grown, now_no)) if name in before.drawn] == taken_back


@given(lists(), st.data())
def test_who_refuses_is_replaced_and_the_others_stay(case, data):
    names, no, _, seed, n = case
    known = among(names, no)
    before = draw(start(seed), known, ARRIVAL, n)
    spare = len(set(names) - no) - n
    refused = data.draw(st.lists(st.sampled_from(sorted(before.drawn)), unique=True, max_size=spare))
    after = draw(before, known, ARRIVAL, n, refused=refused)
    kept = {name: who for name, who in before.drawn.items() if name not in refused}
    assert {name: after.standing[name] for name in kept} == kept
    assert len(after.standing) == n
    assert after.refused == set(refused)
    # The next in order: a draw of so many more from the same list would have had them too.
    assert chosen(after) == chosen(draw(start(seed), known, ARRIVAL, n + len(refused)))


def test_who_refused_is_not_drawn_again_later():
    record = draw(start(1), among(NAMES[:6]), ARRIVAL, 2)
    for name in ("interview_01", "interview_02"):
        record = draw(record, among(NAMES[:6]), ARRIVAL, 2, refused=[name])
    record = draw(record, among(NAMES[:6]), ARRIVAL, 4)
    assert sorted(chosen(record)) == sorted(NAMES[:6])
    assert list(record.standing) == [f"interview_{number:02}" for number in (3, 4, 5, 6)]


@given(lists())
def test_strata_get_their_share_by_the_largest_remainder(case):
    names, no, strata, seed, n = case
    willing = Counter(strata[name] for name in names if name not in no)
    got = Counter(strata[name] for name in chosen(draw(start(seed), among(names, no, strata), ARRIVAL, n, "fact")))
    share = {stratum: Fraction(n * number, willing.total()) for stratum, number in willing.items()}
    more = {stratum: got[stratum] - int(share[stratum]) for stratum in willing}
    left = {stratum: share[stratum] - int(share[stratum]) for stratum in willing}
    assert set(more.values()) <= {0, 1}
    with_more, without = ([left[stratum] for stratum in willing if more[stratum] == odd] for odd in (1, 0))
    assert min(with_more, default=1) >= max(without, default=0)
    assert 0 not in with_more


@given(lists(), st.data())
def test_who_refuses_is_replaced_from_the_same_stratum_as_long_as_it_has_anybody(case, data):
    names, no, strata, seed, n = case
    before = draw(start(seed), among(names, no, strata), ARRIVAL, n, "fact")
    grown = [*names, *(f"new{number}" for number in range(data.draw(st.integers(0, 9))))]
    strata = {name: strata.get(name, "a") for name in grown}
    refused = data.draw(st.sampled_from(sorted(before.drawn)))
    stratum = strata[before.drawn[refused].removeprefix("p ")]
    free = [name for name in grown if name not in no and name not in chosen(before)]
    if free:
        after = draw(before, among(grown, no, strata), ARRIVAL, n, "fact", [refused])
        (new,) = chosen(after)[n:]
        assert strata[new] == stratum or stratum not in {strata[name] for name in free}


def test_a_name_alone_is_drawn_whatever_the_key():
    one = draw(start(5), among(NAMES), ARRIVAL, 6)
    other = {f"q {who[::-1]}": respondent for who, respondent in among(NAMES).items()}
    again = draw(start(5), other, ARRIVAL, 6)
    assert [other[who].municipality for who in again.drawn.values()] == chosen(one)


# What is refused, and what changes nothing


def test_as_many_as_wanted_changes_nothing():
    record = draw(start(1), among(NAMES), ARRIVAL, 6)
    assert draw(record, among(NAMES), ARRIVAL, 6) is record
    assert draw(record, among([*NAMES, "new"]), ARRIVAL, 2) is record


def test_a_refusal_is_recorded_also_where_nobody_is_to_take_its_place():
    record = draw(draw(start(1), among(NAMES), ARRIVAL, 6), among(NAMES), ARRIVAL, 5, refused=["interview_02"])
    assert list(record.standing) == [f"interview_{number:02}" for number in (1, 3, 4, 5, 6)]
    assert [one.refused for one in record.draws] == [(), ("interview_02",)]
    again = draw(record, among(NAMES), ARRIVAL, 6)
    assert list(again.standing)[-1] == "interview_07"
    assert "place" not in repr(again)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n": 5}, r"2 were to be drawn, and 1 are willing .* --n 4"),
        ({"n": 3, "refused": ["interview_01", "interview_02"]}, r"2 were to be drawn, and 1 are willing .* --n 2"),
        ({"n": 3, "refused": ["interview_1"]}, r"No interview interview_1 .*interview_01, .*mean 'interview_01'"),
        ({"n": 3, "refused": ["interview_01", "interview_01"]}, "interview_01 was refused already"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_drawn(arguments, said):
    record = draw(start(1), among(NAMES[:4]), ARRIVAL, 3)
    with pytest.raises(UserError, match=said):
        draw(record, among(NAMES[:4]), ARRIVAL, **arguments)


def test_nobody_refuses_twice():
    record = draw(draw(start(1), among(NAMES), ARRIVAL, 3), among(NAMES), ARRIVAL, 3, refused=["interview_01"])
    with pytest.raises(UserError, match="interview_01 was refused already"):
        draw(record, among(NAMES), ARRIVAL, 3, refused=["interview_01"])


def test_where_nobody_is_willing_nobody_is_drawn():
    with pytest.raises(UserError, match="nobody who may be drawn said yes"):
        draw(start(1), among(NAMES, no=NAMES), ARRIVAL, 1)


# Who is willing


def test_one_who_answers_twice_is_willing_only_if_neither_is_a_no(small_study, key):
    codes = {"yes": "A3", "no": "A1", "": ""}
    says = {
        "t1": ("yes", "yes"),
        "t2": ("yes", "no"),
        "t3": ("no", "yes"),
        "t4": ("", "yes"),
        "t5": ("",),
        "t6": ("no",),
    }
    rows = [{"token": token, "oord": codes[answer]} for token, given in says.items() for answer in given]
    answers = read_answers(small_export(*rows).content(), None, small_study, ("export", "frame"))
    known = respondents(answers, Willing(item="oordeel", options=("y",)), key)
    assert {one.municipality: one.willing for one in known.values()} == {token: token in ("t1", "t4") for token in says}
    assert rows_by_pseudonym(answers, key)[pseudonym(key, "t2")] == 3


# The sample wave


WILLING = Willing(item="interview_bereid", options=("ja",))
EXPECTED = ["Kwartelmeer", "Hommelrade", "Graauwhuizen", "Hogenvliet-Aa", "Akkervoorde", "Bakelhorn"]
"""The order of the SHA-256 that ``sha256sum`` (GNU coreutils) gives, of the 13 who said yes in the export."""


def test_the_sample_draws_the_six_that_another_program_draws(sample_answers, key):
    record = draw(DrawRecord(seed=2017, key_id=key.key_id), respondents(sample_answers, WILLING, key), ARRIVAL, 6)
    assert len(record.draws[0].willing) == 13
    rows = rows_by_pseudonym(sample_answers, key)
    assert [sample_answers.contacts.municipalities[rows[who]] for who in record.drawn.values()] == EXPECTED


def test_who_is_willing_in_the_sample_are_those_with_a_yes_in_the_export(sample_answers, sample_rows, key):
    known = respondents(sample_answers, WILLING, key, "regio")
    willing = {one.municipality for one in known.values() if one.willing}
    assert len(willing) == sum(row["interv"] == "A1" for row in sample_rows) == 13
    facts = dict(zip(sample_answers.municipalities, sample_answers.facts["regio"], strict=True))
    assert {one.municipality: one.stratum for one in known.values()} == facts


def test_the_list_names_who_was_drawn_as_frame_and_export_have_them(sample_answers, sample_rows, sample_frame, key):
    known = respondents(sample_answers, WILLING, key)
    record = draw(DrawRecord(seed=2017, key_id=key.key_id), known, ARRIVAL, 6)
    record = draw(record, known, ARRIVAL, 6, refused=["interview_02"])
    listed = list(csv.DictReader(io.StringIO(names_list(record, sample_answers, key).decode(), newline="")))
    assert list(listed[0]) == ["interview", "status", "municipality", "token", "naam", "email"]
    assert [(row["interview"], row["status"]) for row in listed] == [
        (f"interview_{number:02}", "refused" if number == 2 else "drawn") for number in range(1, 8)
    ]
    assert [row["municipality"] for row in listed[:6]] == EXPECTED
    frame = {row["gemeente"]: row["token"] for row in csv.DictReader(io.StringIO(sample_frame.decode(), newline=""))}
    by_token = {row["token"]: row for row in sample_rows}
    for row in listed:
        assert row["token"] == frame[row["municipality"]]
        own = by_token.get(row["token"]) or next(r for r in sample_rows if r["gemeente"] == row["municipality"])
        assert (row["naam"], row["email"]) == (own["naam"].strip(), own["email"].strip())


# The record


@given(lists(), st.sets(st.sampled_from(NAMES)))
def test_a_record_is_read_back_as_it_was_written(case, others):
    names, no, strata, seed, n = case
    record = draw(start(seed), among(names, no, strata), ARRIVAL, n, "fact")
    record = draw(record, among({*names, *others}, no), ARRIVAL, n - 1, refused=["interview_01"])
    assert record_from_json(record.to_json()) == record
    assert list(record_from_json(record.to_json()).drawn) == list(record.drawn)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seed": 1', b'"seed": "1"'),
        (b'"seed": 1', b'"seeds": 1'),
        (b'"interview_02": "', b'"interview_03": "'),
        (b'"interview_02": "', b'"jansen": "'),
        (b'"refused": []', b'"refused": ["interview_09"]'),
        (b'"refused": []', b'"refused": ["interview_01", "interview_01"]'),
        (b"}\n", b""),
        (b"{", b"\xff{"),
    ],
)
def test_a_record_that_somebody_changed_is_no_record(old, new):
    content = draw(start(1), among(NAMES), ARRIVAL, 2).to_json()
    record_from_json(content)
    assert old in content
    with pytest.raises(ValueError):
        record_from_json(content.replace(old, new, 1) if old != b"}\n" else content[: -len(old)])


def named(names, key, no=()):
    return {pseudonym(key, name): Respondent(name, name not in no) for name in names}


def test_under_another_key_the_record_is_of_the_same_municipalities(key):
    record = draw(DrawRecord(seed=1, key_id=key.key_id), named(NAMES, key), ARRIVAL, 6)
    other = rekeyed(record, key, OTHER_KEY, NAMES)
    assert other == draw(DrawRecord(seed=1, key_id=OTHER_KEY.key_id), named(NAMES, OTHER_KEY), ARRIVAL, 6)
    known = named([*NAMES, "new"], OTHER_KEY)
    assert draw(other, known, ARRIVAL, 7).drawn.items() > other.drawn.items()


@pytest.mark.parametrize("lost", ["the key", "another key", "a name"])
def test_whoever_cannot_be_looked_up_leaves_no_old_pseudonym_and_stops_every_further_draw(key, lost):
    record = draw(DrawRecord(seed=1, key_id=key.key_id), named(NAMES, key), ARRIVAL, 6)
    gone = next(name for name in NAMES if pseudonym(key, name) == record.drawn["interview_03"])
    old = {"the key": None, "another key": Key(b"o" * 32), "a name": key}[lost]
    other = rekeyed(record, old, OTHER_KEY, [name for name in NAMES if name != gone])
    assert not any(pseudonym(key, name).encode() in other.to_json() for name in NAMES)
    assert other.drawn["interview_03"] == ""
    assert ("" in (other.drawn["interview_01"], *other.draws[0].willing)) is (lost != "a name")
    with pytest.raises(UserError, match="cannot be told any more"):
        draw(other, named(NAMES, OTHER_KEY), ARRIVAL, 7)


def test_what_a_spreadsheet_would_take_for_a_formula_is_a_text(study, export, key):
    planted = {"naam": "=HYPERLINK(A1)", "email": '@a,\x1b[2Jb\n"c"'}
    answers = read_answers(export.add(token="t1", interv="A1", **planted).content(), None, study, ("export", "frame"))
    record = draw(DrawRecord(seed=1, key_id=key.key_id), respondents(answers, WILLING, key), ARRIVAL, 1)
    (row,) = csv.DictReader(io.StringIO(names_list(record, answers, key).decode(), newline=""))
    assert (row["token"], row["naam"], row["email"]) == ("t1", "'=HYPERLINK(A1)", '\'@a,[2Jb "c"')


def test_of_whoever_left_the_export_the_list_has_no_more_than_the_number(small_study, key):
    rows = [{"token": f"t{number}", "oord": "A3"} for number in range(4)]
    both = [
        read_answers(small_export(*given).content(), None, small_study, ("export", "frame"))
        for given in (rows, rows[:1])
    ]
    known = respondents(both[0], Willing(item="oordeel", options=("y",)), key)
    record = draw(DrawRecord(seed=1, key_id=key.key_id), known, ARRIVAL, 4)
    tokens = [row["token"] for row in csv.DictReader(io.StringIO(names_list(record, both[1], key).decode()))]
    assert sorted(tokens) == ["", "", "", "t0"]
