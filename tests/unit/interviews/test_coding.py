"""What codes stand for: themes, stances, nothing, or something that nobody declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.interviews.coding import (
    CodeBook,
    CodedSpan,
    Meaning,
    coded_spans,
    passages,
    stances_by_theme,
    unknown_codes,
)
from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.study.themes import Interviews

DECLARED = Interviews.model_validate(
    {
        "willing": {"item": "weer", "options": ["ja"]},
        "themes": {
            "wet": {"name": "wet", "label": {"nl": "Wet", "en": "Law"}, "codes": ["Privacywet", "Zorg / jeugd wet"]},
            "zorg": {"name": "zorg", "label": {"nl": "Zorg", "en": "Care"}, "codes": ["Zorg"]},
        },
        "stances": {"h1": {"contradicts": ["H1 / weerspreekt"], "supports": ["H1/ondersteunt"]}, "h2": {}},
        "other_codes": ["Mooi citaat"],
    }
)
BOOK = CodeBook(DECLARED)
SUPPORTS, CONTRADICTS = ("h1", "supports"), ("h1", "contradicts")

MEANINGS = {
    "a code": (("Privacywet",), Meaning(("wet",))),
    "in other case, with other spaces": ((" PRIVACYwet ",), Meaning(("wet",))),
    "a sub-code": (("Privacywet", "angst", "voor boetes"), Meaning(("wet",))),
    "below something else": (("Thema's", "Privacywet"), Meaning(("wet",))),
    "a path, with other spaces in a name": (("zorg", "JEUGD   wet"), Meaning(("wet", "zorg"))),
    "the first part of a path": (("Zorg", "ouderen"), Meaning(("zorg",))),
    "the last part of a path": (("jeugd wet",), None),
    "a path with something in between": (("H1", "misschien", "ondersteunt"), None),
    "a path in another order": (("ondersteunt", "H1"), None),
    "a theme and a stance": (("Zorg", "H1", "ondersteunt"), Meaning(("zorg",), (SUPPORTS,))),
    "both stances, in the order of stances": (
        ("H1", "weerspreekt", "h1", "Ondersteunt"),
        Meaning((), (SUPPORTS, CONTRADICTS)),
    ),
    "for the coder alone": (("mooi citaat",), Meaning()),
    "for the coder alone, and a theme": (("Zorg", "Mooi citaat"), Meaning(("zorg",))),
    "a part of a name": (("Privacywetgeving",), None),
    "unknown": (("Weer",), None),
}


@pytest.mark.parametrize(("code", "meaning"), MEANINGS.values(), ids=MEANINGS)
def test_a_code_stands_for_whatever_declares_a_run_of_the_names_in_its_path(code, meaning):
    assert BOOK.meaning(code) == meaning


def test_a_path_of_very_many_names_is_read_like_any_other():
    """All of its parts would take gigabytes; none that is longer than a declared one can be one."""
    assert BOOK.meaning(("x",) * 20_000 + ("Zorg", "jeugd wet")) == Meaning(("wet", "zorg"))


def test_declared_codes_are_told_as_they_are_declared():
    assert BOOK.codes == [
        "Privacywet",
        "Zorg / jeugd wet",
        "Zorg",
        "H1 / weerspreekt",
        "H1/ondersteunt",
        "Mooi citaat",
    ]


def selection(start, end, *code, coder="A", interview="interview_01"):
    return Selection(interview, start, end, code, coder)


def test_unknown_codes_are_told_once_in_order_and_have_no_meaning():
    selections = (
        selection(0, 2, "Zorg"),
        selection(1, 3, "Weer"),
        selection(2, 4, "Weer"),
        selection(2, 4, "Weer", "mist"),
    )
    assert unknown_codes(selections, DECLARED) == [("Weer",), ("Weer", "mist")]
    found = coded_spans(Material({"interview_01": "abcdef"}, selections), DECLARED)
    assert [(one.start, one.code) for one in found] == [(0, ("zorg",))]


def test_spans_are_in_order_and_codes_compare_without_case_and_spaces():
    selections = (selection(3, 5, "ZORG "), selection(0, 2, " zorg"), selection(0, 2, "Zorg", coder="B"))
    found = coded_spans(Material({"interview_01": "abcdef"}, selections), DECLARED)
    assert [(one.start, one.coder, one.code) for one in found] == [
        (0, "A", ("zorg",)),
        (0, "B", ("zorg",)),
        (3, "A", ("zorg",)),
    ]


# Stances by theme ----------------------------------------------------------------------------------------------------


def taken(*selections):
    found = stances_by_theme(coded_spans(Material({}, selections), DECLARED))
    return [(stance, theme, span.start, span.coder) for stance, theme, span in found]


STANCE = ("H1", "ondersteunt")


def test_a_stance_is_taken_in_the_themes_that_its_own_coder_sees_there():
    assert taken(
        selection(0, 5, "Zorg"),
        selection(0, 9, "Privacywet", coder="B"),
        selection(3, 8, *STANCE),
        selection(3, 8, *STANCE, coder="C"),
    ) == [(SUPPORTS, "zorg", 3, "A")]
    assert taken(selection(0, 5, "Zorg"), selection(3, 8, *STANCE), selection(7, 9, "Privacywet")) == [
        (SUPPORTS, "zorg", 3, "A"),
        (SUPPORTS, "wet", 3, "A"),
    ]


def test_what_only_touches_a_stance_or_lies_in_another_interview_is_no_theme_of_it():
    assert not taken(
        selection(0, 3, "Zorg"),
        selection(3, 6, *STANCE),
        selection(6, 9, "Zorg"),
        selection(3, 6, "Zorg", interview="interview_02"),
    )


def test_a_stance_with_the_theme_in_its_own_path_has_it_once():
    assert taken(selection(0, 3, "Zorg", *STANCE), selection(0, 3, "Zorg")) == [(SUPPORTS, "zorg", 0, "A")]


# Passages ------------------------------------------------------------------------------------------------------------

spans = st.lists(
    st.builds(
        lambda interview, start, length, coder: CodedSpan(
            interview, start, start + length, coder, ("zorg",), Meaning(("zorg",))
        ),
        st.sampled_from(["interview_01", "interview_02"]),
        st.integers(0, 40),
        st.integers(1, 12),
        st.sampled_from("AB"),
    ),
    max_size=12,
)


def characters(stretches):
    return {(interview, place) for interview, start, end in stretches for place in range(start, end)}


@given(spans=spans)
def test_no_two_passages_overlap_and_together_they_are_what_was_selected(spans):
    found = passages(spans)
    assert characters(found) == characters((one.interview, one.start, one.end) for one in spans)
    assert sum(end - start for _, start, end in found) == len(characters(found))
    assert found == sorted(found)


@given(spans=spans)
def test_each_passage_is_made_of_spans_that_hang_together(spans):
    """Independently: components of the graph in which those that overlap are neighbours, by union of sets."""
    groups: list[list[CodedSpan]] = []
    for span in spans:
        near = [group for group in groups if any(span.overlaps(other) for other in group)]
        groups = [group for group in groups if group not in near] + [[span, *(one for group in near for one in group)]]
    hulls = {(group[0].interview, min(s.start for s in group), max(s.end for s in group)) for group in groups}
    assert set(passages(spans)) == hulls
    assert len(passages(spans)) == len(groups)


def test_stretches_that_touch_are_two_passages():
    touching = [CodedSpan("interview_01", at, at + 2, "A", ("zorg",), Meaning()) for at in (0, 2)]
    assert passages(touching) == [("interview_01", 0, 2), ("interview_01", 2, 4)]
