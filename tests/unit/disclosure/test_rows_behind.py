"""What a row of results says of, and which rows of a public set say nothing any more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_studies import WAVE, Wave, declare, item, label, single, table, with_settings

from infopos_pipeline.disclosure.answers import PossibleAnswers
from infopos_pipeline.disclosure.audit import told_by
from infopos_pipeline.disclosure.behind import RowsBehind
from infopos_pipeline.disclosure.control import Before, prepare
from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.disclosure.release import publish
from infopos_pipeline.statistics.results import SUPPRESSED, Result
from infopos_pipeline.statistics.testing import BENJAMINI_HOCHBERG_STUDY, HOLM_HYPOTHESIS, HOLM_STUDY
from infopos_pipeline.statistics.uncertainty import CLUSTER_BOOTSTRAP, FINITE_POPULATION, WILSON, WORST_CASE

TEST = {"test": "fisher", "outcome": "opinion", "rule": "every_predictor"}
OF_BOXES = {"test": "fisher", "outcome": "boxes", "rule": "every_predictor"}


def when(**conditions):
    return {
        **single(*conditions),
        "options": {name: {**label(name), "when": text} for name, text in conditions.items()},
    }


def hypothesis(*predictors, table="split", **more):
    profiles = {"recommended": more.pop("test", TEST)}
    return {
        "place": "said",
        "table": table,
        "statement": label("x"),
        "predictors": predictors,
        "profiles": profiles,
        **more,
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return declare(
        tmp_path_factory.mktemp("behind"),
        items={
            "opinion": item("a", "b", kind="ordinal", groups={"any": {"options": ["a", "b"], "label": label("x")}}),
            "boxes": item("p", "q", kind="multiple"),
            "later": item("u", "v", asked_if="opinion in (a,)"),
            "children": {"kind": "number", "page": 1, "label": label("x")},
        },
        facts={"region": single("north", "south"), "size": single("small", "large")},
        derived={
            "happy": when(yes="opinion in (a,)", no="opinion in (b,)"),
            "partly": when(yes="opinion in (a,)"),
        },
        tables={
            "facts": table(
                "text",
                facts={
                    "asked": {"label": label("x"), "counted": "approached"},
                    "any_opinion": {"label": label("x"), "item": "opinion", "category": "any"},
                    "ticked_p": {"label": label("x"), "item": "boxes", "category": "p"},
                },
            ),
            "alone": table(
                "characteristics",
                items=["opinion", "boxes", "later", "happy", "partly", "children"],
                mentions=["boxes"],
            ),
            "split": table("crosstab", items=["opinion", "boxes", "children"], by=["region"]),
            "means": table("means", items=["opinion", "children"], by=["size"]),
            "tests": table("tests"),
            "said": table("text"),
        },
        hypotheses={
            "one": hypothesis("region", "size"),
            "boxed": hypothesis("region", each="option", test=OF_BOXES),
            "looking": hypothesis("size", table="tests", exploratory=True),
        },
        disclosure={"threshold": 3},
    )


def people(*counts):
    """So many of each: region, size, opinion, boxes, children; opinion a goes on to later."""
    return [
        {"region": r, "size": s, "opinion": o, "boxes": b, "children": n, "later": "u" if o == "a" else None}
        for number, r, s, o, b, n in counts
        for _ in range(number)
    ]


PLENTY = people(
    (6, "north", "small", "a", ("p",), 1),
    (5, "north", "large", "b", ("p", "q"), 1),
    (4, "north", "small", "b", ("q",), 2),
    (7, "south", "small", "a", ("q",), 2),
    (6, "south", "large", "a", ("p",), 1),
    (5, "south", "large", "b", ("q",), 2),
)


@pytest.fixture(scope="module")
def wave(study):
    return Wave(study, PLENTY)


@pytest.fixture(scope="module")
def behind(study, wave):
    rows = RowsBehind(study, wave.counts, wave.results, PossibleAnswers(study, wave.counts))

    def found(**wanted):
        (row,) = [row for row in wave.results if all(getattr(row, name) == is_ for name, is_ in wanted.items())]
        return rows.behind(row)

    return found


def of_split(item, *options, group="region"):
    """The bases and the counts of some options in every group."""
    values = ("north", "south") if group == "region" else ("small", "large")
    return {Figure(item, chosen, group, value) for value in values for chosen in ((), *((o,) for o in options))}


def test_behind_a_count_stands_the_count(behind):
    assert behind(place="alone", item="opinion", category="a", statistic="n") == {Figure("opinion", ("a",))}
    assert behind(place="alone", item="opinion", category="", statistic="n") == {Figure("opinion")}
    assert behind(place="split", item="boxes", category="p", statistic="n", group_value="north") == {
        Figure("boxes", ("p",), "region", "north")
    }


def test_behind_a_percentage_and_its_interval_stand_count_and_base(behind):
    both = {Figure("opinion", ("a",)), Figure("opinion")}
    assert behind(place="alone", item="opinion", category="a", statistic="pct") == both
    for method in (WILSON, FINITE_POPULATION, WORST_CASE):
        assert behind(place="alone", item="opinion", category="a", statistic="pct_low", method=method) == both
    mentions = {Figure("boxes", ("p",)), Figure("boxes", base="mentions")}
    assert behind(place="alone", item="boxes", category="p", statistic="pct") == mentions


@pytest.mark.parametrize("item", ["later", "partly"])
def test_limits_that_count_on_who_was_passed_over_are_never_published(behind, item):
    category = "u" if item == "later" else "yes"
    assert behind(place="alone", item=item, category=category, statistic="pct_low", method=WORST_CASE) is None
    assert behind(place="alone", item=item, category=category, statistic="pct_low", method=WILSON) is not None
    assert behind(place="alone", item="happy", category="yes", statistic="pct_low", method=WORST_CASE) is not None


def test_limits_from_redrawn_respondents_are_never_published(behind):
    assert behind(place="alone", item="boxes", category="p", statistic="pct_low", method=CLUSTER_BOOTSTRAP) is None


def test_behind_a_mean_stands_every_count_of_its_group(behind):
    group = {Figure("opinion", options, "size", "small") for options in ((), ("a",), ("b",))}
    for statistic in ("mean", "sd"):
        assert behind(place="means", item="opinion", statistic=statistic, group_value="small") == group
    numbers = {Figure("children", options, "size", "small") for options in ((), ("1",), ("2",))}
    assert behind(place="means", item="children", statistic="mean", group_value="small") == numbers
    assert behind(place="means", item="opinion", statistic="n", group_value="") == {Figure("opinion", (), "size")}


def test_behind_a_test_stands_its_whole_table(behind):
    whole = of_split("opinion", "a", "b")
    for statistic in ("p_value", "test_statistic", "effect", "effect_low", "stars", "df"):
        assert behind(place="split", item="opinion", group="region", statistic=statistic) == whole


def test_behind_the_test_of_one_option_stands_who_chose_it_and_who_answered(behind):
    assert behind(place="split", item="boxes", group="region", category="p", statistic="p_value") == of_split(
        "boxes", "p"
    )


def test_behind_an_adjusted_p_value_stand_all_tests_that_it_is_adjusted_for(behind):
    own = of_split("opinion", "a", "b") | of_split("opinion", "a", "b", group="size")
    confirmed = own | of_split("boxes", "p", "q")
    row = {"place": "split", "item": "opinion", "group": "region", "statistic": "p_adjusted"}
    # Both hypotheses of one place and predictor are taken together.
    assert behind(**row, method=HOLM_HYPOTHESIS) == confirmed
    for method in (HOLM_STUDY, BENJAMINI_HOCHBERG_STUDY):
        assert behind(**row, method=method) == confirmed
    exploratory = {"place": "tests", "item": "opinion", "group": "size", "statistic": "p_adjusted"}
    assert behind(**exploratory, method=HOLM_STUDY) == of_split("opinion", "a", "b", group="size")


def test_behind_a_verdict_stand_its_tests_unless_the_study_lets_verdicts_out(study, wave, behind):
    one = {"item": "one", "statistic": "verdict"}
    assert behind(**one) >= of_split("opinion", "a", "b")
    assert behind(item="looking", statistic="verdict") == frozenset()
    let_out = with_settings(study, verdicts=True)
    rows = RowsBehind(let_out, wave.counts, wave.results, PossibleAnswers(study, wave.counts))
    assert {rows.behind(row) for row in wave.results if row.statistic == "verdict"} == {frozenset()}


def test_behind_a_fact_of_the_fieldwork_stands_what_it_counts(behind):
    assert behind(place="facts", item="asked") == frozenset()
    assert behind(place="facts", item="ticked_p") == {Figure("boxes", ("p",))}
    assert behind(place="facts", item="any_opinion") == {Figure("opinion", ("a", "b"))}


@pytest.mark.parametrize(
    "row",
    [
        Result(WAVE, "said", "one", "effect", group="one", method="contrast of x"),
        Result(WAVE, "split", "", "stars_reproduced", category="* p < 0.05", method="fisher"),
        Result(WAVE, "nowhere", "opinion", "n"),
        Result(WAVE, "alone", "opinion", "something_new", category="a"),  # type: ignore[arg-type]
    ],
)
def test_rows_of_which_nothing_is_known_are_never_published(study, wave, row):
    assert RowsBehind(study, wave.counts, [row], PossibleAnswers(study, wave.counts)).behind(row) is None
    assert publish(study, wave.counts, [row], WAVE).rows == ()


def rows_of(study, respondents, **settings):
    wave = Wave(with_settings(study, **settings), respondents)
    return wave, publish(wave.study, wave.counts, wave.results, WAVE).rows


def test_where_nothing_is_small_everything_that_can_be_is_published_as_it_was(study, wave):
    public = publish(study, wave.counts, wave.results, WAVE)
    never = {CLUSTER_BOOTSTRAP, WORST_CASE}
    # Of those who were asked later everybody said the same.
    assert {row.item for row in public.rows if row.suppressed and row.place in ("alone", "facts")} == {"later"}
    left_out = set(wave.results) - set(public.rows)
    left_out -= {row for row in left_out if row.statistic in ("mean", "sd")}  # of a number, of everyone
    assert {row.method for row in left_out if row.place == "alone" and row.item != "later"} == never
    assert all(row in wave.results for row in public.rows if not row.suppressed)


def test_a_withheld_row_has_no_value_and_says_so(study):
    few = [*PLENTY, *people((1, "north", "small", None, ("p",), None))]
    few = [{**one, "opinion": "b"} if number < 5 else one for number, one in enumerate(few)]
    _, rows = rows_of(study, few)
    withheld = [row for row in rows if row.suppressed]
    assert withheld
    assert {(row.value, row.text) for row in withheld} == {(None, SUPPRESSED)}
    assert not any(row.value is None and row.statistic in ("n", "pct") for row in rows if not row.suppressed)


def test_a_withheld_count_shows_its_base_only_if_that_is_published(study):
    # By hand: one in the south says b; and two answered in all of the small places of another wave.
    _, rows = rows_of(study, people((9, "north", "small", "a", ("p",), 1), (8, "south", "small", "a", ("p",), 1)))
    for row in rows:
        if row.statistic in ("n", "pct") and row.category and row.item != "children":
            shown = next(
                base
                for base in rows
                if (base.place, base.item, base.group, base.group_value, base.category, base.statistic)
                == (row.place, row.item, row.group, row.group_value, "", "n")
            )
            assert row.base == shown.value, row


def test_a_test_is_public_only_where_its_whole_table_is(study):
    _, rows = rows_of(study, PLENTY)
    public = {
        (row.group, row.group_value, row.category): row.value
        for row in rows
        if row.place == "split" and row.item == "opinion" and row.statistic == "n"
    }
    assert None not in public.values()
    assert next(row for row in rows if row.statistic == "p_value" and row.item == "opinion").value is not None
    # One more, alone: the only one of the north with opinion b.
    few = people(
        (8, "north", "small", "a", ("p",), 1),
        (1, "north", "large", "b", ("p",), 1),
        (9, "south", "large", "b", ("p", "q"), 2),
    )
    _, rows = rows_of(study, few)
    of_tests = [row for row in rows if row.statistic in ("p_value", "effect", "stars", "p_adjusted", "df")]
    assert of_tests
    assert all(row.suppressed and row.base is None for row in of_tests)


def test_means_are_public_only_of_groups_in_which_nothing_is_small(study):
    respondents = [*PLENTY, *people((1, "north", "large", "a", ("q",), 7))]
    _, rows = rows_of(study, respondents)
    means = {(row.item, row.group_value): row.value for row in rows if row.statistic == "mean"}
    # By hand: 7 and 1 child are of one and of eleven large places; nobody in a small one has 7.
    assert means[("children", "large")] is None
    assert means[("children", "small")] is None


def test_what_is_there_only_if_it_says_something_is_left_out_when_withheld(study):
    """Limits need somebody who answered, a listed number somebody who gave it, and the name of an effect an effect."""
    lonely = people((9, "north", "small", "a", ("p",), 1), (1, "south", "large", "b", ("q",), 93))
    wave, rows = rows_of(study, lonely)
    assert any(row.category == "93" for row in wave.results)
    assert not any(row.category == "93" for row in rows)
    assert not any(row.suppressed for row in rows if row.statistic in ("pct_low", "pct_high"))
    assert {row.method for row in rows if row.statistic == "effect" and row.suppressed} == {""}
    named = {row.method for row in wave.results if row.statistic == "effect"}
    assert named != {""}


def test_what_is_withheld_looks_the_same_whatever_was_answered(study):
    """If nothing is published, every wave has the same rows: none is there because of an answer."""
    lonely = people((9, "north", "small", "a", ("p",), 1), (1, "south", "large", "b", ("q",), 93))
    silent = [{"region": "south", "size": "large"}] * 3
    keys = []
    for respondents in (PLENTY, lonely, silent, [*lonely, *silent]):
        wave = Wave(study, respondents)
        rows = prepare(study, wave.counts, wave.results, WAVE).public_rows(frozenset())
        keys.append([row.key() for row in rows])
        assert {(row.value, row.text, row.base) for row in rows if row.item not in ("asked", "looking")} == {
            (None, SUPPRESSED, None)
        }
    assert keys == [keys[0]] * 4


def test_a_number_is_not_listed_in_a_rounded_set(study):
    _, rows = rows_of(study, PLENTY, mode="rounding", rounding_base=5)
    assert not any(row.item == "children" and row.category for row in rows)
    assert all(
        row.value % 5 == 0 for row in rows if row.statistic == "n" and row.value is not None and row.item != "asked"
    )


def test_closed_variables_are_withheld_and_nothing_else(study, wave):
    public = publish(study, wave.counts, wave.results, WAVE, Before(closed=frozenset({"boxes"})))
    assert public.closed == ("boxes",)
    assert all(row.suppressed for row in public.rows if row.item in ("boxes", "ticked_p"))
    assert not any(row.suppressed for row in public.rows if row.place == "alone" and row.item == "opinion")
    by_region = publish(study, wave.counts, wave.results, WAVE, Before(closed=frozenset({"region"})))
    assert all(row.suppressed for row in by_region.rows if row.group == "region")


def test_what_rows_tell_is_read_off_the_rows_themselves(study, wave):
    prepared = prepare(study, wave.counts, wave.results, WAVE)
    shown = next(
        row
        for row in prepared.rows
        if row.place == "alone" and row.item == "opinion" and row.category == "a" and row.statistic == "pct"
    )
    hidden = replace(shown, value=None, text=SUPPRESSED)
    assert told_by([shown], prepared) == {Figure("opinion", ("a",)), Figure("opinion")}
    assert told_by([hidden], prepared) == set()
    with pytest.raises(ValueError, match="never be published"):
        told_by([Result(WAVE, "alone", "opinion", "mean", value=1.0)], prepared)
