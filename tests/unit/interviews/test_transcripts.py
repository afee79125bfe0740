"""Who says what from where to where, as the lines of a transcript tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.interviews.transcripts import Turn, labels, turns


def said(text: str) -> list[tuple[str, str]]:
    """The turns of a text, each with its speaker."""
    return [(turn.speaker, text[turn.start : turn.end]) for turn in turns(text)]


WAYS = {
    "a label": "Interviewer: Hoe gaat het?\nWilleke Vos: Goed.\n",
    "a bold label": "**Interviewer:** Hoe gaat het?\n**Willeke Vos:** Goed.\n",
    "a bold label before its colon": "**Interviewer**: Hoe gaat het?\n__Willeke Vos__: Goed.\n",
    "an italic label": "*Interviewer:* Hoe gaat het?\n_Willeke Vos:_ Goed.\n",
    "a moment before the label": "[00:00:05] Interviewer: Hoe gaat het?\n00:07 - Willeke Vos: Goed.\n",
    "a moment behind the label": "Interviewer [00:05]: Hoe gaat het?\nWilleke Vos (00:07): Goed.\n",
    "a moment in bold": "**[0:05] Interviewer:** Hoe gaat het?\n**Willeke Vos [0:07,5]:** Goed.\n",
    "a function behind the label": "Interviewer (I): Hoe gaat het?\nWilleke Vos (juridische zaken): Goed.\n",
    "a list": "- Interviewer: Hoe gaat het?\n- Willeke Vos: Goed.\n",
    "spaces around the label": "  Interviewer : Hoe gaat het?\n\tWilleke Vos:\tGoed.\n",
    "bold labels on lines of their own": "**Interviewer:**\nHoe gaat het?\n\n**Willeke Vos:**\nGoed.\n",
    "labels on lines of their own": "Interviewer:\nHoe?\nWilleke Vos:\nGoed.\nInterviewer:\nJa.\nWilleke Vos: \nJa.\n",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_label_begins_a_turn_however_programs_write_it(text):
    found = said(text)
    assert [speaker for speaker, _ in found[:2]] == ["Interviewer", "Willeke Vos"]
    assert "".join(part for _, part in found) == text
    assert found[1][1].rstrip("\n").endswith("Goed.")


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_the_place_of_a_label_is_that_of_the_name_alone(text):
    assert [text[start:end] for start, end in labels(text)][:2] == ["Interviewer", "Willeke Vos"]


def test_a_turn_ends_where_the_next_begins_and_what_stands_before_the_first_is_left_out():
    text = "# Gesprek\n\nOp een dinsdag.\n\nI: Hoe?\n\nR: Goed.\nEn verder ook.\n\n[00:03:10]\n\nI: Ja.\n"
    assert said(text) == [
        ("I", "I: Hoe?\n\n"),
        ("R", "R: Goed.\nEn verder ook.\n\n[00:03:10]\n\n"),
        ("I", "I: Ja.\n"),
    ]


COLONS = {
    "in the middle of a line": "R: Er is één ding: geld.",
    "without a space behind it": "R: Kijk op\nhttps://voorbeeld.example of om\n12:30 en\nwet:artikel 9.",
    "behind a comma": "R: Het gaat om\niets anders, eerlijk gezegd: geld.",
    "behind a long part of a sentence": "R: Wat\nik daar nog over wil zeggen voor we stoppen is dit: geld.",
    "at the end of a line, once": "R: Toen zei de griffier\nheel zacht:\nvooruit dan maar.",
    "behind a number": "R: Daarvoor zijn\n3 redenen: geld, geld en geld.",
}


@pytest.mark.parametrize("text", COLONS.values(), ids=COLONS)
def test_a_colon_in_a_sentence_makes_no_speaker(text):
    assert said(text) == [("R", text)]


def test_places_count_characters_also_beyond_the_basic_plane():
    assert turns("👍\nR: 👍 é\nI: ja") == [Turn(2, 9, "R"), Turn(9, 14, "I")]


def test_without_labels_a_paragraph_is_a_turn():
    assert said("  Eerst dit.\nMeer ervan.\n \n\nDan dat.\n\n\n") == [
        ("", "Eerst dit.\nMeer ervan."),
        ("", "Dan dat."),
    ]
    assert turns("") == turns(" \n\t\n") == []


def test_more_labels_than_people_in_a_room_are_no_speakers_and_yet_their_places_are_known():
    text = "".join(f"Punt {letter}: iets\n\n" for letter in "abcdefghijklm")
    assert [speaker for speaker, _ in said(text)] == [""] * 13
    assert len(labels(text)) == 13
    assert {turn.speaker for turn in turns(text[: text.index("Punt m")])} == {f"Punt {one}" for one in "abcdefghijkl"}


lines = st.lists(
    st.sampled_from(["I: ", "**R:** ", "[00:01] Anja Kok: ", "Anja Kok:", "\n", " ", "geld: nee", "ja", "é👍", "a:b"])
    | st.sampled_from(["\n", "\n\n"]),
    max_size=30,
).map("".join)


@given(text=lines | st.text())
def test_turns_are_in_order_and_are_all_of_the_text_from_the_first_label_on(text):
    found = turns(text)
    assert all(turn.start < turn.end for turn in found)
    if any(turn.speaker for turn in found):
        assert "".join(part for _, part in said(text)) == text[found[0].start :]
        assert all(text[turn.start : turn.end].count(turn.speaker) for turn in found)
    else:
        gaps = [0, *(place for turn in found for place in (turn.start, turn.end)), len(text)]
        assert all(not text[start:end].strip() for start, end in zip(gaps[::2], gaps[1::2], strict=True))


def test_a_long_line_of_spaces_and_signs_is_read_at_once():
    """Its time would be for ever if the pattern of a label could divide it in many ways."""
    for text in ("a" + " " * 200_000, "*_-" * 100_000 + ":", "a: " + " " * 200_000 + "x", "a. " * 100_000):
        turns(text)
