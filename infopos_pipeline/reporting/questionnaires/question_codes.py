"""Which LimeSurvey question asks an item, and under which codes: those of the study's binding, else codes made here.

Items whose columns are ``code[row]`` are rows of one question; a text item in ``code[other]`` or ``code[comment]`` is
what a question asks besides its answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Literal

from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import BoundItem
from infopos_pipeline.study.model import Item, Privacy

_HEADING = re.compile(r"(?P<question>[A-Za-z][A-Za-z0-9]{0,19})(?:\[(?P<part>[A-Za-z0-9]{1,20})\]|_(?P<old>SQ\d+))?")
_ANSWER = re.compile(r"[A-Za-z0-9]{1,5}")
OTHER_CODE = "-oth-"
Type = Literal["L", "O", "M", "N", "S", "T", "F", "K", "Q"]
"""LimeSurvey's letters: list, list with comment, tick boxes, number, short and long text; an array, numbers, texts."""


@dataclass(frozen=True)
class Codes:
    """Of an item: the code of its question, of its row there, of its boxes and of its answers, by option."""

    question: str
    part: str = ""
    boxes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedQuestion:
    """A question of LimeSurvey with the items it asks; ``other`` and ``comment`` are text items beside its answers."""

    code: str
    type: Type
    items: tuple[Item, ...]
    other: Item | None = None
    comment: Item | None = None


def codes_of(asked: Study) -> tuple[dict[str, Codes], list[str]]:
    """The codes of every item of a wave's questionnaire, and what a person has to know about them.

    Args:
        asked: the study as it is asked in a wave (:meth:`Study.at`).
    """
    binding = next((one for one in asked.bindings.values() if one.format == "limesurvey"), None)
    bound = binding.items if binding else {}
    found = {name: _bound_codes(item, bound[name]) for name, item in asked.asked_items.items() if name in bound}
    placed = {name: codes for name, codes in found.items() if codes is not None}
    for name in _misplaced(asked, placed):
        del placed[name]
    taken = {codes.question for codes in placed.values()}
    codes: dict[str, Codes] = {}
    remarks: list[str] = []
    for name, item in asked.asked_items.items():
        codes[name] = placed.get(name) or Codes(
            _new_code(name, taken), boxes=_numbered("SQ{:03}", item), answers=_numbered("A{}", item)
        )
        if name in bound and name not in placed:
            headings = ", ".join(bound[name].headings)
            remarks.append(
                f"{name}: what stands in {headings} cannot be a question of its own in LimeSurvey; an export will call "
                f"it {codes[name].question}."
            )
        elif name in bound and item.kind in ("single", "ordinal") and not _kept(codes[name], bound[name]):
            remarks.append(f"{name}: LimeSurvey cannot have its answer codes; an export will write A1, A2, …")
    return codes, remarks


def questions_in(asked: Study, codes: Mapping[str, Codes]) -> dict[int, list[AskedQuestion]]:
    """The questions of every page, in order: rows of one question stand one after the other."""
    every = list(asked.asked_items.values())
    mains = {codes[item.name].question for item in every if not codes[item.name].part}
    beside = {
        (codes[item.name].question, codes[item.name].part): item
        for item in every
        if codes[item.name].part and codes[item.name].question in mains
    }
    rest = [item for item in every if item not in beside.values()]
    return {
        page: [
            _question(code, tuple(items), codes, beside)
            for code, items in groupby(
                [item for item in rest if item.page == page], key=lambda item: codes[item.name].question
            )
        ]
        for page in sorted({item.page for item in rest})
    }


def _question(
    code: str, items: tuple[Item, ...], codes: Mapping[str, Codes], beside: Mapping[tuple[str, str], Item]
) -> AskedQuestion:
    first = items[0]
    if codes[first.name].part:
        kinds: Mapping[str, Type] = {"number": "K", "text": "Q"}
        return AskedQuestion(code, kinds.get(first.kind, "F"), items)
    other, comment = beside.get((code, "other")), beside.get((code, "comment"))
    alone: Mapping[str, Type] = {"multiple": "M", "number": "N", "text": "T" if first.privacy is Privacy.OPEN else "S"}
    return AskedQuestion(code, alone.get(first.kind, "O" if comment else "L"), items, other, comment)


def _bound_codes(item: Item, bound: BoundItem) -> Codes | None:
    """The codes of a binding; None where LimeSurvey could not have written its columns."""
    found = [_HEADING.fullmatch(heading) for heading in bound.headings]
    places = [(match["question"], match["part"] or match["old"] or "") for match in found if match]
    if len(places) < len(found) or len({question for question, _ in places}) != 1:
        return None
    question, part = places[0]
    if item.kind == "multiple":
        boxes = {option: part for option, (_, part) in zip(bound.columns, places, strict=False)}
        return Codes(question, boxes=boxes) if bound.columns and all(boxes.values()) else None
    answers = _answer_codes(bound)
    return Codes(question, part, answers=answers if set(answers) == set(item.options) else _numbered("A{}", item))


def _answer_codes(bound: BoundItem) -> dict[str, str]:
    """By option the first code that means it and that LimeSurvey can have."""
    codes: dict[str, str] = {}
    for code, option in bound.codes.items():
        if _ANSWER.fullmatch(code) or code == OTHER_CODE:
            codes.setdefault(option, code)
    return codes


def _kept(codes: Codes, bound: BoundItem) -> bool:
    """Whether the answers have the codes of the binding; one that tells options by their labels has none."""
    return not bound.codes or codes.answers == _answer_codes(bound)


def _misplaced(asked: Study, codes: Mapping[str, Codes]) -> Iterator[str]:
    """The items that cannot be where the binding has them: rows that are not alike or do not stand together."""
    places = {name: place for place, name in enumerate(asked.asked_items)}
    members: dict[str, list[Item]] = {}
    for name in codes:
        members.setdefault(codes[name].question, []).append(asked.items[name])
    for items in members.values():
        mains = [item for item in items if not codes[item.name].part]
        rows = [item for item in items if codes[item.name].part]
        alike = len({_likeness(item, codes[item.name]) for item in rows}) <= 1
        together = not rows or places[rows[-1].name] - places[rows[0].name] == len(rows) - 1
        yield from (item.name for item in mains[1:])
        if mains:
            yield from (item.name for item in rows if not _beside(item, codes[item.name].part, mains[0]))
        elif not (alike and together):
            yield from (item.name for item in rows)


def _likeness(item: Item, codes: Codes) -> object:
    labels = tuple((option.nl, option.en) for option in item.options.values())
    kind = "choice" if item.options else item.kind
    return item.page, item.asked_if, kind, labels, tuple(codes.answers.values()), OTHER_CODE in codes.answers.values()


def _beside(item: Item, part: str, main: Item) -> bool:
    """Whether an item is the free text of a question with answers."""
    parts = ("other", "comment") if main.kind != "multiple" else ("other",)
    return item.kind == "text" and item.page == main.page and bool(main.options) and part in parts


def _numbered(pattern: str, item: Item) -> dict[str, str]:
    return {option: pattern.format(number) for number, option in enumerate(item.options, start=1)}


def _new_code(name: str, taken: set[str]) -> str:
    """A code that no other question has: letters and digits, at most twenty, a letter first."""
    letters = re.sub(r"[^A-Za-z0-9]", "", name)
    start = (letters if letters[:1].isalpha() else f"q{letters}")[:16]
    code = next(code for number in count(1) if (code := f"{start}{number if number > 1 else ''}") not in taken)
    taken.add(code)
    return code
