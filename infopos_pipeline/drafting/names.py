"""Names for what a draft declares: of the codes and labels that a source has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LONGEST = 40
"""Characters; a label cut off at a word is still told from its neighbours by a number."""


def name_of(text: str, taken: Container[str], otherwise: str) -> str:
    """A name that no other has: small letters, digits and single underscores; of a text without any, ``otherwise``."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("&", " "))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for word in words:
        if len(name) + len(word) > _LONGEST and name:
            break
        name = f"{name}_{word}" if name else word[:_LONGEST]
    name = name or otherwise
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}_{number}"
        number += 1
    return unique
