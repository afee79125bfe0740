"""What an earlier release leaves to decide: joined, left, answered otherwise, and nothing at all."""

from __future__ import annotations

import pytest

from infopos_pipeline.disclosure.earlier import Released, as_json, before, from_json
from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.fingerprints import TOOK_PART, differing, fingerprint_columns, fingerprints
from infopos_pipeline.problems import UserError

KEY = Key(bytes(32))


def rows(study, answers):
    """Respondents by pseudonym, all columns alike but for what is given."""
    columns = sorted({column for own in fingerprint_columns(study).values() for column in own})
    return [{"pseudonym": name, **dict.fromkeys(columns, "x"), **own} for name, own in answers.items()]


def prints(study, answers, key=KEY):
    return fingerprints(rows(study, answers), study, key)


EVERYBODY = {f"p{place}": {} for place in range(10)}


def test_a_fingerprint_names_nobody_and_depends_on_key_variable_and_answer(study):
    found = prints(study, EVERYBODY)
    assert not any(name in text for texts in found.values() for text in texts for name in EVERYBODY)
    assert len({text for texts in found.values() for text in texts}) == len(found) * len(EVERYBODY)
    assert not set(prints(study, EVERYBODY, Key(bytes([1] * 32)))["functie"]) & set(found["functie"])
    assert prints(study, dict(reversed(EVERYBODY.items()))) == found


@pytest.mark.parametrize(
    ("now", "item", "fact"),
    [
        (EVERYBODY, 0, 0),
        ({**EVERYBODY, "new": {}}, 1, 0),
        ({name: {} for name in list(EVERYBODY)[2:]}, 2, 0),
        ({**EVERYBODY, "p1": {"functie": "y"}}, 1, 0),
        ({**EVERYBODY, "p1": {"regio": "y"}}, 0, 1),
        ({**{name: {} for name in list(EVERYBODY)[1:]}, "new": {}}, 1, 0),
        ({**{name: {} for name in list(EVERYBODY)[1:]}, "new": {}, "p2": {"regio": "y"}}, 1, 1),
    ],
)
def test_how_many_differ_counts_who_joined_left_or_answered_otherwise(study, now, item, fact):
    then, current = prints(study, EVERYBODY), prints(study, now)
    assert differing(then, current, "functie", of_frame=False) == item
    assert differing(then, current, "regio", of_frame=True) == fact
    assert len(current[TOOK_PART]) == len(now)


ANSWER, BASE = Figure("functie", ("anders",)), Figure("functie")
SPLIT = Figure("functie", ("anders",), "regio", "noord")


def left(study, differs, counts, wave="2017", known=None, otherwise=99):
    known = known or {ANSWER: (5, 5), BASE: (10, 10)}
    released = Released(
        number=1,
        wave=wave,
        known=known,
        differing=lambda name: differs.get(name, 0),
        same=lambda name: not differs.get(name, 0),
        otherwise=lambda name: otherwise,
    )
    return before(study, "2017", ["functie", "regio"], [released], lambda figure: counts.get(figure, 0))


def test_what_did_not_change_is_public_for_good(study):
    found = left(study, {}, {})
    assert found.known == {ANSWER: (5, 5), BASE: (10, 10)}
    assert found.closed == frozenset()


@pytest.mark.parametrize("wave", ["2017", "2016"])
@pytest.mark.parametrize(("number", "closed"), [(1, True), (2, True), (3, False)])
def test_few_who_differ_close_a_variable_in_the_same_wave_and_in_another(study, wave, number, closed):
    found = left(study, {"functie": number}, {ANSWER: 5 + number, BASE: 10 + 2 * number}, wave)
    assert ("functie" in found.closed) is closed
    assert ANSWER not in found.known


@pytest.mark.parametrize(
    ("answer", "base", "closed"), [(6, 16, True), (3, 10, True), (9, 14, True), (5, 14, False), (8, 14, False)]
)
def test_a_corrected_count_that_changed_by_few_or_by_all_who_came_closes_its_variable(study, answer, base, closed):
    found = left(study, {"functie": 6}, {ANSWER: answer, BASE: base})
    assert ("functie" in found.closed) is closed


@pytest.mark.parametrize(("otherwise", "closed"), [(0, True), (2, True), (3, False)])
def test_another_wave_can_be_subtracted_where_few_but_those_who_joined_differ(study, otherwise, closed):
    found = left(study, {"functie": 3}, {ANSWER: 6, BASE: 13}, "2016", otherwise=otherwise)
    assert ("functie" in found.closed) is closed
    assert found.known == {}


def test_a_figure_of_another_wave_that_is_not_declared_any_more_is_passed_over(study):
    assert left(study, {}, {}, "2016", known={Figure("weg", ("a",)): (5, 5)}, otherwise=0).known == {}


def test_ranges_of_several_rounded_releases_are_taken_together(study):
    releases = [
        Released(number, "2017", {ANSWER: known}, lambda name: 0, lambda name: True, lambda name: 0)
        for number, known in ((1, (3, 7)), (2, (4, 9)))
    ]
    assert before(study, "2017", ["functie"], releases, lambda figure: 0).known == {ANSWER: (4, 7)}


def test_a_variable_that_is_not_declared_any_more_is_refused(study):
    gone = {Figure("weg", ("a",)): (5, 5)}
    with pytest.raises(UserError, match="weg"):
        left(study, {}, {}, known=gone)


def test_what_a_set_tells_is_read_as_it_was_written():
    known = {SPLIT: (4, 4), ANSWER: (3, 7), BASE: (10, 10)}
    assert from_json(as_json(known)) == known
