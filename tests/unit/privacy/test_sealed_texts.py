"""What holds for sealed texts of every kind: each kind is apart from the others, and hidden characters are known."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.interviews.quotes import Quote
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.open_answers import OpenAnswer
from infopos_pipeline.privacy.sealed_texts import SealedText, carried_over, decided, hidden, inert, opened, sealed
from infopos_pipeline.problems import UserError

KEY = Key(bytes(range(32)))


@dataclass(frozen=True, kw_only=True)
class Note(SealedText):
    """A third kind, made up here."""

    table: ClassVar[str] = "notes"
    id_field: ClassVar[str] = "note"
    about_field: ClassVar[str] = "page"
    purpose: ClassVar[str] = "note"

    note: str
    page: str


KINDS = (OpenAnswer, Quote, Note)


def row_of(kind: type[SealedText], text: str, about: str = "weer", wave: str = "2017", occurrence: int = 0):
    text_id, closed = sealed(kind, text, wave, about, occurrence, KEY)
    return kind(**{kind.id_field: text_id, kind.about_field: about}, key_id=KEY.key_id, sealed=closed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_any_kind_opens_and_says_what_it_is_about(kind):
    row = row_of(kind, "Droog, zegt men.")
    assert opened(row, "2017", KEY) == "Droog, zegt men."
    assert (row.about, row.text_id) == ("weer", getattr(row, kind.id_field))
    assert b"Droog" not in row.sealed


@pytest.mark.parametrize("kind", KINDS)
def test_the_id_is_a_keyed_hash_of_the_kind_the_place_and_the_text(kind):
    message = f"infopos {kind.purpose}\x1f2017\x1fweer\x1f0\x1fDroog.".encode()
    assert row_of(kind, "Droog.").text_id == hmac.new(KEY.secret, message, "sha256").hexdigest()[:16]


def test_the_same_text_in_two_kinds_cannot_be_linked():
    rows = [row_of(kind, "Droog.") for kind in KINDS]
    assert len({row.text_id for row in rows}) == len({row.sealed for row in rows}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_a_seal_of_one_kind_opens_as_no_other(kind, other):
    row = row_of(kind, "Droog.")
    moved = other(**{other.id_field: row.text_id, other.about_field: "weer"}, key_id=KEY.key_id, sealed=row.sealed)
    if kind is other:
        assert opened(moved, "2017", KEY) == "Droog."
    else:
        with pytest.raises(UserError) as caught:
            opened(moved, "2017", KEY)
        assert "Droog" not in str(caught.value)


@given(texts=st.lists(st.tuples(st.sampled_from(["weer", "wet"]), st.text(max_size=5)), unique=True, max_size=6))
def test_texts_that_differ_have_ids_that_do(texts):
    rows = [row_of(Note, text, about) for about, text in texts]
    assert len({row.text_id for row in rows}) == len(texts)
    assert [(row.about, opened(row, "2017", KEY)) for row in rows] == texts


@given(statuses=st.lists(st.sampled_from(["unreviewed", "accepted", "edited", "dropped"]), min_size=4, max_size=4))
def test_a_text_made_anew_has_the_decision_on_it_and_one_that_is_gone_leaves_nothing(statuses):
    made = [row_of(Note, f"Tekst {number}.") for number in range(4)]
    before = [
        row if status == "unreviewed" else decided(row, status, "" if status == "dropped" else "Gelezen.")
        for row, status in zip(made, statuses, strict=True)
    ]
    after = carried_over([*made[1:], row_of(Note, "Nieuw.")], before)
    assert [row.status for row in after] == [*statuses[1:], "unreviewed"]
    assert after[:-1] == before[1:]
    assert all(bool(row.sealed) == (row.status == "unreviewed") for row in after)


@given(character=st.characters())
def test_what_is_hidden_is_what_an_inert_text_has_not(character):
    """Every category of characters is met by the examples below at least."""
    assert hidden(character) == (inert(f"a{character}b") == "ab")


def test_control_and_format_characters_are_hidden_and_white_space_letters_and_marks_are_not():
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    found = {one for one in every if hidden(one)}
    assert found == {one for one in every if unicodedata.category(one) in {"Cc", "Cf"} and not one.isspace()}
    assert {"\x00", "\x1b", "\x9b", "\u00ad", "\u200b", "\u200e", "\u202e", "\ufeff"} <= found
    assert not {" ", "\n", "\t", "\u00a0", "a", "\u0301", "👍"} & found
