"""Numbers that point to somebody: bank account, citizen service number (BSN), telephone.

Belongs here: finding them in every grouping that people write. Not here: postcodes and addresses of machines
(redaction_addresses). Where it is doubtful whether a number is one, it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
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


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


def numbers(text: str) -> Iterator[Span]:
    """Bank accounts, citizen service numbers and telephone numbers; spans may overlap."""
    yield from _bank_accounts(text)
    for groups in _rows(text):
        reach: dict[int, int] = {}
        for first, last in _stretches(groups):
            if _phone(text, groups[first : last + 1], first == 0):
                reach[first] = last
                lead = _LEAD.search(text, max(0, groups[first].start - 3), groups[first].start)
                yield Span(lead.start() if lead else groups[first].start, groups[last].end, PHONE)
        for first, last in _stretches(groups):
            inside = any(reach.get(one, 0) - one > last - first and reach[one] >= last for one in _before(first))
            if not inside and _bsn(text, groups[first : last + 1], first == 0):
                yield Span(groups[first].start, groups[last].end, BSN)


def _before(first: int) -> range:
    return range(max(0, first - _MOST_DIGITS), first + 1)


def _rows(text: str) -> Iterator[list[_Group]]:
    """Groups of digits that stand close together; a date between them parts them, and is left out."""
    for row in _ROW.finditer(text):
        groups = [
            _Group(row.start() + group.start(), row.start() + group.end(), group[0])
            for group in _GROUP.finditer(row[0])
        ]
        first = place = 0
        while place < len(groups):
            if _date(text, groups[place : place + 3]):
                yield groups[first:place]
                first = place = place + 3
            else:
                place += 1
        yield groups[first:]


def _stretches(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """The first and last index of every stretch of groups that is not too long for a number."""
    for first in range(len(groups)):
        digits = 0
        for last in range(first, len(groups)):
            digits += len(groups[last].digits)
            if digits > _MOST_DIGITS:
                break
            if digits >= _FEWEST_DIGITS:
                yield first, last


def _phone(text: str, groups: Sequence[_Group], leads: bool) -> bool:
    """Whether groups of digits are a telephone number: Dutch with or without its zero, foreign with + or 00, 14 and an
    area code, a service number, or whatever stands behind the word telephone. 112 and its like are not.
    """
    digits, start = "".join(group.digits for group in groups), groups[0].start
    if "+" in text[max(0, start - 2) : start] or digits.startswith("00"):
        return len(digits) >= 8
    if digits.startswith("0"):
        return 9 <= len(digits) <= 11 or _SERVICE.fullmatch(digits) is not None
    if _OF_MUNICIPALITY.fullmatch(digits) and groups[0].digits in {"14", digits}:
        return not _amount(text, groups) and "." not in text[start : groups[-1].end]
    if _WITHOUT_ZERO.fullmatch(digits):
        return True
    return leads and len(digits) >= 4 and _PHONE_SAID.search(text[max(0, start - 40) : start]) is not None


def _bsn(text: str, groups: Sequence[_Group], leads: bool) -> bool:
    """Whether groups of digits are a citizen service number: eight or nine that pass the eleven-test, grouped by one
    kind of sign; or seven to nine behind the word for it.
    """
    digits, start = "".join(group.digits for group in groups), groups[0].start
    if leads and 7 <= len(digits) <= 9 and _BSN_SAID.search(text[max(0, start - 40) : start]):
        return True
    if len(digits) not in {8, 9} or _amount(text, groups):
        return False
    if len(groups) > 1 and all(_year(group.digits) for group in groups):
        return False
    gaps = {text[one.end : other.start] for one, other in pairwise(groups)}
    return len({gap.strip() or " " for gap in gaps}) <= 1 and bsn.is_valid(digits)


def _year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


def _date(text: str, groups: Sequence[_Group]) -> bool:
    """Whether groups are a day, a month and a year in four digits, or the other way round."""
    if len(groups) < 3 or text[groups[0].end : groups[1].start] not in {"-", "/", "."}:
        return False
    day, month, year = (group.digits for group in (groups if _year(groups[2].digits) else reversed(groups)))
    return _year(year) and len(day) <= 2 and len(month) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _amount(text: str, groups: Sequence[_Group]) -> bool:
    before, after = text[max(0, groups[0].start - 6) : groups[0].start], text[groups[-1].end : groups[-1].end + 12]
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
    if iban.is_valid(signs, check_country=False):
        return True
    in_capitals = signs.isascii() and signs == signs.upper() and sum(map(str.isdigit, signs)) >= _SHORTEST_IBAN // 2
    return in_capitals and iso7064.mod_97_10.is_valid(signs[4:] + signs[:4])
