"""What the codes of coders stand for: themes, and stances to hypotheses, as ``themes.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.study.themes import STANCES, CodePath, Interviews, Stance, code_path

TakenStance = tuple[str, Stance]
"""A hypothesis, and what a passage does to it."""


@dataclass(frozen=True)
class Meaning:
    """What a code stands for; nothing at all if it is one that coders use for themselves."""

    themes: tuple[str, ...] = ()
    stances: tuple[TakenStance, ...] = ()


@dataclass(frozen=True)
class CodeBook:
    """The declared codes of a study."""

    interviews: Interviews

    def meaning(self, code: CodePath) -> Meaning | None:
        """What a code stands for, None if nothing declares it.

        It stands for whatever declares a code, or a path of codes, that is part of its own path; upper and lower case
        and the spaces around a name do not count.
        """
        inside = _parts(_folded(code), self._longest)
        themes = tuple(name for name, paths in self._themes.items() if inside & paths)
        stances = tuple(stance for stance, paths in self._stances.items() if inside & paths)
        return Meaning(themes, stances) if themes or stances or inside & self._other else None

    @property
    def codes(self) -> list[str]:
        """Every declared code as it is declared."""
        return [code for _, code in self.interviews.declared_codes()]

    @cached_property
    def _longest(self) -> int:
        """Names in the longest declared path: no longer part of a path can be one."""
        return max(len(code_path(code)) for code in self.codes)

    @cached_property
    def _themes(self) -> dict[str, frozenset[CodePath]]:
        return {name: _paths(theme.codes) for name, theme in self.interviews.themes.items()}

    @cached_property
    def _stances(self) -> dict[TakenStance, frozenset[CodePath]]:
        declared = self.interviews.stances
        return {
            (name, stance): _paths(declared[name][stance])
            for name in declared
            for stance in STANCES
            if stance in declared[name]
        }

    @cached_property
    def _other(self) -> frozenset[CodePath]:
        return _paths(self.interviews.other_codes)


@dataclass(frozen=True)
class CodedSpan:
    """A stretch of a transcript with what one coder says of it; ``code`` is the folded path, by which codes compare."""

    interview: str
    start: int
    end: int
    coder: str
    code: CodePath
    meaning: Meaning

    def overlaps(self, other: CodedSpan) -> bool:
        """Whether the two have a character in common."""
        return self.interview == other.interview and self.start < other.end and other.start < self.end


def coded_spans(material: Material, interviews: Interviews) -> list[CodedSpan]:
    """Every selection with a declared meaning, in order. A code that nothing declares has none: adding refuses it, and
    a study that no longer declares it has to say so (:func:`unknown_codes`).
    """
    book = CodeBook(interviews)
    return [
        CodedSpan(one.interview, one.start, one.end, one.coder, _folded(one.code), meaning)
        for one in sorted(material.selections)
        if (meaning := book.meaning(one.code)) is not None
    ]


def unknown_codes(selections: Iterable[Selection], interviews: Interviews) -> list[CodePath]:
    """The codes that nothing declares, each once, in order."""
    book = CodeBook(interviews)
    return [code for code in dict.fromkeys(one.code for one in selections) if book.meaning(code) is None]


def stances_by_theme(spans: Iterable[CodedSpan]) -> Iterator[tuple[TakenStance, str, CodedSpan]]:
    """Every stance with each theme it is taken in: those of the selections of the same coder that it overlaps."""
    spans = list(spans)
    for span in spans:
        for stance in span.meaning.stances:
            near = (other for other in spans if other.coder == span.coder and other.overlaps(span))
            for theme in dict.fromkeys(theme for other in near for theme in other.meaning.themes):
                yield stance, theme, span


def passages(spans: Iterable[CodedSpan]) -> list[tuple[str, int, int]]:
    """Stretches of transcripts, those that overlap made one: interview, start, and end."""
    merged: list[tuple[str, int, int]] = []
    for interview, start, end in sorted((span.interview, span.start, span.end) for span in spans):
        if merged and merged[-1][0] == interview and start < merged[-1][2]:
            merged[-1] = (interview, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((interview, start, end))
    return merged


def _folded(code: CodePath) -> CodePath:
    return tuple(" ".join(name.split()).casefold() for name in code)


def _paths(codes: Iterable[str]) -> frozenset[CodePath]:
    return frozenset(_folded(code_path(code)) for code in codes)


def _parts(code: CodePath, longest: int) -> set[CodePath]:
    """Every run of so many consecutive names in a path, or fewer."""
    return {code[start : start + length] for length in range(1, longest + 1) for start in range(len(code))}
