"""Addresses in a text: e-mail, web, machines on a network, postcodes, handles.

Belongs here: what has a shape of its own. Not here: names of places and persons, and other numbers.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from infopos_pipeline.privacy.dutch_places import word_set
from infopos_pipeline.privacy.redaction_spans import EMAIL, FILLER, IP, PERSON, POSTCODE, URL, WIDTHLESS, Span

_TOP = "|".join(
    sorted(
        word_set(
            """
    amsterdam app be biz com edu eu example fr frl gent gov info io net nl nu online org politie shop site uk
    vlaanderen
    """
        )
    )
)
"""The last part of the domains that are found without www before them; example is that of made-up ones (RFC 2606)."""
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punt|\.)\s?[)\]}]\s?|\s(?:dot|punt)\s)"
_SIGN = r"(?:\s(?:punt|dot|streepje|underscore)\s|[(\[{](?:dot|punt)[)\]}])"
_SPACED_DOT = r"(?:\s\.\s?|\.\s)"
_AT = (
    r"(?:\s?[(\[{<]\s?(?:at?|@|ape?n?staart(?:je)?)\s?[)\]}>]\s?|\s?-at-\s?|\s(?:at|ape?n?staart(?:je)?)\s"
    r"|\s{1,3}@\s{0,3}|@\s{1,3})"
)

_EMAIL = re.compile(rf"(?<![^\s@{FILLER}])[^\s@{FILLER}]++@[^\s@{FILLER}]++(?:@[^\s@{FILLER}]++)*+")
_EMAIL_SPELT = re.compile(
    rf"(?i)(?<![\w.+-])[\w.+-]++(?:{_SIGN}[\w.+-]++){{0,4}}?{_AT}"
    rf"[\w-]++(?:{_DOT}[\w-]++){{0,3}}?(?:{_DOT}(?:{_TOP}|[a-z]{{2,6}})|{_SPACED_DOT}(?:nl|com|org|net|eu))(?!\w)"
)
_HANDLE = re.compile(rf"(?<![\w@])@[^\W\d_][\w{WIDTHLESS}]*+(?:[.-]\w++)*+")

_URL = re.compile(rf"(?i)(?:\b(?:https?|hxxps?|ftp)\s?:\s?//\s?|\bwww\s?\.\s?)[^\s{FILLER}]++")
_BARE_DOMAIN = re.compile(
    rf"(?<![\w@-])(?<!\w\.)(?:[\w-]++\.)+(?:{_TOP}|{_TOP.upper()})(?!\w)(?:[:/?#][^\s{FILLER}]*+)?"
)
_SPELT_DOMAIN = re.compile(
    rf"(?i)(?<![\w.@-])[\w-]++(?:{_DOT}[\w-]++){{0,3}}?(?:\s(?:punt|dot)|\s\.)\s(?:{_TOP})(?!\w)"
)

_IPV4 = re.compile(r"(?<!\d)(?<!\d\.)\d{1,3}(?:\[?\.\]?\d{1,3}){3}(?:/\d{1,2})?(?::\d{1,5})?(?!\.?\d)")
_IPV6 = re.compile(
    r"(?i)(?<![0-9a-f])(?<![0-9a-f:]:)(?=[0-9a-f]|::)(?:[0-9a-f]{0,4}:){2,7}"
    r"(?:[0-9a-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?<![^:]:)(?:%\w{1,15})?(?!\w|:[0-9a-f])"
)

_POSTCODE = re.compile(rf"(?<!\d)[1-9]\d{{3}}([\s.\-{WIDTHLESS}]{{0,3}})(?!SA|SD|SS)([A-Za-z]{{2}})(?![^\W\d_])")
_POSTCODE_SAID = re.compile(rf"(?i)\bpostcode[\w-]*+[^\w{FILLER}]{{0,3}}(?:is|was|van)?[^\w{FILLER}]{{0,3}}$")
_STREET = re.compile(
    r"(?i)(?:straat|laan|weg|plein|dijk|hof|pad|kade|singel|gracht|steeg|markt|park|ring|dreef)"
    r"\s{1,2}\d{1,5}\s?[a-z]?\W{1,3}$"
)
_ARTICLE = re.compile(r"(?i)\bart(?:ikel(?:en)?)?\.?\s*$")
_DIGITS_OF_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3}(?!\d)")
_UNITS = word_set("km kg cm mm ml cl ha gb mb kb tb kw wh kv pk")
_TWO_LETTERS = _UNITS | word_set("we is en in de op te om er ik je ze zo al af of nu na uw ja me ca")
"""What follows a year or an amount and is no postcode."""

_SHAPES = (
    (_EMAIL, EMAIL),
    (_EMAIL_SPELT, EMAIL),
    (_URL, URL),
    (_BARE_DOMAIN, URL),
    (_SPELT_DOMAIN, URL),
    (_HANDLE, PERSON),
)


def addresses(text: str) -> Iterator[Span]:
    """E-mail addresses, web addresses, IP addresses, postcodes and handles; spans may overlap."""
    for pattern, kind in _SHAPES:
        yield from (_trimmed(found, kind) for found in pattern.finditer(text))
    for pattern in (_IPV4, _IPV6):
        yield from (Span(found.start(), found.end(), IP) for found in pattern.finditer(text) if _ip(found[0]))
    for found in _POSTCODE.finditer(text):
        if _postcode(text, found):
            yield Span(found.start(), found.end(), POSTCODE)
    for found in _DIGITS_OF_POSTCODE.finditer(text):
        if _POSTCODE_SAID.search(text[max(0, found.start() - 40) : found.start()]):
            yield Span(found.start(), found.end(), POSTCODE)


def _trimmed(found: re.Match[str], kind: str) -> Span:
    """A span without the brackets, quotes and full stops around it."""
    whole = found[0]
    start = found.start() + len(whole) - len(whole.lstrip("([{<\"',;:"))
    return Span(start, found.end() - len(whole) + len(whole.rstrip(")]}>\"',;:.!?")), kind)


def _ip(written: str) -> bool:
    """Whether it is an address, also with zeros before its numbers, a port or a network behind it."""
    plain = re.sub(r"[\[\]]|/\d+$|%.*$|(?<=::):$", "", written)
    if plain.count(":") <= 1:
        plain = ".".join(str(int(number)) for number in plain.split(":")[0].split("."))
    elif not any(character.isalnum() for character in plain):
        return False
    try:
        ipaddress.ip_address(plain)
    except ValueError:
        return False
    return True


def _postcode(text: str, found: re.Match[str]) -> bool:
    """Whether four digits and two letters are a postcode: with capitals, unless it is an article of a code ("artikel
    1401 BW"); with small letters, unless they are a unit or stand apart and are a word; always behind a street with a
    number or the word postcode.
    """
    before = text[max(0, found.start() - 40) : found.start()]
    if _STREET.search(before) or _POSTCODE_SAID.search(before):
        return True
    others = _TWO_LETTERS if found[1] else _UNITS
    return (found[2].isupper() or found[2].lower() not in others) and not _ARTICLE.search(before)
