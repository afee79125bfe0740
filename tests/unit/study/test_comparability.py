"""Earlier answers in later terms: steps put one after the other, groups, splits, merges and breaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weather_poll import POLL, WAVES

from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.comparability import earlier_options, meanings, members
from infopos_pipeline.study.model import Group, Item, ItemVersion, Label, Option

NAMES = ("a", "b", "c", "d", "e")
TEXT = Label(nl="x", en="x")


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


def sets(meant):
    return None if meant is None else {option: set(meaning) for option, meaning in meant.items()}


# The poll, by hand.


def test_an_answer_that_was_split_means_all_that_it_was_split_into(poll):
    assert sets(meanings(poll, "neerslag", "2001", "2002")) == {
        "droog": {"geen"},
        "nat": {"mist", "plensbui"},
        "wit": {"wit"},
    }
    assert sets(meanings(poll, "neerslag", "2002", "2003")) == {
        "geen": {"geen"},
        "mist": {"motregen"},
        "plensbui": {"motregen", "bui"},
        "wit": {"wit"},
    }


def test_steps_are_put_one_after_the_other(poll):
    assert sets(meanings(poll, "neerslag", "2001", "2004")) == {
        "droog": {"geen"},
        "nat": {"motregen", "bui"},
        "wit": {"wit"},
    }


def test_within_one_version_answers_mean_what_they_say(poll):
    for name in poll.items:
        for wave in WAVES:
            if poll.at(wave).asked(name):
                own = poll.at(wave).items[name].options
                assert sets(meanings(poll, name, wave, wave)) == {option: {option} for option in own}
    assert sets(meanings(poll, "neerslag", "2003", "2004")) == {
        name: {name} for name in ("geen", "motregen", "bui", "wit")
    }


def test_what_was_not_asked_in_either_wave_does_not_compare(poll):
    assert meanings(poll, "paraplu", "2001", "2003") is None
    assert meanings(poll, "paraplu", "2003", "2004") is None
    assert meanings(poll, "sjaal", "2002", "2003") is None
    assert sets(meanings(poll, "sjaal", "2001", "2003")) == {"ja": {"ja"}, "nee": {"nee"}}
    assert meanings(poll, "beschut", "2002", "2004") is None
    assert meanings(poll, "dieren", "2001", "2002") is None


def test_a_break_anywhere_between_is_a_break(poll):
    compares = {
        (one, other): meanings(poll, "jas", one, other) is not None
        for one, other in combinations_with_replacement(WAVES, 2)
    }
    assert {pair for pair, found in compares.items() if not found} == {("2001", later) for later in WAVES[1:]}


def test_a_number_compares_without_options(poll):
    assert meanings(poll, "graden", "2001", "2004") == {}


def test_a_derived_variable_compares_if_all_that_it_is_made_from_does(poll):
    assert meanings(poll, "gekleed", "2001", "2002") is None
    assert sets(meanings(poll, "gekleed", "2002", "2004")) == {"ja": {"ja"}, "nee": {"nee"}}
    assert sets(meanings(poll, "beschut", "2002", "2003")) == {"ja": {"ja"}, "nee": {"nee"}}


def test_a_count_of_boxes_compares_while_every_box_is_one_box(poll):
    assert meanings(poll, "bepakking", "2001", "2002") == {}
    assert meanings(poll, "bepakking", "2003", "2004") == {}
    assert meanings(poll, "bepakking", "2002", "2003") is None, "one box became two, and two were added"


def test_a_derived_variable_breaks_with_any_item_of_any_condition(changed_study):
    folder = changed_study("derivations.yaml", '"paraplu in (ja,)"', '"sjaal in (ja,)"', POLL)
    changed_study("derivations.yaml", '"paraplu in (nee,)"', '"sjaal in (nee,) and jas in (nee,)"', POLL)
    study = load_study(folder)
    assert meanings(study, "beschut", "2001", "2003") is None
    assert meanings(study, "beschut", "2003", "2004") is not None


CONDITIONS = {
    # what is derived from what falls, or is taken along: the waves in whose answers it says the same as in those of now
    "neerslag in (motregen, bui)": ["2003"],  # rain was called otherwise before, and is not named
    "neerslag in (motregen, bui, mist, plensbui)": ["2002", "2003"],
    "neerslag in (motregen, bui, mist, plensbui, nat)": ["2001", "2002", "2003"],
    "not (neerslag in (motregen, bui, mist, plensbui, nat))": ["2001", "2002", "2003"],
    "neerslag in (motregen, mist)": ["2003"],  # a heavy shower of 2002 can be a drizzle of now
    "neerslag in (geen, droog)": ["2001", "2002", "2003"],
    "neerslag in (geen, droog, nat)": ["2002", "2003"],  # wet is not dry
    "neerslag in (wit,)": ["2001", "2002", "2003"],
    "neerslag in (geen, droog) and wind in (stil, matig, zwak)": ["2001", "2002", "2003"],
    "neerslag in (geen, droog) and wind in (stil, matig)": ["2003"],
    "stok in mee": ["2001", "2002", "2003"],
    "hoed in mee": ["2003"],
    "lantaarn in mee": ["2003"],  # nobody could tick it before
    "count(mee) > 1": ["2003"],
    "graden > 20": ["2001", "2002", "2003"],
    "graden > 20 or jas in (ja,)": ["2002", "2003"],
    "graden > 20 and streek in (kust,)": ["2001", "2002", "2003"],
    "graden > 20 and reached(handschoenen)": ["2001", "2002", "2003"],
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_derived_variable_compares_where_its_conditions_hold_of_what_earlier_answers_mean(changed_study, condition):
    """Else whoever answered in words that no condition names would count as a no."""
    changed_study("derivations.yaml", "jas in (ja,)", condition, POLL)
    study = load_study(changed_study("derivations.yaml", '"jas in (nee,)"', f'"not ({condition})"', POLL))
    assert [wave for wave in WAVES[:3] if meanings(study, "gekleed", wave, "2004") is not None] == CONDITIONS[condition]


def earlier(poll, name, wave, category, later="2004"):
    return earlier_options(meanings(poll, name, wave, later), poll.at(later).items[name], category)


def test_a_group_is_what_it_was_split_from(poll):
    assert earlier(poll, "neerslag", "2001", "regen") == {"nat"}
    assert earlier(poll, "neerslag", "2002", "regen") == {"mist", "plensbui"}
    assert earlier(poll, "mee", "2002", "hoofd") == {"muts"}
    assert earlier(poll, "neerslag", "2001", "vocht", "2002") == {"nat"}


def test_a_part_of_what_was_one_before_has_no_earlier_answer(poll):
    for wave, category in (("2001", "motregen"), ("2001", "bui"), ("2002", "motregen"), ("2002", "bui")):
        assert earlier(poll, "neerslag", wave, category) is None
    assert earlier(poll, "mee", "2002", "hoed") is None


def test_what_is_merged_is_all_that_it_was_before(poll):
    assert earlier(poll, "wind", "2001", "matig") == {"zwak", "matig"}
    assert earlier(poll, "wind", "2001", "stil") == {"stil"}


def test_what_nobody_could_answer_before_has_no_earlier_answer(poll):
    assert earlier(poll, "mee", "2002", "lantaarn") is None
    assert earlier(poll, "mee", "2002", "niets") is None
    assert earlier(poll, "mee", "2002", "hand") == {"stok"}


# Any item.


@st.composite
def any_version(draw):
    """Options of one way to ask, and groups of them."""
    options = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    groups = {}
    if len(options) > 1:
        for place in range(draw(st.integers(0, 2))):
            merged = draw(st.lists(st.sampled_from(options), min_size=2, max_size=len(options), unique=True))
            groups[f"group_{place}"] = Group(options=tuple(merged), label=TEXT)
    return {name: Option(nl="x", en="x") for name in options}, groups


@st.composite
def any_item(draw, breaks=False):
    """An item of the waves w0, w1, …, asked otherwise in each, and by step what each option means in the next wave."""
    asked = draw(st.lists(any_version(), min_size=2, max_size=5))
    versions, steps = [], []
    for place, (options, groups) in enumerate(asked[:-1]):
        following, merged = asked[place + 1]
        targets = {name: draw(st.sampled_from([*following, *merged])) for name in options}
        broken = breaks and draw(st.booleans())
        # Where an option keeps its name, it may be left out: without an entry it means the one of the same name.
        recode = {
            name: target
            for name, target in targets.items()
            if name != target or (name in following and draw(st.booleans()))
        }
        versions.append(
            ItemVersion(
                until=f"w{place}",
                comparability="not_comparable" if broken else "recoded" if recode else "comparable",
                recode={} if broken else recode,
                options=options,
                groups=groups,
            )
        )
        pairs = {
            (name, meaning)
            for name, target in targets.items()
            for meaning in (merged[target].options if target in merged else [target])
        }
        steps.append(None if broken else pairs)
    options, groups = asked[-1]
    return Item(name="x", label=TEXT, page=1, options=options, groups=groups, versions=tuple(versions)), steps


def composed(steps, options):
    """The relation of several steps, pair by pair."""
    relation = {(name, name) for name in options}
    for step in steps:
        relation = {(first, last) for first, middle in relation for other, last in step if middle == other}
    return {name: {last for first, last in relation if first == name} for name in options}


def with_item(poll: Study, item: Item) -> Study:
    return replace(poll, items={"x": item}, routing={}, versions_routing={}, derived={}, conditions={}, numbers={})


def pairs_of_waves(item: Item):
    return combinations_with_replacement(range(len(item.versions) + 1), 2)


@given(any_item())
def test_several_steps_are_the_composition_of_their_relations(poll, made):
    item, steps = made
    study = with_item(poll, item)
    for one, other in pairs_of_waves(item):
        expected = composed(steps[one:other], item.version(one).options)
        assert sets(meanings(study, "x", f"w{one}", f"w{other}")) == expected


@given(any_item(breaks=True))
def test_waves_compare_unless_a_step_between_them_is_a_break(poll, made):
    item, steps = made
    study = with_item(poll, item)
    for one, other in pairs_of_waves(item):
        found = meanings(study, "x", f"w{one}", f"w{other}")
        assert (found is None) == any(step is None for step in steps[one:other])


@given(any_item())
def test_earlier_options_are_those_that_mean_the_category_and_none_means_it_in_part(poll, made):
    item, _ = made
    study = with_item(poll, item)
    for one, other in pairs_of_waves(item):
        meant, now = meanings(study, "x", f"w{one}", f"w{other}"), study.at(f"w{other}").items["x"]
        for category in (*now.options, *now.groups):
            found, wanted = earlier_options(meant, now, category), members(now, category)
            inside = {option for option, meaning in meant.items() if not meaning - wanted}
            partly = {option for option, meaning in meant.items() if meaning & wanted} - inside
            assert found == (None if partly or not inside else inside)


@given(any_item())
def test_a_category_that_leads_back_to_a_group_of_a_wave_between_leads_back_as_that_group_does(poll, made):
    """What one step leads back to, the next leads back further: no way is shorter than another."""
    item, _ = made
    study = with_item(poll, item)
    last = len(item.versions)
    now = study.at(f"w{last}").items["x"]
    for between in range(last):
        middle = study.at(f"w{between}").items["x"]
        for category in (*now.options, *now.groups):
            step = earlier_options(meanings(study, "x", f"w{between}", f"w{last}"), now, category)
            if step is None:
                continue
            merged = Group(options=tuple(step), label=TEXT) if len(step) > 1 else None
            name = "merged" if merged else next(iter(step))
            grouped = middle.model_copy(update={"groups": {"merged": merged} if merged else {}})
            for first in range(between + 1):
                direct = earlier_options(meanings(study, "x", f"w{first}", f"w{last}"), now, category)
                back = earlier_options(meanings(study, "x", f"w{first}", f"w{between}"), grouped, name)
                assert direct == back


# Derived variables of every kind.


def derived_poll(tmp_path, comparability: str, derivations: str) -> Study:
    """A scale whose earlier version had other options, and variables derived from it."""
    folder = tmp_path / "poll"
    files = {
        "study.yaml": "title: {nl: x, en: x}\n",
        "questionnaire.yaml": (
            "items:\n  mood:\n    kind: ordinal\n    page: 1\n    label: {nl: x, en: x}\n    options:\n"
            "      low: {nl: x, en: x}\n      mid: {nl: x, en: x}\n      high: {nl: x, en: x}\n    versions:\n"
            "      - until: '1'\n        options: {low: {nl: x, en: x}, high: {nl: x, en: x}}\n"
            f"        comparability: {comparability}\n"
        ),
        "derivations.yaml": f"derived:\n{derivations}",
        "bindings/limesurvey.yaml": (
            "format: limesurvey\nprogress: lastpage\nitems:\n  mood:\n    column: mood\n"
            "    codes: {A1: low, A2: mid, A3: high}\n    versions:\n      - {until: '1', codes: {A1: low, A3: high}}\n"
        ),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return load_study(folder)


NUMBER = "  made:\n    kind: number\n    label: {{nl: x, en: x}}\n    value: {}\n"
VALUES = {
    "recode(mood, low=1, mid=2, high=3)": True,  # low and high stand for what they stand for now
    "score(mood)": False,  # the second of two was high, the second of three is mid
    "recode(mood, low=1, high=3)": True,
    "1 + recode(mood, high=3) * 2": True,
    "count((mood,), (low,))": True,
    "count((mood,), (mid,))": False,  # nobody could choose it
}


@pytest.mark.parametrize("value", VALUES)
def test_a_derived_number_compares_if_earlier_answers_stand_for_the_same_numbers(tmp_path, value):
    study = derived_poll(tmp_path, "comparable", NUMBER.format(value))
    assert (meanings(study, "made", "1", "2") is not None) is VALUES[value]
    assert meanings(derived_poll(tmp_path, "not_comparable", NUMBER.format(value)), "made", "1", "2") is None


def test_a_variable_that_builds_on_another_compares_if_that_does(tmp_path):
    built = (
        "  top:\n    label: {nl: x, en: x}\n    value: bins(made, 2)\n"
        "    options: {under: {nl: x, en: x}, over: {nl: x, en: x}}\n"
    )
    for value, compares in (("recode(mood, low=1, high=3)", True), ("score(mood)", False)):
        study = derived_poll(tmp_path, "comparable", NUMBER.format(value) + built)
        expected = {"under": {"under"}, "over": {"over"}} if compares else None
        assert sets(meanings(study, "top", "1", "2")) == expected
