"""A redacted transcript: where its places went, who speaks in it, and what hides in it."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.interviews.redacting import (
    RedactedTranscript,
    redacted,
    redacted_transcripts,
    transcript_redactor,
)
from infopos_pipeline.privacy.redaction_spans import MARKS, PERSON, Span

# Places --------------------------------------------------------------------------------------------------------------


@st.composite
def transcripts(draw) -> RedactedTranscript:
    """Any text with any spans that do not overlap; some touch."""
    text = draw(st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = draw(st.sets(st.integers(0, max(len(cuts) - 2, 0)))) if len(cuts) > 1 else set()
    return RedactedTranscript(
        text, tuple(Span(cuts[one], cuts[one + 1], draw(st.sampled_from(MARKS))) for one in sorted(pairs))
    )


@st.composite
def stretches(draw) -> tuple[RedactedTranscript, int, int]:
    transcript = draw(transcripts())
    start = draw(st.integers(0, len(transcript.original) - 1))
    return transcript, start, draw(st.integers(start + 1, len(transcript.original)))


def by_hand(transcript: RedactedTranscript, start: int, end: int) -> str:
    """A stretch redacted character by character: a mark for the first character of a span that is in it."""
    written, met = "", set()
    for place in range(start, end):
        span = next((one for one in transcript.spans if one.start <= place < one.end), None)
        if span is None:
            written += transcript.original[place]
        elif span not in met:
            met.add(span)
            written += span.kind
    return written


@given(given_stretch=stretches())
def test_a_stretch_moved_says_what_redacting_it_by_hand_gives(given_stretch):
    """What is outside of marks stays as it is, and a mark that a stretch cuts is in it as a whole."""
    transcript, start, end = given_stretch
    at, until = transcript.moved(start, end)
    assert transcript.text[at:until] == by_hand(transcript, start, end)


@given(transcript=transcripts())
def test_the_whole_is_moved_to_the_whole(transcript):
    assert transcript.moved(0, len(transcript.original)) == (0, len(transcript.text))


@given(given_stretch=stretches(), other=st.tuples(st.integers(0, 39), st.integers(1, 40)))
def test_stretches_keep_their_order_and_what_lies_in_another_stays_in_it(given_stretch, other):
    transcript, start, end = given_stretch
    first, last = other[0], min(other[0] + other[1], len(transcript.original))
    assume(first < last)
    one, two = transcript.moved(start, end), transcript.moved(first, last)
    if start <= first:
        assert one[0] <= two[0]
    if end <= last:
        assert one[1] <= two[1]
    if start <= first and last <= end:
        assert one[0] <= two[0] < two[1] <= one[1]


def test_stretches_that_cut_a_mark_share_it_and_those_beside_it_do_not_have_it():
    transcript = RedactedTranscript("Ik ken Willeke Vos goed", (Span(7, 18, PERSON),))
    text = transcript.text
    assert text == "Ik ken [naam] goed"
    for cut in ((7, 18), (7, 9), (10, 12), (17, 18)):
        assert text[slice(*transcript.moved(*cut))] == "[naam]"
    assert text[slice(*transcript.moved(0, 7))] == "Ik ken "
    assert text[slice(*transcript.moved(18, 23))] == " goed"
    assert text[slice(*transcript.moved(3, 8))] == "ken [naam]"


def test_what_was_there_is_nowhere_in_what_a_log_may_show():
    transcript = RedactedTranscript("Ik ken Willeke Vos goed", (Span(7, 18, PERSON),))
    assert "Willeke" not in repr(transcript)


# Who speaks, and what hides ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redact(study):
    """A transcript redacted, with one municipality in the frame and one person known."""

    def text(given: str, *besides: str) -> str:
        material = Material({"interview_01": given})
        finds = transcript_redactor(study, material, ["Wielewaalsrade"], ["Saar Ophof"], besides)
        return redacted_transcripts(material, finds)["interview_01"].text

    return text


SPEAKING = (
    "{0}: Ja.\nInterviewer: Dank, zegt Nepstra.\n",
    "**{0}:** Ja.\n\n**Interviewer:** Dank, zegt Nepstra.\n",
    "[00:00:05] {0}: Ja.\nInterviewer: Dank, zegt Nepstra.\n",
    "{0} (00:05): Ja.\nInterviewer: Dank, zegt Nepstra.\n",
    "{0} (beleid): Ja.\nInterviewer: Dank, zegt Nepstra.\n",
    "**{0}:**\nJa.\n\n**Interviewer:**\nDank, zegt Nepstra.\n",
    "{0}:\nJa.\nInterviewer:\nDank, zegt Nepstra.\n{0}:\nGraag.\nInterviewer:\nJa.\n",
    "".join(f"Punt {letter}: iets\n" for letter in "abcdefghijklm") + "{0}: Ja.\nInterviewer: Zegt Nepstra.\n",
)


@pytest.mark.parametrize("text", SPEAKING)
def test_who_speaks_under_a_name_is_redacted_wherever_the_name_stands(redact, text):
    found = redact(text.format("Wubbo Nepstra"))
    assert "Wubbo" not in found
    assert "Nepstra" not in found
    assert "Interviewer" in found


@pytest.mark.parametrize("name", ["WN", "Bo", "O'Bé", "Zoe\u0308 Vos", "W. de V.", "Wub\u200ebo"])
def test_a_label_that_is_no_role_goes_however_short_it_is(redact, name):
    found = redact(f"{name}: Ja.\nI: Dank.\n")
    assert found == "[naam]: Ja.\nI: Dank.\n"


@pytest.mark.parametrize(
    "role", ["Interviewer", "R", "R2", "Respondent 1", "VRAAG", "Antwoord", "I.", "SPEAKER_00", "Deelnemer 3"]
)
def test_a_role_stays(redact, role):
    text = f"{role}: Vraag het maar.\n"
    assert redact(text) == text


NAMES = {
    "split over lines": "R: In Wiele-\nwaalsrade, bij Saar\nOphof.",
    "split by characters of no width": "R: In Wiele\u200bwaals\u00adrade, bij Sa\u2060ar Op\u200dhof.",
    "split by marks of direction": "R: In Wiele\u200ewaals\u061crade, bij Sa\u202dar Op\u2066hof.",
    "split by control characters": "R: In Wiele\x07waals\x1brade, bij Sa\x00ar Op\x9bhof.",
    "with spaces of other kinds": "R: In Wielewaalsrade, bij Saar\u00a0\u2009Ophof.",
}


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_a_name_is_redacted_however_it_is_split(redact, text):
    assert redact(text) == "R: In [gemeente], bij [naam]."


def test_hidden_characters_elsewhere_stay_so_that_places_do(study):
    text = "R:\u200e een 👩\u200d👧 en \u200eWielewaals\u200erade\u200e."
    material = Material({"interview_01": text})
    found = redacted_transcripts(material, transcript_redactor(study, material, ["Wielewaalsrade"], [], []))
    assert found["interview_01"].text == "R:\u200e een 👩\u200d👧 en \u200e[gemeente]\u200e."


# Words that a person names -------------------------------------------------------------------------------------------

TEXT = "R: Bij Saar Ophof van de molen, zei hij. De molen, de\nmolen, molenaar. [lacht]"
UNTOUCHED = "R: Bij [naam] van de molen, zei hij. De molen, de\nmolen, "
WORDS = {
    "as they stand there": (["de molen"], "R: Bij [naam] van [weggelaten], zei hij. [weggelaten], [weggelaten], "),
    "over a mark": (["bij [naam] van"], UNTOUCHED.replace("Bij [naam] van", "[weggelaten]")),
    "a mark first": (["[naam] van"], UNTOUCHED.replace("[naam] van", "[weggelaten]")),
    "over what is redacted by its words": (["Ophof van de"], UNTOUCHED.replace("[naam] van de", "[weggelaten]", 1)),
    "a mark alone": (["[naam]", "[naam] [gemeente]", " "], UNTOUCHED),
    "a part of a word": (["mol", "hof"], UNTOUCHED),
    "what regular expressions are made of": ([".*", "(", "[a-z]+"], UNTOUCHED),
}


@pytest.mark.parametrize(("words", "left"), WORDS.values(), ids=WORDS)
def test_words_that_a_person_names_go_as_whole_words(redact, words, left):
    assert redact(TEXT, *words) == f"{left}molenaar. [lacht]"


@pytest.mark.parametrize("typed", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_words_go_whether_accents_are_characters_of_their_own_or_not(redact, typed, written):
    text = normalize(written, "R: Bij de bloeménwinkel was het.")
    assert redact(text, normalize(typed, "Bloeménwinkel")) == "R: Bij de [weggelaten] was het."


@given(words=st.lists(st.sampled_from(["[naam]", "[gemeente]", "molen", "Saar", " ", ",", ".", "de", "[", "\uffff"])))
def test_whatever_words_are_named_redaction_ends_and_changes_nothing_more_when_repeated(redact, words):
    once = redact(TEXT, " ".join(words), "".join(words))
    assert "Ophof" not in once
    assert redact(once, " ".join(words), "".join(words)) == once


# What is exported ----------------------------------------------------------------------------------------------------


def test_exported_material_names_no_coder_and_nobody_in_a_code(study):
    text = "R: In Wielewaalsrade gaat het goed."
    material = Material(
        {"interview_01": text, "interview_02": "R: Niet."},
        (
            Selection("interview_01", 3, 20, ("Capaciteit", "wie: Saar Ophof"), "Gerda Geheim"),
            Selection("interview_01", 3, 20, ("Capaciteit", "Wiele\u200ewaalsrade"), "Zus Zondag"),
            Selection("interview_02", 0, 2, ("Contacten",), "Albert Anders"),
        ),
    )
    redacts = transcript_redactor(study, material, ["Wielewaalsrade"], ["Saar Ophof"], ())
    accepted = {"interview_01": redacted_transcripts(material, redacts)["interview_01"]}
    found = redacted(material, accepted, redacts)
    assert found.transcripts == {"interview_01": "R: In [gemeente] gaat het goed."}
    assert found.selections == (
        Selection("interview_01", 3, 16, ("Capaciteit", "[gemeente]"), "C"),
        Selection("interview_01", 3, 16, ("Capaciteit", "wie: [naam]"), "B"),
    )
    assert not any(coder in repr((material, found)) for coder in ("Gerda", "Zus", "Albert"))
