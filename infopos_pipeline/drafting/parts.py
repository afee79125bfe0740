"""Which columns of an export are parts of one question, and what each part is called.

Systems join the code of a question and of its part: ``code[SQ001]`` and ``code_SQ001`` (LimeSurvey), ``Q3_1``
(Qualtrics), ``question___1`` and ``Question (choice=Red)`` (REDCap), ``group/question/option`` (KoboToolbox),
``Question [Row]`` (Google Forms, LimeSurvey with questions as headings, and two heading rows as SurveyMonkey has them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.drafting.observed import Column

_PART = re.compile(
    r"^(?P<code>.+?)(?:\s*\[(?P<bracket>.*)\]|___(?P<redcap>\w+)|\s\(choice=(?P<choice>.*)\)|"
    r"[_.](?P<rest>SQ\d+_?|[A-Za-z]?\d+))$"
)
_OTHER = re.compile(
    r"(\[(other|comment|anders|sonstiges|autre)\]|_(other|text|comment|specify)|\bcomment\]|"
    r"[\[ ](anders|overig|other|sonstiges|andere|autre)s?\b.{0,3}(namelijk|please specify|specify|\(please specify\)|"
    r"nämlich|bitte angeben|précisez|veuillez préciser).*|- text)$",
    re.IGNORECASE,
)
"""The column of what somebody wrote beside "other"."""


@dataclass(frozen=True)
class Part:
    """A column with the code of the question that it may be a part of ("" for none) and of the part."""

    column: Column
    group: str
    part: str


def is_other(code: str) -> bool:
    """Whether a column has what somebody wrote beside "other"."""
    return bool(_OTHER.search(code))


def is_path(code: str) -> bool:
    """Whether a heading is of KoboToolbox: the groups that a question lies in, and the question."""
    return bool(re.fullmatch(r"[\w-]+(/[\w-]+)+", code))


def beside_other(code: str) -> str:
    """The code of the question beside which a column has what was written under "other"; "" where it has not."""
    found = re.match(r"^(.*?)\s*(\[other\]|_other|_\d+_TEXT|_TEXT)$", code, re.IGNORECASE)
    return found[1] if found else ""


def grouped(columns: Sequence[Column], sets: Mapping[str, Sequence[int]]) -> Iterator[list[Part]]:
    """Columns that are of one set of a data file, or stand next to each other and are parts of one question.

    Of a KoboToolbox question with its options, the column that joins them is left out.
    """
    of_set = {place: name for name, places in sets.items() for place in places}
    parents = {column.code for column in columns}
    parts = [_part(column, parents) for column in columns]
    taken: set[int] = set()
    group: list[Part] = []
    for part in parts:
        place = part.column.place
        if place in taken:
            continue
        own = of_set.get(place)
        joins = bool(group and own is None and part.group and part.group == group[-1].group)
        if group and not joins:
            yield group
            group = []
        if own is not None:
            taken |= {other for other, name in of_set.items() if name == own}
            yield [other for other in parts if of_set.get(other.column.place) == own]
        elif not any(other.column.code == f"{part.column.code}/{other.part}" for other in parts):
            group = [*group, part]
    if group:
        yield group


def _part(column: Column, parents: set[str]) -> Part:
    before, slash, option = column.code.rpartition("/")
    if slash and before in parents:
        return Part(column, before, option)
    found = None if is_other(column.code) else _PART.match(column.code)
    if found is None or (column.system == "forms" and found["bracket"] is None):
        return Part(column, "", "")
    names = (found["bracket"], found["redcap"], found["choice"], found["rest"])
    name = next((name for name in names if name is not None), "")
    return Part(column, found["code"], name.rstrip("_"))


def question_of(group: Sequence[Part]) -> str:
    """The question that some columns are parts of: what stands before the brackets, or what their texts begin with."""
    first = group[0]
    texts = [part.column.text for part in group]
    if all(texts):
        ends = [_in_brackets(text) for text in texts]
        if all(ends):
            return ends[0][0] if ends[0] else ""
        shared = shared_start(texts)
        return re.sub(r"[\s:–-]+(selected choice)?[\s:–-]*$", "", shared, flags=re.IGNORECASE) or texts[0]
    return first.group.rpartition("/")[2] if is_path(first.group) else first.group or first.column.code


def labels_of(group: Sequence[Part]) -> list[str]:
    """What each part is called: in brackets after the question, after what all texts begin with, else its code."""
    texts = [part.column.text for part in group]
    ends = [found[1] if (found := _in_brackets(text)) else "" for text in texts]
    if all(ends):
        return ends
    shared = shared_start(texts) if len(texts) > 1 and all(texts) else ""
    rests = [
        re.sub(r"^[\s:–-]+|^selected choice[\s:–-]+", "", text[len(shared) :], flags=re.IGNORECASE).strip()
        for text in texts
    ]
    if shared and all(rests):
        return rests
    return [part.column.text or part.part or part.column.code for part in group]


def _in_brackets(text: str) -> tuple[str, str] | None:
    found = re.match(r"^(.*?)\s*\[(.*)\]\s*$", text)
    return (found[1].strip(), found[2].strip()) if found else None


def shared_start(texts: Sequence[str]) -> str:
    """What all texts begin with, up to the last sign that ends a question or stands before an answer."""
    start = texts[0]
    for text in texts[1:]:
        while not text.startswith(start):
            start = start[:-1]
    for pattern in (r"\s-\s(selected choice\s-\s)?", r"[?:.)…]\s*-\s*|[?:.)]\s+", r"-"):
        ends = [match.end() for match in re.finditer(pattern, start, re.IGNORECASE)]
        if ends:
            return start[: ends[-1]]
    return ""
