"""Text that XML can hold: what Word and Excel take. Nothing is lost without a trace."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PICTURES = 0x2400
"""Where Unicode has a picture of each control character, from NUL on."""


def readable(text: str) -> str:
    """The text with a picture (␀, ␛ …) for each control character that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets).

    What else it forbids, parts of a character and codes that are none, is written as �.
    """
    unbroken = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub(_picture, unbroken)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_PICTURES + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
