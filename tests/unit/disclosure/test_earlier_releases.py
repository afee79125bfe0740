"""What was released before: who joined, left or answered otherwise between two sets cannot be told from both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import pytest
from tiny_studies import WAVE, Respondent, Wave, declare, item, label, single, table, with_settings

from infopos_pipeline.disclosure.control import Before
from infopos_pipeline.disclosure.earlier import Released, as_json, before, from_json
from infopos_pipeline.disclosure.figures import Figure, counted
from infopos_pipeline.disclosure.release import NotPublishable, PublicSet, publish
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.fingerprints import TOOK_PART, differing, fingerprint_columns, fingerprints, same
from infopos_pipeline.problems import UserError

KEY = Key(bytes(range(32)))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    happy = single("yes", "no")
    happy["options"] = {
        "yes": {**label("x"), "when": "opinion in (a,)"},
        "no": {**label("x"), "when": "opinion in (b, c)"},
    }
    return declare(
        tmp_path_factory.mktemp("earlier"),
        items={"opinion": item("a", "b", "c"), "other": item("u", "v")},
        facts={"region": single("north", "south")},
        derived={"happy": happy},
        tables={
            "frame": table("frequencies", items=["region"]),
            "alone": table("characteristics", items=["opinion", "other", "happy"]),
            "split": table("crosstab", items=["opinion", "other"], by=["region"]),
        },
    )


def people(n: int, region: str = "north", opinion: str | None = "a", other: str | None = "u") -> list[Respondent]:
    return [{"region": region, "opinion": opinion, "other": other}] * n


SOME = [
    *people(8), *people(7, opinion="b"), *people(6, opinion="c", other="v"),
    *people(6, "south"), *people(5, "south", "b", "v"), *people(4, "south", "c", "v"),
]  # fmt: skip


class History:
    """Sets of a study released one after the other. Municipalities are told by their names."""

    def __init__(self, study):
        self.study, self.made = study, []

    def before(self, respondents: Sequence[Respondent], names: Sequence[str], wave: str) -> tuple[Wave, Before]:
        now = Wave(self.study, respondents, municipalities=names)
        marks = fingerprints(now.responses.to_dict("records"), self.study, KEY)
        facts = frozenset(self.study.frame.facts)
        released = [
            Released(
                number, of, from_json(json.loads(json.dumps(as_json(public.known)))),
                lambda variable, then=then: differing(then, marks, variable, of_frame=variable in facts),
                partial(same, then, marks),
                partial(differing, then, marks, of_frame=True),
            )
            for number, (of, public, then) in enumerate(self.made, start=1)
        ]  # fmt: skip
        size = partial(lambda figure, counts: counted(figure, counts).n, counts=now.counts)
        return now, before(self.study, wave, list(fingerprint_columns(self.study)), released, size)

    def release(
        self, respondents: Sequence[Respondent], names: Sequence[str] | None = None, wave: str = WAVE, **settings
    ) -> PublicSet:
        self.study = with_settings(self.study, **settings)
        names = names or [f"m{number:02}" for number in range(len(respondents))]
        now, left = self.before(respondents, names, wave)
        public = publish(self.study, now.counts, now.results, wave, left)
        self.made.append((wave, public, fingerprints(now.responses.to_dict("records"), self.study, KEY)))
        return public


@pytest.fixture
def history(study):
    return History(study)


def shown(public: PublicSet) -> dict[tuple[str, ...], float | None]:
    """By place, item, group and category the public counts."""
    return {
        (row.place, row.item, row.group_value, row.category): row.value
        for row in public.rows
        if row.statistic == "n" and not row.suppressed
    }


def test_the_same_wave_twice_is_the_same_set(history):
    first, second = history.release(SOME), history.release(SOME)
    assert first.rows == second.rows
    assert second.closed == ()
    assert first.known == second.known


@pytest.mark.parametrize("wave", [WAVE, "w2"])
def test_of_one_who_joined_nothing_can_be_had_by_subtraction(history, wave):
    """All that it answered is closed; where it lies everybody knows."""
    first = shown(history.release(SOME))
    second = history.release([*SOME, *people(1, "south", "c", "u")], wave=wave)
    assert second.closed == ("happy", "opinion", "other")
    assert {item for _, item, _, _ in shown(second)} == {"region"}
    assert shown(second)["frame", "region", "", "south"] == 16
    assert first["frame", "region", "", "south"] == 15


@pytest.mark.parametrize("wave", [WAVE, "w2"])
def test_of_one_who_left_nothing_can_be_had_by_subtraction(history, wave):
    history.release(SOME)
    second = history.release(SOME[1:], [f"m{number:02}" for number in range(1, len(SOME))], wave=wave)
    assert second.closed == ("happy", "opinion", "other")


@pytest.mark.parametrize("wave", [WAVE, "w2"])
def test_one_who_joins_for_another_who_leaves_is_noticed_too(history, wave):
    history.release(SOME)
    names = ["newcomer", *[f"m{number:02}" for number in range(1, len(SOME))]]
    assert history.release(SOME, names, wave=wave).closed == ("happy", "opinion", "other")


@pytest.mark.parametrize("wave", [WAVE, "w2"])
def test_an_answer_changed_by_one_closes_its_variable_and_no_other(history, wave):
    # By hand: from b to c changes an opinion, and not whether it is happy.
    first = shown(history.release(SOME))
    changed = [*SOME[:8], {**SOME[8], "opinion": "c"}, *SOME[9:]]
    second = history.release(changed, wave=wave)
    assert second.closed == ("opinion",)
    found = shown(second)
    assert {item for _, item, _, _ in found} == {"region", "other", "happy"}
    assert all(first[key] == value for key, value in found.items())


def test_a_wave_in_which_many_changed_is_shown_anew(history):
    history.release(SOME)
    changed = [{**one, "opinion": "b"} if number < 5 else one for number, one in enumerate(SOME)]
    second = history.release(changed, wave="w2")
    assert second.closed == ()
    assert shown(second)["alone", "opinion", "", "a"] == 9


def test_a_corrected_wave_is_closed_where_a_published_count_moves_by_few(history):
    # By hand: eight changed in all, one of them in the south; its count of c goes from 4 to 5.
    history.release(SOME)
    changed = [{**one, "opinion": "b"} if number < 7 else one for number, one in enumerate(SOME)]
    changed[21] = {**changed[21], "opinion": "c"}
    assert history.release(changed).closed == ("opinion",)


def test_a_corrected_wave_is_closed_where_all_who_joined_gave_one_answer(history):
    # By hand: three joined in the north and all said a and u; happy is then of three too.
    history.release(SOME)
    assert history.release([*SOME, *people(3)]).closed == ("happy", "opinion", "other")


def test_many_who_joined_with_answers_of_all_kinds_are_shown(history):
    history.release(SOME)
    joined = [*people(6), *people(6, opinion="b"), *people(6, opinion="c", other="v")]
    joined += [*people(6, "south"), *people(6, "south", "b", "v"), *people(6, "south", "c", "v")]
    second = history.release([*SOME, *joined])
    assert second.closed == ()
    assert shown(second)["alone", "opinion", "", "a"] == 26


def test_what_was_public_stays_public_when_the_threshold_rises(history):
    first = history.release(SOME, threshold=3)
    second = history.release(SOME, threshold=5)
    kept = {key: value for key, value in shown(first).items() if key in shown(second)}
    assert kept == shown(second)
    # What is small now and was told then is public for good, and counted on by the attack.
    assert any(0 < value < 5 for value in shown(first).values())


def test_a_rounded_release_is_counted_on_by_the_next_one(history):
    rounded = history.release(SOME, mode="rounding", rounding_base=5)
    assert all(low < high for low, high in rounded.known.values())
    second = history.release(SOME, mode="suppression")
    for figure, (low, high) in rounded.known.items():
        assert low <= second.known.get(figure, (low, low))[0] <= high


def test_what_an_earlier_release_makes_known_blocks_a_set_that_would_tell_the_rest(study):
    # By hand: of 12 answers the earlier release told 5 and 6 of c and b, so that a is 1.
    wave = Wave(study, [*people(1), *people(6, opinion="b"), *people(5, opinion="c")])
    known = {Figure("opinion", (name,)): (n, n) for name, n in (("b", 6), ("c", 5))}
    known[Figure("opinion")] = (12, 12)
    with pytest.raises(NotPublishable, match=r"\[opinion=a\].*exactly 1.*What earlier releases of this wave told"):
        publish(study, wave.counts, wave.results, WAVE, Before(known=known))


def test_a_variable_that_is_not_declared_any_more_is_named(history, study):
    history.release(SOME)
    undeclared = {name: one for name, one in study.items.items() if name != "other"}
    tables = {"alone": study.tables["alone"].model_copy(update={"items": ("opinion",)})}
    fewer = History(type(study)(**{**vars_of(study), "items": undeclared, "tables": tables}))
    fewer.made = history.made
    with pytest.raises(UserError, match="Release 1 told something of other, which the study does not declare any more"):
        fewer.release(SOME)
    # Another wave was never about it.
    assert fewer.release(SOME, wave="w2").closed == ()


def vars_of(study):
    return {field: getattr(study, field) for field in study.__dataclass_fields__}


def test_figures_come_back_from_their_file_as_they_were():
    known = {
        Figure("boxes", ("p", "q"), "region", "north", "mentions"): (3, 3),
        Figure("boxes", ("p",), others=True): (0, 4),
        Figure("opinion"): (5, 5),
    }
    assert from_json(json.loads(json.dumps(as_json(known)))) == known


def test_fingerprints_tell_how_many_differ_and_not_who(study):
    one = fingerprints(Wave(study, SOME).responses.to_dict("records"), study, KEY)
    other = fingerprints(Wave(study, SOME).responses.to_dict("records"), study, Key(bytes(32)))
    assert set(one) == {TOOK_PART, "region", "opinion", "other", "happy"}
    assert all(len(values) == len(SOME) == len(set(values)) for values in one.values())
    assert all(list(values) == sorted(values) for values in one.values())
    # Nobody without the key can tell whose they are, nor which of two variables are of the same municipality.
    assert not set(one["opinion"]) & set(other["opinion"])
    assert not set(one["opinion"]) & set(one["other"])
    assert differing(one, one, "opinion", of_frame=False) == 0
    assert differing(one, other, "opinion", of_frame=False) == len(SOME)


def test_who_joined_or_left_is_not_counted_for_a_fact_of_the_frame(study):
    def marks(respondents, names):
        return fingerprints(Wave(study, respondents, municipalities=names).responses.to_dict("records"), study, KEY)

    names = [f"m{number:02}" for number in range(len(SOME))]
    then = marks(SOME, names)
    assert differing(then, marks([*SOME, *people(1)], [*names, "new"]), "region", of_frame=True) == 0
    assert differing(then, marks([*SOME, *people(1)], [*names, "new"]), "region", of_frame=False) == 1
    moved = [{**SOME[0], "region": "south"}, *SOME[1:]]
    assert differing(then, marks(moved, names), "region", of_frame=True) == 1
