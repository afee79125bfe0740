"""Several answers in one cell: what joins them, and which answers they are, though answers may hold the same sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from infopos_pipeline.study.bindings import Format

_FEWEST_JOINED = 2
"""Cells with several answers below which it may be chance that a sign stands in them."""

_MOST_CELLS = 20_000
"""Different cells above which they are no answers out of a list, in whatever company."""


@dataclass(frozen=True)
class Joined:
    """Answers that stand together in cells.

    Attributes:
        delimiter: what joins them.
        answers: how often each was given.
        certain: whether nothing else can be meant: every cell ends with the delimiter, or holds codes alone.
    """

    delimiter: str
    answers: Counter[str]
    certain: bool


def joined(given: Counter[str], system: Format) -> Joined | None:
    """What answers a column seems to hold several of, or None: by the delimiter that makes the fewest of them."""
    if not given or len(given) > _MOST_CELLS:
        return None
    delimiters = {"forms": (";", ", "), "qualtrics": (",",)}.get(system, (";", "|", ", ", ","))
    found = [one for delimiter in delimiters if (one := _joined_by(delimiter, given, system))]
    return min(found, key=lambda one: len(one.answers), default=None)


def _joined_by(delimiter: str, given: Counter[str], system: Format) -> Joined | None:
    """The answers that a delimiter joins, if some cells hold several, and these come back."""
    sign = delimiter.strip()
    if not any(sign in text for text in given):
        return None
    cells = _glued({text: _parts(text, delimiter) for text in given}, delimiter)
    answers: Counter[str] = Counter()
    for text, number in given.items():
        answers.update(dict.fromkeys(cells[text], number))
    several = [parts for parts in cells.values() if len(parts) > 1]
    again = len(answers) < sum(len(set(parts)) for parts in cells.values())
    alone = bool(several) and all(part in given for parts in several for part in parts)
    ended = all(text.rstrip().endswith(sign) for text in given)
    if not (alone or (len(several) >= _FEWEST_JOINED and again) or (ended and system == "forms")):
        return None
    codes = all(re.fullmatch(r"\d{1,3}", answer) for answer in answers)
    return Joined(delimiter, answers, ended or codes)


def _parts(text: str, delimiter: str) -> list[str]:
    """A cell taken apart, but not inside brackets or numbers such as 25,000.

    A survey system that joins with a comma alone writes no space after it; an answer that holds one does.
    """
    if delimiter != ",":
        pieces = text.split(delimiter)
    elif re.fullmatch(r"\d{1,3}(,\d{1,3})*", text):
        pieces = text.split(",")
    else:
        pieces = re.split(r"(?<!\d),(?!\s)|,(?![\s\d])", text)
    parts: list[str] = []
    for piece in pieces:
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] = f"{parts[-1]}{delimiter}{piece}"
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]


def _glued(cells: Mapping[str, list[str]], delimiter: str) -> Mapping[str, list[str]]:
    """Parts put together that are of one answer: one without a capital that always follows the same one with a capital
    ("Yes, because of my age").
    """
    before: dict[str, set[str]] = {}
    for parts in cells.values():
        for previous, part in zip(["", *parts], parts, strict=False):
            before.setdefault(part, set()).add(previous)
    follows = {
        part
        for part, previous in before.items()
        if part[0].islower() and len(previous) == 1 and next(iter(previous))[:1].isupper()
    }
    glued: dict[str, list[str]] = {}
    for text, parts in cells.items():
        whole: list[str] = []
        for part in parts:
            if part in follows:
                whole[-1] = f"{whole[-1]}{delimiter}{part}"
            else:
                whole.append(part)
        glued[text] = whole
    return glued
