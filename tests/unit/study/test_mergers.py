"""Herindelingen: names followed to the municipality they went on in, and declarations that lead nowhere refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.study import StudyError, load_study
from infopos_pipeline.study.mergers import Successors, merger_mistakes, successors
from infopos_pipeline.study.protection import Merger

ROOT = Path(__file__).parents[3]
CHAIN = {"a": "b", "b": "c", "d": "c", "e": "f"}
"""A was renamed to B, which merged with D into C; E was renamed to F."""


def in_place_of_all(text: str) -> tuple[str, str]:
    """What the sample study declares, and what a test declares instead."""
    return (ROOT / "schemas" / "infopos" / "herindelingen.yaml").read_text(encoding="utf-8"), text


def declared(*mergers: tuple[str, list[str]]) -> tuple[Merger, ...]:
    return tuple(Merger.model_validate({"into": into, "from": old}) for into, old in mergers)


def test_a_name_is_followed_to_its_final_successor():
    followed = successors(declared(("Oud-Beek", ["Beek"]), ("Nieuw Beek", ["oud beek", "Dorp"]), ("Stad", ["Veld"])))
    assert followed.path("beek") == ("beek", "oudbeek", "nieuwbeek")
    assert followed.path("dorp") == ("dorp", "nieuwbeek")
    assert followed.path("elders") == ("elders",)
    assert successors(()).path("beek") == ("beek",)


@pytest.mark.parametrize(
    ("frame", "known_as"),
    [
        (["a"], ["c"]),
        (["b"], ["c"]),
        (["c"], ["c"]),
        (["a", "e", "x"], ["c", "f", "x"]),
        (["b", "d"], ["b", "d"]),
        (["a", "d"], ["b", "d"]),  # A was renamed before it merged: B in the wave of that name, too
        (["d", "c"], ["d", "c"]),
        (["a", "b"], ["a", "b"]),
        (["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (["e", "f"], ["e", "f"]),
        ([], []),
    ],
)
def test_a_municipality_is_known_by_its_last_name_that_is_its_own(frame, known_as):
    assert Successors(CHAIN).entity_names(frame) == known_as


NAMES = [f"n{number}" for number in range(12)]


@st.composite
def forests(draw):
    """Mergers without a circle: every name can go on under one that comes later in the alphabet of names."""
    return {
        name: NAMES[draw(st.integers(place + 1, len(NAMES) - 1))]
        for place, name in enumerate(NAMES[:-1])
        if draw(st.booleans())
    }


@given(forests(), st.lists(st.sampled_from(NAMES), unique=True), st.randoms(use_true_random=False))
def test_municipalities_of_one_frame_never_become_one_and_their_order_makes_no_difference(direct, frame, chance):
    followed = Successors(direct)
    known_as = dict(zip(frame, followed.entity_names(frame), strict=True))
    assert len(set(known_as.values())) == len(frame)
    shuffled = list(frame)
    chance.shuffle(shuffled)
    assert dict(zip(shuffled, followed.entity_names(shuffled), strict=True)) == known_as
    for name, known in known_as.items():
        finals = [followed.path(other)[-1] for other in frame]
        assert known in followed.path(name)
        if finals.count(followed.path(name)[-1]) == 1:
            assert known == followed.path(name)[-1]


MISTAKES = {
    "itself": ([("Beek", ["Dorp", "BEEK"])], ("mergers", 0, "from", 1), "keeps its name"),
    "twice in one": ([("Beek", ["Dorp", "dorp"])], ("mergers", 0, "from", 1), "a successor already"),
    "two successors": ([("Beek", ["Dorp"]), ("Veld", ["Dorp"])], ("mergers", 1, "from", 0), "a successor already"),
    "circle of two": ([("Beek", ["Dorp"]), ("Dorp", ["Beek"])], ("mergers", 0, "from", 0), "a circle"),
    "circle at the end": (
        [("Beek", ["Dorp"]), ("Veld", ["Beek"]), ("Stad", ["Veld"]), ("Beek", ["Stad"])],
        ("mergers", 1, "from", 0),
        "a circle",
    ),
    "no name": ([("Beek", ["Dorp", " - "])], ("mergers", 0, "from", 1), "the name of a municipality"),
    "no successor": ([("Beek", ["Dorp"]), ("'", ["Veld"])], ("mergers", 1, "into"), "the name of a municipality"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mergers_that_lead_nowhere_are_mistakes(mistake):
    mergers, place, message = MISTAKES[mistake]
    found_place, found = next(merger_mistakes(declared(*mergers)))
    assert found_place == place
    assert message in found
    for name in ("beek", "dorp", "veld", "stad"):
        assert name not in found.casefold()


@given(forests())
def test_mergers_without_a_circle_are_no_mistake(direct):
    assert list(merger_mistakes(declared(*((into, [old]) for old, into in direct.items())))) == []


def test_a_circle_is_refused_with_file_line_and_place(changed_study):
    text = "mergers:\n  - into: Beek\n    from: [Dorp]\n  - into: Dorp\n    from:\n      - Veld\n      - Beek\n"
    with pytest.raises(StudyError) as caught:
        load_study(changed_study("herindelingen.yaml", *in_place_of_all(text)))
    assert caught.value.file.name == "herindelingen.yaml"
    assert caught.value.field == "mergers.0.from.0"
    assert "circle" in caught.value.message
    assert caught.value.line is not None


def test_declared_mergers_are_loaded(changed_study):
    study = load_study(
        changed_study("herindelingen.yaml", *in_place_of_all("mergers:\n  - {into: Beek, from: [Dorp, Veld]}"))
    )
    assert successors(study.mergers).direct == {"dorp": "beek", "veld": "beek"}
