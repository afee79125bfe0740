"""Answer patterns of municipalities over waves: counted in the warehouse, and again by hand in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from weather_poll import POLL, WAVES, responses

from infopos_pipeline.statistics.counting import BETWEEN
from infopos_pipeline.statistics.panel_counting import AnswerPattern, count_patterns, followed_variables
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.warehouse import Warehouse


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


@pytest.fixture(scope="module")
def frameless(poll) -> Study:
    return replace(poll, declared=poll.declared.model_copy(update={"frame": None}))


@pytest.fixture(scope="module")
def stored(poll, tmp_path_factory):
    """The slices of waves as DuckDB holds them, from responses."""
    with Warehouse(tmp_path_factory.mktemp("home") / "warehouse.duckdb") as warehouse:
        warehouse.prepare(poll)

        def lazy(frames):
            for wave, frame in frames.items():
                warehouse.replace(poll, "responses", frame, wave=wave)
            return {wave: nw.from_native(warehouse.relation(poll, "responses", wave)).lazy() for wave in frames}

        yield lazy


def any_answer(item, chance):
    """Any answer to an item of a wave, or one of the reasons for none."""
    if chance.random() < 0.25:
        return chance.choice([Missing.SKIPPED, Missing.NOT_APPLICABLE, Missing.NOT_REACHED])
    match item.kind:
        case "number":
            return chance.choice([-3.0, 0.0, 17.5, 17.5, 30.0, 0.1])
        case "multiple":
            return tuple(option for option in item.options if chance.random() < 0.5) or Missing.SKIPPED
    return chance.choice(list(item.options))


def any_wave(asked, chance, size):
    """Some of the municipalities with any answers."""
    names = sorted(chance.sample([f"m{number:03}" for number in range(size)], chance.randint(0, size)))
    items = [item for item in asked.asked_items.values() if item.kind != "text"]
    facts = {"streek": "kust", "grootte": "klein"}
    return {name: {**facts, **{item.name: any_answer(item, chance) for item in items}} for name in names}


def columns_of(study, waves):
    """By variable and wave its columns, where it was asked."""
    versions = {wave: study.at(wave) for wave in waves}
    return {
        (name, wave): variable_columns(version.variables[name])
        for wave, version in versions.items()
        for name in (*study.items, *study.derived)
        if version.asked(name) and version.variables[name].kind != "text"
    }


def recounted(study, frames):
    """Every pattern, one municipality and one variable after the other, from the frames as they were made."""
    found: Counter[tuple[str, tuple[tuple[str, tuple[object, ...]], ...]]] = Counter()
    rows = {wave: {row["pseudonym"]: row for row in frame.to_dict("records")} for wave, frame in frames.items()}
    columns = columns_of(study, frames)
    for municipality in {name for own in rows.values() for name in own}:
        for name in (*study.items, *study.derived):
            answers = []
            for wave, own in rows.items():
                if municipality in own and (name, wave) in columns:
                    cells = (own[municipality][column.name] for column in columns[name, wave])
                    answers.append((wave, tuple(None if pd.isna(cell) else cell for cell in cells)))
            if answers:
                found[name, tuple(answers)] += 1
    return found


def read(pattern, columns):
    """A pattern with its cells taken apart."""
    answers = []
    for wave, cell in pattern.answers:
        parts = zip(columns[pattern.variable, wave], cell.split(BETWEEN), strict=True)
        answers.append(
            (wave, tuple((float(part) if part else None) if c.content == "measure" else part for c, part in parts))
        )
    return pattern.variable, tuple(answers)


def counted(study, slices):
    return patterns(study, slices, followed_variables(study, list(slices)))


def patterns(study, slices, names):
    """The patterns of variables in slices of responses, by wave."""
    together = nw.concat([nw.from_native(frame) for frame in slices.values()], how="vertical")
    return count_patterns(together, study, list(slices), names)


@settings(max_examples=8, phases=[Phase.generate])  # a smaller seed is no simpler case
@given(seed=st.integers(0, 2**32), waves=st.sampled_from([WAVES, WAVES[:2], WAVES[1:], ("2001", "2004")]))
def test_patterns_are_those_of_a_recount_by_hand(poll, stored, seed, waves):
    chance = random.Random(seed)
    frames = {wave: responses(poll.at(wave), any_wave(poll.at(wave), chance, 300)) for wave in waves}
    patterns = counted(poll, stored(frames))
    columns = columns_of(poll, waves)
    assert {read(pattern, columns): pattern.n for pattern in patterns} == recounted(poll, frames)
    assert len({(pattern.variable, pattern.answers) for pattern in patterns}) == len(patterns)
    for wave in waves:
        for name in followed_variables(poll, waves):
            n = sum(pattern.n for pattern in patterns if pattern.variable == name and wave in dict(pattern.answers))
            assert n == (len(frames[wave]) if (name, wave) in columns else 0)


def small(poll, **waves):
    """Frames of waves: by wave and municipality the answers."""
    facts = {"streek": "kust", "grootte": "klein"}
    return {
        wave: responses(poll.at(wave), {name: {**facts, **answers} for name, answers in rows.items()})
        for wave, rows in ((name.removeprefix("w"), rows) for name, rows in waves.items())
    }


def test_municipalities_are_the_same_if_their_pseudonyms_are(poll, stored):
    frames = small(
        poll,
        w2001={"a": {"lucht": "helder"}, "b": {"lucht": "helder"}, "c": {"lucht": "dicht"}},
        w2002={"a": {"lucht": "dicht"}, "b": {"lucht": "dicht"}, "d": {"lucht": "dicht"}},
    )
    found = [pattern for pattern in counted(poll, stored(frames)) if pattern.variable == "lucht"]
    assert found == [
        AnswerPattern("lucht", (("2001", "dicht"),), 1),
        AnswerPattern("lucht", (("2001", "helder"), ("2002", "dicht")), 2),
        AnswerPattern("lucht", (("2002", "dicht"),), 1),
    ]


def test_a_municipality_in_one_wave_only_has_that_wave_alone(poll, stored):
    frames = small(poll, w2002={"a": {"paraplu": "ja"}}, w2003={}, w2004={"b": {"lucht": "dicht"}})
    for pattern in counted(poll, stored(frames)):
        assert [wave for wave, _ in pattern.answers] in (["2002"], ["2004"])
        assert pattern.n == 1
    assert AnswerPattern("paraplu", (("2002", "ja"),), 1) in counted(poll, stored(frames))


def test_a_wave_that_did_not_ask_is_left_out_and_one_without_an_answer_says_why(poll, stored):
    frames = small(poll, w2002={"a": {}}, w2003={"a": {"sjaal": "ja", "paraplu": Missing.NOT_REACHED}}, w2004={"a": {}})
    found = {pattern.variable: pattern.answers for pattern in counted(poll, stored(frames))}
    assert found["sjaal"] == (("2003", "ja"), ("2004", Missing.SKIPPED))
    assert found["paraplu"] == (("2002", Missing.SKIPPED), ("2003", Missing.NOT_REACHED))
    assert found["beschut"] == (("2002", Missing.SKIPPED), ("2003", Missing.NOT_REACHED))
    assert found["graden"] == tuple((wave, BETWEEN + Missing.SKIPPED) for wave in frames)


def test_boxes_are_those_of_the_version_of_each_wave(poll, stored):
    frames = small(poll, w2002={"a": {"mee": ("stok",)}}, w2003={"a": {"mee": ("hoed", "stok")}})
    (found,) = (pattern for pattern in counted(poll, stored(frames)) if pattern.variable == "mee")
    assert found.answers == (
        ("2002", BETWEEN.join(["not_ticked", "ticked"])),
        ("2003", BETWEEN.join(["ticked", "not_ticked", "ticked", "not_ticked", "not_ticked"])),
    )


def test_what_is_followed_is_what_a_wave_asked_and_is_counted(poll):
    assert "paraplu" not in followed_variables(poll, ["2001", "2004"])
    assert followed_variables(poll, ["2001", "2002"]) == (
        "lucht", "neerslag", "wind", "jas", "paraplu", "sjaal", "mee", "graden", "handschoenen",
        "gekleed", "beschut", "bepakking",
    )  # fmt: skip
    assert not {"gemeente", "opmerking", "streek"} & set(followed_variables(poll, WAVES))


def test_an_identifying_item_with_options_is_never_followed(changed_study):
    folder = changed_study("questionnaire.yaml", "  sjaal:\n", "  sjaal:\n    privacy: direct identifier\n", POLL)
    study = load_study(folder)
    assert set(followed_variables(load_study(POLL), WAVES)) - set(followed_variables(study, WAVES)) == {"sjaal"}


def test_a_study_without_a_frame_has_no_pairs(poll, frameless, stored):
    """There a pseudonym is of a token or of the answers themselves: it says nothing of who answered before."""
    frames = small(
        poll,
        w2001={"a": {"lucht": "helder"}, "b": {"lucht": "dicht"}},
        w2002={"a": {"lucht": "dicht"}, "c": {"lucht": "dicht"}},
    )
    slices = stored(frames)
    found = [pattern for pattern in counted(frameless, slices) if pattern.variable == "lucht"]
    assert found == [
        AnswerPattern("lucht", (("2001", "dicht"),), 1),
        AnswerPattern("lucht", (("2001", "helder"),), 1),
        AnswerPattern("lucht", (("2002", "dicht"),), 2),
    ]
    assert all(len(pattern.answers) == 1 for pattern in counted(frameless, slices))


def test_without_a_frame_whoever_answers_twice_counts_twice(frameless, poll, stored):
    frames = small(poll, w2001={"a": {"lucht": "helder"}, "b": {"lucht": "dicht"}}, w2002={})
    twice = pd.concat([frames["2001"], frames["2001"].iloc[:1]])
    found = counted(frameless, stored({**frames, "2001": twice}))
    assert {p.answers: p.n for p in found if p.variable == "lucht"} == {
        (("2001", "helder"),): 2,
        (("2001", "dicht"),): 1,
    }


def test_the_order_is_fixed_and_does_not_depend_on_that_of_the_rows(poll, stored):
    chance = random.Random(3)
    frames = {wave: responses(poll.at(wave), any_wave(poll.at(wave), chance, 60)) for wave in WAVES}
    first = counted(poll, stored(frames))
    shuffled = {wave: frame.sample(frac=1, random_state=7) for wave, frame in frames.items()}
    assert counted(poll, stored(shuffled)) == first
    names = list(followed_variables(poll, WAVES))
    keys = [(names.index(pattern.variable), pattern.answers) for pattern in first]
    assert keys == sorted(keys)


@pytest.mark.parametrize("number", [2, 4])
def test_all_variables_and_waves_are_counted_in_one_query(poll, stored, monkeypatch, number):
    slices = stored(small(poll, **{f"w{wave}": {"a": {}} for wave in WAVES[:number]}))
    queries = []
    collect = nw.LazyFrame.collect
    monkeypatch.setattr(nw.LazyFrame, "collect", lambda frame: queries.append(1) or collect(frame))
    assert counted(poll, slices)
    assert queries == [1]


def test_waves_without_anybody_have_no_patterns(poll, stored):
    assert counted(poll, stored(small(poll, w2001={}, w2002={}))) == []
    assert patterns(poll, stored(small(poll, w2001={}, w2002={})), []) == []
    assert patterns(poll, stored(small(poll, w2001={"a": {}}, w2004={"a": {}})), ["paraplu"]) == []
