"""Open answers at rest: redacted, sealed until a person has read them, apart from who gave them.

Redaction misses things. A text that nobody has read yet is therefore sealed: encrypted under a key derived from that of
the pseudonyms, so that a word which was missed is nowhere in plain. Sealing is deterministic, as everything here: the
same export gives the same rows.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infopos_pipeline.messages import said
from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.privacy.redaction import Redactor
from infopos_pipeline.problems import UserError
from infopos_pipeline.quality.open_answers import OpenAnswers

Status = Literal["unreviewed", "accepted", "edited", "dropped"]
STATUSES: tuple[Status, ...] = get_args(Status)
_DIGITS = 16


@dataclass(frozen=True)
class OpenAnswer:
    """One open answer as it rests.

    ``answer`` is its id: the same for the same redacted text of the same item and wave. ``sealed`` is its text while it
    is unreviewed, ``text`` what a person let through; each is empty in every other status. Where a decision was taken
    back both are, until the next run.
    """

    answer: str
    item: str
    key_id: str
    status: Status = "unreviewed"
    sealed: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)


def inert(text: str) -> str:
    """A text of letters, marks and single line ends: what could move a terminal or hide in a word is left out.

    Control and format characters (Unicode categories Cc and Cf) go, every other white space is a space, and every kind
    of line end one line feed.
    """
    lines = (
        "".join(
            " " if character.isspace() else character
            for character in line
            if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf")
        ).strip()
        for line in text.splitlines()
    )
    return "\n".join(lines).strip()


def seal_answers(answers: OpenAnswers, redactor: Redactor, wave: str, key: Key) -> list[OpenAnswer]:
    """The open answers of a wave, redacted and sealed, all unreviewed.

    They are ordered by their ids: the order of the export is gone, and so is what would tell which answers are of one
    respondent.
    """
    redacted = {text: redactor.redact(inert(text)) for text in {text for _, text in answers.texts}}
    counted = Counter((item, redacted[text]) for item, text in answers.texts if redacted[text])
    seal = _seal(key)
    rows = []
    for (item, text), number in counted.items():
        for occurrence in range(number):
            answer = _answer_id(key, wave, item, text, occurrence)
            sealed = seal.encrypt(text.encode(), _place(wave, item, answer))
            rows.append(OpenAnswer(answer, item, key.key_id, sealed=sealed))
    return sorted(rows, key=lambda row: row.answer)


def opened(row: OpenAnswer, wave: str, key: Key) -> str:
    """The text of a sealed answer.

    Raises:
        UserError: it was sealed under another key, for another place, or changed since.
    """
    try:
        return _seal(key).decrypt(row.sealed, _place(wave, row.item, row.answer)).decode()
    except InvalidTag:
        raise UserError(
            said(
                "The open answer {answer} of wave {wave} does not open: it was changed in the warehouse, "
                "or put there from elsewhere. Make it anew from the export that landed: infopos run "
                "--wave {wave}",
                answer=row.answer,
                wave=wave,
            )
        ) from None


def decided(row: OpenAnswer, status: Status, text: str = "") -> OpenAnswer:
    """The answer with what a person decided: nothing stays of it but that, and its id."""
    return replace(row, status=status, text=text, sealed=b"")


def carried_over(rows: Iterable[OpenAnswer], before: Sequence[OpenAnswer]) -> list[OpenAnswer]:
    """The answers of a wave made anew, with the decisions made on the same answers before."""
    decisions = {row.answer: row for row in before if row.status != "unreviewed"}
    return [decisions.get(row.answer, row) for row in rows]


def _answer_id(key: Key, wave: str, item: str, text: str, occurrence: int) -> str:
    """HMAC-SHA-256 (RFC 2104) of where an answer stands and what it says, cut to 64 bits.

    Equal answers are told apart by a number; the wave is in it so that equal ones of two waves cannot be linked.
    """
    message = "\x1f".join(["infopos open answer", wave, item, str(occurrence), text])
    return hmac.new(key.secret, message.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _seal(key: Key) -> AESSIV:
    """AES-SIV (RFC 5297), which needs no nonce, under a key of its own by HKDF-SHA-256 (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"infopos open answers").derive(key.secret)
    return AESSIV(derived)


def _place(wave: str, item: str, answer: str) -> list[bytes]:
    """What a seal is bound to beside the text, so that it opens nowhere else."""
    return [wave.encode(), item.encode(), answer.encode()]
