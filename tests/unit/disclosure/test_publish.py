"""A public set, or the reason why there is none: refusals name figure, bounds and what to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_studies import WAVE, Wave, declare, group, item, single, table, with_settings

from infopos_pipeline.disclosure import audit, release, suppression, usefulness
from infopos_pipeline.disclosure.audit import Narrowed, attacked, knowledge
from infopos_pipeline.disclosure.control import Before, prepare
from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.disclosure.linear_program import ContradictoryFacts, Deadline, SolverFailed
from infopos_pipeline.disclosure.release import NotPublishable, publish
from infopos_pipeline.statistics.results import Result


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return declare(
        tmp_path_factory.mktemp("publish"),
        items={"opinion": item("a", "b", "c")},
        facts={"region": single("north", "south")},
        tables={
            "alone": table("frequencies", items=["opinion"]),
            "split": table("crosstab", items=["opinion"], by=["region"]),
        },
        disclosure={"threshold": 3},
    )


def people(**counts: int):
    """So many respondents of each opinion in the north, and of `south_…` in the south."""
    return [
        {"region": "south" if name.startswith("south_") else "north", "opinion": name.removeprefix("south_")}
        for name, n in counts.items()
        for _ in range(n)
    ]


COMFORTABLE = people(a=8, b=7, c=6, south_a=6, south_b=5, south_c=7)
ONE_SMALL = people(a=8, b=7, c=1, south_a=6, south_b=5, south_c=7)


def published(study, respondents, before=None, exempt=(), **settings):
    wave = Wave(with_settings(study, **settings), respondents)
    return publish(wave.study, wave.counts, wave.results, WAVE, before, exempt)


def counts_shown(public):
    return {(row.place, row.group_value, row.category): row.value for row in public.rows if row.statistic == "n"}


def test_a_set_without_small_counts_is_public_as_it_is(study):
    public = published(study, COMFORTABLE)
    assert public.withheld == 0
    assert counts_shown(public)["split", "north", "c"] == 6
    assert public.known[Figure("opinion", ("c",), "region", "north")] == (6, 6)
    assert (public.recoded, public.closed, public.exempted) == ({}, (), ())


def test_a_small_count_takes_others_with_it(study):
    public = published(study, ONE_SMALL)
    shown = counts_shown(public)
    assert shown["split", "north", "c"] is None
    # By hand: it is c less the south, and the north less a and b.
    for line in ([("alone", "", "c"), ("split", "south", "c")], [("split", "north", name) for name in ("", "a", "b")]):
        assert None in [shown[key] for key in line]
    assert public.withheld == sum(row.suppressed for row in public.rows) > 2
    assert Figure("opinion", ("c",), "region", "north") not in public.known


def test_the_figures_of_a_set_are_those_that_its_rows_tell(study):
    public = published(study, ONE_SMALL)
    told = {
        Figure("opinion", (row.category,) if row.category else (), row.group, row.group_value)
        for row in public.rows
        if row.statistic == "n" and row.item == "opinion" and row.value is not None
    }
    assert set(public.known) == told


def test_the_same_wave_gives_the_same_set(study):
    first, second = published(study, ONE_SMALL), published(study, ONE_SMALL)
    assert (first.rows, first.known) == (second.rows, second.known)


def test_a_study_that_shows_nothing_has_an_empty_set(tmp_path):
    study = declare(tmp_path, items={"opinion": item("a", "b")}, tables={})
    for mode in ("suppression", "rounding"):
        public = published(study, [{"opinion": "a"}] * 5, mode=mode)
        assert public.rows == ()
        assert usefulness.total(usefulness.shown_by_place(public.rows)) == (0, 0)


def test_a_wave_in_which_nobody_answered_is_public_too(study):
    assert counts_shown(published(study, [{"region": "north"}] * 5))["alone", "", "a"] == 0


BLOCKED = Before(
    known={Figure("opinion", (name,)): (n, n) for name, n in (("a", 9), ("b", 6))} | {Figure("opinion"): (16, 16)}
)
SIXTEEN = people(a=9, b=6, c=1)


def test_a_refusal_names_the_figure_its_bounds_and_what_to_do(study):
    with pytest.raises(NotPublishable) as raised:
        published(study, SIXTEEN, BLOCKED)
    message = str(raised.value)
    assert message.startswith("Nothing is published. [opinion=c] can be worked out by anybody: exactly 1.")
    assert "What earlier releases of this wave told stays public." in message
    assert "Merge more categories in disclosure.yaml" in message
    assert "--except, --reason and --approver" in message


def test_a_refusal_says_which_municipality_can(tmp_path):
    # By hand: of three counts with a known sum, whoever is alone in one knows the sum of the other two.
    study = declare(
        tmp_path, items={"opinion": item("a", "b", "c")}, tables={"t": table("frequencies", items=["opinion"])}
    )
    known = {Figure("opinion"): (4, 4), Figure("opinion", ("a",)): (2, 2)}
    with pytest.raises(NotPublishable, match=r"by the municipality alone in \[opinion=[bc]\]: exactly 1"):
        published(study, [{"opinion": opinion} for opinion in "aabc"], Before(known=known), threshold=2)


def test_a_long_refusal_names_some_and_counts_the_rest(study):
    wave = Wave(study, COMFORTABLE)
    prepared = prepare(study, wave.counts, wave.results, WAVE)
    found = [Narrowed(Figure("opinion", (name,)), 0, 2) for name in "abcdefg"]
    message = str(release._refusal(found, prepared))
    assert message.count("can be worked out") == audit.LISTED == 5
    assert "And 2 more." in message
    assert "earlier releases" not in message
    assert "from 0 to 2" in message


def test_an_exception_lets_one_figure_through_and_no_other(study):
    public = published(study, SIXTEEN, BLOCKED, ["opinion=c", "region=north, opinion=c"])
    assert counts_shown(public)["alone", "", "c"] == 1
    assert public.exempted == ("opinion=c", "region=north, opinion=c")
    # What is small beside it stays protected.
    respondents = people(a=8, b=2, c=1, south_a=6, south_b=5, south_c=7)
    shown = counts_shown(published(study, respondents, exempt=["region=north, opinion=c"]))
    assert shown["split", "north", "c"] == 1
    assert shown["split", "north", "b"] is None


def test_an_exception_for_a_figure_that_is_not_there_says_what_was_meant(study):
    with pytest.raises(NotPublishable, match=r"No figure of this wave is called \[opinion=cc\].*opinion=c"):
        published(study, COMFORTABLE, exempt=["opinion=cc"])


def test_a_figure_that_needs_no_exception_may_have_one(study):
    assert published(study, COMFORTABLE, exempt=["opinion=a"]).rows == published(study, COMFORTABLE).rows


@pytest.mark.parametrize("mode", ["suppression", "rounding"])
def test_a_set_that_is_not_proven_safe_in_time_is_not_published(study, mode, monkeypatch):
    """The clock stands still until the deadline has passed: no test waits for it."""
    expired = classmethod(lambda cls, seconds: cls(-1.0))
    monkeypatch.setattr(Deadline, "after", expired)
    with pytest.raises(NotPublishable, match=r"Nothing was proven safe within 60 seconds.*'seconds'"):
        published(study, ONE_SMALL, mode=mode)


def test_time_that_runs_out_during_the_attack_blocks_too(study, monkeypatch):
    calls = []

    def after(cls, seconds):
        calls.append(seconds)
        return cls(np.inf if len(calls) < 3 else -1.0)

    monkeypatch.setattr(Deadline, "after", classmethod(after))
    with pytest.raises(NotPublishable, match="Nothing was proven safe"):
        published(study, ONE_SMALL)
    assert len(calls) >= 3


def test_contradictory_earlier_releases_block(study):
    known = {Figure("opinion", ("a",)): (99, 99)}
    with pytest.raises(NotPublishable, match=r"The solver did not prove the set safe.*contradict each other"):
        published(study, COMFORTABLE, Before(known=known))


@pytest.mark.parametrize("error", [SolverFailed("it gave up"), ContradictoryFacts("no table")])
def test_a_solver_that_fails_blocks(study, error, monkeypatch):
    def failing(*arguments, **options):
        raise error

    monkeypatch.setattr(release, "suppress", failing)
    with pytest.raises(NotPublishable, match=f"The solver did not prove the set safe \\({error}\\)"):
        published(study, ONE_SMALL)


def test_a_suppression_that_does_not_protect_is_caught_by_the_attack(study, monkeypatch):
    """Secondary suppression that forgets its work: the audit starts from the rows and finds it."""
    monkeypatch.setattr(release, "suppress", lambda linked, *, sensitive, **more: frozenset(sensitive))
    with pytest.raises(NotPublishable, match=r"\[region=north, opinion=c\] can be worked out by anybody: exactly 1"):
        published(study, ONE_SMALL)


def test_a_suppression_that_forgets_the_insiders_is_caught_by_the_attack(tmp_path, monkeypatch):
    # By hand: b and c are 1 each of a known total and a; each of the two knows the other's.
    study = declare(
        tmp_path, items={"opinion": item("a", "b", "c")}, tables={"t": table("frequencies", items=["opinion"])}
    )
    real = suppression.suppress
    monkeypatch.setattr(
        release, "suppress", lambda *arguments, **options: real(*arguments, **options | {"insiders": ()})
    )
    with pytest.raises(NotPublishable, match="by the municipality alone in"):
        published(study, [{"opinion": opinion} for opinion in "aaaaabc"], threshold=2)


def test_rounding_that_cannot_add_up_says_so(study, monkeypatch):
    def impossible(*arguments, **options):
        raise release.NotRoundable

    monkeypatch.setattr(release, "round_figures", impossible)
    with pytest.raises(NotPublishable, match="No multiples of 5 close to the figures add up"):
        published(study, ONE_SMALL, mode="rounding")


def test_a_rounded_set_has_multiples_that_add_up_and_nothing_else(study):
    public = published(study, ONE_SMALL, mode="rounding", rounding_base=5)
    shown = counts_shown(public)
    assert all(value % 5 == 0 for value in shown.values())
    for region in ("north", "south"):
        assert shown["split", region, ""] == sum(shown["split", region, name] for name in "abc")
    for name in "abc":
        assert shown["alone", "", name] == shown["split", "north", name] + shown["split", "south", name]
    true = counts_shown_of(study, ONE_SMALL)
    assert all(abs(shown[key] - true[key]) < 5 for key in true)
    for row in public.rows:
        if row.statistic == "pct" and row.value is not None:
            n = shown[row.place, row.group_value, row.category]
            assert row.value == pytest.approx(100 * n / shown[row.place, row.group_value, ""])
    assert {row.statistic for row in public.rows if row.value is not None} == {"n", "pct"}
    assert all(low <= true_value <= high for (low, high), true_value in known_and_true(public, study, ONE_SMALL))


def counts_shown_of(study, respondents):
    return {
        (row.place, row.group_value, row.category): row.value
        for row in Wave(study, respondents).results
        if row.statistic == "n"
    }


def known_and_true(public, study, respondents):
    rows = {
        Figure("opinion", (row.category,) if row.category else (), row.group, row.group_value): row.value
        for row in Wave(study, respondents).results
        if row.statistic == "n"
    }
    return [(range_, rows[figure]) for figure, range_ in public.known.items()]


def test_rounding_to_3_needs_a_width_that_it_can_give(study):
    """By hand: what becomes 0 was 0, 1 or 2; a threshold of 3 asks for bounds 3 apart unless the study says less."""
    with pytest.raises(NotPublishable, match="from 0 to 2"):
        published(study, ONE_SMALL, mode="rounding", rounding_base=3)
    public = published(study, ONE_SMALL, mode="rounding", rounding_base=3, width=2)
    assert all(row.value % 3 == 0 for row in public.rows if row.statistic == "n")


def test_the_attack_starts_from_the_rows_and_knows_how_many_respondents_there_are(study):
    wave = Wave(study, ONE_SMALL)
    prepared = prepare(study, wave.counts, wave.results, WAVE)
    program = prepared.program
    known = knowledge(program, {0: (2.0, 4.0)})
    assert (known.low[0], known.high[0]) == (2.0, 4.0)
    assert {float(known.low[place]) for place in program.totals} == {float(len(ONE_SMALL))}
    everything = {
        place: (float(n),) * 2 for place, n in enumerate(program.linked.values) if place < len(program.figures)
    }
    found = attacked(prepared, everything, 3)
    assert {narrowed.figure for narrowed in found} == {program.figures[place] for place in program.sensitive}
    assert all(narrowed.low == narrowed.high for narrowed in found)
    assert attacked(prepared, {}, 3) == []


def test_a_row_too_many_is_refused_before_any_attack(study):
    wave = Wave(study, ONE_SMALL)
    prepared = prepare(study, wave.counts, wave.results, WAVE)
    row = replace(wave.results[0], place="nowhere")
    with pytest.raises(ValueError, match="never be published"):
        audit.told_by([row], prepared)


def test_usefulness_compares_settings_and_says_why_one_leaves_nothing(tmp_path):
    study = declare(
        tmp_path,
        items={"opinion": item("a", "b", "c")},
        facts={"region": single("north", "south")},
        tables={"split": table("crosstab", items=["opinion"], by=["region"])},
        disclosure={"recodings": [{"item": "opinion", "merges": {"b_or_c": group("b", "c")}}]},
    )
    wave = Wave(study, people(a=8, b=7, c=1, south_a=6, south_b=5, south_c=7))
    settings = [(3, True), (3, False), (9, True)]

    found = list(usefulness.usefulness(study, wave.counts, wave.results, WAVE, settings=settings))

    assert [(one.threshold, one.recode) for one in found] == settings
    # Merged, nothing is small: 2 × (1 base, 2 counts, 2 percentages). As it is, c of the north takes others along.
    assert found[0].places == {"split": (10, 10)}
    shown, of = found[1].places["split"]
    assert of == 14
    assert shown < 14
    assert found[2].places["split"][0] < 10
    assert {one.refusal for one in found} == {""}


def test_usefulness_says_why_a_setting_leaves_nothing(study):
    wave = Wave(study, SIXTEEN)
    (found,) = usefulness.usefulness(study, wave.counts, wave.results, WAVE, BLOCKED, [(3, False)])
    assert (found.places, found.tests) == ({}, (0, 0))
    assert "[opinion=c] can be worked out by anybody: exactly 1" in found.refusal


def test_what_is_shown_is_counted_by_place():
    def row(place, statistic, value):
        return Result(WAVE, place, "x", statistic, value=value, text="" if value is not None else "suppressed")

    rows = [row("t", "n", 5), row("t", "pct", None), row("t", "pct_low", 1.0), row("u", "mean", 2.0)]
    rows += [row("t", "p_value", 0.5), row("u", "p_value", None)]
    assert usefulness.shown_by_place(rows) == {"t": (1, 2), "u": (1, 1)}
    assert usefulness.total(usefulness.shown_by_place(rows)) == (2, 3)
    assert usefulness.tests_shown(rows) == (1, 2)
