"""Texts at rest: redacted, and sealed until a person has read them.

Redaction misses things. A text that nobody has read yet is therefore sealed: encrypted under a key derived from that of
the pseudonyms, so that a word which was missed is nowhere in plain. Sealing is deterministic, as everything here: the
same text gives the same row.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, TypeVar, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infopos_pipeline.messages import said
from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.problems import UserError

Status = Literal["unreviewed", "accepted", "edited", "dropped"]
STATUSES: tuple[Status, ...] = get_args(Status)
_DIGITS = 16


@dataclass(frozen=True, kw_only=True)
class SealedText:
    """A text as it rests.

    ``sealed`` is it while it is unreviewed, ``text`` what a person let through; each is empty in every other status.
    Where a decision was taken back both are, until the next run.

    A kind of text says in which ``table`` it rests, in which field its id and in which field what it is about stand,
    and by which word (``purpose``) its seal and its ids differ from those of other kinds.
    """

    table: ClassVar[str]
    id_field: ClassVar[str]
    about_field: ClassVar[str]
    purpose: ClassVar[str]

    key_id: str
    status: Status = "unreviewed"
    sealed: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)

    @property
    def text_id(self) -> str:
        """The id: the same for the same redacted text about the same in the same wave."""
        return str(getattr(self, self.id_field))

    @property
    def about(self) -> str:
        """What it is about, such as an item."""
        return str(getattr(self, self.about_field))


Kind = TypeVar("Kind", bound=SealedText)


def hidden(character: str) -> bool:
    """Whether a character could move a terminal or hide in a word: a control or format character (Unicode categories Cc
    and Cf) that is no white space.
    """
    return not character.isspace() and unicodedata.category(character) in ("Cc", "Cf")


def inert(text: str) -> str:
    """A text of letters, marks and single line ends: what could move a terminal or hide in a word is left out.

    Hidden characters go, every other white space is a space, and every kind of line end one line feed.
    """
    lines = (
        "".join(" " if character.isspace() else character for character in line if not hidden(character)).strip()
        for line in text.splitlines()
    )
    return "\n".join(lines).strip()


def sealed(kind: type[SealedText], text: str, wave: str, about: str, occurrence: int, key: Key) -> tuple[str, bytes]:
    """The id of a redacted text and the text sealed; ``occurrence`` tells equal ones apart."""
    text_id = _id(kind, key, wave, about, text, occurrence)
    return text_id, _seal(kind, key).encrypt(text.encode(), _place(wave, about, text_id))


def opened(row: SealedText, wave: str, key: Key) -> str:
    """The text of a sealed row.

    Raises:
        UserError: it was sealed under another key, for another place, or changed since.
    """
    try:
        return _seal(type(row), key).decrypt(row.sealed, _place(wave, row.about, row.text_id)).decode()
    except InvalidTag:
        raise UserError(
            said(
                "The text {answer} of wave {wave} does not open: it was changed in the warehouse, "
                "or put there from elsewhere. Make it anew from what landed: infopos run "
                "--wave {wave}",
                answer=row.text_id,
                wave=wave,
            )
        ) from None


def decided(row: Kind, status: Status, text: str = "") -> Kind:
    """The row with what a person decided: nothing stays of the text but that, and its id."""
    return replace(row, status=status, text=text, sealed=b"")


def carried_over(rows: Iterable[Kind], before: Sequence[Kind]) -> list[Kind]:
    """The texts of a wave made anew, with the decisions made on the same ones before."""
    decisions = {row.text_id: row for row in before if row.status != "unreviewed"}
    return [
        replace(row, status=was.status, sealed=was.sealed, text=was.text)
        if (was := decisions.get(row.text_id))
        else row
        for row in rows
    ]


def _id(kind: type[SealedText], key: Key, wave: str, about: str, text: str, occurrence: int) -> str:
    """HMAC-SHA-256 (RFC 2104) of where a text stands and what it says, cut to 64 bits.

    Equal texts are told apart by a number; the wave is in it so that equal ones of two waves cannot be linked.
    """
    message = "\x1f".join([f"infopos {kind.purpose}", wave, about, str(occurrence), text])
    return hmac.new(key.secret, message.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _seal(kind: type[SealedText], key: Key) -> AESSIV:
    """AES-SIV (RFC 5297), which needs no nonce, under a key of its own by HKDF-SHA-256 (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=f"infopos {kind.purpose}s".encode()).derive(
        key.secret
    )
    return AESSIV(derived)


def _place(wave: str, about: str, text_id: str) -> list[bytes]:
    """What a seal is bound to beside the text, so that it opens nowhere else."""
    return [wave.encode(), about.encode(), text_id.encode()]
