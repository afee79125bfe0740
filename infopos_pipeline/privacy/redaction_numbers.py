"""Numbers that point to somebody: bank account, citizen service number (BSN), telephone.

Belongs here: finding them in every grouping that people write. Not here: postcodes and addresses of machines
(redaction_addresses). Where it is doubtful whether a number is one, it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from stdnum import iban, iso7064
from stdnum.nl import bsn

from infopos_pipeline.privacy.redaction_spans import BSN, FILLER, IBAN, PHONE, WIDTHLESS, Span

_GAP = rf"[\s./()_*\-{WIDTHLESS}]"
_ROW = re.compile(rf"\d++(?:(?:{_GAP}{{1,4}}+|(?<=06)[:=]\s?)\d++)*+")
_LEAD = re.compile(r"[+(]\s?\(?$|\($")
_GROUP = re.compile(r"\d+")
_FEWEST_DIGITS, _MOST_DIGITS = 4, 17
"""A telephone number has 15 at the most (ITU-T E.164), and 00 before them."""

_BSN_SAID = re.compile(
    rf"(?i)\b(?:bsn|burgerservice|sofi)[\w-]*+[^\w{FILLER}]{{0,4}}(?:is|was|nr|nummer)?[^\w{FILLER}]{{0,4}}$"
)
_PHONE_SAID = re.compile(
    r"(?i)(?:\btel|telefoon|mobiel|\bgsm|\bfax|toestel|doorkies|\b(?:bel|belt|bellen|bereikbaar)\s+(?:naar|met|op|via))"
    rf"(?:nummer|nr)?[^\w{FILLER}]{{0,3}}(?:is|op|nr|nummer)?[^\w{FILLER}]{{0,3}}$"
)
_AMOUNT_BEFORE = re.compile(r"(?i)(?:€|\beuro|\beur)\s*$")
_AMOUNT_AFTER = re.compile(r"(?i)\s*(?:€|euro\b|eur\b|inwoners\b|,\d\d?\b|,-)")

_SERVICE = re.compile(r"0(?:800|900|906|909)(?:\d{4}|\d{7})")
_WITHOUT_ZERO = re.compile(r"(?:31)?6[1-58]\d{7}|31\d{9}")
_OF_MUNICIPALITY = re.compile(r"140\d{2,3}")
"""14 and the area code."""

_IBAN_START = re.compile(r"(?<![^\W\d_])[^\W\d_]{2}[\s.\-]{0,2}\d[\s.\-]{0,2}\d")
_IBAN_NL = re.compile(rf"(?i)nl(?:{_GAP}{{0,2}}\d){{2}}(?:{_GAP}{{0,2}}[a-z]){{4}}(?:{_GAP}{{0,2}}\d){{7,11}}")
_IBAN_SIGN = re.compile(rf"{_GAP}{{0,2}}([^\W_])")
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


class _Digits(NamedTuple):
    """Digits in a text: a group without a gap, or a stretch of groups from ``first`` to ``last`` in their row."""

    start: int
    end: int
    digits: str
    first: int = 0
    last: int = 0


def numbers(text: str) -> Iterator[Span]:
    """Bank accounts, citizen service numbers and telephone numbers; spans may overlap."""
    yield from _bank_accounts(text)
    for groups in _rows(text):
        stretches = list(_stretches(groups))
        phones = {stretch.first: stretch for stretch in stretches if _phone(text, stretch, groups)}
        for phone in phones.values():
            lead = _LEAD.search(text, max(0, phone.start - 3), phone.start)
            yield Span(lead.start() if lead else phone.start, phone.end, PHONE)
        for stretch in stretches:
            if _bsn(text, stretch, groups) and not _inside(stretch, phones):
                yield Span(stretch.start, stretch.end, BSN)


def _rows(text: str) -> Iterator[list[_Digits]]:
    """Groups of digits that stand close together; a date among them parts them, and is left out."""
    for row in _ROW.finditer(text):
        groups = [_Digits(*group.span(), group[0]) for group in _GROUP.finditer(text, *row.span())]
        first = place = 0
        while place < len(groups):
            if _date(text, groups[place : place + 3]):
                yield groups[first:place]
                first = place = place + 3
            else:
                place += 1
        yield groups[first:]


def _stretches(groups: Sequence[_Digits]) -> Iterator[_Digits]:
    """Every stretch of groups that is neither too short nor too long for a number."""
    for first, group in enumerate(groups):
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last].digits
            if len(digits) > _MOST_DIGITS:
                break
            if len(digits) >= _FEWEST_DIGITS:
                yield _Digits(group.start, groups[last].end, digits, first, last)


def _inside(stretch: _Digits, phones: Mapping[int, _Digits]) -> bool:
    """Whether a stretch is a part of a telephone number, which then says what it is."""
    around = (phones.get(first) for first in range(stretch.first - _MOST_DIGITS, stretch.first + 1))
    return any(phone and phone.last >= stretch.last and phone.digits != stretch.digits for phone in around)


def _phone(text: str, stretch: _Digits, groups: Sequence[_Digits]) -> bool:
    """Whether digits are a telephone number: Dutch with or without its zero, foreign with + or 00, 14 and an area code,
    a service number, or whatever stands behind the word telephone. 112 and its like are not.
    """
    digits, start = stretch.digits, stretch.start
    if "+" in text[max(0, start - 2) : start] or digits.startswith("00"):
        return len(digits) >= 7 and not _amount(text, stretch)
    if digits.startswith("0"):
        return 9 <= len(digits) <= 11 or _SERVICE.fullmatch(digits) is not None
    if digits.startswith("14") and _OF_MUNICIPALITY.fullmatch(digits) and stretch.last - stretch.first <= 1:
        apart = text[groups[stretch.first].end : groups[stretch.last].start]
        return groups[stretch.first].digits in {"14", digits} and "." not in apart and not _amount(text, stretch)
    if _WITHOUT_ZERO.fullmatch(digits):
        return True
    return stretch.first == 0 and _PHONE_SAID.search(text[max(0, start - 40) : start]) is not None


def _bsn(text: str, stretch: _Digits, groups: Sequence[_Digits]) -> bool:
    """Whether digits are a citizen service number: eight or nine that pass the eleven-test, unless they are two years
    or an amount; or seven to nine behind the word for it.
    """
    digits, start = stretch.digits, stretch.start
    if not 7 <= len(digits) <= 9:
        return False
    if stretch.first == 0 and _BSN_SAID.search(text[max(0, start - 40) : start]):
        return True
    if len(digits) == 7 or not bsn.is_valid(digits) or _amount(text, stretch):
        return False
    own = groups[stretch.first : stretch.last + 1]
    return len(own) == 1 or not all(_year(group.digits) for group in own)


def _year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


def _date(text: str, groups: Sequence[_Digits]) -> bool:
    """Whether groups are a day, a month and a year in four digits, or the other way round."""
    if len(groups) < 3 or text[groups[0].end : groups[1].start] not in {"-", "/", "."}:
        return False
    day, month, year = (group.digits for group in (groups if _year(groups[2].digits) else reversed(groups)))
    return _year(year) and len(day) <= 2 and len(month) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _amount(text: str, stretch: _Digits) -> bool:
    before, after = text[max(0, stretch.start - 6) : stretch.start], text[stretch.end : stretch.end + 12]
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after))


def _bank_accounts(text: str) -> Iterator[Span]:
    """International bank account numbers (ISO 13616): whatever has the shape of a Dutch one; of other countries what
    passes the check digits (ISO 7064, mod 97-10) and has the country's structure, or is written in capitals.
    """
    for start in _IBAN_START.finditer(text):
        dutch = _IBAN_NL.match(text, start.start())
        if dutch:
            yield Span(dutch.start(), dutch.end(), IBAN)
            continue
        signs, place = "", start.start()
        found = None
        while len(signs) < _LONGEST_IBAN and (sign := _IBAN_SIGN.match(text, place)):
            signs, place = signs + sign[1], sign.end()
            ends = not text[place : place + 1].isalnum()
            if len(signs) >= _SHORTEST_IBAN and ends and _valid_iban(signs):
                found = Span(start.start(), place, IBAN)
        if found:
            yield found


def _valid_iban(signs: str) -> bool:
    if not signs.isascii() or not iso7064.mod_97_10.is_valid(signs[4:].upper() + signs[:4].upper()):
        return False
    in_capitals = signs == signs.upper() and sum(map(str.isdigit, signs)) >= _SHORTEST_IBAN // 2
    return in_capitals or bool(iban.is_valid(signs, check_country=False))
