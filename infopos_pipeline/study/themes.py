"""``themes.yaml``: the interviews of a study: who may be asked, what is talked about, what the codes of coders mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.model import Declared, Label, Name

THEMES = "themes.yaml"

Stance = Literal["supports", "nuances", "contradicts"]
STANCES: tuple[Stance, ...] = get_args(Stance)
"""What a passage does to a hypothesis, as its coder declares it."""

CodePath = tuple[str, ...]
"""A code by the names on the way to it in the code tree, from the root."""


def code_path(text: str) -> CodePath:
    """The path that a text such as ``Privacywet / zorg`` writes; spaces around names do not count."""
    return tuple(" ".join(name.split()) for name in text.split("/"))


def _is_path(text: str) -> str:
    if not all(code_path(text)):
        raise ValueError("expected the name of a code, or names with / between them")
    return text


Code = Annotated[str, AfterValidator(_is_path)]
"""A code, or a path of codes with ``/`` between them."""


class Willing(Declared):
    """Who may be asked for an interview: those who gave one of these options as their answer to an item."""

    item: Name
    options: Annotated[tuple[Name, ...], Field(min_length=1)]


class Theme(Declared):
    """What interviews are about.

    A code stands for the theme if its path in the code tree has one of ``codes`` in it; a code under such a code does
    too. ``items`` are the questions of the questionnaire about it: without any, no figure covers it. ``questions``
    stand in the topic guide.
    """

    name: Name
    label: Label
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
    items: tuple[Name, ...] = ()
    questions: tuple[Label, ...] = ()


class Contradiction(Declared):
    """Answers of one respondent that do not go together: what the topic guide asks if the condition ``when`` holds."""

    name: Name
    theme: Name
    when: str
    question: Label


class Interviews(Declared):
    """``themes.yaml``.

    ``stances`` says by hypothesis which codes support, nuance or contradict it; ``other_codes`` are codes that coders
    use for themselves. ``facts`` are the facts of the frame that a quote may carry, as far as disclosure rules allow.
    """

    willing: Willing
    facts: tuple[Name, ...] = ()
    themes: Annotated[Mapping[Name, Theme], Field(min_length=1)]
    stances: Mapping[Name, Mapping[Stance, Annotated[tuple[Code, ...], Field(min_length=1)]]] = {}
    other_codes: tuple[Code, ...] = ()
    contradictions: Mapping[Name, Contradiction] = {}

    def declared_codes(self) -> Iterator[tuple[Location, str]]:
        """Every declared code with its place in the file, in declared order."""
        for name, theme in self.themes.items():
            yield from ((("themes", name, "codes", place), code) for place, code in enumerate(theme.codes))
        for hypothesis, stances in self.stances.items():
            for stance, codes in stances.items():
                yield from ((("stances", hypothesis, stance, place), code) for place, code in enumerate(codes))
        yield from ((("other_codes", place), code) for place, code in enumerate(self.other_codes))
