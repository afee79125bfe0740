"""Open answers at rest: redacted, sealed, in an order that says nothing, with the decisions made on them."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.open_answers import seal_answers
from infopos_pipeline.privacy.redaction import redactor
from infopos_pipeline.privacy.sealed_texts import carried_over, decided, inert, opened
from infopos_pipeline.problems import UserError
from infopos_pipeline.quality.open_answers import OpenAnswers

KEY = Key(bytes(range(32)))
TEXTS = (
    ("weer", "Het regent in Wielewaalsrade."),
    ("weer", "Droog."),
    ("vergadering", "Droog."),
    ("weer", "Droog."),
    ("weer", "Mist,\nen later zon."),
)


@pytest.fixture(scope="module")
def seal(study):
    """Rows of the texts given, with one municipality in the frame."""
    found = redactor(study, municipalities=["Wielewaalsrade"], deduce=False)

    def rows(*texts, wave="2017", key=KEY):
        return seal_answers(OpenAnswers(texts, (), ()), found, wave, key)

    return rows


def texts_of(rows, wave="2017", key=KEY):
    return sorted((row.item, opened(row, wave, key)) for row in rows)


def hkdf(secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 with SHA-256 and no salt, from the standard library alone."""
    pseudorandom = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    found = block = b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.new(pseudorandom, block + info + bytes([number]), hashlib.sha256).digest()
        found += block
    return found[:length]


def test_the_cipher_is_aes_siv():
    """RFC 5297, appendix A.1."""
    key = bytes.fromhex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    associated = bytes.fromhex("101112131415161718191a1b1c1d1e1f2021222324252627")
    sealed = AESSIV(key).encrypt(bytes.fromhex("112233445566778899aabbccddee"), [associated])
    assert sealed.hex() == "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"


def test_the_key_of_the_seal_is_derived_by_hkdf(seal):
    """The derivation of test case 3 of RFC 5869 (no salt, no info), then that of ours."""
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )
    derived = AESSIV(hkdf(KEY.secret, b"infopos open answers", 64))
    (row,) = seal(("weer", "Droog."))
    assert derived.decrypt(row.sealed, [b"2017", b"weer", row.answer.encode()]) == b"Droog."


def test_every_answer_is_sealed_redacted_and_unreviewed(seal):
    rows = seal(*TEXTS)
    assert texts_of(rows) == sorted((item, text.replace("Wielewaalsrade", "[gemeente]")) for item, text in TEXTS)
    assert {(row.status, row.text, row.key_id) for row in rows} == {("unreviewed", "", KEY.key_id)}


def test_nothing_of_a_text_is_readable_in_its_row(seal):
    for row in seal(*TEXTS):
        for word in ("Wielewaal", "gemeente", "regent", "Droog", "Mist", "zon"):
            assert word.encode() not in row.sealed
            assert word not in repr(row)
    assert "Droog" not in repr(OpenAnswers(TEXTS, ("Wielewaalsrade",), ("Droog",)))


@given(order=st.permutations(TEXTS))
def test_rows_are_the_same_whatever_the_order_of_the_export(seal, order):
    assert seal(*order) == seal(*TEXTS)


def test_rows_stand_in_the_order_of_ids_that_only_the_key_makes(seal):
    texts = [("weer", f"Dag {number}") for number in range(50)]
    rows = seal(*texts)
    ids = [row.answer for row in rows]
    assert ids == sorted(ids)
    assert [opened(row, "2017", KEY) for row in rows] != [text for _, text in texts]
    other = Key(b"\x01" * 32)
    assert {row.answer for row in seal(*texts, key=other)}.isdisjoint(ids)


def test_an_id_is_a_keyed_hash_of_where_and_what(seal):
    rows = seal(("weer", "Droog."), ("weer", "Droog."))
    messages = [f"infopos open answer\x1f2017\x1fweer\x1f{number}\x1fDroog.".encode() for number in range(2)]
    expected = [hmac.new(KEY.secret, message, "sha256").hexdigest()[:16] for message in messages]
    assert [row.answer for row in rows] == sorted(expected)


def test_equal_answers_are_told_apart_also_by_their_seals(seal):
    rows = seal(*[("weer", "Droog.")] * 3, ("vergadering", "Droog."))
    assert len({row.answer for row in rows}) == len({row.sealed for row in rows}) == 4


def test_equal_answers_of_two_waves_cannot_be_linked(seal):
    (one,), (other,) = seal(("weer", "Droog."), wave="2017"), seal(("weer", "Droog."), wave="2019")
    assert one.answer != other.answer
    assert one.sealed != other.sealed


def test_one_answer_less_leaves_the_ids_of_the_others(seal):
    """Also of its equals: a correction of the export must not undo decisions."""
    before, after = ({row.answer for row in seal(*texts)} for texts in (TEXTS, (*TEXTS[:3], *TEXTS[4:])))
    assert after < before
    assert len(before - after) == 1


def test_a_seal_opens_with_its_key_alone(seal):
    (row,) = seal(("weer", "Droog."))
    with pytest.raises(UserError, match="infopos run --wave 2017") as caught:
        opened(row, "2017", Key(b"\x01" * 32))
    assert "Droog" not in str(caught.value)


def test_a_change_of_any_byte_of_a_seal_is_noticed(seal):
    (row,) = seal(("weer", "Droog."))
    for place in range(len(row.sealed)):
        changed = bytearray(row.sealed)
        changed[place] ^= 1
        with pytest.raises(UserError, match="changed in the warehouse"):
            opened(type(row)(answer=row.answer, item=row.item, key_id=row.key_id, sealed=bytes(changed)), "2017", KEY)
    for cut in (b"", row.sealed[:10], row.sealed[:-1], row.sealed + b"x"):
        with pytest.raises(UserError, match="changed in the warehouse"):
            opened(type(row)(answer=row.answer, item=row.item, key_id=row.key_id, sealed=cut), "2017", KEY)


def test_a_seal_put_in_another_place_is_noticed(seal):
    one, other = seal(("weer", "Droog."), ("weer", "Nat."))
    for answer, item, wave in (
        (other.answer, "weer", "2017"),
        (one.answer, "vergadering", "2017"),
        (one.answer, "weer", "2019"),
    ):
        with pytest.raises(UserError, match="from elsewhere"):
            opened(type(one)(answer=answer, item=item, key_id=one.key_id, sealed=one.sealed), wave, KEY)


# What a text may hold


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("een\x1b[2J\x1b]0;titel\x07 twee", "een[2J]0;titel twee"),
        ("een\r\ntwee\rdrie\x0bvier\u2028vijf", "een\ntwee\ndrie\nvier\nvijf"),
        ("  een \t twee\u00a0drie ", "een   twee drie"),
        ("a\u202eb\u200bc\u00add\ufeff", "abcd"),
        ("null\x00 en \x9b31m", "null en 31m"),
        ("Ĳsvogel, coöperatie, 👍 €", "Ĳsvogel, coöperatie, 👍 €"),
        ("\x1b\u200b \t\n", ""),
    ],
)
def test_what_could_move_a_terminal_or_hide_in_a_word_is_left_out(text, shown):
    assert inert(text) == shown


@given(text=st.text())
def test_an_inert_text_has_no_control_or_format_character_and_stays_as_it_is(text):
    found = inert(text)
    assert all(character == "\n" or unicodedata.category(character) not in ("Cc", "Cf") for character in found)
    assert not found or found == found.strip()
    assert inert(found) == found


@given(text=st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_digits_and_signs_are_kept(text):
    assert inert(text) == text


def test_a_name_that_is_split_by_what_cannot_be_seen_is_redacted(seal):
    assert texts_of(seal(("weer", "Regen in Wiele\u200bwaals\u00adrade."))) == [("weer", "Regen in [gemeente].")]


def test_an_answer_of_nothing_that_can_be_seen_is_none(seal):
    assert seal(("weer", "\u200b\x07"), ("weer", "\u00a0")) == []


# Decisions


def test_decisions_go_to_the_same_answers_and_to_no_other(seal):
    before = [decided(row, "accepted", "Gelezen.") for row in seal(("weer", "Droog."), ("weer", "Nat."))]
    before += [decided(row, "dropped") for row in seal(("weer", "Mist."))]
    before += seal(("weer", "Hagel."))
    rows = carried_over(seal(("weer", "Droog."), ("weer", "Mist."), ("weer", "Hagel."), ("weer", "Nieuw.")), before)
    assert sorted((row.status, row.text, bool(row.sealed)) for row in rows) == [
        ("accepted", "Gelezen.", False),
        ("dropped", "", False),
        ("unreviewed", "", True),
        ("unreviewed", "", True),
    ]
    assert [row.answer for row in rows] == sorted(row.answer for row in rows)


def test_an_answer_that_comes_back_once_more_is_unreviewed_once(seal):
    """Of three equal answers two were decided on: the third one is new."""
    before = [decided(row, "accepted", "Droog.") for row in seal(*[("weer", "Droog.")] * 2)]
    rows = carried_over(seal(*[("weer", "Droog.")] * 3), before)
    assert sorted(row.status for row in rows) == ["accepted", "accepted", "unreviewed"]


def test_a_decision_taken_back_is_forgotten_when_the_answer_is_made_anew(seal):
    (row,) = seal(("weer", "Droog."))
    undone = decided(decided(row, "dropped"), "unreviewed")
    assert (undone.sealed, undone.text) == (b"", "")
    assert carried_over([row], [undone]) == [row]


@pytest.mark.parametrize(("status", "text"), [("accepted", "Droog."), ("edited", "Anders."), ("dropped", "")])
def test_a_decision_leaves_its_text_and_no_other(seal, status, text):
    (row,) = seal(("weer", "Droog."))
    after = decided(row, status, text)
    assert (after.answer, after.status, after.text, after.sealed) == (row.answer, status, text, b"")
