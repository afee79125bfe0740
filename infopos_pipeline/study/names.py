"""Names of municipalities and files, made comparable."""

from __future__ import annotations

import re
import unicodedata

NAME_PATTERN = re.compile(r"[a-z0-9_-]+")
"""What studies and waves may be called: safe as a folder, a schema and a partition."""


_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Ligatures and strokes that Unicode does not take apart."""


def normalise_municipality(name: str) -> str:
    """The spelling under which two ways of writing one municipality agree: small letters and digits alone.

    Unicode form (NFC or NFD), case, diacritics, ligatures (ĳ, ß, œ, ﬁ), spaces, hyphens, every kind of apostrophe and
    characters without width make no difference. An abbreviation, a translation or another name does.

    Source: compatibility caseless matching, The Unicode Standard, section 3.13 (D146), without what is no letter or
    digit.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(filter(_kept, folded)).translate(_LETTERS)


def _kept(character: str) -> bool:
    """Whether it is a letter or digit; to Unicode some apostrophes are letters that modify others."""
    return character.isalnum() and unicodedata.category(character) != "Lm"
