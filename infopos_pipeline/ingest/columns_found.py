"""Which column of an export is meant by a heading that a binding names: by its code, else by its question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infopos_pipeline.ingest.headings import LIMESURVEY_SYSTEM, tidy
from infopos_pipeline.ingest.source import SourceTable


@dataclass(frozen=True)
class Wanted:
    """A column to look for.

    Attributes:
        heading: as the binding names it.
        texts: the question, as headings that are questions may have it.
        item: whose answers stand in it; "" for a column of the survey system.
        system: whether it is a column of the survey system, which may call it otherwise.
        needed: whether an export without it cannot be read.
    """

    heading: str
    texts: tuple[str, ...] = ()
    item: str = ""
    system: bool = False
    needed: bool = True


class ColumnsFound:
    """Where the columns wanted stand. Headings are codes or questions throughout: whichever finds more columns."""

    def __init__(self, table: SourceTable, wanted: Mapping[str, Wanted]) -> None:
        self._codes = _by_key(canonical(heading) for heading in table.headings)
        whole = (text or heading for heading, text in zip(table.headings, table.texts, strict=True))
        self._texts = _by_key(map(_plain, whole))
        by_code = {name: self._codes.get(canonical(tidy(one.heading)), []) for name, one in wanted.items()}
        by_text = {name: by_code[name] or self._by_text(one) for name, one in wanted.items()}
        answers = [name for name, one in wanted.items() if one.item]
        # A code that is gone is not replaced by a question that happens to be called so.
        coded = sum(bool(by_code[name]) for name in answers) * 2 > len(answers)
        self._found = by_code if coded else by_text
        self._doubles = {
            place: base
            for place, heading in enumerate(table.headings)
            if (base := re.sub(r" #\d+$", "", heading)) != heading
        }
        named = {canonical(tidy(one.heading)) for one in wanted.values()}
        for name, places in self._found.items():
            heading = canonical(tidy(wanted[name].heading))
            others = [place for place, base in self._doubles.items() if canonical(base) == heading]
            unnamed = [place for place in others if canonical(table.headings[place]) not in named]
            self._found[name] = [*places, *unnamed]

    def _by_text(self, wanted: Wanted) -> list[int]:
        texts = (wanted.heading, *wanted.texts)
        if wanted.system:
            texts = (*texts, *LIMESURVEY_SYSTEM.get(wanted.heading, ()))
        return next((places for text in texts if (places := self._texts.get(_plain(text)))), [])

    def places(self, name: str) -> list[int]:
        """Every column that may be meant; one, unless the export has it twice."""
        return self._found[name]

    def place(self, name: str) -> int | None:
        """The first of them, or None."""
        return places[0] if (places := self._found.get(name)) else None

    def twice(self, place: int) -> bool:
        """Whether a column has the heading of one before it that is found."""
        return place in self._doubles and any(place in places for places in self._found.values())

    def administration(self, names: Iterable[str]) -> set[int]:
        """Where the columns stand that the study does not use."""
        found: set[int] = set()
        for name in names:
            found.update(self._codes.get(canonical(tidy(name)), []))
            for text in (name, *LIMESURVEY_SYSTEM.get(name, ())):
                found.update(self._texts.get(_plain(text), []))
        return found


def canonical(heading: str) -> str:
    """LimeSurvey writes a sub-question as ``code[SQ001]``, ``code_SQ001`` or, in data files, ``code_SQ001_``."""
    return re.sub(r"_(SQ\d+|other)_?$", r"[\1]", heading)


def _plain(text: str) -> str:
    """A question as it is compared: markup, spaces, capitals and a last colon or star make no difference."""
    return re.sub(r"\s*[:*]$", "", tidy(re.sub(r"<[^>]*>", " ", text))).casefold()


def _by_key(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if key:
            found.setdefault(key, []).append(place)
    return found
